"""What a plan loses: stateful resources that are replaced or deleted, and what forces it."""

import pytest

from stagecraft.delivery.stateful import STATEFUL, losses, unused
from stagecraft.gate.provider import provider_inputs

TABLE = "aws:dynamodb/table:Table"
INSTANCE = "aws:rds/instance:Instance"
QUEUE = "aws:sqs/queue:Queue"
ROLE = "aws:iam/role:Role"


def told(world, *allowed: str) -> list[str]:
    return [str(one) for one in losses(world.planned.steps, allowed)]


def test_a_replacement_names_the_property_that_forces_it(world) -> None:
    world.has(TABLE, "orders", hashKey="id")
    urn = world.plans(TABLE, "orders", hashKey="key", replaced_by=["hashKey"])
    assert [
        f"orders ({TABLE}) would be replaced, forced by hashKey: its data is lost; keep it as it is, or allow it "
        f"with --allow-replace '{urn}'"
    ] == told(world), "the three steps of a replacement are one loss"


def test_a_deletion_is_a_loss_and_says_of_what(world) -> None:
    world.has("aws:kms/key:Key", "data")
    urn = world.drops("data")
    assert [
        "data (aws:kms/key:Key) would be deleted: whatever it encrypts can never be read again; keep it as it "
        f"is, or allow it with --allow-replace '{urn}'"
    ] == told(world)


def test_an_allowed_loss_is_none(world) -> None:
    world.has(QUEUE, "mail")
    world.has(TABLE, "orders")
    mail, orders = world.drops("mail"), world.drops("orders")
    assert [orders] == [one.urn for one in losses(world.planned.steps, [mail])]
    assert [] == told(world, mail, orders)


def test_what_holds_no_state_may_go(world) -> None:
    world.has(ROLE, "app")
    world.drops("app")
    world.has("aws:rds/proxy:Proxy", "proxy")
    world.drops("proxy")
    assert [] == told(world)


def test_changes_and_creations_lose_nothing(world) -> None:
    world.has(TABLE, "orders", readCapacity=1)
    world.plans(TABLE, "orders", readCapacity=2)
    world.plans(TABLE, "more", readCapacity=2)
    assert [] == told(world)


def test_a_read_replica_is_a_copy(world) -> None:
    world.has(INSTANCE, "db-r1", replicateSourceDb="db")
    world.has(INSTANCE, "db")
    world.drops("db-r1")
    assert [] == told(world)
    world.drops("db")
    assert ["db"] == [one.urn.rpartition("::")[2] for one in losses(world.planned.steps)]


def test_what_was_only_read_is_not_lost(world) -> None:
    world.has(TABLE, "theirs")
    world.marks("theirs", external=True)
    world.drops("theirs")
    assert [] == told(world)


def test_an_allowed_urn_that_nothing_happens_to_is_told(world) -> None:
    world.has(TABLE, "orders")
    world.has(QUEUE, "mail")
    gone = world.drops("mail")
    other = world.urn(TABLE, "orders")
    assert [other, "urn:typo"] == unused(world.planned.steps, [gone, other, "urn:typo"])


@pytest.mark.parametrize(
    "token",
    [
        TABLE,
        INSTANCE,
        QUEUE,
        "aws:s3/bucket:Bucket",
        "aws:kms/key:Key",
        "aws:secretsmanager/secret:Secret",
        "aws:cognito/userPool:UserPool",
        "aws:backup/vault:Vault",
        "aws:route53/zone:Zone",
        "aws:ec2/eip:Eip",
        "aws:ebs/volume:Volume",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:efs/fileSystem:FileSystem",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:ecr/repository:Repository",
    ],
)
def test_what_people_would_miss_is_stateful(token: str) -> None:
    assert STATEFUL[token]


def test_every_stateful_type_is_one_of_the_provider() -> None:
    assert [] == [token for token in STATEFUL if token not in provider_inputs()]
