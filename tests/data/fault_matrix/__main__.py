"""Twelve resources that need each other, without the SDK's classes: their import would take longer than the rest."""

import pulumi


def aws(kind, name, inputs, *outputs, **options):
    """Make a resource with the outputs that others read."""
    properties = {**inputs, **dict.fromkeys(outputs)}
    return pulumi.CustomResource(f"aws:{kind}", name, properties, pulumi.ResourceOptions(**options))


config = pulumi.Config()
region = pulumi.runtime.invoke("aws:index/getRegion:getRegion", {}).value["region"]

vpc = aws("ec2/vpc:Vpc", "vpc", {"cidrBlock": "10.0.0.0/16"})
subnets = [
    aws(
        "ec2/subnet:Subnet",
        f"subnet-{zone}",
        {"vpcId": vpc.id, "cidrBlock": f"10.0.{number}.0/24", "availabilityZone": f"{region}{zone}"},
    )
    for number, zone in enumerate("ab")
]
# Another description makes AWS replace it.
group = aws(
    "ec2/securityGroup:SecurityGroup", "guard", {"vpcId": vpc.id, "description": config.require("text")}
)
key = aws("kms/key:Key", "key", {"description": "Encrypts what the shop keeps."}, "arn")
aws("kms/alias:Alias", "alias", {"name": "alias/matrix", "targetKeyId": key.id})
bucket = aws("s3/bucket:Bucket", "media", {}, "bucket")
aws(
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "media",
    {"bucket": bucket.bucket, "blockPublicAcls": True},
)
dead = aws("sqs/queue:Queue", "dead", {"kmsMasterKeyId": key.arn}, "arn")
# Another delay is a change in place.
aws(
    "sqs/queue:Queue",
    "orders",
    {
        "delaySeconds": config.require_int("delay"),
        "redrivePolicy": pulumi.Output.json_dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 5}),
    },
)
place = aws("rds/subnetGroup:SubnetGroup", "place", {"subnetIds": [subnet.id for subnet in subnets]}, "name")
aws(
    "rds/instance:Instance",
    "database",
    {
        "allocatedStorage": 20,
        "dbSubnetGroupName": place.name,
        "engine": "postgres",
        "instanceClass": "db.t4g.micro",
        "kmsKeyId": key.arn,
        "password": pulumi.Output.secret("not-a-real-one"),
        "skipFinalSnapshot": True,
        "storageEncrypted": True,
        "username": "shop",
        "vpcSecurityGroupIds": [group.id],
    },
    protect=True,
)
