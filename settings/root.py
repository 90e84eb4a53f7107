"""The whole stack config, one field a tier, and the rules that hold across tiers."""

import difflib
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from settings import aws_facts
from settings.alerts import AlertsSettings
from settings.app import AppSettings
from settings.app_rules import app_keeps_the_grade, instance_types_are_offered, spot_has_a_choice
from settings.backup_hours import backups_start_when_the_database_lets_them
from settings.base import Mistake, Model, Rule, SeveralMistakesError, StackModel
from settings.cache import (
    CacheSettings,
    cache_keeps_the_grade,
    cache_node_type_is_offered,
    cache_rehearses_production,
    cache_version_is_offered,
)
from settings.database import (
    DatabaseSettings,
    database_class_is_offered,
    database_keeps_the_grade,
    database_rehearses_production,
    database_version_is_offered,
)
from settings.edge import EdgeSettings, edge_keeps_the_grade
from settings.firewall import FirewallSettings, firewall_keeps_the_grade
from settings.keys import KeysSettings, keys_keep_the_grade
from settings.network import (
    NetworkSettings,
    endpoints_keep_the_grade,
    network_keeps_the_grade,
    zones_are_in_the_region,
)
from settings.offer import recovery_region_offers_the_copies, region_offers_the_shop
from settings.operations import OperationsSettings
from settings.place import shown
from settings.recovery import RecoverySettings, recovery_keeps_its_promises, recovery_keeps_the_grade
from settings.security import SecuritySettings
from settings.storage import StorageSettings, storage_keeps_the_grade
from settings.systems_manager import SystemsManagerSettings
from settings.tables import TablesSettings, dax_is_offered, tables_keep_the_grade
from settings.web import WebSettings, vpc_origins_are_offered, web_keeps_the_grade

# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
TagValue = Annotated[str, Field(min_length=1, max_length=256, pattern=r"^[A-Za-z0-9 _.:/=+@-]+$")]
# China and GovCloud are partitions of their own: other ARNs, and CloudFront without us-east-1, or none at all.
# https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
OTHER_PARTITIONS = ("cn-", "us-gov-")
AccountId = Annotated[str, Field(pattern=r"^[0-9]{12}$", examples=["111122223333"])]


class AwsSettings(Model):
    """Which account an `up` may touch, and the role that it takes on for it."""

    account_ids: tuple[AccountId, ...] = Field(
        default=(),
        description="The only accounts that an `up` may change; empty: whichever the credentials lead to.",
        examples=[["111122223333"]],
    )
    assume_role_arn: Annotated[str, Field(pattern=r"^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$")] | None = Field(
        default=None,
        description="The IAM role that the AWS provider assumes for every call.",
        examples=["arn:aws:iam::111122223333:role/deploy"],
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        account = self.assume_role_arn.split(":")[4] if self.assume_role_arn else None
        if account and self.account_ids and account not in self.account_ids:
            raise SeveralMistakesError(
                [
                    Mistake(
                        path="assumeRoleArn",
                        problem=f"{shown(self.assume_role_arn)} is a role of another account than accountIds",
                        allowed=f"a role of {', '.join(self.account_ids)}",
                        way_out=f"name a role of that account, or add '{account}' to accountIds",
                    )
                ]
            )
        return self


def region_exists(region: str) -> Iterator[Mistake]:
    """Tell that AWS has no such region, or one that the program cannot be deployed to."""
    regions = _own_partition()
    if region in regions:
        return
    known = region in aws_facts.regions()
    yield Mistake(
        path="aws:region",
        problem=f"{shown(region)} "
        + ("has no CloudFront of us-east-1" if known else f"is no region known to {aws_facts.source()}"),
        allowed=", ".join(regions),
        way_out=f"write e.g. aws:region: {_nearest(region, regions)}",
    )


def recovery_region_is_another(region: str, recovery_region: str) -> Iterator[Mistake]:
    """Tell that copies would lie where a disaster takes them too, or in no region at all."""
    others = tuple(name for name in _own_partition() if name != region)
    if recovery_region in others:
        return
    problem = f"is no region known to {aws_facts.source()}"
    if recovery_region == region:
        problem = "is the stack's own region, which a disaster takes with all its copies"
    elif recovery_region in aws_facts.regions():
        problem = "is in another partition, where nothing is copied to"
    yield Mistake(
        path="recoveryRegion",
        problem=f"{shown(recovery_region)} {problem}",
        allowed=", ".join(others),
        way_out=f"write e.g. shop:recoveryRegion: {_nearest(recovery_region, _same_continent(region, others))}",
    )


def _same_continent(region: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """Return the others of the region's continent, which data may have to stay on; all, if it is the only one."""
    continent = region.partition("-")[0]
    return tuple(name for name in others if name.partition("-")[0] == continent) or others


def _own_partition() -> tuple[str, ...]:
    return tuple(name for name in aws_facts.regions() if not name.startswith(OTHER_PARTITIONS))


def prod_is_of_production_grade(environment: str, grade: str) -> Iterator[Mistake]:
    """Tell that prod is run below the grade that its users count on."""
    if environment == "prod" and grade != "production":
        yield Mistake(
            path="grade",
            problem=f"'{grade}' in prod",
            allowed="'production' where environment is prod",
            way_out="write e.g. shop:grade: production",
        )


def _nearest(value: str, values: tuple[str, ...]) -> str:
    return difflib.get_close_matches(value, values, n=1, cutoff=0)[0]


class Settings(StackModel):
    """Everything that one environment may choose."""

    rules: ClassVar[tuple[Rule, ...]] = (
        region_exists,
        recovery_region_is_another,
        region_offers_the_shop,
        recovery_region_offers_the_copies,
        prod_is_of_production_grade,
        zones_are_in_the_region,
        network_keeps_the_grade,
        endpoints_keep_the_grade,
        keys_keep_the_grade,
        storage_keeps_the_grade,
        edge_keeps_the_grade,
        firewall_keeps_the_grade,
        vpc_origins_are_offered,
        web_keeps_the_grade,
        instance_types_are_offered,
        spot_has_a_choice,
        app_keeps_the_grade,
        database_class_is_offered,
        database_version_is_offered,
        database_rehearses_production,
        database_keeps_the_grade,
        cache_version_is_offered,
        cache_node_type_is_offered,
        cache_rehearses_production,
        cache_keeps_the_grade,
        recovery_keeps_the_grade,
        recovery_keeps_its_promises,
        backups_start_when_the_database_lets_them,
        dax_is_offered,
        tables_keep_the_grade,
    )

    region: str = Field(
        alias="aws:region", description="The AWS region of the stack.", examples=["eu-west-1"]
    )
    recovery_region: str = Field(
        description="Another region, where copies of backups and of the documents lie.",
        examples=["eu-central-1"],
    )
    environment: Literal["dev", "staging", "prod"] = Field(
        description="The environment, equal to the stack's name."
    )
    grade: Literal["production", "non-production"] = Field(
        description="What the environment promises: production survives the loss of a zone.",
    )
    owner: TagValue = Field(
        description="Who answers for the stack, as a tag of all its resources.", examples=["shop-platform"]
    )
    cost_center: TagValue = Field(
        description="Who pays for the stack, as a tag of all its resources.", examples=["retail-4711"]
    )
    aws: AwsSettings = Field(
        default=AwsSettings(), description="The account that the stack lives in, where it is pinned."
    )
    alerts: AlertsSettings = Field(description="The people who are told when something is wrong.")
    operations: OperationsSettings = Field(description="The alarms: at which values they go off.")
    network: NetworkSettings = Field(description="The VPC: addresses, zones, NAT, flow logs.")
    security: SecuritySettings = Field(description="The public end of the security chain.")
    keys: KeysSettings = Field(description="The customer keys: their rotation and their end.")
    storage: StorageSettings = Field(description="The buckets of logs, artifacts and documents.")
    edge: EdgeSettings = Field(description="The domain, its zones and its health check.")
    firewall: FirewallSettings = Field(description="The web ACLs: count or block, and the rate limit.")
    web: WebSettings = Field(description="The static site behind CloudFront.")
    app: AppSettings = Field(description="The application: artifact, instances, scaling.")
    database: DatabaseSettings = Field(description="The PostgreSQL: size, copies, backups.")
    cache: CacheSettings = Field(description="The Valkey in front of it: size, replicas, snapshots.")
    tables: TablesSettings = Field(description="The DynamoDB tables, and DAX in front of them.")
    systems_manager: SystemsManagerSettings = Field(
        description="Patches of the instances, their window, inventory and sessions."
    )
    recovery: RecoverySettings = Field(description="Backups, their lock, and what is promised: RPO and RTO.")
