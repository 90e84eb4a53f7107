"""Settings of Systems Manager: patches, their maintenance window, inventory, sessions and hybrid nodes."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from settings.base import Mistake, Model, SeveralMistakesError
from settings.network import RetentionDays


class PatchWindowSettings(Model):
    """The hours of the week in which patches are installed and instances restarted."""

    day: Literal["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] = Field(
        description="The day, in UTC.", examples=["SUN"]
    )
    start: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = Field(
        description="When it opens, in UTC.", examples=["03:30"]
    )
    # https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateMaintenanceWindow.html
    duration_hours: int = Field(ge=1, le=24, description="Hours that it stays open.", examples=[3])
    cutoff_hours: int = Field(
        ge=0, le=23, description="Hours before its end from which nothing new is begun.", examples=[1]
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.cutoff_hours >= self.duration_hours:
            raise SeveralMistakesError(
                [
                    Mistake(
                        path="cutoffHours",
                        problem=f"{self.cutoff_hours} leaves no time in a window of {self.duration_hours} hours",
                        allowed=f"0 to {self.duration_hours - 1} where durationHours is {self.duration_hours}",
                        way_out=f"write e.g. cutoffHours: {self.duration_hours - 1}",
                    )
                ]
            )
        return self


class SystemsManagerSettings(Model):
    """How instances are patched, looked over and logged in to."""

    # https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PatchRule.html
    approve_after_days: int = Field(
        ge=0,
        le=360,
        description="Days after its release at which a patch is installed; critical ones at once.",
        examples=[7],
    )
    patch_window: PatchWindowSettings = Field(description="When patches are installed.")
    inventory_every_hours: int = Field(
        ge=1, le=24, description="Hours between two inventories of what is installed.", examples=[12]
    )
    log_retention_days: RetentionDays = Field(
        description="Days that the logs of sessions and commands are kept.", examples=[30]
    )
    # https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateActivation.html
    hybrid_nodes: int = Field(
        default=0,
        ge=0,
        le=1000,
        description="Machines outside of AWS that may register, within a day of the `up` that allows it.",
    )
