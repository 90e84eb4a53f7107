"""The report page: all of it in one file, and nothing of a program's in the place of a tag."""

import re
from html.parser import HTMLParser

from stagecraft.promotion import Promotion, diff
from stagecraft.promotion.allowed import CountEntry, ValueEntry
from stagecraft.report import StackView, render_html

ALLOWED = Promotion(
    (ValueEntry(tier="network", property="cidrBlock", reason="no two environments overlap"),),
    (CountEntry(tier="network", reason="prod spans one zone more"),),
)


class Outline(HTMLParser):
    """Collects the tags, the attributes and the text of each section."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.open = [], [], []
        self.sections = {}
        self.section = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)
        if tag == "section":
            self.section = dict(attrs)["id"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, "tags close in the order in which they were opened"

    def handle_data(self, data):
        self.sections[self.section] = f"{self.sections.get(self.section, '')}{data} "


def page_of(views, allowed=ALLOWED):
    comparisons = [diff(views[0].graph, views[1].graph, allowed)] if len(views) > 1 else []
    return render_html("shop", views, comparisons)


def text_of(page, section):
    return " ".join(Outline(page).sections[section].split())


def test_the_page_is_well_formed_and_needs_nothing_else(views):
    page = page_of(views)
    outline = Outline(page)
    assert outline.open == []
    assert not {"script", "link", "img", "iframe"} & set(outline.tags)
    assert {value for name, value in outline.attributes if name in ("src", "href")} == {
        "#summary",
        "#findings",
        "#differences",
        "#resources",
    }
    assert not re.search(r"url\(|@import|https?:", page)


def test_the_summary_counts_resources_and_findings_of_each_stack(views):
    text = text_of(page_of(views), "summary")
    assert "dev 4 1 2 1 not allowed prod 5 1 2 1 not allowed" in text
    assert "dev and prod are the same architecture; 2 differences, all allowed" in text
    assert "tier dev prod network 3 4 sns 1 1" in text
    assert "getAmi: 1 answer invented; AWS would know the real one (dev, prod)" in text


def test_a_finding_is_told_with_its_fix_its_line_and_its_stacks(views):
    text = text_of(page_of(views), "findings")
    assert (
        "mandatory vpc-flow-logs-on · high · dev, prod shop-vpc: has no flow log. Add an ec2.FlowLog "
        "shop-vpc ec2.Vpc at components/network/network.py:42"
    ) in text
    assert "Waived: moves in May, net-team, until 2027-05-31" in text


def test_a_fix_that_the_message_tells_already_is_not_repeated(make_graph, make_finding):
    graph = make_graph("dev", zones="a")
    finding = make_finding(graph, "shop-vpc", message="shop-vpc: has no flow log. Add an ec2.FlowLog.")
    text = text_of(page_of([StackView("dev", graph, [finding])]), "findings")
    assert text.count("Add an ec2.FlowLog") == 1


def test_a_difference_is_told_by_tier_with_its_reason(views):
    text = text_of(page_of(views), "differences")
    assert "network resource property dev prod why" in text
    assert "data-* (ec2.Subnet) count 2 3 prod spans one zone more" in text
    assert "shop-vpc (ec2.Vpc) cidrBlock 10.2.0.0/16 10.3.0.0/16 no two environments overlap" in text


def test_a_difference_that_is_not_allowed_is_told_with_a_way_out(views):
    text = text_of(page_of(views, Promotion()), "differences")
    assert "cidrBlock 10.2.0.0/16 10.3.0.0/16 not allowed" in text
    assert "or say in promotion.yaml why they may differ" in text


def test_what_breaks_the_sameness_is_told_with_its_path(views, make_graph):
    smaller = make_graph("prod", zones="abc")
    smaller = type(smaller)(one for one in smaller.resources if one.name != "alarms")
    text = text_of(page_of([views[0], StackView("prod", smaller)]), "differences")
    assert "sns: alarms is in dev and not in prod." in text
    assert "aws:sns/topic:Topic" in text


def test_a_project_without_rules_has_no_column_for_reasons(views):
    text = text_of(page_of(views, Promotion.everything()), "differences")
    assert "The project has no promotion.yaml, so every value and count may differ." in text
    assert "resource property dev prod data-* (ec2.Subnet) count 2 3" in text


def test_every_resource_is_listed_by_stack_and_tier(views):
    page = page_of(views)
    assert Outline(page).tags.count("details") == 6, "two stacks with two tiers each"
    text = text_of(page, "resources")
    subnets = "ec2.Subnet data-a ec2.Subnet data-b ec2.Subnet data-c"
    assert f"prod 5 network 4 type name made at {subnets} ec2.Vpc shop-vpc" in text


def test_what_a_program_says_is_never_markup(make_graph, make_finding):
    graph = make_graph("dev", zones="a")
    attack = "<script>alert(1)</script>\"'"
    finding = make_finding(
        graph, "shop-vpc", message=attack, rule=attack, remediation=attack, severity=attack
    )
    page = render_html(attack, [StackView(attack, graph, [finding], [attack])], [])
    assert "script" not in Outline(page).tags


def test_one_stack_alone_says_that_there_is_nothing_to_compare(views):
    assert "nothing to compare" in text_of(page_of(views[:1]), "differences")


def test_a_stack_without_findings_says_so(make_graph):
    page = page_of([StackView("dev", make_graph("dev", zones="a"))])
    assert "No rule is broken." in text_of(page, "findings")
    assert "dev 3 0 0 0 allowed" in text_of(page, "summary")
