"""A name that must be the only one is refused a second time, in AWS's words."""

from __future__ import annotations

import json
from typing import Any

import pytest

BUCKET, ROLE = "aws:s3/bucket:Bucket", "aws:iam/role:Role"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
PARAMETER = "aws:ssm/parameter:Parameter"
WEB_ACL = {"name": "w", "scope": "REGIONAL", "defaultAction": {}, "visibilityConfig": {}}
THEIRS = json.dumps([{"roleArn": "arn:aws:iam::222222222222:role/deploy"}])


@pytest.mark.parametrize(
    ("type_", "inputs", "code"),
    [
        ("aws:cloudwatch/logGroup:LogGroup", {"name": "/shop"}, "ResourceAlreadyExistsException"),
        ("aws:dynamodb/table:Table", {"name": "orders"}, "ResourceInUseException"),
        ("aws:iam/role:Role", {"name": "app", "assumeRolePolicy": "{}"}, "EntityAlreadyExists"),
        ("aws:kms/alias:Alias", {"name": "alias/x", "targetKeyId": "k"}, "AlreadyExistsException"),
        (
            "aws:rds/instance:Instance",
            {"identifier": "db", "instanceClass": "db.t4g.micro"},
            "DBInstanceAlreadyExists",
        ),
        ("aws:secretsmanager/secret:Secret", {"name": "s"}, "ResourceExistsException"),
        ("aws:ssm/parameter:Parameter", {"name": "/a", "type": "String"}, "ParameterAlreadyExists"),
        ("aws:wafv2/webAcl:WebAcl", WEB_ACL, "WAFDuplicateItemException"),
    ],
)
def test_a_second_one_of_a_name_is_refused(
    client: Any, refused: Any, type_: str, inputs: dict[str, Any], code: str
) -> None:
    client.create(type_, "first", **inputs)
    with refused(f"api error {code}", "already exists", client.urn(type_, "first")):
        client.create(type_, "second", **inputs)


def test_the_same_name_is_free_again_when_its_bearer_is_gone(client: Any) -> None:
    id_, state = client.create(BUCKET, "first", bucket="site")
    client.delete(BUCKET, "first", id_, state)
    assert "site" == client.create(BUCKET, "second", bucket="site")[0]


def test_names_are_the_only_ones_in_their_account_and_region(serve: Any, connect: Any) -> None:
    port = serve()
    group = "aws:cloudwatch/logGroup:LogGroup"
    ids = [
        instance.create(group, "g", name="/shop")[0]
        for instance in (connect(port), connect(port, region="us-east-1"), connect(port, assumeRoles=THEIRS))
    ]
    assert ["/shop"] * 3 == ids


def test_a_role_is_of_all_regions(serve: Any, connect: Any, refused: Any) -> None:
    port = serve()
    connect(port).create(ROLE, "a", name="app", assumeRolePolicy="{}")
    with refused("IAM: CreateRole", "StatusCode: 409", "EntityAlreadyExists"):
        connect(port, region="us-east-1").create(ROLE, "b", name="app", assumeRolePolicy="{}")


def test_a_buckets_name_is_the_only_one_in_the_world(serve: Any, connect: Any, refused: Any) -> None:
    port = serve()
    connect(port).create(BUCKET, "a", bucket="site")
    with refused("api error BucketAlreadyExists:"):
        connect(port, region="us-east-1", assumeRoles=THEIRS).create(BUCKET, "b", bucket="site")
    with refused("api error BucketAlreadyOwnedByYou:"):
        connect(port, region="us-east-1").create(BUCKET, "c", bucket="site")


def test_a_security_groups_name_is_the_only_one_in_its_vpc(client: Any, refused: Any) -> None:
    client.create(GROUP, "a", name="app", vpcId="vpc-1")
    client.create(GROUP, "b", name="app", vpcId="vpc-2")
    with refused("InvalidGroup.Duplicate"):
        client.create(GROUP, "c", name="app", vpcId="vpc-1")


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        ("aws:route53/zone:Zone", {"name": "example.com"}),
        (
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            {"name": "a", "comparisonOperator": "GreaterThanThreshold", "evaluationPeriods": 1},
        ),
        ("aws:cognito/userPool:UserPool", {"name": "users"}),
    ],
)
def test_where_aws_takes_a_name_twice_so_do_we(
    client: Any, cloud: Any, type_: str, inputs: dict[str, Any]
) -> None:
    for name in ("first", "second"):
        client.create(type_, name, **inputs)
    assert 2 == len(cloud.list(type=type_))


def test_two_settings_of_one_thing_may_share_its_id(client: Any, cloud: Any) -> None:
    target = "aws:appautoscaling/target:Target"
    for dimension in ("read", "write"):
        inputs = {"resourceId": "table/t", "serviceNamespace": "dynamodb", "minCapacity": 1, "maxCapacity": 2}
        client.create(target, dimension, scalableDimension=f"dynamodb:table:{dimension}", **inputs)
    assert ["table/t", "table/t"] == [one.id for one in cloud.list()]


def test_a_parameter_is_overwritten_where_the_program_says_so(client: Any) -> None:
    client.create(PARAMETER, "a", name="/a", type="String", value="1")
    assert "/a" == client.create(PARAMETER, "b", name="/a", type="String", value="2", overwrite=True)[0]


def test_two_stacks_of_one_account_never_compose_one_name(serve: Any, connect: Any) -> None:
    rule, schedule = "aws:cloudwatch/eventRule:EventRule", {"scheduleExpression": "rate(1 day)"}
    port = serve()
    dev, cart = connect(port), connect(port, stack="cart")
    name = dev.create(rule, "nightly", **schedule)[1]["name"]
    assert name == dev.check(rule, "nightly", **schedule)["name"], "one stack composes the same name again"
    assert name != cart.check(rule, "nightly", **schedule)["name"], "EventBridge would overwrite the rule"
