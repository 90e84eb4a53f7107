"""`stagecraft schema`."""

import subprocess
from pathlib import Path

from stagecraft.cli.common import Directory, Mistake

EXAMPLES = """
Examples:

    stagecraft schema > schema/stack.schema.json

    stagecraft schema -C account
"""


def command(directory: Directory = Path()) -> None:
    """Print the JSON Schema of a project's stack files.

    The project describes its settings itself: its package `settings` is run as `python -m settings schema`.
    """
    from stagecraft.program.project import ProjectError, find_project

    try:
        project = find_project(directory)
    except ProjectError as error:
        raise Mistake(str(error)) from error
    folder = project.main.parent
    if not (folder / "settings" / "__main__.py").is_file():
        raise Mistake(
            f"{folder}: the program has no package `settings` that runs as `python -m settings schema`; "
            "only a program with typed settings has a schema"
        )
    done = subprocess.run(
        [str(project.python), "-m", "settings", "schema"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()
        raise Mistake(
            f"{folder / 'settings'}: the schema could not be written: {last[-1] if last else 'no reason given'}"
        )
    print(done.stdout, end="")
