"""What an `up` shows where a preview shows unknowns: AWS decides them, and here a value of the right form stands.

Nobody can know what AWS would decide. A value that only AWS gives (an IP address, a date, an ARN) is drawn; one
that a program may give and this one did not is nothing, as AWS answers for most of what is not set up.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws import regions, schema, shapes
from stagecraft.simulated.aws.templates import Resource

# Any moment, as long as it is the same in each run.
MOMENT: Final = "2024-01-01T00:00:00Z"
_MOMENTS: Final = re.compile(r"(Date|Time|At|On|notBefore|notAfter)$")
_DIGESTS: Final = re.compile(r"(?i)(etag|sha256|hash|md5|fingerprint)$")
_HOSTS: Final = re.compile(r"(?i)(dns|dnsName|hostname|domainName|address)$")
_DEEPEST: Final = 4
# The benchmarking network, which nobody has on the internet: https://datatracker.ietf.org/doc/html/rfc2544
_PUBLIC: Final = "198.{}.{}.{}"
_PRIVATE: Final = "10.{}.{}.{}"


def settled(resource: Resource) -> dict[str, Any]:
    """Return a resource's outputs with a value, or nothing, in place of each unknown."""
    found = {}
    for name, value in resource.outputs.items():
        facts = resource.schema.outputs.get(name, schema.Property("str", optional=True))
        if value == wire.UNKNOWN:
            value = _of_property(resource, name, facts, given=name in resource.schema.inputs)
        else:
            value = _inside(resource, name, value, facts.element)
        if value is not None:
            found[name] = value
    return found


def _inside(resource: Resource, name: str, value: Any, element: str) -> Any:
    """Settle the unknowns within a value; `element` is the class of an object, where it is known."""
    if wire.is_secret(value):
        return wire.secret(_inside(resource, name, wire.unwrap(value), element))
    if value == wire.UNKNOWN:
        return _text(resource, name)
    if isinstance(value, list):
        return [_inside(resource, f"{name}.{at}", item, element) for at, item in enumerate(value)]
    if not isinstance(value, dict) or wire.SIGNATURE in value:
        return value
    types = schema.of_object(element)
    inner = {}
    for key, item in value.items():
        facts = types.get(key)
        if item == wire.UNKNOWN and facts:
            inner[key] = _of_property(resource, f"{name}.{key}", facts, given=False)
        else:
            inner[key] = _inside(resource, f"{name}.{key}", item, facts.element if facts else "")
    return inner


def _of_property(
    resource: Resource, path: str, facts: schema.Property, *, given: bool, depth: int = 0
) -> Any:
    """Return a value for a property that nothing is known of; `given`: a program may give it."""
    if facts.kind == "str":
        return _text(resource, path, given=given)
    if facts.kind == "list":
        if given or depth >= _DEEPEST:
            return []
        # Programs take the first of such a list: one shows what they make of it.
        types = schema.of_object(facts.element)
        one: Any = _object(resource, f"{path}.0", types, depth) if types else None
        if facts.element == "str":
            one = _text(resource, path.removesuffix("s"))
        return [one] if one else []
    if facts.kind == "map":
        types = schema.of_object(facts.element)
        return None if given else _object(resource, path, types, depth)
    return schema.NEUTRAL[facts.kind]


def _object(
    resource: Resource, path: str, types: Mapping[str, schema.Property], depth: int
) -> dict[str, Any]:
    """Return an object with what AWS always gives; where that is told of none of them, with all of them."""
    always = {key: facts for key, facts in types.items() if not facts.optional} or types
    found = {
        key: _of_property(resource, f"{path}.{key}", facts, given=False, depth=depth + 1)
        for key, facts in always.items()
    }
    return found if any(found.values()) else {}


def _text(resource: Resource, path: str, *, given: bool = False) -> str:
    """Return a text that looks like what its name promises; nothing where the name promises nothing."""
    name = path.rpartition(".")[2]
    if name == "availabilityZone":
        zones = sorted(regions.zones(resource.region))
        return zones[resource.seed.number(path, len(zones))]
    if name.endswith(("Ip", "ipAddress")):
        return _address(resource, path, _PUBLIC if "ublic" in name else _PRIVATE)
    if given:
        return ""
    if name.endswith(("Arn", "arn")):
        service = resource.schema.token.split(":")[1].partition("/")[0]
        return f"arn:{resource.provider.partition}:{service}:{_place(resource)}:{_drawn(resource, path, 12)}"
    if name.endswith(("Id", "id")):
        prefix = shapes.PREFIXES.get(name)
        return f"{prefix}-0{_drawn(resource, path, 16)}" if prefix else _drawn(resource, path, 17)
    if _MOMENTS.search(name):
        return MOMENT
    if _DIGESTS.search(name):
        return _drawn(resource, path, 32)
    if name.lower().endswith(("url", "endpoint")) or _HOSTS.search(name):
        host = (
            f"{_drawn(resource, path, 12)}.{resource.region}.{regions.partition(resource.region).dns_suffix}"
        )
        return f"https://{host}" if name.lower().endswith("url") else host
    return {"status": "ACTIVE", "state": "ACTIVE", "version": "1"}.get(name, "")


def _place(resource: Resource) -> str:
    return f"{resource.region}:{resource.provider.account_id}"


def _drawn(resource: Resource, path: str, length: int) -> str:
    return resource.seed.text(f"settled {path}", "0123456789abcdef", length)


def _address(resource: Resource, path: str, form: str) -> str:
    drawn = [resource.seed.number(f"{path} {place}", 254) for place in range(3)]
    first = 18 + drawn[0] % 2 if form is _PUBLIC else drawn[0]
    return form.format(first, drawn[1], drawn[2] + 1)
