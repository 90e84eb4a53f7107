"""Values that a program gives in another form are read as their types, as pulumi-aws does."""

import pytest

from stagecraft import wire


@pytest.mark.parametrize(
    ("token", "given", "read"),
    [
        ("aws:rds/instance:Instance", {"storageEncrypted": "true"}, {"storageEncrypted": True}),
        ("aws:rds/instance:Instance", {"publiclyAccessible": "0"}, {"publiclyAccessible": False}),
        ("aws:rds/instance:Instance", {"allocatedStorage": "20"}, {"allocatedStorage": 20}),
        ("aws:rds/instance:Instance", {"engineVersion": 16}, {"engineVersion": "16"}),
        ("aws:rds/instance:Instance", {"engineVersion": 16.4}, {"engineVersion": "16.4"}),
        ("aws:ec2/vpc:Vpc", {"tags": {"count": 3, "on": True}}, {"tags": {"count": "3", "on": "true"}}),
        (
            "aws:ec2/instance:Instance",
            {"rootBlockDevice": {"encrypted": "true", "volumeSize": "20"}},
            {"rootBlockDevice": {"encrypted": True, "volumeSize": 20}},
        ),
        (
            "aws:ec2/securityGroup:SecurityGroup",
            {"ingress": [{"protocol": 6, "fromPort": "22", "toPort": "22", "cidrBlocks": ["10.0.0.0/8"]}]},
            {"ingress": [{"protocol": "6", "fromPort": 22, "toPort": 22, "cidrBlocks": ["10.0.0.0/8"]}]},
        ),
    ],
)
def test_a_value_is_read_as_its_type(cloud, token, given, read):
    required = {"instanceClass": "db.t4g.medium"} if token.startswith("aws:rds") else {}
    checked = cloud.check(token, "thing", **required, **given)
    assert read == {key: checked[key] for key in read}


def test_a_secret_keeps_its_mark(cloud):
    checked = cloud.check("aws:ec2/vpc:Vpc", tags=wire.secret({"count": 3}))
    assert checked["tags"] == wire.secret({"count": "3"})


@pytest.mark.parametrize("value", [wire.UNKNOWN, "twenty", wire.secret(wire.UNKNOWN)])
def test_what_cannot_be_read_stays_as_it_is(cloud, value):
    given = {"instanceClass": "db.t4g.medium", "allocatedStorage": value}
    assert cloud.check("aws:rds/instance:Instance", **given)["allocatedStorage"] == value


def test_an_argument_of_a_function_is_answered_in_its_type(cloud):
    answer = cloud.ask("aws:ec2/getAmi:getAmi", mostRecent="true", owners=["amazon"])
    assert answer.result["mostRecent"] is True
