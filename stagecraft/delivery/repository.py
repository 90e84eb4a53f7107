"""The git repository that a program lies in: is it clean, what revision is it, and a clean tree of another one."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SHOWN: Final = 20
_OUT: Final = "out/"


class RepositoryError(Exception):
    """The repository cannot be used; the message is one line with the way out."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, and git's hash of the program's folder in it."""

    commit: str
    tree: str


class Repository:
    """The git repository of a folder."""

    def __init__(self, folder: Path) -> None:
        """Find the repository that a folder lies in; raise RepositoryError where there is none."""
        self.folder = folder.resolve()
        found = _git(self.folder, "rev-parse", "--show-toplevel", "--show-prefix")
        if found is None:
            raise RepositoryError(
                f"{folder}: is in no git repository, so no revision can be recorded; "
                "run `git init`, add the program and commit it"
            )
        top, _, prefix = found.partition("\n")
        self.root = Path(top)
        self.prefix = prefix.strip().rstrip("/")

    def unclean(self) -> list[str]:
        """Return the files of the whole repository that differ from the commit, untracked ones too.

        A program may import from anywhere in its repository, so a change outside of its folder counts; what
        stagecraft itself has written into `out/` of the program does not.
        """
        own = f"{self.prefix}/{_OUT}" if self.prefix else _OUT
        status = _git(self.root, "status", "--porcelain=v1", "-z", "--untracked-files=normal") or ""
        files: list[str] = []
        entries = iter(status.split("\0"))
        for entry in entries:
            if entry:
                if not (entry.startswith("??") and entry[3:].startswith(own)):
                    files.append(entry[3:])
                if entry[0] in "RC":  # its former name follows
                    next(entries, None)
        return files

    def revision(self, name: str = "HEAD") -> Revision:
        """Return a commit by any name that git knows; raise RepositoryError where it has none."""
        commit = _git(self.root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if commit is None:
            what = "has no commit yet; commit the program" if name == "HEAD" else f"lacks the commit {name}"
            way = "" if name == "HEAD" else "; fetch it (`git fetch --unshallow` in a shallow clone)"
            raise RepositoryError(f"{self.root}: the repository {what}{way}")
        tree = _git(self.root, "rev-parse", "--verify", "--quiet", f"{commit}:{self.prefix}")
        if tree is None:
            raise RepositoryError(
                f"{commit[:12]}: has no folder {self.prefix}; the program lay elsewhere then"
            )
        return Revision(commit, tree)

    def user(self) -> str:
        """Return whom git names as the author here: `Name <address>`."""
        name, email = (_git(self.root, "config", key) or "" for key in ("user.name", "user.email"))
        return f"{name} <{email}>" if name and email else name or email

    @contextmanager
    def worktree(self, commit: str, folder: Path) -> Iterator[Path]:
        """Check a commit out into a new folder, and take the folder away in any case.

        Yields:
            the program's folder in it.

        Raises:
            RepositoryError: git cannot check it out there.
        """
        self.remove(folder)  # of a run that was killed
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            done = _run(self.root, "worktree", "add", "--detach", "--force", str(folder), commit)
            if done.returncode:
                last = done.stderr.strip().splitlines()
                raise RepositoryError(
                    f"{folder}: git cannot check {commit[:12]} out ({last[-1] if last else 'no reason given'})"
                )
            yield folder / self.prefix
        finally:
            self.remove(folder)

    def remove(self, folder: Path) -> None:
        """Take a worktree away, if it is there."""
        if folder.exists():
            _run(self.root, "worktree", "remove", "--force", "--force", str(folder))
        _run(self.root, "worktree", "prune")


def listed(files: list[str]) -> str:
    """Name files in one line, at most twenty of them."""
    more = len(files) - _SHOWN
    return ", ".join(files[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _git(folder: Path, *arguments: str) -> str | None:
    """Return what git prints, without the end of the line; None where it fails."""
    done = _run(folder, *arguments)
    return None if done.returncode else done.stdout.removesuffix("\n")


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, check=False, errors="replace"
        )
    except FileNotFoundError:
        raise RepositoryError("git is not on the PATH; install it: the ledger records revisions") from None
