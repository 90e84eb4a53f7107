"""Whatever stands in a property, the engine answers; what it cannot read, it never calls shut for sure."""

from dataclasses import replace
from typing import Any

from guardrails.graph import Graph
from guardrails.reachability.demands import by_nat, missing
from guardrails.reachability.exposures import Exposures
from guardrails.reachability.intent import Allowed, Intent, Selector
from guardrails.reachability.matrix import uninvited
from guardrails.reachability.paths import paths_of
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, Secret
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.guardrails.reachability.built import WORLD, Built, tcp
from tests.policy.guardrails.reachability.small_networks import Drawn, Network, networks

JUNK = st.sampled_from(
    [None, UNKNOWN, Secret(UNKNOWN), Secret("0.0.0.0/0"), "", "x", "10.0.0.0/99", "::/0", -1, 0, 10**30, 1e308, True,
     [], [[]], [None], [UNKNOWN], {}, {"": {}}, {"cidrBlock": []}, [{"cidrBlocks": UNKNOWN}], float("nan")]
)  # fmt: skip
INTENT = Intent(
    {
        "ONE": (Selector(aws("ec2/instance"), "machine0"),),
        "TWO": (Selector(aws("ec2/instance"), "machine1"),),
    },
    frozenset(),
    (Allowed("ONE", "TWO", None, must=True), Allowed("cloudfront", "ONE", None, must=True)),
    (("ONE", "s3"), ("TWO", "kms")),
)


def judge(graph: Graph) -> None:
    for one in graph.derive(Exposures).all:
        assert str(paths_of(graph, one)[0])
    for found in (uninvited(graph, INTENT), missing(graph, INTENT), by_nat(graph, INTENT)):
        assert all(problem.what for problems in found.values() for problem in problems)


@given(
    networks(),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 20), JUNK), max_size=6),
)
@settings(max_examples=150)
def test_no_value_of_any_property_stops_the_engine(
    network: Network, known: bool, changes: list[tuple[int, int, Any]]
) -> None:
    resources = Drawn(network, known=known).resources
    for place, which, junk in changes:
        one = resources[place % len(resources)]
        names = sorted(one.inputs)
        if names:
            resources[place % len(resources)] = replace(
                one, inputs={**one.inputs, names[which % len(names)]: junk}
            )
    judge(Graph(resources))


@given(networks(), st.sets(st.integers(0, 60), max_size=20))
@settings(max_examples=100)
def test_no_missing_resource_stops_the_engine(network: Network, lost: set[int]) -> None:
    drawn = Drawn(network, known=True)
    judge(Graph(one for place, one in enumerate(drawn.resources) if place not in lost))


def test_security_groups_that_name_each_other_and_parents_in_a_ring_are_no_trouble() -> None:
    net = Built()
    net.add("ec2/securityGroup", "a", ingress=[tcp(22, securityGroups=["sg-b"])])
    net.add("ec2/securityGroup", "b", ingress=[tcp(22, securityGroups=["sg-a"])])
    net.add("ec2/instance", "machine0", subnetId=net.public, vpcSecurityGroupIds=["sg-a"])
    ring = [replace(one, parent=net.resources[place - 1].urn) for place, one in enumerate(net.resources)]
    judge(Graph(ring))


def test_what_is_only_read_is_never_called_shut() -> None:
    net = Built()
    net.machine("web", net.public, net.group("web"), associatePublicIpAddress=True)
    net.resources = [replace(one, external=one.type == aws("ec2/securityGroup")) for one in net.resources]
    assert [sure for sure, _, _ in net.exposed()["web"]] == [False]


def test_an_open_rule_beside_one_that_cannot_be_read_is_open() -> None:
    net = Built()
    net.machine(
        "web", net.public, net.group("web", tcp(22, "x"), tcp(23, WORLD)), associatePublicIpAddress=True
    )
    assert net.exposed() == {"web": [(True, "the internet", "tcp 23")]}
