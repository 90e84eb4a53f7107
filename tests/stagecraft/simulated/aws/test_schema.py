"""The SDK's own classes tell inputs, outputs and what is required."""

from stagecraft import wire
from stagecraft.simulated.aws import schema
from stagecraft.simulated.aws.schema import Property


def test_inputs_outputs_and_required_inputs_are_those_of_the_class():
    subnet = schema.of_resource("aws:ec2/subnet:Subnet")
    assert subnet.required == ("vpcId",)
    assert {"cidrBlock", "availabilityZone", "tags"} <= subnet.inputs
    assert "arn" not in subnet.inputs
    assert Property("str", optional=False) == subnet.outputs["arn"]
    assert Property("bool", optional=True) == subnet.outputs["mapPublicIpOnLaunch"]


def test_what_aws_always_gives_starts_as_unknown():
    unknown = schema.of_resource("aws:ec2/subnet:Subnet").unknown
    assert unknown["availabilityZone"] == wire.UNKNOWN
    assert "mapPublicIpOnLaunch" not in unknown, "an optional output may be absent"


def test_a_class_whose_arguments_have_another_name_is_found():
    assert {"bucket", "versioningConfiguration"} <= schema.of_resource(
        "aws:s3/bucketVersioning:BucketVersioning"
    ).inputs


def test_modules_that_are_named_differently_are_found():
    assert "functionName" not in schema.of_resource("aws:lambda/function:Function").inputs
    assert "handler" in schema.of_resource("aws:lambda/function:Function").inputs


def test_an_unknown_type_has_an_empty_schema():
    nothing = schema.of_resource("aws:nowhere/thing:Thing")
    assert (frozenset(), {}) == (nothing.inputs, nothing.outputs)


def test_types_with_tags_and_tags_all_take_default_tags():
    assert schema.of_resource("aws:ec2/vpc:Vpc").taggable
    assert not schema.of_resource("aws:autoscaling/group:Group").taggable


def test_documented_defaults_are_kept_for_flags():
    assert (
        schema.of_resource("aws:lb/loadBalancer:LoadBalancer").defaults["enableDeletionProtection"] is False
    )


def test_results_of_functions_have_a_schema():
    outputs = schema.of_function("aws:iam/getPolicyDocument:getPolicyDocument").outputs
    assert (Property("str", optional=False), Property("list", optional=True)) == (
        outputs["json"],
        outputs["statements"],
    )
