"""Settings of the buckets."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from settings.base import Mistake, Model, SeveralMistakesError, lack

# Both limits: S3 Lifecycle transitions to STANDARD_IA need an age of 30 days, and S3 wants an object to be
# STANDARD_IA for 30 days before the same rule archives it.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
LEAST_DAYS_IN_A_CLASS = 30
# A hundred years. S3 itself takes more, but more is a slip of the keyboard.
MOST_DAYS = 36_500
# A year of logs is what investigations and audits ask for, such as PCI DSS 4.0, 10.5.1.
PRODUCTION_LOCK_DAYS = 365

LockMode = Literal["GOVERNANCE", "COMPLIANCE"]
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html#object-lock-retention-modes"""

Department = Annotated[
    str,
    Field(
        # The name of an access point has up to 50 characters, and project and stack are part of it.
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html
        pattern=r"^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$",
        description="Name of a department: its folder, its access point and the tag `department` of its roles.",
        examples=["sales"],
    ),
]


class AccessLogSettings(Model):
    """How logs get colder and cheaper with age, until they are deleted."""

    infrequent_access_after_days: int = Field(
        ge=LEAST_DAYS_IN_A_CLASS,
        description="Age at which a log moves to its storage class of infrequent access.",
        examples=[30],
    )
    glacier_after_days: int = Field(
        description="Age at which a log moves to its storage class of archives.",
        examples=[60],
    )
    expire_after_days: int = Field(
        le=MOST_DAYS,
        description="Age at which a log is deleted.",
        examples=[365],
    )
    infrequent_access_class: Literal["STANDARD_IA", "ONEZONE_IA"] = Field(
        default="STANDARD_IA",
        description="The storage class of infrequent access; ONEZONE_IA is cheaper and is lost with its zone.",
    )
    glacier_class: Literal["GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"] = Field(
        default="GLACIER",
        description="The storage class of archives: read at once, within hours, or within half a day.",
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        mistakes = [*self._glacier_mistakes(), *self._expiry_mistakes(), *self._class_mistakes()]
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

    def _class_mistakes(self) -> list[Mistake]:
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
        if (self.infrequent_access_class, self.glacier_class) != ("ONEZONE_IA", "GLACIER_IR"):
            return []
        return [
            Mistake(
                path="glacierClass",
                problem="'GLACIER_IR' is no class that S3 moves a log to from ONEZONE_IA",
                allowed="'GLACIER' or 'DEEP_ARCHIVE' after ONEZONE_IA",
                way_out="write e.g. glacierClass: GLACIER",
            )
        ]


class AuditLogSettings(AccessLogSettings):
    """The life of an audit log, in the first part of which nobody can delete or overwrite it."""

    lock_mode: LockMode = Field(
        description="Who may delete a locked log: a few with a permission of its own, or nobody at all.",
        examples=["COMPLIANCE"],
    )
    lock_days: int = Field(
        ge=1, le=MOST_DAYS, description="Days in which no log can be deleted.", examples=[365]
    )

    @model_validator(mode="after")
    def _outlives_its_lock(self) -> Self:
        if self.lock_days > self.expire_after_days:
            raise SeveralMistakesError(
                [
                    Mistake(
                        path="lockDays",
                        problem=f"{self.lock_days} locks a log for longer than it is kept",
                        allowed=f"at most expireAfterDays, {self.expire_after_days}",
                        way_out=f"write e.g. lockDays: {self.expire_after_days}",
                    )
                ]
            )
        return self


class DocumentSettings(Model):
    """The documents: how they are encrypted and stored, who shares them, how their copy is made."""

    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingDSSEncryption.html
    encryption: Literal["aws:kms", "aws:kms:dsse"] = Field(
        default="aws:kms",
        description="One layer of encryption with the customer key, or two (DSSE-KMS).",
    )
    storage_class: Literal["STANDARD", "INTELLIGENT_TIERING"] = Field(
        default="INTELLIGENT_TIERING",
        description="Where documents lie: always at hand, or moved by S3 itself as seldom as they are read.",
    )
    departments: tuple[Department, ...] = Field(
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html
        max_length=100,
        description="Departments, each with an access point that opens its own folder to its own roles.",
        examples=[["sales"]],
    )
    replica_storage_class: Literal["STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER_IR"] = Field(
        default="STANDARD_IA",
        description="The storage class of the copies in the recovery region; each can be read at once.",
    )
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html
    replication_time_control: bool = Field(
        default=False,
        description="Whether S3 promises, for money, to copy within 15 minutes what is written.",
    )
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/transfer-acceleration.html
    transfer_acceleration: bool = Field(
        default=False,
        description="Whether far clients may upload by way of the nearest edge location, for money.",
    )

    @field_validator("departments", mode="after")
    @classmethod
    def _are_named_once(cls, departments: tuple[str, ...]) -> tuple[str, ...]:
        mistakes = [
            Mistake(
                path=f"[{place}]",
                problem=f"'{department}' stands in the list already",
                allowed="each department once",
                way_out="take it out",
            )
            for place, department in enumerate(departments)
            if department in departments[:place]
        ]
        if mistakes:
            raise SeveralMistakesError(mistakes)
        return departments


class StorageSettings(Model):
    """What the buckets keep, for how long, and whether they can be deleted."""

    access_logs: AccessLogSettings = Field(description="The life of an access log.")
    audit_logs: AuditLogSettings = Field(description="The life of an audit log, and its lock.")
    documents: DocumentSettings = Field(description="The documents that the application keeps.")
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

    @model_validator(mode="after")
    def _keeps_what_it_cannot_delete(self) -> Self:
        if self.audit_logs.lock_mode == "COMPLIANCE" and not self.deletion_protection:
            raise SeveralMistakesError(
                [
                    Mistake(
                        path="auditLogs.lockMode",
                        problem="'COMPLIANCE' without deletionProtection is a bucket that no destroy can empty",
                        allowed="'GOVERNANCE', or deletionProtection: true",
                        way_out="write e.g. lockMode: GOVERNANCE",
                    )
                ]
            )
        return self


def storage_keeps_the_grade(grade: str, storage: StorageSettings) -> Iterator[Mistake]:
    """Tell what production buckets must have and these lack."""
    if grade != "production":
        return
    if not storage.deletion_protection:
        yield lack(
            "storage.deletionProtection",
            "false lets one command delete the buckets with all that they hold",
            "true",
            "true",
        )
    if storage.audit_logs.lock_mode != "COMPLIANCE":
        yield lack(
            "storage.auditLogs.lockMode",
            "'GOVERNANCE' lets an administrator delete the evidence",
            "'COMPLIANCE'",
            "COMPLIANCE",
        )
    if storage.audit_logs.lock_days < PRODUCTION_LOCK_DAYS:
        yield lack(
            "storage.auditLogs.lockDays",
            f"{storage.audit_logs.lock_days} lets the evidence of a late discovery be gone",
            f"{PRODUCTION_LOCK_DAYS} or more",
            PRODUCTION_LOCK_DAYS,
        )
