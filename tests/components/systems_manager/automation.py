"""Steps through an Automation document as Systems Manager does, with the failures that a test injects.

What it follows: https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-document-actions.html
(`onFailure`, `isCritical`, `isEnd`, `nextStep`). What it cannot show: what a command does on an instance.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_REFERENCE = re.compile(r"\{\{ ?([\w:]+)(?:\.(\w+))? ?\}\}")
BUILT_IN = {"automation:EXECUTION_ID"}


@dataclass(frozen=True, slots=True)
class Execution:
    """What was run, in order, and how it ended."""

    steps: tuple[str, ...]
    status: str


def execute(document: dict[str, Any], failing: Iterable[str] = ()) -> Execution:
    """Run the document; the steps of these names fail.

    Raises:
        AssertionError: if a step refers to what no earlier step has given, or if the document runs in circles.
    """
    steps = document["mainSteps"]
    names = [step["name"] for step in steps]
    failing, run, given = set(failing), [], dict.fromkeys(document["parameters"], "parameter")
    status, place = "Success", 0
    while place < len(steps):
        step = steps[place]
        assert step["name"] not in run, f"{step['name']} runs a second time"
        run.append(step["name"])
        for name, output in references(step["inputs"]):
            known = name in BUILT_IN or (f"{name}.{output}" if output else name) in given
            assert known, f"{step['name']} needs {name}.{output}, which {run} did not give"
        failed = step["name"] in failing
        if not failed:
            given |= {f"{step['name']}.{one['Name']}": "output" for one in step.get("outputs", ())}
        if failed and step.get("isCritical", True):
            status = "Failed"
        on_failure = step.get("onFailure", "Abort")
        if failed and on_failure == "Abort":
            return Execution(tuple(run), "Failed")
        if failed and on_failure.startswith("step:"):
            place = names.index(on_failure.removeprefix("step:"))
        elif step.get("isEnd"):
            break
        else:
            place = names.index(step["nextStep"]) if "nextStep" in step else place + 1
    return Execution(tuple(run), status)


def references(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the parameters, and the steps with their outputs, that a value refers to."""
    if isinstance(value, str):
        yield from _REFERENCE.findall(value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)
