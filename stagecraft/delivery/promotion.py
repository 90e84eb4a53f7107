"""`stagecraft promote`: from one environment to the next, through every gate."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from guardrails.graph import Graph, StateError

from stagecraft.delivery.architecture import architecture_hash
from stagecraft.delivery.deployment import Order, deploy
from stagecraft.delivery.facts import who_deploys
from stagecraft.delivery.ledger import Action, Origin
from stagecraft.delivery.outcome import Delivered, DeliveryMistake, Refused, Talk
from stagecraft.delivery.places import store_of
from stagecraft.delivery.repository import Repository, RepositoryError, Revision, listed
from stagecraft.engine import EngineStack
from stagecraft.preview.service import Preview, PreviewError, preview
from stagecraft.program.project import Project, ProjectError, find_project
from stagecraft.promotion import PromotionError, load_promotion
from stagecraft.sandbox.target import stacks_of

# Why what a stack runs is no base for a promotion, by the result of its last deployment.
_NOT_WHOLE: Final = {
    "failed": "failed",
    "interrupted": "was interrupted",
    "started": "is under way, or was killed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What `stagecraft promote` was asked for; without a source, the lowest environment is deployed."""

    directory: Path
    target: str
    source: str = ""
    allow_replace: Sequence[str] = ()
    yes: bool = False
    sandbox: bool = False


def promote(request: Request, talk: Talk) -> Delivered:
    """Promote the program of the commit to the next environment.

    Raises:
        Refused: it is not allowed; nothing was touched.
        DeliveryMistake: it cannot be tried as it was asked for.
        EngineProblem: the engine failed.
        LedgerError: a ledger was edited.
    """
    try:
        project = find_project(request.directory)
        rules = load_promotion(project.root)
        project.select([name for name in (request.source, request.target) if name])
        _check_step(request, list(rules.stacks) or list(project.stack_files))
        repository = Repository(project.root)
        revision = clean_revision(repository)
    except (ProjectError, PromotionError, RepositoryError) as error:
        raise DeliveryMistake(str(error)) from error
    gate(project, [name for name in (request.source, request.target) if name], talk)
    action: Action = "promote" if request.source else "up"
    with stacks_of(project, sandbox=request.sandbox) as stacks:
        target = stacks(request.target)
        lower, origin, notes = None, Origin(), list[str]()
        if request.source:
            lower, origin, notes = _running(stacks(request.source), revision)
        order = Order(
            stack=request.target,
            action=action,
            revision=revision,
            origin=origin,
            promotion=rules,
            who=who_deploys(os.environ, repository.user()),
            lower=lower,
            allow_replace=request.allow_replace,
            notes=notes,
            yes=request.yes,
        )
        return deploy(target, order, talk)


def clean_revision(repository: Repository) -> Revision:
    """Return the commit that is checked out; raise Refused where the files are not those of the commit."""
    files = repository.unclean()
    if files:
        raise Refused(
            [
                f"the tree is not clean, so its revision would not say what was deployed: {listed(files)}; "
                "commit them, or take them away (`git stash --include-untracked`)"
            ]
        )
    return repository.revision()


def gate(project: Project, stacks: Sequence[str], talk: Talk, out: Path | None = None) -> None:
    """Preview stacks offline, gate the last of them, and compare it with the one before.

    Raises:
        Refused: a mandatory rule is broken, or the stacks differ where they must not.
        DeliveryMistake: the program or its settings are wrong.
    """
    try:
        with talk.previewing() as progress:
            found = preview(project.root, stacks, out=out, on_event=progress.show)
    except PreviewError as error:
        raise DeliveryMistake(str(error)) from error
    target = found.views[-1]
    broken = [one for one in target.findings if one["enforcement"] == "mandatory" and not one.get("waiver")]
    reasons = [f"{one['rule']}: {one['message']}" for one in broken]
    reasons += _not_promotable(found)
    if reasons:
        raise Refused(reasons)


def _not_promotable(found: Preview) -> list[str]:
    reasons: list[str] = []
    for report in found.comparisons:
        reasons += map(str, report.breaks)
        reasons += [
            f"{one.tier}: {one.resource} ({one.type}): {one.property_path} differs between {report.a} and "
            f"{report.b}, and nothing in promotion.yaml allows it; see `stagecraft diff {report.a} {report.b}`"
            for one in report.not_allowed
        ]
    return reasons


def _check_step(request: Request, order: Sequence[str]) -> None:
    """Refuse anything but one step up."""
    path = " → ".join(order)
    if not request.target:
        raise DeliveryMistake(f"--to names no stack; name one of {path}")
    for name in (request.source, request.target):
        if name and name not in order:
            raise DeliveryMistake(
                f"{name}: is not on the way {path} of promotion.yaml; add it under stacks, or use `pulumi up`"
            )
    place = order.index(request.target)
    if not request.source:
        if place > 0:
            raise Refused(
                [
                    f"{request.target}: is deployed from {order[place - 1]}: add --from {order[place - 1]} ({path})"
                ]
            )
        return
    step = place - order.index(request.source)
    if step != 1:
        what = "would go backwards; use `stagecraft rollback`" if step < 0 else "would skip an environment"
        what = what if step else "is no step"
        right = f"--from {order[place - 1]}" if place > 0 else "no --from"
        raise Refused(
            [
                f"{request.source} to {request.target} {what}: the way is {path}, to {request.target} with {right}"
            ]
        )


def _running(stack: EngineStack, revision: Revision) -> tuple[Graph, Origin, list[str]]:
    """Return what a stack runs now, where that stands in its ledger, and what is odd about it.

    Raises:
        Refused: it runs nothing.
    """
    try:
        graph = Graph.from_state(stack.export(), f"state of {stack.name}")
    except StateError as error:
        raise DeliveryMistake(str(error)) from error
    if not graph.resources:
        raise Refused(
            [f"{stack.name}: runs nothing yet, so nothing can be promoted from it; deploy it first"]
        )
    hashed = architecture_hash(graph)
    ledger = store_of(stack).read()
    if ledger.entries and (ended := ledger.result(ledger.entries[-1])) in _NOT_WHOLE:
        raise Refused(
            [
                f"{stack.name}: its last deployment (entry {len(ledger.entries)}) {_NOT_WHOLE[ended]}; deploy "
                f"{stack.name} to its end first: stagecraft ledger --stack {stack.name}"
            ]
        )
    last = ledger.last_success
    if last is None:
        return graph, Origin(stack.name, 0, hashed), [f"{stack.name}: no deployment stands in its ledger yet"]
    if last.fingerprint != hashed:
        odd = f"{stack.name}: runs another architecture than entry {last.number} of its ledger has deployed"
        return graph, Origin(stack.name, 0, hashed), [odd]
    notes = []
    if last.facts.tree != revision.tree:
        notes.append(
            f"{stack.name}: runs revision {last.facts.revision[:12]}, with the same architecture; what this "
            "revision changes in values only has not run there"
        )
    return graph, Origin(stack.name, last.number, hashed), notes
