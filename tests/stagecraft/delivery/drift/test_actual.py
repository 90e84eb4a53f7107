"""The state after a refresh, from what the engine's events tell of one."""

from guardrails.graph import Graph

from stagecraft import wire
from stagecraft.delivery.drift.actual import actual_state, told_by
from stagecraft.delivery.drift.comparison import Told
from stagecraft.engine.steps import Step

DB = "aws:rds/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
SEALED = {wire.SIGNATURE: wire.SECRET, "ciphertext": "v1:abc"}
# What the engine's events show of a secret.
BLINDED = {wire.SIGNATURE: wire.SECRET, "ciphertext": "[secret]"}


def _step(states, type_, name, op="same", **new):
    return Step(states.urn(type_, name), op, type_, new=new)


def test_each_resource_is_as_the_engine_read_it(states):
    recorded = states.export(states.entry(DB, "db", {"multiAz": True}, protect=True))
    step = _step(
        states,
        DB,
        "db",
        "update",
        id="db-2",
        inputs={"multiAz": False},
        outputs={"multiAz": False, "port": 1},
    )
    (found,) = actual_state(recorded, [step])["deployment"]["resources"]
    assert (found["id"], found["inputs"], found["outputs"]) == (
        "db-2",
        {"multiAz": False},
        {"multiAz": False, "port": 1},
    ), "what the provider read"
    assert found["protect"], "what no provider reads is as it was recorded"
    assert recorded["deployment"]["resources"][0]["inputs"] == {"multiAz": True}, "the export is left alone"


def test_what_is_gone_is_left_out_and_its_children_have_a_living_parent(states):
    parent = states.entry("my:app:App", "app", custom=False)
    database = states.entry(DB, "db", parent=parent["urn"])
    below = states.entry(BUCKET, "below", parent=database["urn"])
    child = states.entry(BUCKET, "logs", parent=below["urn"])
    recorded = states.export(parent, database, below, child)
    gone = [_step(states, DB, "db", "delete"), _step(states, BUCKET, "below", "delete")]
    actual = actual_state(recorded, gone)
    graph = Graph.from_state(actual)
    assert [("app", None), ("logs", parent["urn"])] == [(one.name, one.parent) for one in graph.resources], (
        "the child of what is gone is still there, and the file is one that the gate reads"
    )


def test_secrets_are_those_that_were_recorded(states):
    recorded = states.export(states.entry(DB, "db", {"password": SEALED, "list": [SEALED], "new": None}))
    new = {"password": BLINDED, "list": [BLINDED, "b"], "added": {"token": BLINDED}}
    (found,) = actual_state(recorded, [_step(states, DB, "db", inputs=new, outputs={})])["deployment"][
        "resources"
    ]
    assert found["inputs"] == {
        "password": SEALED,
        "list": [SEALED, "b"],
        "added": {"token": BLINDED},
    }, "events show no secret; one that was never recorded stays hidden"


def test_the_content_of_assets_is_as_it_was_recorded(states):
    asset = {wire.SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "hash": "1", "text": "hello"}
    elided = {**asset, "text": "<contents elided>"}
    recorded = states.export(states.entry(BUCKET, "b", {"source": asset}))
    (found,) = actual_state(recorded, [_step(states, BUCKET, "b", inputs={"source": elided}, outputs={})])[
        "deployment"
    ]["resources"]
    assert found["inputs"]["source"] == asset, "events leave text out"


def test_what_the_engine_did_not_tell_of_is_as_it_was(states):
    waiting = states.entry(DB, "old", delete=True)
    recorded = states.export(states.entry(DB, "db"), waiting)
    assert actual_state(recorded, [_step(states, DB, "old", "delete")]) == recorded, (
        "a resource that waits for its deletion has one with its URN beside it"
    )


def test_an_empty_stack_stays_empty():
    assert actual_state({"version": 3, "deployment": None}, []) == {
        "version": 3,
        "deployment": {"resources": []},
    }, "nothing was ever deployed"


def test_the_provider_tells_paths_or_else_properties():
    steps = [
        Step("a", "update", DB, diffs=("x",), detailed={"x.y": "update"}),
        Step("b", "update", DB, diffs=("x",)),
        Step("c", "same", DB, diffs=("x",)),
    ]
    assert told_by(steps) == {"a": Told({"x.y": "update"}), "b": Told({}, ("x",))}, (
        "the more exact word counts"
    )
