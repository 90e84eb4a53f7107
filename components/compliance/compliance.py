"""AWS Config: what the account is made of, and whether it is as it should be."""

import json
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cfg, iam

from components.bootstrap.boundary import PATH
from components.compliance.documents import delivery_statements, remediation_policy
from components.compliance.rules import RULES, ManagedRule, Remediation, remediations
from components.notifications import Notice, create_notice
from components.storage import PrivateBucket, PrivateBucketArgs
from components.trust import automation_trust
from settings.account.compliance import ComplianceSettings

_ATTEMPTS = 3
_SECONDS_BETWEEN_ATTEMPTS = 300

# https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html
_NON_COMPLIANCE: Final = Notice(
    role="non-compliance",
    description="Tells what breaks a rule of AWS Config.",
    pattern={
        "source": ["aws.config"],
        "detail-type": ["Config Rules Compliance Change"],
        "detail": {
            "messageType": ["ComplianceChangeNotification"],
            "newEvaluationResult": {"complianceType": ["NON_COMPLIANT"]},
        },
    },
    paths={
        "rule": "$.detail.configRuleName",
        "type": "$.detail.resourceType",
        "resource": "$.detail.resourceId",
        "account": "$.account",
        "region": "$.region",
    },
    sentence="<type> <resource> of account <account> in <region> breaks the rule <rule>.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplianceArgs:
    """What the compliance is given: its settings, the account, and wires from other tiers."""

    settings: ComplianceSettings
    account_id: pulumi.Input[str]
    audit_key_arn: pulumi.Input[str]
    access_log_bucket_name: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    topic_arn: pulumi.Input[str]


class Compliance(pulumi.ComponentResource):
    """Every resource recorded and judged; what breaks a rule is told, and mended where that disturbs nobody.

        resources --> recorder --> delivery channel --> bucket
                         \\-----> rules --> EventBridge --> topic
                                    \\-----> runbooks of Systems Manager, by a role of their own

    Recorder, delivery channel and service-linked role are one per account (and region): `docs/account.md`
    tells how those that are there already are taken over. The bucket has no object lock, because AWS Config
    delivers to no bucket with a default retention.
    https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html
    """

    history_bucket_name: pulumi.Output[str]
    rule_names: list[str]

    def __init__(self, name: str, args: ComplianceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(
            "stagecraft:compliance:Compliance", name, args.settings.model_dump(mode="json"), opts
        )
        self._base, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        recording = self._start_recording()
        rules = [self._create_rule(rule, recording) for rule in RULES]
        role_arn = self._create_remediation_role()
        for managed, rule in zip(RULES, rules, strict=True):
            if managed.remediation is not None:
                self._create_remediation(managed, managed.remediation, rule, role_arn)
        create_notice(name, _NON_COMPLIANCE, topic_arn=args.topic_arn, parent=self)
        self.rule_names = [rule.name for rule in RULES]
        self.register_outputs(
            {"history_bucket_name": self.history_bucket_name, "rule_names": self.rule_names}
        )

    def _start_recording(self) -> cfg.RecorderStatus:
        settings = self._args.settings
        role = iam.ServiceLinkedRole(
            f"{self._base}-config", aws_service_name="config.amazonaws.com", opts=self._child
        )
        recorder = cfg.Recorder(
            f"{self._base}-recorder",
            role_arn=role.arn,
            recording_group=cfg.RecorderRecordingGroupArgs(
                all_supported=True, include_global_resource_types=True
            ),
            recording_mode=cfg.RecorderRecordingModeArgs(recording_frequency=settings.recording_frequency),
            opts=self._child,
        )
        cfg.RetentionConfiguration(
            f"{self._base}-retention", retention_period_in_days=settings.retention_days, opts=self._child
        )
        channel = cfg.DeliveryChannel(
            f"{self._base}-channel",
            s3_bucket_name=self._create_bucket(),
            s3_kms_key_arn=self._args.audit_key_arn,
            snapshot_delivery_properties=cfg.DeliveryChannelSnapshotDeliveryPropertiesArgs(
                delivery_frequency=settings.snapshot_frequency
            ),
            # AWS Config refuses a channel without a recorder.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[recorder]),
        )
        return cfg.RecorderStatus(
            f"{self._base}-recording",
            name=recorder.name,
            is_enabled=True,
            # And it starts no recorder without a channel.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[channel]),
        )

    def _create_bucket(self) -> pulumi.Output[str]:
        settings = self._args.settings
        bucket = PrivateBucket(
            f"{self._base}-configuration",
            PrivateBucketArgs(
                noncurrent_version_days=settings.history.expire_after_days,
                deletion_protection=settings.deletion_protection,
                kms_key_arn=self._args.audit_key_arn,
                access_log_bucket_name=self._args.access_log_bucket_name,
                log_ages=settings.history,
            ),
            self._child,
        )
        self.history_bucket_name = bucket.name
        return bucket.attach_policy(delivery_statements(bucket.arn, self._args.account_id))

    def _create_rule(self, rule: ManagedRule, recording: cfg.RecorderStatus) -> cfg.Rule:
        return cfg.Rule(
            f"{self._base}-{rule.name}",
            # By AWS's own name, which people look for; a rule's name is one per account and region.
            name=rule.name,
            description=rule.statement,
            source=cfg.RuleSourceArgs(owner="AWS", source_identifier=rule.source_identifier),
            input_parameters=json.dumps(rule.parameters) if rule.parameters else None,
            # A rule without a recorder that runs is refused, or judges nothing.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[recording]),
        )

    def _create_remediation_role(self) -> pulumi.Output[str]:
        account_id = pulumi.Output.from_input(self._args.account_id)
        role = iam.Role(
            f"{self._base}-remediation",
            path=PATH,
            description="Lets the runbooks of AWS Config's rules mend what breaks them.",
            assume_role_policy=pulumi.Output.json_dumps(account_id.apply(automation_trust)),
            permissions_boundary=self._args.boundary_arn,
            opts=self._child,
        )

        def document(account_id: str) -> str:
            return json.dumps(remediation_policy(remediations().values(), account_id))

        iam.RolePolicy(
            f"{self._base}-remediation", role=role.name, policy=account_id.apply(document), opts=self._child
        )
        return role.arn

    def _create_remediation(
        self,
        managed: ManagedRule,
        remediation: Remediation,
        rule: cfg.Rule,
        role_arn: pulumi.Output[str],
    ) -> None:
        automatic = self._args.settings.remediation == "automatic" and not remediation.disturbs
        parameter = cfg.RemediationConfigurationParameterArgs
        cfg.RemediationConfiguration(
            f"{self._base}-{managed.name}",
            config_rule_name=rule.name,
            target_type="SSM_DOCUMENT",
            target_id=remediation.document,
            parameters=[
                parameter(name="AutomationAssumeRole", static_value=role_arn),
                parameter(name=remediation.resource_parameter, resource_value="RESOURCE_ID"),
            ],
            automatic=automatic,
            maximum_automatic_attempts=_ATTEMPTS if automatic else None,
            retry_attempt_seconds=_SECONDS_BETWEEN_ATTEMPTS if automatic else None,
            opts=self._child,
        )
