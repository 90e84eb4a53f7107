"""ECS task definitions: containers are kept apart from the host and from each other."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from guardrails.checks import show, truth, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.texts import parsed
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, Secret, at, plain

TASKS: Final = (aws("ecs/taskDefinition"),)
_SERVICES: Final = (aws("ecs/service"), aws("ecs/taskSet"))
_ROLES: Final = (aws("iam/role"),)
_HOST: Final = "host"
_NAMESPACES: Final = ("pidMode", "ipcMode", "networkMode")
_OLD_PLATFORMS: Final = ("1.0.0", "1.1.0", "1.2.0", "1.3.0")
_ROOT: Final = ("", "root", "0")


def containers(task: Resource) -> Iterator[tuple[str, Any]]:
    """Yield the containers of a task, each with its label; what cannot be read is yielded as a Problem."""
    path = "containerDefinitions"
    given = at(task.inputs, path)
    value = parsed(plain(given))
    if value is None and plain(given) is not None:
        yield path, Problem(f"its {path} is no JSON")
    if value is UNKNOWN:
        yield path, _hidden(path) if isinstance(given, Secret) else unknown(path)
    for index, container in enumerate(value if isinstance(value, list) else ()):
        label = f"{path}[{index}]"
        yield label, unknown(label) if plain(container) is UNKNOWN else container


def _hidden(path: str) -> Problem:
    """Return the problem of a secret that a state or a preview does not show."""
    return Problem(f"{path} is a secret that is not shown", undecided=True)


def _each(judge: Callable[[str, Any], Iterator[Problem]]) -> Callable[[Resource], Iterator[Problem]]:
    """Return a check of every container of a task that runs Linux: Windows knows none of this."""

    def check(task: Resource) -> Iterator[Problem]:
        if str(plain(at(task.inputs, "runtimePlatform.operatingSystemFamily"))).startswith("WINDOWS"):
            return
        for label, container in containers(task):
            if isinstance(container, Problem):
                yield container
            else:
                yield from judge(label, container)

    return check


def _privileged(label: str, container: Any) -> Iterator[Problem]:
    state = truth(at(container, "privileged"), default=False)
    if state is UNKNOWN:
        yield unknown(f"{label}.privileged")
    elif state:
        yield Problem(f"{label}.privileged is not false")


def _confined(task: Resource) -> Iterator[Problem]:
    for path in _NAMESPACES:
        mode = plain(at(task.inputs, path))
        if mode is UNKNOWN:
            yield unknown(path)
        elif mode == _HOST:
            yield Problem(f"{path} is {show(mode)}")
    yield from _each(_privileged)(task)


def _read_only(label: str, container: Any) -> Iterator[Problem]:
    path = "readonlyRootFilesystem"
    state = truth(at(container, path), default=False)
    if state is UNKNOWN:
        yield unknown(f"{label}.{path}")
    elif not state:
        yield Problem(
            f"{label}.{path} is not true" + (" (it is not set)" if at(container, path) is None else "")
        )


def _user(label: str, container: Any) -> Iterator[Problem]:
    user = plain(at(container, "user"))
    if user is UNKNOWN:
        yield unknown(f"{label}.user")
    elif user is None:
        yield Problem(f"{label}.user is not set, so the image decides, and most run as root")
    elif str(user).partition(":")[0] in _ROOT:
        yield Problem(f"{label}.user is {show(user)}")


def _roles(graph: Graph, task: Resource) -> Iterator[Problem]:
    """Judge the two roles of a task: that of ECS, which starts it, and that of the application."""
    starts, runs = plain(at(task.inputs, "executionRoleArn")), plain(at(task.inputs, "taskRoleArn"))
    if None in (starts, runs):
        return
    first, second = (
        graph.refers(task, "executionRoleArn", *_ROLES),
        graph.refers(task, "taskRoleArn", *_ROLES),
    )
    same = first.one is not None and second.one is not None and first.one.urn == second.one.urn
    if same or (starts is not UNKNOWN and starts == runs):
        yield Problem("executionRoleArn and taskRoleArn are the same role")


def _platform(service: Resource) -> Iterator[Problem]:
    version = plain(at(service.inputs, "platformVersion"))
    if version is UNKNOWN:
        yield unknown("platformVersion")
    elif version in _OLD_PLATFORMS:
        yield Problem(f"platformVersion is {show(version)}")


RULES: Final = (
    ResourceRule(
        id="ecs-task-confined",
        applies_to=TASKS,
        statement="ECS tasks share neither rights nor namespaces with their host.",
        risk="Whoever takes over the container takes over the host, and every task on it.",
        remediation="Leave privileged, pid_mode, ipc_mode and network_mode='host' out",
        severity="high",
        topics=("compute",),
        url=security_hub("ECS.4"),
        controls=("FSBP ECS.3", "FSBP ECS.4", "FSBP ECS.17", "Checkov CKV_AWS_334", "Checkov CKV_AWS_335"),
        check=_confined,
    ),
    ResourceRule(
        id="ecs-task-read-only-root",
        applies_to=TASKS,
        statement="Containers cannot change their own file system.",
        risk="Whoever gets in leaves a program behind.",
        remediation="Set readonlyRootFilesystem to true in container_definitions, and mount a volume for data",
        severity="high",
        topics=("compute",),
        url=security_hub("ECS.5"),
        controls=("FSBP ECS.5", "Checkov CKV_AWS_336"),
        check=_each(_read_only),
    ),
    ResourceRule(
        id="ecs-task-not-root",
        applies_to=TASKS,
        statement="Containers do not run as root.",
        risk="Whoever breaks out of the container is root on its host.",
        remediation="Set user to a number other than 0 in container_definitions",
        severity="medium",
        topics=("compute",),
        url=security_hub("ECS.20"),
        controls=("FSBP ECS.20",),
        check=_each(_user),
    ),
    GraphRule(
        id="ecs-task-roles-differ",
        applies_to=TASKS,
        statement="The application in a task has not the role that ECS starts it with.",
        risk="The application may read every secret and image that the start of the task needs.",
        remediation="Pass task_role_arn of a role of its own to ecs.TaskDefinition",
        severity="medium",
        topics=("compute",),
        url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
        controls=("Checkov CKV_AWS_249",),
        check=_roles,
    ),
    ResourceRule(
        id="ecs-service-platform-version",
        applies_to=_SERVICES,
        statement="Fargate tasks run on the latest platform.",
        risk="Known holes of the platform stay open.",
        remediation="Leave platform_version out, or pass 'LATEST'",
        severity="medium",
        topics=("compute",),
        url=security_hub("ECS.10"),
        controls=("FSBP ECS.10", "Checkov CKV_AWS_332"),
        check=_platform,
    ),
)
