"""ECS: what containers say is kept, what they use is counted, and what people do in them is recorded."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import each, show, unknown
from guardrails.compute.task_definitions import containers
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_EXEC: Final = "configuration.executeCommandConfiguration.logging"


def _container_logs(task: Resource) -> Iterator[Problem]:
    for label, container in containers(task):
        if isinstance(container, Problem):
            yield container
        elif plain(at(container, "logConfiguration.logDriver")) in (None, ""):
            yield Problem(f"{label}.logConfiguration is not set")


def _insights(cluster: Resource) -> Iterator[Problem]:
    for label, setting in each(cluster.inputs, "settings"):
        name = UNKNOWN if setting is UNKNOWN else plain(at(setting, "name"))
        value = plain(at(setting, "value"))
        if UNKNOWN in (name, value):
            yield unknown(label)
            return
        if name == "containerInsights":
            if value not in ("enabled", "enhanced"):
                yield Problem(f"containerInsights is {show(value)}")
            return
    yield Problem("containerInsights is not set, which is 'disabled'")


def _sessions(cluster: Resource) -> Iterator[Problem]:
    """Judge what is written of ECS Exec: the default is the log of the container."""
    value = plain(at(cluster.inputs, _EXEC))
    if value is UNKNOWN:
        yield unknown(_EXEC)
    elif value == "NONE":
        yield Problem(f"{_EXEC} is {show(value)}")


RULES: Final = (
    ResourceRule(
        id="ecs-task-logs",
        applies_to=(aws("ecs/taskDefinition"),),
        statement="What containers say is kept.",
        risk="After a fault or an attack nobody can tell what happened.",
        remediation="Give every container a logConfiguration in container_definitions",
        severity="medium",
        topics=("logging",),
        url=security_hub("ECS.9"),
        controls=("FSBP ECS.9", "cdk-nag AwsSolutions-ECS7"),
        check=_container_logs,
    ),
    ResourceRule(
        id="ecs-cluster-insights",
        applies_to=(aws("ecs/cluster"),),
        statement="What ECS tasks use is counted.",
        risk="Nobody sees that tasks run out of memory, or who slows the others down.",
        remediation="Pass settings with name='containerInsights' and value='enhanced' to ecs.Cluster",
        severity="low",
        topics=("logging",),
        url=security_hub("ECS.12"),
        controls=("FSBP ECS.12", "Checkov CKV_AWS_65", "cdk-nag AwsSolutions-ECS4"),
        check=_insights,
    ),
    ResourceRule(
        id="ecs-cluster-exec-logs",
        applies_to=(aws("ecs/cluster"),),
        statement="What people do in containers is recorded.",
        risk="Nobody can tell what was done to a container, nor by whom.",
        remediation="Pass logging='OVERRIDE' with log_configuration in execute_command_configuration",
        severity="medium",
        topics=("logging",),
        url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
        controls=("Checkov CKV_AWS_223",),
        check=_sessions,
    ),
)
