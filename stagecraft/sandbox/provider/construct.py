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


def construct(request: Any, engine: str) -> provider_pb2.ConstructResponse:
    """Answer a Construct call.

    Args:
        request: the call.
        engine: the address of the engine that asks.

    Raises:
        Refusal: the component refuses its arguments, or the engine one of its children.
    """
    servicer = ProviderServicer(_Components(), [], engine)
    # Settings of its own for each call: the SDK keeps them in context variables, and its work on an event loop.
    context = contextvars.copy_context()
    try:
        return context.run(asyncio.run, servicer._construct(request, None))
    except Refusal:
        raise
    except Exception as error:
        raise Refusal(f"{request.type} resource '{request.name}' has a problem: {error}") from error
