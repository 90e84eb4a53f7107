"""The scripts of the workflows do what they say, run by the shell that they name.

GitHub itself is played by a `gh` that keeps comments and issues in a file: it shows which requests are made, not
that GitHub takes them.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = ("bash", "jq", "awk")
pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)}, as the runners have them"
)

GH = """#!{python}
import json, pathlib, sys
store = pathlib.Path({store!r})
data = json.loads(store.read_text())
words = sys.argv[1:]
assert words.pop(0) == "api", words
method, fields, path = "GET", {{}}, None
while words:
    word = words.pop(0)
    if word == "--method":
        method = words.pop(0)
    elif word in ("--field", "--raw-field"):
        key, _, value = words.pop(0).partition("=")
        if word == "--field" and value.startswith("@"):
            value = pathlib.Path(value[1:]).read_text()
        fields[key] = value
    elif not word.startswith("--"):
        path = word.partition("?")[0]
data["requests"].append(method + " " + path)
assert all(len(value) <= 65536 for value in fields.values()), "GitHub refuses more"
parts = path.split("/")
me = {{"login": "github-actions[bot]"}}
if method == "GET":
    items = data["issues" if parts[-1] == "issues" else "comments"]
    items = [one for one in items if one.get("state", "open") == "open"]
    for start in range(0, len(items), 2):  # pages, one array each
        print(json.dumps(items[start : start + 2]))
    if not items:
        print("[]")
elif method == "POST" and parts[-1] == "comments":
    data["comments"].append({{"id": len(data["comments"]) + 100, "user": me, "on": parts[-2], **fields}})
elif method == "POST":
    data["issues"].append({{"number": len(data["issues"]) + 7, "user": me, "state": "open", **fields}})
elif method == "PATCH":
    (one,) = [x for x in data["comments"] + data["issues"] if str(x.get("id", x.get("number"))) == parts[-1]]
    one.update(fields)
store.write_text(json.dumps(data))
"""


class GitHub:
    """A repository's comments and issues, behind a `gh` of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        self.store = folder / "github.json"
        self.put(comments=[], issues=[])
        tools = folder / "bin"
        tools.mkdir()
        (tools / "gh").write_text(GH.format(python=sys.executable, store=str(self.store)))
        (tools / "gh").chmod(0o755)
        self.path = f"{tools}{os.pathsep}{os.environ['PATH']}"

    def put(self, **data) -> None:
        self.store.write_text(json.dumps({"comments": [], "issues": [], **data, "requests": []}))

    def __getitem__(self, what: str):
        return json.loads(self.store.read_text())[what]

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        file = self.folder.parent / "script.sh"
        file.write_text(script)
        return subprocess.run(
            ["bash", "-euo", "pipefail", str(file)],
            cwd=self.folder,
            env={"PATH": self.path, "HOME": str(self.folder), **variables},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def github(tmp_path) -> GitHub:
    return GitHub(tmp_path)


MARKER = "<!-- stagecraft: what this pull request would build -->"


@pytest.fixture
def comment(workflows, github):
    step = workflows.step("pull-request", "Write the comment, or bring it up to date")
    assert step.step["env"]["MARKER"] == MARKER

    def run(result: str = "success"):
        done = github.run(
            step.script,
            REPOSITORY="example/shop",
            NUMBER="12",
            REVISION="0123456789abcdef0123",
            RESULT=result,
            RUN="https://example.com/run",
            MARKER=MARKER,
            GH_TOKEN="x",
        )
        assert done.returncode == 0, done.stderr

    return run


def test_a_second_run_updates_the_comment_of_the_first(github, comment):
    (github.folder / "comment.md").write_text("### `shop`: allowed\n")
    comment()
    (github.folder / "comment.md").write_text("### `shop`: not allowed in dev\n")
    comment("failure")
    (only,) = github["comments"]
    assert only["body"] == (
        f"{MARKER}\n### `shop`: not allowed in dev\n\n"
        "<sub>Revision 0123456789ab: checks failure. [All of it](https://example.com/run)</sub>\n"
    )
    assert github["requests"] == [
        "GET repos/example/shop/issues/12/comments",
        "POST repos/example/shop/issues/12/comments",
        "GET repos/example/shop/issues/12/comments",
        "PATCH repos/example/shop/issues/comments/100",
    ]


def test_a_comment_of_somebody_else_is_left_alone_even_with_the_marker(github, comment):
    theirs = [
        {"id": 1, "user": {"login": "reviewer"}, "body": f"{MARKER} quoted"},
        {"id": 2, "user": {"login": "github-actions[bot]"}, "body": "another workflow"},
        {"id": 3, "user": {"login": "github-actions[bot]"}, "body": None},
    ]
    github.put(comments=theirs)
    (github.folder / "comment.md").write_text("### `shop`: allowed\n")
    comment()
    assert github["comments"][:3] == theirs
    assert len(github["comments"]) == 4
    comment()
    assert len(github["comments"]) == 4, "found on the second page"


def test_without_a_preview_the_comment_says_so(github, comment):
    comment("failure")
    assert "### There is no preview" in github["comments"][0]["body"]


@pytest.fixture
def issue(workflows, github):
    step = workflows.step("drift", "Open the issue, bring it up to date, or close it")

    def run(*, line: str = "- shop-primary changed", lines: int = 5, **codes: int):
        for stack, code in codes.items():
            (github.folder / f"{stack}.code").write_text(f"{code}\n")
            (github.folder / f"{stack}.md").write_text(f"{line}\n" * lines)
        result = "failure" if set(codes.values()) - {0, 3} or len(codes) < 3 else "success"
        done = github.run(
            step.script,
            REPOSITORY="example/shop",
            RESULT=result,
            RUN="https://example.com/run",
            MARKER=step.step["env"]["MARKER"],
            STACKS=step.step["env"]["STACKS"],
            GH_TOKEN="x",
        )
        assert done.returncode == 0, done.stderr

    return run


def test_drift_is_one_issue_that_is_updated_and_then_closed(github, issue):
    issue(dev=0, staging=3, prod=4)
    (only,) = github["issues"]
    assert only["title"] == "Drift of the deployed stacks"
    for line in (
        "### dev: no drift",
        "### staging: benign drift",
        "### prod: drift that concerns **security**",
    ):
        assert line in only["body"]
    clean, _, rest = only["body"].partition("### staging")
    assert "shop-primary" not in clean, "what has not drifted has nothing to tell"
    assert rest.count("- shop-primary changed") == 10

    issue(dev=0, staging=0, prod=5)
    (only,) = github["issues"]
    assert "### prod: **destructive** drift" in only["body"]
    assert "### staging: no drift" in only["body"]

    issue(dev=0, staging=3, prod=0)
    (only,) = github["issues"]
    assert only["state"] == "closed"
    assert github["comments"][0]["body"] == "All is as deployed again: https://example.com/run"

    issue(dev=4, staging=0, prod=0)
    assert [one["state"] for one in github["issues"]] == ["closed", "open"]


def test_nothing_is_opened_where_nothing_drifted(github, issue):
    issue(dev=0, staging=3, prod=0)
    assert github["issues"] == []


def test_a_stack_that_could_not_be_looked_at_is_told_too(github, issue):
    issue(dev=0, prod=2)
    body = github["issues"][0]["body"]
    assert "### staging: could not be looked at" in body
    assert "### prod: could not be looked at" in body


def test_a_long_report_is_cut_between_lines(github, issue):
    issue(dev=5, staging=5, prod=5, line="| é | of a table | that is long |", lines=9000)
    body = github["issues"][0]["body"]
    assert body.count("the run tells the rest") == 3
    for line in body.splitlines():
        assert line.startswith(("<!--", "Something", "###", "_…")) or line in (
            "",
            "| é | of a table | that is long |",
        )


@pytest.mark.parametrize(
    ("code", "expected", "word"),
    [
        (0, 0, "no drift"),
        (3, 0, "::notice title=Drift of prod::Benign"),
        (4, 1, "::error title=Drift of prod::It concerns security"),
        (5, 1, "::error title=Drift of prod::Something that holds data"),
        (2, 1, "could not be found out (exit code 2)"),
        (70, 1, "could not be found out (exit code 70)"),
    ],
)
def test_the_exit_code_of_drift_decides_the_job(workflows, github, code, expected, word):
    tool = github.folder / ".venv/bin/stagecraft"
    tool.parent.mkdir(parents=True)
    tool.write_text(f'#!/bin/sh\necho "$@" > arguments\necho "# report"\nexit {code}\n')
    tool.chmod(0o755)
    step = workflows.step("drift", "Compare AWS with the state")
    done = github.run(step.script, STACK="prod", GITHUB_STEP_SUMMARY=str(github.folder / "summary"))
    assert (expected, True) == (done.returncode, word in done.stdout), done.stdout + done.stderr
    assert (github.folder / "out/drift/prod.code").read_text() == f"{code}\n"
    assert (github.folder / "out/drift/prod.md").read_text() == "# report\n"
    assert (github.folder / "arguments").read_text() == "drift --stack prod --format markdown\n"
    assert (github.folder / "summary").read_text() == "# report\n"


@pytest.mark.parametrize(
    ("lower", "arguments"),
    [("", "promote --to dev --yes"), ("staging", "promote --from staging --to dev --yes")],
)
def test_a_promotion_names_the_stack_below_where_there_is_one(workflows, github, lower, arguments):
    tool = github.folder / ".venv/bin/stagecraft"
    tool.parent.mkdir(parents=True)
    tool.write_text('#!/bin/sh\necho "$@" > arguments\nexit 1\n')
    tool.chmod(0o755)
    done = github.run(workflows.step("promote", "Promote").script, FROM=lower, TO="dev")
    assert done.returncode == 1, "what the gate refuses fails the job"
    assert (github.folder / "arguments").read_text().strip() == arguments


@pytest.mark.parametrize("file", ["promote", "rollback"])
def test_the_ledger_is_kept_whether_it_was_deployed_or_not(workflows, github, file):
    tool = github.folder / ".venv/bin/stagecraft"
    tool.parent.mkdir(parents=True)
    tool.write_text('#!/bin/sh\necho "$@"\n')
    tool.chmod(0o755)
    step = workflows.step(file, "Keep the ledger")
    assert step.step["if"].startswith("${{ !cancelled() && "), "also after a failure"
    done = github.run(step.script, STACK="prod", GITHUB_STEP_SUMMARY=str(github.folder / "summary"))
    assert done.returncode == 0, done.stderr
    assert (github.folder / "out/ledger/prod.json").read_text() == "ledger --stack prod --json\n"
    assert (github.folder / "summary").read_text() == "```text\nledger --stack prod\n```\n"


@pytest.mark.parametrize(("role", "backend"), [("", "s3://state"), ("arn:aws:iam::1:role/x", ""), ("", "")])
def test_an_environment_that_is_not_set_up_is_told_by_name(actions, github, role, backend):
    step = actions.step("sign-in", "Look for the environment's variables")
    variables = github.folder / "variables"
    done = github.run(step.script, ROLE=role, BACKEND=backend, GITHUB_ENV=str(variables))
    assert done.returncode == 1
    assert "docs/ci.md" in done.stdout
    assert not variables.exists()


def test_the_backend_is_handed_on(actions, github):
    step = actions.step("sign-in", "Look for the environment's variables")
    variables = github.folder / "variables"
    backend = "s3://state?region=eu-west-1&awssdk=v2"
    done = github.run(step.script, ROLE="arn:aws:iam::1:role/x", BACKEND=backend, GITHUB_ENV=str(variables))
    assert done.returncode == 0, done.stderr
    assert variables.read_text() == f"PULUMI_BACKEND_URL={backend}\n"


PROGRAM = "import pulumi_aws as aws\naws.ebs.EncryptionByDefault('jobs', enabled={encrypted})\n"


@pytest.fixture
def previewed(workflows, github, root):
    """Run the steps of the preview in a repository with a small shop and a small account."""
    (github.folder / ".venv").symlink_to(root / ".venv")
    for project, folder in (("jobs", github.folder), ("jobs-account", github.folder / "account")):
        folder.mkdir(exist_ok=True)
        (folder / "Pulumi.yaml").write_text(f"name: {project}\nruntime: python\n")
        (folder / "Pulumi.prod.yaml").write_text("config:\n  aws:region: eu-west-1\n")
        (folder / "__main__.py").write_text(PROGRAM.format(encrypted=True))

    def run() -> list[int]:
        summary = github.folder / "summary"
        names = ("Preview the shop", "Preview the accounts", "Write SARIF", "Sum it up")
        steps = [workflows.step("check", name) for name in names]
        done = [github.run(step.script, GITHUB_STEP_SUMMARY=str(summary)) for step in steps]
        assert (github.folder / "out/comment/comment.md").read_text() == summary.read_text()
        return [one.returncode for one in done]

    return run


def uris(file: Path) -> list[str]:
    log = json.loads(file.read_text())
    return [
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in log["runs"][0]["results"]
        for place in result["locations"]
    ]


needs_command = pytest.mark.skipif(
    not (Path(__file__).resolve().parents[2] / ".venv/bin/stagecraft").exists(),
    reason="needs the command in .venv, which `make` puts there",
)


@needs_command
def test_a_preview_that_is_allowed_passes_and_tells_both_projects(github, previewed):
    assert previewed() == [0, 0, 0, 0]
    text = (github.folder / "summary").read_text()
    assert "### `jobs`: allowed" in text
    assert "### `jobs-account`: allowed" in text
    assert sorted(file.name for file in (github.folder / "out/sarif").iterdir()) == [
        "account-prod.sarif",
        "prod.sarif",
    ]


@needs_command
def test_a_preview_that_is_not_allowed_fails_and_its_findings_are_kept(github, previewed):
    (github.folder / "account/__main__.py").write_text(PROGRAM.format(encrypted=False))
    assert previewed() == [0, 1, 0, 0]
    assert uris(github.folder / "out/sarif/account-prod.sarif") == ["account/__main__.py"]
    assert uris(github.folder / "out/sarif/prod.sarif") == []
    assert "### `jobs-account`: not allowed in prod" in (github.folder / "summary").read_text()


@needs_command
def test_a_program_that_is_wrong_fails_and_the_comment_says_why(github, previewed):
    (github.folder / "__main__.py").write_text("import nothing_of_that_name\n")
    assert previewed() == [2, 0, 0, 0]
    text = (github.folder / "summary").read_text()
    assert "### `jobs`: not previewed" in text
    assert "nothing_of_that_name" in text
    assert [file.name for file in (github.folder / "out/sarif").iterdir()] == ["account-prod.sarif"]
