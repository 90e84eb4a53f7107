"""What is checked after an `up`."""

import datetime as dt
from typing import Any

from guardrails.graph import Graph

from stagecraft.delivery.architecture import architecture_hash
from stagecraft.delivery.checks import faults_after
from stagecraft.delivery.verdict import judge_plan
from stagecraft.promotion.allowed import parse_promotion

ADDRESS = "aws:ec2/eip:Eip"
QUEUE = "aws:sqs/queue:Queue"


def faults(world: Any, state: dict[str, Any] | None = None, **more: Any) -> list[str]:
    verdict = judge_plan(
        world.planned, world.state, parse_promotion({}), allow_replace=(), today=dt.date(2026, 11, 21)
    )
    left = state or {"version": 3, "deployment": {"resources": list(world.then.values())}}
    return faults_after("prod", Graph.from_state(left), left, verdict, **more)


def test_a_state_that_is_as_planned_has_no_fault(world) -> None:
    world.plans(ADDRESS, "address", domain="vpc")
    assert [] == faults(world)


def test_another_architecture_than_the_planned_one_is_a_fault(world) -> None:
    world.plans(ADDRESS, "address", domain="vpc")
    (fault,) = faults(world, world.state)
    assert fault.startswith("prod: runs the architecture ")
    assert ", planned was " in fault


def test_a_rollback_must_leave_the_architecture_of_its_entry(world) -> None:
    world.plans(ADDRESS, "address", domain="vpc")
    graph = Graph.from_state(world.planned.document)
    assert [] == faults(world, expected=architecture_hash(graph))
    (fault,) = faults(world, expected="0" * 64)
    assert "the entry left 000000000000: something outside of the revision decides what is built" in fault


def test_an_operation_under_way_is_a_fault(world) -> None:
    world.has(ADDRESS, "address", domain="vpc")
    state = world.state
    resource = {"urn": world.urn(QUEUE, "mail"), "type": QUEUE}
    state["deployment"]["pending_operations"] = [{"type": "creating", "resource": resource}]
    assert ["prod: creating mail is still under way: `pulumi refresh` finds out what AWS has done"] == faults(
        world, state
    )


def test_an_output_that_was_planned_and_is_missing_is_a_fault(world) -> None:
    world.marks("root", now=False, outputs={"url": "x", "size": 1})
    state = world.state
    state["deployment"]["resources"][0] = {**state["deployment"]["resources"][0], "outputs": {"size": 1}}
    assert ["prod: lacks the outputs url that were planned"] == faults(world, state)


def test_what_breaks_a_rule_is_a_fault(world) -> None:
    world.has(QUEUE, "mail")
    found = faults(world)
    assert found
    assert all(": mail: " in fault for fault in found), found
