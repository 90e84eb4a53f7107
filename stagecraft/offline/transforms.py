"""Runs a program's transforms on each registration, in the engine's order: own, parents', the stack's."""

from typing import Any

from pulumi.runtime.proto import resource_pb2

from stagecraft.offline.callbacks import call
from stagecraft.offline.deployment import Deployment
from stagecraft.offline.requests import is_given
from stagecraft.offline.values import as_outputs, from_struct, output_dependencies, to_struct, upgrade_outputs

# Options that a request and a transform's options share: (field of the request, field of the options).
_SCALARS = (
    ("importId", "import"),
    ("protect", "protect"),
    ("version", "version"),
    ("provider", "provider"),
    ("pluginDownloadURL", "plugin_download_url"),
    ("retainOnDelete", "retain_on_delete"),
    ("deletedWith", "deleted_with"),
    ("deleteBeforeReplace", "delete_before_replace"),
)
_LISTS = (
    ("dependencies", "depends_on"),
    ("ignoreChanges", "ignore_changes"),
    ("replaceOnChanges", "replace_on_changes"),
    ("aliases", "aliases"),
    ("additionalSecretOutputs", "additional_secret_outputs"),
)


class Transforms:
    """The transforms of one program: on single resources, on components, on the whole stack, on invokes."""

    def __init__(self, deployment: Deployment) -> None:
        """Start with none; `deployment` tells who is whose parent."""
        self.stack: list[Any] = []
        self.invokes: list[Any] = []
        self._deployment = deployment
        self._of_resource: dict[str, list[Any]] = {}
        # A remote component is registered twice: by the program, then by the one who constructs it.
        self._pending: dict[str, list[Any]] = {}

    def apply(self, request: Any) -> Any:
        """Return the request as the transforms leave it."""
        urn = self._deployment.urn(request.parent, request.type, request.name)
        own = list(request.transforms) or self._pending.pop(urn, [])
        if own:
            self._of_resource[urn] = own
            if request.remote:
                self._pending[urn] = own
        chain = [*own, *self._of_parents(request.parent), *self.stack]
        if not chain or request.type == "pulumi:pulumi:Stack":
            return request
        changed = type(request)()
        changed.CopyFrom(request)
        wires = {key: sorted(given.urns) for key, given in request.propertyDependencies.items()}
        values = as_outputs(from_struct(request.object))
        if request.transforms:
            values = upgrade_outputs(values, wires)
        changed.object.CopyFrom(to_struct(values))
        for callback in chain:
            _run(callback, changed)
        _reread_dependencies(changed, request, wires)
        return changed

    def apply_to_invoke(self, request: Any) -> Any:
        """Return the invoke's request as the stack's invoke transforms leave it."""
        for callback in self.invokes:
            options = resource_pb2.TransformInvokeOptions(
                provider=request.provider,
                version=request.version,
                plugin_download_url=request.pluginDownloadURL,
            )
            asked = resource_pb2.TransformInvokeRequest(token=request.tok, args=request.args, options=options)
            answer = resource_pb2.TransformInvokeResponse.FromString(call(callback, asked))
            request.args.CopyFrom(answer.args)
            request.provider = answer.options.provider
            request.version = answer.options.version
        return request

    def _of_parents(self, parent: str) -> list[Any]:
        found = []
        while parent:
            found += self._of_resource.get(parent, [])
            registered = self._deployment.get(parent)
            parent = registered.parent if registered else ""
        return found


def _run(callback: Any, request: Any) -> None:
    asked = resource_pb2.TransformRequest(
        type=request.type,
        name=request.name,
        custom=request.custom,
        parent=request.parent,
        properties=request.object,
        options=_options(request),
    )
    answer = resource_pb2.TransformResponse.FromString(call(callback, asked))
    if answer.HasField("properties"):
        request.object.CopyFrom(answer.properties)
    if answer.HasField("options"):
        _take_options(request, answer.options)


def _options(request: Any) -> Any:
    options = resource_pb2.TransformResourceOptions()
    for ours, theirs in _known_scalars(options):
        if is_given(request, ours):
            setattr(options, theirs, getattr(request, ours))
    for ours, theirs in _LISTS:
        getattr(options, theirs).extend(getattr(request, ours))
    options.providers.update(request.providers)
    if request.HasField("customTimeouts"):
        options.custom_timeouts.CopyFrom(request.customTimeouts)
    return options


def _take_options(request: Any, options: Any) -> None:
    for ours, theirs in _known_scalars(options):
        request.ClearField(ours)
        if is_given(options, theirs):
            setattr(request, ours, getattr(options, theirs))
    for ours, theirs in _LISTS:
        request.ClearField(ours)
        getattr(request, ours).extend(getattr(options, theirs))
    request.ClearField("providers")
    request.providers.update(options.providers)
    if options.HasField("custom_timeouts"):
        request.customTimeouts.CopyFrom(options.custom_timeouts)


def _known_scalars(options: Any) -> list[tuple[str, str]]:
    """Leave out what an older SDK's transforms know nothing of."""
    return [pair for pair in _SCALARS if pair[1] in options.DESCRIPTOR.fields_by_name]


def _reread_dependencies(changed: Any, asked: Any, wires: dict[str, list[str]]) -> None:
    """Take the wires anew where the request itself has transforms, as the engine does.

    They then come from output values alone, and the Python SDK returns none from a transform: the property
    dependencies of such a resource end up empty, in the engine as here. Seen with the engine 3.260.
    """
    found = {key: output_dependencies(value) for key, value in from_struct(changed.object).items()}
    kept = {} if asked.transforms else {key: set(urns) for key, urns in wires.items()}
    everything = set(changed.dependencies if asked.transforms else asked.dependencies)
    changed.ClearField("propertyDependencies")
    for key in sorted(found.keys() | kept.keys()):
        urns = found.get(key, set()) | kept.get(key, set())
        changed.propertyDependencies[key].urns.extend(sorted(urns))
        if asked.transforms:
            everything |= urns
    changed.ClearField("dependencies")
    changed.dependencies.extend(sorted(everything))
