"""A role for everyone, a queue for everyone, a person with a key for ever."""

import json

import sound
from pulumi_aws import iam, sqs

anyone = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
boundary = f"arn:aws:iam::{sound.ACCOUNT}:policy/boundary"
iam.Role("anyone", assume_role_policy=sound.document(anyone), permissions_boundary=boundary)
github = {
    "Effect": "Allow",
    "Principal": {
        "Federated": f"arn:aws:iam::{sound.ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}},
}
iam.Role("any-repository", assume_role_policy=sound.document(github), permissions_boundary=boundary)
key = sound.key()
failed = sqs.Queue("failed", kms_master_key_id=key.arn)
orders = sqs.Queue(
    "orders",
    kms_master_key_id=key.arn,
    redrive_policy=failed.arn.apply(
        lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
    ),
)


def tls_only(arn: str) -> dict[str, object]:
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    return {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": arn, "Condition": insecure}


def open_to_all(arn: str) -> str:
    everyone = {"Sid": "All", "Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": arn}
    return sound.document(everyone, tls_only(arn))


sqs.QueuePolicy("orders", queue_url=orders.url, policy=orders.arn.apply(open_to_all))
sqs.QueuePolicy(
    "failed", queue_url=failed.url, policy=failed.arn.apply(lambda arn: sound.document(tls_only(arn)))
)
person = iam.User("jane")
iam.AccessKey("jane", user=person.name)
