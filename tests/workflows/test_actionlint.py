"""actionlint, where it is: it knows GitHub's expressions, contexts and the inputs of public actions."""

import shutil
import subprocess

import pytest

ACTIONLINT = shutil.which("actionlint")


@pytest.mark.skipif(
    ACTIONLINT is None, reason="actionlint is not on the PATH (https://github.com/rhysd/actionlint)"
)
def test_actionlint_finds_nothing(root):
    files = sorted((root / ".github/workflows").glob("*.yml"))
    assert len(files) == 6
    done = subprocess.run(
        [ACTIONLINT, "-no-color", *files], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
