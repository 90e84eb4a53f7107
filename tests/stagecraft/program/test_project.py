"""A Pulumi project is found, its stacks listed, its config read as the engine hands it over."""

import sys
from pathlib import Path

import pytest

from stagecraft.program.project import ProjectError, find_project

RUNTIME = "name: net\nruntime: python\n"


def project(tmp_path: Path, settings: str = RUNTIME, **stacks: str) -> Path:
    (tmp_path / "Pulumi.yaml").write_text(settings)
    (tmp_path / "__main__.py").write_text("")
    for stack, text in stacks.items():
        (tmp_path / f"Pulumi.{stack}.yaml").write_text(text)
    return tmp_path


def test_stacks_stand_in_the_order_of_promotion(tmp_path: Path) -> None:
    folder = project(tmp_path, prod="", dev="", alpha="", staging="")
    assert list(find_project(folder).stack_files) == ["dev", "staging", "prod", "alpha"]


def test_a_folder_inside_a_project_finds_it(tmp_path: Path) -> None:
    folder = project(tmp_path, dev="")
    (folder / "components" / "web").mkdir(parents=True)
    assert find_project(folder / "components" / "web").root == folder


def test_a_missing_stack_file_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    found = find_project(project(tmp_path, dev="", prod=""))
    with pytest.raises(ProjectError) as refused:
        found.select(["dev", "nosuch"])
    assert str(refused.value) == (
        f"Pulumi.nosuch.yaml: there is no such stack file in {tmp_path}; "
        "write it, or name one of the stacks here: dev, prod"
    )


def test_a_project_without_stack_files_is_previewed_under_any_name(tmp_path: Path) -> None:
    found = find_project(project(tmp_path))
    assert (found.select([]), found.select(["x"])) == (["dev"], ["x"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("runtime: python\n", "name: is missing"),
        ("name: net\nruntime: nodejs\n", "runtime: 'nodejs' cannot be previewed"),
        ("name: net\nruntime: python\nmain: infra\n", "there is no program at"),
        ("name: [\n", "is not valid YAML"),
    ],
)
def test_a_project_that_cannot_be_previewed_says_why_in_one_line(
    tmp_path: Path, settings: str, message: str
) -> None:
    with pytest.raises(ProjectError, match=message) as caught:
        find_project(project(tmp_path, settings))
    assert len(str(caught.value).splitlines()) == 1


def test_a_folder_without_a_project_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"no Pulumi\.yaml here or above"):
        find_project(tmp_path)


def test_the_program_may_lie_in_the_folder_that_main_names(tmp_path: Path) -> None:
    folder = project(tmp_path, RUNTIME + "main: infra\n")
    (folder / "infra").mkdir()
    (folder / "infra" / "__main__.py").write_text("")
    assert find_project(folder).main == folder / "infra" / "__main__.py"


def test_the_named_virtual_environment_runs_the_program_where_it_exists(tmp_path: Path) -> None:
    settings = "name: net\nruntime:\n  name: python\n  options:\n    virtualenv: env\n"
    folder = project(tmp_path, settings)
    assert find_project(folder).python == Path(sys.executable), "a virtual environment that is not there"
    (folder / "env" / "bin").mkdir(parents=True)
    (folder / "env" / "bin" / "python").write_text("")
    assert find_project(folder).python == folder / "env" / "bin" / "python"
