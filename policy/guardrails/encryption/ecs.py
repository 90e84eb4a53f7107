"""ECS: file systems are mounted over TLS, and what people type into containers is encrypted."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import customer_key, each, show, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_EXEC: Final = "configuration.executeCommandConfiguration"


def _mounts(task: Resource) -> Iterator[Problem]:
    """Judge the volumes of EFS: ECS mounts them in plain text unless it is told otherwise."""
    for label, volume in each(task.inputs, "volumes"):
        mount = UNKNOWN if volume is UNKNOWN else plain(at(volume, "efsVolumeConfiguration"))
        state = plain(at(mount, "transitEncryption"))
        place = f"{label}.efsVolumeConfiguration.transitEncryption"
        if mount is UNKNOWN or state is UNKNOWN:
            yield unknown(place)
        elif mount is not None and state != "ENABLED":
            without = ", which is 'DISABLED'" if state is None else ""
            yield Problem(f"{place} is {show(state)}{without}")


def _exec(cluster: Resource) -> Iterator[Problem]:
    """Judge a cluster that says how ECS Exec is done; what a service lets people do is told by the service."""
    if plain(at(cluster.inputs, _EXEC)) is not None:
        yield from customer_key(cluster.inputs, f"{_EXEC}.kmsKeyId")


RULES: Final = (
    ResourceRule(
        id="ecs-task-efs-tls",
        applies_to=(aws("ecs/taskDefinition"),),
        statement="ECS tasks mount file systems over TLS.",
        risk="Whoever listens inside of the VPC reads the files.",
        remediation="Pass transit_encryption='ENABLED' in efs_volume_configuration",
        severity="high",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-best-practices.html",
        controls=("Checkov CKV_AWS_97",),
        guards_data=True,
        check=_mounts,
    ),
    ResourceRule(
        id="ecs-cluster-exec-customer-key",
        applies_to=(aws("ecs/cluster"),),
        statement="Sessions of ECS Exec are encrypted with a customer managed KMS key.",
        risk="What people type and read in a container is sealed by no key of ours.",
        remediation="Pass kms_key_id in execute_command_configuration of ecs.Cluster",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
        controls=("Checkov CKV_AWS_224",),
        check=_exec,
    ),
)
