"""The roles of CI and of operators."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws import iam

from components.bootstrap import permissions, trust
from components.bootstrap.boundary import PATH, BoundaryPlace, boundary
from components.customer_key import alias_name
from settings.account.delivery import EDGE_REGION, DeliverySettings

DESCRIPTIONS: Final = {
    "preview": "CI jobs that preview: they read all but data.",
    "drift": "CI jobs that look for drift: they read all but data, and the secrets of the project.",
    "deploy": "CI jobs that deploy: they make roles only with the project's boundary.",
    "operations": "People with a second factor who operate what is deployed.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryArgs:
    """What the delivery is given: its settings, where it stands, and the state that its roles read and write."""

    settings: DeliverySettings
    account_id: pulumi.Input[str]
    region: str
    state_bucket_arn: pulumi.Input[str]
    state_key_arn: pulumi.Input[str]
    secrets_key_arn: pulumi.Input[str]


class Delivery(pulumi.ComponentResource):
    """Roles without a key: CI jobs show a token of their issuer, people a second factor.

        CI job of a reviewer  --> <project>-<stack>-preview     reads all but data
        CI job at night       --> <project>-<stack>-drift       reads as a refresh does, its secrets too
        CI job of a branch    --> <project>-<stack>-deploy      makes the shop, roles only with its boundary
        person with MFA       --> <project>-<stack>-operations  sessions, runbooks, refreshes, alarms

    All of them within one boundary, which keeps them from the audit, from the account's defaults, from each
    other and from itself. So `account/` is deployed by an administrator, never by CI. The names are physical,
    because the configuration of CI holds them.
    """

    boundary_arn: pulumi.Output[str]
    """The boundary of every role of the account's own; known in a preview."""
    preview_role_arn: pulumi.Output[str]
    drift_role_arn: pulumi.Output[str]
    deploy_role_arn: pulumi.Output[str]
    operations_role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: DeliveryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:bootstrap:Delivery", name, args.settings.model_dump(mode="json"), opts)
        self._base, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._prefix = f"{pulumi.get_project()}-{pulumi.get_stack()}"
        self._boundary = self._create_boundary()
        self.boundary_arn = pulumi.Output.all(args.account_id, self._boundary.name).apply(_policy_arn)
        issuer = iam.OpenIdConnectProvider(
            f"{name}-jobs",
            url=args.settings.issuer,
            # The thumbprint is AWS's own affair: it checks the issuer's certificate by its own authorities.
            client_id_lists=[args.settings.audience],
            opts=self._child,
        )
        self.preview_role_arn = self._create_preview_role(issuer)
        self.drift_role_arn = self._create_drift_role(issuer)
        self.deploy_role_arn = self._create_deploy_role(issuer)
        self.operations_role_arn = self._create_operations_role()
        self.register_outputs(
            {
                "boundary_arn": self.boundary_arn,
                "preview_role_arn": self.preview_role_arn,
                "drift_role_arn": self.drift_role_arn,
                "deploy_role_arn": self.deploy_role_arn,
                "operations_role_arn": self.operations_role_arn,
            }
        )

    def _create_boundary(self) -> iam.Policy:
        settings, region = self._args.settings, self._args.region
        base, aliases = self._base, alias_name("").rstrip("-")

        def document(account_id: str) -> str:
            return json.dumps(
                boundary(
                    BoundaryPlace(
                        account_id=account_id,
                        regions=[region, settings.recovery_region, EDGE_REGION],
                        project=settings.project,
                        stacks=settings.stacks,
                        own_prefix=base,
                        own_aliases=aliases,
                    )
                )
            )

        return iam.Policy(
            f"{self._base}-boundary",
            name=f"{self._prefix}-boundary",
            path=PATH,
            description="The most that CI, operators and the account's own services may do.",
            policy=pulumi.Output.from_input(self._args.account_id).apply(document),
            opts=self._child,
        )

    def _create_preview_role(self, issuer: iam.OpenIdConnectProvider) -> pulumi.Output[str]:
        role = self._create_job_role("preview", self._args.settings.preview_subjects, 1, issuer)
        self._attach("preview", role, permissions.READ_ONLY)
        self._create_policy("preview-state", role, self._state_policy(write=False))
        limits = pulumi.Output.from_input(self._args.state_bucket_arn).apply(permissions.preview_limits)
        self._create_policy("preview-limits", role, limits)
        return role.arn

    def _create_drift_role(self, issuer: iam.OpenIdConnectProvider) -> pulumi.Output[str]:
        args, settings = self._args, self._args.settings
        role = self._create_job_role("drift", settings.drift_subjects, 1, issuer)
        self._attach("drift", role, permissions.READ_ONLY)
        self._create_policy("drift-state", role, self._state_policy(write=False))

        def reads(account_id: str) -> dict[str, Any]:
            return permissions.drift_policy(settings.project, account_id)

        def limits(wires: Sequence[str]) -> dict[str, Any]:
            account_id, bucket = wires
            return permissions.drift_limits(bucket, settings.project, account_id)

        account_id = pulumi.Output.from_input(args.account_id)
        self._create_policy("drift-secrets", role, account_id.apply(reads))
        self._create_policy(
            "drift-limits", role, pulumi.Output.all(account_id, args.state_bucket_arn).apply(limits)
        )
        return role.arn

    def _create_deploy_role(self, issuer: iam.OpenIdConnectProvider) -> pulumi.Output[str]:
        settings = self._args.settings
        role = self._create_job_role("deploy", settings.deploy_subjects, settings.session_hours, issuer)
        self._attach("deploy", role, permissions.POWER_USER)
        self._create_policy("deploy-state", role, self._state_policy(write=True))

        def document(account_id: str) -> dict[str, Any]:
            return permissions.roles_policy(settings.project, settings.stacks, account_id)

        self._create_policy(
            "deploy-roles", role, pulumi.Output.from_input(self._args.account_id).apply(document)
        )
        return role.arn

    def _create_operations_role(self) -> pulumi.Output[str]:
        project = self._args.settings.project
        account_id = pulumi.Output.from_input(self._args.account_id)
        role = self._create_role("operations", account_id.apply(trust.operator_trust), 1, self._child)
        self._attach("operations", role, permissions.READ_ONLY)

        def document(account_id: str) -> dict[str, Any]:
            return permissions.operations_policy(project, account_id)

        self._create_policy("operations", role, account_id.apply(document))
        self._create_policy(
            "operations-limits", role, pulumi.Output.from_input(permissions.operations_limits())
        )
        return role.arn

    def _create_job_role(
        self, kind: str, subjects: Sequence[str], hours: int, issuer: iam.OpenIdConnectProvider
    ) -> iam.Role:
        settings = self._args.settings

        def document(account_id: str) -> dict[str, Any]:
            return trust.job_trust(settings.issuer, settings.audience, subjects, account_id)

        return self._create_role(
            kind,
            pulumi.Output.from_input(self._args.account_id).apply(document),
            hours,
            pulumi.ResourceOptions(parent=self, depends_on=[issuer]),
        )

    def _create_role(
        self, kind: str, trusts: pulumi.Output[dict[str, Any]], hours: int, opts: pulumi.ResourceOptions
    ) -> iam.Role:
        return iam.Role(
            f"{self._base}-{kind}",
            name=f"{self._prefix}-{kind}",
            path=PATH,
            description=DESCRIPTIONS[kind],
            assume_role_policy=pulumi.Output.json_dumps(trusts),
            permissions_boundary=self._boundary.arn,
            max_session_duration=hours * 3600,
            opts=opts,
        )

    def _attach(self, kind: str, role: iam.Role, policy_arn: str) -> None:
        iam.RolePolicyAttachment(
            f"{self._base}-{kind}", role=role.name, policy_arn=policy_arn, opts=self._child
        )

    def _create_policy(self, kind: str, role: iam.Role, document: pulumi.Output[dict[str, Any]]) -> None:
        iam.RolePolicy(
            f"{self._base}-{kind}",
            role=role.name,
            policy=pulumi.Output.json_dumps(document),
            opts=self._child,
        )

    def _state_policy(self, *, write: bool) -> pulumi.Output[dict[str, Any]]:
        args, region = self._args, self._args.region

        def document(arns: Sequence[str]) -> dict[str, Any]:
            bucket, state_key, secrets_key = arns
            return permissions.state_policy(bucket, state_key, secrets_key, region, write=write)

        wires = pulumi.Output.all(args.state_bucket_arn, args.state_key_arn, args.secrets_key_arn)
        return wires.apply(document)


def _policy_arn(parts: Sequence[str]) -> str:
    account_id, policy_name = parts
    return f"arn:aws:iam::{account_id}:policy{PATH}{policy_name}"
