"""The one AWS provider of a program: region, account, role and the tags of every resource."""

from collections.abc import Mapping
from typing import Protocol

import pulumi
import pulumi_aws as aws

from settings.root import AwsSettings


class ProgramSettings(Protocol):
    """What the settings of any program say of its place and of who answers for it."""

    @property
    def region(self) -> str:
        """Where the resources lie."""

    @property
    def environment(self) -> str:
        """The environment that they belong to."""

    @property
    def owner(self) -> str:
        """Who answers for them."""

    @property
    def cost_center(self) -> str:
        """Who pays for them."""

    @property
    def aws(self) -> AwsSettings:
        """Which account they may be made in."""


def default_tags(settings: ProgramSettings) -> Mapping[str, str]:
    """Return the tags that every resource carries, so that cost and ownership can be told."""
    return {
        "project": pulumi.get_project(),
        "environment": settings.environment,
        "owner": settings.owner,
        "cost-center": settings.cost_center,
        "managed-by": "pulumi",
    }


def aws_provider(settings: ProgramSettings) -> aws.Provider:
    """Make the provider that every AWS resource uses; an `up` against another account fails at once."""
    role = settings.aws.assume_role_arn
    return aws.Provider(
        "aws",
        region=settings.region,
        allowed_account_ids=list(settings.aws.account_ids) or None,
        assume_roles=[aws.ProviderAssumeRoleArgs(role_arn=role)] if role else None,
        default_tags=aws.ProviderDefaultTagsArgs(tags=dict(default_tags(settings))),
    )
