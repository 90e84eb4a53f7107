"""Lambda and EKS: nothing runs on what AWS patches no more."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import show, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

# What AWS had deprecated by this day; a runtime is never taken back.
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated
AS_OF: Final = "2026-11-20"
DEPRECATED: Final = (
    *("dotnet6", "dotnet8", "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1"),
    *("go1.x", "java8", "provided", "provided.al2"),
    *("nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x"),
    *("nodejs12.x", "nodejs14.x", "nodejs16.x", "nodejs18.x", "nodejs20.x"),
    *("python2.7", "python3.6", "python3.7", "python3.8", "python3.9", "python3.10"),
    *("ruby2.5", "ruby2.7", "ruby3.2"),
)
# The oldest Kubernetes that AWS still patched on that day, extended support included.
# https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
_OLDEST: Final = (1, 31)


def _runtime(function: Resource) -> Iterator[Problem]:
    """Judge a function; one of an image brings its runtime along."""
    runtime = plain(at(function.inputs, "runtime"))
    if runtime is UNKNOWN:
        yield unknown("runtime")
    elif runtime in DEPRECATED:
        yield Problem(f"runtime is {show(runtime)}, which AWS has deprecated")


def _kubernetes(cluster: Resource) -> Iterator[Problem]:
    """Judge a cluster; without a version EKS takes one that it recommends."""
    version = plain(at(cluster.inputs, "version"))
    if version is UNKNOWN:
        yield unknown("version")
        return
    parts = str(version).split(".")
    if all(part.isdecimal() for part in parts) and tuple(map(int, parts)) < _OLDEST:
        yield Problem(f"version is {show(version)}, which AWS patches no more")


RULES: Final = (
    ResourceRule(
        id="lambda-function-runtime",
        applies_to=(aws("lambda/function"),),
        statement="Lambda functions run on a runtime that AWS patches.",
        risk="Known holes stay open, and one day the function can neither be changed nor made again.",
        remediation="Pass a runtime that is not deprecated, such as 'python3.13'",
        severity="medium",
        topics=("compute",),
        url=security_hub("Lambda.2"),
        controls=("FSBP Lambda.2", "Checkov CKV_AWS_363", "cdk-nag AwsSolutions-L1"),
        check=_runtime,
    ),
    ResourceRule(
        id="eks-cluster-version",
        applies_to=(aws("eks/cluster"),),
        statement="EKS clusters run a Kubernetes that AWS patches.",
        risk="Known holes stay open until AWS upgrades the cluster, when it pleases AWS.",
        remediation="Pass a version that is supported to eks.Cluster, or leave it out",
        severity="high",
        topics=("compute",),
        url=security_hub("EKS.2"),
        controls=("FSBP EKS.2", "Checkov CKV_AWS_339"),
        check=_kubernetes,
    ),
)
