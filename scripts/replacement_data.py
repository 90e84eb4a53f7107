"""Writes stagecraft/sandbox/replacement.json: what AWS replaces, and which lists it keeps as sets.

Two sources, both in the development environment:

* the CloudFormation resource schemas that cfn-lint carries: `createOnlyProperties` cannot be changed, and an array
  with `insertionOrder: false` is a set;
* the documentation of the installed pulumi_aws: "forces a new resource" and its likes, where no condition is said.

Where pulumi-aws does otherwise, or neither speaks of a type, `scripts/replacement_exceptions.py` says so, with the
reason. A property that AWS chooses where the program gives none is written with `?`: taking it out of a program
changes nothing.

    python -m scripts.replacement_data             writes the file
    python -m scripts.replacement_data --print     prints it
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import pulumi_aws
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER  # type: ignore[import-untyped]

from scripts.replacement_exceptions import CFN_TYPES, IN_PLACE, REPLACES, SERVICES, SETS, WHOLE
from stagecraft.simulated.aws import aliases, names, schema

TARGET = Path(__file__).parents[1] / "stagecraft" / "sandbox" / "replacement.json"
REGION = "us-east-1"
PREFIX = "/properties/"
FORCES = re.compile(
    r"(?:forces? (?:a |the )?(?:new resource|replacement|creation of a new|re-?creation|new )"
    r"|(?:creates?|triggers?) (?:a |an )?(?:new resource|replacement)"
    r"|requires? (?:creating a new|replacement|re-?creation)"
    r"|will (?:re-?create|force .{0,40}(?:re-?create|replace)|create a new)"
    r"|recreates the resource|can(?:no|')t be changed(?: after creation)?\.|cannot be changed after creation)",
    re.IGNORECASE,
)
# A sentence with one of these words says when, or what else.
CONDITION = re.compile(
    r"\b(?:if|when|where|unless|with an|adding|removing|from .+ to|decreased|enabled|disabl|existing|not)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+")


def data() -> dict[str, Any]:
    """Return everything that the file holds."""
    return {"sources": sources(), "types": {token: found for token in tokens() if (found := facts(token))}}


def sources() -> dict[str, str]:
    """Return the versions of the sources."""
    return {name: metadata.version(name) for name in ("pulumi-aws", "cfn-lint")}


def tokens() -> list[str]:
    """Return the canonical token of each resource type of the installed pulumi_aws."""
    registered = re.findall(r'"(aws:[\w-]+/[\w-]+:[\w-]+)": "', Path(pulumi_aws.__file__).read_text())
    return sorted({aliases.canonical(token) for token in registered})


def facts(token: str) -> dict[str, str]:
    """Return what the file holds of a type; nothing of one that the SDK has no inputs of."""
    resource = schema.of_resource(token)
    if not resource.inputs:
        return {}
    replaces = {*_documented(token), *REPLACES.get(token, ()), *_naming(resource), *_of_bucket(resource)}
    sets = set(SETS.get(token, ()))
    cfn = cfn_schema(token)
    if cfn is not None:
        paths = (path.removeprefix(PREFIX) for path in cfn.get("createOnlyProperties", ()))
        replaces |= {found for path in paths for found in _mapped(resource, cfn, path)}
        found = {one for path in _set_paths(cfn) for one in _mapped(resource, cfn, path)}
        sets |= {path for path in found if _is_list(resource, path)}
    if token in WHOLE:
        replaces |= {name for name in resource.inputs if name not in ("tags", "tagsAll")}
    replaces -= {*IN_PLACE.get(token, ()), "region", "tags", "tagsAll"}
    kept = (" ".join(_marked(resource, sorted(replaces))), " ".join(sorted(sets)))
    return {key: value for key, value in zip(("replaces", "sets"), kept, strict=True) if value}


def _marked(resource: schema.ResourceSchema, paths: Iterable[str]) -> Iterator[str]:
    """Mark the optional properties that AWS always answers with, and that have no default of their own."""
    for path in paths:
        output = resource.outputs.get(path)
        chosen = output is not None and not output.optional and path not in resource.required
        yield f"{path}?" if chosen and path not in resource.defaults else path


def _naming(resource: schema.ResourceSchema) -> set[str]:
    """Return what names a resource: most keep the name, or the prefix of one, that they were made with."""
    rule = names.auto_name(resource, {})
    name = rule.property if rule else "name"
    prefixes = {one for one in resource.inputs if one.endswith("Prefix")}
    return ({name} & resource.inputs) | {
        one for one in prefixes if one.removesuffix("Prefix") in resource.inputs
    }


def _of_bucket(resource: schema.ResourceSchema) -> set[str]:
    """Return what ties a part of a bucket, such as its policy, to the bucket."""
    if not re.match(r"aws:s3/bucket[A-Z]", resource.token):
        return set()
    return {"bucket", "expectedBucketOwner"} & resource.inputs


def _documented(token: str) -> set[str]:
    args = schema._args_class(schema._resource_class(token) or object)
    found = set()
    for _, name, getter in schema._getters(args) if args else ():
        for sentence in re.split(r"(?<=\.)\s|\n", getter.__doc__ or ""):
            if FORCES.search(sentence) and not CONDITION.search(sentence):
                found.add(name)
    return found


def cfn_schema(token: str) -> Mapping[str, Any] | None:
    """Return the CloudFormation schema of a type, or None where there is none of the same thing."""
    name = CFN_TYPES[token] if token in CFN_TYPES else _cfn_name(token)
    found = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, name) if name else None
    return found.schema if found is not None else None


def _cfn_name(token: str) -> str | None:
    _, module, cls = token.split(":")
    module = module.partition("/")[0]
    return next(
        (
            _cfn_names()[service, plain(name)]
            for service in SERVICES.get(module, (module,))
            for name in (
                cls,
                f"DB{cls}",
                f"Backup{cls}",
                *(cls.removeprefix(one) for one in ("Log", "Event", "Catalog")),
            )
            if (service, plain(name)) in _cfn_names()
        ),
        None,
    )


@cache
def _cfn_names() -> dict[tuple[str, str], str]:
    found = (name.split("::") for name in PROVIDER_SCHEMA_MANAGER.get_resource_types(REGION))
    return {(plain(parts[1]), plain(parts[2])): "::".join(parts) for parts in found if parts[0] == "AWS"}


def plain(text: str) -> str:
    """Return a name's letters and digits, so that `DBName` and `dbName` are one."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _mapped(resource: schema.ResourceSchema, cfn: Mapping[str, Any], path: str) -> list[str]:
    """Return the path of the SDK's input that a CloudFormation property is; nothing where there is none."""
    head, *rest = [part for part in path.split("/") if part != "*"]
    own = plain("".join(cfn["typeName"].split("::")[1:]))
    top = _input(resource.inputs, head, own)
    if top is not None:
        output = resource.outputs.get(top)
        inner = schema.of_object(output.element) if output is not None else {}
        for part in rest:
            name = _input(inner, part, own)
            if name is None:
                return []
            top, inner = f"{top}.{name}", schema.of_object(inner[name].element)
        return [top]
    # What CloudFormation puts into an object may stand beside the other inputs in the SDK.
    last = _input(resource.inputs, rest[-1], own) if rest else None
    return [last] if last is not None else []


def _input(inputs: Iterable[str], name: str, own: str) -> str | None:
    """Return the input of a CloudFormation name: the same, without the type's own words, or without `Name`."""
    by_plain = {plain(one): one for one in inputs}
    words = WORD.findall(name)
    lengths = [end for end in range(1, len(words)) if plain("".join(words[:end])) in own]
    candidates = [name, *("".join(words[end:]) for end in lengths)]
    candidates += [re.sub(r"(Name|Arn|ARN|Id)$", "", name), f"{name}s", name.removesuffix("s")]
    return next((by_plain[plain(one)] for one in candidates if plain(one) in by_plain), None)


def _set_paths(cfn: Mapping[str, Any]) -> Iterator[str]:
    """Yield the path of each array that AWS keeps as a set, down to the second level."""
    for name, found in cfn.get("properties", {}).items():
        body = _resolved(cfn, found)
        if _is_set(body):
            yield name
        inner = _resolved(cfn, body.get("items", {})) if body.get("type") == "array" else body
        for below, part in inner.get("properties", {}).items():
            if _is_set(_resolved(cfn, part)):
                yield f"{name}/{below}"


def _is_list(resource: schema.ResourceSchema, path: str) -> bool:
    properties, kind = resource.outputs, ""
    for part in path.split("."):
        output = properties.get(part)
        kind = output.kind if output else ""
        properties = schema.of_object(output.element) if output else {}
    return kind == "list"


def _resolved(cfn: Mapping[str, Any], body: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = body.get("$ref", "")
    found: Mapping[str, Any] = cfn["definitions"].get(reference.rpartition("/")[2], {}) if reference else body
    return found


def _is_set(body: Mapping[str, Any]) -> bool:
    return body.get("type") == "array" and body.get("insertionOrder") is False


def text() -> str:
    """Return the file's text."""
    return json.dumps(data(), indent=0) + "\n"


if __name__ == "__main__":
    if "--print" in sys.argv:
        print(text())
    else:
        TARGET.write_text(text(), encoding="utf-8")
