"""The whole stack config, one field a tier, and the rules that hold across tiers."""

from typing import Annotated, Literal

from pydantic import Field

from settings.base import Model, StackModel
from settings.edge import EdgeSettings
from settings.keys import KeysSettings
from settings.network import NetworkSettings
from settings.security import SecuritySettings
from settings.storage import StorageSettings
from settings.web import WebSettings

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


class Settings(StackModel):
    """Everything that one environment may choose."""

    region: str = Field(
        alias="aws:region", description="The AWS region of the stack.", examples=["eu-west-1"]
    )
    environment: Literal["dev", "staging", "prod"] = Field(
        description="The environment; equal to the stack's name."
    )
    grade: Literal["production", "non-production"] = Field(
        description="What the environment promises; production must survive the loss of a zone.",
    )
    owner: str = Field(
        min_length=1,
        max_length=256,
        description="Who answers for the stack (tag).",
        examples=["shop-platform"],
    )
    cost_center: str = Field(
        min_length=1, max_length=256, description="Who pays for the stack (tag).", examples=["retail-4711"]
    )
    aws: AwsSettings = Field(
        default=AwsSettings(), description="The account that the stack lives in, where it is pinned."
    )
    network: NetworkSettings = Field(description="The VPC: addresses, zones, NAT, flow logs.")
    security: SecuritySettings = Field(description="The public end of the security chain.")
    keys: KeysSettings = Field(description="The customer keys: their rotation and their end.")
    storage: StorageSettings = Field(description="The buckets of access logs and artifacts.")
    edge: EdgeSettings = Field(description="The public domain.")
    web: WebSettings = Field(description="The static site behind CloudFront.")
