"""Starts the provider: `python -m stagecraft.sandbox.provider --cloud FILE`; its port is the line that it prints."""

import argparse
import importlib.metadata
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import grpc  # type: ignore[import-untyped]
from pulumi.runtime.proto import provider_pb2_grpc

from stagecraft.offline.imports import imported, load
from stagecraft.sandbox.cloud import Cloud, CloudError
from stagecraft.sandbox.faults import Scenario, ScenarioError
from stagecraft.sandbox.provider.faulty import Faults
from stagecraft.sandbox.provider.journal import Journal
from stagecraft.sandbox.provider.resources import Resources
from stagecraft.sandbox.provider.service import Service
from stagecraft.simulated.aws import schema
from stagecraft.simulated.aws.schema_file import SchemaFile

# A construct holds a thread until its children are made, and each of them needs one.
_THREADS: Final = 64
# States have no limit of their own; the engine's is the same: sdk/go/common/util/rpcutil/grpc.go
_LARGEST: Final = 400 * 1024 * 1024
_OPTIONS: Final = (
    ("grpc.max_receive_message_length", _LARGEST),
    ("grpc.max_send_message_length", _LARGEST),
    # A second process must not get half of the calls.
    ("grpc.so_reuseport", 0),
)
# Seconds: how often the parent is looked for, and for how long an engine without one may be silent.
_LOOK: Final = 2.0
_SILENCE: Final = 60.0


def main() -> None:
    """Serve until killed, or until the process that started this one is gone and nobody asks any more."""
    options = _options()
    parent = os.getppid()
    try:
        cloud = Cloud(options.cloud)
        scenario = Scenario.load(options.scenario) if options.scenario else Scenario()
    except (CloudError, ScenarioError) as error:
        sys.exit(str(error))
    service = Service(
        Resources(cloud), Faults(scenario, cloud), Journal(options.log), _version(options.packages.split(","))
    )
    server = grpc.server(ThreadPoolExecutor(_THREADS), options=_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    schemas = SchemaFile()
    if options.program:
        threading.Thread(target=_warm_up, args=(options.program, schemas.is_empty), daemon=True).start()
    while server.wait_for_termination(timeout=_LOOK):  # true: still there, only the time is over
        schemas.save()
        if os.getppid() != parent and time.monotonic() - service.last_call > _SILENCE:
            break
    cloud.close()
    # What still runs may hold threads for as long as a scenario lets it wait.
    os._exit(0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m stagecraft.sandbox.provider", description=__doc__)
    parser.add_argument("--cloud", type=Path, required=True, help="the file that holds what exists")
    parser.add_argument("--scenario", type=Path, help="what goes wrong (docs/sandbox-scenarios.md)")
    parser.add_argument("--packages", default="aws,awsx", help="the packages that the engine attaches for")
    parser.add_argument("--log", type=Path, help="gets a line of JSON for each call")
    parser.add_argument("--program", type=Path, help="the program's entry, whose imports are loaded ahead")
    return parser.parse_args()


def _version(packages: list[str]) -> str:
    """Return the highest version of the packages' SDKs: the engine wants at least the one of each."""
    found = []
    for package in packages:
        try:
            found.append(importlib.metadata.version(f"pulumi-{package}"))
        except importlib.metadata.PackageNotFoundError:
            continue
    return max(found, key=_numbers, default="0.0.0")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _warm_up(program: Path, everything: bool) -> None:
    """Load what the program will ask for, while the engine starts: all of its services, or those of awsx."""
    found = imported(program)
    wanted = [name for name in found if name.startswith("pulumi_aws.")] if everything else []
    if any(name.startswith("pulumi_awsx") for name in found):
        wanted.append("pulumi_aws.ec2")
    for name in wanted:
        with schema.LOADING:
            load(name)


if __name__ == "__main__":
    main()
