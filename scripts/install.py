"""Installs the locked packages into .venv and says how far it is.

    python3 scripts/install.py LOCK [LOCK ...]

Standard library only: it is what a fresh machine runs first. Each LOCK is a compiled requirements file with hashes.
"""

import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def main(locks: list[str]) -> int:
    """Create the virtual environment where it is missing, and install the locks into it."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"Stagecraft needs Python 3.11 or later; this is {found} ({sys.executable}).", file=sys.stderr)
        print("Install one and run: make PYTHON=/path/to/python3.11 preview", file=sys.stderr)
        return 2
    if not _works(PYTHON):
        say("creating the virtual environment .venv")
        try:
            venv.create(VENV, with_pip=True, clear=VENV.exists())
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"The virtual environment could not be made: {error}", file=sys.stderr)
            print("On Debian and Ubuntu: apt-get install python3-venv", file=sys.stderr)
            return 2
    for lock in locks:
        code = install(ROOT / lock)
        if code:
            return code
    say("making the `stagecraft` command")
    own = [PYTHON, "-m", "pip", "install", "--quiet", "--no-build-isolation", "--no-deps", "--editable", ROOT]
    return subprocess.run([*map(str, own), "--disable-pip-version-check"], check=False).returncode


def _works(python: Path) -> bool:
    """Tell whether the virtual environment is whole: an interrupted first run leaves a broken one."""
    if not python.exists():
        return False
    return (
        subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, check=False).returncode
        == 0
    )


def install(lock: Path) -> int:
    """Install one lock, with a line that counts the packages; return pip's exit code."""
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    say(f"installing {len(names)} packages of {lock.name} (the first time takes a minute or two)")
    command = [
        str(PYTHON), "-m", "pip", "install", "--require-hashes", "--requirement", str(lock),
        "--disable-pip-version-check", "--no-input", "--progress-bar", "off",
    ]  # fmt: skip
    tail: list[str] = []
    seen = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            tail = [*tail[-30:], line]
            found = re.match(r"(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9_.-]+)", line)
            if found:
                seen += 1
                step(f"[{min(seen, len(names))}/{len(names)}] {found[1]}")
            elif line.startswith("Installing collected packages"):
                step(f"[{len(names)}/{len(names)}] unpacking")
    if process.returncode:
        print("\n" + "".join(tail), file=sys.stderr)
        print(
            "The packages could not be installed. Is a package index reachable? `pip config list`",
            file=sys.stderr,
        )
    elif sys.stderr.isatty():
        print(file=sys.stderr)
    return process.returncode


def say(text: str) -> None:
    """Print a line of its own."""
    print(f"stagecraft: {text}", file=sys.stderr, flush=True)


def step(text: str) -> None:
    """Show progress: in place on a terminal; elsewhere only what stands at every tenth step."""
    if sys.stderr.isatty():
        print(f"\r\033[K  {text}", end="", file=sys.stderr, flush=True)
    elif "unpacking" in text or re.match(r"\[\d*0/", text):
        print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
