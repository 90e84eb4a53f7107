"""Prints how fast the policy pack judges: on Pulumi's own analyzer over gRPC, and offline.

    python -m scripts.bench_policies [--rounds N]

The analyzer is the process that `pulumi preview` starts; it decodes a resource anew for every policy, so a pack of as
many policies that do nothing is timed beside ours. Medians over rounds in which the compared things take turns,
in seconds of the processor, which other work on the machine disturbs less than the wall clock.
"""

import argparse
import datetime as dt
import importlib
import json
import os
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, Final

from google.protobuf import empty_pb2
from guardrails.catalog import RULES
from guardrails.evaluate import evaluate
from guardrails.graph import Graph
from pulumi.runtime.proto import analyzer_pb2

ROOT: Final = Path(__file__).resolve().parent.parent
STAGECRAFT: Final = ROOT / ".venv" / "bin" / "stagecraft"
# What the targets speak of.
FEW_RULES: Final = 150
MANY_RESOURCES: Final = 10_000
TODAY: Final = dt.date(2026, 11, 20)

_EMPTY_PACK: Final = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy, StackValidationPolicy

def nothing(args, report_violation):
    pass

def policy(number, kind):
    return kind(name=f"empty-{{number}}", description="Nothing", validate=nothing)

PolicyPack("empty", [
    *(policy(number, ResourceValidationPolicy) for number in range({resource})),
    *(policy(number + {resource}, StackValidationPolicy) for number in range({stack})),
])
"""


def main() -> None:
    """Run every measurement and print its figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each thing is timed (default 5)")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as scratch:
        command = [str(STAGECRAFT), "preview", "-C", str(ROOT), "--stack", "prod", "--out", f"{scratch}/out"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        state = json.loads(Path(scratch, "out", "prod", "state.json").read_text(encoding="utf-8"))
        entries: list[dict[str, Any]] = state["deployment"]["resources"]
        on_the_analyzer(entries, rounds, Path(scratch))
    offline(entries, rounds)


def on_the_analyzer(entries: list[dict[str, Any]], rounds: int, scratch: Path) -> None:
    """Time each resource of the shop, and the whole stack, on the analyzer; an empty pack takes turns."""
    engine: Any = importlib.import_module("tests.policy.engine")
    with ExitStack() as open_:
        ours = open_.enter_context(engine.started())
        kinds = policies_of(ours)
        empty = open_.enter_context(engine.started(empty_pack(scratch, kinds)))
        figures: dict[str, list[float]] = {"empty": [], "ours": []}
        stacks: dict[str, list[float]] = {"empty": [], "ours": []}
        requests, stack = engine.requests_of(entries), engine.stack_request_of(entries)
        for _ in range(rounds + 1):  # the first one warms
            for name, analyzer in (("empty", empty), ("ours", ours)):
                clock = partial(seconds_of, analyzer.process.pid)
                figures[name].append(timed(partial(analyze, analyzer, requests), clock))
                stacks[name].append(timed(partial(analyzer.AnalyzeStack, stack), clock))
    nothing, whole = (statistics.median(found[1:]) / len(requests) * 1000 for found in figures.values())
    without, with_ours = (statistics.median(found[1:]) for found in stacks.values())
    print(f"the pack on the real analyzer: prod, {len(requests)} resources, {sum(kinds)} policies")
    print(f"  a resource, empty pack {nothing:6.2f} ms  (the SDK decodes it for each policy)")
    print(f"  a resource, our pack   {whole:6.2f} ms")
    print(f"  the stack, empty pack  {without:6.2f} s")
    print(f"  the stack, our pack    {with_ours:6.2f} s")
    both, floor = whole + with_ours / len(requests) * 1000, nothing + without / len(requests) * 1000
    print(f"  both a resource        {both:6.2f} ms  ({floor:.2f} ms of it the SDK's own)")
    print(f"  both at {FEW_RULES} rules      {both * FEW_RULES / sum(kinds):6.2f} ms  (target: at most 10)")
    print(f"  ratio to the empty one {both / floor:6.2f}")


def analyze(analyzer: Any, requests: list[Any]) -> None:
    """Ask about each resource, as the engine does before it makes it."""
    for one in requests:
        analyzer.Analyze(one)


def policies_of(analyzer: Any) -> tuple[int, int]:
    """Return how many policies of the analyzer judge a resource, and how many a stack."""
    policies = analyzer.GetAnalyzerInfo(empty_pb2.Empty()).policies
    of_stack = sum(one.policy_type == analyzer_pb2.POLICY_TYPE_STACK for one in policies)
    return len(policies) - of_stack, of_stack


def empty_pack(scratch: Path, kinds: tuple[int, int]) -> Path:
    """Write a pack of as many policies that do nothing."""
    folder = scratch / "empty"
    folder.mkdir()
    (folder / "PulumiPolicy.yaml").write_text("runtime: python\nversion: 0.0.1\n", encoding="utf-8")
    resource, stack = kinds
    (folder / "__main__.py").write_text(_EMPTY_PACK.format(resource=resource, stack=stack), encoding="utf-8")
    return folder


def offline(entries: list[dict[str, Any]], rounds: int) -> None:
    """Time the offline gate over as many copies of the shop as make 10,000 resources, and over one tenth."""
    figures: dict[int, list[float]] = {MANY_RESOURCES // 10: [], MANY_RESOURCES: []}
    graphs = {count: Graph.from_state(grown(entries, count)) for count in figures}
    for _ in range(rounds):
        for count, graph in graphs.items():
            fresh = Graph(graph.resources)  # nothing that another round has worked out
            judge = partial(evaluate, fresh, environment="prod", today=TODAY)
            figures[count].append(timed(judge, time.process_time))
    small, large = (statistics.median(found) for found in figures.values())
    print(f"the offline gate, {len(RULES)} rules, copies of the shop's prod")
    print(f"  1,000 resources        {small:6.2f} s")
    print(f"  10,000 resources       {large:6.2f} s")
    print(f"  the same at {FEW_RULES} rules  {large * FEW_RULES / len(RULES):6.2f} s   (target: at most 5)")
    print(f"  ratio a resource       {large / small / 10:6.2f}     (target: at most 1.3)")


def grown(entries: list[dict[str, Any]], count: int) -> dict[str, Any]:
    """Return a state of so many resources: copies of a stack, each with names and ids of its own."""
    copies: list[dict[str, Any]] = [one for one in entries if one["type"].startswith("pulumi:")]
    rest = [one for one in entries if not one["type"].startswith("pulumi:")]
    text = json.dumps(rest)
    for number in range(-(-count // len(rest))):
        own = re.sub(
            r"\b(?!04da6b54)[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-)", f"{number:08x}", text
        )  # not unknowns
        own = re.sub(r"(?<=[a-z]-0)[0-9a-f]{5}(?=[0-9a-f]{11,12}\b)", f"{number:05x}", own)
        own = re.sub(r"(?<!:Stack)::shop(?=[-\"$])|(?<!Stack::)\bshop(?=-)", rf"\g<0>{number}", own)
        copies += json.loads(own)
    return {"version": 3, "deployment": {"resources": copies[:count]}}


def seconds_of(process: int) -> float:
    """Return the seconds of the processor that a process has had; where that cannot be told, those of the clock."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return time.perf_counter()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the seconds of some work."""
    start = clock()
    work()
    return clock() - start


if __name__ == "__main__":
    main()
