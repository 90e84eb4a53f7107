"""Steps as `pulumi preview --json` and the engine's events tell them."""

from stagecraft.engine.steps import counts, step_of

URN = "urn:pulumi:dev::p::a:b:C$aws:s3/bucket:Bucket::b"


def test_a_step_of_a_preview_is_read():
    step = step_of(
        {
            "op": "replace",
            "urn": URN,
            "oldState": {"inputs": {"bucket": "x"}},
            "newState": {"inputs": {"bucket": "y"}},
            "replaceReasons": ["bucket"],
            "diffReasons": ["bucket"],
            "detailedDiff": {"bucket": {"kind": "update-replace", "inputDiff": False}},
        }
    )
    assert ("replace", "aws:s3/bucket:Bucket", "b") == (step.op, step.type, step.name)
    assert (("bucket",), ("bucket",), {"bucket": "update-replace"}) == (step.keys, step.diffs, step.detailed)
    assert {"bucket": "y"} == step.new["inputs"]


def test_a_step_of_an_event_is_read_the_same():
    step = step_of(
        {"op": "update", "urn": URN, "type": "t", "keys": None, "diffs": ["tags"], "old": {"id": "1"}}
    )
    assert ("update", "t", (), ("tags",), {"id": "1"}, {}) == (
        step.op, step.type, step.keys, step.diffs, step.old, step.new,
    )  # fmt: skip


def test_a_replacement_counts_once():
    steps = [
        step_of({"op": op, "urn": URN}) for op in ("create-replacement", "replace", "delete-replaced", "same")
    ]
    assert {"replace": 1, "same": 1} == counts(steps)
