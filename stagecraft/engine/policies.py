"""Finds the policy pack of a project and the levels that it is enforced at in an environment."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

_STRICTEST: Final = "prod"


@dataclass(frozen=True, slots=True)
class Policies:
    """A pack for `--policy-pack`, and the file for `--policy-pack-config`."""

    pack: Path
    enforcement: Path


def policies_of(root: Path, stack: str) -> Policies | None:
    """Return the pack in `policy/` of the project, or of the repository that the project lies in.

    Args:
        root: the project's folder.
        stack: the stack's name; one without levels of its own is judged as prod.
    """
    for folder in (root, *root.parents):
        pack = folder / "policy"
        if (pack / "PulumiPolicy.yaml").is_file():
            levels = pack / "enforcement"
            own = levels / f"{stack.rpartition('/')[2]}.json"
            found = own if own.is_file() else levels / f"{_STRICTEST}.json"
            return Policies(pack, found) if found.is_file() else None
        if (folder / ".git").exists():
            break
    return None
