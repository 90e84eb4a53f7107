"""HTML that holds only what was meant."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from stagecraft.report.markup import element, table, together


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.texts, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


@given(st.text(), st.text())
def test_no_text_and_no_attribute_becomes_a_tag(text, attribute):
    reader = Reader()
    reader.feed(element("p", element("b", "x"), text, title=attribute))
    reader.close()
    assert reader.tags == ["p", "b"]
    assert [name for name, _ in reader.attributes] == ["title"]


def test_texts_are_escaped_once():
    assert element("p", "a < b & c", class_="x") == '<p class="x">a &lt; b &amp; c</p>'
    assert together(element("b", "<"), ">") == "<b>&lt;</b>&gt;"


def test_a_table_has_its_head_and_rows():
    assert table(["a"], [["1"], [element("b", "2")]]) == (
        '<div class="wide"><table><thead><tr><th scope="col">a</th></tr></thead>'
        "<tbody><tr><td>1</td></tr><tr><td><b>2</b></td></tr></tbody></table></div>"
    )
