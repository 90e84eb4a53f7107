"""What a workflow must not do, whoever changes it."""

import re

import pytest

STRICT = "bash -euo pipefail {0}"
SAME_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository"
OURS = ("./.github/actions/", "./.github/workflows/")
# https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/uploading-a-sarif-file-to-github
CODE_SCANNING = {"security-events": "write", "actions": "read"}
# What each job may do besides reading the repository, and why it must.
BEYOND_READING = {
    ("check", "sarif"): CODE_SCANNING,  # findings to code scanning
    ("pull-request", "check"): CODE_SCANNING,  # handed on to `sarif`
    ("pull-request", "comment"): {"pull-requests": "write"},  # the one comment
    ("deliver", "check"): CODE_SCANNING,  # handed on to `sarif`
    ("deliver", "dev"): {"id-token": "write"},  # handed on to `promote`
    ("deliver", "staging"): {"id-token": "write"},
    ("deliver", "prod"): {"id-token": "write"},
    ("promote", "promote"): {"id-token": "write"},  # the deploy role
    ("rollback", "rollback"): {"id-token": "write"},  # the deploy role
    ("drift", "drift"): {"id-token": "write"},  # the drift role
    ("drift", "issue"): {"issues": "write"},  # the one issue
}


def test_every_action_is_pinned_by_its_commit_and_says_which_version_that_is(texts):
    found = {}
    for file, text in texts.items():
        for line in re.findall(r"^\s*-?\s*uses:.*$", text, re.MULTILINE):
            name = line.partition("uses:")[2].strip()
            if name.startswith(OURS):
                continue
            pinned = re.fullmatch(r"([\w.-]+/[\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", name)
            assert pinned, f"{file}: {name} is not pinned as owner/name@<40 hex digits> # vX.Y.Z"
            found.setdefault(pinned[1], set()).add((pinned[2], pinned[3]))
    assert len(found) >= 6
    for name, pins in found.items():
        assert len(pins) == 1, f"{name} has several pins: {pins}"


def test_every_local_file_that_is_used_is_there(workflows, actions, root):
    used = {
        step.step["uses"] for files in (workflows, actions) for step in files.steps() if "uses" in step.step
    }
    used |= {job["uses"] for _, _, job in workflows.jobs() if "uses" in job}
    local = {name for name in used if name.startswith("./")}
    assert {"./.github/actions/setup", "./.github/workflows/promote.yml"} <= local
    for name in local:
        file = root / name if name.endswith(".yml") else root / name / "action.yml"
        assert file.is_file(), f"{name} is used, and is not there"


def test_the_token_reads_the_repository_and_does_no_more_than_the_table_says(workflows):
    for file, content in workflows.items():
        assert content["permissions"] == {"contents": "read"}, f"{file}: the default is to read"
    beyond = {}
    for file, name, job in workflows.jobs():
        granted = {
            key: value
            for key, value in job.get("permissions", {}).items()
            if (key, value) != ("contents", "read")
        }
        if granted:
            beyond[file, name] = granted
    assert beyond == BEYOND_READING


def test_the_documented_permissions_are_those_of_the_workflows(workflows, root):
    section = (root / "docs/ci.md").read_text().partition("## Permissions")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([\w-]+)`, `([\w-]+)` \| (.+?) \|", section, re.MULTILINE)
    told = {(file, job): set(re.findall(r"`([\w-]+: \w+)`", granted)) for file, job, granted in rows}
    expected = {
        (file, name): {
            f"{key}: {value}" for key, value in job.get("permissions", content["permissions"]).items()
        }
        for file, content in workflows.items()
        for name, job in content["jobs"].items()
    }
    assert told == expected


def test_no_workflow_knows_a_secret(texts):
    for file, text in texts.items():
        named = set(re.findall(r"secrets\.(\w+)", text))
        assert not named, f"{file}: names the secrets {named}; a token of the job's own does it"
        assert "secrets: inherit" not in text, file


def test_no_workflow_runs_with_rights_on_what_a_stranger_wrote(workflows):
    for file, content in workflows.items():
        triggers = content["on"]
        for trigger in ("pull_request_target", "workflow_run", "issue_comment", "issues"):
            assert trigger not in triggers, f"{file}: {trigger} runs with the rights of the base repository"


def test_nothing_is_written_into_a_script_but_by_its_environment(workflows, actions):
    for files in (workflows, actions):
        for step in files.steps():
            assert "${{" not in step.script, f"{step.place}: an expression in a script is code; use `env:`"


def test_every_script_stops_at_its_first_mistake(workflows, actions):
    for file, content in workflows.items():
        if any("run" in step.step for step in workflows.steps() if step.file == file):
            assert content["defaults"]["run"]["shell"] == STRICT, file
    for step in workflows.steps():
        assert "shell" not in step.step, f"{step.place}: has a shell of its own"
    for step in actions.steps():
        if "run" in step.step:
            assert step.step["shell"] == STRICT, step.place


def test_every_job_ends_some_day(workflows):
    for file, name, job in workflows.jobs():
        if "uses" not in job:
            assert "timeout-minutes" in job, f"{file}, {name}"


def test_every_job_runs_on_a_named_version_of_the_runner(workflows):
    machines = {job["runs-on"] for _, _, job in workflows.jobs() if "runs-on" in job}
    assert machines == {"ubuntu-24.04"}


def test_no_checkout_leaves_the_token_behind(workflows):
    checkouts = [
        step for step in workflows.steps() if step.step.get("uses", "").startswith("actions/checkout@")
    ]
    assert len(checkouts) >= 6
    for step in checkouts:
        assert step.step["with"]["persist-credentials"] == "false", step.place


def test_who_may_write_runs_no_code_of_the_repository(workflows):
    for file, name in [("pull-request", "comment"), ("drift", "issue"), ("check", "sarif")]:
        steps = workflows[file]["jobs"][name]["steps"]
        for step in steps:
            assert not step.get("uses", "").startswith("./"), f"{file}, {name}: runs a local action"
            for word in (".venv", "make ", "python", "scripts/"):
                assert word not in step.get("run", ""), f"{file}, {name}: runs {word}"


@pytest.mark.parametrize(("file", "name"), [("check", "sarif"), ("pull-request", "comment")])
def test_a_pull_request_from_a_fork_asks_for_no_write(workflows, file, name):
    assert SAME_REPOSITORY in workflows[file]["jobs"][name]["if"]


def test_no_job_of_a_pull_request_has_an_identity_or_an_environment(workflows):
    assert set(workflows["pull-request"]["on"]) == {"pull_request", "merge_group"}
    called = {"pull-request"}
    called |= {
        job["uses"].rpartition("/")[2].removesuffix(".yml")
        for file, _, job in workflows.jobs()
        if file == "pull-request" and "uses" in job
    }
    assert called == {"pull-request", "check"}
    for file, name, job in workflows.jobs():
        if file in called:
            assert "environment" not in job, f"{file}, {name}"
            assert "id-token" not in job.get("permissions", {}), f"{file}, {name}"


def test_who_has_an_identity_runs_in_an_environment_that_reviewers_guard(workflows):
    for file, name, job in workflows.jobs():
        if "id-token" in job.get("permissions", {}) and "uses" not in job:
            assert job.get("environment"), f"{file}, {name}"


def test_one_deployment_of_a_stack_at_a_time_and_none_is_stopped_half_way(workflows):
    groups = {}
    for file, name in [("promote", "promote"), ("rollback", "rollback")]:
        job = workflows[file]["jobs"][name]
        assert job["concurrency"]["cancel-in-progress"] == "false", f"{file}, {name}"
        stack = re.fullmatch(r"\$\{\{ inputs\.\w+ \}\}", job["environment"])
        assert stack, f"{file}, {name}: the environment is the stack"
        groups[file] = job["concurrency"]["group"].replace(stack[0], "STACK")
    assert groups == {"promote": "stack-STACK", "rollback": "stack-STACK"}, "a rollback waits for a promotion"
    for file in ("deliver", "promote", "rollback"):
        assert "concurrency" not in workflows[file], (
            f"{file}: a whole run in one group would stop the next one"
        )


def test_a_newer_push_to_a_pull_request_stops_the_checks_of_the_older(workflows):
    concurrency = workflows["pull-request"]["concurrency"]
    assert concurrency["cancel-in-progress"] == "true"
    assert "github.event.pull_request.number" in concurrency["group"]


def test_nothing_is_deployed_before_somebody_says_so(workflows):
    for file, name in [("deliver", "dev"), ("drift", "drift")]:
        assert "vars.DELIVERY == 'on'" in workflows[file]["jobs"][name]["if"]
    assert (
        workflows["deliver"]["jobs"]["staging"]["needs"],
        workflows["deliver"]["jobs"]["prod"]["needs"],
    ) == (
        "dev",
        "staging",
    )
    assert workflows["deliver"]["jobs"]["dev"]["needs"] == "check"
