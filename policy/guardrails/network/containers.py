"""ECS and EKS: tasks have no public address, and not everyone reaches the API of a cluster."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_false, must_be_true, truth, unknown
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


def _ssh(group: Resource) -> Iterator[Problem]:
    """Judge remote access: with a key and without source groups, EKS opens port 22 to the world.

    https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html
    """
    key = plain(at(group.inputs, "remoteAccess.ec2SshKey"))
    if key not in (None, "") and not items(group.inputs, "remoteAccess.sourceSecurityGroupIds"):
        yield Problem("remoteAccess names a key and no sourceSecurityGroupIds, so SSH is open to the world")


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
        controls=(
            "FSBP EKS.1",
            "Checkov CKV_AWS_38",
            "Checkov CKV_AWS_39",
            "cdk-nag AwsSolutions-EKS1",
            "CP eks-cluster-disallow-api-endpoint-public-access",
        ),
        check=_endpoint,
    ),
    ResourceRule(
        id="eks-cluster-private-endpoint",
        applies_to=(aws("eks/cluster"),),
        statement="Nodes reach the API of their EKS cluster inside of the VPC.",
        risk="Nodes talk to their cluster over the internet, or stop when that is shut off.",
        remediation="Pass endpoint_private_access=True in vpc_config of eks.Cluster",
        severity="medium",
        topics=("network",),
        url="https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
        controls=("FSBP EKS.1", "Checkov CKV_AWS_39"),
        check=must_be_true("vpcConfig.endpointPrivateAccess"),
    ),
    ResourceRule(
        id="eks-node-group-no-open-ssh",
        applies_to=(aws("eks/nodeGroup"),),
        statement="Nodes of EKS are not open to the world by SSH.",
        risk="Anyone on the internet may try keys on every node.",
        remediation="Leave remote_access out, and reach nodes through Session Manager",
        severity="critical",
        topics=("network",),
        url="https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html",
        controls=("Checkov CKV_AWS_100",),
        check=_ssh,
    ),
)
