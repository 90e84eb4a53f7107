"""Lightsail: an instance's own firewall lets the world in to web ports only."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import each, number, unknown
from guardrails.cidr import is_world, spans
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

_PUBLIC_PORTS: Final = (80, 443)


def _open_ports(ports: Resource) -> Iterator[Problem]:
    """Judge each range of ports; one that names no source is open to everyone."""
    for label, info in each(ports.inputs, "portInfos"):
        found = [UNKNOWN] if info is UNKNOWN else [*_sources(info), _port(info, "fromPort")]
        if any(one is UNKNOWN for one in found) or _port(info, "toPort") is UNKNOWN:
            yield unknown(label)
        elif not _is_web(info) and _is_open(info):
            yield Problem(f"{label} lets everyone in to {_range(info)}")


def _sources(info: Any) -> list[Any]:
    return [plain(one) for path in ("cidrs", "ipv6Cidrs", "cidrListAliases") for one in items(info, path)]


def _port(info: Any, name: str) -> Any:
    return plain(at(info, name))


def _is_web(info: Any) -> bool:
    first, last = number(_port(info, "fromPort")), number(_port(info, "toPort"))
    return plain(at(info, "protocol")) == "tcp" and first == last and first in _PUBLIC_PORTS


def _is_open(info: Any) -> bool:
    sources = _sources(info)
    return not sources or is_world(spans(sources))


def _range(info: Any) -> str:
    first, last = number(_port(info, "fromPort")), number(_port(info, "toPort"))
    if first is None or last is None:
        return "every port"
    return f"port {first:.0f}" if first == last else f"ports {first:.0f} to {last:.0f}"


RULES: Final = (
    ResourceRule(
        id="lightsail-instance-ports-not-open",
        applies_to=(aws("lightsail/instancePublicPorts"),),
        statement="Lightsail instances let the world in to ports 80 and 443 only.",
        risk="Whoever scans the internet tries passwords and exploits on the port.",
        remediation="Pass cidrs of networks you know in port_infos of lightsail.InstancePublicPorts",
        severity="high",
        topics=("network",),
        url="https://docs.aws.amazon.com/lightsail/latest/userguide/understanding-firewall-and-port-mappings-in-amazon-lightsail.html",
        check=_open_ports,
    ),
)
