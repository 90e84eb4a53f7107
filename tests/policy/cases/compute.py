"""What breaks the rules on what runs code that one resource decides."""

from typing import Any

from tests.policy.cases.harness import KEPT, Case, choice

_CONTAINERS = "containerDefinitions"


def _container(rule: str, container: dict[str, Any], says: str) -> Case:
    """A container; a task without any is refused by ECS."""
    label = f"{_CONTAINERS}[0]"
    return Case(
        rule,
        "ecs/taskDefinition",
        _CONTAINERS,
        [{"name": "app", "user": "1000", "readonlyRootFilesystem": True, **container}],
        f"{label}.{says}",
        KEPT,
        f"{_CONTAINERS} is not known yet",
    )


CASES = [
    _container("ecs-task-confined", {"privileged": True}, "privileged is not false"),
    *(
        choice("ecs-task-confined", "ecs/taskDefinition", path, "host", kept=True)
        for path in ("pidMode", "ipcMode", "networkMode")
    ),
    _container(
        "ecs-task-read-only-root",
        {"readonlyRootFilesystem": "false"},
        "readonlyRootFilesystem is not true",
    ),
    _container("ecs-task-not-root", {"user": "0:1000"}, "user is '0:1000'"),
    *(
        choice("ecs-service-platform-version", short, "platformVersion", "1.3.0", kept=True)
        for short in ("ecs/service", "ecs/taskSet")
    ),
    *(
        choice("ecr-repository-immutable", short, "imageTagMutability", "MUTABLE", "MUTABLE")
        for short in ("ecr/repository", "ecr/repositoryCreationTemplate")
    ),
    Case(
        "lambda-function-runtime",
        "lambda/function",
        "runtime",
        "python3.9",
        "runtime is 'python3.9', which AWS has deprecated",
        KEPT,
        "runtime is not known yet",
    ),
    Case(
        "eks-cluster-version",
        "eks/cluster",
        "version",
        "1.30",
        "version is '1.30', which AWS patches no more",
        KEPT,
        "version is not known yet",
    ),
    *(
        Case(rule, "lambda/function", path, value, f"{path} is not set", f"{path} is not set", KEPT)
        for rule, path, value in (
            ("lambda-function-signed", "codeSigningConfigArn", ""),
            ("lambda-function-in-vpc", "vpcConfig.subnetIds", []),
        )
    ),
    choice("lambda-function-traced", "lambda/function", "tracingConfig.mode", "PassThrough", "PassThrough"),
    choice("sagemaker-notebook-no-root", "sagemaker/notebookInstance", "rootAccess", "Enabled", "Enabled"),
]
