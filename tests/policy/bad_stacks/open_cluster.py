"""A Kubernetes cluster whose API everybody calls, and whose nodes everybody logs into."""

import sound
from pulumi_aws import eks

key = sound.key()
logs = sound.logs(key)
net = sound.network("main", "10.0", logs)
cluster = eks.Cluster(
    "open",
    role_arn=sound.role("cluster", "eks.amazonaws.com").arn,
    version="1.30",
    vpc_config=eks.ClusterVpcConfigArgs(
        subnet_ids=[one.id for one in net.private],
        endpoint_public_access=True,
        public_access_cidrs=["0.0.0.0/0"],
    ),
)
eks.NodeGroup(
    "open",
    cluster_name=cluster.name,
    node_role_arn=sound.role("node", "ec2.amazonaws.com").arn,
    subnet_ids=[one.id for one in net.private],
    scaling_config=eks.NodeGroupScalingConfigArgs(desired_size=2, min_size=2, max_size=4),
    remote_access=eks.NodeGroupRemoteAccessArgs(ec2_ssh_key="office"),
)
