"""What AWS services do with a key by themselves, as key policy statements with AWS's own conditions."""

from collections.abc import Iterator
from typing import Final, Literal, NotRequired, TypedDict


class Statement(TypedDict):
    """One statement of a key policy. Its resource is `*`, which in a key policy means this key alone."""

    Sid: str
    Effect: Literal["Allow"]
    Principal: dict[str, str]
    Action: list[str]
    Resource: Literal["*"]
    Condition: NotRequired[dict[str, dict[str, str]]]


class PolicyDocument(TypedDict):
    """A key policy as AWS KMS reads it."""

    Version: Literal["2012-10-17"]
    Statement: list[Statement]


USE: Final = [
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
]
# What a service needs to put a message into an encrypted topic or queue.
# https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services and
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
SEND: Final = ["kms:Decrypt", "kms:GenerateDataKey*"]


def cloudwatch_logs(account_id: str, region: str) -> Iterator[Statement]:
    """Let CloudWatch Logs encrypt the account's log groups.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    yield {
        "Sid": "CloudWatchLogsEncryptsLogGroups",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{region}.amazonaws.com"},
        "Action": ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        "Resource": "*",
        "Condition": {
            "ArnLike": {
                "kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{account_id}:log-group:*"
            }
        },
    }


def cloudfront(account_id: str, _region: str) -> Iterator[Statement]:
    """Let CloudFront read encrypted files of a site by origin access control.

    Any distribution of the account, not just ours: the distribution needs the bucket, which needs the key.
    Which distribution reads which bucket is said by the bucket's own policy.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    yield {
        "Sid": "CloudFrontReadsSites",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": ["kms:Decrypt"],
        "Resource": "*",
        "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{account_id}:distribution/*"}},
    }


def auto_scaling(account_id: str, _region: str) -> Iterator[Statement]:
    """Let Amazon EC2 Auto Scaling launch instances with encrypted volumes.

    Auto Scaling does it as its service-linked role, which a fresh account has not yet: a policy that names
    it as principal is refused (MalformedPolicyDocument), and the role cannot be made here, because it is one
    per account. So the role is a condition, which need not exist, on this account's principals. The account
    itself as principal would not do: it only hands over to IAM, where the role has no KMS permission.
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
    """
    role = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    only_the_role = {
        "StringEquals": {"kms:CallerAccount": account_id},
        "ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{account_id}:{role}"},
    }
    yield {
        "Sid": "AutoScalingUsesVolumes",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": list(USE),
        "Resource": "*",
        "Condition": only_the_role,
    }
    yield {
        "Sid": "AutoScalingAttachesVolumes",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["kms:CreateGrant"],
        "Resource": "*",
        "Condition": {**only_the_role, "Bool": {"kms:GrantIsForAWSResource": "true"}},
    }


def dynamodb(_account_id: str, _region: str) -> Iterator[Statement]:
    """Let DynamoDB look at the key itself, in between, to see whether its tables can still be read.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    """
    yield {
        "Sid": "DynamoDBLooksAtTheKey",
        "Effect": "Allow",
        "Principal": {"Service": "dynamodb.amazonaws.com"},
        "Action": ["kms:Describe*", "kms:Get*", "kms:List*"],
        "Resource": "*",
    }


def alarms(account_id: str, region: str) -> Iterator[Statement]:
    """Let CloudWatch tell the account's alarms to an encrypted topic.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    """
    yield _sends(
        "AlarmsNotify",
        "cloudwatch.amazonaws.com",
        {
            "StringEquals": {"aws:SourceAccount": account_id},
            "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{region}:{account_id}:alarm:*"},
        },
    )


def event_rules(_account_id: str, _region: str) -> Iterator[Statement]:
    """Let EventBridge put events into encrypted topics and queues.

    Without a condition: EventBridge's request to KMS carries neither aws:SourceAccount nor aws:SourceArn, so
    that a condition would drop every event in silence. Which rules may reach a topic or a queue is said by
    its own policy.
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    """
    yield _sends("EventRulesSend", "events.amazonaws.com", {})


def buckets(account_id: str, _region: str) -> Iterator[Statement]:
    """Let S3 put the notifications of the account's buckets into an encrypted queue.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
    """
    yield _sends("BucketsNotify", "s3.amazonaws.com", {"StringEquals": {"aws:SourceAccount": account_id}})


def topics(account_id: str, region: str) -> Iterator[Statement]:
    """Let the account's topics put messages into an encrypted queue, that of dead letters above all.

    https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html
    """
    yield _sends(
        "TopicsSend",
        "sns.amazonaws.com",
        {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:{region}:{account_id}:*"}},
    )


def budgets(account_id: str, _region: str) -> Iterator[Statement]:
    """Let the account's budgets tell an encrypted topic that money runs out.

    https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
    """
    yield _sends(
        "BudgetsNotify",
        "budgets.amazonaws.com",
        {
            "StringEquals": {"aws:SourceAccount": account_id},
            "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{account_id}:*"},
        },
    )


def log_delivery(account_id: str, region: str) -> Iterator[Statement]:
    """Let AWS deliver the account's logs, such as VPC flow logs, to an encrypted bucket.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html#AWS-logs-SSE-KMS-S3
    """
    yield {
        "Sid": "LogDeliveryWrites",
        "Effect": "Allow",
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": list(USE),
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account_id},
            "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{region}:{account_id}:*"},
        },
    }


def _sends(sid: str, service: str, condition: dict[str, dict[str, str]]) -> Statement:
    statement: Statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": list(SEND),
        "Resource": "*",
    }
    return {**statement, "Condition": condition} if condition else statement
