"""What an interrupted run leaves: told with the way out, and settled in a state export."""

import copy

import pytest
from pulumi.automation.events import EngineEvent

from stagecraft.engine.pending import Existing, Pending, Unanswered, explain, pending, settle

STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:aws::aws"
TIER = "urn:pulumi:dev::shop::stagecraft:storage:Storage::storage"
KEY = "urn:pulumi:dev::shop::aws:kms/key:Key::key"
BUCKET = "urn:pulumi:dev::shop::stagecraft:storage:Storage$aws:s3/bucket:Bucket::media"


def resource(urn, **more):
    return {"urn": urn, "custom": True, "type": urn.split("::")[2].rpartition("$")[2], **more}


def bucket(**more):
    return resource(
        BUCKET,
        inputs={"bucket": "media-1a2b3c4"},
        parent=TIER,
        provider=f"{PROVIDER}::0123",
        dependencies=[KEY],
        propertyDependencies={"bucket": [], "kmsKey": [KEY]},
        **more,
    )


def document(*resources, operations=()):
    known = [resource(STACK), resource(PROVIDER, id="0123"), resource(TIER), resource(KEY, id="k")]
    return {
        "version": 3,
        "deployment": {"resources": [*known, *resources], "pending_operations": list(operations)},
    }


CREATING = {"type": "creating", "resource": bucket()}
DELETING = {"type": "deleting", "resource": resource(KEY, id="k")}


def test_a_state_without_pending_operations_says_nothing():
    assert [] == pending(document())
    assert [] == pending({"version": 3, "deployment": None})
    assert [] == explain(pending(document()))


def test_a_creation_is_told_with_both_ways_out_where_nobody_has_looked():
    assert [
        "media (aws:s3/bucket:Bucket): an interrupted run was creating it, and AWS may have made it or not; look for "
        "it there before the next `up` makes another one: `pulumi refresh --clear-pending-creates` forgets the "
        "operation; if the resource is there, then delete it, or "
        f"`pulumi import --protect=false --parent parent={TIER} aws:s3/bucket:Bucket media ID`"
    ] == explain(pending(document(operations=[CREATING])))


def test_a_resource_of_the_stack_itself_is_imported_without_a_parent():
    found = pending(document(operations=[{"type": "creating", "resource": resource(KEY, parent=STACK)}]))

    assert explain(found)[0].endswith("`pulumi import --protect=false aws:kms/key:Key key ID`")


@pytest.mark.parametrize("doing", ["updating", "deleting", "reading"])
def test_what_a_refresh_settles_is_left_to_it(doing):
    found = pending(document(operations=[{**DELETING, "type": doing}]))

    assert [
        f"key (aws:kms/key:Key): an interrupted run was {doing} it, and AWS may have done that or not; "
        "`pulumi refresh` reads what is there, and the next `up` goes on"
    ] == explain(found)


def test_a_creation_is_told_by_what_was_found():
    found = pending(document(operations=[CREATING]))

    assert [
        "media (aws:s3/bucket:Bucket): an interrupted run was creating it, and it exists as media-1a2b3c4; the state "
        "takes it in"
    ] == explain(found, {BUCKET: Existing("media-1a2b3c4")})
    assert [
        "media (aws:s3/bucket:Bucket): an interrupted run was creating it, and it does not exist; the next `up` "
        "makes it"
    ] == explain(found, {})


def test_what_exists_is_a_resource_of_the_state():
    before = document(operations=[CREATING, DELETING])
    existing = Existing("media-1a2b3c4", {"bucket": "media-1a2b3c4", "acl": "private"}, {"arn": "arn:x"})
    settled = settle(before, {BUCKET: existing})["deployment"]

    assert {
        **bucket(),
        "id": "media-1a2b3c4",
        "inputs": {"bucket": "media-1a2b3c4", "acl": "private"},
        "outputs": {"arn": "arn:x"},
    } == settled["resources"][-1]
    assert [] == settled["pending_operations"]


def test_the_inputs_that_were_given_stand_where_no_others_are_known():
    settled = settle(document(operations=[CREATING]), {BUCKET: Existing("media-1a2b3c4")})

    assert {"bucket": "media-1a2b3c4"} == settled["deployment"]["resources"][-1]["inputs"]


def test_what_does_not_exist_is_forgotten_and_the_export_given_stays_as_it_was():
    before = document(operations=[CREATING])
    kept = copy.deepcopy(before)

    assert document() == settle(before, {})
    assert kept == before


def test_a_replacement_that_was_made_stands_before_the_old_one_which_goes():
    old = bucket(id="media-old")
    settled = settle(document(old, operations=[CREATING]), {BUCKET: Existing("media-new")})
    tail = settled["deployment"]["resources"][-2:]

    assert [("media-new", None), ("media-old", True)] == [(one["id"], one.get("delete")) for one in tail]


def test_a_replacement_that_would_stand_before_what_it_depends_on_is_refused():
    before = document(bucket(id="media-old"), operations=[CREATING])
    before["deployment"]["resources"].reverse()

    with pytest.raises(ValueError, match=rf"media depends on {KEY}, which stands behind it in the state$"):
        settle(before, {BUCKET: Existing("media-new")})


def test_a_creation_that_no_state_speaks_of_is_settled_too():
    lost = Pending("creating", {**bucket(), "protect": False, "id": ""})
    settled = settle(document(), {BUCKET: Existing("media-1a2b3c4")}, [lost])

    assert "media-1a2b3c4" == settled["deployment"]["resources"][-1]["id"]


def event(**content):
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, **content})


def begins(urn, op="create"):
    state = {
        "urn": urn,
        "type": "aws:s3/bucket:Bucket",
        "id": "",
        "parent": TIER,
        "provider": f"{PROVIDER}::0123",
        "custom": True,
        "inputs": {"bucket": "media-1a2b3c4"},
        "outputs": {},
    }
    metadata = {"op": op, "urn": urn, "type": "aws:s3/bucket:Bucket", "provider": "", "new": state}
    return event(resourcePreEvent={"metadata": metadata})


def complains(urn, message):
    diagnostic = {"urn": urn, "message": message, "color": "never", "severity": "error"}
    return event(diagnosticEvent=diagnostic)


def hears(*events):
    unanswered = Unanswered()
    for one in events:
        unanswered.hear(one)
    return unanswered.creates


@pytest.mark.parametrize("op", ["create", "create-replacement"])
@pytest.mark.parametrize("end", ["EOF", "read tcp 127.0.0.1:1: connection reset by peer"])
def test_a_creation_that_the_provider_did_not_answer_is_kept(op, end):
    found = hears(begins(BUCKET, op), complains(BUCKET, f"error reading from server: {end}\n"))

    assert [("creating", BUCKET, "media")] == [(one.doing, one.urn, one.name) for one in found]
    assert {"bucket": "media-1a2b3c4"} == found[0].resource["inputs"]
    assert TIER == found[0].resource["parent"]


def test_a_creation_that_aws_refused_or_that_never_began_is_not():
    assert [] == hears(begins(BUCKET), complains(BUCKET, "api error AccessDenied"))
    assert [] == hears(begins(BUCKET), complains(BUCKET, "connection refused"))
    assert [] == hears(complains(BUCKET, "error reading from server: EOF"))
    assert [] == hears(begins(BUCKET, "update"), complains(BUCKET, "error reading from server: EOF"))
