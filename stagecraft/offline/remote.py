"""Remote components: expanded where we know how, else kept as one opaque resource.

A remote component (`awsx.ec2.Vpc`) is constructed by its package's provider, in another process. Here a plain
Python component does that work, called as the SDK's own provider server calls one.
"""

import asyncio
import contextvars
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pulumi import Output, ResourceOptions
from pulumi.provider.server import ProviderServicer
from pulumi.runtime import settings
from pulumi.runtime.proto import provider_pb2, resource_pb2
from pulumi.runtime.stack import wait_for_rpcs

from stagecraft.offline.cloud import RefusalError
from stagecraft.offline.deployment import RegistrationError
from stagecraft.offline.runtime import attach
from stagecraft.offline.values import to_struct

if TYPE_CHECKING:
    from stagecraft.offline.monitor import RecordingMonitor

_LOADING = threading.Lock()

Construct = Callable[[str, Mapping[str, Any], ResourceOptions], Any]


def expansion(type_: str) -> Construct | None:
    """Return the way to construct a remote component of this type, or None if there is none."""
    if not type_.startswith("awsx:"):
        return None
    # Imported at the first awsx component only: a program without one need not have pulumi_aws. Under a lock:
    # each component is constructed in a thread of its own, and a lazy module must not be loaded by two at once.
    with _LOADING:
        from stagecraft.offline.imports import load
        from stagecraft.simulated.awsx import EXPANSIONS

        load("pulumi_aws.ec2")
    return EXPANSIONS.get(type_)


def construct(monitor: "RecordingMonitor", construct_: Construct, request: Any) -> Any:
    """Construct a remote component's children and answer with its outputs.

    Raises:
        RefusalError: the component refuses its arguments.
    """
    return contextvars.copy_context().run(asyncio.run, _construct(monitor, construct_, request))


async def _construct(monitor: "RecordingMonitor", construct_: Construct, request: Any) -> Any:
    # As in the SDK's provider server: settings of its own, so that its pending work is not the program's.
    attach(
        monitor,
        project=monitor.deployment.project,
        stack=monitor.deployment.stack,
        organization=settings.get_organization(),
        features=settings.SETTINGS.monitor_features,
    )
    asked = _construct_request(request)
    inputs = await ProviderServicer._construct_inputs(asked.inputs, asked.inputDependencies)
    options = ProviderServicer._construct_options(asked)
    try:
        made = construct_(request.name, inputs, options)
        urn = await made.component.urn.future()
        outputs = await _outputs(made.outputs)
    except (RefusalError, RegistrationError):
        raise
    except Exception as error:
        message = f"{request.type} resource '{request.name}' has a problem: {error}"
        raise RefusalError(message) from error
    finally:
        # Also where it is refused: what was made until then is made, as it would be in another process.
        await wait_for_rpcs(await_all_outstanding_tasks=False)
    response = resource_pb2.RegisterResourceResponse(
        urn=urn, object=to_struct({key: value for key, (value, _) in outputs.items()})
    )
    for key, (_, depends) in outputs.items():
        response.propertyDependencies[key].urns.extend(sorted(depends | {urn or ""}))
    return response


def _construct_request(request: Any) -> Any:
    asked = provider_pb2.ConstructRequest(
        type=request.type,
        name=request.name,
        parent=request.parent,
        inputs=request.object,
        protect=request.protect,
        providers=dict(request.providers),
        dependencies=list(request.dependencies),
        aliases=list(request.aliases),
        dryRun=True,
    )
    if request.provider:
        asked.providers[request.type.split(":")[0]] = request.provider
    for key, given in request.propertyDependencies.items():
        asked.inputDependencies[key].urns.extend(given.urns)
    return asked


async def _outputs(outputs: Mapping[str, Any]) -> dict[str, tuple[Any, set[str]]]:
    from pulumi.runtime import rpc

    found = {}
    for key, value in outputs.items():
        depends: list[Any] = []
        serialized = await rpc.serialize_property(Output.from_input(value), depends, key, None)
        urns = {await resource.urn.future() or "" for resource in depends}
        found[key] = (serialized, urns)
    return found
