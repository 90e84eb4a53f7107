"""Points the Pulumi SDK at a recording monitor instead of an engine."""

import logging
from collections.abc import Iterable
from typing import Any

from pulumi.runtime import settings
from pulumi.runtime.mocks import MockEngine

from stagecraft.offline.callbacks import serve_none

# The program's own log calls (`pulumi.log.warn`) come out here.
_logger = logging.getLogger("stagecraft.program")


def attach(
    monitor: Any,
    *,
    project: str,
    stack: str,
    organization: str | None = None,
    root: str | None = None,
    features: Iterable[int] = (),
) -> None:
    """Configure the SDK of this context anew, without a root stack.

    What `pulumi.runtime.set_mocks` does, but for its root stack: that one is finished before the program has
    run, and would lose the program's exports (docs/decisions/0001). Everything that the SDK shares within one
    deployment is made anew here: pending work of one event loop must never be waited for by another.
    """
    serve_none()
    settings.ROOT.set(None)
    # The constructor, and not a list of ours, knows what this version of the SDK keeps for one deployment.
    made: Any = settings.Settings(
        project,
        stack,
        monitor=monitor,
        engine=MockEngine(_logger),
        dry_run=True,
        legacy_apply_enabled=False,
        organization=organization,
    )
    made.monitor_features = set(features)
    made.root_directory = root
    settings.configure(made)
