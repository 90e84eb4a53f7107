"""Secrets where everyone reads them: a script, an environment, a container, a parameter."""

import json

import pulumi
import sound
from pulumi_aws import ec2, ecs, iam, ssm

key = sound.key()
logs = sound.logs(key)
net = sound.network("main", "10.0", logs)
password = pulumi.Output.secret("hunter22")
disk = {"encrypted": True, "kms_key_id": key.arn}
profile = iam.InstanceProfile("app", role=sound.role("app", "ec2.amazonaws.com").name)


def instance(name: str, user_data: pulumi.Input[str]) -> None:
    ec2.Instance(
        name,
        ami="ami-0123456789abcdef0",
        instance_type="m7g.large",
        subnet_id=net.private[0].id,
        vpc_security_group_ids=[sound.group(name, net.vpc).id],
        associate_public_ip_address=False,
        iam_instance_profile=profile.name,
        metadata_options=ec2.InstanceMetadataOptionsArgs(
            http_tokens="required", http_put_response_hop_limit=1
        ),
        root_block_device=ec2.InstanceRootBlockDeviceArgs(**disk),
        monitoring=True,
        ebs_optimized=True,
        user_data=user_data,
    )


instance("written", "#!/bin/sh\nexport DATABASE_URL=postgres://app:s3cr3tvalue@db:5432/shop\n")
instance("poured-in", pulumi.Output.concat("#!/bin/sh\nexport PGPASSWORD=", password, "\n"))
container = {
    "name": "web",
    "image": "public.ecr.aws/nginx/nginx:1.29",
    "user": "1000",
    "readonlyRootFilesystem": True,
    "environment": [{"name": "API_PASSWORD", "value": "correct-horse"}],
    "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "web"}},
}
ecs.TaskDefinition(
    "web",
    family="web",
    network_mode="awsvpc",
    requires_compatibilities=["FARGATE"],
    cpu="256",
    memory="512",
    task_role_arn=sound.role("task", "ecs-tasks.amazonaws.com").arn,
    execution_role_arn=sound.role("execution", "ecs-tasks.amazonaws.com").arn,
    container_definitions=json.dumps([container]),
)
ssm.Parameter("password", name="/shop/db/password", type="String", value="hunter22")
