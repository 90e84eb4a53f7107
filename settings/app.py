"""Settings of the application tier, and the rules that tie it to the region and the grade."""

import difflib
from collections.abc import Iterator

from pydantic import Field, ValidationInfo, field_validator

from settings import aws_facts
from settings.base import Mistake, Model, SeveralMistakesError
from settings.network import RetentionDays

PRODUCTION_INSTANCES = 2
# Targets of a target group:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
MOST_INSTANCES = 1000


class AppSettings(Model):
    """The application of an environment: which artifact runs, on what, and how many of it."""

    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    artifact_key: str = Field(
        max_length=1024,
        pattern=r"^app/[A-Za-z0-9._/-]+\.tar\.gz$",
        description="Key of the application's archive in the artifact bucket; a new key is a deployment.",
        examples=["app/1.0.0.tar.gz"],
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
        max_length=1024,
        description="Path that answers 200 while the application can serve.",
        examples=["/healthz"],
    )
    instance_type: str = Field(
        pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$",
        description="EC2 instance type; its processor decides which Amazon Linux image is started.",
        examples=["t4g.small"],
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
    target_cpu_percent: int = Field(
        ge=10,
        le=90,
        description="Average CPU utilization that scaling steers the group towards.",
        examples=[50],
    )
    log_retention_days: RetentionDays = Field(
        description="Days that CloudWatch Logs keeps the application's log.",
    )
    deletion_protection: bool = Field(
        default=True,
        description="Whether AWS refuses to delete the load balancer.",
    )

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


def instance_type_is_offered(region: str, app: AppSettings) -> Iterator[Mistake]:
    """Tell where EC2 does not offer the type in the region, or Amazon Linux does not run on it."""
    offered = aws_facts.instance_types(region) if region in aws_facts.regions() else ()
    # A Mac host starts macOS images only: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-mac-instances.html
    types = [name for name in offered if not name.startswith("mac")]
    if types and app.instance_type not in types:
        nearest = difflib.get_close_matches(app.instance_type, types, n=1, cutoff=0)[0]
        yield Mistake(
            path="app.instanceType",
            problem=f"EC2 has no '{app.instance_type}' for Amazon Linux in {region}",
            allowed=f"one of the {len(types)} types of {aws_facts.source()}",
            way_out=f"write e.g. instanceType: {nearest}",
        )


def app_keeps_the_grade(grade: str, app: AppSettings) -> Iterator[Mistake]:
    """Tell what a production application must have and this one lacks."""
    if grade != "production":
        return
    if app.min_instances < PRODUCTION_INSTANCES:
        yield Mistake(
            path="app.minInstances",
            problem=f"{app.min_instances} ends the application with its instance",
            allowed=f"{PRODUCTION_INSTANCES} or more where grade is production",
            way_out=f"write e.g. minInstances: {PRODUCTION_INSTANCES}",
        )
    if not app.deletion_protection:
        yield Mistake(
            path="app.deletionProtection",
            problem="false lets one command delete the load balancer",
            allowed="true where grade is production",
            way_out="write e.g. deletionProtection: true",
        )
