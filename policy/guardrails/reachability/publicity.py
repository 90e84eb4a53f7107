"""Which resources have addresses that the internet can name: public IPv4 addresses, and IPv6 ones.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html
"""

from collections.abc import Mapping
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.reachability import launches
from guardrails.reachability.kinds import BALANCERS, BROKERS, GROUP, INTERFACE, MACHINES, Kind
from guardrails.reachability.vpcs import Subnet, tri
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_EIP: Final = (
    (aws("ec2/eip"), ("instance", "networkInterface")),
    (aws("ec2/eipAssociation"), ("instanceId", "networkInterfaceId")),
)
_HOLDERS: Final = (*MACHINES, INTERFACE)
_ACCESS: Final = "brokerNodeGroupInfo.connectivityInfo.publicAccess.type"
_OWN_V6: Final = ("ipv6AddressCount", "ipv6Addresses", "ipv6PrefixCount", "ipv6Prefixes")
_FAMILY: Final = ("ipAddressType", "networkType")
_DUAL: Final = frozenset({"dual", "dualstack", "dual_stack", "dualstack-without-public-ipv4", "ipv6"})
# What takes IPv6 addresses in a subnet that has them without being asked.
_TAKES_V6: Final = frozenset({aws("ecs/service"), aws("ecs/taskSet"), aws("eks/nodeGroup")})


def has_public(graph: Graph, resource: Resource, kind: Kind, subnet: Subnet) -> bool | None:
    """Tell whether a resource has a public IPv4 address; None is perhaps."""
    if resource.type in BALANCERS:
        internal = tri(resource.asked("internal"))
        return None if internal is None else not internal
    if resource.type == BROKERS:
        access = plain(at(resource.inputs, _ACCESS))
        return None if access is UNKNOWN else access not in (None, "", "DISABLED")
    if resource.type == GROUP:
        return launches.gives_address(graph, resource, by_subnet=subnet.gives_address)
    own: bool | None = False
    if resource.type in MACHINES:
        own = _launched(graph, resource, kind, subnet)
    elif kind.public:
        own = tri(resource.asked(kind.public), default=kind.public_default)
    elastic = graph.derive(_elastic).get(resource.urn, False)
    return True if own or elastic else (None if own is None or elastic is None else False)


def has_v6(resource: Resource, subnet: Subnet) -> bool | None:
    """Tell whether a resource has IPv6 addresses; None is perhaps."""
    if not subnet.v6:
        return False
    if resource.type in (*_HOLDERS, GROUP):
        given = [plain(resource.asked(path)) for path in _OWN_V6]
        if any(value not in (None, 0, []) and value is not UNKNOWN for value in given):
            return True
        return None if UNKNOWN in given else subnet.gives_ipv6
    stated = [plain(resource.asked(path)) for path in _FAMILY]
    if UNKNOWN in stated:
        return None
    if any(str(value).lower() in _DUAL for value in stated if value is not None):
        return True
    return None if resource.type in _TAKES_V6 else False


def is_public_v6(resource: Resource, *, public: bool | None, v6: bool | None) -> bool | None:
    """Tell whether IPv6 addresses are the internet's to name: those of machines are, others by a switch."""
    if resource.type in (*_HOLDERS, GROUP, *_TAKES_V6):
        return v6
    if public is False or v6 is False:
        return False
    return True if public and v6 else None


def _launched(graph: Graph, machine: Resource, kind: Kind, subnet: Subnet) -> bool | None:
    asked = plain(machine.asked(kind.public))
    if asked is not None and asked != "":
        return tri(asked)
    if launches.templates(graph, machine).given:
        return launches.gives_address(graph, machine, by_subnet=subnet.gives_address)
    return subnet.gives_address


def _elastic(graph: Graph) -> Mapping[str, bool | None]:
    """Return what has an Elastic IP address, by URN; None is perhaps."""
    found: dict[str, bool | None] = {}
    for token, paths in _EIP:
        for address in graph.of_type(token):
            for path in paths:
                named = graph.refers(address, path, *_HOLDERS)
                for holder in named.resources:
                    found[holder.urn] = True if named.exact else found.get(holder.urn) or None
    return found
