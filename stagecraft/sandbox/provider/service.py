"""The provider's side of the protocol: what the engine asks, in the words of the packages and the cloud.

https://pulumi-developer-docs.readthedocs.io/latest/docs/_generated/proto/provider.html

Handshake stays unimplemented on purpose: it would settle what a provider accepts before the engine has said of which
package it is, and one process answers for all of them. Configure settles it then, for each package.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import grpc  # type: ignore[import-untyped]
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from stagecraft.offline.values import downgrade_outputs, from_struct, to_struct
from stagecraft.sandbox import diffs
from stagecraft.sandbox.cloud import CloudError, Kept
from stagecraft.sandbox.faults import Operation
from stagecraft.sandbox.provider.answers import abort, as_secret, diff_response
from stagecraft.sandbox.provider.construct import construct
from stagecraft.sandbox.provider.faulty import Faults
from stagecraft.sandbox.provider.instances import Instances
from stagecraft.sandbox.provider.journal import Journal
from stagecraft.sandbox.provider.packages import Asked
from stagecraft.sandbox.provider.refusals import Refusal
from stagecraft.sandbox.provider.resources import Resources
from stagecraft.simulated.aws import CheckFailure, ProviderConfig

_Answer = TypeVar("_Answer")


class Service(provider_pb2_grpc.ResourceProviderServicer):
    """Answers for every package; gRPC's own threads call it."""

    def __init__(self, resources: Resources, faults: Faults, journal: Journal, version: str) -> None:
        """Serve resources.

        Args:
            resources: makes and finds resources.
            faults: what goes wrong on purpose.
            journal: is told of each call.
            version: told as the plugin's; the engine warns of one that is older than the SDK of a program.
        """
        super().__init__()
        self._resources = resources
        self._faults = faults
        self._journal = journal
        self._version = version
        self._instances = Instances()
        self.last_call = time.monotonic()

    # --- the provider itself -------------------------------------------------------------------------------

    def Attach(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's names
        """Take note of the engine's address."""
        self._instances.attach(context.peer(), request.address)
        self._faults.begin()
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Tell the plugin's version."""
        del request, context
        return plugin_pb2.PluginInfo(version=self._version)

    def GetSchema(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Tell no schema: the engine needs none of an attached provider."""
        del request, context
        return provider_pb2.GetSchemaResponse(schema="{}")

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Return a provider's inputs as they are."""
        del context
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Tell whether a provider's inputs differ; its resources are never replaced for that."""
        del context
        olds = request.old_inputs if request.HasField("old_inputs") else request.olds
        return diff_response(
            diffs.diff("pulumi:index/provider:Provider", from_struct(olds), from_struct(request.news))
        )

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Keep the settings of the provider instance on this connection; each instance has its own."""
        inputs = from_struct(request.args)

        def work() -> Any:
            self._instances.configure(context.peer(), request.type, inputs)
            component = request.type.endswith(":awsx")
            return provider_pb2.ConfigureResponse(
                acceptSecrets=True, supportsPreview=True, acceptResources=component, acceptOutputs=component
            )

        return self._answer(context, (Operation.CONFIGURE, request.type, request.urn), work)

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802
        """End every wait."""
        del request, context
        self._faults.cancel()
        return empty_pb2.Empty()

    # --- resources -----------------------------------------------------------------------------------------

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Name, tag and refuse."""
        asked = self._asked(request, context)
        news = from_struct(request.news)

        def work() -> Any:
            try:
                checked = self._resources.check(asked, from_struct(request.olds), news)
            except CheckFailure as failure:
                complaint = provider_pb2.CheckFailure(property=failure.property, reason=failure.reason)
                return provider_pb2.CheckResponse(inputs=request.news, failures=[complaint])
            return provider_pb2.CheckResponse(inputs=to_struct(checked))

        return self._answer(context, (Operation.CHECK, asked.type, asked.urn), work)

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Tell what differs, and what AWS replaces for it."""
        asked = self._asked(request, context)
        olds = request.old_inputs if request.HasField("old_inputs") else request.olds

        def work() -> Any:
            changes = diffs.diff(
                asked.type,
                from_struct(olds),
                from_struct(request.news),
                ignore_changes=list(request.ignoreChanges),
                name=asked.name,
            )
            return diff_response(changes)

        def resource(_: Any) -> Kept | None:
            return self._resources.find(asked, request.id, from_struct(request.olds))

        return self._answer(context, (Operation.DIFF, asked.type, asked.urn), work, resource)

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Make a resource, or in a preview tell what is known of it."""
        asked = self._asked(request, context)
        inputs = from_struct(request.properties)
        if request.preview:
            planned = self._previewed(asked, "Create", lambda: self._resources.planned(asked, inputs))
            return provider_pb2.CreateResponse(properties=to_struct(planned))
        kept = self._answer(
            context,
            (Operation.CREATE, asked.type, asked.urn),
            lambda: self._resources.create(asked, inputs),
            lambda made: made,
        )
        return provider_pb2.CreateResponse(id=kept.id, properties=to_struct(kept.outputs))

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Find a resource: for a refresh, an import, or a program that looks it up."""
        asked = self._asked(request, context)
        inputs = from_struct(request.inputs) if request.HasField("inputs") else None
        state = from_struct(request.properties) if request.HasField("properties") else None

        def work() -> tuple[Kept, Mapping[str, Any]] | None:
            return self._resources.read(asked, request.id, inputs, state)

        call = (Operation.READ, asked.type, asked.urn)
        found = self._answer(context, call, work, lambda answer: answer[0] if answer else None)
        if found is None:
            return provider_pb2.ReadResponse()
        kept, now = found
        outputs = to_struct(as_secret(kept.outputs, state or {}))
        return provider_pb2.ReadResponse(id=kept.id, properties=outputs, inputs=to_struct(now))

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Change a resource in place, or in a preview tell what it will be."""
        asked = self._asked(request, context)
        state, news = from_struct(request.olds), from_struct(request.news)
        if request.preview:
            olds = from_struct(request.old_inputs)
            planned = self._previewed(
                asked, "Update", lambda: self._resources.planned_update(asked, state, olds, news)
            )
            return provider_pb2.UpdateResponse(properties=to_struct(planned))
        kept = self._answer(
            context,
            (Operation.UPDATE, asked.type, asked.urn),
            lambda: self._resources.update(asked, request.id, state, news),
            lambda made: made,
        )
        return provider_pb2.UpdateResponse(properties=to_struct(kept.outputs))

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Delete a resource, unless AWS keeps it."""
        asked = self._asked(request, context)
        state = from_struct(request.properties)
        self._answer(
            context,
            (Operation.DELETE, asked.type, asked.urn),
            lambda: self._resources.delete(asked, request.id, state),
        )
        return empty_pb2.Empty()

    def Construct(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Make a remote component and its children."""
        engine = self._instances.engine(context.peer())
        call = (Operation.CONSTRUCT, request.type, f"::{request.name}")
        return self._answer(context, call, lambda: construct(request, engine))

    # --- functions -----------------------------------------------------------------------------------------

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Answer a provider function."""
        settings = self._settings(context)
        args = downgrade_outputs(from_struct(request.args))

        def work() -> Any:
            try:
                result = self._resources.package(request.tok).invoke(request.tok, args, settings)
            except Refusal as refusal:
                failure = provider_pb2.CheckFailure(reason=str(refusal))
                return provider_pb2.InvokeResponse(failures=[failure])
            fields: Any = {"return": to_struct(result)}  # a word of Python's: it cannot be a keyword
            return provider_pb2.InvokeResponse(**fields)

        return self._answer(context, (Operation.INVOKE, request.tok, ""), work)

    # --- what they share -----------------------------------------------------------------------------------

    def _asked(self, request: Any, context: Any) -> Asked:
        settings = self._settings(context)
        type_ = request.type or request.urn.split("::")[2].rpartition("$")[2]
        return Asked(type_, request.name or request.urn.rpartition("::")[2], request.urn, settings)

    def _settings(self, context: Any) -> ProviderConfig:
        try:
            return self._instances.of(context.peer())
        except Refusal as refusal:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(refusal))
            raise

    def _previewed(self, asked: Asked, method: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Do the work of a preview: nothing reaches AWS, and no scenario counts it."""
        self.last_call = started = time.monotonic()
        planned = work()
        self._journal.write(method, asked.urn, time.monotonic() - started, "ok", preview=True)
        return planned

    def _answer(
        self,
        context: Any,
        call: tuple[Operation, str, str],
        work: Callable[[], _Answer],
        resource: Callable[[_Answer], Kept | None] = lambda _: None,
    ) -> _Answer:
        """Do the work of a call with its faults, and write it down; a refusal becomes the call's error."""
        self.last_call = started = time.monotonic()
        operation, token, urn = call
        try:
            answer, fault = self._faults.around((str(operation), token, urn), work, resource)
        except (Refusal, CloudError) as refusal:
            self._journal.write(operation.title(), urn or token, time.monotonic() - started, str(refusal))
            abort(context, refusal)
        more = {"fault": fault} if fault else {}
        self._journal.write(operation.title(), urn or token, time.monotonic() - started, "ok", **more)
        return answer
