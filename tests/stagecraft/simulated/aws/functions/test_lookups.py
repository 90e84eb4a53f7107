"""Lookups answer with what the program made, else with values of AWS's form, and say which."""

import base64
import json
import re

import pytest

from stagecraft import wire
from stagecraft.simulated.aws import FunctionFailure


def test_an_arn_is_taken_apart(cloud):
    parts = cloud.ask("aws:index/getArn:getArn", arn="arn:aws:rds:eu-west-1:123456789012:db:orders").result
    assert (parts["service"], parts["account"], parts["resource"]) == ("rds", "123456789012", "db:orders")


def test_what_is_no_arn_is_refused(cloud):
    with pytest.raises(FunctionFailure, match='"orders" is an invalid ARN'):
        cloud.ask("aws:index/getArn:getArn", arn="orders")


def test_an_arn_is_put_together_and_a_role_s_path_left_out(cloud):
    built = cloud.ask(
        "aws:index/arnBuild:arnBuild",
        partition="aws",
        service="iam",
        region="",
        accountId="1",
        resource="role/a/b",
    )
    assert built.result == {"result": "arn:aws:iam::1:role/a/b"}
    trimmed = cloud.ask("aws:index/trimIamRolePath:trimIamRolePath", arn="arn:aws:iam::1:role/a/b")
    assert trimmed.result == {"result": "arn:aws:iam::1:role/b"}


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64", r"ami-0[0-9a-f]{16}"),
        ("/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id", r"ami-0[0-9a-f]{16}"),
    ],
)
def test_a_public_parameter_holds_an_image(cloud, name, pattern):
    answer = cloud.ask("aws:ssm/getParameter:getParameter", name=name)
    assert wire.is_secret(answer.result["value"]), "the provider marks every value of a parameter as a secret"
    assert re.fullmatch(pattern, wire.unwrap(answer.result["value"]))
    assert answer.accuracy == "derived"


def test_the_recommended_image_of_ecs_is_told_as_json(cloud):
    name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended"
    value = wire.unwrap(cloud.ask("aws:ssm/getParameter:getParameter", name=name).result["value"])
    assert re.fullmatch(r"ami-0[0-9a-f]{16}", json.loads(value)["image_id"])


def test_a_secret_of_this_program_holds_its_value(cloud):
    cloud.create("aws:secretsmanager/secretVersion:SecretVersion", secretId="shop/db", secretString="hunter2")
    answer = cloud.ask("aws:secretsmanager/getSecretVersion:getSecretVersion", secretId="shop/db")
    assert (answer.result["secretString"], answer.accuracy) == (wire.secret("hunter2"), "derived")


def test_a_secret_that_nobody_knows_reads_as_that_of_a_database(cloud):
    answer = cloud.ask("aws:secretsmanager/getSecretVersion:getSecretVersion", secretId="other/db")
    keys = json.loads(wire.unwrap(answer.result["secretString"]))
    assert set(keys) == {"engine", "host", "username", "password", "dbname", "port"}
    assert answer.accuracy == "invented"


def test_a_parameter_whose_value_is_not_known_yet_is_a_placeholder(cloud):
    cloud.create("aws:ssm/parameter:Parameter", name="/shop/url", type="String", value=wire.UNKNOWN)
    answer = cloud.ask("aws:ssm/getParameter:getParameter", name="/shop/url")
    assert (wire.unwrap(answer.result["value"]), answer.accuracy) == ("simulated-secret-value", "invented")


def test_a_cluster_has_the_certificate_authority_that_programs_hand_to_kubernetes(cloud):
    answer = cloud.ask("aws:eks/getCluster:getCluster", name="shop")
    assert base64.b64decode(answer.result["certificateAuthorities"][0]["data"])
    assert answer.result["arn"] == "arn:aws:eks:eu-west-1:123456789012:cluster/shop"


@pytest.mark.parametrize("member", ["getCredentials", "getAuthorizationToken"])
def test_the_token_of_a_registry_is_a_user_and_a_secret_password(cloud, member):
    answer = cloud.ask(f"aws:ecr/{member}:{member}", registryId="210987654321")
    assert wire.is_secret(answer.result["authorizationToken"])
    user, _, password = (
        base64.b64decode(wire.unwrap(answer.result["authorizationToken"])).decode().partition(":")
    )
    assert (user, password) == ("AWS", wire.unwrap(answer.result["password"]))
    assert answer.result["proxyEndpoint"] == "https://210987654321.dkr.ecr.eu-west-1.amazonaws.com"
    assert answer.accuracy == "invented"


def test_a_parameter_of_this_program_holds_its_value(cloud):
    cloud.create("aws:ssm/parameter:Parameter", name="/shop/url", type="String", value="https://shop.example")
    answer = cloud.ask("aws:ssm/getParameter:getParameter", name="/shop/url")
    assert (wire.unwrap(answer.result["value"]), answer.accuracy) == ("https://shop.example", "derived")


def test_a_parameter_that_nobody_knows_is_invented(cloud):
    assert cloud.ask("aws:ssm/getParameter:getParameter", name="/other/url").accuracy == "invented"


def test_an_image_has_the_architecture_of_its_filters(cloud):
    arm = cloud.ask(
        "aws:ec2/getAmi:getAmi", filters=[{"name": "name", "values": ["al2023-ami-*-arm64"]}]
    ).result
    intel = cloud.ask(
        "aws:ec2/getAmi:getAmi", filters=[{"name": "architecture", "values": ["x86_64"]}]
    ).result
    assert (arm["architecture"], intel["architecture"]) == ("arm64", "x86_64")
    assert re.fullmatch(r"ami-0[0-9a-f]{16}", arm["id"])
    assert arm["id"] != intel["id"]


def test_the_default_vpc_is_one(cloud):
    one = cloud.ask("aws:ec2/getVpc:getVpc", default=True)
    two = cloud.ask("aws:ec2/getVpc:getVpc", default=True, state="available")
    assert one.result["id"] == two.result["id"]
    assert (one.result["cidrBlock"], one.accuracy) == ("172.31.0.0/16", "invented")


def test_a_vpc_of_this_program_is_answered_with_its_outputs(cloud):
    vpc = cloud.create("aws:ec2/vpc:Vpc", cidrBlock="10.7.0.0/16")
    found = cloud.ask("aws:ec2/getVpc:getVpc", id=vpc.id)
    assert (found.result["cidrBlock"], found.result["mainRouteTableId"]) == (
        "10.7.0.0/16",
        vpc.outputs["mainRouteTableId"],
    )


def test_the_subnets_of_this_program_are_listed(cloud):
    vpc = cloud.create("aws:ec2/vpc:Vpc", cidrBlock="10.7.0.0/16")
    subnets = [cloud.create("aws:ec2/subnet:Subnet", name, vpcId=vpc.id).id for name in "ab"]
    found = cloud.ask("aws:ec2/getSubnets:getSubnets", filters=[{"name": "vpc-id", "values": [vpc.id]}])
    assert (found.result["ids"], found.accuracy) == (sorted(subnets), "derived")


def test_a_foreign_vpc_has_a_subnet_in_each_zone(cloud):
    found = cloud.ask("aws:ec2/getSubnets:getSubnets", filters=[{"name": "vpc-id", "values": ["vpc-1"]}])
    assert (len(found.result["ids"]), found.accuracy) == (3, "invented")


def test_a_zone_is_found_by_name_with_or_without_the_dot(cloud):
    with_dot = cloud.ask("aws:route53/getZone:getZone", name="shop.example.").result
    without = cloud.ask("aws:route53/getZone:getZone", name="shop.example").result
    assert (with_dot["zoneId"], with_dot["name"]) == (without["zoneId"], "shop.example")
    assert len(with_dot["nameServers"]) == 4


def test_a_zone_of_this_program_is_found_by_name(cloud):
    zone = cloud.create("aws:route53/zone:Zone", name="shop.example")
    found = cloud.ask("aws:route53/getZone:getZone", name="shop.example").result
    assert (found["zoneId"], found["nameServers"]) == (zone.id, zone.outputs["nameServers"])


@pytest.mark.parametrize(
    ("engine", "version", "family"),
    [
        ("postgres", "17.2", "postgres17"),
        ("aurora-postgresql", "16.4", "aurora-postgresql16"),
        ("mysql", "8.4.3", "mysql8.4"),
        ("mariadb", "11.4.4", "mariadb11.4"),
        ("oracle-ee", "19.0.0.0", "oracle-ee-19"),
        ("sqlserver-se", "16.00", "sqlserver-se-16.00"),
    ],
)
def test_an_engine_version_has_its_parameter_group_family(cloud, engine, version, family):
    found = cloud.ask("aws:rds/getEngineVersion:getEngineVersion", engine=engine, version=version)
    assert (found.result["parameterGroupFamily"], found.accuracy) == (family, "derived")


def test_a_random_password_is_a_secret_of_the_length_and_characters_asked_for(cloud):
    found = cloud.ask(
        "aws:secretsmanager/getRandomPassword:getRandomPassword",
        passwordLength=50,
        excludePunctuation=True,
        excludeCharacters="abc0",
    )
    assert wire.is_secret(found.result["randomPassword"])
    assert re.fullmatch(r"[A-Zd-z1-9]{50}", wire.unwrap(found.result["randomPassword"]))


def test_the_value_of_a_secret_is_a_secret_placeholder(cloud):
    found = cloud.ask("aws:secretsmanager/getSecretVersion:getSecretVersion", secretId="shop/db")
    assert wire.is_secret(found.result["secretString"])
    assert re.fullmatch(
        r"arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-[a-z]{6}", found.result["arn"]
    )
    assert found.accuracy == "invented"


def test_an_alias_and_its_key_agree(cloud):
    alias = cloud.ask("aws:kms/getAlias:getAlias", name="alias/aws/s3").result
    key = cloud.ask("aws:kms/getKey:getKey", keyId="alias/aws/s3").result
    assert (key["id"], key["arn"]) == (alias["targetKeyId"], alias["targetKeyArn"])
    assert key["keyManager"] == "AWS"


@pytest.mark.parametrize(
    ("token", "name", "id_"),
    [
        (
            "aws:cloudfront/getCachePolicy:getCachePolicy",
            "Managed-CachingOptimized",
            "658327ea-f89d-4fab-a63d-7e88639e58f6",
        ),
        (
            "aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy",
            "Managed-AllViewerExceptHostHeader",
            "b689b0a8-53d0-40ab-baf2-68738e2966ac",
        ),
        (
            "aws:cloudfront/getResponseHeadersPolicy:getResponseHeadersPolicy",
            "Managed-SecurityHeadersPolicy",
            "67f7725c-6f97-4210-82d7-5512b31e9d03",
        ),
    ],
)
def test_cloudfront_s_managed_policies_have_their_ids(cloud, token, name, id_):
    assert cloud.ask(token, name=name).result["id"] == id_


def test_an_aws_managed_policy_is_found_by_name(cloud):
    found = cloud.ask("aws:iam/getPolicy:getPolicy", name="AmazonSSMManagedInstanceCore").result
    assert found["arn"] == "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"


@pytest.mark.parametrize(
    ("token", "args", "name", "value"),
    [
        ("aws:s3/getBucket:getBucket", {"bucket": "logs"}, "arn", "arn:aws:s3:::logs"),
        ("aws:iam/getRole:getRole", {"name": "app"}, "arn", "arn:aws:iam::123456789012:role/app"),
        (
            "aws:lambda/getFunction:getFunction",
            {"functionName": "resize"},
            "arn",
            "arn:aws:lambda:eu-west-1:123456789012:function:resize",
        ),
        (
            "aws:ecr/getRepository:getRepository",
            {"name": "web"},
            "repositoryUrl",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web",
        ),
        (
            "aws:sqs/getQueue:getQueue",
            {"name": "jobs"},
            "url",
            "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs",
        ),
    ],
)
def test_any_lookup_answers_with_the_shape_of_what_it_looks_up(cloud, token, args, name, value):
    assert cloud.ask(token, **args).result[name] == value


def test_a_load_balancer_of_this_program_is_found_by_its_arn(cloud):
    balancer = cloud.create("aws:lb/loadBalancer:LoadBalancer", name="shop")
    assert (
        cloud.ask("aws:lb/getLoadBalancer:getLoadBalancer", arn=balancer.id).result["dnsName"]
        == balancer.outputs["dnsName"]
    )


def test_an_answer_with_made_up_values_says_so(cloud):
    answer = cloud.ask("aws:ec2/getInstanceTypes:getInstanceTypes")
    assert (answer.result["instanceTypes"], answer.accuracy) == ([], "invented")


def test_every_property_that_the_sdk_expects_is_there(cloud):
    key = cloud.ask("aws:kms/getKey:getKey", keyId="k").result
    assert {"arn", "customKeyStoreId", "deletionDate", "pendingDeletionWindowInDays"} <= set(key)


def test_no_answer_holds_an_unknown(cloud):
    subnet = cloud.create("aws:ec2/subnet:Subnet", vpcId="vpc-1")
    found = cloud.ask("aws:ec2/getSubnet:getSubnet", id=subnet.id)
    assert wire.UNKNOWN not in wire.walk(dict(found.result)), "a plain function's result cannot be unknown"


def test_a_secret_argument_is_read(cloud):
    found = cloud.ask("aws:s3/getBucket:getBucket", bucket=wire.secret("logs"))
    assert found.result["arn"] == "arn:aws:s3:::logs"


def test_equal_calls_get_equal_answers_and_other_calls_get_others(cloud):
    token = "aws:ec2/getAmi:getAmi"
    assert cloud.ask(token, owners=["amazon"]) == cloud.ask(token, owners=["amazon"])
    assert cloud.ask(token, owners=["self"]).result["id"] != cloud.ask(token, owners=["amazon"]).result["id"]


@pytest.mark.parametrize(
    ("token", "name", "pattern"),
    [
        ("aws:ec2/getSecurityGroups:getSecurityGroups", "vpcIds", r"vpc-0[0-9a-f]{16}"),
        ("aws:ec2/getSecurityGroups:getSecurityGroups", "ids", r"[0-9]{10}"),
        ("aws:ssoadmin/getInstances:getInstances", "identityStoreIds", r"[0-9a-f]{17}"),
        ("aws:iam/getRoles:getRoles", "arns", r"arn:aws:iam:.*:123456789012:[0-9a-z]{12}"),
        ("aws:iam/getRoles:getRoles", "names", r"example"),
    ],
)
def test_a_list_of_what_is_looked_up_has_one_for_a_program_to_take(cloud, token, name, pattern):
    answer = cloud.ask(token)
    (one,) = answer.result[name]
    assert re.fullmatch(pattern, one)
    assert answer.accuracy == "invented"


def test_an_answer_has_the_types_that_the_sdk_expects(cloud):
    layer = cloud.ask("aws:lambda/getLayerVersion:getLayerVersion", layerName="shop").result
    assert isinstance(layer["version"], int)
