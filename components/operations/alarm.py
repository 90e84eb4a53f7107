"""What an alarm is before it exists: plain values that the tables are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi

Comparison = Literal[
    "GreaterThanThreshold",
    "GreaterThanOrEqualToThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
]
Missing = Literal["breaching", "notBreaching", "missing"]
Place = Literal["stack", "edge"]
"""The stack's region, or us-east-1, where CloudFront, its web ACL and Route 53 health checks are measured."""

MINUTE = 60
FIVE_MINUTES = 5 * MINUTE
DAY = 24 * 60 * MINUTE


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """A metric, and the values of it that somebody must know of."""

    role: str
    """Its part of the logical name; the group in front of the first hyphen has a heading on the dashboard."""
    description: str
    """What is wrong, in the words of the email."""
    namespace: str
    metric: str
    dimensions: Mapping[str, pulumi.Input[str]]
    statistic: str
    """`Average`, `Maximum`, `Minimum`, `Sum`, or a percentile such as `p90`."""
    comparison: Comparison = "GreaterThanThreshold"
    threshold: float
    period_seconds: int = MINUTE
    periods: int
    missing: Missing
    """What a period without a value counts as. `missing`: it changes nothing."""
    place: Place = "stack"
    summed: Mapping[str, Sequence[pulumi.Input[str]]] = field(default_factory=dict)
    """One more dimension, and its values: the metric is their sum, for what AWS counts only one by one."""
    felt: bool = False
    """Whether visitors feel it: a part of the one alarm of the whole shop."""

    @property
    def group(self) -> str:
        """The group that it is shown with."""
        return self.role.partition("-")[0]
