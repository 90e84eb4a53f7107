"""Settings of budgets and cost anomaly detection."""

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, field_validator

from settings.account.lists import each_once
from settings.base import Mistake, Model, SeveralMistakesError

# https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/custom-tags.html
TagKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9 _./=+@-]{1,128}$", examples=["cost-center"])]
# A budget has at most ten notifications: https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html
MOST_THRESHOLDS = 9


class CostsSettings(Model):
    """How much may be spent, and who is told when more is spent."""

    monthly_budget_usd: int = Field(
        ge=1, le=10_000_000, description="US dollars that the account may cost a month.", examples=[500]
    )
    threshold_percents: tuple[Annotated[int, Field(ge=1, le=1000)], ...] = Field(
        min_length=1,
        max_length=MOST_THRESHOLDS,
        description="Per cent of the budget, each told once it is spent; the last also when it is foreseen.",
        examples=[[50, 80, 100]],
    )
    anomaly_usd: int = Field(
        ge=1,
        le=1_000_000,
        description="US dollars above what was expected, from which on an anomaly is told.",
        examples=[50],
    )
    anomaly_frequency: Literal["DAILY", "WEEKLY", "IMMEDIATE"] = Field(
        description="When anomalies are told: at once, or gathered.",
    )
    allocation_tags: tuple[TagKey, ...] = Field(
        default=(),
        description=(
            "Tags by which costs can be told apart. Billing knows a tag a day after its first use; until then "
            "the list must be empty."
        ),
        examples=[["cost-center", "environment", "project"]],
    )

    @field_validator("threshold_percents", mode="after")
    @classmethod
    def _rise(cls, percents: tuple[int, ...]) -> tuple[int, ...]:
        mistakes = [
            Mistake(
                path=f"[{index + 1}]",
                problem=f"{later} is not above the {earlier} before it",
                allowed="rising numbers, each once",
                way_out=f"write e.g. [{', '.join(map(str, sorted(set(percents))))}]",
            )
            for index, (earlier, later) in enumerate(pairwise(percents))
            if later <= earlier
        ]
        if mistakes:
            raise SeveralMistakesError(mistakes)
        return percents

    @field_validator("allocation_tags", mode="after")
    @classmethod
    def _has_each_tag_once(cls, tags: tuple[str, ...]) -> tuple[str, ...]:
        each_once(tags)
        return tags
