"""CloudTrail, its log files, and the alarms that it raises."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pulumi
from pulumi_aws import cloudtrail, cloudwatch, iam

from components.audit.alarms import UNAUTHORIZED_CALLS, WATCHED, WatchedEvents
from components.audit.documents import evidence, log_permissions, log_trust, trail_arn, trail_statements
from components.audit.queries import create_queries
from components.bootstrap.boundary import PATH
from components.customer_key import create_customer_key
from components.storage import ObjectLock, PrivateBucket, PrivateBucketArgs
from settings.account.audit import AuditSettings
from settings.keys import KeysSettings

_ALARM_SECONDS = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditArgs:
    """What the audit is given: its settings, where it stands, and wires from other tiers."""

    settings: AuditSettings
    keys: KeysSettings
    account_id: pulumi.Input[str]
    region: str
    access_log_bucket_name: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    """The topic that alarms are told to."""


class Audit(pulumi.ComponentResource):
    """A record of what was done in every region, that nobody can change and that speaks up.

        every region --> trail --> bucket (object lock, own key) --> Athena: workgroup, table, saved queries
                           \\-----> log group --> metric filters --> alarms --> topic

    The trail has a physical name, because its bucket and its key name it in their policies before it exists.
    """

    audit_key_arn: pulumi.Output[str]
    """The key of everything that is evidence; AWS Config delivers with it as well."""
    trail_bucket_name: pulumi.Output[str]
    log_group_name: pulumi.Output[str]
    workgroup_name: pulumi.Output[str]

    def __init__(self, name: str, args: AuditArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:audit:Audit", name, args.settings.model_dump(mode="json"), opts)
        self._base, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._trail_name = f"{pulumi.get_project()}-{pulumi.get_stack()}"
        self._account_id = pulumi.Output.from_input(args.account_id)
        self._trail_arn = self._account_id.apply(partial(_trail_arn, self._trail_name, args.region))
        self.audit_key_arn = create_customer_key(
            name,
            "audit",
            evidence(self._trail_name),
            settings=args.keys,
            account_id=args.account_id,
            region=args.region,
            parent=self,
        )
        bucket = self._create_bucket()
        writable = bucket.attach_policy(trail_statements(bucket.arn, self._trail_arn, args.account_id))
        log_group = cloudwatch.LogGroup(
            f"{name}-trail",
            kms_key_id=self.audit_key_arn,
            retention_in_days=args.settings.log_retention_days,
            opts=self._child,
        )
        self._create_trail(bucket, writable, log_group)
        for events in WATCHED:
            self._create_alarm(events, log_group)
        self.trail_bucket_name, self.log_group_name = bucket.name, log_group.name
        self.workgroup_name = create_queries(
            name,
            settings=args.settings,
            bucket_name=bucket.name,
            account_id=args.account_id,
            key_arn=self.audit_key_arn,
            parent=self,
        )
        self.register_outputs(
            {
                "audit_key_arn": self.audit_key_arn,
                "trail_bucket_name": self.trail_bucket_name,
                "log_group_name": self.log_group_name,
                "workgroup_name": self.workgroup_name,
            }
        )

    def _create_bucket(self) -> PrivateBucket:
        log_files = self._args.settings.log_files
        return PrivateBucket(
            f"{self._base}-trail",
            PrivateBucketArgs(
                # A deleted file is gone once its lock has ended: nothing else is left of it to bring back.
                noncurrent_version_days=1,
                deletion_protection=self._args.settings.deletion_protection,
                kms_key_arn=self.audit_key_arn,
                access_log_bucket_name=self._args.access_log_bucket_name,
                log_ages=log_files,
                object_lock=ObjectLock(mode=log_files.lock_mode, days=log_files.lock_days),
            ),
            self._child,
        )

    def _create_trail(
        self, bucket: PrivateBucket, writable: pulumi.Output[str], log_group: cloudwatch.LogGroup
    ) -> None:
        settings = self._args.settings
        role = iam.Role(
            f"{self._base}-trail",
            path=PATH,
            description="Lets the trail write to its log group.",
            assume_role_policy=pulumi.Output.json_dumps(
                pulumi.Output.all(self._trail_arn, self._account_id).apply(_log_trust)
            ),
            permissions_boundary=self._args.boundary_arn,
            opts=self._child,
        )
        where = pulumi.Output.all(log_group.name, self._account_id, self._args.region)
        may_write = iam.RolePolicy(
            f"{self._base}-trail",
            role=role.name,
            policy=pulumi.Output.json_dumps(where.apply(_log_permissions)),
            opts=self._child,
        )
        cloudtrail.Trail(
            f"{self._base}-trail",
            name=self._trail_name,
            s3_bucket_name=writable,
            kms_key_id=self.audit_key_arn,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_logging=True,
            enable_log_file_validation=True,
            cloud_watch_logs_group_arn=pulumi.Output.format("{0}:*", log_group.arn),
            cloud_watch_logs_role_arn=role.arn,
            advanced_event_selectors=[
                _management_events(),
                *(_data_events(kind, bucket.arn) for kind in settings.data_events),
            ],
            insight_selectors=[
                cloudtrail.TrailInsightSelectorArgs(insight_type=insight) for insight in settings.insights
            ],
            # CloudTrail tries bucket, key and log group when it is created. The lock is part of the bucket.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[bucket, may_write]),
        )

    def _create_alarm(self, events: WatchedEvents, log_group: cloudwatch.LogGroup) -> None:
        namespace = f"{self._trail_name}/audit"
        found = cloudwatch.LogMetricFilter(
            f"{self._base}-{events.role}",
            log_group_name=log_group.name,
            pattern=events.pattern,
            metric_transformation=cloudwatch.LogMetricFilterMetricTransformationArgs(
                name=events.role, namespace=namespace, value="1"
            ),
            opts=self._child,
        )
        often = self._args.settings.unauthorized_calls if events.role == UNAUTHORIZED_CALLS else 1
        cloudwatch.MetricAlarm(
            f"{self._base}-{events.role}",
            alarm_description=events.statement,
            namespace=namespace,
            metric_name=found.metric_transformation.name,
            statistic="Sum",
            period=_ALARM_SECONDS,
            evaluation_periods=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=often,
            treat_missing_data="notBreaching",
            alarm_actions=[self._args.topic_arn],
            opts=self._child,
        )


def _management_events() -> cloudtrail.TrailAdvancedEventSelectorArgs:
    return cloudtrail.TrailAdvancedEventSelectorArgs(
        name="Management events",
        field_selectors=[
            cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs(
                field="eventCategory", equals=["Management"]
            )
        ],
    )


def _data_events(kind: str, own_bucket_arn: pulumi.Input[str]) -> cloudtrail.TrailAdvancedEventSelectorArgs:
    """Select the data events of a resource type; the trail's own files would be an endless loop of them."""
    selector = cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs
    selectors = [
        selector(field="eventCategory", equals=["Data"]),
        selector(field="resources.type", equals=[kind]),
    ]
    if kind == "AWS::S3::Object":
        own_files = pulumi.Output.format("{0}/", own_bucket_arn)
        selectors.append(selector(field="resources.ARN", not_starts_withs=[own_files]))
    return cloudtrail.TrailAdvancedEventSelectorArgs(name=kind, field_selectors=selectors)


def _trail_arn(trail_name: str, region: str, account_id: str) -> str:
    return trail_arn(trail_name, account_id, region)


def _log_trust(place: Sequence[str]) -> dict[str, Any]:
    arn, account_id = place
    return log_trust(arn, account_id)


def _log_permissions(place: Sequence[str]) -> dict[str, Any]:
    log_group_name, account_id, region = place
    return log_permissions(log_group_name, account_id, region)
