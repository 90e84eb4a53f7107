"""What every test shares: the offline preview's own recorder in place of copied mocks."""

from __future__ import annotations

import logging
import os
import shutil
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guardrails.graph import Graph

    from stagecraft.offline.record import Recording

# An f-string of an Output is a mistake that Pulumi otherwise only whispers about.
os.environ.setdefault("PULUMI_ERROR_OUTPUT_STRING", "true")

# As the SDK's language host: programs that fail on purpose leave work unfinished.
logging.getLogger("asyncio").setLevel(logging.CRITICAL)

settings.register_profile(
    "stagecraft",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # In CI the same examples each time: a new one is found at a desk, where somebody can look at it.
    derandomize="CI" in os.environ,
)
settings.load_profile("stagecraft")

REGION = {"aws:region": "eu-west-1"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the real engine where there is none."""
    if shutil.which("pulumi"):
        return
    skip = pytest.mark.skip(reason="the Pulumi CLI is not on the PATH")
    for item in items:
        if item.get_closest_marker("engine"):
            item.add_marker(skip)


class Record(Protocol):
    """Runs a program for one stack and returns its graph."""

    def __call__(
        self,
        program: Callable[[], Any],
        *,
        project: str = "shop",
        stack: str = "dev",
        config: Mapping[str, str] | None = None,
    ) -> Graph: ...


class RecordRaw(Protocol):
    """Runs a program for one stack and returns the whole recording, mistakes included."""

    def __call__(self, program: Callable[[], Any], **job: Any) -> Recording: ...


@pytest.fixture
def record_raw() -> RecordRaw:
    from stagecraft.offline.record import Job, record

    def run(program: Callable[[], Any], **job: Any) -> Recording:
        extra = {key: job.pop(key) for key in ("stack_outputs",) if key in job}
        fields = {"project": "shop", "stack": "dev", "config": REGION, **job}
        return record(program, Job(**fields), **extra)

    return run


@pytest.fixture
def record(record_raw: RecordRaw) -> Record:
    from guardrails.graph import Graph

    from stagecraft.offline.state import export

    def run(
        program: Callable[[], Any],
        *,
        project: str = "shop",
        stack: str = "dev",
        config: Mapping[str, str] | None = None,
    ) -> Graph:
        recording = record_raw(program, project=project, stack=stack, config={**REGION, **(config or {})})
        assert recording.error is None, recording.error
        assert not recording.problems, recording.problems
        return Graph.from_state(export(recording.deployment, ""), stack)

    return run
