"""The workflows and local actions of `.github`, as GitHub reads them: every scalar is a text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"


@dataclass(frozen=True)
class Step:
    """A step, with where it stands."""

    file: str
    job: str
    step: Mapping[str, Any]

    @property
    def place(self) -> str:
        name = self.step.get("name") or self.step.get("uses") or self.step["run"]
        return f"{self.file}, {self.job}: {name}"

    @property
    def script(self) -> str:
        return str(self.step.get("run", ""))


class Files(dict[str, dict[str, Any]]):
    """The parsed files, by their names."""

    def jobs(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for file, content in self.items():
            for name, job in content.get("jobs", {}).items():
                yield file, name, job

    def steps(self) -> Iterator[Step]:
        for file, name, job in self.jobs():
            yield from (Step(file, name, step) for step in job.get("steps", []))

    def step(self, file: str, name: str) -> Step:
        (found,) = (one for one in self.steps() if one.file == file and one.step.get("name") == name)
        return found


def read(file: Path) -> dict[str, Any]:
    content = yaml.load(file.read_text(), yaml.BaseLoader)  # noqa: S506 - texts only: `on` stays `on`
    assert isinstance(content, dict)
    return content


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """Every YAML file of `.github`, by its path."""
    return {str(file.relative_to(ROOT)): file.read_text() for file in sorted(GITHUB.rglob("*.yml"))}


@pytest.fixture(scope="session")
def workflows() -> Files:
    """The workflows by their names: `deliver`."""
    return Files({file.stem: read(file) for file in sorted((GITHUB / "workflows").glob("*.yml"))})


@pytest.fixture(scope="session")
def actions() -> Files:
    """The local actions by their names, each as a workflow of one job."""
    found = {file.parent.name: read(file) for file in sorted((GITHUB / "actions").glob("*/action.yml"))}
    return Files({name: {**content, "jobs": {"runs": content["runs"]}} for name, content in found.items()})
