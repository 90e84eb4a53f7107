"""What another resource uses is not deleted, and is when that one is gone."""

from __future__ import annotations

from typing import Any

import pytest

from stagecraft.sandbox.provider import in_use
from stagecraft.simulated.aws import schema

# used, user, the property and its value: {} stands for the id of the used, {arn} for its ARN
USES = [
    ("aws:ec2/vpc:Vpc", {}, "aws:ec2/subnet:Subnet", {"vpcId": "{}"}, "DependencyViolation"),
    ("aws:ec2/vpc:Vpc", {}, "aws:ec2/securityGroup:SecurityGroup", {"vpcId": "{}"}, "DependencyViolation"),
    (
        "aws:ec2/subnet:Subnet", {"vpcId": "v"}, "aws:ec2/natGateway:NatGateway", {"subnetId": "{}"},
        "DependencyViolation",
    ),
    (
        "aws:ec2/subnet:Subnet", {"vpcId": "v"}, "aws:lambda/function:Function",
        {"role": "r", "vpcConfig": {"subnetIds": ["x", "{}"], "securityGroupIds": []}}, "DependencyViolation",
    ),
    (
        "aws:ec2/securityGroup:SecurityGroup", {"vpcId": "v"}, "aws:lb/loadBalancer:LoadBalancer",
        {"securityGroups": ["{}"]}, "DependencyViolation",
    ),
    (
        "aws:ec2/securityGroup:SecurityGroup", {"vpcId": "v"},
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        {"securityGroupId": "another", "referencedSecurityGroupId": "{}", "ipProtocol": "tcp"}, "DependencyViolation",
    ),
    (
        "aws:iam/role:Role", {"name": "r", "assumeRolePolicy": "{{}}"}, "aws:iam/rolePolicy:RolePolicy",
        {"role": "{}", "policy": "{{}}"}, "DeleteConflict",
    ),
    (
        "aws:iam/policy:Policy", {"name": "p", "policy": "{{}}"}, "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        {"role": "r", "policyArn": "{arn}"}, "DeleteConflict",
    ),
    (
        "aws:lb/targetGroup:TargetGroup", {"port": 80}, "aws:lb/listener:Listener",
        {"loadBalancerArn": "l", "defaultActions": [{"type": "forward", "targetGroupArn": "{arn}"}]}, "ResourceInUse",
    ),
    (
        "aws:rds/subnetGroup:SubnetGroup", {"subnetIds": ["a"]}, "aws:rds/instance:Instance",
        {"instanceClass": "c", "skipFinalSnapshot": True, "dbSubnetGroupName": "{}"}, "InvalidDBSubnetGroupStateFault",
    ),
    (
        "aws:ecs/cluster:Cluster", {}, "aws:ecs/service:Service", {"cluster": "{arn}"},
        "ClusterContainsServicesException",
    ),
]  # fmt: skip


def filled(value: Any, id_: str, arn: str) -> Any:
    if isinstance(value, dict):
        return {key: filled(inner, id_, arn) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, id_, arn) for inner in value]
    return value.format(id_, arn=arn) if isinstance(value, str) else value


@pytest.mark.parametrize(("used", "inputs", "user", "uses", "code"), USES)
def test_it_stays_while_it_is_used(
    client: Any, cloud: Any, refused: Any, used: str, inputs: Any, user: str, uses: Any, code: str
) -> None:
    id_, state = client.create(used, "used", **filled(inputs, "", ""))
    other, others = client.create(user, "user", **filled(uses, id_, state.get("arn", "")))
    with refused(
        f"deleting {used.rpartition(':')[2]} ({id_})", f"api error {code}", client.urn(user, "user")
    ):
        client.delete(used, "used", id_, state)
    client.delete(user, "user", other, others)
    client.delete(used, "used", id_, state)
    assert [] == cloud.list()


def test_its_own_rules_do_not_hold_a_security_group(client: Any) -> None:
    group = "aws:ec2/securityGroup:SecurityGroup"
    rule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
    id_, state = client.create(group, vpcId="v")
    client.create(rule, securityGroupId=id_, cidrIpv4="10.0.0.0/8", ipProtocol="-1")
    client.delete(group, "thing", id_, state)


def test_a_user_in_another_account_does_not_count(serve: Any, connect: Any) -> None:
    port = serve()
    ours = connect(port)
    id_, state = ours.create("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16")
    connect(port, allowedAccountIds='["222222222222"]').create("aws:ec2/subnet:Subnet", vpcId=id_)
    ours.delete("aws:ec2/vpc:Vpc", "thing", id_, state)


def test_every_property_of_the_table_is_one_of_its_type() -> None:
    wrong = [
        (user, property_)
        for use in in_use._USES.values()
        for user, properties in use.by.items()
        for property_ in properties
        if property_ not in schema.of_resource(user).inputs
    ]
    assert [] == wrong, "a misspelt property never holds anything"
