"""The roles of `account/` trust exactly the jobs that the workflows have, claim by claim."""

import re
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from components.bootstrap.trust import job_trust
from settings.account.delivery import Subject

ISSUER = "https://token.actions.githubusercontent.com"
# What the action asks GitHub for where nothing else is said.
AUDIENCE = "sts.amazonaws.com"
STACKS = ("dev", "staging", "prod")


def stack_file(root, project: str, stack: str) -> dict[str, Any]:
    return yaml.safe_load((root / project / f"Pulumi.{stack}.yaml").read_text())["config"]


@pytest.fixture(params=STACKS)
def stack(request):
    return request.param


@pytest.fixture
def delivery(root, stack):
    """What the stack's account says of CI."""
    return stack_file(root, "account", stack)["shop-account:delivery"]


def environments(workflows, file: str) -> set[str]:
    """Return the environments that the jobs of a workflow with an identity run in, inputs filled in."""
    found = set()
    for where, _, job in workflows.jobs():
        if where != file or "id-token" not in job.get("permissions", {}):
            continue
        if "uses" in job:
            found.add(job["with"]["to"])
            continue
        name = job["environment"]
        values = [name]
        if "matrix.stack" in name:
            values = job["strategy"]["matrix"]["stack"]
        elif "inputs.stack" in name:
            values = workflows[file]["on"]["workflow_dispatch"]["inputs"]["stack"]["options"]
        found |= {re.sub(r"\$\{\{.*?\}\}", value, name) for value in values}
    return found


def takes(document: dict[str, Any], claims: dict[str, str]) -> bool:
    """Tell whether a trust policy of one statement lets a token in."""
    (statement,) = document["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Allow", "sts:AssumeRoleWithWebIdentity")
    assert set(statement["Condition"]) == {"StringEquals"}
    host = claims["iss"].removeprefix("https://")
    if not statement["Principal"]["Federated"].endswith(f":oidc-provider/{host}"):
        return False
    wanted = {
        key.removeprefix(f"{host}:"): value for key, value in statement["Condition"]["StringEquals"].items()
    }
    return all(
        claims.get(key) in ([value] if isinstance(value, str) else value) for key, value in wanted.items()
    )


def token(delivery, **claims: str) -> dict[str, str]:
    """Return what GitHub says of a job of the repository that the account names."""
    (repository,) = {subject.split(":")[1] for subject in delivery["deploySubjects"]}
    told = {"iss": ISSUER, "aud": AUDIENCE, "repository": repository, **claims}
    return {**told, "sub": f"repo:{told['repository']}:{told['sub']}"}


def trust(delivery, subjects: str) -> dict[str, Any]:
    return job_trust(delivery["issuer"], delivery["audience"], delivery[subjects], "123456789012")


def test_the_deploy_role_takes_the_jobs_that_deploy_to_its_stack(workflows, delivery, stack):
    document = trust(delivery, "deploySubjects")
    for file in ("deliver", "rollback"):
        assert stack in environments(workflows, file), f"{file} has no job for {stack}"
        assert takes(document, token(delivery, sub=f"environment:{stack}")), file
    jobs = {
        f"environment:{name}" for file in ("deliver", "rollback") for name in environments(workflows, file)
    }
    named = {subject.split(":", 2)[2] for subject in delivery["deploySubjects"]}
    assert named <= jobs, "a subject that no workflow has could be anybody's one day"


def test_the_drift_role_takes_the_jobs_that_look_for_drift_in_its_stack(workflows, delivery, stack):
    document = trust(delivery, "driftSubjects")
    assert environments(workflows, "drift") == {f"{name}-drift" for name in STACKS}
    assert takes(document, token(delivery, sub=f"environment:{stack}-drift"))
    for other in ("pull_request", "ref:refs/heads/main", f"environment:{stack}"):
        assert not takes(document, token(delivery, sub=other)), other
    assert len(delivery["driftSubjects"]) == 1, "a subject that no workflow has could be anybody's one day"


def test_a_look_for_drift_ends_before_its_credentials(workflows, actions):
    job = workflows["drift"]["jobs"]["drift"]
    seconds = int(actions["sign-in"]["inputs"]["session-seconds"]["default"])
    assert seconds == 3600, "the role grants an hour"
    assert int(job["timeout-minutes"]) * 60 < seconds


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "pull_request"},
        {"sub": "ref:refs/heads/main"},
        {"sub": "environment:{stack}-drift"},
        {"sub": "environment:{stack}", "repository": "somebody/shop"},
        {"sub": "environment:{stack}", "aud": "https://github.com/example"},
        {"sub": "environment:{stack}", "iss": "https://gitlab.com"},
    ],
)
def test_the_deploy_role_takes_nobody_else(delivery, stack, claims):
    claims = {key: value.format(stack=stack) for key, value in claims.items()}
    assert not takes(trust(delivery, "deploySubjects"), token(delivery, **claims))


def test_no_account_of_its_own_takes_the_jobs_of_another_stack(delivery):
    for other in STACKS:
        if other not in delivery["stacks"]:
            assert not takes(
                trust(delivery, "deploySubjects"), token(delivery, sub=f"environment:{other}")
            ), other


def test_subjects_with_the_numbers_of_owner_and_repository_are_taken_too(root):
    """Repositories made since July 2026 have them: a name that somebody else takes over is then another subject."""
    delivery = stack_file(root, "account", "dev")["shop-account:delivery"]
    subject = "repo:example@123456/shop@456789:environment:dev"
    assert subject == TypeAdapter(Subject).validate_python(subject)
    document = trust({**delivery, "deploySubjects": [subject]}, "deploySubjects")
    assert takes(document, {"iss": ISSUER, "aud": AUDIENCE, "sub": subject})
    assert not takes(document, token(delivery, sub="environment:dev"))


def test_the_token_is_meant_for_aws(actions, delivery):
    (step,) = (
        one.step for one in actions.steps() if "configure-aws-credentials@" in one.step.get("uses", "")
    )
    assert (ISSUER, step["with"].get("audience", AUDIENCE)) == (delivery["issuer"], delivery["audience"])


def test_no_key_is_stored(actions, texts):
    (step,) = (
        one.step for one in actions.steps() if "configure-aws-credentials@" in one.step.get("uses", "")
    )
    assert set(step["with"]) == {"role-to-assume", "role-duration-seconds", "aws-region"}
    for file, text in texts.items():
        assert not re.search(
            r"AWS_(ACCESS_KEY|SECRET)|aws-(access-key|secret)|PULUMI_ACCESS_TOKEN|PASSPHRASE", text
        ), file


def test_the_credentials_outlast_the_job_and_the_role_grants_so_long(workflows, delivery, stack):
    most = delivery["sessionHours"] * 3600
    job = workflows["deliver"]["jobs"][stack]["with"]
    assert int(job["session-seconds"]) <= most
    assert int(job["minutes"]) * 60 < int(job["session-seconds"])
    rollback = workflows["rollback"]["jobs"]["rollback"]
    (signing,) = (step["with"] for step in rollback["steps"] if step.get("uses", "").endswith("/sign-in"))
    minutes, seconds = (
        chosen(text, stack) for text in (rollback["timeout-minutes"], signing["session-seconds"])
    )
    assert minutes * 60 < seconds <= most


def chosen(expression: str, stack: str) -> int:
    """Evaluate `${{ inputs.stack == 'prod' && 235 || 115 }}`."""
    parts = re.fullmatch(r"\$\{\{ inputs\.stack == '(\w+)' && (\d+) \|\| (\d+) \}\}", expression)
    assert parts, expression
    return int(parts[2] if stack == parts[1] else parts[3])


def test_the_region_is_that_of_the_stacks(actions, root, stack):
    (step,) = (
        one.step for one in actions.steps() if "configure-aws-credentials@" in one.step.get("uses", "")
    )
    for project in (".", "account"):
        assert step["with"]["aws-region"] == stack_file(root, project, stack)["aws:region"], project


def test_the_stacks_go_up_in_the_order_of_the_promotion(workflows, root):
    order = yaml.safe_load((root / "promotion.yaml").read_text())["stacks"]
    jobs = workflows["deliver"]["jobs"]
    assert [name for name in jobs if name != "check"] == order
    for lower, higher in zip(["", *order], order, strict=False):
        assert (lower, higher) == (jobs[higher]["with"].get("from", ""), jobs[higher]["with"]["to"])
    assert workflows["rollback"]["on"]["workflow_dispatch"]["inputs"]["stack"]["options"] == order
    assert workflows["drift"]["jobs"]["drift"]["strategy"]["matrix"]["stack"] == order
    assert workflows["check"]["jobs"]["sarif"]["strategy"]["matrix"]["stack"] == [
        *order,
        *(f"account-{name}" for name in order),
    ]


def test_ci_never_deploys_what_keeps_it_in_its_bounds(workflows):
    """ADR 0010: `account/` is an administrator's."""
    for step in workflows.steps():
        for line in step.script.splitlines():
            if "account" in line:
                assert not re.search(r"stagecraft (promote|rollback)|pulumi ", line), step.place
