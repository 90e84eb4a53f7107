"""Regions, zones, accounts, prefix lists."""

import pytest

from stagecraft.simulated.aws import FunctionFailure, ProviderConfig

ZONES = "aws:index/getAvailabilityZones:getAvailabilityZones"


def test_the_zones_of_the_region_are_listed(cloud):
    answer = cloud.ask(ZONES, state="available")
    assert answer.result["names"] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    assert answer.result["zoneIds"] == ["euw1-az1", "euw1-az2", "euw1-az3"]
    assert (answer.result["id"], answer.accuracy) == ("eu-west-1", "exact")


@pytest.mark.parametrize(
    ("args", "names"),
    [
        ({"excludeNames": ["eu-west-1b"]}, ["eu-west-1a", "eu-west-1c"]),
        ({"excludeZoneIds": ["euw1-az1"]}, ["eu-west-1b", "eu-west-1c"]),
        ({"filters": [{"name": "zone-id", "values": ["euw1-az3"]}]}, ["eu-west-1c"]),
        (
            {"filters": [{"name": "opt-in-status", "values": ["opt-in-not-required"]}]},
            ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
        ),
        ({"filters": [{"name": "zone-type", "values": ["local-zone"]}]}, []),
        ({"state": "impaired"}, []),
    ],
)
def test_zones_are_excluded_and_filtered(cloud, args, names):
    assert cloud.ask(ZONES, **args).result["names"] == names


def test_a_region_of_its_own_has_its_own_zones(cloud):
    assert cloud.ask(ZONES, region="us-west-1").result["names"] == ["us-west-1a", "us-west-1c"]


def test_a_zone_is_found_by_its_id(cloud):
    zone = cloud.ask("aws:index/getAvailabilityZone:getAvailabilityZone", zoneId="euw1-az2").result
    assert (zone["name"], zone["nameSuffix"]) == ("eu-west-1b", "b")


def test_a_zone_that_the_region_lacks_is_refused(cloud):
    with pytest.raises(FunctionFailure, match='no EC2 Availability Zone "eu-west-1d" in eu-west-1'):
        cloud.ask("aws:index/getAvailabilityZone:getAvailabilityZone", name="eu-west-1d")


def test_the_region_is_that_of_the_provider(cloud):
    region = cloud.ask("aws:index/getRegion:getRegion").result
    assert (region["name"], region["region"], region["description"]) == (
        "eu-west-1",
        "eu-west-1",
        "Europe (Ireland)",
    )
    assert region["endpoint"] == "ec2.eu-west-1.amazonaws.com"


def test_the_partition_is_that_of_the_region(cloud_in):
    partition = cloud_in("cn-north-1").ask("aws:index/getPartition:getPartition").result
    assert (partition["partition"], partition["dnsSuffix"], partition["reverseDnsPrefix"]) == (
        "aws-cn",
        "amazonaws.com.cn",
        "cn.com.amazonaws",
    )


def test_the_caller_is_in_the_provider_s_account(cloud_in):
    caller = cloud_in("eu-west-1", account_id="111122223333").ask(
        "aws:index/getCallerIdentity:getCallerIdentity"
    )
    assert (caller.result["accountId"], caller.result["id"]) == ("111122223333", "111122223333")
    assert caller.accuracy == "derived"


def test_the_default_tags_are_the_provider_s(cloud):
    cloud.provider = ProviderConfig(default_tags={"owner": "web"})
    assert cloud.ask("aws:index/getDefaultTags:getDefaultTags").result["tags"] == {"owner": "web"}


def test_cloudfront_s_prefix_list_has_its_id_and_weight(cloud):
    found = cloud.ask(
        "aws:ec2/getManagedPrefixList:getManagedPrefixList",
        name="com.amazonaws.global.cloudfront.origin-facing",
    )
    assert (found.result["id"], found.result["maxEntries"], found.result["ownerId"]) == (
        "pl-4fa04526",
        55,
        "AWS",
    )


def test_a_prefix_list_is_found_by_filter_and_by_id(cloud):
    token = "aws:ec2/getManagedPrefixList:getManagedPrefixList"
    by_name = cloud.ask(
        token, filters=[{"name": "prefix-list-name", "values": ["com.amazonaws.eu-west-1.s3"]}]
    ).result
    by_id = cloud.ask(token, id=by_name["id"]).result
    assert (by_id["name"], by_id["id"]) == ("com.amazonaws.eu-west-1.s3", by_name["id"])


@pytest.mark.parametrize(
    ("token", "args", "id_"),
    [
        ("aws:elb/getHostedZoneId:getHostedZoneId", {}, "Z32O12XQLNTSW2"),
        ("aws:lb/getHostedZoneId:getHostedZoneId", {"loadBalancerType": "network"}, "Z2IFOLAFXWLO4F"),
        ("aws:elb/getServiceAccount:getServiceAccount", {}, "156460612806"),
        (
            "aws:cloudfront/getLogDeliveryCanonicalUserId:getLogDeliveryCanonicalUserId",
            {},
            "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0",
        ),
    ],
)
def test_what_aws_publishes_is_answered_exactly(cloud, token, args, id_):
    answer = cloud.ask(token, **args)
    assert (answer.result["id"], answer.accuracy) == (id_, "exact")


def test_a_region_that_aws_publishes_nothing_for_is_refused(cloud_in):
    with pytest.raises(FunctionFailure, match="il-central-1"):
        cloud_in("il-central-1").ask("aws:elb/getServiceAccount:getServiceAccount")


def test_a_service_has_its_endpoint_names(cloud):
    service = cloud.ask("aws:index/getService:getService", serviceId="s3").result
    assert (service["reverseDnsName"], service["dnsName"]) == (
        "com.amazonaws.eu-west-1.s3",
        "s3.eu-west-1.amazonaws.com",
    )
