"""Where a sandbox lies on disk; light to import, for commands that start no engine."""

from pathlib import Path


def sandbox_folder(root: Path) -> Path:
    """Return the folder of the sandbox of the project in `root`."""
    return root / "out" / "sandbox"


def cloud_file(folder: Path) -> Path:
    """Return the file that holds what exists in the simulated AWS of the sandbox in `folder`."""
    return folder / "cloud.sqlite"
