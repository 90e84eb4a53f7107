"""Every value of the account's stacks that AWS's own API describes is one that it takes; see `tests/aws_values.py`."""

from typing import Any

import pytest

from tests.aws_values import OPERATIONS, judged


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_aws_takes_every_value(account: Any, stack: str) -> None:
    (graph,) = (view.graph for view in account.views if view.name == stack)
    told = [
        (f"{resource.name} {path}", fault)
        for resource in graph.resources
        if resource.type in OPERATIONS
        for path, fault in judged(resource.type, resource.inputs)
    ]
    assert [] == [f"{path}: {fault}" for path, fault in told if fault]
    assert len(told) > 300, "what has no counterpart proves nothing"
