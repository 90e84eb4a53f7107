"""`stagecraft drift` on two exports: exit codes and formats; what the engine adds is tested where it exists."""

import json

import pytest
from typer.testing import CliRunner

from stagecraft.cli import app
from stagecraft.cli.common import Mistake

DB = "aws:rds/instance:Instance"
URN = f"urn:pulumi:prod::shop::{DB}::db"


def _export(**inputs):
    entry = {"urn": URN, "custom": True, "type": DB, "id": "db", "inputs": inputs, "outputs": inputs}
    return {"version": 3, "deployment": {"manifest": {}, "resources": [entry] if inputs else []}}


@pytest.fixture
def drift(tmp_path):
    def run(before, after, *options):
        for name, state in (("recorded", before), ("actual", after)):
            (tmp_path / f"{name}.json").write_text(json.dumps(state), encoding="utf-8")
        files = ["--recorded", str(tmp_path / "recorded.json"), "--actual", str(tmp_path / "actual.json")]
        return CliRunner().invoke(app, ["drift", *files, *options])

    return run


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ({"port": 1}, {"port": 1}, 0),
        ({"port": 1}, {"port": 2}, 3),
        ({"port": 1, "publiclyAccessible": False}, {"port": 1, "publiclyAccessible": True}, 4),
        ({"port": 1, "deletionProtection": True}, {"port": 1, "deletionProtection": False}, 5),
        ({"port": 1}, {}, 5),
    ],
)
def test_the_worst_difference_is_the_exit_code(drift, before, after, code):
    assert drift(_export(**before), _export(**after)).exit_code == code, "a schedule acts on it"


def test_json_is_nothing_but_json(drift):
    told = json.loads(drift(_export(port=1), _export(port=2), "--json").stdout)
    assert [("port", 1, 2, "benign")] == [
        (one["property"], one["recorded"], one["actual"], one["class"]) for one in told["differences"]
    ], "the difference"


def test_markdown_is_for_issues_and_chats(drift):
    result = drift(_export(port=1), _export(port=2), "--format", "markdown")
    assert result.stdout.startswith("### Drift of shop/prod: drift: 1 benign"), "a headline first"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "give either --stack NAME"),
        (["--recorded", "a"], "give either --stack NAME"),
        (["--stack", "prod", "--recorded", "a", "--actual", "b"], "give either --stack NAME"),
        (["--sandbox", "--recorded", "a", "--actual", "b"], "give either --stack NAME"),
        (["--stack", "prod", "--format", "html"], "--format 'html': allowed: text, json, markdown"),
        (["--recorded", "none.json", "--actual", "none.json"], "none.json: there is no such file"),
    ],
)
def test_a_mistake_is_told_with_what_is_allowed(arguments, says):
    result = CliRunner().invoke(app, ["drift", *arguments])
    assert isinstance(result.exception, Mistake), "main() ends with exit code 2"
    assert says in str(result.exception), "what is wrong, and what is allowed"


def test_without_the_pulumi_cli_the_way_out_is_told(monkeypatch, tmp_path):
    (tmp_path / "Pulumi.yaml").write_text("name: x\nruntime: python\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    (tmp_path / "__main__.py").write_text("", encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    result = CliRunner().invoke(app, ["drift", "--stack", "dev", "-C", str(tmp_path)])
    assert isinstance(result.exception, Mistake), "no fault of ours"
    assert "the Pulumi CLI is not on the PATH" in str(result.exception), "how to get it"


def test_the_help_tells_exit_codes_and_a_schedule():
    text = CliRunner().invoke(app, ["drift", "--help"], terminal_width=200).stdout
    assert "Exit 0: no drift. 3: only benign" in text, "the contract"
    assert "For a schedule (cron, CI)" in text, "how to use it"
