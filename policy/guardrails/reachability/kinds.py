"""What has an address in a VPC, as data: by which properties a type says where it lies and what it serves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from guardrails.checks import number
from guardrails.data_stores import DATA_STORES
from guardrails.graph import Resource
from guardrails.reachability import ports
from guardrails.reachability.intervals import IntervalSet
from guardrails.tokens import DB_CLUSTER, DB_INSTANCE, INSTANCE, LOAD_BALANCERS, aws
from guardrails.values import UNKNOWN, plain


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A type that has addresses.

    Attributes:
        token: its type.
        subnets: the properties that name subnets, or the subnet group that does.
        group: the type of that subnet group, if there is one.
        security_groups: the properties that name security groups.
        public: the switch that gives it a public address; empty where it has none, or takes it otherwise.
        public_default: what AWS takes where the switch is absent.
        follows: the property and type of what it takes its place, or its groups, from.
        clients: the ports from which it opens connections.
        serves: whether it takes connections at all.
        stores: whether it stores data.
        port: its own port, by the path that names it and the port otherwise.
    """

    token: str
    subnets: tuple[str, ...]
    group: str | None = None
    security_groups: tuple[str, ...] = ()
    public: str = ""
    public_default: bool = False
    follows: tuple[str, str] | None = None
    clients: IntervalSet = ports.AWS_SIDE
    serves: bool = True
    stores: bool = False
    port: Callable[[Resource], IntervalSet | None] = lambda _: None


def _port(path: str, default: int | None) -> Callable[[Resource], IntervalSet | None]:
    """Return what reads a type's TCP port; None of that port is unknown."""

    def read(resource: Resource) -> IntervalSet | None:
        asked = plain(resource.asked(path)) if path else None
        found = number(asked) if asked is not UNKNOWN else None
        if found is not None and 0 < found <= ports.LAST_PORT:
            return ports.tcp(int(found))
        return ports.tcp(default) if default is not None and asked is None else None

    return read


# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (Port)
_ENGINES: Final = (
    ("postgres", 5432),
    ("mysql", 3306),
    ("mariadb", 3306),
    ("aurora", 3306),
    ("oracle", 1521),
    ("sqlserver", 1433),
    ("docdb", 27017),
    ("neptune", 8182),
)


def _database_port(resource: Resource) -> IntervalSet | None:
    engine = plain(resource.value("engine"))
    engine = plain(resource.value("engineFamily")) if engine is None else engine
    text = str(engine).lower()
    return _port("port", next((port for name, port in _ENGINES if name in text), None))(resource)


def _cache_port(resource: Resource) -> IntervalSet | None:
    # https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html
    memcached = "memcached" in str(plain(resource.value("engine"))).lower()
    return _port("port", 11211 if memcached else 6379)(resource)


def _dax_port(resource: Resource) -> IntervalSet | None:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionInTransit.html
    encrypted = plain(resource.value("clusterEndpointEncryptionType"))
    return None if encrypted is UNKNOWN else ports.tcp(9111 if encrypted == "TLS" else 8111)


_STORE_PORTS: Final[dict[str, Callable[[Resource], IntervalSet | None]]] = {
    DB_INSTANCE: _database_port,
    DB_CLUSTER: _database_port,
    aws("rds/proxy"): _database_port,
    aws("docdb/cluster"): _port("port", 27017),
    aws("neptune/cluster"): _port("port", 8182),
    aws("elasticache/replicationGroup"): _cache_port,
    aws("elasticache/cluster"): _cache_port,
    aws("elasticache/serverlessCache"): _cache_port,
    aws("memorydb/cluster"): _port("port", 6379),
    aws("dax/cluster"): _dax_port,
    aws("redshift/cluster"): _port("port", 5439),
    aws("redshiftserverless/workgroup"): _port("port", 5439),
    aws("opensearch/domain"): _port("", 443),
    aws("elasticsearch/domain"): _port("", 443),
    aws("efs/mountTarget"): _port("", 2049),
}
# https://docs.aws.amazon.com/dms/latest/APIReference/API_CreateReplicationInstance.html
_PUBLIC_BY_DEFAULT: Final = frozenset({aws("dms/replicationInstance")})
_PUBLIC_SWITCH: Final = frozenset(
    {
        DB_INSTANCE,
        aws("redshift/cluster"),
        aws("redshiftserverless/workgroup"),
        aws("mq/broker"),
        aws("dms/replicationInstance"),
    }
)
_FOLLOWS: Final = {
    DB_INSTANCE: ("replicateSourceDb", DB_INSTANCE),
    aws("elasticache/cluster"): ("replicationGroupId", aws("elasticache/replicationGroup")),
}
# What starts no connections by itself, but answers; the rest of the stores are told by `DATA_STORES`.
_STORES: Final = tuple(
    Kind(
        token=store.token,
        subnets=(store.subnets,),
        group=store.group,
        security_groups=(store.security_groups,),
        public="publiclyAccessible" if store.token in _PUBLIC_SWITCH else "",
        public_default=store.token in _PUBLIC_BY_DEFAULT,
        follows=_FOLLOWS.get(store.token),
        stores=True,
        port=_STORE_PORTS.get(store.token, _port("", None)),
    )
    for store in DATA_STORES.values()
)


def _members(*tokens: tuple[str, str]) -> tuple[Kind, ...]:
    """Return the instances of clusters, which lie where their cluster does but have addresses of their own."""
    return tuple(
        Kind(
            token=aws(member),
            subnets=(),
            public="publiclyAccessible",
            follows=("clusterIdentifier", aws(cluster)),
            stores=True,
            port=_database_port,
        )
        for member, cluster in tokens
    )


def _file_systems(*names: str) -> tuple[Kind, ...]:
    return tuple(
        Kind(token=aws(name), subnets=("subnetIds",), security_groups=("securityGroupIds",), stores=True)
        for name in names
    )


# Stores whose endpoint is on the internet where they name no subnets.
ON_THE_INTERNET: Final = frozenset({aws("opensearch/domain"), aws("elasticsearch/domain")})
GROUP: Final = aws("autoscaling/group")
INTERFACE: Final = aws("ec2/networkInterface")
ENDPOINT: Final = aws("ec2/vpcEndpoint")
CLASSIC: Final = aws("elb/loadBalancer")
SPOT: Final = aws("ec2/spotInstanceRequest")
SERVICE: Final = aws("ecs/service")
FUNCTION: Final = aws("lambda/function")
NAT: Final = aws("ec2/natGateway")
CLUSTER: Final = aws("eks/cluster")
BROKERS: Final = aws("msk/cluster")
VPC_LINK: Final = aws("apigatewayv2/vpcLink")
BALANCERS: Final = (*LOAD_BALANCERS, CLASSIC)
MACHINES: Final = (INSTANCE, SPOT)

KINDS: Final[dict[str, Kind]] = {
    kind.token: kind
    for kind in (
        *_STORES,
        *_members(
            ("rds/clusterInstance", "rds/cluster"),
            ("neptune/clusterInstance", "neptune/cluster"),
            ("docdb/clusterInstance", "docdb/cluster"),
        ),
        *_file_systems(
            "fsx/lustreFileSystem", "fsx/windowsFileSystem", "fsx/ontapFileSystem", "fsx/openZfsFileSystem"
        ),
        *(
            Kind(
                token=token,
                subnets=("subnetId",),
                security_groups=("vpcSecurityGroupIds", "securityGroups"),
                public="associatePublicIpAddress",
                clients=ports.LINUX,
            )
            for token in MACHINES
        ),
        Kind(
            token=INTERFACE, subnets=("subnetId",), security_groups=("securityGroups",), clients=ports.LINUX
        ),
        Kind(token=GROUP, subnets=("vpcZoneIdentifiers",), clients=ports.LINUX),
        *(
            Kind(token=token, subnets=("subnets", "subnetMappings"), security_groups=("securityGroups",))
            for token in LOAD_BALANCERS
        ),
        Kind(token=CLASSIC, subnets=("subnets",), security_groups=("securityGroups",)),
        *(
            Kind(
                token=token,
                subnets=("networkConfiguration.subnets",),
                security_groups=("networkConfiguration.securityGroups",),
                public="networkConfiguration.assignPublicIp",
                clients=ports.LINUX,
            )
            for token in (SERVICE, aws("ecs/taskSet"))
        ),
        Kind(
            token=FUNCTION,
            subnets=("vpcConfig.subnetIds",),
            security_groups=("vpcConfig.securityGroupIds",),
            serves=False,
        ),
        Kind(
            token=ENDPOINT,
            subnets=("subnetIds",),
            security_groups=("securityGroupIds",),
            port=_port("", 443),
        ),
        Kind(
            token=CLUSTER,
            subnets=("vpcConfig.subnetIds",),
            security_groups=("vpcConfig.securityGroupIds",),
            port=_port("", 443),
        ),
        Kind(token=aws("eks/nodeGroup"), subnets=("subnetIds",), clients=ports.LINUX),
        Kind(token=VPC_LINK, subnets=("subnetIds",), security_groups=("securityGroupIds",), serves=False),
        Kind(token=NAT, subnets=("subnetId",), serves=False),
    )
}


def own_port(kind: Kind, resource: Resource) -> IntervalSet | None:
    """Return the port that a resource serves on; None where that is unknown, or said elsewhere."""
    found: Any = kind.port(resource)
    return found if isinstance(found, tuple) else None
