"""What machines are launched with: the groups and public addresses that templates give them."""

from collections.abc import Iterable
from typing import Any, Final

from guardrails.graph import Graph, Reference, Resource
from guardrails.reachability.groups import GROUPS
from guardrails.reachability.vpcs import tri
from guardrails.tokens import LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE
from guardrails.values import UNKNOWN, at, items, plain

_MIXED: Final = "mixedInstancesPolicy.launchTemplate"
_NAMED: Final = (
    ("launchTemplate.id", LAUNCH_TEMPLATE),
    ("launchTemplate.name", LAUNCH_TEMPLATE),
    (f"{_MIXED}.launchTemplateSpecification.launchTemplateId", LAUNCH_TEMPLATE),
    (f"{_MIXED}.launchTemplateSpecification.launchTemplateName", LAUNCH_TEMPLATE),
    ("launchConfiguration", LAUNCH_CONFIGURATION),
)
_OVERRIDES: Final = f"{_MIXED}.overrides"
_PUBLIC: Final = "associatePublicIpAddress"


def templates(graph: Graph, launcher: Resource) -> Reference:
    """Return the templates that a group, or an instance, is launched from."""
    found = [graph.refers(launcher, path, token) for path, token in _NAMED]
    for override in items(launcher.inputs, _OVERRIDES):
        values = [
            plain(at(override, f"launchTemplateSpecification.{key}"))
            for key in ("launchTemplateId", "launchTemplateName")
        ]
        given = [value for value in values if value is not None and value != ""]
        if given:
            found.append(graph.resolve(launcher, _MIXED, given, LAUNCH_TEMPLATE))
    return joined(found)


def groups_of(graph: Graph, launcher: Resource) -> Reference:
    """Return the security groups of what a template starts, whichever of its templates that is."""
    named = templates(graph, launcher)
    found = [_groups(graph, template) for template in named.resources]
    whole = joined(found)
    unsure = not named.exact or len(found) > 1 or bool(named.foreign)
    return Reference(
        whole.resources,
        exact=whole.exact and not unsure,
        foreign=whole.foreign,
        lost=whole.lost + named.lost + len(named.foreign),
    )


def gives_address(graph: Graph, launcher: Resource, *, by_subnet: bool | None) -> bool | None:
    """Tell whether what a template starts gets a public address; None is perhaps."""
    named = templates(graph, launcher)
    said = {_address(template, by_subnet) for template in named.resources}
    if not named.resources or named.lost or named.foreign:
        said.add(by_subnet if not named.given else None)
    return said.pop() if len(said) == 1 else None


def joined(found: Iterable[Reference]) -> Reference:
    """Return several references as one."""
    found = list(found)
    return Reference(
        tuple({one.urn: one for part in found for one in part.resources}.values()),
        exact=all(part.exact for part in found),
        foreign=tuple(dict.fromkeys(value for part in found for value in part.foreign)),
        lost=sum(part.lost for part in found),
    )


def _groups(graph: Graph, template: Resource) -> Reference:
    paths = ("vpcSecurityGroupIds", "securityGroups")
    found = [graph.refers(template, path, *GROUPS) for path in paths]
    for interface in items(template.inputs, "networkInterfaces"):
        values: list[Any] = (
            [UNKNOWN] if interface is UNKNOWN else list(map(plain, items(interface, "securityGroups")))
        )
        found.append(graph.resolve(template, "networkInterfaces", values, *GROUPS))
    whole = joined(found)
    if template.external:
        return Reference(lost=1, exact=False)
    return whole


def _address(template: Resource, by_subnet: bool | None) -> bool | None:
    if template.external:
        return None
    interfaces = items(template.inputs, "networkInterfaces")
    values = [plain(at(one, _PUBLIC)) if one is not UNKNOWN else UNKNOWN for one in interfaces]
    values.append(plain(at(template.inputs, _PUBLIC)))
    said = {tri(value) for value in values if value is not None}
    if None in said:
        return None
    if True in said:
        return True
    return False if False in said else by_subnet
