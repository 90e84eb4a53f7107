"""Data stores: each lies in subnets without a road to an internet gateway, and none has a public address."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_false, show, unknown
from guardrails.data_stores import DATA_STORES
from guardrails.graph import Graph, Reference, Resource
from guardrails.placement import Placement
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import DB_INSTANCE, aws
from guardrails.values import UNKNOWN, at, plain

_RISK: Final = "One wrong security group or setting, and the data is on the internet."
# Stores that take their place from another one, which is judged itself.
_FOLLOWS: Final = {
    DB_INSTANCE: ("replicateSourceDb", DB_INSTANCE),
    aws("elasticache/cluster"): ("replicationGroupId", aws("elasticache/replicationGroup")),
}


def _private(graph: Graph, resource: Resource) -> Iterator[Problem]:
    store = DATA_STORES[resource.type]
    subnets = store.placed_in(graph, resource)
    if subnets.given:
        road = Placement.of(graph).roads(subnets)
        if road.kind == "public":
            yield Problem(f"it lies in a subnet with a route to an internet gateway: {road.why}")
        elif road.kind == "undecided":
            yield Problem(f"{store.subnets}: {road.why}", undecided=True)
    elif (leader := _leader(graph, resource)).given:
        if not leader.resources:
            yield Problem("it lies where a data store outside of this stack does", undecided=True)
    elif store.without:
        yield Problem(f"{store.subnets} is not set, {store.without}")


def _leader(graph: Graph, resource: Resource) -> Reference:
    """Return the store that a resource takes its place from."""
    if resource.type not in _FOLLOWS:
        return Reference()
    path, token = _FOLLOWS[resource.type]
    return graph.refers(resource, path, token)


def _msk_private(cluster: Resource) -> Iterator[Problem]:
    path = "brokerNodeGroupInfo.connectivityInfo.publicAccess.type"
    access = plain(at(cluster.inputs, path))
    if access is UNKNOWN:
        yield unknown(path)
    elif access not in (None, "DISABLED"):
        yield Problem(f"{path} is {show(access)}")


RULES: Final = (
    GraphRule(
        id="vpc-data-store-private-subnets",
        applies_to=tuple(DATA_STORES),
        statement="Data stores lie in subnets without a route to an internet gateway.",
        risk=_RISK,
        remediation=(
            "Name only subnets whose route table has no route to an internet gateway, in the subnet group "
            "or in the data store itself"
        ),
        severity="critical",
        topics=("network",),
        url=security_hub("RDS.46"),
        controls=(
            "FSBP RDS.46",
            "FSBP EFS.6",
            "FSBP Opensearch.2",
            "FSBP ES.2",
            "Checkov CKV_AWS_137",
            "cdk-nag VPCNoUnrestrictedRouteToIGW",
            "AWSGuard elasticsearch-in-vpc-only",
            "FSBP ElastiCache.7",
            "Checkov CKV_AWS_323",
            "Checkov CKV2_AWS_35",
            "cdk-nag AwsSolutions-AEC1",
            "cdk-nag AwsSolutions-N1",
            "cdk-nag AwsSolutions-OS1",
            "cdk-nag AwsSolutions-RS2",
        ),
        guards_data=True,
        check=_private,
    ),
    ResourceRule(
        id="rds-instance-not-public",
        applies_to=(DB_INSTANCE, aws("rds/clusterInstance"), aws("neptune/clusterInstance")),
        statement="DB instances have no public address.",
        risk=_RISK,
        remediation="Pass publicly_accessible=False",
        severity="critical",
        topics=("network",),
        url=security_hub("RDS.2"),
        controls=(
            "FSBP RDS.2",
            "CIS-5.0 2.2.3",
            "Checkov CKV_AWS_17",
            "cdk-nag RDSInstancePublicAccess",
            "AWSGuard rds-instance-public-access",
            "Checkov CKV_AWS_102",
        ),
        guards_data=True,
        check=must_be_false("publiclyAccessible"),
    ),
    ResourceRule(
        id="redshift-cluster-not-public",
        applies_to=(aws("redshift/cluster"), aws("redshiftserverless/workgroup")),
        statement="Redshift clusters and workgroups have no public address.",
        risk=_RISK,
        remediation="Pass publicly_accessible=False",
        severity="critical",
        topics=("network",),
        url=security_hub("Redshift.1"),
        controls=("FSBP Redshift.1", "Checkov CKV_AWS_87", "AWSGuard redshift-cluster-public-access"),
        guards_data=True,
        check=must_be_false("publiclyAccessible"),
    ),
    ResourceRule(
        id="dms-replication-instance-not-public",
        applies_to=(aws("dms/replicationInstance"),),
        statement="DMS replication instances have no public address.",
        risk=_RISK,
        remediation="Pass publicly_accessible=False to dms.ReplicationInstance",
        severity="critical",
        topics=("network",),
        url=security_hub("DMS.1"),
        controls=(
            "FSBP DMS.1",
            "Checkov CKV_AWS_89",
            "cdk-nag DMSReplicationNotPublic",
        ),
        guards_data=True,
        # The API's default is true: https://docs.aws.amazon.com/dms/latest/APIReference/API_CreateReplicationInstance.html
        check=must_be_false("publiclyAccessible", default=True),
    ),
    ResourceRule(
        id="mq-broker-not-public",
        applies_to=(aws("mq/broker"),),
        statement="MQ brokers have no public address.",
        risk=_RISK,
        remediation="Pass publicly_accessible=False to mq.Broker",
        severity="critical",
        topics=("network",),
        url="https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/using-amazon-mq-securely.html",
        controls=("Checkov CKV_AWS_69",),
        guards_data=True,
        check=must_be_false("publiclyAccessible"),
    ),
    ResourceRule(
        id="msk-cluster-not-public",
        applies_to=(aws("msk/cluster"),),
        statement="MSK brokers have no public address.",
        risk=_RISK,
        remediation="Pass type='DISABLED' in broker_node_group_info.connectivity_info.public_access",
        severity="critical",
        topics=("network",),
        url=security_hub("MSK.4"),
        controls=("FSBP MSK.4", "Checkov CKV_AWS_291"),
        guards_data=True,
        check=_msk_private,
    ),
)
