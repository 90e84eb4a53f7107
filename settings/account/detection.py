"""Settings of GuardDuty, Inspector and IAM Access Analyzer."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, field_validator

from settings.account.lists import each_once
from settings.base import Mistake, Model, SeveralMistakesError

# Those that stand for themselves. Runtime monitoring brings an agent onto instances, which is the shop's choice.
# https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DetectorFeatureConfiguration.html
Feature = Literal[
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "LAMBDA_NETWORK_LOGS",
]
FEATURES: tuple[Feature, ...] = (
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "LAMBDA_NETWORK_LOGS",
)
ScanType = Literal["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]


class DetectionSettings(Model):
    """What is watched for attacks, for vulnerabilities, and for access that nobody meant to give."""

    guard_duty_features: tuple[Feature, ...] = Field(
        description="The protection plans of GuardDuty, beside its foundation; each costs by what it reads.",
        examples=[["S3_DATA_EVENTS", "RDS_LOGIN_EVENTS"]],
    )
    publishing_frequency: Literal["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"] = Field(
        description="How often GuardDuty repeats a finding that goes on.",
    )
    # https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings.html#guardduty_findings-severity
    least_severity: int = Field(
        ge=1, le=9, description="The severity from which on a GuardDuty finding is told.", examples=[4]
    )
    inspector_scans: tuple[ScanType, ...] = Field(
        description="What Inspector scans for vulnerabilities; nothing leaves it out, where a region lacks it.",
        examples=[["EC2", "LAMBDA"]],
    )
    unused_access_days: int = Field(
        ge=1, le=365, description="Days without use after which access counts as unused.", examples=[90]
    )

    @field_validator("guard_duty_features", "inspector_scans", mode="after")
    @classmethod
    def _has_each_once(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        each_once(values)
        # https://docs.aws.amazon.com/inspector/latest/user/scanning-lambda.html
        if "LAMBDA_CODE" in values and "LAMBDA" not in values:
            raise SeveralMistakesError(
                [
                    Mistake(
                        path="",
                        problem="'LAMBDA_CODE' stands without 'LAMBDA', which it builds upon",
                        allowed="both, or LAMBDA alone",
                        way_out="add LAMBDA",
                    )
                ]
            )
        return values


def detection_keeps_the_grade(grade: str, detection: DetectionSettings) -> Iterator[Mistake]:
    """Tell what production must be watched for and is not."""
    if grade != "production":
        return
    missing = [
        feature
        for feature in ("S3_DATA_EVENTS", "RDS_LOGIN_EVENTS")
        if feature not in detection.guard_duty_features
    ]
    if missing:
        yield Mistake(
            path="detection.guardDutyFeatures",
            problem=f"{' and '.join(missing)} missing, so that nobody watches over production's data",
            allowed="a list with S3_DATA_EVENTS and RDS_LOGIN_EVENTS where grade is production",
            way_out=f"add {', '.join(missing)}",
        )
