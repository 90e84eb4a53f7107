"""DAX: a cache in front of the tables that the application asks as it asks DynamoDB."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import dax, iam

from components.tables.cluster_name import cluster_name
from components.trust import service_trust
from settings.tables import DaxSettings

# What the application asks of the tables through DAX. A scan would fill the cache with what nobody asked for.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.access-control.html
TABLE_ACTIONS = [
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
]
# What whoever reads and writes a table with a customer key must be allowed to do with the key.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
KEY_ACTIONS = [
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Accelerator:
    """What others are told of the cluster."""

    endpoint: pulumi.Output[str]
    arn: pulumi.Output[str]
    cluster_name: pulumi.Output[str]


def create_accelerator(
    name: str,
    settings: DaxSettings,
    *,
    subnet_ids: Sequence[pulumi.Input[str]],
    group_id: pulumi.Input[str],
    tables_key_arn: pulumi.Input[str],
    boundary_arn: pulumi.Input[str],
    table_arns: Sequence[pulumi.Input[str]],
    index_arns: Sequence[pulumi.Input[str]],
    place: tuple[str, pulumi.Input[str]],
    parent: pulumi.Resource,
) -> Accelerator:
    """Create a DAX cluster in the data subnets, encrypted on its disks and on the way, and its role.

    On its disks it is encrypted with a key of AWS's: DAX takes no customer key. It holds nothing that the
    tables do not hold, so it is not protected. DAX spreads the nodes over the zones of the subnets by itself;
    to name the zones would replace the whole cluster with each change of their number.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html

    Args:
        name: the logical name of the tier.
        settings: size and times.
        subnet_ids: the data subnets.
        group_id: the cluster's security group.
        tables_key_arn: the KMS key of the tables.
        boundary_arn: the permission boundary of its role.
        table_arns: the tables that it may read and write.
        index_arns: the indexes that it may query.
        place: region and account id, for its ARN.
        parent: the tier.
    """
    child = pulumi.ResourceOptions(parent=parent)
    role = iam.Role(
        f"{name}-dax",
        description="Lets DAX read and write the tables on behalf of the application.",
        assume_role_policy=json.dumps(service_trust("dax.amazonaws.com")),
        permissions_boundary=boundary_arn,
        opts=child,
    )
    policy = iam.RolePolicy(
        f"{name}-dax",
        role=role.name,
        policy=pulumi.Output.json_dumps(_policy(table_arns, index_arns, tables_key_arn, place[0])),
        opts=child,
    )
    subnet_group = dax.SubnetGroup(
        f"{name}-dax",
        description="The data subnets: no route leads from them to the internet.",
        subnet_ids=subnet_ids,
        opts=child,
    )
    parameter_group = dax.ParameterGroup(
        f"{name}-dax",
        description="How long items and results of queries are kept.",
        parameters=[
            dax.ParameterGroupParameterArgs(
                name="query-ttl-millis", value=str(settings.query_ttl_seconds * 1000)
            ),
            dax.ParameterGroupParameterArgs(
                name="record-ttl-millis", value=str(settings.item_ttl_seconds * 1000)
            ),
        ],
        opts=child,
    )
    planned_name = cluster_name(name, pulumi.get_project(), pulumi.get_stack(), settings.node_type)
    cluster = dax.Cluster(
        f"{name}-dax",
        cluster_name=planned_name,
        description="Cache in front of the DynamoDB tables.",
        node_type=settings.node_type,
        replication_factor=settings.nodes,
        iam_role_arn=role.arn,
        subnet_group_name=subnet_group.name,
        parameter_group_name=parameter_group.name,
        security_group_ids=[group_id],
        server_side_encryption=dax.ClusterServerSideEncryptionArgs(enabled=True),
        cluster_endpoint_encryption_type="TLS",
        maintenance_window=settings.maintenance_window,
        # DAX tries the role when the cluster starts.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[policy]),
    )
    return Accelerator(
        # The scheme tells the client to speak TLS:
        # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionInTransit.html
        endpoint=pulumi.Output.format("daxs://{0}", cluster.cluster_address),
        # By the planned name: who may use the cluster does not wait until it is there.
        arn=pulumi.Output.format("arn:aws:dax:{0}:{1}:cache/{2}", *place, planned_name),
        cluster_name=cluster.cluster_name,
    )


def _policy(
    table_arns: Sequence[pulumi.Input[str]],
    index_arns: Sequence[pulumi.Input[str]],
    key_arn: pulumi.Input[str],
    region: str,
) -> dict[str, object]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "ReadAndWriteTables",
                "Effect": "Allow",
                "Action": TABLE_ACTIONS,
                "Resource": list(table_arns),
            },
            {
                "Sid": "QueryIndexes",
                "Effect": "Allow",
                "Action": "dynamodb:Query",
                "Resource": list(index_arns),
            },
            {
                "Sid": "UseTheTablesKey",
                "Effect": "Allow",
                "Action": KEY_ACTIONS,
                "Resource": key_arn,
                "Condition": {"StringEquals": {"kms:ViaService": f"dynamodb.{region}.amazonaws.com"}},
            },
        ],
    }
