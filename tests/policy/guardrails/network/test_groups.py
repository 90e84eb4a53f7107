"""Security groups and network ACLs: outwards, in one way, and in use."""

from typing import Any

import pytest
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import part, said, told, unclear

EGRESS = "ec2-security-group-data-egress"
ONE_WAY = "ec2-security-group-rules-one-way"
USED = "ec2-network-acl-used"
WORLD = ["0.0.0.0/0"]


def group(known: bool, **inputs: Any) -> Resource:
    return make("ec2/securityGroup", inputs=inputs, id="sg-1" if known else "")


def store(owner: Resource, known: bool) -> Resource:
    path = "vpcSecurityGroupIds"
    value = [owner.id if known else UNKNOWN_WIRE]
    return make("rds/instance", "store", {path: value}, wires={path: [owner]})


class TestDataStores:
    def test_a_data_store_calls_nobody_on_the_internet(self, known: bool) -> None:
        open_ = group(known, egress=[{"protocol": "-1", "cidrBlocks": WORLD}])
        closed = group(known, egress=[{"protocol": "tcp", "cidrBlocks": ["10.0.0.0/16"]}])
        expected = told(EGRESS, "egress[0] lets it call 0.0.0.0/0")
        assert expected == said(EGRESS, open_, store(open_, known))
        assert said(EGRESS, closed, store(closed, known)) == []

    def test_a_group_of_anything_else_is_not_judged(self, known: bool) -> None:
        assert said(EGRESS, group(known, egress=[{"cidrBlocks": WORLD}])) == []

    @pytest.mark.parametrize(
        ("short", "inputs", "blocks"),
        [
            ("vpc/securityGroupEgressRule", {"cidrIpv4": "0.0.0.0/0"}, "0.0.0.0/0"),
            ("vpc/securityGroupEgressRule", {"cidrIpv6": "::/0"}, "::/0"),
            ("ec2/securityGroupRule", {"type": "egress", "cidrBlocks": WORLD}, "0.0.0.0/0"),
            ("ec2/securityGroupRule", {"type": "egress", "ipv6CidrBlocks": ["::/0"]}, "::/0"),
        ],
    )
    def test_separate_rules_count(self, known: bool, short: str, inputs: dict[str, Any], blocks: str) -> None:
        owner = group(known)
        rule = part(short, owner, "securityGroupId", known, inputs, "out")
        expected = told(EGRESS, f"rule out lets it call {blocks}")
        assert expected == said(EGRESS, owner, store(owner, known), rule)

    @pytest.mark.parametrize(
        ("short", "inputs"),
        [
            ("vpc/securityGroupEgressRule", {"referencedSecurityGroupId": "sg-2"}),
            ("vpc/securityGroupIngressRule", {"cidrIpv4": "0.0.0.0/0"}),
            ("ec2/securityGroupRule", {"type": "ingress", "cidrBlocks": WORLD}),
        ],
    )
    def test_rules_of_groups_or_inwards_do_not(self, known: bool, short: str, inputs: dict[str, Any]) -> None:
        owner = group(known)
        rule = part(short, owner, "securityGroupId", known, inputs, "other")
        assert said(EGRESS, owner, store(owner, known), rule) == []

    @pytest.mark.parametrize(
        ("egress", "place"),
        [(UNKNOWN_WIRE, "egress[0]"), ([{"cidrBlocks": [UNKNOWN_WIRE]}], "egress[0]")],
    )
    def test_what_is_unknown_is_undecided(self, known: bool, egress: Any, place: str) -> None:
        owner = group(known, egress=egress)
        expected = told(EGRESS, f"where {place} leads is not known yet", undecided=True)
        assert expected == said(EGRESS, owner, store(owner, known))


class TestOneWay:
    @pytest.mark.parametrize(
        ("direction", "short"),
        [
            ("ingress", "vpc/securityGroupIngressRule"),
            ("egress", "vpc/securityGroupEgressRule"),
            ("ingress", "ec2/securityGroupRule"),
            ("egress", "ec2/securityGroupRule"),
        ],
    )
    def test_rules_stand_inside_or_beside(self, known: bool, direction: str, short: str) -> None:
        both, beside = group(known, **{direction: [{"protocol": "tcp"}]}), group(known)
        inputs = {"type": direction} if short.startswith("ec2/") else {}
        rule = part(short, both, "securityGroupId", known, inputs, "rule")
        expected = told(ONE_WAY, f"its {direction} rules stand inside of it and in rule")
        assert expected == said(ONE_WAY, both, rule)
        assert said(ONE_WAY, both) == []
        assert said(ONE_WAY, beside, rule) == []

    def test_the_other_direction_may_stand_elsewhere(self, known: bool) -> None:
        owner = group(known, ingress=[{"protocol": "tcp"}])
        rule = part("vpc/securityGroupEgressRule", owner, "securityGroupId", known)
        assert said(ONE_WAY, owner, rule) == []

    def test_two_types_beside_it_are_two_ways(self, known: bool) -> None:
        owner = group(known)
        old = part("ec2/securityGroupRule", owner, "securityGroupId", known, {"type": "ingress"}, "old")
        new = part("vpc/securityGroupIngressRule", owner, "securityGroupId", known, name="new")
        expected = told(ONE_WAY, "its ingress rules are of two types, which do not know of each other")
        assert expected == said(ONE_WAY, owner, old, new)


class TestNetworkAcls:
    def acl(self, known: bool, **inputs: Any) -> Resource:
        return make("ec2/networkAcl", inputs=inputs, id="acl-1" if known else "")

    def test_a_subnet_has_it(self, known: bool) -> None:
        acl = self.acl(known)
        association = part("ec2/networkAclAssociation", acl, "networkAclId", known)
        assert said(USED, self.acl(known, subnetIds=[UNKNOWN_WIRE])) == []
        assert said(USED, acl, association) == []
        assert told(USED, "no subnet has it") == said(USED, acl)

    def test_an_association_that_may_be_of_another_is_undecided(self) -> None:
        acl = self.acl(known=False)
        found = said(USED, acl, *unclear("ec2/networkAclAssociation", acl, "networkAclId"))
        assert told(USED, "which subnets it has is not known yet", undecided=True) == found


def test_an_unknown_rule_is_undecided() -> None:
    rule = "ec2-security-group-described"
    owner = make("ec2/securityGroup", inputs={"description": "app", "ingress": [UNKNOWN_WIRE]})
    assert told(rule, "ingress[0] is not known yet", undecided=True) == said(rule, owner)
