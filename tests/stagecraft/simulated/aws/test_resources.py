"""Created resources of the shop's types look as AWS's do; what AWS alone decides stays unknown."""

import re

import pytest

from stagecraft import wire

HEX = r"[0-9a-f]"
UUID = rf"{HEX}{{8}}-{HEX}{{4}}-4{HEX}{{3}}-8{HEX}{{3}}-{HEX}{{12}}"
ARN = r"arn:aws:{service}:eu-west-1:123456789012:"

# Type, inputs, pattern of the id, patterns of outputs.
SHAPES = [
    (
        "aws:ec2/vpc:Vpc",
        {"cidrBlock": "10.0.0.0/16"},
        rf"vpc-0{HEX}{{16}}",
        {
            "arn": rf"arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-0{HEX}{{16}}",
            "defaultSecurityGroupId": rf"sg-0{HEX}{{16}}",
            "defaultNetworkAclId": rf"acl-0{HEX}{{16}}",
            "mainRouteTableId": rf"rtb-0{HEX}{{16}}",
            "dhcpOptionsId": rf"dopt-0{HEX}{{16}}",
            "ownerId": "123456789012",
        },
    ),
    ("aws:ec2/internetGateway:InternetGateway", {}, rf"igw-0{HEX}{{16}}", {"ownerId": "123456789012"}),
    ("aws:ec2/routeTable:RouteTable", {"vpcId": "vpc-1"}, rf"rtb-0{HEX}{{16}}", {}),
    ("aws:ec2/eip:Eip", {}, rf"eipalloc-0{HEX}{{16}}", {"allocationId": rf"eipalloc-0{HEX}{{16}}"}),
    ("aws:ec2/natGateway:NatGateway", {"subnetId": "subnet-1"}, rf"nat-0{HEX}{{16}}", {}),
    ("aws:ec2/networkAcl:NetworkAcl", {"vpcId": "vpc-1"}, rf"acl-0{HEX}{{16}}", {}),
    (
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        {"routeTableId": "rtb-1"},
        rf"rtbassoc-0{HEX}{{16}}",
        {},
    ),
    ("aws:ec2/securityGroup:SecurityGroup", {}, rf"sg-0{HEX}{{16}}", {"name": rf"thing-{HEX}{{7}}"}),
    (
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        {"securityGroupId": "sg-1", "ipProtocol": "tcp"},
        rf"sgr-0{HEX}{{16}}",
        {"securityGroupRuleId": rf"sgr-0{HEX}{{16}}"},
    ),
    ("aws:ec2/flowLog:FlowLog", {}, rf"fl-0{HEX}{{16}}", {}),
    (
        "aws:ec2/instance:Instance",
        {},
        rf"i-0{HEX}{{16}}",
        {"primaryNetworkInterfaceId": rf"eni-0{HEX}{{16}}"},
    ),
    ("aws:ec2/launchTemplate:LaunchTemplate", {}, rf"lt-0{HEX}{{16}}", {}),
    (
        "aws:s3/bucket:Bucket",
        {"bucket": "shop-site"},
        "shop-site",
        {
            "arn": "arn:aws:s3:::shop-site",
            "bucketDomainName": r"shop-site\.s3\.amazonaws\.com",
            "bucketRegionalDomainName": r"shop-site\.s3\.eu-west-1\.amazonaws\.com",
            "hostedZoneId": "Z1BKCTXD74EZPE",
        },
    ),
    ("aws:s3/bucketPolicy:BucketPolicy", {"bucket": "shop-site", "policy": "{}"}, "shop-site", {}),
    ("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {"bucket": "shop-site"}, "shop-site", {}),
    ("aws:kms/key:Key", {}, UUID, {"arn": rf"arn:aws:kms:eu-west-1:123456789012:key/{UUID}", "keyId": UUID}),
    ("aws:kms/key:Key", {"multiRegion": True}, rf"mrk-{HEX}{{32}}", {"keyId": rf"mrk-{HEX}{{32}}"}),
    (
        "aws:kms/alias:Alias",
        {"name": "alias/shop", "targetKeyId": "1234abcd"},
        "alias/shop",
        {"targetKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/1234abcd"},
    ),
    (
        "aws:cloudfront/originAccessControl:OriginAccessControl",
        {"originAccessControlOriginType": "s3", "signingBehavior": "always", "signingProtocol": "sigv4"},
        r"E[A-Z0-9]{13}",
        {},
    ),
    (
        "aws:route53/healthCheck:HealthCheck",
        {"type": "HTTPS"},
        UUID,
        {"arn": rf"arn:aws:route53:::healthcheck/{UUID}"},
    ),
    (
        "aws:autoscaling/group:Group",
        {"name": "shop", "maxSize": 2, "minSize": 1},
        "shop",
        {"arn": ARN.format(service="autoscaling") + rf"autoScalingGroup:{UUID}:autoScalingGroupName/shop"},
    ),
    (
        "aws:autoscaling/policy:Policy",
        {"name": "cpu", "autoscalingGroupName": "shop"},
        "cpu",
        {"arn": rf".*:scalingPolicy:{UUID}:autoScalingGroupName/shop:policyName/cpu"},
    ),
    (
        "aws:rds/subnetGroup:SubnetGroup",
        {"name": "data", "subnetIds": []},
        "data",
        {"arn": "arn:aws:rds:eu-west-1:123456789012:subgrp:data"},
    ),
    (
        "aws:rds/parameterGroup:ParameterGroup",
        {"name": "pg", "family": "postgres17"},
        "pg",
        {"arn": "arn:aws:rds:eu-west-1:123456789012:pg:pg"},
    ),
    (
        "aws:secretsmanager/secret:Secret",
        {"name": "shop/database"},
        r"arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/database-[A-Za-z0-9]{6}",
        {},
    ),
    (
        "aws:iam/role:Role",
        {"name": "app", "assumeRolePolicy": "{}"},
        "app",
        {"arn": "arn:aws:iam::123456789012:role/app", "uniqueId": r"AROA[A-Z0-9]{17}", "path": "/"},
    ),
    (
        "aws:iam/policy:Policy",
        {"name": "read", "path": "/shop/", "policy": "{}"},
        "arn:aws:iam::123456789012:policy/shop/read",
        {"policyId": r"ANPA[A-Z0-9]{17}"},
    ),
    (
        "aws:iam/instanceProfile:InstanceProfile",
        {"name": "app"},
        "app",
        {"arn": "arn:aws:iam::123456789012:instance-profile/app"},
    ),
    ("aws:iam/rolePolicy:RolePolicy", {"name": "read", "role": "app", "policy": "{}"}, "app:read", {}),
    (
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        {"url": "https://token.actions.githubusercontent.com", "clientIdLists": []},
        r"arn:aws:iam::123456789012:oidc-provider/token\.actions\.githubusercontent\.com",
        {},
    ),
    (
        "aws:cloudwatch/logGroup:LogGroup",
        {"name": "/shop/flow"},
        "/shop/flow",
        {"arn": "arn:aws:logs:eu-west-1:123456789012:log-group:/shop/flow"},
    ),
    (
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        {"name": "cpu", "comparisonOperator": "GreaterThanThreshold", "evaluationPeriods": 3},
        "cpu",
        {"arn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:cpu"},
    ),
    (
        "aws:cloudwatch/eventRule:EventRule",
        {"name": "nightly", "eventBusName": "orders"},
        "orders/nightly",
        {"arn": "arn:aws:events:eu-west-1:123456789012:rule/orders/nightly"},
    ),
    (
        "aws:sns/topic:Topic",
        {"name": "alarms"},
        "arn:aws:sns:eu-west-1:123456789012:alarms",
        {"owner": "123456789012"},
    ),
    (
        "aws:lambda/function:Function",
        {"name": "resize", "role": "r"},
        "resize",
        {
            "arn": "arn:aws:lambda:eu-west-1:123456789012:function:resize",
            "qualifiedArn": r"arn:aws:lambda:eu-west-1:123456789012:function:resize:\$LATEST",
            "invokeArn": (
                "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
                "arn:aws:lambda:eu-west-1:123456789012:function:resize/invocations"
            ),
        },
    ),
    (
        "aws:ecs/service:Service",
        {"name": "web", "cluster": "arn:aws:ecs:eu-west-1:123456789012:cluster/shop"},
        "arn:aws:ecs:eu-west-1:123456789012:service/shop/web",
        {},
    ),
    (
        "aws:ecs/taskDefinition:TaskDefinition",
        {"family": "web", "containerDefinitions": "[]"},
        "web",
        {"arn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1"},
    ),
    (
        "aws:ecr/repository:Repository",
        {"name": "web"},
        "web",
        {"repositoryUrl": r"123456789012\.dkr\.ecr\.eu-west-1\.amazonaws\.com/web"},
    ),
    (
        "aws:efs/fileSystem:FileSystem",
        {},
        rf"fs-0{HEX}{{16}}",
        {"dnsName": rf"fs-0{HEX}{{16}}\.efs\.eu-west-1\.amazonaws\.com"},
    ),
    (
        "aws:wafv2/webAcl:WebAcl",
        {"name": "web", "scope": "CLOUDFRONT", "visibilityConfig": {}, "defaultAction": {}},
        UUID,
        {"arn": rf"arn:aws:wafv2:us-east-1:123456789012:global/webacl/web/{UUID}"},
    ),
    (
        "aws:wafv2/webAcl:WebAcl",
        {"name": "web", "scope": "REGIONAL", "visibilityConfig": {}, "defaultAction": {}},
        UUID,
        {"arn": rf"arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/web/{UUID}"},
    ),
    (
        "aws:ssm/parameter:Parameter",
        {"name": "/shop/url", "type": "String"},
        "/shop/url",
        {"arn": "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/url"},
    ),
    (
        "aws:dynamodb/table:Table",
        {"name": "carts", "streamEnabled": True},
        "carts",
        {"streamArn": r"arn:aws:dynamodb:eu-west-1:123456789012:table/carts/stream/[\d:.T-]+"},
    ),
]


@pytest.mark.parametrize(("token", "inputs", "id_", "outputs"), SHAPES)
def test_a_created_resource_has_the_shape_of_aws(cloud, token, inputs, id_, outputs):
    created = cloud.create(token, **inputs)
    assert re.fullmatch(id_, created.id), created.id
    for name, pattern in outputs.items():
        assert re.fullmatch(pattern, created.outputs[name]), f"{name}: {created.outputs[name]}"


def test_inputs_come_back_as_outputs(cloud):
    subnet = cloud.create("aws:ec2/subnet:Subnet", vpcId="vpc-1", cidrBlock="10.0.0.0/24", tags={"Name": "a"})
    assert (subnet.outputs["vpcId"], subnet.outputs["cidrBlock"]) == ("vpc-1", "10.0.0.0/24")
    assert subnet.outputs["tagsAll"] == {"project": "shop", "Name": "a"}


def test_what_aws_decides_is_unknown(cloud):
    instance = cloud.create("aws:ec2/instance:Instance").outputs
    assert {instance[name] for name in ("privateIp", "publicIp", "publicDns", "ami")} == {wire.UNKNOWN}


def test_nothing_is_ever_none(cloud):
    for token, inputs, _, _ in SHAPES:
        assert None not in cloud.create(token, **inputs).outputs.values(), token


def test_secrets_stay_marked(cloud):
    password = wire.secret("hunter2")
    database = cloud.create(
        "aws:rds/instance:Instance", instanceClass="db.t4g.medium", engine="postgres", password=password
    )
    assert database.outputs["password"] == password


def test_write_only_arguments_are_no_outputs(cloud):
    database = cloud.create(
        "aws:rds/instance:Instance",
        instanceClass="db.t4g.medium",
        engine="postgres",
        passwordWo=wire.secret("hunter2"),
        passwordWoVersion=1,
    )
    assert "passwordWo" not in database.outputs
    assert database.outputs["passwordWoVersion"] == 1


def test_a_name_made_from_a_prefix_begins_with_it(cloud):
    balancer = cloud.create("aws:lb/loadBalancer:LoadBalancer", namePrefix="web-")
    assert re.fullmatch(r"web-\d{26}", balancer.outputs["name"])
    assert balancer.outputs["arnSuffix"].startswith(f"app/{balancer.outputs['name']}/")


def test_a_resource_with_an_unknown_name_has_a_known_id(cloud):
    bucket = cloud.create("aws:s3/bucket:Bucket", bucket=wire.UNKNOWN)
    assert re.fullmatch(r"thing-[0-9a-f]{7}", bucket.id)
    assert bucket.outputs["arn"] == wire.UNKNOWN, "nothing is made up from an unknown name"


def test_a_resource_lies_in_the_region_it_names(cloud):
    certificate = cloud.create("aws:acm/certificate:Certificate", domainName="a.example", region="us-east-1")
    assert certificate.id.startswith("arn:aws:acm:us-east-1:123456789012:certificate/")


def test_a_type_that_the_sdk_does_not_know_gets_an_id_and_its_inputs(cloud):
    created = cloud.create("aws:nowhere/gadget:Gadget", size=3)
    assert (created.id, created.outputs) == ("thing", {"size": 3})


def test_reading_a_resource_tells_only_what_its_id_tells(cloud):
    vpc = cloud.read("aws:ec2/vpc:Vpc", "vpc-123")
    assert vpc["arn"] == "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-123"
    assert (vpc["cidrBlock"], vpc["mainRouteTableId"]) == (wire.UNKNOWN, wire.UNKNOWN)


def test_reading_a_resource_by_its_name_tells_its_name(cloud):
    bucket = cloud.read("aws:s3/bucket:Bucket", "shop-site")
    assert (bucket["bucket"], bucket["arn"]) == ("shop-site", "arn:aws:s3:::shop-site")


def test_reading_a_resource_by_its_arn_tells_its_arn(cloud):
    arn = "arn:aws:sns:eu-west-1:123456789012:alarms"
    assert cloud.read("aws:sns/topic:Topic", arn)["arn"] == arn


def test_reading_a_resource_of_this_preview_returns_its_outputs(cloud):
    vpc = cloud.create("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16")
    assert cloud.read("aws:ec2/vpc:Vpc", vpc.id)["cidrBlock"] == "10.0.0.0/16"
