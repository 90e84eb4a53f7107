"""For whom a statement lets AWS services act: what they tell of the resource behind a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn
"""

from collections.abc import Iterator
from typing import Final

from guardrails.documents.conditions import Constraint
from guardrails.documents.patterns import is_wild
from guardrails.documents.reading import Statement
from guardrails.values import UNKNOWN

# Operators that a request passes only with one of the values.
_POSITIVE: Final = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"})
_OWNERS: Final = frozenset({"aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"})


def demanded(statement: Statement) -> Iterator[Constraint]:
    """Yield the constraints that a request passes only with a value that they name."""
    return (
        one
        for one in statement.constraints
        if one.operator in _POSITIVE and one.values and not one.absent_passes
    )


def source_services(statement: Statement) -> frozenset[str]:
    """Return the services whose resources aws:SourceArn must name; none where it may name any service's."""
    for one in demanded(statement):
        if one.key == "aws:sourcearn":
            named = [_service(value) if value is not UNKNOWN else "" for value in one.values]
            if all(named):
                return frozenset(named)
    return frozenset()


def _service(pattern: str) -> str:
    parts = pattern.split(":", 5)
    return "" if len(parts) < 6 or is_wild(parts[2]) else parts[2]


def tied_by_owner_alone(statement: Statement) -> bool:
    """Tell whether a statement asks for whose resources a service acts, and not for which service it is."""
    keys = {one.key for one in demanded(statement)}
    others = {key for key in keys if key.startswith(("aws:principal", "kms:", "s3:dataaccesspoint"))}
    return bool(keys & _OWNERS) and not others and not source_services(statement)
