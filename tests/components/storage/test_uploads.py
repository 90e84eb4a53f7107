"""The queue of new documents: who may send, who is told, and where failures go."""

import json

from tests.components.storage.program import (
    ACCOUNT,
    BUCKET,
    MESSAGES_KEY,
    QUEUE,
    QUEUE_POLICY,
    arn_of,
    named,
    queue_arn,
    storage,
)


def test_each_new_document_is_told_to_a_queue_that_waits_for_nothing_but_its_policy(record):
    graph = record(storage)
    (notification,) = graph.of_type("aws:s3/bucketNotification:BucketNotification")
    assert graph.refers(notification, "bucket", BUCKET).one.name == "shop-documents"
    assert notification.inputs["queues"] == [
        {"id": "uploads", "queueArn": queue_arn(graph, "shop-uploads"), "events": ["s3:ObjectCreated:*"]}
    ]
    assert named(graph, QUEUE_POLICY, "shop-uploads").urn in notification.dependencies, (
        "S3 sends a test message when it is configured, and refuses where it may not"
    )


def test_a_message_that_fails_five_times_goes_to_the_dead_letters_of_this_queue_alone(record):
    graph = record(storage)
    queue, dead = named(graph, QUEUE, "shop-uploads"), named(graph, QUEUE, "shop-uploads-dead-letters")
    assert json.loads(queue.inputs["redrivePolicy"]) == {
        "deadLetterTargetArn": queue_arn(graph, dead.name),
        "maxReceiveCount": 5,
    }
    (allow,) = graph.of_type("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy")
    assert json.loads(allow.inputs["redriveAllowPolicy"]) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [queue_arn(graph, queue.name)],
    }
    assert allow.inputs["queueUrl"] == dead.outputs["url"]
    assert [one.inputs["messageRetentionSeconds"] for one in (queue, dead)] == [1_209_600, 1_209_600]


def test_both_queues_are_encrypted_and_refuse_plain_http(record):
    graph = record(storage)
    for name in ("shop-uploads", "shop-uploads-dead-letters"):
        queue = named(graph, QUEUE, name)
        assert queue.inputs["kmsMasterKeyId"] == MESSAGES_KEY
        policy = named(graph, QUEUE_POLICY, name)
        assert policy.inputs["queueUrl"] == queue.outputs["url"]
        assert json.loads(policy.inputs["policy"])["Statement"][0] == {
            "Sid": "DenyPlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": [queue_arn(graph, name)],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }


def test_only_the_documents_send_to_the_queue_and_nobody_to_the_dead_letters(record):
    graph = record(storage)
    statements = json.loads(named(graph, QUEUE_POLICY, "shop-uploads").inputs["policy"])["Statement"]
    assert statements[1:] == [
        {
            "Sid": "BucketSends",
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": queue_arn(graph, "shop-uploads"),
            "Condition": {
                "ArnEquals": {"aws:SourceArn": arn_of(graph, "shop-documents")},
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
            },
        }
    ]
    dead = named(graph, QUEUE_POLICY, "shop-uploads-dead-letters")
    assert len(json.loads(dead.inputs["policy"])["Statement"]) == 1, "SQS itself moves dead letters"
