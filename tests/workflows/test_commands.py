"""The commands that the workflows run exist, with the options that they are given."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from stagecraft.cli import app


@pytest.fixture(scope="module")
def commands() -> dict[str, Any]:
    group = typer.main.get_command(app)
    return dict(group.commands)  # type: ignore[attr-defined]


def calls(files) -> Iterator[tuple[str, list[str]]]:
    """Yield each call of ours with the words of its command line, up to a redirection."""
    for step in files.steps():
        for line in step.script.replace("\\\n", " ").splitlines():
            if (found := re.search(r"\.venv/bin/stagecraft (.*)", line)) is not None:
                words = shlex.split(re.split(r"\s(?:>|\||2>|&&)", found[1])[0])
                yield step.place, words


def refused(command: Any, words: list[str]) -> str:
    """Return the first option that a command does not know or that lacks its value; empty where all is well."""
    options = {name: param for param in command.params for name in (*param.opts, *param.secondary_opts)}
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            return f"{word} is no option"
        if word not in options:
            return f"there is no option {word}"
        if not options[word].is_flag and next(rest, "-").startswith("-"):
            return f"{word} lacks its value"
    return ""


def test_every_command_of_ours_exists_with_the_options_that_it_is_given(workflows, commands):
    found = list(calls(workflows))
    assert {"preview", "gate", "promote", "drift", "rollback"} <= {words[0] for _, words in found}
    for place, (name, *words) in found:
        assert name in commands, f"{place}: there is no `stagecraft {name}`"
        assert not refused(commands[name], words), f"{place}: {refused(commands[name], words)}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--nosuch"], "there is no option --nosuch"),
        (["--state"], "--state lacks its value"),
        (["--state", "--json"], "--state lacks its value"),
        (["prod"], "prod is no option"),
        (["--state", "x", "--json"], ""),
    ],
)
def test_a_wrong_option_would_be_seen(commands, words, expected):
    assert expected == refused(commands["gate"], words)


def test_whoever_deploys_without_a_person_says_yes(workflows):
    deploying = [words for _, words in calls(workflows) if words[0] in ("promote", "rollback")]
    assert len(deploying) == 3
    for words in deploying:
        assert "--yes" in words, words


def test_every_target_of_make_exists(workflows, root):
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(), re.MULTILINE))
    named = {
        name
        for step in workflows.steps()
        for name in re.findall(r"^make ([a-z-]+)", step.script, re.MULTILINE)
    }
    assert {"check", "test"} <= named <= targets


def test_the_pull_request_checks_what_people_check(workflows, root):
    by_hand = set(re.findall(r"^make (\w+)$", (root / ".ci/run").read_text(), re.MULTILINE))
    by_ci = {step.script for step in workflows.steps() if step.job == "tests"}
    assert {f"make {name}" for name in by_hand} <= by_ci


def test_the_engine_of_ci_is_one_that_we_run_on(actions):
    from semver import VersionInfo

    from stagecraft.engine.cli import OLDEST

    (step,) = (one.step for one in actions.steps() if one.step.get("uses", "").startswith("pulumi/actions@"))
    assert set(step["with"]) == {"pulumi-version"}, "any other input would make it run a command"
    assert VersionInfo.parse(step["with"]["pulumi-version"]) >= OLDEST


def test_nothing_is_left_in_the_tree_that_a_promotion_wants_clean(workflows, root):
    ignored = (root / ".gitignore").read_text().split()
    assert "out/" in ignored
    for file in ("promote", "rollback"):
        for step in workflows.steps():
            if step.file == file:
                written = re.findall(r"(?:>|tee(?: -a)?) *\"?([\w$./-]+)", step.script)
                assert all(
                    name.startswith(("out/", "$GITHUB_", "$RUNNER_TEMP/", "/dev/null")) for name in written
                ), step.place
