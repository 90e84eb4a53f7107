"""What AWS deletes together with what it belongs to: a secret's versions, a bucket's settings, a key's aliases."""

from collections.abc import Mapping
from typing import Final

from stagecraft.simulated.aws import aliases

# type of the owner -> the types of its parts, and the property by which each names its owner's id
_PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "aws:cloudwatch/logGroup:LogGroup": {
        "aws:cloudwatch/logMetricFilter:LogMetricFilter": "logGroupName",
        "aws:cloudwatch/logStream:LogStream": "logGroupName",
        "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": "logGroup",
    },
    "aws:kms/key:Key": {"aws:kms/alias:Alias": "targetKeyId", "aws:kms/keyPolicy:KeyPolicy": "keyId"},
    "aws:lb/loadBalancer:LoadBalancer": {"aws:lb/listener:Listener": "loadBalancerArn"},
    "aws:lb/listener:Listener": {"aws:lb/listenerRule:ListenerRule": "listenerArn"},
    "aws:secretsmanager/secret:Secret": {
        "aws:secretsmanager/secretPolicy:SecretPolicy": "secretArn",
        "aws:secretsmanager/secretRotation:SecretRotation": "secretId",
        "aws:secretsmanager/secretVersion:SecretVersion": "secretId",
    },
    "aws:sns/topic:Topic": {
        "aws:sns/topicPolicy:TopicPolicy": "arn",
        "aws:sns/topicSubscription:TopicSubscription": "topic",
    },
    "aws:sqs/queue:Queue": {
        "aws:sqs/queuePolicy:QueuePolicy": "queueUrl",
        "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": "queueUrl",
        "aws:sqs/redrivePolicy:RedrivePolicy": "queueUrl",
    },
    "aws:s3/bucket:Bucket": dict.fromkeys(
        (
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            "aws:s3/bucketLogging:BucketLogging",
            "aws:s3/bucketNotification:BucketNotification",
            "aws:s3/bucketObject:BucketObject",
            "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
            "aws:s3/bucketObjectv2:BucketObjectv2",
            "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
            "aws:s3/bucketPolicy:BucketPolicy",
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            "aws:s3/bucketVersioning:BucketVersioning",
        ),
        "bucket",
    ),
}


def parts_of(type_: str) -> Mapping[str, str]:
    """Return the types that go with a type, each with the property that names the owner's id."""
    return _PARTS.get(aliases.canonical(type_), {}) if type_.startswith("aws:") else {}
