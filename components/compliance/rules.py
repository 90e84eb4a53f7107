"""The rules that AWS Config judges by, and what mends a resource that breaks one.

https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Remediation:
    """A runbook of AWS that mends a resource.

    https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/automation-runbook-reference.html
    """

    document: str
    resource_parameter: str
    """The runbook's parameter that takes the resource."""
    actions: tuple[str, ...]
    """What the runbook does, by the role that it is given."""
    disturbs: bool = False
    """Whether it may disturb what runs, so that somebody must start it in any case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ManagedRule:
    """A rule that AWS keeps, by the name that AWS gives it."""

    name: str
    statement: str
    identifier: str = ""
    """Where it is not the name in capitals."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    remediation: Remediation | None = None

    @property
    def source_identifier(self) -> str:
        """What the API calls the rule."""
        return self.identifier or self.name.upper().replace("-", "_")


RULES: Final = (
    # The three of the story, and the trail's.
    ManagedRule(
        name="s3-bucket-server-side-encryption-enabled",
        statement="Buckets are encrypted.",
    ),
    ManagedRule(name="encrypted-volumes", statement="Attached EBS volumes are encrypted."),
    ManagedRule(name="rds-storage-encrypted", statement="RDS storage is encrypted."),
    ManagedRule(name="cloud-trail-encryption-enabled", statement="Trails are encrypted by a KMS key."),
    # Audit
    ManagedRule(
        name="cloud-trail-log-file-validation-enabled", statement="A change of a trail's files is noticed."
    ),
    ManagedRule(
        name="multi-region-cloudtrail-enabled",
        identifier="MULTI_REGION_CLOUD_TRAIL_ENABLED",
        statement="What is done in any region is recorded.",
    ),
    ManagedRule(name="guardduty-enabled-centralized", statement="GuardDuty is on."),
    # Buckets
    ManagedRule(
        name="s3-account-level-public-access-blocks-periodic",
        statement="The account blocks public access to its buckets.",
    ),
    ManagedRule(
        name="s3-bucket-level-public-access-prohibited",
        statement="Each bucket blocks public access.",
        remediation=Remediation(
            document="AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock",
            resource_parameter="BucketName",
            actions=("s3:GetBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
        ),
    ),
    ManagedRule(name="s3-bucket-ssl-requests-only", statement="Buckets refuse requests without TLS."),
    # Instances and networks
    ManagedRule(name="ec2-ebs-encryption-by-default", statement="New EBS volumes are encrypted by default."),
    ManagedRule(
        name="ec2-imdsv2-check",
        statement="Instances give their credentials by IMDSv2 only.",
        remediation=Remediation(
            document="AWSConfigRemediation-EnforceEC2InstanceIMDSv2",
            resource_parameter="InstanceId",
            actions=("ec2:DescribeInstances", "ec2:ModifyInstanceMetadataOptions"),
            disturbs=True,
        ),
    ),
    ManagedRule(
        name="restricted-ssh",
        identifier="INCOMING_SSH_DISABLED",
        statement="No security group lets the world in by SSH.",
        remediation=Remediation(
            document="AWS-DisablePublicAccessForSecurityGroup",
            resource_parameter="GroupId",
            actions=("ec2:DescribeSecurityGroups", "ec2:RevokeSecurityGroupIngress"),
        ),
    ),
    ManagedRule(
        name="vpc-default-security-group-closed",
        statement="Default security groups have no rules.",
        remediation=Remediation(
            document="AWSConfigRemediation-RemoveVPCDefaultSecurityGroupRules",
            resource_parameter="GroupId",
            actions=(
                "ec2:DescribeSecurityGroups",
                "ec2:RevokeSecurityGroupEgress",
                "ec2:RevokeSecurityGroupIngress",
            ),
            disturbs=True,
        ),
    ),
    ManagedRule(name="vpc-flow-logs-enabled", statement="The traffic of each VPC is recorded."),
    # Data stores
    ManagedRule(name="rds-instance-public-access-check", statement="DB instances have no public address."),
    ManagedRule(name="rds-snapshots-public-prohibited", statement="RDS snapshots are not public."),
    ManagedRule(name="dynamodb-pitr-enabled", statement="DynamoDB tables can go back to any second."),
    # Keys, secrets, logs
    ManagedRule(
        name="cmk-backing-key-rotation-enabled",
        statement="Customer keys are rotated.",
        remediation=Remediation(
            document="AWSConfigRemediation-EnableKeyRotation",
            resource_parameter="KeyId",
            actions=("kms:EnableKeyRotation", "kms:GetKeyRotationStatus"),
        ),
    ),
    ManagedRule(name="cloudwatch-log-group-encrypted", statement="Log groups are encrypted by a KMS key."),
    ManagedRule(name="secretsmanager-rotation-enabled-check", statement="Secrets are rotated."),
    # People
    ManagedRule(name="root-account-mfa-enabled", statement="The root user has a second factor."),
    ManagedRule(name="iam-root-access-key-check", statement="The root user has no access key."),
    ManagedRule(
        name="mfa-enabled-for-iam-console-access", statement="Users of the console have a second factor."
    ),
    ManagedRule(
        name="access-keys-rotated",
        statement="No access key is older than 90 days.",
        parameters={"maxAccessKeyAge": "90"},
    ),
    ManagedRule(
        name="iam-policy-no-statements-with-admin-access",
        statement="No policy of our own allows everything.",
    ),
)


def remediations() -> dict[str, Remediation]:
    """Return what mends, by the name of the rule that was broken."""
    return {rule.name: rule.remediation for rule in RULES if rule.remediation is not None}
