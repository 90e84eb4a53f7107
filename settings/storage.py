"""Settings of the buckets."""

from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from settings.base import Mistake, Model, SeveralMistakesError

# Both limits: S3 Lifecycle transitions to STANDARD_IA need an age of 30 days, and S3 wants an object to be
# STANDARD_IA for 30 days before the same rule archives it.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
LEAST_DAYS_IN_A_CLASS = 30
# A hundred years. S3 itself takes more, but more is a slip of the keyboard.
MOST_DAYS = 36_500


class AccessLogSettings(Model):
    """How access logs get colder and cheaper with age, until they are deleted."""

    infrequent_access_after_days: int = Field(
        ge=LEAST_DAYS_IN_A_CLASS,
        description="Age at which a log moves to the storage class STANDARD_IA.",
        examples=[30],
    )
    glacier_after_days: int = Field(
        description="Age at which a log moves to the storage class GLACIER.",
        examples=[60],
    )
    expire_after_days: int = Field(
        le=MOST_DAYS,
        description="Age at which a log is deleted.",
        examples=[365],
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        mistakes = [*self._glacier_mistakes(), *self._expiry_mistakes()]
        if mistakes:
            raise SeveralMistakesError(mistakes)
        return self

    def _glacier_mistakes(self) -> list[Mistake]:
        least = self.infrequent_access_after_days + LEAST_DAYS_IN_A_CLASS
        if self.glacier_after_days >= least:
            return []
        return [
            Mistake(
                path="glacierAfterDays",
                problem=f"{self.glacier_after_days} is less than 30 days after the move to STANDARD_IA",
                allowed=f"{least} or more (infrequentAccessAfterDays and {LEAST_DAYS_IN_A_CLASS})",
                way_out=f"write e.g. glacierAfterDays: {least}",
            )
        ]

    def _expiry_mistakes(self) -> list[Mistake]:
        if self.expire_after_days > self.glacier_after_days:
            return []
        return [
            Mistake(
                path="expireAfterDays",
                problem=f"{self.expire_after_days} deletes a log before it moves to GLACIER",
                allowed=f"more than glacierAfterDays, {self.glacier_after_days}",
                way_out=f"write e.g. expireAfterDays: {max(365, self.glacier_after_days + 1)}",
            )
        ]


class StorageSettings(Model):
    """What the buckets keep, for how long, and whether they can be deleted."""

    access_logs: AccessLogSettings = Field(description="The life of an access log.")
    noncurrent_version_days: int = Field(
        ge=1,
        le=MOST_DAYS,
        description="Days that an overwritten or deleted object can be brought back.",
        examples=[90],
    )
    deletion_protection: bool = Field(
        default=True,
        description=(
            "Whether the buckets are kept: Pulumi refuses to delete them, S3 while they hold objects."
        ),
    )


def storage_keeps_the_grade(grade: str, storage: StorageSettings) -> Iterator[Mistake]:
    """Tell that production buckets can be deleted by mistake."""
    if grade == "production" and not storage.deletion_protection:
        yield Mistake(
            path="storage.deletionProtection",
            problem="false lets one command delete the buckets with all that they hold",
            allowed="true where grade is production",
            way_out="write e.g. deletionProtection: true",
        )
