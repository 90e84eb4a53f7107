"""Types without a row of their own take id and ARN from their documentation and their service."""

import re

import pytest

from stagecraft.simulated.aws import shapes
from stagecraft.simulated.aws.documented import Import


def templates(example, *properties, outputs=(), computed=()):
    return shapes._documented_id(
        frozenset({*outputs, *computed}), frozenset(computed), Import(example, properties)
    )


@pytest.mark.parametrize(
    ("example", "properties", "template"),
    [
        ("tgw-attach-12345678", ("id",), "tgw-attach-0{hex:16}"),
        ("1234abcd-12ab-34cd-56ef-1234567890ab", (), "{uuid}"),
        ("123456789012", (), "{account}"),
        ("us-west-2", (), "{region}"),
        ("my-thing", (), "{name}"),
        ("<build-id>", (), "{name}"),
        ("d-926724cf57", (), "d-{hex:10}"),
        ("j-123456ABCDEF", (), "j-{ALNUM:12}"),
        ("us-west-2_rSss9Zltr", (), "{region}_{Alnum:9}"),
        ("123456789012:my-point", (), "{account}:my-point"),
    ],
)
def test_an_id_takes_the_form_of_the_documented_example(example, properties, template):
    assert templates(example, *properties) == {"id": template}


def test_an_id_that_is_an_input_is_that_input():
    assert templates("my-bucket", "bucket", outputs=["bucket"]) == {"id": "{bucket}"}


def test_an_id_of_several_inputs_is_joined_as_documented():
    found = templates("a:b", "clusterName", "addonName", outputs=["clusterName", "addonName"])
    assert found == {"id": "{clusterName}:{addonName}"}


def test_an_id_that_is_an_output_makes_that_output():
    assert templates("q-12345678", "queueId", computed=["queueId"]) == {
        "queueId": "q-0{hex:16}",
        "id": "{queueId}",
    }


def test_an_id_that_is_the_arn_makes_the_arn():
    found = templates(
        "arn:aws:kafka:us-west-2:123456789012:cluster/example/1234567890ab-3", "arn", computed=["arn"]
    )
    assert found == {
        "arn": "arn:aws:kafka:{region}:{account}:cluster/{name}/{hex:12}-3",
        "id": "{arn}",
    }


def test_the_arn_of_a_parent_is_taken_from_the_input():
    found = templates("arn:aws:s3:::example", "resourceArn", outputs=["resourceArn"])
    assert found == {"id": "{resourceArn}"}


@pytest.mark.parametrize(
    ("token", "pattern"),
    [
        (
            "aws:ec2/routeTable:RouteTable",
            r"arn:aws:ec2:eu-west-1:123456789012:route-table/rtb-0[0-9a-f]{16}",
        ),
        ("aws:ec2/flowLog:FlowLog", r"arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/fl-0[0-9a-f]{16}"),
        ("aws:glue/job:Job", r"arn:aws:glue:eu-west-1:123456789012:job/thing-[0-9a-f]{7}"),
        (
            "aws:athena/workgroup:Workgroup",
            r"arn:aws:athena:eu-west-1:123456789012:workgroup/thing-[0-9a-f]{7}",
        ),
    ],
)
def test_an_arn_follows_the_format_of_its_service(cloud, token, pattern):
    required = {"command": {}, "roleArn": "r", "vpcId": "vpc-1"}
    assert re.fullmatch(pattern, cloud.create(token, **required).outputs["arn"])


def test_arns_lie_in_the_partition_of_the_region(cloud_in):
    queue = cloud_in("cn-north-1").create("aws:sqs/queue:Queue", name="jobs")
    assert queue.outputs["arn"] == "arn:aws-cn:sqs:cn-north-1:123456789012:jobs"
    assert queue.id == "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/jobs"
