"""Which provider packages a program can ask for: those whose SDK its virtual environment has."""

import json
import subprocess
from pathlib import Path
from typing import Final

_ASK: Final = "import sysconfig; print(sysconfig.get_paths()['purelib'])"


def packages_of(python: Path) -> list[str]:
    """Return the names of the provider packages whose SDKs are installed for an interpreter, in order.

    Args:
        python: the interpreter that runs the program.
    """
    asked = subprocess.run([python, "-c", _ASK], capture_output=True, check=True, text=True)
    found = set()
    for file in Path(asked.stdout.strip()).glob("*/pulumi-plugin.json"):
        plugin = json.loads(file.read_text(encoding="utf-8"))
        # A package made for one program (`pulumi package add`) is served by the provider that it is based on.
        if plugin.get("resource") and not plugin.get("parameterization"):
            found.add(str(plugin["name"]))
    return sorted(found)
