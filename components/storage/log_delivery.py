"""Which AWS services may write logs, and where in which bucket."""

import pulumi

from components.storage.policies import Statement
from components.storage.private_bucket import S3_LOG_PREFIX


def log_delivery_statements(bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]) -> list[Statement]:
    """Let load balancers, CloudFront and S3 write their access logs, for this account only."""
    return [
        _load_balancers(bucket_arn, account_id),
        _cloudfront(bucket_arn, account_id),
        _s3(bucket_arn, account_id),
    ]


def audit_delivery_statements(
    bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str], region: pulumi.Input[str]
) -> list[Statement]:
    """Let AWS deliver VPC flow logs and other logs of the account's region, with and without a folder.

    Word for word what AWS would add to the policy by itself if it were missing.
    https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html and
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html
    """
    delivery = {"Service": "delivery.logs.amazonaws.com"}
    source = {"aws:SourceArn": pulumi.Output.concat("arn:aws:logs:", region, ":", account_id, ":*")}
    return [
        {
            "Sid": "AWSLogDeliveryWrite",
            "Effect": "Allow",
            "Principal": delivery,
            "Action": "s3:PutObject",
            "Resource": _folders(bucket_arn, account_id),
            "Condition": {
                "StringEquals": {
                    "aws:SourceAccount": account_id,
                    "s3:x-amz-acl": "bucket-owner-full-control",
                },
                "ArnLike": {**source},
            },
        },
        {
            "Sid": "AWSLogDeliveryAclCheck",
            "Effect": "Allow",
            "Principal": delivery,
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": bucket_arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": account_id}, "ArnLike": {**source}},
        },
    ]


def _folders(bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]) -> list[pulumi.Input[str]]:
    """Return where a delivery writes for the account, at the top or in a folder of its own."""
    return [
        pulumi.Output.concat(bucket_arn, "/AWSLogs/", account_id, "/*"),
        pulumi.Output.concat(bucket_arn, "/*/AWSLogs/", account_id, "/*"),
    ]


def _load_balancers(bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]) -> Statement:
    """Allow load balancers, with and without a prefix of their own; the path holds them to the account.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """
    return {
        "Sid": "LoadBalancersWriteAccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": _folders(bucket_arn, account_id),
    }


def _cloudfront(bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]) -> Statement:
    """Allow CloudFront's standard logging (v2), whose deliveries stand in us-east-1 wherever the bucket is.

    Word for word what CloudWatch Logs would add to the policy by itself if it were missing.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
    """
    return {
        "Sid": "AWSLogDeliveryWrite",
        "Effect": "Allow",
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": pulumi.Output.concat(bucket_arn, "/AWSLogs/", account_id, "/*"),
        "Condition": {
            "StringEquals": {
                "s3:x-amz-acl": "bucket-owner-full-control",
                "aws:SourceAccount": account_id,
            },
            "ArnLike": {
                "aws:SourceArn": pulumi.Output.concat(
                    "arn:aws:logs:us-east-1:", account_id, ":delivery-source:*"
                )
            },
        },
    }


def _s3(bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]) -> Statement:
    """Allow the access logs of the account's other buckets, whatever their names.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    return {
        "Sid": "BucketsWriteAccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": pulumi.Output.concat(bucket_arn, f"/{S3_LOG_PREFIX}/*"),
        "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
    }
