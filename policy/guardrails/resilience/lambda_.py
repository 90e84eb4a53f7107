"""Lambda: a function survives the loss of a zone, and what it could not do is kept for people."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import unknown
from guardrails.graph import Graph, Resource
from guardrails.placement import SUBNETS
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_FUNCTIONS: Final = (aws("lambda/function"),)
_INVOKES: Final = (aws("lambda/functionEventInvokeConfig"),)
_PERMISSIONS: Final = (aws("lambda/permission"),)
# Services that call a function and do not wait for its answer; what fails is then nobody's concern.
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
_ASYNCHRONOUS: Final = (
    "codecommit.amazonaws.com",
    "config.amazonaws.com",
    "events.amazonaws.com",
    "iot.amazonaws.com",
    "s3.amazonaws.com",
    "ses.amazonaws.com",
    "sns.amazonaws.com",
)


def _dead_letters(graph: Graph, function: Resource) -> Iterator[Problem]:
    """Judge a function that a service calls without waiting for the answer."""
    if plain(at(function.inputs, "deadLetterConfig.targetArn")) not in (None, ""):
        return
    callers = graph.referrers(function, _PERMISSIONS, "function", _FUNCTIONS).sure
    names = [plain(one.asked("principal")) for one in callers]
    caller = next((name for name in names if name in _ASYNCHRONOUS), None)
    if caller is None:
        return
    found = graph.referrers(function, _INVOKES, "functionName", _FUNCTIONS)
    kept = [plain(one.asked("destinationConfig.onFailure.destination")) for one in found.sure]
    if any(value not in (None, "") for value in kept):
        return
    yield (
        unknown("which destination its failures have")
        if found.maybe
        else Problem(f"{caller} calls it, and what fails is not kept")
    )


def _zones(graph: Graph, function: Resource) -> Iterator[Problem]:
    """Judge a function in a VPC by its subnets; outside of one Lambda spreads it over zones itself."""
    path = "vpcConfig.subnetIds"
    if plain(function.asked(path)) is UNKNOWN and not graph.wired(function, path, *SUBNETS):
        yield unknown(path)  # nobody knows how long the list is
        return
    found = graph.refers(function, path, *SUBNETS)
    count = len(found.resources) + len(found.foreign) + found.lost
    zones = {plain(subnet.value("availabilityZone")) for subnet in found.resources}
    known = UNKNOWN not in zones and None not in zones and not found.foreign and not found.lost
    if count == 1 or (count > 1 and known and len(zones) == 1):
        yield Problem(f"{path} lie in one Availability Zone")


RULES: Final = (
    GraphRule(
        id="lambda-function-failures-kept",
        applies_to=_FUNCTIONS,
        statement="What a function could not do for a service that does not wait is kept.",
        risk="An event is lost without a word after two more tries.",
        remediation="Pass dead_letter_config to lambda_.Function, or add lambda_.FunctionEventInvokeConfig "
        "with a destination on failure",
        severity="medium",
        topics=("resilience",),
        url="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
        controls=("Checkov CKV_AWS_116", "cdk-nag LambdaDLQ"),
        check=_dead_letters,
    ),
    GraphRule(
        id="lambda-function-two-zones",
        applies_to=_FUNCTIONS,
        statement="Lambda functions in a VPC run in two Availability Zones.",
        risk="The function is away for as long as the zone is.",
        remediation="Name subnets of two Availability Zones in vpc_config",
        severity="medium",
        topics=("resilience",),
        url=security_hub("Lambda.5"),
        controls=("FSBP Lambda.5",),
        check=_zones,
    ),
)
