"""What promotion and rollback have in common: plan, judge, ask, deploy exactly the plan, check, record.

engine preview ──► plan + verdict ──► confirmation ──► ledger opens ──► up by the plan ──► checks ──► ledger closes
"""

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from guardrails.graph import Graph, StateError
from guardrails.waivers import WaiverError

from stagecraft.delivery.architecture import architecture_hash
from stagecraft.delivery.checks import faults_after
from stagecraft.delivery.facts import provider_versions, sdk_versions
from stagecraft.delivery.hashes import settings_hash
from stagecraft.delivery.ledger import Action, Facts, Origin
from stagecraft.delivery.open_entry import OpenEntry
from stagecraft.delivery.outcome import Delivered, DeliveryMistake, Refused, Talk
from stagecraft.delivery.places import store_of
from stagecraft.delivery.repository import Revision
from stagecraft.delivery.rounds import up_by_plan
from stagecraft.delivery.text import question, summary
from stagecraft.delivery.verdict import Verdict, judge_plan, mistyped
from stagecraft.engine import EngineProblem, EngineStack, Planned
from stagecraft.engine.steps import QUIET
from stagecraft.program.stack_config import read_stack_config
from stagecraft.promotion import Promotion

# What the engine refuses for a reason of the plan's own; any other problem is one of the surroundings.
_REFUSALS: Final = frozenset({"policy", "plan", "protected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be deployed, and what has been found out about it.

    Attributes:
        stack: the stack to deploy.
        action: what the ledger calls it.
        revision: the program's.
        origin: where it comes from.
        promotion: the rules of `promotion.yaml`.
        who: who deploys, and the URL of the CI run.
        lower: what the lower environment runs.
        expected: the hash of the architecture that a rollback must lead to.
        allow_replace: URNs of stateful resources that may be replaced or deleted.
        notes: what was found out on the way here.
        yes: do not ask.
    """

    stack: str
    action: Action
    revision: Revision
    origin: Origin
    promotion: Promotion
    who: tuple[str, str]
    lower: Graph | None = None
    expected: str = ""
    allow_replace: Sequence[str] = ()
    notes: Sequence[str] = ()
    yes: bool = False


def deploy(stack: EngineStack, order: Order, talk: Talk) -> Delivered:
    """Plan, judge, ask, deploy and record; nothing is touched before the confirmation.

    Raises:
        Refused: the plan is not allowed, or nobody agreed.
        DeliveryMistake: it cannot be tried as it was asked for.
        EngineProblem: the engine failed; during the `up`, the entry is closed as failed.
        LedgerError: the ledger was edited.
    """
    began = dt.datetime.now(dt.UTC)
    store = store_of(stack)
    ledger = store.read()  # one that does not hold is told before anything is planned
    with tempfile.TemporaryDirectory(prefix="stagecraft-plan-") as scratch:
        plan = Path(scratch) / "plan.json"
        planned, verdict = _judged(stack, order, plan, talk, began.date())
        talk.say(
            summary(order.stack, order.action, order.revision.commit, order.origin, verdict, order.notes)
        )
        if verdict.refusals:
            raise Refused(verdict.refusals)
        if not order.yes and not talk.agreed(order.stack):
            raise Refused([f"{order.stack}: {question(order.stack)} was not answered; nothing was changed"])
        entry = store.entry(_facts(stack, order, verdict, began), ledger)
        return _recorded(stack, entry, order, verdict, partial(_up, stack, order, planned, plan, talk))


def _judged(
    stack: EngineStack, order: Order, plan: Path, talk: Talk, today: dt.date
) -> tuple[Planned, Verdict]:
    try:
        with talk.engine(f"{order.stack}: preview") as show:
            planned = stack.preview(plan=plan, on_event=show)
        state = stack.export()
        if mistakes := mistyped(planned, order.allow_replace):
            raise DeliveryMistake("\n".join(mistakes))
        return planned, judge_plan(
            planned,
            state,
            order.promotion,
            allow_replace=order.allow_replace,
            today=today,
            lower=order.lower,
        )
    except EngineProblem as problem:
        if problem.kind in _REFUSALS:
            raise Refused([f"{order.stack}: {problem}"]) from problem
        raise
    except StateError as error:
        raise DeliveryMistake(str(error)) from error


def _recorded(
    stack: EngineStack,
    entry: AbstractContextManager[OpenEntry],
    order: Order,
    verdict: Verdict,
    up: Callable[[], None],
) -> Delivered:
    """Deploy by the plan, between the opening and the closing of an entry."""
    with entry as run:
        up()
        changes = {op: count for op, count in verdict.changes.items() if op not in QUIET}
        left, faults = _checked(stack, order, verdict)
        run.finish(
            "failed" if faults else "succeeded",
            changes=changes,
            fingerprint=left,
            reason=f"deployed, but: {'; '.join(faults)}" if faults else "",
        )
    return Delivered(
        stack=order.stack,
        action=order.action,
        entry=run.entry,
        changes=changes,
        faults=tuple(faults),
        notes=(*order.notes, *verdict.notes, *verdict.waived),
    )


def _checked(stack: EngineStack, order: Order, verdict: Verdict) -> tuple[str, list[str]]:
    """Return the hash of the architecture that runs now, and what is not as it should be."""
    state = stack.export()
    try:
        graph = Graph.from_state(state, f"state of {order.stack}")
        return architecture_hash(graph), faults_after(
            order.stack, graph, state, verdict, expected=order.expected
        )
    except (StateError, WaiverError) as error:
        return "", [str(error)]


def _up(stack: EngineStack, order: Order, planned: Planned, plan: Path, talk: Talk) -> None:
    def up() -> None:
        with talk.engine(f"{order.stack}: up") as show:
            stack.up(plan=plan, on_event=show, message=f"{order.action} {order.revision.commit[:12]}")

    def preview() -> Planned:
        with talk.engine(f"{order.stack}: preview") as show:
            return stack.preview(plan=plan, on_event=show)

    up_by_plan(planned, plan, up=up, preview=preview, say=talk.say)


def _facts(stack: EngineStack, order: Order, verdict: Verdict, began: dt.datetime) -> Facts:
    who, run = order.who
    config = read_stack_config(stack.project, order.stack).parsed
    return Facts(
        time=began.isoformat(timespec="seconds"),
        stack=order.stack,
        action=order.action,
        revision=order.revision.commit,
        tree=order.revision.tree,
        fingerprint=verdict.fingerprint,
        settings=settings_hash(config),
        versions={**provider_versions(verdict.graph), **sdk_versions(stack.project.python)},
        origin=order.origin,
        who=who,
        run=run,
    )
