"""Who writes the trail and uses its key, as plain policy documents."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pulumi

from components.keys import by_aws
from components.keys.by_aws import Statement as KeyStatement
from components.keys.domains import KeyDomain
from components.storage import Statement


def trail_arn(trail_name: str, account_id: str, region: str) -> str:
    """Return the ARN of a trail, which its bucket and key must name before it exists."""
    return f"arn:aws:cloudtrail:{region}:{account_id}:trail/{trail_name}"


def _cloudtrail(trail_name: str, account_id: str, region: str) -> Iterator[KeyStatement]:
    """Let the one trail encrypt its log files, and look at the key when it is created.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    Tied by the trail's ARN, not by the encryption context: that is the bucket's own under an S3 Bucket Key.
    """
    yield {
        "Sid": "CloudTrailEncrypts",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": ["kms:DescribeKey", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceArn": trail_arn(trail_name, account_id, region)}},
    }


def _config(account_id: str, _region: str) -> Iterator[KeyStatement]:
    """Let AWS Config encrypt what it delivers; its service-linked role itself may use no key.

    https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html
    """
    yield {
        "Sid": "ConfigEncrypts",
        "Effect": "Allow",
        "Principal": {"Service": "config.amazonaws.com"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
    }


def _athena(account_id: str, region: str) -> Iterator[KeyStatement]:
    """Let Athena, and whoever queries by it, encrypt and read the results that it keeps for a day.

    https://docs.aws.amazon.com/athena/latest/ug/encrypting-managed-results.html
    """
    workgroups = f"arn:aws:athena:{region}:{account_id}:workgroup/*"
    actions = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
    yield {
        "Sid": "AthenaKeepsResults",
        "Effect": "Allow",
        "Principal": {"Service": "encryption.athena.amazonaws.com"},
        "Action": actions,
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account_id},
            "ArnLike": {
                "aws:SourceArn": workgroups,
                "kms:EncryptionContext:aws:athena:arn": workgroups,
            },
        },
    }
    yield {
        "Sid": "AccountReadsResults",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account_id}:root"},
        "Action": actions,
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:athena:arn": workgroups}},
    }


def evidence(trail_name: str) -> KeyDomain:
    """Return the kind of data that a trail and AWS Config write: its readers come by S3 and Athena."""
    return KeyDomain(
        description="Evidence of what was done",
        services=("s3",),
        by_aws=(partial(_cloudtrail, trail_name), _config, by_aws.cloudwatch_logs, _athena),
    )


def trail_statements(
    bucket_arn: pulumi.Input[str], arn: pulumi.Input[str], account_id: pulumi.Input[str]
) -> list[Statement]:
    """Let the one trail write to its bucket.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    return [
        {
            "Sid": "CloudTrailLooksAtTheBucket",
            "Effect": "Allow",
            "Principal": cloudtrail,
            "Action": "s3:GetBucketAcl",
            "Resource": bucket_arn,
            "Condition": {"StringEquals": {"aws:SourceArn": arn}},
        },
        {
            "Sid": "CloudTrailWrites",
            "Effect": "Allow",
            "Principal": cloudtrail,
            "Action": "s3:PutObject",
            "Resource": pulumi.Output.concat(bucket_arn, "/AWSLogs/", account_id, "/*"),
            "Condition": {
                "StringEquals": {"aws:SourceArn": arn, "s3:x-amz-acl": "bucket-owner-full-control"}
            },
        },
    ]


def log_trust(arn: str, account_id: str) -> dict[str, Any]:
    """Return the trust policy of the role by which the one trail writes to CloudWatch Logs."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"aws:SourceAccount": account_id, "aws:SourceArn": arn}},
            }
        ],
    }


def log_permissions(log_group_name: str, account_id: str, region: str) -> dict[str, Any]:
    """Return the permission to write to the trail's log group, in streams that CloudTrail names itself.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    """
    streams = f"arn:aws:logs:{region}:{account_id}:log-group:{log_group_name}:log-stream:"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "WriteEvents",
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": f"{streams}{account_id}_CloudTrail_*",
            }
        ],
    }
