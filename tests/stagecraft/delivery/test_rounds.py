"""An `up` by a plan that the engine stops because dependencies are known only now."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.delivery.rounds import agrees, beyond, up_by_plan
from stagecraft.engine import EngineProblem, Planned
from stagecraft.wire import UNKNOWN, secret

TABLE = "aws:dynamodb/table:Table"
LATE = EngineProblem(
    "plan", "the stack is no longer what it was", "x violates plan: dependencies changed: added y"
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


class Engine:
    """Fails as often as it is told to, then succeeds."""

    def __init__(self, *problems: EngineProblem, rest: Planned | None = None) -> None:
        self.problems = list(problems)
        self.rest = rest
        self.said: list[str] = []
        self.previews = 0

    def up(self) -> None:
        if self.problems:
            raise self.problems.pop(0)

    def preview(self) -> Planned:
        self.previews += 1
        assert self.rest is not None
        return self.rest

    def deploy(self, first: Planned) -> None:
        up_by_plan(first, Path("plan.json"), up=self.up, preview=self.preview, say=self.said.append)


def test_one_round_is_enough_where_the_plan_holds(world) -> None:
    world.plans(TABLE, "orders")
    engine = Engine()
    engine.deploy(world.planned)
    assert (0, []) == (engine.previews, engine.said)


def test_the_rest_goes_on_in_another_round(world) -> None:
    world.plans(TABLE, "orders", streamArn=UNKNOWN)
    world.plans(TABLE, "mail")
    first = world.planned
    world.has(TABLE, "mail")
    world.plans(TABLE, "orders", streamArn="arn:known")
    engine = Engine(LATE, LATE, rest=world.planned)
    engine.deploy(first)
    assert 2 == engine.previews
    assert [
        "what some resources depend on is known only now; the rest of the plan goes on in another round"
    ] * 2 == (engine.said)


def test_a_default_provider_that_is_needed_only_now_is_made_in_another_round(world) -> None:
    """As the engine said it of awsx, whose outputs are resources that the SDK looks up."""
    world.plans(TABLE, "orders")
    first = world.planned
    world.plans("pulumi:providers:pulumi", "default")
    late = EngineProblem(
        "plan", "default: create is not allowed by the plan: no steps were expected for this resource"
    )
    engine = Engine(late, rest=world.planned)
    engine.deploy(first)
    assert 1 == engine.previews


def test_any_other_resource_that_was_not_planned_ends_the_deployment(world) -> None:
    problem = EngineProblem(
        "plan", "mail: create is not allowed by the plan: no steps were expected for this"
    )
    with pytest.raises(EngineProblem) as raised:
        Engine(problem).deploy(world.planned)
    assert problem is raised.value


def test_a_rest_that_was_not_planned_is_refused(world) -> None:
    world.plans(TABLE, "orders")
    first = world.planned
    world.plans(TABLE, "mail")
    with pytest.raises(EngineProblem) as refused:
        Engine(LATE, rest=world.planned).deploy(first)
    assert "plan" == refused.value.kind
    assert "plan.json: the rest is no part of the first plan: create mail; plan again" == str(refused.value)


def test_an_endless_plan_ends(world) -> None:
    world.plans(TABLE, "orders")
    with pytest.raises(EngineProblem, match="did not come to its end in 8 rounds"):
        Engine(*[LATE] * 99, rest=world.planned).deploy(world.planned)


@pytest.mark.parametrize(
    "problem",
    [
        EngineProblem("plan", "x violates plan: properties changed: ++size"),
        EngineProblem("plan", "x violates plan: dependencies changed: deleted y"),
        EngineProblem("failed", "AWS says no"),
    ],
    ids=["properties", "fewer", "failed"],
)
def test_any_other_problem_ends_the_deployment(world, problem: EngineProblem) -> None:
    engine = Engine(problem)
    with pytest.raises(EngineProblem) as raised:
        engine.deploy(world.planned)
    assert problem is raised.value
    assert 0 == engine.previews


def test_another_value_is_no_part_of_the_plan(world) -> None:
    world.plans(TABLE, "orders", size=1)
    first = world.planned
    world.plans(TABLE, "orders", size=2)
    assert ["create orders"] == beyond(first.steps, world.planned.steps)


def test_an_update_of_what_was_only_to_be_created_is_no_part_of_the_plan(world) -> None:
    world.plans(TABLE, "orders", size=1)
    first = world.planned
    world.has(TABLE, "orders", size=1)
    world.plans(TABLE, "orders", size=2)
    assert ["update orders"] == beyond(first.steps, world.planned.steps)


def test_the_second_half_of_a_replacement_is_a_part_of_the_plan(world) -> None:
    world.has(TABLE, "orders", key="a")
    world.plans(TABLE, "orders", key="b", replaced_by=["key"])
    first = world.planned
    world.drops("orders")
    assert ["delete"] == [step.op for step in world.planned.steps if step.op != "same"]
    assert [] == beyond(first.steps, world.planned.steps)


@given(VALUES)
def test_a_value_agrees_with_itself_and_with_an_unknown(value) -> None:
    assert agrees(value, value)
    assert agrees(UNKNOWN, value)
    assert agrees(secret(UNKNOWN), value)
    assert agrees({"a": [UNKNOWN]}, {"a": [value]})
    assert agrees({"a": UNKNOWN}, {}), "an unknown may turn out to be nothing"


@given(VALUES, VALUES)
def test_only_what_is_equal_agrees_where_all_is_known(one, other) -> None:
    assert agrees(one, other) == (one == other)
    assert not agrees({"a": one}, {"a": one, "b": other}), "nothing may be added"
