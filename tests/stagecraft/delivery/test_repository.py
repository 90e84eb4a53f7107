"""The repository of a program: clean or not, its revision, and a worktree that is always taken away."""

import subprocess
from pathlib import Path

import pytest

from stagecraft.delivery.repository import Repository, RepositoryError, listed


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with one commit, whose program lies in the folder `program`."""
    root = tmp_path / "repository"
    (root / "program").mkdir(parents=True)
    (root / "program" / "__main__.py").write_text("one\n", encoding="utf-8")
    (root / "shared.py").write_text("one\n", encoding="utf-8")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "one")
    return root


def test_a_committed_tree_is_clean(folder: Path) -> None:
    assert [] == Repository(folder / "program").unclean()


def test_every_kind_of_change_anywhere_in_the_repository_is_listed(folder: Path) -> None:
    (folder / "shared.py").write_text("two\n", encoding="utf-8")
    (folder / "new file.py").write_text("two\n", encoding="utf-8")
    git(folder, "mv", "program/__main__.py", "program/moved.py")
    assert ["new file.py", "program/moved.py", "shared.py"] == sorted(
        Repository(folder / "program").unclean()
    )


def test_what_stagecraft_has_written_is_no_change(folder: Path) -> None:
    (folder / "program" / "out").mkdir()
    (folder / "program" / "out" / "report.html").write_text("x", encoding="utf-8")
    assert [] == Repository(folder / "program").unclean()
    (folder / "out").mkdir()
    (folder / "out" / "x.py").write_text("x", encoding="utf-8")
    assert ["out/"] == Repository(folder / "program").unclean(), "another folder of that name is not ours"


def test_a_revision_is_the_commit_and_the_tree_of_the_programs_folder(folder: Path) -> None:
    one = Repository(folder / "program").revision()
    assert git(folder, "rev-parse", "HEAD") == one.commit
    assert git(folder, "rev-parse", "HEAD:program") == one.tree
    (folder / "shared.py").write_text("two\n", encoding="utf-8")
    git(folder, "commit", "--quiet", "--all", "--message", "two")
    two = Repository(folder / "program").revision()
    assert one.commit != two.commit
    assert one.tree == two.tree, "the folder is what it was"
    assert one == Repository(folder / "program").revision(one.commit[:12])


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError) as refused:
        Repository(tmp_path)
    assert f"{tmp_path}: is in no git repository, so no revision can be recorded; run `git init`" in str(
        refused.value
    )


def test_a_commit_that_is_not_there_is_refused_with_the_way_out(folder: Path) -> None:
    with pytest.raises(RepositoryError, match="lacks the commit 0123456; fetch it"):
        Repository(folder).revision("0123456")


def test_a_repository_without_a_commit_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    with pytest.raises(RepositoryError, match="has no commit yet; commit the program"):
        Repository(tmp_path).revision()


def test_git_names_the_user(folder: Path) -> None:
    git(folder, "config", "user.name", "Ada")
    git(folder, "config", "user.email", "ada@example.com")
    assert "Ada <ada@example.com>" == Repository(folder).user()


def test_a_worktree_holds_the_commit_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    repository = Repository(folder / "program")
    commit = repository.revision().commit
    (folder / "program" / "__main__.py").write_text("two\n", encoding="utf-8")
    git(folder, "commit", "--quiet", "--all", "--message", "two")
    (folder / "program" / "untracked.py").write_text("x", encoding="utf-8")
    place = tmp_path / "there"
    with repository.worktree(commit, place) as program:
        assert place / "program" == program
        assert ["__main__.py"] == [file.name for file in program.iterdir()]
        assert "one\n" == (program / "__main__.py").read_text(encoding="utf-8")
    assert not place.exists()
    assert 1 == len(git(folder, "worktree", "list").splitlines())


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_worktree_is_taken_away_after_a_failure_too(
    folder: Path, tmp_path: Path, error: type[BaseException]
) -> None:
    place = tmp_path / "there"
    repository = Repository(folder)

    def fail() -> None:
        with repository.worktree("HEAD", place) as program:
            (program / "left behind").write_text("x", encoding="utf-8")
            raise error

    with pytest.raises(error):
        fail()
    assert not place.exists()
    assert 1 == len(git(folder, "worktree", "list").splitlines())


def test_a_worktree_of_a_killed_run_is_in_nobodys_way(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "there"
    git(folder, "worktree", "add", "--detach", str(place))
    git(folder, "worktree", "lock", str(place))
    with Repository(folder).worktree("HEAD", place) as program:
        assert (program / "shared.py").exists()
    assert not place.exists()


def test_many_files_are_cut_to_twenty() -> None:
    assert "a, b" == listed(["a", "b"])
    assert listed([str(n) for n in range(23)]).endswith(", 19 and 3 more")
