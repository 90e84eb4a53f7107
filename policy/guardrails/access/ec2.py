"""EC2: instance credentials and snapshots stay with their owners."""

from collections.abc import Iterator
from typing import Final

from guardrails.account_defaults import METADATA, metadata_default
from guardrails.checks import ResourceCheck, by_type, must_be_one_of, number, show, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, aws
from guardrails.values import UNKNOWN, at, plain


def _imds(graph: Graph, resource: Resource) -> Iterator[Problem]:
    """Judge the metadata options; an instance without its own takes those of its launch template.

    Where neither says anything, the account's default decides, and then the image: version 1 is on unless the
    image was registered with IMDSv2 support, as Amazon Linux 2023 is.
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
        default = metadata_default(graph, resource, "httpTokens")
        if default is None:
            yield Problem("metadataOptions.httpTokens is not set, so the image decides")
        elif default != "required":
            yield Problem(f"metadataOptions.httpTokens is not set, which the account makes {show(default)}")
    elif tokens != "required":
        yield Problem(f"metadataOptions.httpTokens is {show(tokens)}")


def _hops(path: str) -> ResourceCheck:
    """Return a check of how far an answer travels; unset it is 1, or what the image says."""

    def check(resource: Resource) -> Iterator[Problem]:
        value = plain(at(resource.inputs, path))
        if value is UNKNOWN:
            yield unknown(path)
        elif (number(value) or 0) > 1:
            yield Problem(f"{path} is {show(value)}")

    return check


_MACHINES: Final = (INSTANCE, aws("ec2/spotInstanceRequest"), LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION)
_LIMIT: Final = "httpPutResponseHopLimit"

RULES: Final = (
    GraphRule(
        id="ec2-instance-imdsv2",
        applies_to=_MACHINES,
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
            "cdk-nag EC2IMDSv2Enabled",
        ),
        check=_imds,
    ),
    ResourceRule(
        id="ec2-metadata-defaults-imdsv2",
        applies_to=(METADATA,),
        statement="Where the account has a default for instance metadata, it is IMDSv2.",
        risk="An instance that says nothing itself hands out the credentials of its role to whoever asks.",
        remediation="Pass http_tokens='required' to ec2.InstanceMetadataDefaults",
        severity="medium",
        topics=("access",),
        url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html",
        controls=("FSBP EC2.8",),
        check=must_be_one_of("httpTokens", ("required",), default="no-preference"),
    ),
    ResourceRule(
        id="ec2-instance-metadata-hop-limit",
        applies_to=(*_MACHINES, METADATA),
        statement="The answers of instance metadata stay on the instance.",
        risk="Containers, and whoever routes through the instance, get the credentials of its role.",
        remediation="Pass http_put_response_hop_limit=1, or give containers roles of their own",
        severity="low",
        topics=("access",),
        url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html",
        controls=("Checkov CKV_AWS_341",),
        check=by_type(
            dict.fromkeys(_MACHINES, _hops(f"metadataOptions.{_LIMIT}")) | {METADATA: _hops(_LIMIT)}
        ),
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
