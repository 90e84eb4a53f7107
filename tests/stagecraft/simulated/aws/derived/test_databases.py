"""Databases: endpoints, ports, and what an absent setting means."""

import re

import pytest

from stagecraft import wire

INSTANCE = "aws:rds/instance:Instance"


def test_an_instance_is_known_by_its_resource_id(cloud):
    database = cloud.create(INSTANCE, identifier="orders", instanceClass="db.t4g.medium", engine="postgres")
    assert re.fullmatch(r"db-[A-Z0-9]{26}", database.id)
    assert database.outputs["resourceId"] == database.id
    assert database.outputs["arn"] == "arn:aws:rds:eu-west-1:123456789012:db:orders"
    address = database.outputs["address"]
    assert re.fullmatch(r"orders\.[a-z0-9]{12}\.eu-west-1\.rds\.amazonaws\.com", address)
    assert database.outputs["endpoint"] == f"{address}:5432"


def test_two_instances_of_an_account_share_the_middle_of_their_endpoints(cloud):
    one = cloud.create(INSTANCE, "one", instanceClass="db.t4g.medium", engine="postgres")
    two = cloud.create(INSTANCE, "two", instanceClass="db.t4g.medium", engine="postgres")
    middles = {created.outputs["address"].split(".")[1] for created in (one, two)}
    assert len(middles) == 1


@pytest.mark.parametrize(
    ("engine", "port"),
    [
        ("postgres", 5432),
        ("mysql", 3306),
        ("mariadb", 3306),
        ("sqlserver-se", 1433),
        ("oracle-ee", 1521),
        ("db2-se", 50000),
    ],
)
def test_the_port_is_that_of_the_engine(cloud, engine, port):
    assert cloud.create(INSTANCE, instanceClass="db.m6i.large", engine=engine).outputs["port"] == port


def test_a_given_port_is_kept(cloud):
    database = cloud.create(INSTANCE, instanceClass="db.t4g.medium", engine="postgres", port=6000)
    assert database.outputs["endpoint"].endswith(":6000")


def test_an_instance_of_its_own_is_unencrypted_unless_it_says_otherwise(cloud):
    database = cloud.create(INSTANCE, instanceClass="db.t4g.medium", engine="postgres")
    assert database.outputs["storageEncrypted"] is False


@pytest.mark.parametrize("source", [{"replicateSourceDb": "orders"}, {"snapshotIdentifier": "rds:orders"}])
def test_a_copy_takes_its_encryption_from_its_source(cloud, source):
    database = cloud.create(INSTANCE, instanceClass="db.t4g.medium", **source)
    assert database.outputs.get("storageEncrypted", wire.UNKNOWN) == wire.UNKNOWN


def test_a_managed_password_has_a_secret(cloud):
    database = cloud.create(
        INSTANCE, instanceClass="db.t4g.medium", engine="postgres", manageMasterUserPassword=True
    )
    [secret] = database.outputs["masterUserSecrets"]
    assert re.fullmatch(
        r"arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-[0-9a-f-]{36}-[A-Za-z0-9]{6}",
        secret["secretArn"],
    )


def test_a_cluster_has_a_writer_and_a_reader_endpoint(cloud):
    cluster = cloud.create("aws:rds/cluster:Cluster", clusterIdentifier="orders", engine="aurora-postgresql")
    writer, reader = cluster.outputs["endpoint"], cluster.outputs["readerEndpoint"]
    assert re.fullmatch(r"orders\.cluster-[a-z0-9]{12}\.eu-west-1\.rds\.amazonaws\.com", writer)
    assert reader == writer.replace(".cluster-", ".cluster-ro-")
    assert (cluster.id, cluster.outputs["port"]) == ("orders", 5432)


def test_an_instance_of_a_cluster_has_the_cluster_s_settings(cloud):
    cloud.create(
        "aws:rds/cluster:Cluster",
        clusterIdentifier="orders",
        engine="aurora-postgresql",
        storageEncrypted=True,
    )
    instance = cloud.create(
        "aws:rds/clusterInstance:ClusterInstance",
        clusterIdentifier="orders",
        engine="aurora-postgresql",
        instanceClass="db.r6g.large",
    )
    assert (instance.outputs["storageEncrypted"], instance.outputs["port"]) == (True, 5432)


@pytest.mark.parametrize(
    ("settings", "primary", "configuration"),
    [
        ({}, r"cache\.[a-z0-9]{6}\.ng\.0001\.euw1\.cache\.amazonaws\.com", ""),
        ({"transitEncryptionEnabled": True}, r"master\.cache\.[a-z0-9]{6}\.euw1\.cache\.amazonaws\.com", ""),
        (
            {"transitEncryptionEnabled": True, "numNodeGroups": 2},
            "",
            r"clustercfg\.cache\.[a-z0-9]{6}\.euw1\.cache\.amazonaws\.com",
        ),
    ],
)
def test_the_endpoints_of_a_cache_follow_encryption_and_sharding(cloud, settings, primary, configuration):
    group = cloud.create(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        replicationGroupId="cache",
        description="d",
        **settings,
    )
    assert re.fullmatch(primary, group.outputs["primaryEndpointAddress"])
    assert re.fullmatch(configuration, group.outputs["configurationEndpointAddress"])


def test_a_memcached_cluster_lists_its_nodes(cloud):
    cluster = cloud.create(
        "aws:elasticache/cluster:Cluster", clusterId="carts", engine="memcached", numCacheNodes=2
    )
    assert [node["id"] for node in cluster.outputs["cacheNodes"]] == ["0001", "0002"]
    assert re.fullmatch(
        r"carts\.[a-z0-9]{6}\.cfg\.euw1\.cache\.amazonaws\.com:11211",
        cluster.outputs["configurationEndpoint"],
    )


def test_a_search_domain_in_a_vpc_says_so_in_its_endpoint(cloud):
    domain = cloud.create("aws:opensearch/domain:Domain", domainName="orders", vpcOptions={"subnetIds": []})
    assert re.fullmatch(r"vpc-orders-[a-z0-9]{26}\.eu-west-1\.es\.amazonaws\.com", domain.outputs["endpoint"])
