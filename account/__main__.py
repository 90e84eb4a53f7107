"""One AWS account and region: what exists once in it, made before the shop and watching over it.

    state bucket, keys ─► CI and operators ─► the shop
    CloudTrail, AWS Config, GuardDuty, Inspector, Access Analyzer, budgets ─► topic ─► people

What an account chooses stands in `Pulumi.<stack>.yaml`; what it is made of stands below. `docs/account.md` tells
the order of the first `up`.
"""

import sys
from pathlib import Path

import pulumi
import pulumi_aws as aws

# Settings and components are the shop's: they lie in the folder above this project's.
sys.path.insert(1, str(Path(__file__).resolve().parents[1]))

from components.audit import Audit, AuditArgs
from components.bootstrap import Bootstrap, BootstrapArgs, Delivery, DeliveryArgs
from components.compliance import Compliance, ComplianceArgs
from components.costs import Costs, CostsArgs
from components.defaults import Defaults, DefaultsArgs
from components.detection import Detection, DetectionArgs
from components.notifications import Notifications, NotificationsArgs
from components.provider import aws_provider
from settings.account import AccountSettings
from settings.loader import load_as

settings = load_as(AccountSettings)
provider = aws_provider(settings)
opts = pulumi.ResourceOptions(providers=[provider])
account_id = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(provider=provider)).account_id

bootstrap = Bootstrap(
    "account",
    BootstrapArgs(
        settings=settings.bootstrap, keys=settings.keys, account_id=account_id, region=settings.region
    ),
    opts,
)
delivery = Delivery(
    "account",
    DeliveryArgs(
        settings=settings.delivery,
        account_id=account_id,
        region=settings.region,
        state_bucket_arn=bootstrap.state_bucket_arn,
        state_key_arn=bootstrap.state_key_arn,
        secrets_key_arn=bootstrap.secrets_key_arn,
    ),
    opts,
)
notifications = Notifications(
    "account",
    NotificationsArgs(
        settings=settings.alerts, keys=settings.keys, account_id=account_id, region=settings.region
    ),
    opts,
)
audit = Audit(
    "account",
    AuditArgs(
        settings=settings.audit,
        keys=settings.keys,
        account_id=account_id,
        region=settings.region,
        access_log_bucket_name=bootstrap.access_log_bucket_name,
        boundary_arn=delivery.boundary_arn,
        topic_arn=notifications.topic_arn,
    ),
    opts,
)
Compliance(
    "account",
    ComplianceArgs(
        settings=settings.compliance,
        account_id=account_id,
        audit_key_arn=audit.audit_key_arn,
        access_log_bucket_name=bootstrap.access_log_bucket_name,
        boundary_arn=delivery.boundary_arn,
        topic_arn=notifications.topic_arn,
    ),
    opts,
)
Detection(
    "account",
    DetectionArgs(settings=settings.detection, account_id=account_id, topic_arn=notifications.topic_arn),
    opts,
)
Defaults(
    "account",
    DefaultsArgs(
        settings=settings.defaults, keys=settings.keys, account_id=account_id, region=settings.region
    ),
    opts,
)
Costs(
    "account",
    CostsArgs(
        settings=settings.costs,
        topic_arn=notifications.topic_arn,
        addresses=settings.alerts.notifications,
    ),
    opts,
)

pulumi.export("backend_url", bootstrap.backend_url)
pulumi.export("secrets_provider", bootstrap.secrets_provider)
pulumi.export("preview_role_arn", delivery.preview_role_arn)
pulumi.export("drift_role_arn", delivery.drift_role_arn)
pulumi.export("deploy_role_arn", delivery.deploy_role_arn)
pulumi.export("operations_role_arn", delivery.operations_role_arn)
pulumi.export("trail_bucket", audit.trail_bucket_name)
pulumi.export("query_workgroup", audit.workgroup_name)
pulumi.export("topic_arn", notifications.topic_arn)
