"""What the reports show of a stack and of its findings."""

from guardrails.graph import Resource, SourceFrame

from stagecraft.report.views import StackView, findings_of, notes_of, source_of


def test_only_what_a_cloud_holds_counts_as_a_resource(make_graph):
    names = [one.name for one in StackView("dev", make_graph("dev", zones="ab")).resources]
    assert names == ["shop-vpc", "data-a", "data-b", "alarms"]


def test_resources_are_told_by_tier_and_sorted(make_graph):
    found = StackView("dev", make_graph("dev", zones="ba")).by_tier()
    told = {tier: [one.name for one in resources] for tier, resources in found.items()}
    assert told == {"network": ["data-a", "data-b", "shop-vpc"], "sns": ["alarms"]}
    assert list(told) == ["network", "sns"]


def test_a_waived_finding_is_counted_apart(views):
    assert views[0].tally() == {"mandatory": 1, "advisory": 2, "waived": 1}


def test_a_finding_of_several_stacks_is_told_once_and_the_gravest_first(views):
    rows = findings_of(views)
    assert [(row.standing, row.rule, row.resource, row.stacks) for row in rows] == [
        ("mandatory", "vpc-flow-logs-on", "shop-vpc", ("dev", "prod")),
        ("advisory", "subnet-tagged", "data-a", ("dev", "prod")),
        ("advisory", "subnet-tagged", "data-b", ("dev", "prod")),
        ("waived", "sns-topic-encrypted", "alarms", ("dev", "prod")),
    ]
    assert rows[0].source == "components/network/network.py:42"
    assert rows[3].waiver == "moves in May, net-team, until 2027-05-31"


def test_a_finding_of_a_resource_that_is_not_in_the_graph_is_told_by_its_urn(make_graph, make_finding):
    graph = make_graph("dev", zones="a")
    finding = make_finding(graph, "shop-vpc", urn="urn:pulumi:dev::shop::aws:x/y:Z::gone")
    (row,) = findings_of([StackView("dev", graph, [finding])])
    assert (row.resource, row.source) == ("gone", "")


def test_a_note_of_several_stacks_is_told_once(views):
    assert notes_of(views) == [("getAmi: 1 answer invented; AWS would know the real one", ("dev", "prod"))]


def test_a_source_outside_of_the_project_is_not_told():
    frames = (
        SourceFrame("/usr/lib/x.py", 1),
        SourceFrame("venv/site-packages/x.py", 2),
        SourceFrame("<string>", 3),
    )
    assert source_of(Resource("urn", "t", "n", source=frames)) == ""
    assert source_of(None) == ""
