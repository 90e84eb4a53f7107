"""Check names resources as pulumi-aws does, refuses what AWS would, and merges the provider's tags."""

import re

import pytest

from stagecraft import wire
from stagecraft.simulated.aws import CheckFailure, ProviderConfig
from stagecraft.simulated.aws.provider import IgnoredTags


@pytest.mark.parametrize(
    ("token", "inputs", "property_", "pattern"),
    [
        ("aws:iam/role:Role", {"assumeRolePolicy": "{}"}, "name", r"Web-App-[0-9a-f]{7}"),
        ("aws:s3/bucket:Bucket", {}, "bucket", r"web-app-[0-9a-f]{7}"),
        ("aws:kms/alias:Alias", {"targetKeyId": "k"}, "name", r"alias/Web-App-[0-9a-f]{7}"),
        ("aws:sqs/queue:Queue", {"fifoQueue": True}, "name", r"Web-App-[0-9a-f]{7}\.fifo"),
        ("aws:sns/topic:Topic", {"fifoTopic": True}, "name", r"Web-App-[0-9a-f]{7}\.fifo"),
        ("aws:sns/topic:Topic", {}, "name", r"Web-App-[0-9a-f]{7}"),
        ("aws:s3/bucketObjectv2:BucketObjectv2", {"bucket": "b"}, "key", r"Web-App"),
        (
            "aws:lambda/permission:Permission",
            {"action": "a", "function": "f", "principal": "p"},
            "statementId",
            r"Web-App-[0-9a-f]{7}",
        ),
        ("aws:glue/catalogDatabase:CatalogDatabase", {}, "name", r"web-app_[a-z]{8}"),
        ("aws:ec2/keyPair:KeyPair", {"publicKey": "k"}, "keyName", r"Web-App-[0-9a-f]{7}"),
        ("aws:cloudwatch/logGroup:LogGroup", {}, "name", r"Web-App-[0-9a-f]{7}"),
    ],
)
def test_a_resource_without_a_name_gets_one(cloud, token, inputs, property_, pattern):
    assert re.fullmatch(pattern, cloud.check(token, "Web-App", **inputs)[property_])


def test_an_rds_identifier_is_the_logical_name_with_seven_characters_and_no_hyphen(cloud):
    checked = cloud.check(
        "aws:rds/instance:Instance", "orders", instanceClass="db.t4g.medium", engine="postgres"
    )
    assert re.fullmatch(r"orders[0-9a-f]{7}", checked["identifier"])


def test_a_sql_server_identifier_gets_three_characters(cloud):
    checked = cloud.check(
        "aws:rds/instance:Instance", "orders", instanceClass="db.m6i.large", engine="sqlserver-se"
    )
    assert re.fullmatch(r"orders[0-9a-f]{3}", checked["identifier"])


def test_a_given_name_is_kept(cloud):
    assert cloud.check("aws:lb/loadBalancer:LoadBalancer", name="web")["name"] == "web"


def test_a_prefix_keeps_the_provider_from_naming(cloud):
    assert "name" not in cloud.check("aws:lb/loadBalancer:LoadBalancer", namePrefix="web-")


def test_a_record_is_never_named(cloud):
    with pytest.raises(CheckFailure, match="name"):
        cloud.check("aws:route53/record:Record", zoneId="Z1", type="A")


@pytest.mark.parametrize(
    ("token", "inputs", "limit"),
    [
        ("aws:lb/loadBalancer:LoadBalancer", {}, 32),
        ("aws:alb/loadBalancer:LoadBalancer", {}, 32),
        ("aws:lb/targetGroup:TargetGroup", {}, 32),
        ("aws:iam/role:Role", {"assumeRolePolicy": "{}"}, 64),
        ("aws:elasticache/replicationGroup:ReplicationGroup", {"description": "d"}, 40),
        ("aws:s3/bucket:Bucket", {}, 63),
        ("aws:lambda/function:Function", {"role": "r"}, 64),
        ("aws:sqs/queue:Queue", {}, 80),
        ("aws:cloudwatch/eventRule:EventRule", {}, 64),
        (
            "aws:cloudfront/originAccessControl:OriginAccessControl",
            {"originAccessControlOriginType": "s3", "signingBehavior": "always", "signingProtocol": "sigv4"},
            64,
        ),
    ],
)
def test_the_longest_logical_name_passes_and_one_more_character_is_refused(cloud, token, inputs, limit):
    cloud.check(token, "a" * (limit - 8), **inputs)
    with pytest.raises(CheckFailure, match=rf"expected length of \w+ to be in the range \(\d - {limit}\)"):
        cloud.check(token, "a" * (limit - 7), **inputs)


def test_the_refusal_names_the_logical_name_its_length_and_the_most_it_may_have(cloud):
    with pytest.raises(CheckFailure) as refused:
        cloud.check("aws:lb/loadBalancer:LoadBalancer", "shop-application-load-balancer")
    assert refused.value.property == "name"
    reason = re.sub(r"[0-9a-f]{7}\"", 'XXXXXXX"', refused.value.reason)
    assert reason == (
        "expected length of name to be in the range (1 - 32), got 38 for "
        '"shop-application-load-balancer-XXXXXXX". '
        'Auto-naming adds 8 characters to the logical name "shop-application-load-balancer" (30 characters), '
        "which may have at most 24"
    )


def test_a_given_name_that_is_too_long_is_refused_in_aws_words(cloud):
    with pytest.raises(CheckFailure) as refused:
        cloud.check("aws:iam/role:Role", name="r" * 65, assumeRolePolicy="{}")
    assert (
        f'expected length of name to be in the range (1 - 64), got 65 for "{"r" * 65}"'
        == refused.value.reason
    )


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("aws:lb/loadBalancer:LoadBalancer", {"name": "web_app"}),
        ("aws:lb/loadBalancer:LoadBalancer", {"name": "internal-web"}),
        ("aws:lb/targetGroup:TargetGroup", {"name": "-web"}),
        ("aws:rds/instance:Instance", {"identifier": "Orders", "instanceClass": "db.t4g.medium"}),
        ("aws:rds/cluster:Cluster", {"clusterIdentifier": "orders--eu", "engine": "aurora-postgresql"}),
        ("aws:s3/bucket:Bucket", {"bucket": "Shop"}),
        ("aws:ec2/securityGroup:SecurityGroup", {"name": "sg-web"}),
        ("aws:kms/alias:Alias", {"name": "alias/aws/mine", "targetKeyId": "k"}),
    ],
)
def test_characters_that_aws_refuses_are_refused(cloud, token, inputs):
    with pytest.raises(CheckFailure, match=r"^\w+: only .* allowed in \w+"):
        cloud.check(token, **inputs)


def test_an_uppercase_logical_name_of_a_database_is_refused_with_its_origin(cloud):
    with pytest.raises(CheckFailure, match='auto-named from the logical name "Orders"'):
        cloud.check("aws:rds/instance:Instance", "Orders", instanceClass="db.t4g.medium", engine="postgres")


def test_a_prefix_leaves_room_for_the_unique_id(cloud):
    with pytest.raises(
        CheckFailure, match=r"expected length of namePrefix to be in the range \(1 - 6\), got 7"
    ):
        cloud.check("aws:lb/loadBalancer:LoadBalancer", namePrefix="shopweb")


def test_an_unknown_name_is_not_judged(cloud):
    assert cloud.check("aws:lb/loadBalancer:LoadBalancer", name=wire.UNKNOWN)["name"] == wire.UNKNOWN


def test_a_missing_required_input_is_refused(cloud):
    with pytest.raises(
        CheckFailure, match=r'vpcId: Missing required argument\. The argument "vpcId" is required'
    ):
        cloud.check("aws:ec2/subnet:Subnet", cidrBlock="10.0.0.0/24")


def test_tags_all_are_the_default_tags_overlaid_by_the_tags(cloud):
    checked = cloud.check(
        "aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16", tags={"Name": "net", "project": "other"}
    )
    assert checked["tagsAll"] == {"project": "other", "Name": "net"}
    assert checked["tags"] == {"Name": "net", "project": "other"}, "tags stay as given"


def test_default_tags_alone_make_tags_all(cloud):
    checked = cloud.check("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16")
    assert checked["tagsAll"] == {"project": "shop"}
    assert "tags" not in checked


def test_only_an_unknown_tag_is_unknown(cloud):
    checked = cloud.check("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16", tags={"Name": wire.UNKNOWN})
    assert checked["tagsAll"] == {"project": "shop", "Name": wire.UNKNOWN}


def test_unknown_tags_make_tags_all_unknown(cloud):
    assert (
        cloud.check("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16", tags=wire.UNKNOWN)["tagsAll"] == wire.UNKNOWN
    )


def test_secret_tags_make_tags_all_secret(cloud):
    checked = cloud.check("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16", tags=wire.secret({"Name": "net"}))
    assert wire.secret({"project": "shop", "Name": "net"}) == checked["tagsAll"]


def test_ignored_tags_are_left_out_of_tags_all(cloud):
    cloud.provider = ProviderConfig(
        default_tags={"project": "shop"}, ignored_tags=IgnoredTags(frozenset({"project"}), ("aws:",))
    )
    checked = cloud.check("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16", tags={"aws:x": "1", "Name": "net"})
    assert checked["tagsAll"] == {"Name": "net"}


def test_a_type_without_tags_gets_no_tags_all(cloud):
    assert "tagsAll" not in cloud.check("aws:ec2/route:Route", routeTableId="rtb-1")


def test_the_region_of_the_provider_is_filled_in(cloud):
    assert cloud.check("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16")["region"] == "eu-west-1"


def test_a_region_of_its_own_is_kept(cloud):
    assert (
        cloud.check("aws:acm/certificate:Certificate", domainName="a.example", region="us-east-1")["region"]
        == "us-east-1"
    )


def test_types_that_pulumi_describes_are_described(cloud):
    assert cloud.check("aws:ec2/securityGroup:SecurityGroup")["description"] == "Managed by Pulumi"


def test_a_policy_given_as_an_object_becomes_json(cloud):
    checked = cloud.check("aws:iam/role:Role", assumeRolePolicy={"Version": "2012-10-17", "Statement": []})
    assert checked["assumeRolePolicy"] == '{"Version":"2012-10-17","Statement":[]}'


def test_a_policy_with_an_unknown_part_is_unknown(cloud):
    checked = cloud.check("aws:iam/role:Role", assumeRolePolicy={"Statement": [{"Resource": wire.UNKNOWN}]})
    assert checked["assumeRolePolicy"] == wire.UNKNOWN


def test_absent_inputs_are_left_out(cloud):
    assert "instanceTenancy" not in cloud.check(
        "aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16", instanceTenancy=None
    )
