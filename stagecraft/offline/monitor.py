"""The resource monitor of the offline preview: it answers the program as the engine would, and records.

    program ──RegisterResource──► transforms ──► Check ──► simulated create ──► Deployment
            ──Invoke────────────► simulated AWS

A refused resource (duplicate URN, failed Check) is reported as failed and the program runs on with unknown
outputs, so that one preview shows every mistake.
"""

from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.proto import provider_pb2, resource_pb2, resource_pb2_grpc

from stagecraft import wire
from stagecraft.offline import remote
from stagecraft.offline.cloud import Cloud, RefusalError
from stagecraft.offline.deployment import (
    Deployment,
    Registered,
    RegistrationError,
    provider_id,
    secret_outputs,
)
from stagecraft.offline.notes import Notes, Problem
from stagecraft.offline.providers import Providers
from stagecraft.offline.requests import frames_of, options_of
from stagecraft.offline.transforms import Transforms
from stagecraft.offline.values import downgrade_outputs, from_struct, output_dependencies, to_struct

STACK_REFERENCE = "pulumi:pulumi:StackReference"
_EXTRA_FEATURES = ("OUTPUT_VALUES", "STATE_MIGRATIONS", "INVOKE_DEPENDS_ON")
# An older SDK knows the provider protocol's answer only.
_INVOKE_RESPONSE: Any = getattr(resource_pb2, "ResourceInvokeResponse", provider_pb2.InvokeResponse)


class RecordingMonitor(MockMonitor, resource_pb2_grpc.ResourceMonitorStub):
    """Records every registration as the engine would keep it, and answers from a simulated cloud.

    It is a monitor's stub in name only: an older SDK runs callbacks for no other kind of monitor.
    """

    def __init__(
        self,
        deployment: Deployment,
        cloud: Cloud,
        *,
        stack_outputs: Callable[[str], Mapping[str, Any] | None] = lambda _: None,
        on_resource: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Record into `deployment`.

        Args:
            deployment: where the resources are kept.
            cloud: answers Check, create, read and invoke.
            stack_outputs: the outputs of a stack by the name in a StackReference; None if not at hand.
            on_resource: told the number of resources after each registration.
        """
        super().__init__(None)  # type: ignore[arg-type]  # no mocks: every method they serve is overridden
        self.deployment = deployment
        self.cloud = cloud
        self.problems: list[Problem] = []
        self.notes = Notes()
        self._stack_outputs = stack_outputs
        self._on_resource = on_resource
        self._transforms = Transforms(deployment)
        self._providers = Providers(deployment, cloud)

    # --- resources ---------------------------------------------------------------------------------------

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        """Answer a resource's constructor."""
        urn = self.deployment.urn(request.parent, request.type, request.name)
        frames = frames_of(request)
        try:
            request = self._transforms.apply(request)
            construct = self._expansion(request) if request.remote else None
            if construct is not None:
                return remote.construct(self, construct, request)
            resource = self._register(request, urn, frames)
        except (RegistrationError, RefusalError) as refusal:
            self.problems.append(Problem(urn, str(refusal), frames))
            return resource_pb2.RegisterResourceResponse(urn=urn, result=resource_pb2.Result.FAIL)
        self._on_resource(len(self.deployment))
        shown = to_struct(resource.outputs) if resource.custom else None
        return resource_pb2.RegisterResourceResponse(urn=urn, id=_known(resource.id), object=shown)

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        """Keep the outputs that a component, or the stack, announces."""
        resource = self.deployment.get(request.urn)
        if resource is not None:
            resource.outputs = downgrade_outputs(from_struct(request.outputs))
        return empty_pb2.Empty()

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        """Answer `Resource.get(...)` and stack references."""
        urn = self.deployment.urn(request.parent, request.type, request.name)
        state = downgrade_outputs(from_struct(request.properties))
        resource = Registered(
            urn, request.type, request.name, custom=True, parent=request.parent, id=request.id,
            inputs=state, dependencies=tuple(sorted(request.dependencies)), external=True,
            stack_trace=frames_of(request),
        )  # fmt: skip
        try:
            if request.type == STACK_REFERENCE:
                provider = self._providers.builtin()
                resource.outputs = self._read_stack(request.id)
            else:
                provider = self._providers.of(request)
                resource.outputs = self.cloud.read(resource, provider)
            resource.provider = provider.reference
            resource.outputs = secret_outputs(resource.outputs, request.additionalSecretOutputs)
            if request.additionalSecretOutputs:
                resource.options["additionalSecretOutputs"] = list(request.additionalSecretOutputs)
            self.deployment.add(resource)
        except (RegistrationError, RefusalError) as refusal:
            self.problems.append(Problem(urn, str(refusal), resource.stack_trace))
            return _response(
                resource_pb2.ReadResourceResponse, {"urn": urn, "result": resource_pb2.Result.FAIL}
            )
        self._on_resource(len(self.deployment))
        found = {"urn": urn, "properties": to_struct(resource.outputs), "id": _known(resource.id)}
        return _response(resource_pb2.ReadResourceResponse, found)

    def ExistsResource(self, request: Any) -> Any:  # noqa: N802
        """Answer whether a resource exists: only AWS knows, so the answer is unknown."""
        del request
        return resource_pb2.ExistsResourceResponse(unknown=True)

    def _register(self, request: Any, urn: str, frames: tuple[tuple[str, int], ...]) -> Registered:
        raw = from_struct(request.object)
        inputs = downgrade_outputs(raw)
        property_dependencies = {
            key: sorted({*given.urns, *output_dependencies(raw.get(key))})
            for key, given in request.propertyDependencies.items()
        }
        resource = Registered(
            urn, request.type, request.name, request.custom, request.parent, inputs=inputs,
            dependencies=tuple(sorted(request.dependencies)), property_dependencies=property_dependencies,
            options=options_of(request, self.deployment), stack_trace=frames,
        )  # fmt: skip
        if resource.is_provider:
            if request.version:
                resource.inputs["version"] = request.version
            resource.id, resource.outputs = provider_id(urn), dict(resource.inputs)
        elif resource.custom:
            provider = self._providers.of(request)
            resource.provider = provider.reference
            resource.inputs = self.cloud.check(resource, provider)
            resource.id, outputs = self.cloud.create(resource, provider)
            resource.outputs = secret_outputs(outputs, request.additionalSecretOutputs)
            if request.importId:
                resource.id = request.importId
        self.deployment.add(resource)
        return resource

    def _expansion(self, request: Any) -> remote.Construct | None:
        # The engine starts the component's own package to construct it: its provider stands in the state.
        self._providers.default_of(request)
        construct = remote.expansion(request.type)
        if construct is None:
            self.notes.opaque.add((request.type, request.name))
        return construct

    # --- functions ---------------------------------------------------------------------------------------

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        """Answer a provider function."""
        if request.tok == "pulumi:pulumi:getResource":
            return self._get_resource(request.args["urn"])
        request = self._transforms.apply_to_invoke(request)
        arguments = downgrade_outputs(from_struct(request.args))
        try:
            answer = self.cloud.invoke(request.tok, arguments, self._providers.of(request))
        except (RegistrationError, RefusalError) as refusal:
            failure = provider_pb2.CheckFailure(reason=str(refusal))
            return _INVOKE_RESPONSE(failures=[failure])
        if answer.invented and self._asks_for_new(request):
            return _INVOKE_RESPONSE(unknown=True)
        if answer.invented:
            self.notes.invent(request.tok)
        return _INVOKE_RESPONSE(**_return(answer.result))

    def _asks_for_new(self, request: Any) -> bool:
        """Tell whether an invoke reads what this deployment is yet to make: the engine leaves it unknown."""
        known = (self.deployment.get(urn) for urn in getattr(request, "dependsOn", ()))
        return any(resource is not None and not resource.external for resource in known)

    def Call(self, request: Any) -> Any:  # noqa: N802
        """Answer a resource's method: its result is unknown, and depends on the resource and the arguments."""
        response = provider_pb2.CallResponse(**_return({"result": wire.UNKNOWN}))
        urns = {urn for given in request.argDependencies.values() for urn in given.urns}
        owner = from_struct(request.args).get("__self__")
        if owner:
            urns.add(owner["urn"])
        response.returnDependencies["result"].urns.extend(sorted(urns))
        return response

    def _get_resource(self, urn: str) -> Any:
        resource = self.deployment.get(urn)
        if resource is None:
            failure = provider_pb2.CheckFailure(property="urn", reason=f"unknown resource {urn}")
            return _INVOKE_RESPONSE(failures=[failure])
        self._providers.builtin()
        found = {"urn": urn, "id": resource.id or wire.UNKNOWN, "state": resource.outputs}
        return _INVOKE_RESPONSE(**_return(found))

    def _read_stack(self, name: str) -> dict[str, Any]:
        outputs = self._stack_outputs(name)
        if outputs is None:
            self.notes.unknown_stacks.add(name)
            return {"name": name, "outputs": wire.UNKNOWN, "secretOutputNames": wire.UNKNOWN}
        secrets = [key for key, value in outputs.items() if wire.is_secret(value)]
        return {"name": name, "outputs": dict(outputs), "secretOutputNames": secrets}

    # --- what else the SDK asks ----------------------------------------------------------------------------

    def RegisterStackTransform(self, request: Any) -> Any:  # noqa: N802
        """Keep a transform of every later resource."""
        self._transforms.stack.append(request)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, request: Any) -> Any:  # noqa: N802
        """Keep a transform of every later invoke."""
        self._transforms.invokes.append(request)
        return empty_pb2.Empty()

    def RegisterPackage(self, request: Any) -> Any:  # noqa: N802
        """Keep the name of a parameterized package."""
        return resource_pb2.RegisterPackageResponse(ref=self._providers.add_package(request))

    def GetDeploymentInfo(self, request: Any) -> Any:  # noqa: N802
        """Tell the SDK what this monitor can do: what stock mocks can, and wires inside values."""
        stock: Any = super()
        info = stock.GetDeploymentInfo(request)
        names = (f"RESOURCE_MONITOR_FEATURE_{name}" for name in _EXTRA_FEATURES)
        extra = (getattr(resource_pb2, name, None) for name in names)
        info.supportedFeatures.extend(feature for feature in extra if feature is not None)
        return info

    def SupportsFeature(self, request: Any) -> Any:  # noqa: N802
        """Tell an older SDK, which asks for each feature by name, the same."""
        del request
        return resource_pb2.SupportsFeatureResponse(hasSupport=True)


def _return(result: Mapping[str, Any]) -> dict[str, Any]:
    return {"return": to_struct(result)}  # a word of Python's: it cannot be a keyword


def _response(kind: Any, fields: Mapping[str, Any]) -> Any:
    """Make a response of the fields that the program's version of the SDK knows."""
    return kind(**{key: value for key, value in fields.items() if key in kind.DESCRIPTOR.fields_by_name})


def _known(id_: str) -> str:
    return "" if id_ == wire.UNKNOWN else id_
