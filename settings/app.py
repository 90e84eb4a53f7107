"""Settings of the application tier: which artifact runs, on what, and how many of it."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from settings.app_image import ImageSettings
from settings.app_scaling import MOST_INSTANCES, MOST_SCHEDULES, RolloutSettings, ScheduleSettings
from settings.base import Mistake, Model, SeveralMistakesError
from settings.network import RetentionDays
from settings.processor import architecture, family

# https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-mixed-instances-group-manual-instance-type-selection.html
MOST_TYPES = 40
# A Spot Instance has two minutes from its notice to its end, and must stop within them.
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
LONGEST_SPOT_DRAIN_SECONDS = 90

InstanceType = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$",
        max_length=32,
        description="An EC2 instance type.",
        examples=["t4g.small"],
    ),
]
Family = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9-]+$",
        max_length=24,
        description="The family of instance types in front of the dot.",
        examples=["t4g"],
    ),
]


class AppSettings(Model):
    """The application of an environment: which artifact runs, on what, and how many of it."""

    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    artifact_key: str = Field(
        max_length=1024,
        pattern=r"^app/[A-Za-z0-9._/-]+\.tar\.gz$",
        description="Key of the application's archive in the artifact bucket; a new key is a deployment.",
        examples=["app/1.0.0.tar.gz"],
    )
    artifact_sha256: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        max_length=64,
        description="SHA-256 of the archive; an instance starts no other one. Promotion carries it along.",
        examples=["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    )
    image: ImageSettings = Field(
        default=ImageSettings(),
        description="The machine image, where it is not the latest Amazon Linux 2023.",
        examples=[{"parameter": "/shop/images/app"}],
    )
    port: int = Field(
        default=8443,
        ge=1024,
        le=65_535,
        description="TCP port on which the application serves HTTPS. It is no root, so not below 1024.",
    )
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    health_check_path: str = Field(
        default="/healthz",
        pattern=r"^/[A-Za-z0-9._/-]*$",
        # A condition of a listener rule holds no longer path.
        max_length=128,
        description="Path that answers 200 while the application can serve.",
        examples=["/healthz"],
    )
    instance_families: tuple[Family, ...] = Field(
        min_length=1,
        max_length=MOST_TYPES,
        description="The families that the environment may use and pay for; instanceTypes are of these.",
        examples=[["t4g"]],
    )
    instance_types: tuple[InstanceType, ...] = Field(
        min_length=1,
        max_length=MOST_TYPES,
        description=(
            "Instance types of one processor architecture, the preferred one first. Each is a Spot pool of its "
            "own in each zone: the more, the fewer interruptions."
        ),
        examples=[["t4g.small", "t4g.medium"]],
    )
    tenancy: Literal["default", "dedicated"] = Field(
        default="default",
        description="Whether the instances share their hardware with other accounts.",
    )
    # From the size of Amazon Linux's own snapshot to the largest gp3 volume:
    # https://docs.aws.amazon.com/linux/al2023/ug/ec2.html and
    # https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
    root_volume_gib: int = Field(
        ge=8, le=65_536, description="Size of an instance's encrypted root volume, in GiB.", examples=[20]
    )
    min_instances: int = Field(
        ge=1, le=MOST_INSTANCES, description="Least number of instances.", examples=[2]
    )
    max_instances: int = Field(
        ge=1, le=MOST_INSTANCES, description="Most instances that scaling may start.", examples=[6]
    )
    on_demand_base: int = Field(
        ge=0,
        le=MOST_INSTANCES,
        description="Number of instances that are On-Demand Instances before any Spot Instance is started.",
        examples=[2],
    )
    on_demand_percent: int = Field(
        ge=0,
        le=100,
        description="Share of On-Demand Instances above onDemandBase; the rest are Spot Instances.",
        examples=[100],
    )
    target_cpu_percent: int = Field(
        ge=10,
        le=90,
        description="Average CPU utilization that scaling steers the group towards.",
        examples=[50],
    )
    # No instance type has more: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-network-bandwidth.html
    target_network_mbps: int = Field(
        ge=1,
        le=100_000,
        description="Average network traffic of an instance, in Mbit/s each way, that scaling steers towards.",
        examples=[200],
    )
    predictive_scaling: Literal["forecast-only", "forecast-and-scale"] = Field(
        description="Whether the forecast of the daily and weekly load is only shown, or also scales out.",
    )
    schedules: tuple[ScheduleSettings, ...] = Field(
        max_length=MOST_SCHEDULES,
        description="Changes of the group's size by the clock, each by its name.",
        examples=[[]],
    )
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
    drain_seconds: int = Field(
        default=60,
        ge=0,
        le=3600,
        description="Seconds that requests under way get before their instance ends.",
        examples=[60],
    )
    rollout: RolloutSettings = Field(
        default=RolloutSettings(),
        description="What makes a new version go back by itself, and for how long it is watched.",
        examples=[{"errorPercent": 5}],
    )
    log_retention_days: RetentionDays = Field(
        description="Days that CloudWatch Logs keeps the application's log.",
    )
    deletion_protection: bool = Field(
        default=True,
        description="Whether AWS refuses to delete the load balancer.",
    )

    @field_validator("instance_types", mode="after")
    @classmethod
    def _are_allowed_and_alike(cls, types: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        families = info.data.get("instance_families")
        mistakes = [
            mistake
            for index, name in enumerate(types)
            for mistake in _type_mistakes(types[:index], index, name, families)
        ]
        if mistakes:
            raise SeveralMistakesError(mistakes)
        return types

    @field_validator("max_instances", mode="after")
    @classmethod
    def _is_no_less_than_the_least(cls, most: int, info: ValidationInfo) -> int:
        least = info.data.get("min_instances", 1)
        if most < least:
            raise SeveralMistakesError(
                [
                    Mistake(
                        path="",
                        problem=f"{most} is less than minInstances, {least}",
                        allowed=f"{least} or more",
                        way_out=f"write e.g. maxInstances: {least}",
                    )
                ]
            )
        return most

    @field_validator("schedules", mode="after")
    @classmethod
    def _have_names_of_their_own(
        cls, schedules: tuple[ScheduleSettings, ...]
    ) -> tuple[ScheduleSettings, ...]:
        names = [schedule.name for schedule in schedules]
        mistakes = [
            Mistake(
                path=f"[{index}].name",
                problem=f"'{name}' is named twice",
                allowed="each name once",
                way_out="give it another name, or take it out",
            )
            for index, name in enumerate(names)
            if name in names[:index]
        ]
        if mistakes:
            raise SeveralMistakesError(mistakes)
        return schedules

    @field_validator("drain_seconds", mode="after")
    @classmethod
    def _ends_within_the_notice(cls, seconds: int, info: ValidationInfo) -> int:
        if seconds > LONGEST_SPOT_DRAIN_SECONDS and info.data.get("on_demand_percent", 100) < 100:
            raise SeveralMistakesError(
                [
                    Mistake(
                        path="",
                        problem=f"{seconds} outlasts the two minutes' notice of a Spot Instance",
                        allowed=f"0 to {LONGEST_SPOT_DRAIN_SECONDS} where onDemandPercent is below 100",
                        way_out=f"write e.g. drainSeconds: {LONGEST_SPOT_DRAIN_SECONDS}, or onDemandPercent: 100",
                    )
                ]
            )
        return seconds


def _type_mistakes(
    earlier: Sequence[str], index: int, name: str, families: Sequence[str] | None
) -> list[Mistake]:
    """Tell what is wrong with one type of the list, which `earlier` ones stand in front of."""
    path = f"[{index}]"
    if name in earlier:
        return [
            Mistake(
                path=path, problem=f"'{name}' is named twice", allowed="each type once", way_out="take it out"
            )
        ]
    mistakes = []
    if families is not None and family(name) not in families:
        mistakes.append(
            Mistake(
                path=path,
                problem=f"'{name}' is of none of the environment's instanceFamilies",
                allowed=f"a type of {', '.join(families)}",
                way_out=f"name another type, or add {family(name)} to instanceFamilies",
            )
        )
    if earlier and architecture(name) != architecture(earlier[0]):
        mistakes.append(
            Mistake(
                path=path,
                problem=f"'{name}' is {architecture(name)}, and '{earlier[0]}' is {architecture(earlier[0])}",
                allowed="types of one processor architecture: they start from one image",
                way_out=f"name a type with an {architecture(earlier[0])} processor, or take it out",
            )
        )
    return mistakes
