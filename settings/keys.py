"""Settings of the KMS keys."""

from collections.abc import Iterator

from pydantic import Field

from settings.base import Mistake, Model, lack


class KeysSettings(Model):
    """How the customer keys are rotated, and how long a deleted one can be brought back."""

    # https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
    deletion_window_days: int = Field(
        ge=7,
        le=30,
        description="Days between the deletion of a key and its end, in which it can be brought back.",
        examples=[30],
    )
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
    rotation_period_days: int = Field(
        ge=90,
        le=2560,
        description="Days between two rotations of a key's material.",
        examples=[365],
    )
    deletion_protection: bool = Field(
        default=True,
        description="Whether Pulumi refuses to delete the keys; what a deleted key encrypted is lost.",
    )


def keys_keep_the_grade(grade: str, keys: KeysSettings) -> Iterator[Mistake]:
    """Tell that a production key can be deleted by mistake."""
    if grade == "production" and not keys.deletion_protection:
        yield lack(
            "keys.deletionProtection",
            "false lets one command delete the keys, and with them all that they encrypt",
            "true",
            "true",
        )
