"""Images, snapshots, documents and endpoint services: they are shared with accounts, not with everyone."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_one_of, must_be_true, show, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

_SHARING: Final = "/ssm/documents/console/public-sharing-permission"


def _image(permission: Resource) -> Iterator[Problem]:
    group = plain(at(permission.inputs, "group"))
    if group is UNKNOWN:
        yield unknown("group")
    elif group is not None and str(group).lower() == "all":
        yield Problem(f"group is {show(group)}")


def _document(document: Resource) -> Iterator[Problem]:
    """Judge with whom a document is shared; `accountIds` is a list, or a text with commas."""
    for label in ("accountIds", "account_ids"):
        for one in items(document.inputs, f"permissions.{label}"):
            account = plain(one)
            if account is UNKNOWN:
                yield unknown("permissions.accountIds")
            elif "all" in (part.strip().lower() for part in str(account).split(",")):
                yield Problem("permissions.accountIds is 'All'")


def _sharing(setting: Resource) -> Iterator[Problem]:
    """Judge the account's switch; its id may be written as an ARN, which ends with it."""
    setting_id = plain(at(setting.inputs, "settingId"))
    if isinstance(setting_id, str) and setting_id.endswith(_SHARING):
        yield from _wants_disabled(setting)


_wants_disabled: Final = must_be_one_of("settingValue", ("Disable",), default="Enable")


RULES: Final = (
    ResourceRule(
        id="ec2-image-not-public",
        applies_to=(aws("ec2/amiLaunchPermission"),),
        statement="Machine images are not shared with everyone.",
        risk="Anyone with an AWS account may start the image, and read what is on its disk.",
        remediation="Pass account_id or organization_arn to ec2.AmiLaunchPermission instead of group='all'",
        severity="critical",
        topics=("access",),
        url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html",
        controls=("Checkov CKV_AWS_205",),
        guards_data=True,
        check=_image,
    ),
    ResourceRule(
        id="ec2-image-block-public-access",
        applies_to=(aws("ec2/imageBlockPublicAccess"),),
        statement="Machine images of the account cannot be shared with everyone.",
        risk="One wrong launch permission gives a disk to everyone.",
        remediation="Pass state='block-new-sharing' to ec2.ImageBlockPublicAccess",
        severity="high",
        topics=("access",),
        url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html",
        guards_data=True,
        check=must_be_one_of("state", ("block-new-sharing",), default=None),
    ),
    ResourceRule(
        id="ssm-document-not-public",
        applies_to=(aws("ssm/document"),),
        statement="Systems Manager documents are not shared with everyone.",
        risk="Anyone with an AWS account may read how the machines are operated, and what is written in it.",
        remediation="Name accounts in permissions.account_ids, or leave permissions out",
        severity="critical",
        topics=("access",),
        url=security_hub("SSM.4"),
        controls=("FSBP SSM.4", "Checkov CKV_AWS_303"),
        check=_document,
    ),
    ResourceRule(
        id="ssm-document-sharing-blocked",
        applies_to=(aws("ssm/serviceSetting"),),
        statement="Systems Manager documents of the account cannot be shared with everyone.",
        risk="One wrong permission gives a document to everyone.",
        remediation=f"Pass setting_value='Disable' for the setting {_SHARING}",
        severity="high",
        topics=("access",),
        url=security_hub("SSM.7"),
        controls=("FSBP SSM.7",),
        check=_sharing,
    ),
    ResourceRule(
        id="ec2-vpc-endpoint-service-acceptance",
        applies_to=(aws("ec2/vpcEndpointService"),),
        statement="Endpoint services ask before somebody connects.",
        risk="Whoever may find the service connects to what lies behind it.",
        remediation="Pass acceptance_required=True to ec2.VpcEndpointService",
        severity="medium",
        topics=("access", "network"),
        url="https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html",
        controls=("Checkov CKV_AWS_123",),
        check=must_be_true("acceptanceRequired"),
    ),
)
