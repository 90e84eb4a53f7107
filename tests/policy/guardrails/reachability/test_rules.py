"""The rules on reachability: what they say of a graph, and of an intent that cannot be read."""

from dataclasses import replace
from pathlib import Path

import pytest
from guardrails.catalog import rule_by_id
from guardrails.graph import Graph
from guardrails.reachability import intent, matrix
from guardrails.reachability.intent import IntentError
from guardrails.rule import GraphRule

from tests.policy.compliant import UNKNOWN_WIRE
from tests.policy.guardrails.reachability.built import WORLD, Built, tcp

STORE = rule_by_id("vpc-data-store-not-reachable")
REACHED = rule_by_id("vpc-tier-reached-as-intended")
REACHES = rule_by_id("vpc-tier-reaches-as-intended")
SERVICES = rule_by_id("vpc-tier-service-endpoints")
GROUPS = rule_by_id("vpc-tier-groups-as-intended")
ACLS = rule_by_id("vpc-tier-acls-as-intended")
ISOLATED = rule_by_id("vpc-tier-isolated")
DECLARED = (REACHED, REACHES, SERVICES, GROUPS, ACLS, ISOLATED)


def said(rule: GraphRule, graph: Graph) -> list[tuple[str, str, bool]]:
    fix = f". {rule.remediation}."
    return [(one.resource.name, one.message.removesuffix(fix), one.undecided) for one in rule.findings(graph)]


@pytest.fixture
def net() -> Built:
    return Built()


def test_a_private_store_keeps_the_rule(net: Built) -> None:
    net.database("db", net.private, groups=[net.group("db", tcp(5432, "10.0.0.0/16"))])
    assert said(STORE, net.graph) == []


def test_a_store_on_the_internet_is_told_with_its_witness(net: Built) -> None:
    net.database("db", net.public, groups=[net.group("db", tcp(5432, WORLD))], publiclyAccessible=True)
    assert said(STORE, net.graph) == [
        (
            "db",
            "db: the internet reaches it on tcp 5432: the internet -> internet gateway igw by route 1 of public "
            "(0.0.0.0/0) -> security group db (rule db) -> rds/instance db",
            False,
        )
    ]


def test_one_office_is_the_internet_too(net: Built) -> None:
    net.database(
        "db", net.public, groups=[net.group("db", tcp(5432, "203.0.113.7/32"))], publiclyAccessible="true"
    )
    (_, message, undecided), *more = said(STORE, net.graph)
    assert message.startswith(
        "db: the internet reaches it on tcp 5432: 203.0.113.7/32 -> internet gateway igw"
    )
    assert (undecided, more) == (False, [])


def test_a_store_whose_switch_is_unknown_is_undecided(net: Built) -> None:
    net.database(
        "db", net.public, groups=[net.group("db", tcp(5432, WORLD))], publiclyAccessible=UNKNOWN_WIRE
    )
    (_, message, undecided), *more = said(STORE, net.graph)
    assert message.startswith("db: cannot be decided before `up`: the internet may reach it on tcp 5432: ")
    assert (undecided, more) == (True, [])


def test_a_store_behind_a_public_load_balancer_is_found(net: Built) -> None:
    store = net.group("store", tcp(5432, "10.0.0.0/16"))
    net.machine("app", net.private, store, associatePublicIpAddress=False)
    net.database("db", net.private, groups=[store], outputs={"privateIp": "10.0.2.9"})
    balancer = net.add(
        "lb/loadBalancer", "lb", loadBalancerType="network", internal=False, subnets=[net.public]
    )
    targets = net.add("lb/targetGroup", "targets", port=5432, protocol="TCP", targetType="ip", vpcId=net.vpc)
    net.add("lb/targetGroupAttachment", "target", targetGroupArn=targets, targetId="10.0.2.9")
    action = {"type": "forward", "targetGroupArn": targets}
    net.add("lb/listener", "db", loadBalancerArn=balancer, port=5432, protocol="TCP", defaultActions=[action])
    assert [(name, undecided) for name, _, undecided in said(STORE, net.graph)] == [("db", False)]


def test_a_machine_is_no_data_store(net: Built) -> None:
    net.machine("web", net.public, net.group("web", tcp(443, WORLD)), associatePublicIpAddress=True)
    assert said(STORE, net.graph) == []


def test_a_project_without_an_intent_has_the_first_rule_alone(
    net: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    net.machine("web", net.public, net.group("web", tcp(22, WORLD)), associatePublicIpAddress=True)
    monkeypatch.setattr(matrix, "intent_of", lambda _: None)
    assert {rule.id: said(rule, net.graph) for rule in DECLARED} == {rule.id: [] for rule in DECLARED}


@pytest.mark.parametrize("rule", DECLARED, ids=lambda rule: rule.id)
def test_an_intent_that_cannot_be_read_is_a_finding(
    net: Built, rule: GraphRule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    net.machine("web", net.private, net.group("web"), associatePublicIpAddress=False)
    file = tmp_path / "intent.yaml"
    file.write_text("shop: 1")
    with pytest.raises(IntentError):
        intent.intents(file)
    monkeypatch.setattr(matrix, "intent_of", lambda project: intent.intent_of(project, file))
    what = "web: intent.yaml: shop: must have 'tiers', and may have optional, isolated, reach, may, services"
    assert said(rule, net.graph) == [("web", what, False)]


DECLARED_BY_SHOP = """
shop:
  tiers:
    APP: [{type: ec2/instance, name: app*}]
    DB: [{type: rds/instance}]
  optional: [APP, DB]
  isolated: [APP, DB]
"""


@pytest.fixture
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "intent.yaml"
    file.write_text(DECLARED_BY_SHOP)
    monkeypatch.setattr(matrix, "intent_of", lambda project: intent.intent_of(project, file))


@pytest.mark.usefixtures("isolated")
@pytest.mark.parametrize("known", [True, False], ids=["state", "preview"])
def test_a_member_of_an_isolated_tier_in_a_public_subnet_is_told(known: bool) -> None:
    net = Built(known=known)
    net.machine("app", net.public, net.group("app"), associatePublicIpAddress=False)
    net.machine("app2", net.private, net.group("app2"), associatePublicIpAddress=False)
    net.machine("jump", net.public, net.group("jump"), associatePublicIpAddress=False)
    what = "subnet public, in which it lies, has a route to an internet gateway: 0.0.0.0/0 by route public"
    assert said(ISOLATED, net.graph) == [("app", f"app: {what}", False)]


@pytest.mark.usefixtures("isolated")
def test_one_that_may_lie_in_a_private_subnet_is_judged_once_that_is_known() -> None:
    net = Built(known=False)
    group = net.group("db")
    net.database("db", net.private, groups=[group])
    store = next(one for one in net.resources if one.type.endswith("SubnetGroup"))
    net.resources.remove(store)
    net.add("rds/subnetGroup", "db", subnetIds=[net.private])
    wider = net.resources[-1]
    net.resources[-1] = replace(wider, property_dependencies={"subnetIds": (net.private.urn, net.public.urn)})
    assert said(ISOLATED, net.graph) == []


@pytest.mark.usefixtures("isolated")
def test_one_in_a_subnet_of_another_stack_is_undecided() -> None:
    net = Built()
    net.add("ec2/instance", "app", subnetId="subnet-far", vpcSecurityGroupIds=[net.group("app")])
    prefix = "cannot be decided before `up`: "
    what = f"app: {prefix}subnet subnet-far, in which it lies: it is not in this stack"
    assert said(ISOLATED, net.graph) == [("app", what, True)]
