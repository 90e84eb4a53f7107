"""Functions, groups, clusters and APIs."""

import re

from stagecraft import wire


def test_a_published_function_has_version_one(cloud):
    function = cloud.create("aws:lambda/function:Function", name="resize", role="r", publish=True)
    assert function.outputs["qualifiedArn"] == "arn:aws:lambda:eu-west-1:123456789012:function:resize:1"


def test_an_alias_of_a_function_given_by_arn_lies_below_it(cloud):
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:resize"
    alias = cloud.create("aws:lambda/alias:Alias", name="live", functionName=arn, functionVersion="1")
    assert alias.id == f"{arn}:live"


def test_an_event_source_knows_its_function(cloud):
    mapping = cloud.create("aws:lambda/eventSourceMapping:EventSourceMapping", functionName="resize")
    assert mapping.outputs["functionArn"] == "arn:aws:lambda:eu-west-1:123456789012:function:resize"


def test_a_group_spans_the_zones_of_its_subnets(cloud):
    subnets = [
        cloud.create("aws:ec2/subnet:Subnet", zone, vpcId="vpc-1", availabilityZone=f"eu-west-1{zone}").id
        for zone in "ba"
    ]
    group = cloud.create("aws:autoscaling/group:Group", maxSize=2, minSize=2, vpcZoneIdentifiers=subnets)
    assert group.outputs["availabilityZones"] == ["eu-west-1a", "eu-west-1b"]


def test_a_group_in_foreign_subnets_spans_unknown_zones(cloud):
    group = cloud.create("aws:autoscaling/group:Group", maxSize=2, minSize=2, vpcZoneIdentifiers=["subnet-1"])
    assert group.outputs["availabilityZones"] == wire.UNKNOWN


def test_a_kubernetes_cluster_has_its_group_its_vpc_and_its_issuer(cloud):
    subnet = cloud.create("aws:ec2/subnet:Subnet", vpcId="vpc-1")
    cluster = cloud.create(
        "aws:eks/cluster:Cluster", name="shop", roleArn="r", vpcConfig={"subnetIds": [subnet.id]}
    )
    vpc = cluster.outputs["vpcConfig"]
    assert (vpc["vpcId"], vpc["subnetIds"]) == ("vpc-1", [subnet.id])
    assert re.fullmatch(r"sg-0[0-9a-f]{16}", vpc["clusterSecurityGroupId"])
    issuer = cluster.outputs["identities"][0]["oidcs"][0]["issuer"]
    assert re.fullmatch(r"https://oidc\.eks\.eu-west-1\.amazonaws\.com/id/[0-9A-F]{32}", issuer)


def test_a_websocket_api_is_reached_by_its_own_protocol(cloud):
    api = cloud.create("aws:apigatewayv2/api:Api", name="chat", protocolType="WEBSOCKET")
    stage = cloud.create("aws:apigatewayv2/stage:Stage", apiId=api.id, name="live")
    assert api.outputs["apiEndpoint"] == f"wss://{api.id}.execute-api.eu-west-1.amazonaws.com"
    assert stage.outputs["invokeUrl"] == f"{api.outputs['apiEndpoint']}/live"


def test_the_default_stage_is_served_at_the_root(cloud):
    api = cloud.create("aws:apigatewayv2/api:Api", name="shop", protocolType="HTTP")
    stage = cloud.create("aws:apigatewayv2/stage:Stage", apiId=api.id, name="$default")
    assert stage.outputs["invokeUrl"] == f"https://{api.id}.execute-api.eu-west-1.amazonaws.com/"


def test_the_website_of_a_bucket_has_the_endpoint_of_its_region(cloud, cloud_in):
    token = "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration"
    here, there = cloud.create(token, bucket="site"), cloud_in("eu-central-1").create(token, bucket="site")
    assert here.outputs["websiteEndpoint"] == "site.s3-website-eu-west-1.amazonaws.com"
    assert there.outputs["websiteEndpoint"] == "site.s3-website.eu-central-1.amazonaws.com"
