"""The cloud keeps what was made, lets it drift and vanish, and survives being killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import stat
import time
from typing import TYPE_CHECKING

import pytest

from stagecraft import wire
from stagecraft.sandbox.cloud import Cloud, CloudError, Kept

if TYPE_CHECKING:
    from pathlib import Path

BUCKET, POLICY = "aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy"
ACCOUNT, REGION = "123456789012", "eu-west-1"
URN = "urn:pulumi:dev::shop::aws:s3/bucket:Bucket::site"


def kept(type_: str = BUCKET, id_: str = "site", urn: str = URN, **outputs: object) -> Kept:
    return Kept(ACCOUNT, REGION, type_, id_, urn, {"bucket": id_}, {"bucket": id_, **outputs})


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    return Cloud(tmp_path / "cloud.sqlite")


def found(cloud: Cloud, id_: str = "site", **more: str) -> Kept | None:
    return cloud.find(BUCKET, id_, account=ACCOUNT, **more)


def test_what_was_put_is_found_by_type_id_and_account_and_by_another_process(
    cloud: Cloud, tmp_path: Path
) -> None:
    cloud.put(kept(arn="arn:aws:s3:::site"))
    assert found(cloud) == found(Cloud(tmp_path / "cloud.sqlite")), "the file is the cloud"
    assert cloud.get(URN).outputs == {"bucket": "site", "arn": "arn:aws:s3:::site"}
    assert cloud.get("site").created_at, "the moment is kept"
    assert cloud.find(BUCKET, "site", account="999999999999") is None, "another account has none"


def test_only_its_owner_reads_the_file(cloud: Cloud) -> None:
    assert 0o600 == stat.S_IMODE(cloud.file.stat().st_mode), "secrets stand in it"


def test_a_stack_a_type_and_an_account_have_lists_of_their_own(cloud: Cloud) -> None:
    cloud.put(kept())
    cloud.put(kept(urn=URN.replace(":dev:", ":development:"), id_="other"))
    cloud.put(kept(POLICY, urn=URN.replace("bucket:Bucket", "bucketPolicy:BucketPolicy")))
    assert [(BUCKET, "site"), (POLICY, "site")] == [(one.type, one.id) for one in cloud.list(stack="dev")]
    assert ["site", "other"] == [one.id for one in cloud.list(type=BUCKET)]
    assert [] == cloud.list(account="999999999999")


def test_where_an_id_is_not_unique_the_urn_and_then_the_region_decides(cloud: Cloud) -> None:
    cloud.put(kept(urn="urn:1"))
    cloud.put(kept(urn="urn:2"))
    elsewhere = Kept(ACCOUNT, "us-east-1", BUCKET, "site", "urn:3", {}, {})
    cloud.put(elsewhere)
    assert "urn:2" == getattr(found(cloud, urn="urn:2"), "urn", None)
    assert "urn:3" == getattr(found(cloud, region="us-east-1"), "urn", None)
    with pytest.raises(
        CloudError, match=r"site: several resources are meant by it, name one by its URN: urn:1"
    ):
        cloud.get("site")


def test_a_resource_that_nobody_has_is_told_in_one_line(cloud: Cloud) -> None:
    with pytest.raises(CloudError, match=r"^urn:none: there is no such resource in the sandbox's cloud"):
        cloud.change("urn:none", "x", 1)


def test_a_change_is_seen_and_remembered_as_drift(cloud: Cloud) -> None:
    cloud.put(kept(versioning={"enabled": True}))
    cloud.change(URN, "versioning.enabled", False)  # noqa: FBT003 - a value
    cloud.change(URN, "acl", "public-read")
    now = cloud.get(URN)
    assert {"bucket": "site", "versioning": {"enabled": False}, "acl": "public-read"} == now.outputs
    assert (("versioning.enabled", False), ("acl", "public-read")) == now.drift
    cloud.change(URN, "acl", None)
    assert "acl" not in cloud.get(URN).outputs, "None takes a property away"


def test_a_tag_is_changed_in_both_of_its_places(cloud: Cloud) -> None:
    cloud.put(kept(tags={"team": "a"}, tagsAll={"team": "a", "project": "shop"}))
    now = cloud.change(URN, 'tags["team"]', "b")
    assert {"team": "b"} == now.outputs["tags"]
    assert {"team": "b", "project": "shop"} == now.tags


def test_a_changed_secret_stays_one(cloud: Cloud) -> None:
    cloud.put(kept(password=wire.secret("old")))
    assert wire.secret("new") == cloud.change(URN, "password", "new").outputs["password"]


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("bucket.name", "there is no object to hold 'name'"),
        ("rules[0]", r"there is no list with a member \[0\]"),
    ],
)
def test_a_change_that_has_no_place_is_refused(cloud: Cloud, path: str, complaint: str) -> None:
    cloud.put(kept())
    with pytest.raises(CloudError, match=complaint):
        cloud.change(URN, path, "x")
    assert () == cloud.get(URN).drift, "nothing was changed"


def test_what_is_lost_is_gone_with_its_parts_and_its_id_stays_taken(cloud: Cloud) -> None:
    cloud.put(kept())
    cloud.put(kept(POLICY, urn="urn:policy"))
    cloud.lose(URN)
    assert [] == cloud.list(), "a bucket's policy goes with it"
    assert cloud.was_made(BUCKET, "site", account=ACCOUNT, region=REGION)
    cloud.put(kept())
    assert ["site"] == [one.id for one in cloud.list()], "a name may come back"


def test_what_is_removed_takes_what_aws_deletes_with_it(cloud: Cloud) -> None:
    secret, version = "aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretVersion:SecretVersion"
    cloud.put(kept(secret, "arn:s", "urn:s"))
    cloud.put(kept(version, "arn:s|1", "urn:v", secretId="arn:s"))
    cloud.put(kept(version, "arn:t|1", "urn:w", secretId="arn:t"))
    cloud.remove(cloud.get("urn:s"))
    assert ["urn:w"] == [one.urn for one in cloud.list()]
    assert not cloud.was_made(secret, "arn:s", account=ACCOUNT, region=REGION), (
        "it can be made anew as before"
    )


def test_a_bucket_is_given_objects_by_the_name_that_its_settings_bear_too(cloud: Cloud) -> None:
    cloud.put(kept())
    cloud.put(kept(POLICY, urn="urn:policy"))
    assert (BUCKET, 3) == (cloud.put_objects("site", 3).type, cloud.get(URN).objects)
    assert 0 == cloud.put_objects(URN, 0).objects


def test_a_transaction_that_raises_leaves_nothing(cloud: Cloud) -> None:
    def fail() -> None:
        with cloud.writing():
            cloud.put(kept())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [] == cloud.list()


def test_a_file_of_another_kind_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "cloud.sqlite"
    file.write_text("not a database, but somebody's notes, longer than a header of SQLite is" * 20)
    with pytest.raises(CloudError, match=r"cannot be used as the sandbox's cloud .*stagecraft sandbox clear"):
        Cloud(file)
    assert file.read_text().startswith("not a database")


def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "cloud.sqlite")
    base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(CloudError, match="is of version 99 of the sandbox"):
        Cloud(tmp_path / "cloud.sqlite")


def _fill(file: Path, mark: str, count: int) -> None:
    cloud = Cloud(file)
    for number in range(count):
        cloud.put(kept(id_=f"{mark}-{number}", urn=f"urn:{mark}-{number}"))


def test_two_processes_write_to_one_file_and_nothing_is_lost(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    file = tmp_path / "cloud.sqlite"
    writers = [context.Process(target=_fill, args=(file, mark, 60)) for mark in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [0, 0] == [writer.exitcode for writer in writers]
    assert 120 == len(Cloud(file).list())


def test_a_writer_that_is_killed_leaves_whole_resources_and_a_file_to_go_on_with(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    file = tmp_path / "cloud.sqlite"
    writer = context.Process(target=_fill, args=(file, "a", 1_000_000))
    writer.start()
    while not file.exists() or not _count(file):
        time.sleep(0.02)
    os.kill(writer.pid or 0, signal.SIGKILL)
    writer.join()
    cloud = Cloud(file)
    ids = [one.id for one in cloud.list()]
    assert [f"a-{number}" for number in range(len(ids))] == ids, (
        "what was answered is there, in order and whole"
    )
    cloud.put(kept())
    assert len(ids) + 1 == len(cloud.list())


def _count(file: Path) -> int:
    try:
        return len(Cloud(file).list())
    except CloudError:
        return 0
