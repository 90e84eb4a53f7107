"""No data store lies in a subnet with a road to an internet gateway: each type, in states and previews."""

import dataclasses
from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.data_stores import DATA_STORES
from guardrails.graph import Graph, Resource
from guardrails.tokens import aws

from tests.policy.compliant import UNKNOWN_WIRE, make

RULE = rule_by_id("vpc-data-store-private-subnets")
STORES = sorted(DATA_STORES.values(), key=lambda store: store.token)
FIX = RULE.remediation


def network(*, known: bool) -> tuple[list[Resource], Resource, Resource]:
    """Return a network with one public and one private subnet."""

    def one(short: str, name: str, **inputs: Any) -> Resource:
        wires = {key: [value] for key, value in inputs.items() if isinstance(value, Resource)}
        plain = {
            key: (value.id if known else UNKNOWN_WIRE) if isinstance(value, Resource) else value
            for key, value in inputs.items()
        }
        return make(short, name, plain, id=f"igw-{name}" if known else "", wires=wires)

    vpc, gateway = one("ec2/vpc", "vpc"), one("ec2/internetGateway", "gateway")
    public, private = one("ec2/subnet", "public", vpcId=vpc), one("ec2/subnet", "private", vpcId=vpc)
    table = one("ec2/routeTable", "table", vpcId=vpc)
    route = one("ec2/route", "out", routeTableId=table, gatewayId=gateway, destinationCidrBlock="0.0.0.0/0")
    association = one("ec2/routeTableAssociation", "association", subnetId=public, routeTableId=table)
    return [vpc, gateway, public, private, table, route, association], public, private


def place(store: Any, subnets: list[Resource], *, known: bool) -> list[Resource]:
    """Return a store of a type in some subnets, with its subnet group where it has one."""
    ids = [subnet.id if known else UNKNOWN_WIRE for subnet in subnets]
    name = store.token.split(":")[1]
    top, last = store.subnets.split(".")[0], store.subnets.split(".")[-1]
    if store.group is not None:
        group = make(store.group, "group", {"subnetIds": ids, "name": "group"}, wires={"subnetIds": subnets},
                     id="group" if known else "")  # fmt: skip
        inputs = nest(store.subnets, "group" if known else UNKNOWN_WIRE)
        return [group, make(store.token, name, inputs, wires={top: [group]})]
    inputs = nest(store.subnets, ids if last.endswith("s") else ids[0])
    return [make(store.token, name, inputs, wires={top: subnets})]


def nest(path: str, value: Any) -> dict[str, Any]:
    """Return inputs with a value at a dotted path."""
    for step in reversed(path.split(".")):
        value = {step: value}
    return value


def said(resources: list[Resource]) -> list[tuple[str, bool]]:
    return [(one.message, one.undecided) for one in RULE.findings(Graph(resources))]


@pytest.mark.parametrize("known", [True, False], ids=["state", "preview"])
@pytest.mark.parametrize("store", STORES, ids=lambda store: store.token)
def test_a_store_in_private_subnets_keeps_the_rule(store: Any, known: bool) -> None:
    net, _, private = network(known=known)
    assert said([*net, *place(store, [private], known=known)]) == []


@pytest.mark.parametrize("known", [True, False], ids=["state", "preview"])
@pytest.mark.parametrize("store", STORES, ids=lambda store: store.token)
def test_a_store_in_a_public_subnet_breaks_it(store: Any, known: bool) -> None:
    net, public, _ = network(known=known)
    placed = place(store, [public], known=known)
    why = "it lies in a subnet with a route to an internet gateway: public (0.0.0.0/0 by route out)"
    assert [(f"{placed[-1].name}: {why}. {FIX}.", False)] == said([*net, *placed])


@pytest.mark.parametrize("store", STORES, ids=lambda store: store.token)
def test_one_public_subnet_among_private_ones_breaks_it(store: Any) -> None:
    net, public, private = network(known=True)
    expected = 0 if store.subnets == "subnetId" else 1
    assert expected == len(said([*net, *place(store, [private, public], known=True)]))


@pytest.mark.parametrize("store", STORES, ids=lambda store: store.token)
def test_a_store_without_subnets_lies_where_aws_puts_it(store: Any) -> None:
    found = said([make(store.token, "it", {})])
    what = f"it: {store.subnets} is not set, {store.without}. {FIX}."
    assert ([(what, False)] if store.without else []) == found


@pytest.mark.parametrize("store", STORES, ids=lambda store: store.token)
def test_a_store_in_subnets_of_another_stack_is_undecided(store: Any) -> None:
    outside = make("ec2/subnet", "outside", {}, id="subnet-9")
    placed = place(store, [outside], known=True)
    what = f"{placed[-1].name}: cannot be decided before `up`: {store.subnets}: subnet-9 is not in this stack"
    assert [(f"{what}. {FIX}.", True)] == said(placed)


def test_all_subnets_of_a_remote_component_leave_it_undecided_which_ones_they_are() -> None:
    net, public, private = network(known=False)
    wires = {"subnetIds": [public, private]}
    group = make("rds/subnetGroup", "group", {"subnetIds": UNKNOWN_WIRE, "name": "group"}, wires=wires)
    database = make("rds/instance", "db", {"dbSubnetGroupName": "group"})
    what = "which subnets they are is not known yet, and public (0.0.0.0/0 by route out) may be one"
    expected = f"db: cannot be decided before `up`: dbSubnetGroupName: {what}. {FIX}."
    assert [(expected, True)] == said([*net, group, database])


def test_subnets_that_can_only_be_private_are_private_whichever_they_are() -> None:
    net, _, private = network(known=False)
    other = make("ec2/subnet", "other", {"vpcId": UNKNOWN_WIRE}, wires={"vpcId": [net[0]]})
    wires = {"subnetIds": [private, other]}
    group = make("rds/subnetGroup", "group", {"subnetIds": UNKNOWN_WIRE, "name": "group"}, wires=wires)
    database = make("rds/instance", "db", {"dbSubnetGroupName": "group"})
    assert said([*net, other, group, database]) == []


@pytest.mark.parametrize("known", [True, False], ids=["state", "preview"])
def test_a_replica_lies_where_its_source_does(known: bool) -> None:
    net, _, private = network(known=known)
    placed = place(DATA_STORES[aws("rds/instance")], [private], known=known)
    source = "primary" if known else UNKNOWN_WIRE
    primary = dataclasses.replace(placed[-1], id="primary" if known else "")
    replica = make("rds/instance", "replica", {"replicateSourceDb": source},
                   wires={"replicateSourceDb": [primary]})  # fmt: skip
    assert said([*net, placed[0], primary, replica]) == []


@pytest.mark.parametrize(
    ("short", "path"), [("rds/instance", "replicateSourceDb"), ("elasticache/cluster", "replicationGroupId")]
)
def test_what_follows_a_store_outside_of_the_stack_is_undecided(short: str, path: str) -> None:
    what = "it lies where a data store outside of this stack does"
    expected = f"it: cannot be decided before `up`: {what}. {FIX}."
    assert [(expected, True)] == said([make(short, "it", {path: "elsewhere"})])


def test_what_aws_has_not_answered_yet_counts_as_not_asked_for() -> None:
    database = make("rds/instance", "db", {}, outputs={"dbSubnetGroupName": UNKNOWN_WIRE})
    assert ["not set" in message for message, _ in said([database])] == [True]


def test_every_client_network_of_a_serverless_cluster_is_judged() -> None:
    net, public, private = network(known=True)
    configs = [{"subnetIds": [one.id]} for one in (private, public)]
    cluster = make("msk/serverlessCluster", "it", {"vpcConfigs": configs})
    why = "it lies in a subnet with a route to an internet gateway: public (0.0.0.0/0 by route out)"
    assert [(f"it: {why}. {FIX}.", False)] == said([*net, cluster])
