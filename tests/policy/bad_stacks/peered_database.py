"""A database that a peered network's whole range reaches, and the internet by a public address."""

import sound
from pulumi_aws import ec2

key = sound.key()
logs = sound.logs(key)
net = sound.network("main", "10.0", logs, acl="0.0.0.0/0")
other = sound.network("office", "10.9", logs)
peering = ec2.VpcPeeringConnection("office", vpc_id=net.vpc.id, peer_vpc_id=other.vpc.id, auto_accept=True)
ec2.Route(
    "to-office",
    route_table_id=net.private_table.id,
    destination_cidr_block="10.0.0.0/8",
    vpc_peering_connection_id=peering.id,
)
ec2.Route(
    "to-internet",
    route_table_id=net.private_table.id,
    destination_cidr_block="0.0.0.0/0",
    gateway_id=net.gateway.id,
)
group = sound.group("orders", net.vpc)
sound.admit(group, "office", 5432, block="10.9.0.0/16")
sound.admit(group, "everyone", 5432, block="0.0.0.0/0")
sound.database("orders", net, group, key, publicly_accessible=True)
sound.backups(key)
