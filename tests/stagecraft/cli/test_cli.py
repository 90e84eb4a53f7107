"""The command line: exit codes, one-line mistakes, JSON alone on standard output, help with examples."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = ("preview", "gate", "diff", "rules", "schema")
# One resource that a single rule judges.
PLAIN = "import pulumi_aws as aws\naws.ebs.EncryptionByDefault('jobs', enabled={encrypted})\n"


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    code = "from stagecraft.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
    )


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: jobs\nruntime: python\n")
    (tmp_path / "Pulumi.prod.yaml").write_text("config:\n  aws:region: eu-west-1\n")
    (tmp_path / "__main__.py").write_text(PLAIN.format(encrypted=True))
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert "Examples:" in done.stdout
    assert f"stagecraft {command}" in done.stdout


def test_a_preview_runs_from_any_folder_and_ends_with_0(program: Path) -> None:
    (program / "inside").mkdir()
    done = run("preview", cwd=program / "inside")
    assert done.returncode == 0, done.stderr
    assert "prod: allowed" in done.stdout


def test_coverage_is_told_without_importing_the_provider() -> None:
    code = "import sys; from stagecraft.cli import main\n" + (
        "try: main()\nfinally: print([one for one in sys.modules if one.startswith('pulumi_aws')], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "rules", "--coverage", "--json"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (0, "[]") == (done.returncode, done.stderr.strip())
    told = json.loads(done.stdout)
    assert told["inputs"] == len(told["coverage"])
    text = run("rules", "--coverage")
    assert f"{told['inputs']} inputs of {told['sensitiveTypes']} types" in text.stdout
    assert "rds-proxy-tls-required" in text.stdout


def test_json_stands_alone_on_standard_output(program: Path) -> None:
    (program / "__main__.py").write_text("print('noise')\n" + PLAIN.format(encrypted=False))
    done = run("preview", "-C", program, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert not told["allowed"]
    assert [finding["rule"] for finding in told["stacks"][0]["findings"]] == ["ebs-encryption-by-default"]
    gated = run("gate", "--state", program / "out/prod/state.json", "--json")
    assert gated.returncode == 1
    assert json.loads(gated.stdout)["findings"] == told["stacks"][0]["findings"]


@pytest.mark.parametrize("form", ["text", "json", "sarif", "markdown"])
def test_the_gate_prints_each_format(program: Path, form: str) -> None:
    run("preview", "-C", program)
    done = run("gate", "--state", program / "out/prod/state.json", "--format", form)
    assert done.returncode == 0
    assert done.stdout


def test_a_preview_writes_markdown_whether_it_succeeds_or_not(program: Path, tmp_path: Path) -> None:
    done = run("preview", "-C", program, "--markdown", tmp_path / "comment.md")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "comment.md").read_text().startswith("### `jobs`: allowed\n")
    (program / "__main__.py").write_text("import nothing_of_that_name\n")
    assert run("preview", "-C", program, "--markdown", tmp_path / "comment.md").returncode == 2
    text = (tmp_path / "comment.md").read_text()
    assert text.startswith("### `jobs`: not previewed\n")
    assert "nothing_of_that_name" in text


def test_the_gate_explains_one_resource(program: Path) -> None:
    run("preview", "-C", program)
    done = run("gate", "--state", program / "out/prod/state.json", "--explain", "jobs")
    assert done.returncode == 0, done.stderr
    assert "ebs-encryption-by-default (mandatory)" in done.stdout
    missing = run("gate", "--state", program / "out/prod/state.json", "--explain", "nobody")
    assert missing.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("preview", "-C", "/no/such/folder"), "is not a folder"),
        (("gate", "--state", "/no/such/file"), "/no/such/file"),
        (("gate", "--state", "/dev/null", "--format", "xml"), "allowed: text, json, sarif, markdown"),
        (("rules", "--format", "xml"), "allowed: text, markdown"),
        (("rules", "--coverage", "--stacks"), "give one of them"),
        (("schema", "-C", "/"), "no Pulumi.yaml"),
        (("preview", "--nosuch"), "No such option"),
        (("preview", "-C", "/no/such/folder", "--markdown", "/no/such/folder/x"), "cannot be written"),
    ],
)
def test_a_mistake_ends_with_2_and_without_a_traceback(arguments: tuple[str, ...], word: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_fault_of_our_own_is_neither_allowed_nor_forbidden(program: Path) -> None:
    code = (
        "import stagecraft.preview.service as service\n"
        "def broken(*_, **__): raise RuntimeError('bug')\n"
        "service.preview = broken\n"
        "from stagecraft.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "preview"], capture_output=True, text=True, cwd=program
    )
    assert done.returncode == 70
    assert "a fault of its own" in done.stderr


def test_a_program_without_typed_settings_has_no_schema(program: Path) -> None:
    done = run("schema", "-C", program)
    assert done.returncode == 2
    assert "has no package `settings`" in done.stderr
