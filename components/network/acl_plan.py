"""What each tier's network ACL lets through: the steps of the chain, and the answers to them.

    internet ──443──► public ──app port──► app ──database, cache, DAX, endpoints──► data ⟲
                      public ◄──443─────── app      (through the NAT gateways)

The data tier holds the stores, the database proxy and the interface endpoints: whatever the application asks
for within the VPC, and nothing that has a road out of it.

Network ACLs are stateless: each step needs its answers, to the ports that the asking side takes, in the other
direction. Within one subnet they filter nothing, but between the zones' subnets of one tier they do. What
they never filter needs no entry: Amazon's DNS, DHCP, time and instance metadata.
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from components.network.subnet_plan import ZonePlan
from settings.security import Ingress

HTTP: Final = 80
HTTPS: Final = 443
RDP: Final = 3389
WORLD: Final = IPv4Network("0.0.0.0/0")

# Where the asking sides expect answers. AWS lists no ports for RDS Proxy, so that it gets the widest range.
# https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
AWS_PORTS: Final = (1024, 65_535)
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Ports:
    """The ports on which the tiers serve."""

    app: int
    proxy: int
    database: int
    cache: int
    dax: int | None
    """None where a stack leaves DAX out."""


def plan_acls(zones: Sequence[ZonePlan], *, ingress: Ingress, ports: Ports) -> AclPlan:
    """Return the network ACLs that let exactly the chain through.

    Entries of one kind have one hundred; a zone's entry has the zone's own number in it, so that another
    zone renumbers nothing.
    """
    public = {zone.place: zone.public for zone in zones}
    app = {zone.place: zone.app for zone in zones}
    data = {zone.place: zone.data for zone in zones}
    if ingress == "vpc-origin":
        return AclPlan(
            public=_public_with_nat_alone(app),
            app=_app_with_load_balancer(app, data, ports),
            data=_data(app, data, ports),
        )
    return AclPlan(
        public=_public(app, ports, http=ingress == "internet"),
        app=_app(public, data, ports),
        data=_data(app, data, ports),
    )


def _public(app: dict[int, IPv4Network], ports: Ports, *, http: bool) -> TierAcl:
    """Let the load balancer be reached and reach the application, and the NAT gateways the internet."""
    return TierAcl(
        ingress=(
            _world(100, HTTPS),
            *([_world(110, HTTP)] if http else []),
            # The application answers the load balancer.
            *_of_zones(200, app, AWS_PORTS),
            *_answers_of_the_internet(300),
        ),
        egress=(
            _world(100, HTTPS),
            *_of_zones(200, app, _only(ports.app)),
            # The load balancer answers its clients, the NAT gateways the application.
            Entry(number=300, block=WORLD, ports=AWS_PORTS),
        ),
    )


def _public_with_nat_alone(app: dict[int, IPv4Network]) -> TierAcl:
    """Let the NAT gateways reach the internet for the application; the load balancer is elsewhere."""
    return TierAcl(
        ingress=(*_of_zones(100, app, _only(HTTPS)), *_answers_of_the_internet(300)),
        egress=(_world(100, HTTPS), *_of_zones(200, app, LINUX_PORTS)),
    )


def _app(public: dict[int, IPv4Network], data: dict[int, IPv4Network], ports: Ports) -> TierAcl:
    """Let the application be reached by the load balancer, and reach the data tier and HTTPS anywhere."""
    return TierAcl(
        ingress=(
            *_of_zones(100, public, _only(ports.app)),
            # The data tier answers; the internet and S3 do with their own addresses, through NAT gateway and
            # gateway endpoint.
            Entry(number=200, block=WORLD, ports=LINUX_PORTS),
        ),
        egress=(
            # The interface endpoints in the data tier are among them.
            _world(100, HTTPS),
            *_stores(data, ports),
            *_of_zones(500, public, AWS_PORTS),
        ),
    )


def _app_with_load_balancer(
    app: dict[int, IPv4Network], data: dict[int, IPv4Network], ports: Ports
) -> TierAcl:
    """Let CloudFront reach the load balancer, which lies beside the application, and that the rest.

    CloudFront comes through a network interface of its own but with the addresses of its servers, as the
    prefix list shows that the load balancer's group has to name; a network ACL knows no prefix lists. The
    subnets have no road from an internet gateway, so that nobody else comes that way.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
    """
    return TierAcl(
        ingress=(
            *_of_zones(100, app, _only(ports.app)),
            Entry(number=200, block=WORLD, ports=LINUX_PORTS),
            _world(300, HTTPS),
            # The application answers the load balancer.
            *_of_zones(400, app, AWS_PORTS),
        ),
        egress=(
            _world(100, HTTPS),
            *_stores(data, ports),
            # The load balancer answers CloudFront, and the application the load balancer.
            Entry(number=500, block=WORLD, ports=AWS_PORTS),
            *_of_zones(600, app, _only(ports.app)),
        ),
    )


def _data(app: dict[int, IPv4Network], data: dict[int, IPv4Network], ports: Ports) -> TierAcl:
    """Let the application alone reach the data tier, and that nobody but itself.

    Within the tier the proxy reaches the database. It takes the answers on any port from 1024 up, and that of
    the database is one of them: who speaks to whom in the tier is for the security groups to say, as it is
    within each of its subnets.
    """
    return TierAcl(
        ingress=(
            *_stores(app, ports),
            *_of_zones(500, app, _only(HTTPS)),
            *_of_zones(600, data, AWS_PORTS),
        ),
        egress=(*_of_zones(100, app, LINUX_PORTS), *_of_zones(600, data, AWS_PORTS)),
    )


def _stores(blocks: dict[int, IPv4Network], ports: Ports) -> Iterable[Entry]:
    """Return the entries for database, proxy, cache and DAX: the same numbers on either side."""
    yield from _of_zones(200, blocks, _only(ports.database))
    yield from _of_zones(300, blocks, _only(ports.cache))
    if ports.dax is not None:
        yield from _of_zones(400, blocks, _only(ports.dax))
    # On the database's own port, the proxy is let through with it.
    if ports.proxy != ports.database:
        yield from _of_zones(700, blocks, _only(ports.proxy))


def _answers_of_the_internet(number: int) -> tuple[Entry, Entry]:
    """Let the internet answer the NAT gateways.

    They may take the port of remote desktop as well, one in 64,512; its answers are lost, so that nobody on
    the internet reaches that port.
    """
    return (
        Entry(number=number, block=WORLD, ports=(AWS_PORTS[0], RDP - 1)),
        Entry(number=number + 10, block=WORLD, ports=(RDP + 1, AWS_PORTS[1])),
    )


def _only(port: int) -> tuple[int, int]:
    return (port, port)


def _world(number: int, port: int) -> Entry:
    return Entry(number=number, block=WORLD, ports=_only(port))


def _of_zones(number: int, blocks: dict[int, IPv4Network], ports: tuple[int, int]) -> Iterable[Entry]:
    return (Entry(number=number + 10 * place, block=block, ports=ports) for place, block in blocks.items())
