"""No secret stands in an environment, a parameter or a script, where everyone reads it who may look."""

import base64
import binascii
from collections.abc import Callable, Iterator
from typing import Any, Final

from guardrails.checks import unknown
from guardrails.plain_secrets import names_secret, secret_in_text, secret_in_value, undecided_secret
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.texts import parsed
from guardrails.tokens import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, aws
from guardrails.values import UNKNOWN, Secret, at, items, plain

_RISK: Final = "Everyone who may look at the resource, at its state or at its history reads the secret."
_IMAGE: Final = "sourceConfiguration.imageRepository.imageConfiguration.runtimeEnvironmentVariables"
_CODE: Final = (
    "sourceConfiguration.codeRepository.codeConfiguration.codeConfigurationValues.runtimeEnvironmentVariables"
)


def _variable(name: Any, value: Any) -> Iterator[Problem]:
    """Judge one variable of an environment."""
    name = str(plain(name))
    kind = secret_in_value(name, value)
    if kind is not None:
        yield Problem(f"{name[:60]} is {kind} in plain text")
    elif undecided_secret(name, value):
        yield unknown(name[:60])


def _sealed(props: Any, path: str) -> bool:
    """Tell whether a value, or what it stands in, is secret as a whole: a secret of the program went into it.

    Pulumi marks what is made of a secret, also where the value itself is known only after an `up`.
    """
    steps = path.split(".")
    return any(isinstance(at(props, ".".join(steps[:end])), Secret) for end in range(1, len(steps) + 1))


def _stands_in(path: str) -> Problem:
    return Problem(f"a secret of the program stands in its {path}")


def _map(*paths: str) -> Callable[[Resource], Iterator[Problem]]:
    """Return a check of environments that are written as name -> value."""

    def check(resource: Resource) -> Iterator[Problem]:
        for path in paths:
            variables = plain(at(resource.inputs, path))
            if _sealed(resource.inputs, path):
                yield _stands_in(path)
            elif isinstance(variables, dict):
                for name, value in variables.items():
                    yield from _variable(name, value)

    return check


def _pairs(listed: Any) -> Iterator[Problem]:
    """Judge environments that are written as a list of name and value."""
    for one in listed if isinstance(listed, list) else ():
        variable = plain(one)
        if isinstance(variable, dict):
            yield from _variable(variable.get("name"), variable.get("value"))


def _json(*paths: str) -> Callable[[Resource], Iterator[Problem]]:
    """Return a check of containers that are written as JSON text, at any depth of it."""

    def check(resource: Resource) -> Iterator[Problem]:
        for path in paths:
            if _sealed(resource.inputs, path):
                yield _stands_in(path)
                continue
            for one in items(resource.inputs, path):
                yield from _text(path, one)

    return check


def _text(path: str, value: Any) -> Iterator[Problem]:
    value = plain(value)
    read = parsed(value)
    if read is None and isinstance(value, str):
        yield Problem(f"its {path} is no JSON")
        return
    for environment in _environments(read):
        yield from _pairs(environment)


def _environments(value: Any) -> Iterator[Any]:
    """Yield each `environment` inside of a value."""
    ahead = [value]
    while ahead:
        one = plain(ahead.pop())
        if isinstance(one, dict):
            for key, inner in one.items():
                if key in ("environment", "Environment"):
                    yield plain(inner)
                else:
                    ahead.append(inner)
        elif isinstance(one, list):
            ahead.extend(one)


def _build(project: Resource) -> Iterator[Problem]:
    """Judge a build's variables, but those that are read from a store."""
    for one in items(project.inputs, "environment.environmentVariables"):
        variable = plain(one)
        if not isinstance(variable, dict) or plain(variable.get("type")) not in (None, "PLAINTEXT"):
            continue
        name = str(plain(variable.get("name")))
        if name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            yield Problem(f"{name} is given in plain text")
        else:
            yield from _variable(name, variable.get("value"))


def _parameter(parameter: Resource) -> Iterator[Problem]:
    """Judge a parameter that is not encrypted. Pulumi takes every `value` for a secret, so that says nothing."""
    kind = plain(at(parameter.inputs, "type"))
    if kind is UNKNOWN:
        yield unknown("type")
        return
    if kind not in ("String", "StringList"):
        return
    given_name = plain(at(parameter.inputs, "name"))
    name = given_name if isinstance(given_name, str) else parameter.name
    given = at(parameter.inputs, "value")
    value = plain(at(parameter.inputs, "insecureValue") if given is None else given)
    if value is UNKNOWN:
        found = "a password" if isinstance(given, Secret) and names_secret(name) else None
    else:
        found = secret_in_value(name, value)
    if found is not None:
        yield Problem(f"type is '{kind}', and its value is {found}")
    elif undecided_secret(name, value):
        yield unknown("value")


def _user_data(resource: Resource) -> Iterator[Problem]:
    for path in ("userData", "userDataBase64"):
        value = at(resource.inputs, path)
        if isinstance(value, Secret):
            yield _stands_in(path)
        elif isinstance(value, str):
            kind = secret_in_text(value) or secret_in_text(_decoded(value))
            if kind is not None:
                yield Problem(f"{kind} stands in its {path}")


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _rule(id_: str, *tokens: str, what: str, fix: str, url: str, check: Any, **more: Any) -> ResourceRule:
    return ResourceRule(
        id=id_,
        applies_to=tokens,
        statement=f"No secret stands in plain text in {what}.",
        risk=_RISK,
        remediation=fix,
        severity="high",
        topics=("access",),
        url=url,
        check=check,
        **more,
    )


RULES: Final = (
    _rule(
        "lambda-function-no-plain-secrets",
        aws("lambda/function"),
        what="the environment of a function",
        fix="Pass the ARN of a secret, and let the function read it from Secrets Manager",
        url="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
        controls=("Checkov CKV_AWS_45",),
        check=_map("environment.variables"),
    ),
    _rule(
        "ecs-task-definition-no-plain-secrets",
        aws("ecs/taskDefinition"),
        what="the environment of a container",
        fix="Name it in secrets with valueFrom=<ARN of the secret> instead of environment",
        url=security_hub("ECS.8"),
        controls=("FSBP ECS.8", "cdk-nag AwsSolutions-ECS2"),
        check=_json("containerDefinitions"),
    ),
    _rule(
        "batch-job-definition-no-plain-secrets",
        aws("batch/jobDefinition"),
        what="the environment of a job",
        fix="Name it in secrets with valueFrom=<ARN of the secret> instead of environment",
        url="https://docs.aws.amazon.com/batch/latest/userguide/specifying-sensitive-data.html",
        check=_json("containerProperties", "ecsProperties", "nodeProperties"),
    ),
    _rule(
        "codebuild-project-no-plain-secrets",
        aws("codebuild/project"),
        what="the environment of a build",
        fix="Pass type='SECRETS_MANAGER' for the variable, or give the project's role the right",
        url=security_hub("CodeBuild.2"),
        controls=("FSBP CodeBuild.2",),
        check=_build,
    ),
    _rule(
        "apprunner-service-no-plain-secrets",
        aws("apprunner/service"),
        what="the environment of a service",
        fix="Name it in runtime_environment_secrets instead of runtime_environment_variables",
        url="https://docs.aws.amazon.com/apprunner/latest/dg/env-variable.html",
        check=_map(_IMAGE, _CODE),
    ),
    _rule(
        "ssm-parameter-no-plain-secrets",
        aws("ssm/parameter"),
        what="a parameter that is not encrypted",
        fix="Pass type='SecureString' and key_id=<key ARN> to ssm.Parameter, or keep it in Secrets Manager",
        url="https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html",
        controls=("Checkov CKV2_AWS_34", "Checkov CKV_AWS_384"),
        check=_parameter,
    ),
    _rule(
        "ec2-user-data-no-plain-secrets",
        INSTANCE,
        aws("ec2/spotInstanceRequest"),
        LAUNCH_TEMPLATE,
        LAUNCH_CONFIGURATION,
        what="user data",
        fix="Let the instance read the secret from Secrets Manager with its role",
        url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
        controls=("Checkov CKV_AWS_46",),
        check=_user_data,
    ),
)
