"""The queue that tells of each new document, and the queue of what nobody could work on."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import sqs

from components.storage.policies import Statement, tls_only_policy

# Longer than a worker needs for a document: until then nobody else is given it.
VISIBILITY_SECONDS: Final = 300
# A message that failed so often fails for what it says, not for who read it.
MOST_RECEIVES: Final = 5
# As long as SQS keeps a message at all, so that a failure of Friday is there on the second Monday.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
RETENTION_SECONDS: Final = 14 * 24 * 3600
# A worker that waits is told at once, and asks twenty times less often.
WAIT_SECONDS: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadQueueArgs:
    """Whose new objects the queue tells of, and with which key it is encrypted."""

    bucket_arn: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    deletion_protection: bool
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadQueue:
    """A queue and its dead letters, as others name them."""

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    dead_letter_name: pulumi.Output[str]
    policy: sqs.QueuePolicy
    """S3 tries whether it may send when the bucket's notifications are configured: they wait for it."""


def create_upload_queue(name: str, args: UploadQueueArgs, parent: pulumi.Resource) -> UploadQueue:
    """Create an encrypted queue of new objects, with its dead letters; return it.

        bucket --ObjectCreated--> queue --five failures--> dead letters

    Both queues refuse plain HTTP. Only the bucket may send to the first, only the first into the second.
    """
    child = pulumi.ResourceOptions(parent=parent)
    kept = pulumi.ResourceOptions(parent=parent, protect=args.deletion_protection)
    dead_letters = sqs.Queue(
        f"{name}-dead-letters",
        kms_master_key_id=args.key_arn,
        message_retention_seconds=RETENTION_SECONDS,
        opts=kept,
    )
    # By their names, which a preview knows as it does not know ARNs: the policies stay readable in it.
    dead_letter_arn = _arn(args, dead_letters)
    queue = sqs.Queue(
        name,
        kms_master_key_id=args.key_arn,
        message_retention_seconds=RETENTION_SECONDS,
        visibility_timeout_seconds=VISIBILITY_SECONDS,
        receive_wait_time_seconds=WAIT_SECONDS,
        redrive_policy=pulumi.Output.json_dumps(
            {"deadLetterTargetArn": dead_letter_arn, "maxReceiveCount": MOST_RECEIVES}
        ),
        opts=kept,
    )
    arn = _arn(args, queue)
    sqs.RedriveAllowPolicy(
        f"{name}-dead-letters",
        queue_url=dead_letters.url,
        redrive_allow_policy=pulumi.Output.json_dumps(
            {"redrivePermission": "byQueue", "sourceQueueArns": [arn]}
        ),
        opts=child,
    )
    sqs.QueuePolicy(
        f"{name}-dead-letters",
        queue_url=dead_letters.url,
        policy=tls_only_policy("sqs", [dead_letter_arn]),
        opts=child,
    )
    policy = sqs.QueuePolicy(
        name,
        queue_url=queue.url,
        policy=tls_only_policy("sqs", [arn], [_let_in(args, arn)]),
        opts=child,
    )
    return UploadQueue(name=queue.name, arn=arn, dead_letter_name=dead_letters.name, policy=policy)


def _arn(args: UploadQueueArgs, queue: sqs.Queue) -> pulumi.Output[str]:
    return pulumi.Output.concat("arn:aws:sqs:", args.region, ":", args.account_id, ":", queue.name)


def _let_in(args: UploadQueueArgs, queue_arn: pulumi.Input[str]) -> Statement:
    """Let the notifications of the one bucket in.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
    """
    return {
        "Sid": "BucketSends",
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn,
        "Condition": {
            "ArnEquals": {"aws:SourceArn": args.bucket_arn},
            "StringEquals": {"aws:SourceAccount": args.account_id},
        },
    }
