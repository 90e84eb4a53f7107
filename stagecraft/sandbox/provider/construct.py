"""Constructs awsx components: their children are registered with the engine's own monitor.

The SDK's code of a component provider does the protocol; the components are those of the offline preview.
"""

import asyncio
import contextvars
from collections.abc import Mapping
from typing import Any

from pulumi import ResourceOptions
from pulumi.provider import ConstructResult, Provider
from pulumi.provider.server import ProviderServicer
from pulumi.resource import DependencyProviderResource
from pulumi.runtime.proto import provider_pb2

from stagecraft.offline import remote
from stagecraft.sandbox.provider.refusals import Refusal
from stagecraft.simulated.aws import schema


class _Components(Provider):
    """The components that we know how to expand."""

    def __init__(self) -> None:
        super().__init__("", "{}")

    def construct(
        self,
        name: str,
        resource_type: str,
        inputs: Mapping[str, Any],
        options: ResourceOptions | None = None,
    ) -> ConstructResult:
        """Make one component and its children."""
        with schema.LOADING:
            expand = remote.expansion(resource_type)
        if expand is None:
            raise Refusal(f"{resource_type} is a remote component that the sandbox cannot construct")
        made = expand(name, inputs, options or ResourceOptions())
        return ConstructResult(urn=made.component.urn, state=dict(made.outputs))


class _Servicer(ProviderServicer):
    """The SDK's servicer, with providers that are references and no more.

    Where the SDK of a provider is loaded, the stock one looks the provider up with the engine, and a function that
    is called at once, as for the Availability Zones, waits for that answer forever.
    """

    @staticmethod
    def _construct_options(request: Any) -> ResourceOptions:
        bare = provider_pb2.ConstructRequest()
        bare.CopyFrom(request)
        bare.ClearField("providers")
        options = ProviderServicer._construct_options(bare)
        options.providers = {
            package: DependencyProviderResource(reference) for package, reference in request.providers.items()
        }
        return options


def construct(request: Any, engine: str) -> provider_pb2.ConstructResponse:
    """Answer a Construct call.

    Args:
        request: the call.
        engine: the address of the engine that asks.

    Raises:
        Refusal: the component refuses its arguments, or the engine one of its children.
    """
    servicer = _Servicer(_Components(), [], engine)
    # Settings of its own for each call: the SDK keeps them in context variables, and its work on an event loop.
    context = contextvars.copy_context()
    try:
        return context.run(asyncio.run, servicer._construct(request, None))
    except Refusal:
        raise
    except Exception as error:
        raise Refusal(f"{request.type} resource '{request.name}' has a problem: {error}") from error
