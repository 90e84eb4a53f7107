"""A preview as it is printed."""

import io

import pytest
from guardrails.graph import Graph, Resource
from rich.console import Console

from stagecraft.promotion import Promotion, diff
from stagecraft.report import StackView, print_preview


@pytest.fixture
def printed(views):
    def run(*, full=False, width=160, only=None):
        shown = [view for view in views if only is None or view.name == only]
        comparisons = [diff(*(view.graph for view in shown), Promotion())] if len(shown) == 2 else []
        console = Console(file=io.StringIO(), width=width)
        print_preview(console, "shop", shown, comparisons, full=full)
        return [line.rstrip() for line in console.file.getvalue().splitlines()]

    return run


def test_the_largest_stack_is_shown_as_a_collapsed_tree(printed):
    assert printed()[:3] == [
        "shop · prod  5 resources",
        "├── Network shop  4  3 ec2.Subnet, ec2.Vpc",
        "└── sns  1  sns.Topic",
    ]


def test_counts_are_told_by_tier_and_by_the_types_that_differ(printed):
    lines = printed()
    start = lines.index("Resources by tier")
    assert [line.split() for line in lines[start + 1 : start + 6]] == [
        ["tier", "dev", "prod"],
        ["network", "3", "4"],
        ["ec2.Subnet", "2", "3"],
        ["sns", "1", "1"],
        ["all", "4", "5"],
    ]


def test_a_mandatory_finding_is_told_with_its_line_and_others_by_their_rule(printed):
    lines = printed()
    start = lines.index("mandatory vpc-flow-logs-on (dev, prod)")
    assert lines[start : start + 3] == [
        "mandatory vpc-flow-logs-on (dev, prod)",
        "  shop-vpc: has no flow log.",
        "  components/network/network.py:42",
    ]
    assert "advisory subnet-tagged (2)" in lines
    assert "waived sns-topic-encrypted" in lines


def test_notes_differences_and_verdicts_close_the_summary(printed):
    lines = printed()
    assert "note getAmi: 1 answer invented; AWS would know the real one (dev, prod)" in lines
    start = lines.index(
        "dev and prod are the same architecture; 2 differences, 2 of them not allowed: the promotion stops"
    )
    assert lines[start + 1] == (
        "  network 2 NOT ALLOWED: count of data-* (ec2.Subnet) 2 → 3; cidrBlock 10.2.0.0/16 → 10.3.0.0/16"
    )
    assert lines[-2:] == [
        "dev: not allowed  4 resources; 1 mandatory, 2 advisory, 1 waived",
        "prod: not allowed  5 resources; 1 mandatory, 2 advisory, 1 waived",
    ]


def test_the_full_form_names_every_resource_and_finding_of_every_stack(printed):
    lines = printed(full=True)
    assert lines[:8] == [
        "shop · dev  4 resources",
        "├── aws shop",
        "├── Network shop",
        "│   ├── ec2.Vpc shop-vpc  components/network/network.py:42",
        "│   ├── ec2.Subnet data-a",
        "│   └── ec2.Subnet data-b",
        "└── sns.Topic alarms",
        "shop · prod  5 resources",
    ]
    assert "advisory subnet-tagged (dev, prod)" in lines
    assert "  moves in May, net-team, until 2027-05-31" in lines


def test_one_stack_alone_has_nothing_to_compare(printed):
    assert not [line for line in printed(only="dev") if "architecture" in line]


def test_a_stack_without_findings_is_allowed(make_graph):
    console = Console(file=io.StringIO(), width=160)
    print_preview(console, "shop", [StackView("dev", make_graph("dev", zones="a"))], [])
    assert console.file.getvalue().splitlines()[-1] == "dev: allowed  3 resources; no finding"


def test_many_components_are_cut_with_a_way_to_see_all():
    urn = "urn:pulumi:dev::shop::x:y:Team::"
    words = [f"{first}{second}" for first in "ghijklm" for second in "nopqrst"]
    graph = Graph([Resource(f"{urn}{word}", "x:y:Team", word, custom=False) for word in words])
    console = Console(file=io.StringIO(), width=160)
    print_preview(console, "shop", [StackView("dev", graph)], [])
    assert "… and 9 more (all with --full)" in console.file.getvalue()


def test_text_from_a_program_is_no_markup(make_graph, make_finding):
    graph = make_graph("dev", zones="a")
    finding = make_finding(graph, "shop-vpc", message="[/nothing] to [bold]close")
    console = Console(file=io.StringIO(), width=160)
    print_preview(console, "[/x]", [StackView("dev", graph, [finding], ["[/note]"])], [])
    text = console.file.getvalue()
    assert "[/nothing] to [bold]close" in text
    assert "[/note]" in text
