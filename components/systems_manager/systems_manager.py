"""How people and Systems Manager look after the instances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, iam, ssm

from components.systems_manager.documents import diagnostics_document, session_document
from components.systems_manager.patching import create_patching
from components.systems_manager.permissions import (
    automation_permissions,
    session_permissions,
)
from components.systems_manager.runbook import runbook
from components.trust import automation_trust, systems_manager_trust
from settings.systems_manager import SystemsManagerSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class SystemsManagerArgs:
    """What the tier is given: its settings, and wires from other tiers."""

    settings: SystemsManagerSettings
    tags: Mapping[str, str]
    """What tells the stack's instances and volumes from others."""
    patch_group: str
    """What the instances carry as their tag `PatchGroup`."""
    instance_role_name: pulumi.Input[str]
    """The role of the instances, which log their sessions."""
    alerts_topic_arn: pulumi.Input[str]
    messages_key_arn: pulumi.Input[str]
    """The key of that topic."""
    compute_key_arn: pulumi.Input[str]
    """The key of the instances' volumes."""
    logs_key_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]


class SystemsManager(pulumi.ComponentResource):
    """Instances that are patched in their window, looked over daily, and entered only where it is logged.

        patch baseline ◄── tag PatchGroup ── instances ──► inventory, patch compliance
        maintenance window ──Run Command──►     │
        session document, diagnostics ──────────┘──► log group
        runbook ──role──► instance and data volume of a PostgreSQL host ──► alerts topic

    `hybridNodes` lets as many machines outside of AWS register, by the activation that the `up` makes.
    """

    baseline_id: pulumi.Output[str]
    window_id: pulumi.Output[str]
    runbook_name: pulumi.Output[str]
    session_document_name: pulumi.Output[str]
    diagnostics_document_name: pulumi.Output[str]
    log_group_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: SystemsManagerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(
            "stagecraft:systems_manager:SystemsManager", name, args.settings.model_dump(mode="json"), opts
        )
        self._child = pulumi.ResourceOptions(parent=self)
        log_group = self._create_log(name, args)
        self.log_group_name = log_group.name
        patching = create_patching(name, args.settings, args.patch_group, log_group.name, self._child)
        self.baseline_id = patching.baseline_id
        self.window_id = patching.window_id
        self.session_document_name = self._create_document(
            f"{name}-session", "Session", log_group.name.apply(session_document)
        )
        self.diagnostics_document_name = self._create_document(
            f"{name}-diagnostics", "Command", diagnostics_document()
        )
        self.runbook_name = self._create_runbook(name, args)
        if args.settings.hybrid_nodes:
            self._admit_hybrid_nodes(name, args)
        self.register_outputs(
            {
                "baseline_id": self.baseline_id,
                "window_id": self.window_id,
                "runbook_name": self.runbook_name,
                "session_document_name": self.session_document_name,
                "diagnostics_document_name": self.diagnostics_document_name,
                "log_group_name": self.log_group_name,
            }
        )

    def _create_log(self, name: str, args: SystemsManagerArgs) -> cloudwatch.LogGroup:
        """Create the log of sessions and commands, and let the instances write it."""
        log_group = cloudwatch.LogGroup(
            f"{name}-sessions",
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.settings.log_retention_days,
            opts=self._child,
        )
        iam.RolePolicy(
            f"{name}-sessions",
            role=args.instance_role_name,
            policy=pulumi.Output.json_dumps(log_group.arn.apply(session_permissions)),
            opts=self._child,
        )
        return log_group

    def _create_document(
        self, name: str, kind: str, content: pulumi.Input[dict[str, object]]
    ) -> pulumi.Output[str]:
        return ssm.Document(
            name,
            document_type=kind,
            document_format="JSON",
            content=pulumi.Output.json_dumps(content),
            opts=self._child,
        ).name

    def _create_runbook(self, name: str, args: SystemsManagerArgs) -> pulumi.Output[str]:
        """Create the Automation runbook and the role that its steps run as."""
        role = iam.Role(
            f"{name}-runbook",
            description="The runbook upgrades PostgreSQL and restores its volume",
            assume_role_policy=pulumi.Output.json_dumps(
                pulumi.Output.from_input(args.account_id).apply(automation_trust)
            ),
            permissions_boundary=args.boundary_arn,
            opts=self._child,
        )
        where = pulumi.Output.all(
            args.account_id, args.region, args.compute_key_arn, args.alerts_topic_arn, args.messages_key_arn
        )
        policy = iam.RolePolicy(
            f"{name}-runbook",
            role=role.name,
            policy=pulumi.Output.json_dumps(where.apply(lambda known: _permissions(args.tags, known))),
            opts=self._child,
        )
        # Whoever starts the runbook finds a role that has its permissions.
        ready = pulumi.Output.all(role.arn, policy.id)
        content = pulumi.Output.all(ready, args.alerts_topic_arn).apply(
            lambda known: runbook(
                {"AutomationAssumeRole": known[0][0], "TopicArn": known[1]}, dict(args.tags)
            )
        )
        return self._create_document(f"{name}-upgrade-postgresql", "Automation", content)

    def _admit_hybrid_nodes(self, name: str, args: SystemsManagerArgs) -> None:
        """Create an activation, whose id and code a machine outside of AWS registers with."""
        role = iam.Role(
            f"{name}-hybrid",
            description="What a machine outside of AWS may do as a managed node",
            assume_role_policy=pulumi.Output.json_dumps(
                pulumi.Output.from_input(args.account_id).apply(_hybrid_trust)
            ),
            permissions_boundary=args.boundary_arn,
            opts=self._child,
        )
        attached = iam.RolePolicyAttachment(
            f"{name}-hybrid",
            role=role.name,
            policy_arn=iam.ManagedPolicy.AMAZON_SSM_MANAGED_INSTANCE_CORE,
            opts=self._child,
        )
        ssm.Activation(
            f"{name}-hybrid",
            iam_role=role.name,
            registration_limit=args.settings.hybrid_nodes,
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[attached], additional_secret_outputs=["activation_code"]
            ),
        )


def _permissions(tags: Mapping[str, str], known: Sequence[str]) -> dict[str, object]:
    account_id, region, volume_key_arn, topic_arn, topic_key_arn = known
    return automation_permissions(
        account_id=account_id,
        region=region,
        tags=tags,
        volume_key_arn=volume_key_arn,
        topic_arn=topic_arn,
        topic_key_arn=topic_key_arn,
    )


def _hybrid_trust(account_id: str) -> dict[str, object]:
    """Let managed nodes take the role.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-multicloud-service-role.html
    """
    return systems_manager_trust(account_id, "*")
