"""What AWS replaces: the data against their sources, and facts that must hold."""

import json
import re

import pytest

from stagecraft.sandbox.replacement import DATA, of_type


def test_the_data_are_what_the_script_makes_of_the_installed_sources():
    script = pytest.importorskip("scripts.replacement_data", reason="cfn-lint is a development dependency")
    data = json.loads(DATA.read_text(encoding="utf-8"))
    if data["sources"] != script.sources():
        pytest.skip(
            f"made from {data['sources']}, installed are {script.sources()}: run scripts/replacement_data.py"
        )
    # The shop's services: each type costs an import, all of them 20 seconds.
    services = re.compile(r"aws:(ec2|rds|s3|kms|sqs|sns|lambda|iam|dynamodb|elasticache|lb|vpc|backup)/")
    tokens = [token for token in script.tokens() if services.match(token)]
    made = {token: found for token in tokens if (found := script.facts(token))}

    assert len(made) > 150
    assert made == {token: found for token, found in data["types"].items() if services.match(token)}


def test_every_exception_names_a_type_and_a_property_of_the_sdk():
    exceptions = pytest.importorskip("scripts.replacement_exceptions")
    from stagecraft.simulated.aws import schema

    for table in (exceptions.REPLACES, exceptions.IN_PLACE, exceptions.SETS):
        for token, paths in table.items():
            resource = schema.of_resource(token)
            for path in paths:
                head, *rest = path.split(".")
                assert head in resource.inputs, f"{token} has no {head}"
                inner = schema.of_object(resource.outputs[head].element)
                assert not rest or rest[0] in inner, f"{token} has no {path}"
    for token in {*exceptions.WHOLE, *exceptions.CFN_TYPES}:
        assert schema.of_resource(token).inputs, f"there is no {token}"


@pytest.mark.parametrize(
    ("token", "replaced", "in_place"),
    [
        ("aws:acm/certificate:Certificate", "domainName", "options"),
        ("aws:cloudfront/distribution:Distribution", "staging", "origins"),
        ("aws:dynamodb/table:Table", "hashKey", "globalSecondaryIndexes"),
        ("aws:ec2/natGateway:NatGateway", "subnetId", "secondaryAllocationIds"),
        ("aws:ec2/routeTableAssociation:RouteTableAssociation", "subnetId", "routeTableId"),
        ("aws:ec2/securityGroup:SecurityGroup", "description", "ingress"),
        ("aws:ec2/vpc:Vpc", "cidrBlock", "enableDnsHostnames"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", "atRestEncryptionEnabled", "nodeType"),
        ("aws:iam/role:Role", "name", "assumeRolePolicy"),
        ("aws:kms/key:Key", "customerMasterKeySpec", "policy"),
        ("aws:lambda/function:Function", "packageType", "memorySize"),
        ("aws:lb/loadBalancer:LoadBalancer", "internal", "subnets"),
        ("aws:lb/targetGroup:TargetGroup", "vpcId", "healthCheck"),
        ("aws:rds/instance:Instance", "kmsKeyId", "multiAz"),
        ("aws:rds/instance:Instance", "engine", "engineVersion"),
        ("aws:s3/bucket:Bucket", "bucket", "forceDestroy"),
        ("aws:s3/bucketPolicy:BucketPolicy", "bucket", "policy"),
        ("aws:secretsmanager/secretVersion:SecretVersion", "secretStringWoVersion", "versionStages"),
        ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "securityGroupId", "cidrIpv4"),
        ("aws:wafv2/webAcl:WebAcl", "scope", "rules"),
    ],
)
def test_what_is_known_of_the_shops_types(token, replaced, in_place):
    facts = of_type(token)

    assert facts.makes_new(replaced), f"AWS cannot change {replaced}"
    assert not facts.makes_new(in_place), f"AWS changes {in_place} in place"


def test_what_lies_in_a_property_that_replaces_does_too():
    assert of_type("aws:rds/instance:Instance").makes_new("restoreToPointInTime.restoreTime")


def test_an_alias_of_a_type_shares_its_facts():
    assert of_type("aws:lb/listener:Listener") == of_type("aws:alb/listener:Listener")
    assert of_type("aws:s3/bucketPolicy:BucketPolicy").makes_new("bucket")


def test_only_the_region_replaces_a_resource_of_an_unknown_type():
    facts = of_type("aws:nowhere/thing:Thing")

    assert facts.makes_new("region")
    assert not facts.makes_new("name")
