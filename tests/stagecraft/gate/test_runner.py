"""The gate over files: whole runs, waivers judged by all stacks together, and mistakes told at once."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from stagecraft.gate.runner import GateError, fails, gate_graphs, gate_states
from tests.policy.compliant import compliant_props, graph, make

TODAY = dt.date(2026, 11, 20)
VOLUME = "aws:ebs/volume:Volume"


def state(tmp_path: Path, stack: str, **inputs: Any) -> Path:
    """Write the state of a stack with one volume."""
    props = compliant_props("ebs/volume", **inputs)
    resources = [
        {
            "urn": f"urn:pulumi:{stack}::shop::{VOLUME}::data",
            "type": VOLUME,
            "custom": True,
            "inputs": props,
            "sourcePosition": "project:///disks.py#7",
        }
    ]
    path = tmp_path / f"{stack}.json"
    path.write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}))
    return path


def waivers(tmp_path: Path, stack: str, expires: str = "2026-12-31") -> Path:
    path = tmp_path / "waivers.yaml"
    path.write_text(
        f"- rule: ebs-volume-encrypted\n  urn: urn:pulumi:{stack}::shop::{VOLUME}::data\n"
        f"  reason: scratch\n  owner: shop-platform\n  approver: security\n  expires: {expires}\n"
    )
    return path


def test_each_finding_names_its_file_as_it_was_given(tmp_path: Path) -> None:
    good, bad = state(tmp_path, "dev"), state(tmp_path, "prod", encrypted=False)
    (finding,) = gate_states([good, bad], today=TODAY)
    assert (str(bad), "ebs-volume-encrypted") == (finding.file, finding.rule)
    assert fails([finding])
    assert not fails(gate_states([good], today=TODAY))


def test_the_environment_that_is_asked_for_decides_for_every_file() -> None:
    bucket = [("s.json", graph(make("s3/bucket", "b", {"bucket": "b"})))]
    levels = {
        environment: {one.rule: one.enforcement for one in gate_graphs(bucket, environment, today=TODAY)}
        for environment in ("dev", "prod", None)
    }
    assert {environment: found["s3-bucket-versioning"] for environment, found in levels.items()} == {
        "dev": "advisory",
        "prod": "mandatory",
        None: "mandatory",
    }


def test_a_waived_finding_does_not_fail_the_gate(tmp_path: Path) -> None:
    bad = state(tmp_path, "prod", encrypted=False)
    found = gate_states([bad], waivers_path=waivers(tmp_path, "prod"), today=TODAY)
    assert [finding.waiver for finding in found] == ["scratch"]
    assert not fails(found)


def test_an_expired_waiver_fails_twice_by_the_rule_and_by_itself(tmp_path: Path) -> None:
    bad = state(tmp_path, "prod", encrypted=False)
    path = waivers(tmp_path, "prod", "2026-11-19")
    found = gate_states([bad], waivers_path=path, today=TODAY)
    expected = [(str(bad), "ebs-volume-encrypted"), (str(path), "waivers-valid")]
    assert expected == [(finding.file, finding.rule) for finding in found]
    assert all(finding.fails for finding in found)


def test_an_unused_waiver_fails_only_where_its_stack_is_judged(tmp_path: Path) -> None:
    dev, prod = state(tmp_path, "dev"), state(tmp_path, "prod")
    path = waivers(tmp_path, "prod")
    assert gate_states([dev], waivers_path=path, today=TODAY) == []
    (finding,) = gate_states([dev, prod], waivers_path=path, today=TODAY)
    assert "covers nothing any more" in finding.message


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    cut, broken = tmp_path / "cut.json", tmp_path / "waivers.yaml"
    cut.write_text('{"version": 3, "depl')
    broken.write_text("- [")
    with pytest.raises(GateError) as caught:
        gate_states([cut, tmp_path / "none.json", state(tmp_path, "dev")], waivers_path=broken)
    lines = str(caught.value).splitlines()
    assert [str(cut), str(tmp_path / "none.json"), str(broken)] == [line.split(": ")[0] for line in lines]


def test_the_packs_own_waivers_hold_by_default(tmp_path: Path) -> None:
    assert gate_states([state(tmp_path, "dev")]) == []
