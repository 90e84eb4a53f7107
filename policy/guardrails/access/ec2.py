"""EC2: instance credentials and snapshots stay with their owners."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_one_of, show, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, aws
from guardrails.values import UNKNOWN, at, plain


def _imds(resource: Resource) -> Iterator[Problem]:
    """Judge the metadata options; an instance without its own takes those of its launch template.

    Where nobody says anything, version 1 is on, unless the image or the account says otherwise:
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-options-order-of-precedence.html
    """
    options = plain(at(resource.inputs, "metadataOptions"))
    if options is None and at(resource.inputs, "launchTemplate") is not None:
        return
    endpoint, tokens = plain(at(options, "httpEndpoint")), plain(at(options, "httpTokens"))
    if endpoint == "disabled":
        return
    if options is UNKNOWN or tokens is UNKNOWN:
        yield unknown("metadataOptions.httpTokens")
    elif tokens is None:
        yield Problem("metadataOptions.httpTokens is not set, which is 'optional'")
    elif tokens != "required":
        yield Problem(f"metadataOptions.httpTokens is {show(tokens)}")


RULES: Final = (
    ResourceRule(
        id="ec2-instance-imdsv2",
        applies_to=(INSTANCE, aws("ec2/spotInstanceRequest"), LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION),
        statement="EC2 instances give their credentials by IMDSv2 only.",
        risk="A server that can be made to fetch a URL hands out the credentials of its role.",
        remediation="Pass metadata_options with http_tokens='required'",
        severity="high",
        topics=("access",),
        url=security_hub("EC2.8"),
        controls=(
            "FSBP EC2.8",
            "FSBP EC2.170",
            "FSBP AutoScaling.3",
            "CIS-5.0 5.7",
            "Checkov CKV_AWS_79",
            "Checkov CKV_AWS_341",
            "cdk-nag EC2IMDSv2Enabled",
        ),
        check=_imds,
    ),
    ResourceRule(
        id="ebs-snapshots-not-public",
        applies_to=(aws("ebs/snapshotBlockPublicAccess"),),
        statement="EBS snapshots cannot be shared with everyone.",
        risk="Anyone with an AWS account may read the disk.",
        remediation="Pass state='block-all-sharing' to ebs.SnapshotBlockPublicAccess",
        severity="critical",
        topics=("access",),
        url=security_hub("EC2.1"),
        controls=("FSBP EC2.1", "FSBP EC2.182"),
        guards_data=True,
        check=must_be_one_of("state", ("block-all-sharing",), default=None),
    ),
)
