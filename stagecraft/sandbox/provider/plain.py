"""Resources and functions of providers that are not simulated: the inputs back, and values of the right kind."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws import ProviderConfig, schema
from stagecraft.simulated.aws.seeds import ALPHABETS, Seed, of_urn
from stagecraft.simulated.aws.settled import settled
from stagecraft.simulated.aws.templates import Resource

_RANDOM: Final = "random:index/random"
_ID_LENGTH: Final = 16


def make(type_: str, name: str, urn: str, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the id and the outputs of a new resource."""
    known = schema.of_resource(type_)
    resource = Resource(
        schema=known,
        logical_name=name,
        name=name,
        inputs=inputs,
        provider=ProviderConfig(),
        region="",
        seed=of_urn(urn),
        others={},
        outputs={**known.unknown, **inputs, **_random(type_, inputs, of_urn(urn))},
    )
    return hashlib.sha256(urn.encode()).hexdigest()[:_ID_LENGTH], settled(resource)


def answer(token: str) -> dict[str, Any]:
    """Return a value of its kind for each property that a function promises: a result cannot be unknown."""
    return {
        name: Seed(token).text("id", ALPHABETS["hex"], _ID_LENGTH)
        if name == "id"
        else schema.NEUTRAL[facts.kind]
        for name, facts in schema.of_function(token).outputs.items()
        if not facts.optional
    }


def _random(type_: str, inputs: Mapping[str, Any], seed: Seed) -> dict[str, Any]:
    """Return what the random provider draws: programs make names and passwords of it."""
    if not type_.startswith(_RANDOM):
        return {}
    length = int(wire.unwrap(inputs.get("length")) or wire.unwrap(inputs.get("byteLength")) or 8)
    kind = type_.rpartition(":")[2]
    if kind in ("RandomPassword", "RandomString"):
        return {"result": _long(seed, "Alnum", length)}
    if kind == "RandomUuid":
        return {"result": seed.uuid("result")}
    if kind == "RandomInteger":
        least, most = int(wire.unwrap(inputs.get("min", 0))), int(wire.unwrap(inputs.get("max", 0)))
        return {"result": least + seed.number("result", max(1, most - least + 1))}
    if kind == "RandomId":
        digits = _long(seed, "hex", 2 * length)
        return {"hex": digits, "dec": str(int(digits, 16))}
    return {}


def _long(seed: Seed, alphabet: str, length: int) -> str:
    """Draw a text of any length: one hash holds a few dozen characters."""
    pieces = (
        seed.text(f"{alphabet} {at}", ALPHABETS[alphabet], min(32, length - at))
        for at in range(0, length, 32)
    )
    return "".join(pieces)
