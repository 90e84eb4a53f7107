"""Databases: RDS and its relatives, DynamoDB, ElastiCache, Redshift, OpenSearch, and the Glue catalog."""

from typing import Any, Final

_RDS: Final = "arn:aws:rds:{region}:{account}"

ROWS: Final[dict[str, dict[str, Any]]] = {
    "aws:rds/instance:Instance": {
        "resourceId": "db-{ALNUM:26}",
        "id": "{resourceId}",
        "arn": _RDS + ":db:{identifier}",
        "address": "{identifier}.{hash}.{region}.rds.{dns}",
        "endpoint": "{address}:{port}",
        "status": "available",
    },
    "aws:rds/cluster:Cluster": {
        "clusterIdentifier": "tf-{digits:26}",
        "id": "{clusterIdentifier}",
        "arn": _RDS + ":cluster:{id}",
        "clusterResourceId": "cluster-{ALNUM:26}",
        "endpoint": "{id}.cluster-{hash}.{region}.rds.{dns}",
        "readerEndpoint": "{id}.cluster-ro-{hash}.{region}.rds.{dns}",
    },
    "aws:rds/clusterInstance:ClusterInstance": {
        "identifier": "tf-{digits:26}",
        "id": "{identifier}",
        "arn": _RDS + ":db:{id}",
        "dbiResourceId": "db-{ALNUM:26}",
        "endpoint": "{id}.{hash}.{region}.rds.{dns}",
    },
    "aws:rds/clusterEndpoint:ClusterEndpoint": {
        "id": "{clusterEndpointIdentifier}",
        "arn": _RDS + ":cluster-endpoint:{id}",
        "endpoint": "{id}.cluster-custom-{hash}.{region}.rds.{dns}",
    },
    "aws:rds/subnetGroup:SubnetGroup": {"id": "{name}", "arn": _RDS + ":subgrp:{name}"},
    "aws:rds/parameterGroup:ParameterGroup": {
        "id": "{name}",
        "arn": _RDS + ":pg:{name}",
        "skipDestroy": False,
    },
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": {
        "id": "{name}",
        "arn": _RDS + ":cluster-pg:{name}",
    },
    "aws:rds/optionGroup:OptionGroup": {"id": "{name}", "arn": _RDS + ":og:{name}"},
    "aws:rds/eventSubscription:EventSubscription": {
        "id": "{name}",
        "arn": _RDS + ":es:{name}",
        "customerAwsId": "{account}",
    },
    "aws:rds/globalCluster:GlobalCluster": {
        "id": "{globalClusterIdentifier}",
        "arn": "arn:aws:rds::{account}:global-cluster:{id}",
        "globalClusterResourceId": "cluster-{hex:16}",
    },
    "aws:rds/proxy:Proxy": {
        "id": "{name}",
        "arn": _RDS + ":db-proxy:prx-0{hex:16}",
        "endpoint": "{name}.proxy-{hash}.{region}.rds.{dns}",
    },
    "aws:rds/proxyEndpoint:ProxyEndpoint": {
        "id": "{dbProxyName}/{dbProxyEndpointName}",
        "arn": _RDS + ":db-proxy-endpoint:prx-endpoint-0{hex:16}",
        "endpoint": "{dbProxyEndpointName}.endpoint.proxy-{hash}.{region}.rds.{dns}",
        "isDefault": False,
    },
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": {
        "id": "{dbProxyName}",
        "arn": _RDS + ":target-group:prx-tg-0{hex:16}",
        "name": "default",
    },
    "aws:rds/snapshot:Snapshot": {
        "id": "{dbSnapshotIdentifier}",
        "dbSnapshotArn": _RDS + ":snapshot:{id}",
        "snapshotType": "manual",
    },
    "aws:rds/clusterSnapshot:ClusterSnapshot": {
        "id": "{dbClusterSnapshotIdentifier}",
        "dbClusterSnapshotArn": _RDS + ":cluster-snapshot:{id}",
        "snapshotType": "manual",
    },
    "aws:rds/roleAssociation:RoleAssociation": {"id": "{dbInstanceIdentifier},{roleArn}"},
    "aws:rds/clusterRoleAssociation:ClusterRoleAssociation": {"id": "{dbClusterIdentifier},{roleArn}"},
    "aws:docdb/cluster:Cluster": {
        "clusterIdentifier": "tf-{digits:26}",
        "id": "{clusterIdentifier}",
        "arn": _RDS + ":cluster:{id}",
        "clusterResourceId": "cluster-{ALNUM:26}",
        "endpoint": "{id}.cluster-{hash}.{region}.docdb.{dns}",
        "readerEndpoint": "{id}.cluster-ro-{hash}.{region}.docdb.{dns}",
        "port": 27017,
    },
    "aws:docdb/clusterInstance:ClusterInstance": {
        "identifier": "tf-{digits:26}",
        "id": "{identifier}",
        "arn": _RDS + ":db:{id}",
        "dbiResourceId": "db-{ALNUM:26}",
        "endpoint": "{id}.{hash}.{region}.docdb.{dns}",
    },
    "aws:docdb/subnetGroup:SubnetGroup": {"id": "{name}", "arn": _RDS + ":subgrp:{name}"},
    "aws:docdb/clusterParameterGroup:ClusterParameterGroup": {
        "id": "{name}",
        "arn": _RDS + ":cluster-pg:{name}",
    },
    "aws:neptune/cluster:Cluster": {
        "clusterIdentifier": "tf-{digits:26}",
        "id": "{clusterIdentifier}",
        "arn": _RDS + ":cluster:{id}",
        "clusterResourceId": "cluster-{ALNUM:26}",
        "endpoint": "{id}.cluster-{hash}.{region}.neptune.{dns}",
        "readerEndpoint": "{id}.cluster-ro-{hash}.{region}.neptune.{dns}",
        "port": 8182,
    },
    "aws:neptune/clusterInstance:ClusterInstance": {
        "identifier": "tf-{digits:26}",
        "id": "{identifier}",
        "arn": _RDS + ":db:{id}",
        "address": "{id}.{hash}.{region}.neptune.{dns}",
        "endpoint": "{address}:8182",
        "dbiResourceId": "db-{ALNUM:26}",
    },
    "aws:neptune/subnetGroup:SubnetGroup": {"id": "{name}", "arn": _RDS + ":subgrp:{name}"},
    "aws:neptune/clusterParameterGroup:ClusterParameterGroup": {
        "id": "{name}",
        "arn": _RDS + ":cluster-pg:{name}",
    },
    "aws:neptune/parameterGroup:ParameterGroup": {"id": "{name}", "arn": _RDS + ":pg:{name}"},
    "aws:dynamodb/table:Table": {
        "id": "{name}",
        "arn": "arn:aws:dynamodb:{region}:{account}:table/{name}",
        "billingMode": "PROVISIONED",
        "deletionProtectionEnabled": False,
    },
    "aws:elasticache/subnetGroup:SubnetGroup": {
        "id": "{name}",
        "arn": "arn:aws:elasticache:{region}:{account}:subnetgroup:{name}",
    },
    "aws:elasticache/parameterGroup:ParameterGroup": {
        "id": "{name}",
        "arn": "arn:aws:elasticache:{region}:{account}:parametergroup:{name}",
    },
    "aws:elasticache/cluster:Cluster": {
        "id": "{clusterId}",
        "arn": "arn:aws:elasticache:{region}:{account}:cluster:{clusterId}",
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "id": "{replicationGroupId}",
        "arn": "arn:aws:elasticache:{region}:{account}:replicationgroup:{replicationGroupId}",
    },
    "aws:elasticache/serverlessCache:ServerlessCache": {
        "id": "{name}",
        "arn": "arn:aws:elasticache:{region}:{account}:serverlesscache:{name}",
        "endpoints": [{"address": "{name}-{alnum:6}.serverless.{short}.cache.{dns}", "port": 6379}],
        "readerEndpoints": [{"address": "{name}-{alnum:6}.serverless.{short}.cache.{dns}", "port": 6380}],
    },
    "aws:elasticache/user:User": {
        "id": "{userId}",
        "arn": "arn:aws:elasticache:{region}:{account}:user:{userId}",
    },
    "aws:elasticache/userGroup:UserGroup": {
        "id": "{userGroupId}",
        "arn": "arn:aws:elasticache:{region}:{account}:usergroup:{userGroupId}",
    },
    "aws:dax/cluster:Cluster": {
        "id": "{clusterName}",
        "arn": "arn:aws:dax:{region}:{account}:cache/{clusterName}",
        "clusterAddress": "{clusterName}.{alnum:6}.dax-clusters.{region}.{dns}",
        "port": 8111,
        "configurationEndpoint": "{clusterAddress}:{port}",
    },
    "aws:redshift/cluster:Cluster": {
        "id": "{clusterIdentifier}",
        "arn": "arn:aws:redshift:{region}:{account}:cluster:{clusterIdentifier}",
        "port": 5439,
        "dnsName": "{clusterIdentifier}.{hash}.{region}.redshift.{dns}",
        "endpoint": "{dnsName}:{port}",
    },
    "aws:redshiftserverless/namespace:Namespace": {
        "id": "{namespaceName}",
        "namespaceId": "{uuid}",
        "arn": "arn:aws:redshift-serverless:{region}:{account}:namespace/{namespaceId}",
    },
    "aws:redshiftserverless/workgroup:Workgroup": {
        "id": "{workgroupName}",
        "workgroupId": "{uuid}",
        "arn": "arn:aws:redshift-serverless:{region}:{account}:workgroup/{workgroupId}",
    },
    "aws:opensearch/domain:Domain": {
        "arn": "arn:aws:es:{region}:{account}:domain/{domainName}",
        "id": "{arn}",
        "domainId": "{account}/{domainName}",
    },
    "aws:elasticsearch/domain:Domain": {
        "arn": "arn:aws:es:{region}:{account}:domain/{domainName}",
        "id": "{arn}",
        "domainId": "{account}/{domainName}",
    },
    "aws:opensearch/serverlessCollection:ServerlessCollection": {
        "id": "{alnum:20}",
        "arn": "arn:aws:aoss:{region}:{account}:collection/{id}",
        "collectionEndpoint": "https://{id}.{region}.aoss.{dns}",
        "dashboardEndpoint": "https://{id}.{region}.aoss.{dns}/_dashboards",
    },
    "aws:glue/catalogDatabase:CatalogDatabase": {
        "catalogId": "{account}",
        "id": "{catalogId}:{name}",
        "arn": "arn:aws:glue:{region}:{account}:database/{name}",
    },
    "aws:glue/catalogTable:CatalogTable": {
        "catalogId": "{account}",
        "id": "{catalogId}:{databaseName}:{name}",
        "arn": "arn:aws:glue:{region}:{account}:table/{databaseName}/{name}",
    },
}
