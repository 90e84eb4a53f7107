"""Values that are there only when something else is."""

from collections.abc import Sequence
from typing import TypeVar

import pulumi

T = TypeVar("T")


def after(value: pulumi.Input[T], *others: pulumi.Input[object]) -> pulumi.Output[T]:
    """Return a value that waits for others: whoever uses it depends on them as well.

    Args:
        value: what is handed on.
        others: outputs of the resources to wait for.
    """
    return pulumi.Output.all(value, *others).apply(_first)


def _first(values: Sequence[T]) -> T:
    return values[0]
