"""The whole stack config of the account, one field a tier, and the rules that hold across tiers."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from settings.account.audit import AuditSettings, audit_keeps_the_grade
from settings.account.bootstrap import BootstrapSettings, bootstrap_keeps_the_grade
from settings.account.compliance import ComplianceSettings, compliance_keeps_the_grade
from settings.account.costs import CostsSettings
from settings.account.defaults import DefaultsSettings
from settings.account.delivery import DeliverySettings, recovery_is_elsewhere, reviewers_do_not_deploy
from settings.account.detection import DetectionSettings, detection_keeps_the_grade
from settings.account.offer import inspector_is_offered, region_offers_the_account
from settings.alerts import AlertsSettings
from settings.base import Mistake, Rule, StackModel
from settings.keys import KeysSettings, keys_keep_the_grade
from settings.root import AwsSettings, TagValue, region_exists


def prod_is_of_production_grade(environment: str, grade: str) -> Iterator[Mistake]:
    """Tell that the account of prod is kept below the grade that its users count on."""
    if environment == "prod" and grade != "production":
        yield Mistake(
            path="grade",
            problem=f"'{grade}' in prod",
            allowed="'production' where environment is prod",
            way_out="write e.g. shop-account:grade: production",
        )


class AccountSettings(StackModel):
    """Everything that one account may choose."""

    rules: ClassVar[tuple[Rule, ...]] = (
        region_exists,
        region_offers_the_account,
        prod_is_of_production_grade,
        keys_keep_the_grade,
        bootstrap_keeps_the_grade,
        reviewers_do_not_deploy,
        recovery_is_elsewhere,
        audit_keeps_the_grade,
        compliance_keeps_the_grade,
        detection_keeps_the_grade,
        inspector_is_offered,
    )

    region: str = Field(
        alias="aws:region", description="The AWS region of the account's stacks.", examples=["eu-west-1"]
    )
    environment: Literal["dev", "staging", "prod"] = Field(
        description="The environment that the account is for, equal to the stack's name; where several share "
        "an account, the highest of them."
    )
    grade: Literal["production", "non-production"] = Field(
        description="What the environment promises: production can prove what was done in it.",
    )
    owner: TagValue = Field(
        description="Who answers for the account, as a tag of all its resources.", examples=["shop-platform"]
    )
    cost_center: TagValue = Field(
        description="Who pays for the account, as a tag of all its resources.", examples=["retail-4711"]
    )
    aws: AwsSettings = Field(
        default=AwsSettings(), description="The account that the stack lives in, where it is pinned."
    )
    keys: KeysSettings = Field(description="The customer keys: their rotation and their end.")
    alerts: AlertsSettings = Field(description="Whom findings, alarms and budgets are told.")
    bootstrap: BootstrapSettings = Field(description="The bucket of the Pulumi state.")
    delivery: DeliverySettings = Field(description="The roles of CI and of operators.")
    audit: AuditSettings = Field(description="CloudTrail: what is recorded, and for how long.")
    compliance: ComplianceSettings = Field(description="AWS Config: what is judged, and what is mended.")
    detection: DetectionSettings = Field(description="GuardDuty, Inspector and IAM Access Analyzer.")
    defaults: DefaultsSettings = Field(description="What the account refuses or does by default.")
    costs: CostsSettings = Field(description="Budgets and cost anomaly detection.")
