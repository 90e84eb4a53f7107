"""Prints how many worse stacks the policy pack stops: each has one security-relevant value changed.

    python scripts/mutation.py [--json] [--fail-under PERCENT] [STATE ...]

Without states, dev, staging and prod are previewed first. Exit code: 0; 1 below `--fail-under`; 2 where a stack
cannot be previewed or read, or has findings already.
"""

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from stagecraft.gate.mutation.score import Judged, NotCleanError, as_dict, as_text, judge, score
from stagecraft.gate.runner import GateError, load

ROOT = Path(__file__).resolve().parent.parent
STAGECRAFT = Path(sys.executable).parent / "stagecraft"
STEP = 250


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge every mutant and print the score; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("states", nargs="*", type=Path, metavar="STATE", help="a state export or a preview")
    parser.add_argument("--fail-under", type=float, default=0, metavar="PERCENT", help="exit 1 below this")
    parser.add_argument("--json", action="store_true", help="print every mutant as JSON")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        try:
            judged = mutated(given.states or previewed(Path(scratch)))
        except (GateError, NotCleanError) as error:
            print(error, file=sys.stderr)
            return 2
    print(json.dumps(as_dict(judged), indent=2) + "\n" if given.json else as_text(judged), end="")
    return 1 if score(judged).share < given.fail_under else 0


def previewed(folder: Path) -> list[Path]:
    """Preview the stacks into a folder and return their states; raise GateError where one has findings."""
    done = subprocess.run(
        [STAGECRAFT, "preview", "-C", ROOT, "--out", folder], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise GateError(f"the stacks are not clean; run `stagecraft preview`.\n{done.stdout}{done.stderr}")
    return sorted(folder.glob("*/state.json"))


def mutated(states: Sequence[Path]) -> list[Judged]:
    """Judge the mutants of some stacks, telling how far it is."""
    graphs, waivers = load(states)
    today = dt.datetime.now(dt.UTC).date()
    return [
        one
        for _, graph in graphs
        for one in judge(graph, waivers, today=today, progress=_progress(graph.stack))
    ]


def _progress(stack: str) -> Callable[[int, int], None]:
    def tell(done: int, of: int) -> None:
        if done == of or done % STEP == 0:
            print(f"{stack}: {done} of {of} mutants", file=sys.stderr, flush=True)

    return tell


if __name__ == "__main__":
    sys.exit(main())
