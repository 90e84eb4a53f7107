"""What the aws provider's Check does to a resource's inputs before anything is created."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws import aliases, coercion, names
from stagecraft.simulated.aws.limits import LIMITS, Limit
from stagecraft.simulated.aws.provider import ProviderConfig
from stagecraft.simulated.aws.schema import ResourceSchema
from stagecraft.simulated.aws.seeds import Seed

# A name made by the provider from a prefix gets this many characters behind it.
PREFIXED_SUFFIX: Final = 26

# Types whose description pulumi-aws fills in when the program gives none.
_DESCRIBED: Final = {
    "aws:apigateway/apiKey:ApiKey": "description",
    "aws:appsync/apiKey:ApiKey": "description",
    "aws:docdb/subnetGroup:SubnetGroup": "description",
    "aws:ec2/securityGroup:SecurityGroup": "description",
    "aws:elasticache/parameterGroup:ParameterGroup": "description",
    "aws:elasticache/subnetGroup:SubnetGroup": "description",
    "aws:mediapackage/channel:Channel": "description",
    "aws:neptune/subnetGroup:SubnetGroup": "description",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": "description",
    "aws:rds/optionGroup:OptionGroup": "optionGroupDescription",
    "aws:rds/parameterGroup:ParameterGroup": "description",
    "aws:rds/subnetGroup:SubnetGroup": "description",
    "aws:redshift/parameterGroup:ParameterGroup": "description",
    "aws:redshift/subnetGroup:SubnetGroup": "description",
    "aws:route53/zone:Zone": "comment",
}


class CheckFailure(Exception):  # noqa: N818  (the protocol's word)
    """The provider refuses one input of a resource."""

    def __init__(self, property: str, reason: str) -> None:  # noqa: A002  (the protocol's word)
        super().__init__(f"{property}: {reason}")
        self.property = property
        self.reason = reason


def check(
    resource: ResourceSchema, name: str, inputs: Mapping[str, Any], provider: ProviderConfig, seed: Seed
) -> dict[str, Any]:
    """Return the inputs as the provider's Check returns them.

    Raises:
        CheckFailure: A required input is missing, or AWS would not take the resource's name.
    """
    checked = {key: value for key, value in inputs.items() if value is not None}
    for required in resource.required:
        if required not in checked:
            reason = f'The argument "{required}" is required, but no definition was found.'
            raise CheckFailure(required, f"Missing required argument. {reason}")
    for key, value in checked.items():
        if isinstance(value, dict) and resource.is_text(key):
            checked[key] = _as_json(value)
    checked = coercion.coerced(checked, resource.outputs)
    _name(resource, name, checked, seed)
    described = _DESCRIBED.get(aliases.canonical(resource.token))
    if described:
        checked.setdefault(described, "Managed by Pulumi")
    if "region" in resource.inputs:
        checked.setdefault("region", provider.region)
    if resource.taggable:
        checked["tagsAll"] = merged_tags(checked.get("tags"), provider)
    return checked


def _as_json(value: Any) -> Any:
    """Return a policy document that was given as an object as JSON text; any other value as it is."""
    inner = wire.unwrap(value)
    if not isinstance(inner, dict) or wire.SIGNATURE in inner:
        return value
    if wire.UNKNOWN in wire.walk(inner):
        return wire.UNKNOWN
    text = json.dumps(inner, separators=(",", ":"))
    return wire.secret(text) if wire.is_secret(value) else text


def merged_tags(tags: Any, provider: ProviderConfig) -> Any:
    """Return the provider's default tags overlaid by a resource's own, without the ignored ones.

    Only the tags that are unknown stay unknown; where the whole map is, so is the answer.
    """
    own = wire.unwrap(tags)
    if own == wire.UNKNOWN:
        return tags
    merged = {**provider.default_tags, **(own if isinstance(own, Mapping) else {})}
    kept = {
        key: value
        for key, value in merged.items()
        if value is not None and not provider.ignored_tags.covers(key)
    }
    return wire.secret(kept) if wire.is_secret(tags) else kept


def _name(resource: ResourceSchema, name: str, checked: dict[str, Any], seed: Seed) -> None:
    """Give the resource a name where it has none, and refuse a name that AWS would."""
    rule = names.auto_name(resource, checked)
    limit = LIMITS.get(aliases.canonical(resource.token))
    origin = ""
    if rule and rule.property not in checked and f"{rule.property}Prefix" not in checked:
        checked[rule.property] = rule.compose(name, checked, seed)
        origin = name
        if rule.longest:
            limit = limit or Limit(rule.longest, property=rule.property)
            limit = replace(limit, longest=min(limit.longest, rule.longest))
    if limit:
        _refuse_name(limit, wire.unwrap(checked.get(limit.property)), origin)
        _refuse_prefix(limit, wire.unwrap(checked.get(f"{limit.property}Prefix")))


def _refuse_name(limit: Limit, value: Any, origin: str) -> None:
    """Raise what AWS would say to a name; `origin` is the logical name that it was made from."""
    if not isinstance(value, str) or value == wire.UNKNOWN:
        return
    complaint = limit.length_complaint(value)
    if complaint and origin:
        added = len(value) - len(origin)
        complaint += (
            f'. Auto-naming adds {added} characters to the logical name "{origin}" '
            f"({len(origin)} characters), which may have at most {limit.longest - added}"
        )
    if not complaint:
        complaint = limit.character_complaint(value)
        if complaint and origin:
            complaint += f', auto-named from the logical name "{origin}"'
    if complaint:
        raise CheckFailure(limit.property, complaint)


def _refuse_prefix(limit: Limit, value: Any) -> None:
    if not isinstance(value, str) or value == wire.UNKNOWN:
        return
    prefix = Limit(limit.longest - PREFIXED_SUFFIX, property=f"{limit.property}Prefix")
    complaint = prefix.length_complaint(value)
    if complaint:
        raise CheckFailure(prefix.property, complaint)
