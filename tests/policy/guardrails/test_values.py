"""Property values are decoded in one place, and neither unknowns nor secrets can be mistaken."""

import copy
import pickle

import pytest
from guardrails.values import UNKNOWN, Secret, at, decode, holds_unknown, items, plain, walk

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
UNKNOWN_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def test_every_unknown_of_the_wire_is_the_one_unknown() -> None:
    wires = [UNKNOWN_WIRE, "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"]
    assert decode(wires) == [UNKNOWN] * 3


def test_an_unknown_refuses_to_be_true_or_false() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(UNKNOWN)


def test_an_unknown_stays_one_object_through_copy_and_pickle() -> None:
    copies = [copy.deepcopy(UNKNOWN), pickle.loads(pickle.dumps(UNKNOWN))]  # noqa: S301
    assert all(one is UNKNOWN for one in copies), "rules compare with `is`"


@pytest.mark.parametrize(
    ("wire", "content"),
    [
        ({SIGNATURE: SECRET, "plaintext": '"hunter2"'}, "hunter2"),
        ({SIGNATURE: SECRET, "plaintext": '{"a": [true]}'}, {"a": [True]}),
        ({SIGNATURE: SECRET, "plaintext": '"[secret]"'}, UNKNOWN),
        ({SIGNATURE: SECRET, "plaintext": "cut off {"}, UNKNOWN),
        ({SIGNATURE: SECRET, "ciphertext": "AAABAA=="}, UNKNOWN),
        ({SIGNATURE: SECRET, "value": UNKNOWN_WIRE}, UNKNOWN),
        ({SIGNATURE: SECRET, "value": {SIGNATURE: SECRET, "value": 1}}, 1),
        ("[secret]", UNKNOWN),
    ],
)
def test_a_secret_is_opened_but_never_printed(wire: object, content: object) -> None:
    secret = decode(wire)
    assert isinstance(secret, Secret)
    assert content == plain(secret)
    assert "[secret]" == f"{secret}" == repr(secret)


def test_outputs_and_resource_references_become_what_they_stand_for() -> None:
    output = {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": 5, "secret": True}
    reference = {SIGNATURE: "5cf8f73096256a8f31e491e813e4eb8e", "urn": "urn:x", "id": "i-1"}
    assert Secret(5) == decode(output)
    assert decode({SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4"}) is UNKNOWN
    assert decode(reference) == "i-1"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.b", 1),
        ("a.c", None),
        ("x.y.z", None),
        ("one.d", 2),
        ("two.d", None),
        ("gone.b", UNKNOWN),
        ("sealed.e", 3),
    ],
)
def test_a_path_goes_through_objects_lone_lists_and_secrets(path: str, expected: object) -> None:
    props = {
        "a": {"b": 1},
        "one": [{"d": 2}],
        "two": [{"d": 2}, {"d": 3}],
        "gone": UNKNOWN,
        "sealed": Secret({"e": 3}),
    }
    assert expected == at(props, path)


def test_a_list_that_is_unknown_is_not_taken_for_an_empty_one() -> None:
    assert items({"a": UNKNOWN}, "a") == [UNKNOWN]
    assert items({}, "a") == []
    assert items({"a": "lone"}, "a") == ["lone"]


def test_walking_reaches_what_is_inside_secrets() -> None:
    value = {"a": [Secret({"b": UNKNOWN})]}
    assert holds_unknown(value)
    assert not holds_unknown({"a": [1, {"b": "x"}]})
    assert len(list(walk(value))) == 4
