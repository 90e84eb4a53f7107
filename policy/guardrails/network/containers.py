"""ECS and EKS: tasks have no public address, and not everyone reaches the API of a cluster."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_false, truth, unknown
from guardrails.cidr import is_world, spans
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain


def _endpoint(cluster: Resource) -> Iterator[Problem]:
    """Judge the API endpoint: public and open to everyone, unless it is said otherwise."""
    public = truth(at(cluster.inputs, "vpcConfig.endpointPublicAccess"), default=True)
    blocks = [plain(block) for block in items(cluster.inputs, "vpcConfig.publicAccessCidrs")]
    if public is UNKNOWN or UNKNOWN in blocks:
        yield unknown("vpcConfig")
    elif public and (not blocks or is_world(spans(blocks))):
        yield Problem(f"its API endpoint is open to {', '.join(map(str, blocks)) or '0.0.0.0/0'}")


RULES: Final = (
    ResourceRule(
        id="ecs-service-no-public-ip",
        applies_to=(aws("ecs/service"), aws("ecs/taskSet")),
        statement="ECS tasks have no public address.",
        risk="The task is reachable from the internet: one open port, and it is attacked.",
        remediation="Pass assign_public_ip=False in network_configuration",
        severity="high",
        topics=("network",),
        url=security_hub("ECS.2"),
        controls=("FSBP ECS.2", "FSBP ECS.16", "Checkov CKV_AWS_333"),
        check=must_be_false("networkConfiguration.assignPublicIp"),
    ),
    ResourceRule(
        id="eks-cluster-endpoint-not-open",
        applies_to=(aws("eks/cluster"),),
        statement="The API endpoints of EKS clusters are not open to the world.",
        risk="Anyone on the internet may try credentials on the cluster.",
        remediation="Pass endpoint_public_access=False, or public_access_cidrs, in vpc_config of eks.Cluster",
        severity="high",
        topics=("network",),
        url=security_hub("EKS.1"),
        controls=("FSBP EKS.1", "Checkov CKV_AWS_38", "Checkov CKV_AWS_39", "cdk-nag AwsSolutions-EKS1"),
        check=_endpoint,
    ),
)
