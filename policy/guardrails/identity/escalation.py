"""Ways to more rights than one was given.

The paths are those that the research on AWS has shown to work; each ends with the rights of another identity, or
with any rights at all:
https://docs.aws.amazon.com/prescriptive-guidance/latest/privilege-escalation-prevention/welcome.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from guardrails.documents.logic import Truth, all_of, any_of
from guardrails.documents.patterns import FRESH
from guardrails.documents.rights import Rights, Shape, holder

_ROLES: Final = Shape("iam", f"role/{FRESH}", regional=False)
_USERS: Final = Shape("iam", f"user/{FRESH}", regional=False)
_GROUPS: Final = Shape("iam", f"group/{FRESH}", regional=False)
_POLICIES: Final = Shape("iam", f"policy/{FRESH}", regional=False)
# With these on what oneself holds, nobody else's name is needed.
_WRITING: Final = frozenset(
    {
        "iam:AttachRolePolicy",
        "iam:AttachUserPolicy",
        "iam:CreatePolicyVersion",
        "iam:PutRolePolicy",
        "iam:PutUserPolicy",
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """An action that must be allowed on any resource of a form; without a form, on some resource."""

    action: str
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """Steps that lead to more rights together; `service` is who the role is passed to."""

    steps: tuple[Step, ...]
    service: str = ""

    def __str__(self) -> str:
        return ", ".join(step.action for step in self.steps)


def _alone(shape: Shape, *actions: str) -> Iterator[Path]:
    for action in actions:
        yield Path((Step(action, shape),))


def _passing(service: str, *ways: tuple[str, ...]) -> Iterator[Path]:
    """Yield paths that hand any role to a service, and make the service work for oneself."""
    for way in ways:
        steps = (Step("iam:PassRole", _ROLES), *(Step(action) for action in way))
        yield Path(steps, f"{service}.amazonaws.com")


PATHS: Final = (
    # To write rights, into what oneself or somebody stronger holds.
    *_alone(_POLICIES, "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"),
    *_alone(_ROLES, "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"),
    *_alone(_ROLES, "iam:DeleteRolePermissionsBoundary"),
    *_alone(_USERS, "iam:AttachUserPolicy", "iam:PutUserPolicy", "iam:DeleteUserPermissionsBoundary"),
    *_alone(_GROUPS, "iam:AttachGroupPolicy", "iam:PutGroupPolicy", "iam:AddUserToGroup"),
    # To become somebody else.
    *_alone(_USERS, "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"),
    *_alone(_ROLES, "sts:AssumeRole"),
    # To act through what has a role already.
    *_alone(Shape("lambda", f"function:{FRESH}"), "lambda:UpdateFunctionCode"),
    *_alone(Shape("glue", f"devEndpoint/{FRESH}"), "glue:UpdateDevEndpoint"),
    *_alone(Shape("ec2", f"instance/{FRESH}"), "ssm:SendCommand", "ssm:StartSession"),
    *_alone(Shape("ec2", f"instance/{FRESH}"), "ec2-instance-connect:SendSSHPublicKey"),
    # To hand a role on.
    *_passing("ec2", ("ec2:RunInstances",), ("ec2:RequestSpotInstances",)),
    *_passing(
        "lambda",
        ("lambda:CreateFunction", "lambda:InvokeFunction"),
        ("lambda:CreateFunction", "lambda:AddPermission"),
        ("lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
        ("lambda:CreateFunction", "lambda:CreateFunctionUrlConfig"),
    ),
    *_passing(
        "cloudformation",
        ("cloudformation:CreateStack",),
        ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
        ("cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"),
    ),
    *_passing(
        "glue",
        ("glue:CreateDevEndpoint",),
        ("glue:CreateJob", "glue:StartJobRun"),
        ("glue:CreateSession", "glue:RunStatement"),
    ),
    *_passing("codebuild", ("codebuild:CreateProject", "codebuild:StartBuild")),
    *_passing("datapipeline", ("datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition")),
    *_passing(
        "sagemaker",
        ("sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"),
        ("sagemaker:CreateProcessingJob",),
        ("sagemaker:CreateTrainingJob",),
    ),
    *_passing(
        "ecs-tasks",
        ("ecs:RegisterTaskDefinition", "ecs:RunTask"),
        ("ecs:RegisterTaskDefinition", "ecs:CreateService"),
        ("ecs:RegisterTaskDefinition", "ecs:UpdateService"),
        ("batch:RegisterJobDefinition", "batch:SubmitJob"),
    ),
    *_passing("states", ("states:CreateStateMachine", "states:StartExecution")),
    *_passing("ssm", ("ssm:StartAutomationExecution",)),
    *_passing("elasticmapreduce", ("elasticmapreduce:RunJobFlow",)),
    *_passing("tasks.apprunner", ("apprunner:CreateService",)),
    *_passing("scheduler", ("scheduler:CreateSchedule",)),
)
"""Every path, the shortest first."""


def paths_open(rights: Rights, own: tuple[str, ...] = ()) -> Iterator[tuple[Path, Truth]]:
    """Yield the paths that rights open, or may open; `own` are ARNs of the holder and of what it holds."""
    open_alone: set[str] = set()
    for path in PATHS:
        actions = {step.action for step in path.steps}
        if actions & open_alone:
            continue  # a part of the path is a path by itself
        truth = all_of(_is_open(rights, step, path.service, own) for step in path.steps)
        if truth is not False:
            yield path, truth
            if len(path.steps) == 1:
                open_alone |= actions


def _is_open(rights: Rights, step: Step, service: str, own: tuple[str, ...]) -> Truth:
    action = step.action.lower()
    if step.shape is None:
        return rights.may_somewhere(action)
    caller = holder(iam__passedtoservice=(service,)) if service else holder()
    truth = rights.may(action, step.shape, caller)
    if truth is False and step.action in _WRITING:
        return any_of(rights.may_on(action, one, caller) for one in own)
    return truth
