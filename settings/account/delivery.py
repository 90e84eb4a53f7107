"""Settings of the roles that CI and people take on."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, field_validator

from settings import aws_facts
from settings.account.lists import each_once
from settings.base import Mistake, Model
from settings.offer import is_judged
from settings.place import shown

# Twenty characters, so that `<project>-<stack>-boundary` and all other names fit AWS's limits.
StackName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,19}$", examples=["dev"])]
# One subject, word for word: with a wildcard, any branch or any repository could take the role on.
# https://docs.github.com/actions/reference/security/oidc#example-subject-claims
Subject = Annotated[
    str,
    Field(pattern=r"^[^\s*?$]{1,255}$", examples=["repo:example/shop:environment:dev"]),
]
# A longer session than this cannot be asked for: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html
MOST_SESSION_HOURS = 12
# What CloudFront needs (its certificate, web ACL, metrics) is there alone.
EDGE_REGION = "us-east-1"


class DeliverySettings(Model):
    """Which CI jobs may preview, look for drift and deploy, and what they may deploy to."""

    project: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,29}$")] = Field(
        description="The Pulumi project that CI deploys; its resources' names begin with it.",
        examples=["shop"],
    )
    stacks: tuple[StackName, ...] = Field(
        min_length=1,
        max_length=5,
        description="The stacks of that project that live in this account.",
        examples=[["dev"]],
    )
    recovery_region: str = Field(
        description="The other region that the project keeps copies in.", examples=["eu-central-1"]
    )
    issuer: Annotated[
        str, Field(pattern=r"^https://[a-z0-9.-]+\.[a-z]+(/[A-Za-z0-9._/-]*[A-Za-z0-9_-])?$")
    ] = Field(
        description="The OpenID Connect issuer of the CI's tokens, as in their claim `iss`.",
        examples=["https://token.actions.githubusercontent.com"],
    )
    audience: Annotated[str, Field(pattern=r"^[^\s*?$]{1,255}$")] = Field(
        description="The audience of the CI's tokens, as in their claim `aud`.",
        examples=["sts.amazonaws.com"],
    )
    preview_subjects: tuple[Subject, ...] = Field(
        min_length=1,
        max_length=10,
        description="The jobs that may read, each as in its token's claim `sub`.",
        examples=[["repo:example/shop:pull_request"]],
    )
    drift_subjects: tuple[Subject, ...] = Field(
        min_length=1,
        max_length=10,
        description="The jobs that may compare what is deployed with the state, each as in its token's claim "
        "`sub`: they read secrets too, as a refresh does.",
        examples=[["repo:example/shop:environment:dev-drift"]],
    )
    deploy_subjects: tuple[Subject, ...] = Field(
        min_length=1,
        max_length=10,
        description="The jobs that may deploy, each as in its token's claim `sub`.",
        examples=[["repo:example/shop:environment:dev"]],
    )
    session_hours: int = Field(
        ge=1,
        le=MOST_SESSION_HOURS,
        description="Hours that a deployment may take; its credentials end with them.",
        examples=[2],
    )

    @field_validator("stacks", "preview_subjects", "drift_subjects", "deploy_subjects", mode="after")
    @classmethod
    def _has_each_once(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        each_once(values)
        return values


def reviewers_do_not_deploy(delivery: DeliverySettings) -> Iterator[Mistake]:
    """Tell which job may deploy or read secrets although it runs what nobody has approved yet."""
    for key, subjects, example in (
        ("driftSubjects", delivery.drift_subjects, "prod-drift"),
        ("deploySubjects", delivery.deploy_subjects, "prod"),
    ):
        for index, subject in enumerate(subjects):
            if subject in delivery.preview_subjects:
                problem = "may preview as well, and what is previewed is not approved yet"
            elif subject.endswith(":pull_request"):
                problem = "is every pull request, which nobody has approved yet"
            else:
                continue
            yield Mistake(
                path=f"delivery.{key}[{index}]",
                problem=f"{shown(subject)} {problem}",
                allowed="a protected environment or branch that is not among previewSubjects",
                way_out=f"write e.g. repo:example/shop:environment:{example}",
            )


def recovery_is_elsewhere(region: str, delivery: DeliverySettings) -> Iterator[Mistake]:
    """Tell that the region of the copies is the stack's own, or none."""
    if delivery.recovery_region == region:
        problem, allowed = "is the stack's own region", f"a region other than {region}"
    elif not is_judged(delivery.recovery_region):
        problem = f"is no region of ours known to {aws_facts.source()}"
        allowed = ", ".join(name for name in aws_facts.regions() if is_judged(name) and name != region)
    else:
        return
    example = "eu-west-1" if region == "eu-central-1" else "eu-central-1"
    yield Mistake(
        path="delivery.recoveryRegion",
        problem=f"{shown(delivery.recovery_region)} {problem}",
        allowed=allowed,
        way_out=f"write e.g. recoveryRegion: {example}",
    )
