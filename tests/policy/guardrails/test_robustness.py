"""No value makes a rule raise: whatever a provider or a hand-made state holds, a rule gives a verdict."""

import datetime as dt
from typing import Any

from guardrails.evaluate import evaluate
from guardrails.graph import Graph
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.compliant import UNKNOWN_WIRE, compliant_props, compliant_types, make

TODAY = dt.date(2026, 11, 20)
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "AAAB"}
# Types that graph rules read besides those that have a compliant example.
WIRED = {
    "autoscaling/group": {"vpcZoneIdentifiers": ["subnet-1"], "launchTemplate": {"id": "lt-1"}},
    "ec2/defaultRouteTable": {"defaultRouteTableId": "rtb-main", "routes": [{"gatewayId": "igw-1"}]},
    "ec2/defaultSecurityGroup": {"vpcId": "vpc-1", "ingress": [], "egress": []},
    "ec2/flowLog": {"vpcId": "vpc-1", "trafficType": "ALL"},
    "ec2/internetGateway": {"vpcId": "vpc-1"},
    "ec2/managedPrefixList": {"entries": [{"cidr": "0.0.0.0/0"}]},
    "ec2/managedPrefixListEntry": {"prefixListId": "pl-1", "cidr": "10.0.0.0/8"},
    "ec2/networkAcl": {
        "vpcId": "vpc-1",
        "ingress": [{"ruleNo": 100, "action": "allow", "protocol": "tcp", "cidrBlock": "0.0.0.0/0",
                     "fromPort": 22, "toPort": 22}],
    },
    "ec2/networkAclRule": {"networkAclId": "acl-1", "ruleNumber": 1, "ruleAction": "deny", "protocol": "-1",
                           "cidrBlock": "0.0.0.0/0", "egress": False},
    "ec2/route": {"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"},
    "ec2/routeTable": {"vpcId": "vpc-1", "routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]},
    "ec2/routeTableAssociation": {"subnetId": "subnet-1", "routeTableId": "rtb-1"},
    "ec2/securityGroup": {
        "vpcId": "vpc-1",
        "ingress": [{"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"],
                     "prefixListIds": ["pl-1"]}],
    },
    "ec2/securityGroupRule": {"type": "ingress", "securityGroupId": "sg-1", "protocol": "tcp",
                              "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]},
    "ec2/subnet": {"vpcId": "vpc-1", "mapPublicIpOnLaunch": True},
    "ec2/vpc": {"cidrBlock": "10.0.0.0/16"},
    "efs/mountTarget": {"subnetId": "subnet-1", "securityGroups": ["sg-1"]},
    "lb/listenerRule": {"listenerArn": "listener", "actions": [{"type": "forward"}]},
    "rds/parameterGroup": {"family": "postgres14", "name": "pg", "parameters": [{"name": "x", "value": "1"}]},
    "rds/subnetGroup": {"name": "group", "subnetIds": ["subnet-1"]},
    "s3/bucketLogging": {"bucket": "orders", "targetBucket": "logs"},
    "s3/bucketServerSideEncryptionConfiguration": {
        "bucket": "orders",
        "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "k"}}],
    },
    "s3/bucketVersioning": {"bucket": "orders", "versioningConfiguration": {"status": "Enabled"}},
    "vpc/securityGroupIngressRule": {"securityGroupId": "sg-1", "ipProtocol": "tcp", "fromPort": 22,
                                     "toPort": 22, "cidrIpv4": "0.0.0.0/0"},
}  # fmt: skip
IDS = {"ec2/vpc": "vpc-1", "ec2/subnet": "subnet-1", "ec2/routeTable": "rtb-1",
       "ec2/internetGateway": "igw-1", "ec2/securityGroup": "sg-1", "ec2/networkAcl": "acl-1",
       "ec2/managedPrefixList": "pl-1",
       "ec2/launchTemplate": "lt-1", "lb/listener": "listener"}  # fmt: skip

# Text that Python's own reader gives up on.
DEEP = "[" * 100_000
odd = st.sampled_from(
    [None, "", "x", True, 0, -1, 1.5, 10**400, float("inf"), [], {}, [None], [[]],
     {"a": 1}, UNKNOWN_WIRE, [UNKNOWN_WIRE], SECRET,
     "[secret]", "true", DEEP, "0.0.0.0/0", "999.1.1.1/40", "{", "[]", '{"Statement": 5}', "\x00"]
)  # fmt: skip


def paths(value: Any, prefix: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value inside of a value."""
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [way for key, one in inner for way in ((*prefix, key), *paths(one, (*prefix, key)))]


def examples() -> dict[str, dict[str, Any]]:
    return {**{short: compliant_props(short) for short in compliant_types()}, **WIRED}


WAYS = [(short, way) for short, props in examples().items() for way in paths(props)]


@given(st.lists(st.tuples(st.sampled_from(WAYS), odd), min_size=1, max_size=12))
def test_no_odd_value_makes_a_rule_raise(changes: list[tuple[tuple[str, tuple[Any, ...]], Any]]) -> None:
    props = {short: examples_of(short) for short in examples()}
    for (short, way), value in changes:
        # A copy: the same mapping put twice could come to hold itself, which no JSON does.
        put(props[short], way, _copy(value))
    resources = [make(short, "it", inputs, id=IDS.get(short, "")) for short, inputs in props.items()]
    found = evaluate(Graph(resources), environment="prod", today=TODAY)
    raised = [one.message for one in found if one.policy.startswith("rule-raised")]
    assert raised == [], "a rule gives a verdict on whatever it is given"


def test_every_single_odd_value_of_every_property_is_survived() -> None:
    values = [None, "x", True, 5, [], {}, [None], {"a": 1}, UNKNOWN_WIRE, SECRET, DEEP]
    for value in values:
        resources = []
        for number, (short, way) in enumerate(WAYS):
            inputs = examples_of(short)
            put(inputs, way, value)
            resources.append(make(short, f"r{number}", inputs, id=IDS.get(short, "")))
        found = evaluate(Graph(resources), environment="prod", today=TODAY)
        assert [one.message for one in found if one.policy.startswith("rule-raised")] == []


def examples_of(short: str) -> dict[str, Any]:
    if short in WIRED:
        return {key: _copy(value) for key, value in WIRED[short].items()}
    return compliant_props(short)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list) else value


def put(props: Any, way: tuple[Any, ...], value: Any) -> None:
    """Set a value, unless an earlier change took the way to it away."""
    for step in way[:-1]:
        try:
            props = props[step]
        except (KeyError, IndexError, TypeError):
            return
    last = way[-1]
    in_list = isinstance(props, list) and isinstance(last, int) and last < len(props)
    if isinstance(props, dict) or in_list:
        props[last] = value
