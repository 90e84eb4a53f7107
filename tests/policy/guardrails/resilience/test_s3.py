"""Buckets: what nobody needs goes, trails stay, and copies lie elsewhere."""

from typing import Any

import pytest
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import part, said, told, unclear

LIFECYCLE = "s3-bucket-lifecycle"
LOCKED = "s3-bucket-audit-locked"
COPIED = "s3-bucket-replication"
UPLOADS = "s3-lifecycle-ends-uploads"
RETENTION = {"defaultRetention": {"mode": "GOVERNANCE", "days": 365}}


@pytest.fixture(params=["s3/bucket", "s3/bucketV2"])
def bucket(request: pytest.FixtureRequest, known: bool) -> Resource:
    return make(request.param, "it", {"bucket": "orders"}, id="orders" if known else "")


@pytest.mark.parametrize("version", ["", "V2"])
def test_a_lifecycle_keeps_the_rule(bucket: Resource, known: bool, version: str) -> None:
    lifecycle = part(f"s3/bucketLifecycleConfiguration{version}", bucket, "bucket", known)
    assert said(LIFECYCLE, bucket, lifecycle) == []
    assert told(LIFECYCLE, "it has no lifecycle configuration") == said(LIFECYCLE, bucket)


def test_rules_inside_of_the_bucket_count_too() -> None:
    rules = [{"enabled": True, "expiration": {"days": 30}}]
    assert said(LIFECYCLE, make("s3/bucket", inputs={"lifecycleRules": rules})) == []


def test_a_lifecycle_that_may_be_of_another_bucket_is_undecided(bucket: Resource) -> None:
    found = said(LIFECYCLE, bucket, *unclear("s3/bucketLifecycleConfiguration", bucket, "bucket"))
    assert told(LIFECYCLE, "which lifecycle it has is not known yet", undecided=True)[0] in found


def test_an_enabled_rule_without_an_end_of_uploads_is_not_enough() -> None:
    short = "s3/bucketLifecycleConfiguration"
    rules = [{"status": "Enabled", "expiration": {"days": 30}}]
    expected = told(UPLOADS, "none of its enabled rules ends incomplete uploads")
    assert expected == said(UPLOADS, make(short, inputs={"rules": rules}))


class TestTrails:
    WHAT = "it has no object lock with a default retention, and a trail is delivered to it"

    def trail(self, bucket: Resource, known: bool) -> Resource:
        name = "orders" if known else UNKNOWN_WIRE
        return make("cloudtrail/trail", "trail", {"s3BucketName": name}, wires={"s3BucketName": [bucket]})

    def test_a_trail_cannot_be_deleted(self, bucket: Resource, known: bool) -> None:
        trail = self.trail(bucket, known)
        lock = part("s3/bucketObjectLockConfiguration", bucket, "bucket", known, {"rule": RETENTION})
        empty = part("s3/bucketObjectLockConfiguration", bucket, "bucket", known)
        assert said(LOCKED, bucket, trail, lock) == []
        assert told(LOCKED, self.WHAT) == said(LOCKED, bucket, trail)
        assert told(LOCKED, self.WHAT) == said(LOCKED, bucket, trail, empty)

    def test_a_lock_inside_of_the_bucket_counts_too(self) -> None:
        inputs = {"bucket": "orders", "objectLockConfiguration": {"rule": RETENTION}}
        bucket = make("s3/bucket", inputs=inputs, id="orders")
        assert said(LOCKED, bucket, self.trail(bucket, known=True)) == []

    def test_a_lock_that_may_be_of_another_bucket_is_undecided(self, bucket: Resource, known: bool) -> None:
        found = said(
            LOCKED,
            bucket,
            self.trail(bucket, known),
            *unclear("s3/bucketObjectLockConfiguration", bucket, "bucket"),
        )
        assert told(LOCKED, "which object lock it has is not known yet", undecided=True) == found

    def test_other_buckets_are_not_judged(self, bucket: Resource) -> None:
        assert said(LOCKED, bucket) == []


class TestCopies:
    def test_a_configuration_keeps_the_rule(self, bucket: Resource, known: bool) -> None:
        assert said(COPIED, bucket, part("s3/bucketReplicationConfig", bucket, "bucket", known)) == []
        assert told(COPIED, "it is not replicated") == said(COPIED, bucket)

    @pytest.mark.parametrize(
        ("short", "inputs"),
        [
            ("s3/bucket", {"replicationConfiguration": {"role": "r", "rules": [{"status": "Enabled"}]}}),
            ("s3/bucketV2", {"replicationConfigurations": [{"role": "r", "rules": []}]}),
        ],
    )
    def test_one_inside_of_the_bucket_counts_too(self, short: str, inputs: dict[str, Any]) -> None:
        assert said(COPIED, make(short, inputs=inputs)) == []

    def test_a_copy_is_not_copied_again(self, known: bool) -> None:
        copy = make("s3/bucket", "it", {}, id="copy" if known else "", outputs={"arn": "arn:aws:s3:::copy"})
        source = make("s3/bucket", "source", {}, id="source", external=True)
        target = "arn:aws:s3:::copy" if known else UNKNOWN_WIRE
        inputs = {"bucket": "source", "rules": [{"destination": {"bucket": target}}]}
        config = make("s3/bucketReplicationConfig", "c", inputs, wires={"rules": [copy], "bucket": [source]})
        assert said(COPIED, source, copy, config) == []

    def test_one_that_may_be_of_another_bucket_is_undecided(self, bucket: Resource) -> None:
        found = said(COPIED, bucket, *unclear("s3/bucketReplicationConfig", bucket, "bucket"))
        assert told(COPIED, "whether it is replicated is not known yet", undecided=True) == found
