"""What each tier's network ACL lets through: the steps of the chain, and the answers to them.

    internet ──443, 80──► public ──app port──► app ──database port──► data
                          public ◄──443──────── app              (through the NAT gateways)

Network ACLs are stateless: each step needs its answers, to the ports that the asking side takes, in the other
direction. What they never filter needs no entry: Amazon's DNS, DHCP, time and instance metadata.
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from components.network.subnet_plan import ZonePlan

HTTP: Final = 80
HTTPS: Final = 443
RDP: Final = 3389
WORLD: Final = IPv4Network("0.0.0.0/0")

# Where the two sides expect answers.
# https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
LOAD_BALANCER_AND_NAT_PORTS: Final = (1024, 65_535)
LINUX_PORTS: Final = (32_768, 65_535)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """TCP that is let through, from or to a block; the lowest number that matches decides."""

    number: int
    block: IPv4Network
    ports: tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class TierAcl:
    """The entries of one tier's network ACL; what none of them matches is denied."""

    ingress: tuple[Entry, ...]
    egress: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AclPlan:
    """The network ACL of each tier."""

    public: TierAcl
    app: TierAcl
    data: TierAcl


def plan_acls(zones: Sequence[ZonePlan], *, app_port: int, database_port: int) -> AclPlan:
    """Return the network ACLs that let exactly the chain through.

    Entries of one kind have one hundred; a zone's entry has the zone's own number in it, so that another
    zone renumbers nothing.
    """
    public = {zone.place: zone.public for zone in zones}
    app = {zone.place: zone.app for zone in zones}
    data = {zone.place: zone.data for zone in zones}
    return AclPlan(
        public=TierAcl(
            ingress=(
                _world(100, HTTPS),
                _world(110, HTTP),
                # The application answers the load balancer.
                *_of_zones(200, app, LOAD_BALANCER_AND_NAT_PORTS),
                # The internet answers the NAT gateways. They may take the port of remote desktop as well,
                # one in 64,512; its answers are lost, so that nobody on the internet reaches that port.
                Entry(number=300, block=WORLD, ports=(LOAD_BALANCER_AND_NAT_PORTS[0], RDP - 1)),
                Entry(number=310, block=WORLD, ports=(RDP + 1, LOAD_BALANCER_AND_NAT_PORTS[1])),
            ),
            egress=(
                _world(100, HTTPS),
                *_of_zones(200, app, (app_port, app_port)),
                # The load balancer answers its clients, the NAT gateways the application.
                Entry(number=300, block=WORLD, ports=LOAD_BALANCER_AND_NAT_PORTS),
            ),
        ),
        app=TierAcl(
            ingress=(
                *_of_zones(100, public, (app_port, app_port)),
                # The internet and S3 answer with their own addresses, through NAT gateway and endpoint.
                Entry(number=200, block=WORLD, ports=LINUX_PORTS),
            ),
            egress=(
                _world(100, HTTPS),
                *_of_zones(200, data, (database_port, database_port)),
                *_of_zones(300, public, LOAD_BALANCER_AND_NAT_PORTS),
            ),
        ),
        data=TierAcl(
            ingress=tuple(_of_zones(100, app, (database_port, database_port))),
            egress=tuple(_of_zones(100, app, LINUX_PORTS)),
        ),
    )


def _world(number: int, port: int) -> Entry:
    return Entry(number=number, block=WORLD, ports=(port, port))


def _of_zones(number: int, blocks: dict[int, IPv4Network], ports: tuple[int, int]) -> Iterable[Entry]:
    return (Entry(number=number + 10 * place, block=block, ports=ports) for place, block in blocks.items())
