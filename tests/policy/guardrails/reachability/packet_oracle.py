"""What happens to one packet in a small network: each hop by hand, from the plain data, without the engine."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from tests.policy.guardrails.reachability.small_networks import (
    SUBNETS,
    VPC6_BLOCKS,
    VPC_BLOCKS,
    Machine,
    Network,
)


def addresses_of(machine: Machine, version: int) -> list[str]:
    """Return every address that a machine may have."""
    _, block, block6 = SUBNETS[machine.subnet]
    if version == 6:
        return [str(one) for one in ip_network(block6)] if machine.v6 and block6 else []
    every = [str(one) for one in ip_network(block)]
    return every if machine.address is None else [every[machine.address]]


def reaches(
    network: Network, source: Machine, target: Machine, addresses: tuple[str, str], protocol: str, port: int
) -> bool:
    """Tell whether a machine can open a connection to another one, from some port of its own."""
    here, there = addresses
    if not _goes(network, source, target, here, there, protocol, port):
        return False
    if protocol != "tcp":
        return True
    return any(_answer_goes(network, source, target, here, there, back) for back in _ports(network))


def internet_reaches(network: Network, target: Machine, here: str, protocol: str, port: int) -> bool:
    """Tell whether an address on the internet can open a connection to a machine, whichever of its own it has."""
    if ":" in here:
        if not (target.v6 and SUBNETS[target.subnet][2]):
            return False
    elif not target.public:
        return False
    if _route(network, target.subnet, here) != "igw":
        return False
    if not _acl(network, target.subnet, here, protocol, port, egress=False):
        return False
    if not _group(network, target, here, None, protocol, port, egress=False):
        return False
    return protocol != "tcp" or any(
        _acl(network, target.subnet, here, "tcp", back, egress=True) for back in _ports(network)
    )


def _goes(
    network: Network, source: Machine, target: Machine, here: str, there: str, protocol: str, port: int
) -> bool:
    if not _group(network, source, there, target, protocol, port, egress=True):
        return False
    if source.subnet != target.subnet:
        if not _acl(network, source.subnet, there, protocol, port, egress=True):
            return False
        if _route(network, source.subnet, there) != _wanted(network, source, target):
            return False
        if not _acl(network, target.subnet, here, protocol, port, egress=False):
            return False
    return _group(network, target, here, source, protocol, port, egress=False)


def _answer_goes(
    network: Network, source: Machine, target: Machine, here: str, there: str, port: int
) -> bool:
    if source.subnet == target.subnet:
        return True
    return (
        _acl(network, target.subnet, here, "tcp", port, egress=True)
        and _route(network, target.subnet, here) == _wanted(network, source, target)
        and _acl(network, source.subnet, there, "tcp", port, egress=False)
    )


def _wanted(network: Network, source: Machine, target: Machine) -> str:
    """Return where a route must lead; without a peering nothing leads from one VPC into the other."""
    if SUBNETS[source.subnet][0] == SUBNETS[target.subnet][0]:
        return "local"
    return "pcx" if network.peered else "no way"


def _route(network: Network, subnet: int, address: str) -> str:
    vpc = SUBNETS[subnet][0]
    table = network.table_of[subnet]
    table = network.main_table if table is None else table
    found = [(ip_network(VPC_BLOCKS[vpc]), "local"), (ip_network(VPC6_BLOCKS[vpc]), "local")]
    for route in network.routes:
        if route.block == VPC_BLOCKS[vpc]:
            continue  # AWS refuses it
        if route.table == table and (route.target != "pcx" or network.peered):
            found.append((ip_network(route.block), route.target))
    best, leads = -1, "nowhere"
    for block, target in found:
        if ip_address(address) in block and block.prefixlen > best:
            best, leads = block.prefixlen, target
    return leads


def _acl(network: Network, subnet: int, other: str, protocol: str, port: int, *, egress: bool) -> bool:
    acl = network.acl_of[subnet]
    if acl is None:
        return True
    for rule in sorted(network.acl_rules, key=lambda one: one.number):
        if rule.acl != acl or rule.egress is not egress:
            continue
        if rule.protocol != "-1" and (
            rule.protocol != protocol or not rule.ports[0] <= port <= rule.ports[1]
        ):
            continue
        if ip_address(other) in ip_network(rule.block):
            return rule.action == "allow"
    return False


def _group(
    network: Network,
    machine: Machine,
    other: str,
    peer: Machine | None,
    protocol: str,
    port: int,
    *,
    egress: bool,
) -> bool:
    for rule in network.group_rules:
        if rule.group not in machine.groups or rule.egress is not egress:
            continue
        if rule.protocol != "-1" and (
            rule.protocol != protocol or not rule.ports[0] <= port <= rule.ports[1]
        ):
            continue
        if rule.block is not None:
            if ip_address(other) in ip_network(rule.block):
                return True
        elif peer is not None and (rule.group if rule.peer == -1 else rule.peer) in peer.groups:
            return True
    return False


def _ports(network: Network) -> Iterator[int]:
    """Yield a port of every stretch that the network ACLs tell apart."""
    yield 0
    for rule in network.acl_rules:
        for port in (rule.ports[0], rule.ports[1] + 1):
            if port <= 65_535:
                yield port
