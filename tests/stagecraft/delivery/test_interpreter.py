"""The virtual environment of an earlier revision."""

from pathlib import Path

import pytest

from stagecraft.delivery.interpreter import with_interpreter
from stagecraft.delivery.outcome import DeliveryMistake
from stagecraft.program.project import Project, find_project

INSTALL = """
import sys
from pathlib import Path

root = Path(__file__).resolve().parent.parent
(root / ".venv").mkdir()
(root / ".venv" / "installed").write_text(" ".join(sys.argv[1:]))
"""


def project(root: Path, *, lock: str = "pulumi==3.272.0\n", virtualenv: str = ".venv") -> Project:
    root.mkdir(parents=True)
    options = f"{{virtualenv: {virtualenv}}}" if virtualenv else "{}"
    (root / "Pulumi.yaml").write_text(
        f"name: t\nruntime: {{name: python, options: {options}}}\n", encoding="utf-8"
    )
    (root / "__main__.py").write_text("", encoding="utf-8")
    (root / "requirements.txt").write_text(lock, encoding="utf-8")
    return find_project(root)


@pytest.fixture
def now(tmp_path: Path) -> Project:
    found = project(tmp_path / "now")
    (found.root / ".venv").mkdir()
    return found


def test_the_same_lock_takes_todays_virtual_environment(now: Project, tmp_path: Path) -> None:
    then = project(tmp_path / "then")
    assert "" == with_interpreter(now, then, now.root, then.root)
    assert (now.root / ".venv").resolve() == (then.root / ".venv").resolve()


def test_another_lock_gets_a_virtual_environment_of_its_own_and_says_so(now: Project, tmp_path: Path) -> None:
    then = project(tmp_path / "then", lock="pulumi==3.200.0\n")
    (then.root / "scripts").mkdir()
    (then.root / "scripts" / "install.py").write_text(INSTALL, encoding="utf-8")
    said = with_interpreter(now, then, now.root, then.root)
    assert "installed the packages of that revision into a virtual environment of its own" == said
    assert "requirements.txt" == (then.root / ".venv" / "installed").read_text(encoding="utf-8")
    assert not (then.root / ".venv").is_symlink()


def test_another_lock_without_an_installer_is_a_mistake_with_the_way_out(
    now: Project, tmp_path: Path
) -> None:
    then = project(tmp_path / "then", lock="pulumi==3.200.0\n")
    with pytest.raises(DeliveryMistake, match=r"has no scripts/install.py; check it out, make its .venv"):
        with_interpreter(now, then, now.root, then.root)


def test_an_installer_that_fails_is_a_mistake(now: Project, tmp_path: Path) -> None:
    then = project(tmp_path / "then", lock="pulumi==3.200.0\n")
    (then.root / "scripts").mkdir()
    (then.root / "scripts" / "install.py").write_text("raise SystemExit('no network')", encoding="utf-8")
    with pytest.raises(DeliveryMistake, match=r"scripts/install.py of that revision failed: no network; "):
        with_interpreter(now, then, now.root, then.root)


@pytest.mark.parametrize("virtualenv", ["", "/opt/venv"])
def test_an_environment_that_lies_elsewhere_is_let_be(now: Project, tmp_path: Path, virtualenv: str) -> None:
    then = project(tmp_path / "then", lock="other\n", virtualenv=virtualenv)
    assert "" == with_interpreter(now, then, now.root, then.root)
    assert ["Pulumi.yaml", "__main__.py", "requirements.txt"] == sorted(f.name for f in then.root.iterdir())
