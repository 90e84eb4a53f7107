"""What AWS answers when a resource is created, and when one that exists is read."""

from collections.abc import Mapping
from typing import Any

from stagecraft import wire
from stagecraft.simulated.aws import aliases, names, schema, settled, shapes
from stagecraft.simulated.aws.checks import PREFIXED_SUFFIX
from stagecraft.simulated.aws.derived import RULES
from stagecraft.simulated.aws.provider import ProviderConfig
from stagecraft.simulated.aws.seeds import of_urn
from stagecraft.simulated.aws.templates import Resource, is_certain, only_word

Others = Mapping[tuple[str, str], Mapping[str, Any]]


def create(
    token: str,
    name: str,
    urn: str,
    inputs: Mapping[str, Any],
    provider: ProviderConfig,
    others: Others,
) -> tuple[str, dict[str, Any]]:
    """Return the id and the outputs of a resource that is created from checked inputs."""
    resource = _start(token, name, urn, inputs, provider, others)
    complete(resource)
    return resource.id, resource.outputs


def create_known(
    token: str,
    name: str,
    urn: str,
    inputs: Mapping[str, Any],
    provider: ProviderConfig,
    others: Others,
) -> tuple[str, dict[str, Any]]:
    """Return the id and the outputs of a resource after an `up`: what only AWS decides is drawn, or nothing."""
    resource = _start(token, name, urn, inputs, provider, others)
    complete(resource)
    return resource.id, settled.settled(resource)


def complete(resource: Resource) -> None:
    """Give a resource its id and its outputs: what is unknown, documented, given, derived and drawn."""
    resource.outputs = {**resource.schema.unknown, **resource.schema.defaults, **resource.inputs}
    _prefixed_name(resource)
    derive = RULES.get(aliases.canonical(resource.schema.token))
    if derive:
        derive(resource)
    _render(resource)
    _drop_write_only(resource)


def read(
    token: str,
    name: str,
    urn: str,
    id_: str,
    state: Mapping[str, Any],
    provider: ProviderConfig,
    others: Others,
) -> dict[str, Any]:
    """Return what is known of a resource that exists outside of the program.

    Only what its id tells can be known. Where this preview made the resource, it answers with its outputs.
    """
    made = others.get((token, id_))
    if made is not None:
        return {**made, **state}
    return _looked_up(token, name, urn, id_, state, provider, others).outputs


def read_known(
    token: str,
    name: str,
    urn: str,
    id_: str,
    state: Mapping[str, Any],
    provider: ProviderConfig,
    others: Others,
) -> dict[str, Any]:
    """Return a resource that exists outside of the program, with values of the right form for what is not known."""
    made = others.get((token, id_))
    if made is not None:
        return {**made, **state}
    return settled.settled(_looked_up(token, name, urn, id_, state, provider, others))


def _looked_up(
    token: str,
    name: str,
    urn: str,
    id_: str,
    state: Mapping[str, Any],
    provider: ProviderConfig,
    others: Others,
) -> Resource:
    resource = _start(token, name, urn, state, provider, others)
    resource.id = id_
    resource.name = names.physical_name(resource.schema, wire.UNKNOWN, state)
    resource.outputs = {**dict.fromkeys(resource.schema.outputs, wire.UNKNOWN), **state}
    rows = shapes.of(token).templates
    named = next((word for output, template in rows if output == "id" and (word := only_word(template))), "")
    if named:
        # An id that is one property tells that property.
        resource.set(named, id_)
        resource.name = id_ if named == "name" else resource.name
    for output, template in rows:
        if output in resource.outputs and is_certain(template):
            resource.set(output, resource.render(template, output))
    return resource


def _start(
    token: str,
    name: str,
    urn: str,
    inputs: Mapping[str, Any],
    provider: ProviderConfig,
    others: Others,
) -> Resource:
    known = schema.of_resource(token)
    region = wire.unwrap(inputs.get("region"))
    return Resource(
        schema=known,
        logical_name=name,
        name=names.physical_name(known, name, inputs),
        inputs=inputs,
        provider=provider,
        region=region if isinstance(region, str) and region != wire.UNKNOWN else provider.region,
        seed=of_urn(urn),
        others=others,
    )


def _prefixed_name(resource: Resource) -> None:
    """Name what the program gave only a prefix: the provider puts a unique id behind it."""
    for key, value in resource.inputs.items():
        named = key.removesuffix("Prefix")
        if named == key or named in resource.inputs or named not in resource.schema.outputs:
            continue
        prefix = wire.unwrap(value)
        if isinstance(prefix, str) and prefix != wire.UNKNOWN:
            made = resource.render(f"{{digits:{PREFIXED_SUFFIX}}}", named)
            resource.outputs[named] = prefix + made
            if named == "name":
                resource.name = resource.outputs[named]


def _render(resource: Resource) -> None:
    for output, template in shapes.of(resource.schema.token).templates:
        if output == "id":
            if resource.id == wire.UNKNOWN:
                resource.id = resource.render(template, output)
        elif not resource.settles(output):
            resource.outputs[output] = resource.render(template, output)
    if resource.id == wire.UNKNOWN:
        # An id made of something unknown: known ids let the rest of the program be previewed.
        resource.id = resource.render("{logical}-{hex:7}", "id")


def _drop_write_only(resource: Resource) -> None:
    """Leave out what the provider never stores: an argument `secretWo` with a `secretWoVersion` beside it."""
    for key in resource.inputs:
        if key.endswith("Wo") and f"{key}Version" in resource.schema.inputs:
            resource.outputs.pop(key, None)
