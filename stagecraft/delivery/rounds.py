"""An `up` by a plan, in as many rounds as the plan needs.

An update plan says for each resource what it depends on, exactly. What comes out of a remote component (awsx) or
of an `apply` over values that nobody knows before the `up` has further dependencies as soon as it is known, and the
engine stops there: "violates plan: dependencies changed: added …". So it does at a default provider that is needed
only then. What was done until then is in the state. The rest is planned anew, must be a part of the first plan, and is
deployed by that.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from stagecraft.engine import EngineProblem, Planned, Step
from stagecraft.engine.steps import QUIET, is_default_provider
from stagecraft.wire import is_unknown

# Each round takes the program further than the one before: past one layer of values that were unknown.
_ROUNDS: Final = 8
_LATE: Final = re.compile(
    r"violates plan: dependencies (for \S+ )?changed: added"
    # A provider that the engine makes by itself, once a resource that came as a value is looked up.
    r"|\bdefault\S*: create is not allowed by the plan: no steps were expected"
)
_ANOTHER: Final = (
    "what some resources depend on is known only now; the rest of the plan goes on in another round"
)
# What is left of a replacement when it was interrupted: the old one is still to be deleted.
_REST_OF: Final = {"delete": "replace", "delete-replaced": "replace", "create-replacement": "replace"}


def up_by_plan(
    first: Planned,
    plan: Path,
    *,
    up: Callable[[], Any],
    preview: Callable[[], Planned],
    say: Callable[[str], None],
) -> None:
    """Deploy a plan.

    Args:
        first: what was planned, judged and agreed to.
        plan: the file that both `up` and `preview` use.
        up: deploys by the file.
        preview: plans anew into the file.
        say: told why there is another round.

    Raises:
        EngineProblem: the engine failed, or a later plan is no part of the first one.
    """
    for _ in range(_ROUNDS):
        try:
            up()
        except EngineProblem as problem:
            if problem.kind != "plan" or not _LATE.search(f"{problem} {problem.details}"):
                raise
        else:
            return
        say(_ANOTHER)
        rest = preview()
        if strange := beyond(first.steps, rest.steps):
            more = "; ".join(strange[:3])
            raise EngineProblem(
                "plan", f"{plan.name}: the rest is no part of the first plan: {more}; plan again"
            )
    message = (
        f"the plan did not come to its end in {_ROUNDS} rounds; what was done is in the state, plan again"
    )
    raise EngineProblem("plan", message)


def beyond(first: Sequence[Step], rest: Sequence[Step]) -> list[str]:
    """Return what a later plan does that the first one did not say, one line for each resource."""
    planned = {(step.urn, step.op): step for step in first}
    return [
        f"{step.op} {step.name}"
        for step in rest
        if step.op not in QUIET
        and not is_default_provider(step.urn)
        and not _is_part(step, planned.get((step.urn, step.op)), planned)
    ]


def _is_part(step: Step, same: Step | None, planned: dict[tuple[str, str], Step]) -> bool:
    if same is not None:
        return agrees(same.new.get("inputs") or {}, step.new.get("inputs") or {})
    return (step.urn, _REST_OF.get(step.op, "")) in planned


def agrees(planned: Any, later: Any) -> bool:
    """Tell whether a later value is what was planned; what was unknown may be anything, also nothing."""
    if is_unknown(planned):
        return True
    if isinstance(planned, dict) and isinstance(later, dict):
        return all(
            agrees(planned[key], later[key])
            if key in planned and key in later
            else key in planned and is_unknown(planned[key])
            for key in planned.keys() | later.keys()
        )
    if isinstance(planned, list) and isinstance(later, list):
        return len(planned) == len(later) and all(map(agrees, planned, later))
    return bool(planned == later)
