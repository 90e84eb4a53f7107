"""State exports in the form that Pulumi writes, small enough to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import pytest
from guardrails.graph import Graph

State: TypeAlias = dict[str, Any]
Export = Callable[..., State]

STACK = "urn:pulumi:prod::shop"


def urn(type_: str, name: str) -> str:
    return f"{STACK}::{type_}::{name}"


def entry(
    type_: str,
    name: str,
    inputs: Mapping[str, Any] | None = None,
    outputs: Mapping[str, Any] | None = None,
    **more: Any,
) -> State:
    """A custom resource of a state; its outputs are its inputs, and what AWS adds."""
    inputs = dict(inputs or {})
    return {
        "urn": urn(type_, name),
        "custom": True,
        "type": type_,
        "id": f"{name}-id",
        "inputs": inputs,
        "outputs": {**inputs, **(outputs or {})},
        **more,
    }


def export(*entries: State, pending: list[State] | None = None) -> State:
    deployment: State = {"manifest": {}, "resources": list(entries)}
    if pending is not None:
        deployment["pending_operations"] = pending
    return {"version": 3, "deployment": deployment}


class States:
    """What tests build states with."""

    entry = staticmethod(entry)
    export = staticmethod(export)
    urn = staticmethod(urn)

    @staticmethod
    def graph(*entries: State) -> Graph:
        return Graph.from_state(export(*entries))


@pytest.fixture
def states() -> type[States]:
    return States
