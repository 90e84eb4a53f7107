"""Settings of the KMS keys."""

from pydantic import Field

from settings.base import Model


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
