"""A plan, judged: each reason to stop is one line, and what does not stop it is told."""

import datetime as dt
from typing import Any

from guardrails.graph import Graph

from stagecraft.delivery.architecture import architecture_hash
from stagecraft.delivery.verdict import Verdict, judge_plan, mistyped, pending_operations
from stagecraft.promotion.allowed import parse_promotion
from tests.stagecraft.delivery.conftest import World

TODAY = dt.date(2026, 11, 21)
TABLE = "aws:dynamodb/table:Table"
QUEUE = "aws:sqs/queue:Queue"
PROVIDER = "pulumi:providers:aws"


def judged(world: Any, **more: Any) -> Verdict:
    arguments = {"allow_replace": (), "today": TODAY, **more}
    return judge_plan(world.planned, world.state, parse_promotion({}), **arguments)


def test_a_plan_that_only_adds_is_not_refused(world) -> None:
    world.has(TABLE, "orders")
    world.plans(QUEUE, "mail")
    verdict = judged(world)
    assert () == verdict.refusals
    assert {"create": 1, "same": 2} == verdict.changes
    assert architecture_hash(verdict.graph) == verdict.fingerprint


def test_losses_and_downgrades_are_told_together(world) -> None:
    world.has(TABLE, "orders", deletionProtectionEnabled=True)
    world.has(QUEUE, "mail")
    world.plans(TABLE, "orders", deletionProtectionEnabled=False)
    world.drops("mail")
    first, second = judged(world).refusals
    assert first.startswith(
        f"orders ({TABLE}): deletionProtectionEnabled true → false: a mistake can delete it; "
    )
    assert second.startswith(
        f"mail ({QUEUE}) would be deleted: messages that nobody has taken yet are lost; "
    )


def test_an_architecture_that_the_lower_environment_does_not_run_is_refused(world) -> None:
    lower = World("staging")
    lower.has(TABLE, "orders")
    world.plans(TABLE, "orders")
    running = Graph.from_state(lower.state)
    assert () == judged(world, lower=running).refusals
    world.plans(QUEUE, "mail")
    first, second = judged(world, lower=running).refusals
    assert ("prod would get an architecture that staging does not run: deploy it to staging first") == first
    assert f"sqs: mail ({QUEUE}): is in prod and not in staging." in second


def test_what_the_lower_environment_may_lack_is_no_other_architecture(world) -> None:
    lower = World("staging")
    lower.has(TABLE, "orders")
    world.plans(TABLE, "orders")
    world.plans(QUEUE, "mail")
    rules = parse_promotion({"counts": [{"type": QUEUE, "zero": True, "reason": "Only prod has mail."}]})
    verdict = judge_plan(
        world.planned,
        world.state,
        rules,
        allow_replace=(),
        today=TODAY,
        lower=Graph.from_state(lower.state),
    )
    assert () == verdict.refusals


def test_an_endless_list_of_differences_is_cut(world) -> None:
    lower = World("staging")
    for number in range(30):
        world.plans("aws:sns/topic:Topic", "topic" + "abcdefghijklmnopqrstuvwxyzABCDE"[number] * 3)
    refusals = judged(world, lower=Graph.from_state(lower.state)).refusals
    assert 22 == len(refusals)
    assert "10 more differences: `stagecraft diff staging prod`" == refusals[-1]


def test_default_providers_are_no_part_of_an_architecture(world) -> None:
    world.has(TABLE, "orders")
    before = judged(world).fingerprint
    world.has(PROVIDER, "default_7_51_0", version="7.51.0")
    assert before == judged(world).fingerprint


def test_replacements_deletions_and_versions_are_told(world) -> None:
    world.has(PROVIDER, "aws", version="7.50.0")
    world.plans(PROVIDER, "aws", version="7.51.0")
    world.has("aws:iam/role:Role", "app")
    world.plans("aws:iam/role:Role", "app", replaced_by=["name", "path"])
    world.has("aws:iam/policy:Policy", "old")
    world.drops("old")
    verdict = judged(world)
    assert ("app (aws:iam/role:Role), forced by name, path",) == verdict.replaced
    assert ("old (aws:iam/policy:Policy)",) == verdict.deleted
    assert {"aws": ("7.50.0", "7.51.0")} == verdict.versions


def test_an_interrupted_update_is_told_and_stops_nothing(world) -> None:
    world.has(TABLE, "orders")
    state = world.state
    resource = {"urn": world.urn(QUEUE, "mail"), "type": QUEUE}
    state["deployment"]["pending_operations"] = [{"type": "creating", "resource": resource}]
    verdict = judge_plan(world.planned, state, parse_promotion({}), allow_replace=(), today=TODAY)
    assert () == verdict.refusals
    assert ["creating mail"] == pending_operations(state)
    assert (
        "an earlier update was interrupted while creating mail: whether AWS has done it, the engine does not "
        "know; `pulumi refresh` finds out",
    ) == verdict.notes


def test_a_urn_that_is_allowed_for_nothing_is_a_mistake(world) -> None:
    world.has(TABLE, "orders")
    urn = world.urn(TABLE, "orders")
    assert [
        f"--allow-replace {urn}: the plan neither replaces nor deletes it; leave it out, or correct the URN"
    ] == mistyped(world.planned, [urn])
