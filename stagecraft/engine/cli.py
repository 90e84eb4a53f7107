"""Finds the Pulumi CLI and refuses one that is too old for what is asked of it."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from pulumi.automation import PulumiCommand
from pulumi.automation.errors import InvalidVersionError
from semver import VersionInfo

from stagecraft.engine.outliving import OutlivingCommand
from stagecraft.engine.problems import EngineProblem

# The first with `--run-program` for refresh and destroy, and with events over gRPC a good while before it.
OLDEST: Final = VersionInfo(3, 206)
INSTALL: Final = "https://www.pulumi.com/docs/iac/download-install/"


def find_cli() -> PulumiCommand:
    """Return the Pulumi CLI that is first on the PATH.

    Raises:
        EngineProblem: there is none, it does not run, or it is too old.
    """
    found = shutil.which("pulumi")
    if found is None:
        message = (
            f"the Pulumi CLI is not on the PATH: install it from {INSTALL} "
            "(`stagecraft preview` and `stagecraft gate` need none)"
        )
        raise EngineProblem("no-cli", message)
    path = Path(found)
    try:
        version = _version(path)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        message = (
            f"{path} does not answer `pulumi version` ({error}): install the Pulumi CLI anew from {INSTALL}"
        )
        raise EngineProblem("no-cli", message) from error
    if version < OLDEST:
        message = (
            f"the Pulumi CLI {version} is too old, {OLDEST} or later is needed: install it from {INSTALL}"
        )
        raise EngineProblem("old-cli", message)
    try:
        # The SDK looks for the command by its name, and takes the plugins beside it, through the PATH.
        return OutlivingCommand(PulumiCommand(skip_version_check=False))
    except InvalidVersionError as error:
        raise EngineProblem("old-cli", f"{error} ({INSTALL})") from error


def _version(path: Path) -> VersionInfo:
    answered = subprocess.run(
        [path, "version"],
        env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    version = VersionInfo.parse(answered.stdout.strip().removeprefix("v"))
    # A build of a development version is later than the release that it is named after.
    return VersionInfo(version.major, version.minor, version.patch)
