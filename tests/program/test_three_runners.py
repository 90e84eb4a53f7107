"""Three runners, one answer: the real analyzer, the offline gate, and `gate --state` on Pulumi's own files.

Over the shop's three stacks as they are and broken in hundreds of places, with ids that are known as after an
`up`, and unknown as in the engine's preview.

What it cannot prove: which values the engine really leaves unknown. Here it is more than that: whatever the
program did not ask for, and every text made with the help of a resource that looks like something of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from stagecraft.gate.runner import gate_states
from tests.policy.engine import TODAY, Said, as_the_sdk_says, configure, offline, run, started

if TYPE_CHECKING:
    from stagecraft.preview.service import Preview

STACKS = ("dev", "staging", "prod")
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
MARK = "4dabf18193072939515e22adb298388d"
# Shorter values are words of their own, such as the name of a role, and no handle of one resource.
LEAST = 12

Entries = list[dict[str, Any]]


@pytest.fixture(scope="module")
def analyzer() -> Iterator[Any]:
    with started() as stub:
        yield stub


@pytest.fixture(scope="module")
def states(shop: Preview) -> dict[str, Entries]:
    return {
        stack: json.loads((shop.out / stack / "state.json").read_text())["deployment"]["resources"]
        for stack in STACKS
    }


def edited(value: Any, change: Callable[[str, Any], Any], name: str = "") -> Any:
    """Return a value with every text, number and switch in it changed; `change` is told its name."""
    if isinstance(value, dict) and MARK not in value:
        return {key: edited(inner, change, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [edited(inner, change, name) for inner in value]
    return value if isinstance(value, dict) else change(name, value)


def with_properties(entries: Entries, edit: Callable[[Any], Any]) -> Entries:
    return [
        {**one, **{key: edit(one[key]) for key in ("inputs", "outputs") if key in one}} for one in entries
    ]


def broken(entries: Entries) -> Entries:
    """Turn every switch, open every network and policy, and take every key of ours away."""

    def breaks(name: str, value: Any) -> Any:
        if isinstance(value, bool):
            return not value
        if not isinstance(value, str):
            return value
        if "kms" in name.lower() or name == "keyArn":
            return ""
        if re.fullmatch(r"[\d.]+/\d+", value):
            return "0.0.0.0/0"
        if value.startswith("{") and "Statement" in value:
            return re.sub(r'"Principal": ?(\{[^{}]*\}|"[^"]*")', '"Principal": "*"', value)
        return {"https": "http", "HTTPS": "HTTP", "required": "optional", "aws:kms": "AES256"}.get(
            value, value
        )

    return with_properties(entries, lambda props: edited(props, breaks))


def as_the_engine_previews(entries: Entries) -> Entries:
    """Make unknown what only an `up` knows: ids, what AWS answers, and what the program makes of them.

    A value that the program has by itself is known, even if it is the name of something.
    """
    made = {
        value
        for one in entries
        for key, value in [("id", one.get("id")), *one.get("outputs", {}).items()]
        if isinstance(value, str) and len(value) >= LEAST and one.get("inputs", {}).get(key) != value
    }
    known = re.compile("|".join(map(re.escape, sorted(made, key=len, reverse=True))))

    def hides(_: str, value: Any) -> Any:
        return UNKNOWN if isinstance(value, str) and known.search(value) else value

    hidden = []
    for one in entries:
        wires = one.get("propertyDependencies", {})
        asked = {
            key: edited(value, hides) if wires.get(key) else value
            for key, value in one.get("inputs", {}).items()
        }
        outputs = {key: asked.get(key, UNKNOWN) for key in one.get("outputs", {})}
        hidden.append({**one, "id": "", "inputs": asked, "outputs": outputs if one.get("custom") else asked})
    return hidden


def exported(entries: Entries) -> dict[str, Any]:
    return {"version": 3, "deployment": {"manifest": {}, "resources": entries}}


def previewed(entries: Entries) -> dict[str, Any]:
    """Return what `pulumi preview --json` prints; it shows default providers, but does not count them."""
    steps = [{"op": "create", "urn": one["urn"], "newState": one} for one in entries]
    counted = [one for one in entries if not re.search(r"::default(_[^:]*)?$", one["urn"])]
    return {"config": {}, "steps": steps, "changeSummary": {"create": len(counted)}}


def gated(document: dict[str, Any], environment: str, file: Path) -> set[Said]:
    file.write_text(json.dumps(document))
    found = gate_states([file], environment, today=TODAY)
    assert all(one.file == str(file) for one in found)
    return as_the_sdk_says(found)


def answers(analyzer: Any, entries: Entries, environment: str, folder: Path) -> dict[str, set[Said]]:
    configure(analyzer, environment)
    return {
        "analyzer": run(analyzer, entries),
        "offline": offline(entries, environment),
        "state": gated(exported(entries), environment, folder / "state.json"),
        "preview": gated(previewed(entries), environment, folder / "preview.json"),
    }


def agree(found: dict[str, set[Said]]) -> set[Said]:
    """Return what all say; else tell what only some of them say."""
    one_answer = found["offline"]
    differing = {
        runner: {"more": sorted(said - one_answer)[:5], "less": sorted(one_answer - said)[:5]}
        for runner, said in found.items()
        if said != one_answer
    }
    assert {} == differing
    return one_answer


@pytest.mark.parametrize("stack", STACKS)
def test_the_stacks_as_they_are(
    analyzer: Any, states: dict[str, Entries], stack: str, tmp_path: Path
) -> None:
    found = agree(answers(analyzer, states[stack], stack, tmp_path))
    assert {one for one in found if one[3]} == set(), "no finding on the shop"


@pytest.mark.parametrize("stack", STACKS)
def test_the_stacks_broken_everywhere(
    analyzer: Any, states: dict[str, Entries], stack: str, tmp_path: Path
) -> None:
    found = agree(answers(analyzer, broken(states[stack]), stack, tmp_path))
    assert 150 < len(found), "or nothing was compared"
    assert 30 < len({policy for policy, *_ in found})


@pytest.mark.parametrize(
    ("stack", "edit"),
    [("prod", list), ("prod", broken), ("dev", broken)],
    ids=["whole", "broken", "broken-dev"],
)
def test_the_stacks_as_the_engine_previews_them(
    analyzer: Any,
    states: dict[str, Entries],
    stack: str,
    edit: Callable[[Entries], Entries],
    tmp_path: Path,
) -> None:
    entries = as_the_engine_previews(edit(states[stack]))
    assert 200 < json.dumps(entries).count(UNKNOWN)
    agree(answers(analyzer, entries, stack, tmp_path))
