"""Prints what a promotion costs over plain `pulumi up`, on the real engine in the sandbox.

    python -m scripts.bench_promotion [--rounds N] [--stack NAME]

Both deploy the lowest environment of a clone of the last commit into an empty sandbox, with the policy pack: once by
`pulumi up` (its preview, then its update), once by `stagecraft promote`, taking turns. Without the Pulumi CLI nothing
is measured, and a line says so.
"""

import argparse
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
STAGECRAFT: Final = str(ROOT / ".venv" / "bin" / "stagecraft")
_PACK: Final = '--policy-pack policy --policy-pack-config "policy/enforcement/$1.json"'
_PLAIN_UP: Final = (
    f'pulumi up --yes --non-interactive --stack "$1" --config-file "$STAGECRAFT_CONFIG_FILE" {_PACK}'
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=1, help="how often each thing is timed (default 1)")
    parser.add_argument("--stack", default="dev", help="the lowest environment (default dev)")
    options = parser.parse_args()
    if shutil.which("pulumi") is None:
        print("promotion over plain `pulumi up`: not measured, the Pulumi CLI is not on the PATH")
        return
    with tempfile.TemporaryDirectory() as scratch:
        clone = Path(scratch) / "clone"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)], check=True)
        (clone / ".venv").symlink_to(ROOT / ".venv", target_is_directory=True)
        against_plain_up(clone, options.stack, options.rounds)


def against_plain_up(clone: Path, stack: str, rounds: int) -> None:
    """Compare a promotion, less one offline preview, with `pulumi up`: the first of a stack, and one more."""
    plain = ["sandbox", "exec", "--stack", stack, "--", "sh", "-c", _PLAIN_UP, "sh", stack]
    promotion = ["promote", "--to", stack, "--yes", "--sandbox"]
    previews = [_timed(clone, ["preview", "--stack", stack]) for _ in range(rounds)]
    firsts, laters = [], []
    for _ in range(rounds):
        ups = [_timed(clone, plain) for _ in range(2)]
        _timed(clone, ["sandbox", "clear"])
        promotions = [_timed(clone, promotion) for _ in range(2)]
        _timed(clone, ["sandbox", "clear"])
        firsts.append((promotions[0], ups[0]))
        laters.append((promotions[1], ups[1]))
    preview = statistics.median(previews)
    for what, figures in (("first", firsts), ("later", laters)):
        promoted, up = (statistics.median(side) for side in zip(*figures, strict=True))
        print(
            f"{what} promotion of {stack} over plain `pulumi up`: {(promoted - preview) / up:.2f} times, without one "
            f"offline preview (target 1.15; {promoted:.0f} s, {up:.0f} s and {preview:.1f} s)"
        )


def _timed(clone: Path, arguments: Sequence[str]) -> float:
    started = time.perf_counter()
    done = subprocess.run([STAGECRAFT, *arguments], cwd=clone, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        message = (
            f"stagecraft {' '.join(arguments[:3])} failed: {(done.stderr or done.stdout).strip()[-600:]}"
        )
        raise SystemExit(message)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
