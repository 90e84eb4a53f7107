"""HTML that cannot be injected into: every text is escaped unless it came from here."""

from html import escape
from typing import Final

_VOID: Final = frozenset({"meta"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def element(tag: str, *children: "str | Html | None", **attributes: str) -> Html:
    """Write an element; texts among its children are escaped, attributes are quoted (`class_` is `class`)."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"' for name, value in attributes.items()
    )
    inner = together(*children)
    return Html(f"<{tag}{given}>" if tag in _VOID else f"<{tag}{given}>{inner}</{tag}>")


def together(*children: "str | Html | None") -> Html:
    """Write children one after another."""
    return Html("".join(one if isinstance(one, Html) else escape(one) for one in children if one is not None))


def table(heads: list[str], rows: list[list["str | Html"]], **attributes: str) -> Html:
    """Write a table with a head; it scrolls by itself where the page is narrow."""
    head = element("thead", element("tr", *(element("th", one, scope="col") for one in heads)))
    body = element("tbody", *(element("tr", *(element("td", cell) for cell in row)) for row in rows))
    return element("div", element("table", head, body, **attributes), class_="wide")
