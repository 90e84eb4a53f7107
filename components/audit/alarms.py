"""Which events of the trail raise an alarm: those that CIS AWS Foundations names.

https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class WatchedEvents:
    """Events that should be rare, and how CloudWatch Logs finds them."""

    role: str
    """One to four words that end the names of filter, metric and alarm."""
    statement: str
    """What has happened, for whoever reads the alarm."""
    pattern: str
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html"""


def _events(*names: str) -> str:
    return " || ".join(f"($.eventName = {name})" for name in names)


def _changes(source: str, *names: str) -> str:
    return f"{{ ($.eventSource = {source}.amazonaws.com) && ({_events(*names)}) }}"


def _all_of(names: Iterable[str]) -> str:
    return f"{{ {_events(*names)} }}"


UNAUTHORIZED_CALLS: Final = "unauthorized-calls"

WATCHED: Final = (
    WatchedEvents(
        role=UNAUTHORIZED_CALLS,
        statement="Calls were refused for want of permission.",
        pattern='{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
    ),
    WatchedEvents(
        role="sign-in-without-mfa",
        statement="Somebody signed in to the console without a second factor.",
        pattern=(
            '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && '
            '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }'
        ),
    ),
    WatchedEvents(
        role="root-use",
        statement="The root user was used.",
        pattern=(
            '{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && '
            '($.eventType != "AwsServiceEvent") }'
        ),
    ),
    WatchedEvents(
        role="sign-in-failures",
        statement="Somebody failed to sign in to the console.",
        pattern='{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
    ),
    WatchedEvents(
        role="iam-changes",
        statement="A permission was changed.",
        pattern=_changes(
            "iam",
            "AttachGroupPolicy",
            "AttachRolePolicy",
            "AttachUserPolicy",
            "CreatePolicy",
            "CreatePolicyVersion",
            "DeleteGroupPolicy",
            "DeletePolicy",
            "DeletePolicyVersion",
            "DeleteRolePolicy",
            "DeleteUserPolicy",
            "DetachGroupPolicy",
            "DetachRolePolicy",
            "DetachUserPolicy",
            "PutGroupPolicy",
            "PutRolePolicy",
            "PutUserPolicy",
        ),
    ),
    WatchedEvents(
        role="trail-changes",
        statement="The recording itself was changed.",
        pattern=_all_of(("CreateTrail", "DeleteTrail", "StartLogging", "StopLogging", "UpdateTrail")),
    ),
    WatchedEvents(
        role="config-changes",
        statement="The recording of the configuration was changed.",
        pattern=_changes(
            "config",
            "DeleteDeliveryChannel",
            "PutConfigurationRecorder",
            "PutDeliveryChannel",
            "StopConfigurationRecorder",
        ),
    ),
    WatchedEvents(
        role="key-ends",
        statement="A KMS key was disabled, or its deletion scheduled.",
        pattern=_changes("kms", "DisableKey", "ScheduleKeyDeletion"),
    ),
    WatchedEvents(
        role="bucket-policy-changes",
        statement="Who may use a bucket was changed.",
        pattern=_changes(
            "s3",
            "DeleteBucketCors",
            "DeleteBucketLifecycle",
            "DeleteBucketPolicy",
            "DeleteBucketReplication",
            "PutBucketAcl",
            "PutBucketCors",
            "PutBucketLifecycle",
            "PutBucketPolicy",
            "PutBucketReplication",
        ),
    ),
    WatchedEvents(
        role="security-group-changes",
        statement="A security group was changed.",
        pattern=_all_of(
            (
                "AuthorizeSecurityGroupEgress",
                "AuthorizeSecurityGroupIngress",
                "CreateSecurityGroup",
                "DeleteSecurityGroup",
                "RevokeSecurityGroupEgress",
                "RevokeSecurityGroupIngress",
            )
        ),
    ),
    WatchedEvents(
        role="network-acl-changes",
        statement="A network ACL was changed.",
        pattern=_all_of(
            (
                "CreateNetworkAcl",
                "CreateNetworkAclEntry",
                "DeleteNetworkAcl",
                "DeleteNetworkAclEntry",
                "ReplaceNetworkAclAssociation",
                "ReplaceNetworkAclEntry",
            )
        ),
    ),
    WatchedEvents(
        role="gateway-changes",
        statement="A way out of a VPC was changed.",
        pattern=_all_of(
            (
                "AttachInternetGateway",
                "CreateCustomerGateway",
                "CreateInternetGateway",
                "DeleteCustomerGateway",
                "DeleteInternetGateway",
                "DetachInternetGateway",
            )
        ),
    ),
    WatchedEvents(
        role="route-changes",
        statement="A route table was changed.",
        pattern=_changes(
            "ec2",
            "CreateRoute",
            "CreateRouteTable",
            "DeleteRoute",
            "DeleteRouteTable",
            "DisassociateRouteTable",
            "ReplaceRoute",
            "ReplaceRouteTableAssociation",
        ),
    ),
    WatchedEvents(
        role="vpc-changes",
        statement="A VPC or a peering was changed.",
        pattern=_all_of(
            (
                "AcceptVpcPeeringConnection",
                "CreateVpc",
                "CreateVpcPeeringConnection",
                "DeleteVpc",
                "DeleteVpcPeeringConnection",
                "ModifyVpcAttribute",
                "RejectVpcPeeringConnection",
            )
        ),
    ),
)
