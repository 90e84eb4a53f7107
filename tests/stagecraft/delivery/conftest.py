"""Steps, states and plans as the engine tells them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from stagecraft.engine import Planned
from stagecraft.engine.steps import step_of

ROOT = "pulumi:pulumi:Stack"
PROVIDER = "pulumi:providers:aws"


class World:
    """A stack as it is, and as it is planned: resources by name, each (type, inputs, more)."""

    def __init__(self, stack: str = "prod") -> None:
        self.stack = stack
        self.now: dict[str, dict[str, Any]] = {}
        self.then: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, Sequence[str]] = {}
        root = self._resource(ROOT, f"shop-{stack}", {}, custom=False)
        self.now["root"] = self.then["root"] = root

    def urn(self, type_: str, name: str) -> str:
        return f"urn:pulumi:{self.stack}::shop::{type_}::{name}"

    def has(self, type_: str, name: str, **inputs: Any) -> str:
        """Put a resource into the stack as it is and as it is planned; return its URN."""
        resource = self._resource(type_, name, inputs)
        self.now[name] = self.then[name] = resource
        return str(resource["urn"])

    def plans(self, type_: str, name: str, *, replaced_by: Sequence[str] = (), **inputs: Any) -> str:
        """Put a resource into the plan, in the place of what it is now."""
        resource = self._resource(type_, name, inputs)
        self.then[name] = resource
        self.keys[name] = replaced_by
        return str(resource["urn"])

    def drops(self, name: str) -> str:
        return str(self.then.pop(name)["urn"])

    def marks(self, name: str, *, now: bool = True, then: bool = True, **more: Any) -> None:
        """Give a resource more of what a state has: protect, dependencies, propertyDependencies."""
        for side, wanted in ((self.now, now), (self.then, then)):
            if wanted and name in side:
                side[name] = {**side[name], **more}

    @property
    def state(self) -> dict[str, Any]:
        return {"version": 3, "deployment": {"resources": list(self.now.values())}}

    @property
    def planned(self) -> Planned:
        steps = [self._step(name) for name in {**self.then, **self.now}]
        flat = [one for some in steps for one in some]
        summary: dict[str, int] = {}
        for one in flat:
            if "::default_" in one["urn"]:  # the engine counts no default provider
                continue
            summary[one["op"]] = summary.get(one["op"], 0) + 1
        return Planned({"steps": flat, "changeSummary": summary}, [step_of(one) for one in flat])

    def _step(self, name: str) -> list[dict[str, Any]]:
        old, new = self.now.get(name), self.then.get(name)
        if old is not None and new is not None and self.keys.get(name):
            both = {"urn": new["urn"], "replaceReasons": list(self.keys[name])}
            return [
                {"op": "create-replacement", "oldState": old, "newState": new, **both},
                {"op": "replace", "oldState": old, "newState": new, **both},
                {"op": "delete-replaced", "oldState": old, **both},
            ]
        if old is not None and new is not None:
            return [
                {
                    "op": "same" if old == new else "update",
                    "urn": new["urn"],
                    "oldState": old,
                    "newState": new,
                }
            ]
        if new is not None:
            return [{"op": "create", "urn": new["urn"], "newState": new}]
        return [{"op": "delete", "urn": (old or {})["urn"], "oldState": old}]

    def _resource(
        self, type_: str, name: str, inputs: Mapping[str, Any], *, custom: bool = True
    ) -> dict[str, Any]:
        return {
            "urn": self.urn(type_, name),
            "type": type_,
            "custom": custom,
            **({"id": name, "parent": self.urn(ROOT, f"shop-{self.stack}")} if custom else {}),
            "inputs": dict(inputs),
            "outputs": dict(inputs),
        }


@pytest.fixture
def world() -> World:
    return World()
