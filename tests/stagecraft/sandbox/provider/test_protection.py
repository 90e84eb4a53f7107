"""What is protected, not empty, or without a last snapshot stays, and goes when that is settled."""

from __future__ import annotations

from typing import Any

import pytest

from stagecraft.sandbox import parts
from stagecraft.sandbox.provider import protection
from stagecraft.simulated.aws import schema

BUCKET, OBJECT = "aws:s3/bucket:Bucket", "aws:s3/bucketObjectv2:BucketObjectv2"
DATABASE = "aws:rds/instance:Instance"


@pytest.mark.parametrize(
    ("type_", "inputs", "property_", "code"),
    [
        (
            DATABASE,
            {"instanceClass": "c", "skipFinalSnapshot": True},
            "deletionProtection",
            "InvalidParameterCombination",
        ),
        ("aws:dynamodb/table:Table", {}, "deletionProtectionEnabled", "ValidationException"),
        ("aws:lb/loadBalancer:LoadBalancer", {}, "enableDeletionProtection", "OperationNotPermitted"),
        ("aws:ec2/instance:Instance", {}, "disableApiTermination", "OperationNotPermitted"),
    ],
)
def test_deletion_protection_holds_until_it_is_taken_off_in_aws(
    client: Any, cloud: Any, refused: Any, type_: str, inputs: dict[str, Any], property_: str, code: str
) -> None:
    checked = client.check(type_, "thing", **inputs, **{property_: True})
    id_, state = client.make(type_, "thing", checked)
    with refused(f"api error {code}", property_):
        client.delete(type_, "thing", id_, state)
    off = {**checked, property_: False}
    state = client.update(type_, "thing", id_, state, checked, off)
    client.delete(type_, "thing", id_, state)
    assert [] == cloud.list()


def test_a_user_pools_protection_is_a_word(client: Any, refused: Any) -> None:
    pool = "aws:cognito/userPool:UserPool"
    id_, state = client.create(pool, deletionProtection="ACTIVE")
    with refused("InvalidParameterException", "inactivated first"):
        client.delete(pool, "thing", id_, state)


def test_protection_that_somebody_took_off_in_the_console_holds_no_more(client: Any, cloud: Any) -> None:
    id_, state = client.create("aws:dynamodb/table:Table", deletionProtectionEnabled=True)
    cloud.change(id_, "deletionProtectionEnabled", False)  # noqa: FBT003 - a value
    client.delete("aws:dynamodb/table:Table", "thing", id_, state)
    assert [] == cloud.list()


def test_a_bucket_with_objects_stays_unless_it_may_be_emptied(client: Any, cloud: Any, refused: Any) -> None:
    id_, state = client.create(BUCKET)
    cloud.put_objects(id_, 2)
    with refused("api error BucketNotEmpty", "forceDestroy is not set"):
        client.delete(BUCKET, "thing", id_, state)
    client.delete(BUCKET, "thing", id_, {**state, "forceDestroy": True})
    assert [] == cloud.list()


def test_a_bucket_with_a_programs_object_stays_until_that_is_gone(client: Any, refused: Any) -> None:
    id_, state = client.create(BUCKET)
    key, its = client.create(OBJECT, "index", bucket=id_, key="index.html")
    with refused("BucketNotEmpty"):
        client.delete(BUCKET, "thing", id_, state)
    client.delete(OBJECT, "index", key, its)
    client.delete(BUCKET, "thing", id_, state)


def test_a_zone_with_records_stays(client: Any, refused: Any) -> None:
    zone, record = "aws:route53/zone:Zone", "aws:route53/record:Record"
    id_, state = client.create(zone, name="example.com")
    made, its = client.create(
        record, zoneId=id_, name="www.example.com", type="A", records=["10.0.0.1"], ttl=60
    )
    with refused("HostedZoneNotEmpty"):
        client.delete(zone, "thing", id_, state)
    client.delete(record, "thing", made, its)
    client.delete(zone, "thing", id_, state)


@pytest.mark.parametrize(
    "settled",
    [{"skipFinalSnapshot": True}, {"finalSnapshotIdentifier": "last"}, {"replicateSourceDb": "primary"}],
)
def test_a_database_is_deleted_when_its_last_snapshot_is_settled(
    client: Any, refused: Any, settled: Any
) -> None:
    id_, state = client.create(DATABASE, instanceClass="db.t4g.micro")
    with refused("finalSnapshotIdentifier is required when skipFinalSnapshot is false"):
        client.delete(DATABASE, "thing", id_, state)
    client.delete(DATABASE, "thing", id_, {**state, **settled})


def test_what_is_gone_is_deleted_already(client: Any, cloud: Any) -> None:
    id_, state = client.create(BUCKET)
    cloud.lose(id_)
    client.delete(BUCKET, "thing", id_, state)


def test_every_property_of_the_tables_is_one_of_its_type() -> None:
    named = [(type_, row[0]) for type_, row in (*protection.PROTECTED.items(), *protection._HOLDERS.items())]
    named += [(type_, property_) for owned in parts._PARTS.values() for type_, property_ in owned.items()]
    named += [(type_, "skipFinalSnapshot") for type_ in protection._LAST_SNAPSHOT]
    wrong = [(type_, name) for type_, name in named if name not in schema.of_resource(type_).outputs]
    assert [] == wrong, "a misspelt property never protects anything"
