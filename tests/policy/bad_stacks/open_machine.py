"""A machine that everyone logs into, behind a load balancer that speaks in the clear."""

import sound
from pulumi_aws import ec2, lb

key = sound.key()
logs = sound.logs(key)
net = sound.network("main", "10.0", logs)
group = ec2.SecurityGroup(
    "machine",
    vpc_id=net.vpc.id,
    description="What the machine accepts",
    ingress=[
        ec2.SecurityGroupIngressArgs(
            protocol="tcp", from_port=22, to_port=22, cidr_blocks=["0.0.0.0/0"], description="Logins"
        ),
        ec2.SecurityGroupIngressArgs(
            protocol="-1", from_port=0, to_port=0, ipv6_cidr_blocks=["::/0"], description="Anything"
        ),
    ],
)
ec2.Instance(
    "machine",
    ami="ami-0123456789abcdef0",
    instance_type="m7g.large",
    subnet_id=net.public[0].id,
    vpc_security_group_ids=[group.id],
    associate_public_ip_address=True,
)
balancer = lb.LoadBalancer(
    "front",
    load_balancer_type="application",
    internal=False,
    security_groups=[sound.group("front", net.vpc).id],
    subnets=[one.id for one in net.public],
)
target = lb.TargetGroup("front", port=80, protocol="HTTP", vpc_id=net.vpc.id)
lb.Listener(
    "clear",
    load_balancer_arn=balancer.arn,
    port=80,
    protocol="HTTP",
    default_actions=[lb.ListenerDefaultActionArgs(type="forward", target_group_arn=target.arn)],
)
lb.Listener(
    "old",
    load_balancer_arn=balancer.arn,
    port=443,
    protocol="HTTPS",
    certificate_arn=f"arn:aws:acm:eu-west-1:{sound.ACCOUNT}:certificate/6d9b4f1e-0000-4000-8000-000000000000",
    default_actions=[lb.ListenerDefaultActionArgs(type="forward", target_group_arn=target.arn)],
)
