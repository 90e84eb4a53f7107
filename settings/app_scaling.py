"""Settings of when the application's group changes its size by the clock, and of how a new version goes in."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from settings.base import Mistake, Model, SeveralMistakesError
from settings.cron import is_time_zone, nearest_time_zone, parse_cron

# Targets of a target group:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
MOST_INSTANCES = 1000
# https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html
MOST_SCHEDULES = 125
# https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
LONGEST_BAKE_MINUTES = 172_800 // 60

Instances = Annotated[int, Field(ge=0, le=MOST_INSTANCES)]


class ScheduleSettings(Model):
    """A change of the group's size that comes back with the clock."""

    name: str = Field(
        pattern=r"^[a-z][a-z0-9-]{0,30}$",
        max_length=31,
        description="Name of the schedule, one of its own in the list.",
        examples=["morning"],
    )
    cron: str = Field(
        pattern=r"^[0-9A-Za-z*,/ -]+$",
        max_length=255,
        description="When, as five fields of Unix cron: minute, hour, day of the month, month, day of the week.",
        examples=["0 7 * * MON-FRI"],
    )
    time_zone: str = Field(
        default="Etc/UTC",
        pattern=r"^[A-Za-z0-9_+/-]+$",
        max_length=64,
        description="IANA time zone of the cron expression; it keeps the hour through daylight saving time.",
        examples=["Europe/Dublin"],
    )
    min_instances: Instances = Field(description="Least number of instances from then on.", examples=[2])
    max_instances: Instances = Field(description="Most instances from then on.", examples=[6])
    desired_instances: Instances | None = Field(
        default=None,
        description="Number of instances to go to at once; left to scaling where it is not said.",
        examples=[4],
    )

    @field_validator("cron", mode="after")
    @classmethod
    def _parses(cls, cron: str) -> str:
        try:
            parse_cron(cron)
        except ValueError as error:
            raise _mistake(
                f"'{cron}' does not parse: {error}",
                "five fields of Unix cron (minute, hour, day of the month, month, day of the week)",
                'write e.g. cron: "0 7 * * MON-FRI"',
            ) from None
        return cron

    @field_validator("time_zone", mode="after")
    @classmethod
    def _exists(cls, name: str) -> str:
        if not is_time_zone(name):
            raise _mistake(
                f"'{name}' is no time zone",
                "a name of the IANA time zone database",
                f"write e.g. timeZone: {nearest_time_zone(name)}",
            )
        return name

    @field_validator("max_instances", mode="after")
    @classmethod
    def _is_no_less_than_the_least(cls, most: int, info: ValidationInfo) -> int:
        least = info.data.get("min_instances", 0)
        if most < least:
            raise _mistake(
                f"{most} is less than minInstances, {least}",
                f"{least} or more",
                f"write e.g. maxInstances: {least}",
            )
        return most

    @field_validator("desired_instances", mode="after")
    @classmethod
    def _lies_between(cls, desired: int | None, info: ValidationInfo) -> int | None:
        least, most = info.data.get("min_instances", 0), info.data.get("max_instances", MOST_INSTANCES)
        if desired is not None and not least <= desired <= most:
            raise _mistake(
                f"{desired} is not between minInstances, {least}, and maxInstances, {most}",
                f"{least} to {most}",
                f"write e.g. desiredInstances: {min(max(desired, least), most)}",
            )
        return desired


class RolloutSettings(Model):
    """When a new version counts as bad, so that the group goes back to the one before."""

    error_percent: int = Field(
        default=5,
        ge=1,
        le=100,
        description="Share of requests answered by 5xx, over three minutes, that rolls a new version back.",
        examples=[5],
    )
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: a day at most.
    unhealthy_minutes: int = Field(
        default=5,
        ge=1,
        le=1440,
        description="Minutes with an unhealthy instance behind the load balancer that roll a new version back.",
        examples=[5],
    )
    bake_minutes: int = Field(
        default=10,
        ge=0,
        le=LONGEST_BAKE_MINUTES,
        description="Minutes after the last replacement in which the alarms can still roll it back.",
        examples=[10],
    )


def _mistake(problem: str, allowed: str, way_out: str) -> SeveralMistakesError:
    return SeveralMistakesError([Mistake(path="", problem=problem, allowed=allowed, way_out=way_out)])
