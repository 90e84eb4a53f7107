"""A preview as Markdown for a pull request."""

from stagecraft.promotion import Promotion, diff
from stagecraft.report import StackView, render_markdown, render_mistakes
from stagecraft.report.markdown import LONGEST


def test_what_stops_it_is_told_first_and_counts_by_stack(views):
    comparisons = [diff(*(view.graph for view in views), Promotion())]
    lines = render_markdown("shop", views, comparisons).splitlines()
    assert lines[0] == "### `shop`: not allowed in dev, prod; prod does not follow dev"
    assert lines[2:6] == [
        "| stack | resources | mandatory | advisory | waived |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| dev | 4 | 1 | 2 | 1 |",
        "| prod | 5 | 1 | 2 | 1 |",
    ]
    assert (
        "| `vpc-flow-logs-on` | dev, prod | components/network/network.py:42 | shop-vpc: has no flow log. |"
        in lines
    )


def test_what_stops_nothing_is_counted_by_rule_and_folded_away(views):
    text = render_markdown("shop", views, [])
    assert "<details><summary>3 advisory or waived</summary>\n\n- advisory `subnet-tagged` (2)\n" in text
    assert "- waived `sns-topic-encrypted` (1)\n" in text


def test_allowed_differences_are_counted_and_refused_ones_named(views):
    first, second = (view.graph for view in views)
    refused = render_markdown("shop", views, [diff(first, second, Promotion())])
    assert (
        "❌ dev and prod are the same architecture; 2 differences, 2 of them not allowed: the promotion stops\n"
        "- not allowed: data-\\* (ec2.Subnet) count: 2 → 3\n"
        "- not allowed: shop-vpc (ec2.Vpc) cidrBlock: 10.2.0.0/16 → 10.3.0.0/16\n"
    ) in refused
    allowed = render_markdown("shop", views, [diff(first, second, Promotion.everything())])
    assert "✅ dev and prod are the same architecture; 2 differences, all allowed\n" in allowed
    assert "cidrBlock" not in allowed


def test_a_clean_preview_says_so_in_its_title(make_graph):
    text = render_markdown("shop", [StackView("dev", make_graph("dev", zones="ab"))], [])
    assert text == (
        "### `shop`: allowed\n\n"
        "| stack | resources | mandatory | advisory | waived |\n"
        "| --- | ---: | ---: | ---: | ---: |\n"
        "| dev | 4 | 0 | 0 | 0 |\n"
    )


def test_thousands_of_long_findings_fit_into_a_comment(make_graph, make_finding):
    graph = make_graph("dev", zones="ab")
    findings = [
        make_finding(graph, "shop-vpc", message=f"{number}: " + "long | <b> " * 200) for number in range(3000)
    ]
    text = render_markdown("shop", [StackView("dev", graph, findings)], [])
    assert len(text) <= LONGEST
    assert "| dev | 4 | 3000 | 0 | 0 |" in text, "the counts are told whatever else is left out"
    assert "more than a comment holds" in text


def test_what_is_left_out_of_a_table_is_counted(make_graph, make_finding):
    graph = make_graph("dev", zones="ab")
    findings = [make_finding(graph, "shop-vpc", message=f"finding {number}") for number in range(200)]
    text = render_markdown("shop", [StackView("dev", graph, findings)], [])
    assert "| finding 49 |\n\n… and 150 more findings\n" in text
    assert "finding 50 " not in text


def test_no_text_of_a_program_becomes_markup(make_graph, make_finding):
    graph = make_graph("dev", zones="a")
    finding = make_finding(graph, "shop-vpc", message="</details> | <img src=x> *bold*\nnext")
    text = render_markdown("shop", [StackView("dev", graph, [finding], ["<script>"])], [])
    assert "&lt;/details> \\| &lt;img src=x> \\*bold\\* next" in text
    assert "<script>" not in text


def test_mistakes_are_a_list():
    assert render_mistakes("shop", "Pulumi.dev.yaml: one\nPulumi.prod.yaml: two | three\n") == (
        "### `shop`: not previewed\n\n- Pulumi.dev.yaml: one\n- Pulumi.prod.yaml: two \\| three\n"
    )
