"""The tables name types and properties that the installed SDK has."""

import pytest

from stagecraft.simulated.aws import aliases, limits, names, schema
from stagecraft.simulated.aws.derived import RULES
from stagecraft.simulated.aws.tables import ROWS

SERVICES = {
    "acm",
    "autoscaling",
    "cloudfront",
    "cloudwatch",
    "ec2",
    "iam",
    "kms",
    "lb",
    "rds",
    "route53",
    "s3",
    "vpc",
}


def of_services(tokens):
    return sorted(token for token in tokens if token.split(":")[1].split("/")[0] in SERVICES)


@pytest.mark.parametrize("token", of_services(ROWS))
def test_a_row_names_outputs_of_an_existing_type(token):
    outputs = schema.of_resource(token).outputs
    assert outputs, "no such type"
    assert [name for name in ROWS[token] if name != "id" and name not in outputs] == []


@pytest.mark.parametrize("token", of_services(limits.LIMITS))
def test_a_limit_is_that_of_an_input(token):
    assert limits.LIMITS[token].property in schema.of_resource(token).inputs


@pytest.mark.parametrize("token", of_services(names._OVERRIDES))
def test_an_auto_named_property_is_an_optional_input(token):
    resource = schema.of_resource(token)
    property_ = names._OVERRIDES[token].property
    assert property_ in resource.inputs
    assert property_ not in resource.required


def test_tables_list_types_under_their_canonical_token():
    for token in [*ROWS, *limits.LIMITS, *RULES]:
        assert aliases.canonical(token) == token


@pytest.mark.parametrize(
    ("token", "canonical"),
    [
        ("aws:alb/loadBalancer:LoadBalancer", "aws:lb/loadBalancer:LoadBalancer"),
        ("aws:s3/bucketV2:BucketV2", "aws:s3/bucket:Bucket"),
        ("aws:s3/bucketVersioningV2:BucketVersioningV2", "aws:s3/bucketVersioning:BucketVersioning"),
        ("aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObjectv2:BucketObjectv2"),
        ("aws:ec2/vpc:Vpc", "aws:ec2/vpc:Vpc"),
    ],
)
def test_types_that_the_sdk_offers_twice_are_one(token, canonical):
    assert aliases.canonical(token) == canonical
