"""Which resource types store data inside of a VPC, and by which properties they say where."""

from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Reference, Resource
from guardrails.placement import SUBNETS
from guardrails.tokens import DB_CLUSTER, DB_INSTANCE, DEFAULT_SECURITY_GROUP, SECURITY_GROUP, aws


@dataclass(frozen=True, kw_only=True, slots=True)
class DataStore:
    """A type of data store.

    Attributes:
        token: its type.
        subnets: the property that names subnets, or the subnet group that does.
        group: the type of that subnet group, if there is one.
        security_groups: the property that names security groups.
        without: what AWS does where no subnets are named; empty where AWS refuses that.
    """

    token: str
    subnets: str
    group: str | None = None
    security_groups: str
    without: str = "so AWS puts it into the default VPC, whose subnets route to an internet gateway"

    def placed_in(self, graph: Graph, store: Resource) -> Reference:
        """Resolve the subnets that a store lies in, through its subnet group where it has one."""
        if self.group is None:
            return graph.refers(store, self.subnets, *SUBNETS)
        groups = graph.refers(store, self.subnets, self.group)
        inner = [graph.refers(group, "subnetIds", *SUBNETS) for group in groups.resources]
        return Reference(
            tuple({subnet.urn: subnet for one in inner for subnet in one.resources}.values()),
            exact=groups.exact and all(one.exact for one in inner),
            foreign=(*groups.foreign, *(value for one in inner for value in one.foreign)),
            lost=groups.lost + sum(one.lost for one in inner),
        )


_ON_THE_INTERNET: Final = "so its endpoint is on the internet"

# What cannot be made without subnets: its type, where it names them, and its security groups.
_ALWAYS_PLACED: Final = (
    ("cloudhsmv2/cluster", "subnetIds", "securityGroupId"),
    ("directoryservice/directory", "vpcSettings.subnetIds", "securityGroupId"),
    ("elasticsearch/vpcEndpoint", "vpcOptions.subnetIds", "vpcOptions.securityGroupIds"),
    ("finspace/kxCluster", "vpcConfiguration.subnetIds", "vpcConfiguration.securityGroupIds"),
    ("fsx/fileCache", "subnetIds", "securityGroupIds"),
    ("fsx/lustreFileSystem", "subnetIds", "securityGroupIds"),
    ("fsx/ontapFileSystem", "subnetIds", "securityGroupIds"),
    ("fsx/openZfsFileSystem", "subnetIds", "securityGroupIds"),
    ("fsx/windowsFileSystem", "subnetIds", "securityGroupIds"),
    ("msk/serverlessCluster", "vpcConfigs.subnetIds", "vpcConfigs.securityGroupIds"),
    ("msk/vpcConnection", "clientSubnets", "securityGroups"),
    ("opensearch/serverlessVpcEndpoint", "subnetIds", "securityGroupIds"),
    ("opensearch/vpcEndpoint", "vpcOptions.subnetIds", "vpcOptions.securityGroupIds"),
    ("rds/proxyEndpoint", "vpcSubnetIds", "vpcSecurityGroupIds"),
    ("redshiftserverless/endpointAccess", "subnetIds", "vpcSecurityGroupIds"),
    ("s3/filesMountTarget", "subnetId", "securityGroups"),
    ("timestreaminfluxdb/dbCluster", "vpcSubnetIds", "vpcSecurityGroupIds"),
    ("timestreaminfluxdb/dbInstance", "vpcSubnetIds", "vpcSecurityGroupIds"),
)

DATA_STORES: Final = {
    store.token: store
    for store in (
        DataStore(
            token=DB_INSTANCE,
            subnets="dbSubnetGroupName",
            group=aws("rds/subnetGroup"),
            security_groups="vpcSecurityGroupIds",
        ),
        DataStore(
            token=DB_CLUSTER,
            subnets="dbSubnetGroupName",
            group=aws("rds/subnetGroup"),
            security_groups="vpcSecurityGroupIds",
        ),
        DataStore(
            token=aws("rds/proxy"),
            subnets="vpcSubnetIds",
            security_groups="vpcSecurityGroupIds",
            without="",
        ),
        DataStore(
            token=aws("docdb/cluster"),
            subnets="dbSubnetGroupName",
            group=aws("docdb/subnetGroup"),
            security_groups="vpcSecurityGroupIds",
        ),
        DataStore(
            token=aws("neptune/cluster"),
            subnets="neptuneSubnetGroupName",
            group=aws("neptune/subnetGroup"),
            security_groups="vpcSecurityGroupIds",
        ),
        DataStore(
            token=aws("elasticache/replicationGroup"),
            subnets="subnetGroupName",
            group=aws("elasticache/subnetGroup"),
            security_groups="securityGroupIds",
        ),
        DataStore(
            token=aws("elasticache/cluster"),
            subnets="subnetGroupName",
            group=aws("elasticache/subnetGroup"),
            security_groups="securityGroupIds",
        ),
        DataStore(
            token=aws("elasticache/serverlessCache"),
            subnets="subnetIds",
            security_groups="securityGroupIds",
        ),
        DataStore(
            token=aws("memorydb/cluster"),
            subnets="subnetGroupName",
            group=aws("memorydb/subnetGroup"),
            security_groups="securityGroupIds",
        ),
        DataStore(
            token=aws("dax/cluster"),
            subnets="subnetGroupName",
            group=aws("dax/subnetGroup"),
            security_groups="securityGroupIds",
        ),
        DataStore(
            token=aws("redshift/cluster"),
            subnets="clusterSubnetGroupName",
            group=aws("redshift/subnetGroup"),
            security_groups="vpcSecurityGroupIds",
        ),
        DataStore(
            token=aws("redshiftserverless/workgroup"),
            subnets="subnetIds",
            security_groups="securityGroupIds",
        ),
        DataStore(
            token=aws("opensearch/domain"),
            subnets="vpcOptions.subnetIds",
            security_groups="vpcOptions.securityGroupIds",
            without=_ON_THE_INTERNET,
        ),
        DataStore(
            token=aws("elasticsearch/domain"),
            subnets="vpcOptions.subnetIds",
            security_groups="vpcOptions.securityGroupIds",
            without=_ON_THE_INTERNET,
        ),
        DataStore(
            token=aws("efs/mountTarget"),
            subnets="subnetId",
            security_groups="securityGroups",
            without="",
        ),
        DataStore(
            token=aws("msk/cluster"),
            subnets="brokerNodeGroupInfo.clientSubnets",
            security_groups="brokerNodeGroupInfo.securityGroups",
            without="",
        ),
        DataStore(
            token=aws("mq/broker"),
            subnets="subnetIds",
            security_groups="securityGroups",
        ),
        DataStore(
            token=aws("dms/replicationInstance"),
            subnets="replicationSubnetGroupId",
            group=aws("dms/replicationSubnetGroup"),
            security_groups="vpcSecurityGroupIds",
        ),
        DataStore(
            token=aws("dms/replicationConfig"),
            subnets="computeConfig.replicationSubnetGroupId",
            group=aws("dms/replicationSubnetGroup"),
            security_groups="computeConfig.vpcSecurityGroupIds",
            without="",
        ),
        DataStore(
            token=aws("dms/instanceProfile"),
            subnets="subnetGroupIdentifier",
            group=aws("dms/replicationSubnetGroup"),
            security_groups="vpcSecurityGroupIds",
        ),
        DataStore(
            token=aws("docdb/elasticCluster"),
            subnets="subnetIds",
            security_groups="vpcSecurityGroupIds",
        ),
        DataStore(
            token=aws("neptunegraph/privateGraphEndpoint"),
            subnets="subnetIds",
            security_groups="vpcSecurityGroupIds",
            without="so AWS chooses among all subnets of the VPC",
        ),
        DataStore(
            token=aws("redshift/endpointAccess"),
            subnets="subnetGroupName",
            group=aws("redshift/subnetGroup"),
            security_groups="vpcSecurityGroupIds",
            without="",
        ),
        *(
            DataStore(token=aws(short), subnets=subnets, security_groups=groups, without="")
            for short, subnets, groups in _ALWAYS_PLACED
        ),
    )
}


def data_store_groups(graph: Graph) -> frozenset[str]:
    """Return the URNs of the security groups that data stores have."""
    found: set[str] = set()
    for token, store in DATA_STORES.items():
        for resource in graph.of_type(token):
            groups = graph.refers(resource, store.security_groups, SECURITY_GROUP, DEFAULT_SECURITY_GROUP)
            found.update(group.urn for group in groups.resources)
    return frozenset(found)
