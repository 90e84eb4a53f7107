"""What the README tells people to type works."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_the_quick_start_is_two_commands() -> None:
    quick = README.split("## Quick start")[1].split("```sh\n")[1].split("```")[0]
    assert quick.split("\n") == ["make preview", "make test", ""]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make ([a-z]+)\b", " ".join(commands())))))
def test_every_make_target_that_it_names_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def previewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from stagecraft.preview.service import preview

    return preview(ROOT, out=tmp_path_factory.mktemp("readme") / "out").out.parent


@pytest.mark.parametrize(
    "line", [line for line in commands() if line.startswith(".venv/bin/stagecraft gate")]
)
def test_every_gate_command_runs(line: str, previewed: Path) -> None:
    arguments = shlex.split(line)[1:]
    code = "from stagecraft.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=previewed, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "line",
    [line for line in commands() if re.match(r"\.venv/bin/stagecraft (preview|diff|rules|schema)", line)],
)
def test_every_other_command_runs_on_the_project(line: str, tmp_path: Path) -> None:
    arguments = shlex.split(line)[1:]
    if arguments[0] in ("preview", "diff"):
        arguments += ["--out", str(tmp_path / "out")]
    code = "from stagecraft.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_files_that_a_pulumi_command_names_exist() -> None:
    named = {
        word for line in commands() if line.startswith("pulumi") for word in line.split() if "policy" in word
    }
    assert {word for word in named if not word.startswith("--")} == {"policy", "policy/enforcement/dev.json"}
    assert all((ROOT / word).exists() for word in named if not word.startswith("--"))


def test_the_table_of_differences_tells_what_the_stack_files_say() -> None:
    import yaml

    for stack, replicas, days in (("dev", 0, 1), ("staging", 1, 7), ("prod", 2, 35)):
        config = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
        database, app = config["shop:database"], config["shop:app"]
        assert (database["replicas"], database["backupRetentionDays"]) == (replicas, days)
        assert f"{app['minInstances']} to {app['maxInstances']} `{app['instanceTypes'][0]}`" in README
