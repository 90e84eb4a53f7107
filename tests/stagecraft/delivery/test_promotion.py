"""What a promotion refuses before any engine is started: wrong steps, a dirty tree, a program that is not allowed."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from stagecraft.delivery.outcome import DeliveryMistake, Refused
from stagecraft.delivery.promotion import Request, promote
from stagecraft.preview.progress import PreviewProgress

ALLOWED = """
import pulumi
import pulumi_aws as aws

provider = aws.Provider("aws", region="eu-west-1")
aws.ec2.Eip("address", domain="vpc", opts=pulumi.ResourceOptions(provider=provider))
"""
NOT_ALLOWED = ALLOWED + "\naws.sqs.Queue('mail', opts=pulumi.ResourceOptions(provider=provider))\n"
DIFFERENT = ALLOWED + (
    "\nif pulumi.get_stack() == 'staging':\n"
    "    aws.ec2.Eip('more', domain='vpc', opts=pulumi.ResourceOptions(provider=provider))\n"
)


class Silent:
    """Hears nothing, and is never asked: these refusals come before."""

    def previewing(self) -> Any:
        from rich.console import Console

        return PreviewProgress(Console(quiet=True))

    def engine(self, title: str) -> Any:
        raise AssertionError(f"{title}: the engine was started")

    def say(self, text: str) -> None:
        raise AssertionError(text)

    def agreed(self, stack: str) -> bool:
        raise AssertionError(stack)


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: mini\nruntime: python\n", encoding="utf-8")
    (tmp_path / "__main__.py").write_text(ALLOWED, encoding="utf-8")
    (tmp_path / "promotion.yaml").write_text("stacks: [dev, staging, prod]\n", encoding="utf-8")
    for stack in ("dev", "staging", "prod", "branch"):
        (tmp_path / f"Pulumi.{stack}.yaml").write_text("config: {}\n", encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    committed(tmp_path)
    return tmp_path


def committed(root: Path) -> None:
    git(root, "add", "--all", ".")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "change")


def asked(root: Path, source: str, target: str) -> None:
    promote(Request(directory=root, source=source, target=target, yes=True), Silent())


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        (
            "dev",
            "prod",
            "dev to prod would skip an environment: the way is dev → staging → prod, to prod with --from staging",
        ),
        (
            "prod",
            "staging",
            "prod to staging would go backwards; use `stagecraft rollback`: "
            "the way is dev → staging → prod, to staging with --from dev",
        ),
        (
            "dev",
            "dev",
            "dev to dev is no step: the way is dev → staging → prod, to dev with no --from",
        ),
        ("", "staging", "staging: is deployed from dev: add --from dev (dev → staging → prod)"),
    ],
)
def test_only_the_next_step_up_is_a_promotion(root: Path, source: str, target: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        asked(root, source, target)
    assert (reason,) == refused.value.reasons


def test_a_stack_that_is_not_on_the_way_is_a_mistake(root: Path) -> None:
    with pytest.raises(DeliveryMistake) as mistake:
        asked(root, "", "branch")
    assert (
        "branch: is not on the way dev → staging → prod of promotion.yaml; add it under stacks, or use `pulumi up`"
    ) == str(mistake.value)


def test_an_empty_name_as_an_unset_variable_of_ci_gives_it_is_a_mistake(root: Path) -> None:
    with pytest.raises(DeliveryMistake, match=r"^--to names no stack; name one of dev → staging → prod$"):
        asked(root, "", "")


def test_a_stack_without_a_file_is_a_mistake(root: Path) -> None:
    with pytest.raises(DeliveryMistake, match=r"Pulumi.qa.yaml: there is no such stack file"):
        asked(root, "", "qa")


def test_a_dirty_tree_is_refused_with_its_files(root: Path) -> None:
    (root / "__main__.py").write_text(NOT_ALLOWED, encoding="utf-8")
    (root / "new.py").write_text("", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        asked(root, "", "dev")
    assert (
        "the tree is not clean, so its revision would not say what was deployed: __main__.py, new.py; commit them, "
        "or take them away (`git stash --include-untracked`)",
    ) == refused.value.reasons


def test_a_folder_without_a_repository_is_a_mistake(root: Path) -> None:
    (root / ".git").rename(root / "git")
    with pytest.raises(DeliveryMistake, match="is in no git repository"):
        asked(root, "", "dev")


def test_a_broken_mandatory_rule_is_refused(root: Path) -> None:
    (root / "__main__.py").write_text(NOT_ALLOWED, encoding="utf-8")
    committed(root)
    with pytest.raises(Refused) as refused:
        asked(root, "", "dev")
    assert refused.value.reasons
    assert all(": mail: " in reason for reason in refused.value.reasons), refused.value.reasons


def test_a_program_that_fails_is_a_mistake(root: Path) -> None:
    (root / "__main__.py").write_text("raise ValueError('no settings')\n", encoding="utf-8")
    committed(root)
    with pytest.raises(DeliveryMistake, match="no settings"):
        asked(root, "", "dev")


def test_environments_that_differ_where_they_must_not_are_refused(root: Path) -> None:
    (root / "__main__.py").write_text(DIFFERENT, encoding="utf-8")
    committed(root)
    with pytest.raises(Refused) as refused:
        asked(root, "dev", "staging")
    (reason,) = refused.value.reasons
    assert "more (aws:ec2/eip:Eip): is in staging and not in dev." in reason
