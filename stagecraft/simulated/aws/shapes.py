"""How the id, the ARN and the other computed values of each resource type are made.

A type listed in `tables` follows its row. Of any other type the id takes the form of the example in the
import section of its documentation, and the ARN that of its service: both are of AWS's form, if not exact.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from stagecraft.simulated.aws import aliases, schema
from stagecraft.simulated.aws.documented import Import
from stagecraft.simulated.aws.tables import ROWS
from stagecraft.simulated.aws.tables.arns import FORMATS, SERVICE_NAMES

# The ids of EC2 and its like, of which examples often show the old form with eight digits.
_AWS_ID: Final = re.compile(r"([a-z]+(?:-[a-z]+)*)-(?:[0-9a-z]{8}|[0-9a-z]{16,17})")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ACCOUNT: Final = re.compile(r"\d{11,12}")
_REGION: Final = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
# A region, an account, or any other run of letters and digits inside a composed id.
_RUN: Final = re.compile(r"(?<![a-z0-9-])[a-z]{2}(?:-[a-z]+)+-\d(?!\d)|[A-Za-z0-9]+")
_SEPARATORS: Final = (",", "|", "/", ":", "__", ";", "_", "-")

# Outputs that hold the account a resource lies in.
ACCOUNTS: Final = ("accountId", "awsAccountId", "ownerAccount", "ownerAccountId", "ownerId", "registryId")
# Ids whose beginning tells what they name.
PREFIXES: Final[Mapping[str, str]] = {
    "dhcpOptionsId": "dopt",
    "instanceId": "i",
    "internetGatewayId": "igw",
    "mainRouteTableId": "rtb",
    "networkAclId": "acl",
    "networkInterfaceId": "eni",
    "prefixListId": "pl",
    "routeTableId": "rtb",
    "securityGroupId": "sg",
    "snapshotId": "snap",
    "subnetId": "subnet",
    "transitGatewayId": "tgw",
    "volumeId": "vol",
    "vpcEndpointId": "vpce",
    "vpcId": "vpc",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The computed values of one type: outputs, and `id` among them, with their templates in making order."""

    templates: tuple[tuple[str, Any], ...]


@cache
def of(token: str) -> Shape:
    """Return the shape of a resource type."""
    resource = schema.of_resource(token)
    computed = frozenset(name for name in resource.outputs if name not in resource.inputs)
    row = dict(ROWS.get(aliases.canonical(token), {}))
    if "id" not in row:
        row = {**_documented_id(frozenset(resource.outputs), computed, resource.imports), **row}
    if "arn" in computed and "arn" not in row:
        arn = _documented_arn(resource.imports.example) or _service_arn(token)
        # An id that is the ARN needs the ARN first; an ARN that ends in the id needs the id first.
        row = {"arn": arn, **row} if row["id"] == "{arn}" else {**row, "arn": arn}
    for name in ACCOUNTS:
        if name in computed:
            row.setdefault(name, "{account}")
    row.setdefault("region", "{region}")
    return Shape(
        tuple(
            (name, _partitioned(template))
            for name, template in row.items()
            if name == "id" or name in resource.outputs
        )
    )


def _partitioned(template: Any) -> Any:
    """Let the ARNs in a template lie in the partition of the resource's region."""
    if isinstance(template, str):
        return template.replace("arn:aws:", "arn:{partition}:")
    if isinstance(template, list):
        return [_partitioned(item) for item in template]
    if isinstance(template, Mapping):
        return {key: _partitioned(item) for key, item in template.items()}
    return template


def _documented_id(outputs: frozenset[str], computed: frozenset[str], imports: Import) -> dict[str, Any]:
    """Return the id, and the outputs equal to it, as the import section shows them."""
    example = imports.example
    properties = [_property(name, outputs) for name in imports.properties]
    known = [name for name in properties if name]
    if example.startswith("arn:") and not re.search(r"[,|]", example):
        return _arn_id(known, computed, example)
    if len(known) == 1 and known == properties:
        name = known[0]
        return {name: _value(example), "id": f"{{{name}}}"} if name in computed else {"id": f"{{{name}}}"}
    if len(known) > 1 and known == properties:
        separator = next((sign for sign in _SEPARATORS if len(example.split(sign)) == len(known)), None)
        if separator:
            made = {
                name: _value(part)
                for name, part in zip(known, example.split(separator), strict=True)
                if name in computed and name != "arn"
            }
            return {**made, "id": separator.join(f"{{{name}}}" for name in known)}
    return {"id": _value(example)}


def _arn_id(known: list[str], computed: frozenset[str], example: str) -> dict[str, Any]:
    """Return an id that is an ARN: the resource's own, or that of the resource it belongs to."""
    named = [name for name in known if name.lower().endswith("arn")]
    if named and named[0] not in computed:
        return {"id": f"{{{named[0]}}}"}
    own = named[0] if named else "arn"
    if own in computed:
        return {own: _documented_arn(example), "id": f"{{{own}}}"}
    return {"id": _documented_arn(example)}


def _property(name: str, outputs: frozenset[str]) -> str:
    """Return the property that an import section means; empty where the type has none of that name."""
    if name in outputs:
        return name
    # Pulumi shortens some of the provider's names: `function_name` of a function is `name`.
    return "name" if name.endswith("Name") and "name" in outputs else ""


def _value(example: str) -> str:
    """Return a template for values of an example's form."""
    match = _AWS_ID.fullmatch(example)
    if match and any(character.isdigit() for character in example):
        return match.group(1) + "-0{hex:16}"
    if _UUID.fullmatch(example):
        return "{uuid}"
    if not any(character.isdigit() for character in example) or example[:1] in "<{":
        return "{name}"
    return _RUN.sub(lambda run: _drawn(run.group()), example)


def _drawn(run: str) -> str:
    """Return a template that draws characters like those of one run of an example; words stay as they are."""
    if _REGION.fullmatch(run):
        return "{region}"
    if _ACCOUNT.fullmatch(run):
        return "{account}"
    digits = sum(character.isdigit() for character in run)
    # A word, a service's name such as wafv2, or a version.
    if digits == 0 or (digits == 1 and len(run) < 8) or (run.isdigit() and len(run) < 4):
        return run
    if run.isdigit():
        kind = "digits"
    elif set(run) <= set("0123456789abcdef"):
        kind = "hex"
    elif run.islower():
        kind = "alnum"
    else:
        kind = "ALNUM" if run.isupper() else "Alnum"
    return f"{{{kind}:{len(run)}}}"


def _documented_arn(example: str) -> str:
    """Return a template for ARNs of an example's form; empty where the example is no single ARN."""
    parts = example.split(":", maxsplit=5)
    if len(parts) < 6 or parts[0] != "arn" or re.search(r"[,|]", example):
        return ""
    _, _, service, region, account, resource = parts
    place = f"{'{region}' if region else ''}:{'{account}' if account else ''}"
    return f"arn:aws:{service}:{place}:{_documented_path(resource)}"


def _documented_path(resource: str) -> str:
    """Return the resource part of an ARN: its kind, then drawn ids, the name in the last place of a name."""
    pieces = re.split(r"([/:])", resource)
    named = False
    for index in range(len(pieces) - 1, -1, -2):
        piece = pieces[index]
        first = index == 0 and len(pieces) > 1
        if first or not piece:
            continue
        if len(piece) >= 8 and any(character.isdigit() for character in piece):
            pieces[index] = _value(piece)
        elif not named and not piece.replace(".", "").isdigit():
            pieces[index] = "{name}"
            named = True
    return "".join(pieces)


def _service_arn(token: str) -> str:
    """Return a template for a type's ARN by the format of its service."""
    _, module, member = aliases.canonical(token).split(":")
    place = arn_place(module.split("/")[0])
    formats = FORMATS.get(module.split("/")[0], ("", {}))[1]
    kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", member).lower()
    return f"arn:aws:{place}:{formats.get(member, kind + '/{id}')}"


def arn_place(module: str) -> str:
    """Return the middle of a service's ARNs: its name, and the region and account that they carry."""
    service = FORMATS[module][0] if module in FORMATS else SERVICE_NAMES.get(module, module)
    return service if ":" in service else f"{service}:{{region}}:{{account}}"
