"""What the engine tells in events while it runs, kept as far as it is needed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pulumi.automation.events import EngineEvent, StepEventMetadata

from stagecraft.engine.steps import Step, step_of

OnEvent: TypeAlias = Callable[[EngineEvent], None]


def unheard(_: EngineEvent) -> None:
    """Hear an event and do nothing."""


@dataclass(slots=True)
class Told:
    """What the engine told while it ran: its errors, the steps it has done, what the policy pack stopped."""

    listener: OnEvent
    errors: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def hear(self, event: EngineEvent) -> None:
        """Keep what is needed of an event, then pass it on."""
        diagnostic, policy, made = event.diagnostic_event, event.policy_event, event.res_outputs_event
        if diagnostic is not None and diagnostic.severity == "error":
            where = (
                f"{(diagnostic.urn or '').rpartition('$')[2].rpartition('::')[2]}: " if diagnostic.urn else ""
            )
            self.errors.append(f"{where}{diagnostic.message.strip()}")
        if policy is not None and policy.enforcement_level == "mandatory":
            self.violations.append(f"{policy.policy_name}: {policy.message.strip()}")
        if made is not None:
            self.steps.append(step_of(_metadata(made.metadata)))
        self.listener(event)


def _metadata(value: StepEventMetadata) -> dict[str, Any]:
    """Return the data of a step as plain values, by the names of the engine's JSON."""
    metadata: dict[str, Any] = {
        "op": getattr(value.op, "value", value.op),
        "urn": value.urn,
        "type": value.type,
        "keys": value.keys,
        "diffs": value.diffs,
        "detailedDiff": {
            path: {"diffKind": getattr(change.diff_kind, "value", change.diff_kind)}
            for path, change in (value.detailed_diff or {}).items()
        },
    }
    for side in ("old", "new"):
        state = getattr(value, side)
        if state is not None:
            metadata[side] = {
                "urn": state.urn,
                "type": state.type,
                "id": state.id,
                "parent": state.parent,
                "provider": state.provider,
                "custom": state.custom,
                "protect": state.protect,
                "inputs": state.inputs,
                "outputs": state.outputs,
            }
    return metadata
