"""An access point a department: its own folder of the documents, for its own roles."""

from typing import Final

import pulumi
from pulumi_aws import s3

from components.storage.policies import Statement, tls_only_policy

# The tag of a role, or of a session, that says for which department it works.
DEPARTMENT_TAG: Final = "aws:PrincipalTag/department"

READ_AND_WRITE: Final = ["s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]

# Whatever is done with objects through an access point. What is done with the access point itself is left to IAM:
# whoever deploys works for no department, and must read this policy, change it and delete the access point.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-service-api-support.html
USE_OF_OBJECTS: Final = ["s3:*Multipart*", "s3:*Object*", "s3:ListBucket*"]


def delegation(bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]) -> Statement:
    """Return the bucket's statement that leaves to the account's access points who may do what with objects.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-delegating-control
    """
    return {
        "Sid": "AccessPointsDecide",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [*READ_AND_WRITE, "s3:ListBucket"],
        "Resource": [bucket_arn, pulumi.Output.concat(bucket_arn, "/*")],
        "Condition": {"StringEquals": {"s3:DataAccessPointAccount": account_id}},
    }


def create_access_point(
    department: str,
    *,
    bucket_name: pulumi.Input[str],
    account_id: pulumi.Input[str],
    region: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> None:
    """Create the access point of a department, which nobody else gets through.

    It is not tied to the VPC: the instances use the bucket itself, through the VPC's endpoint, and a
    department's people come from outside, by their role. What ties it is the role's tag `department`.
    """
    # Its policy names the access point itself, so the name must be known before there is one; and who uses it
    # names it in each request.
    name = f"{pulumi.get_project()}-{pulumi.get_stack()}-{department}"
    arn = pulumi.Output.concat("arn:aws:s3:", region, ":", account_id, ":accesspoint/", name)
    s3.AccessPoint(
        f"{pulumi.get_project()}-{department}",
        name=name,
        bucket=bucket_name,
        policy=access_point_policy(department, arn, account_id),
        public_access_block_configuration=s3.AccessPointPublicAccessBlockConfigurationArgs(
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        ),
        opts=opts,
    )


def access_point_policy(
    department: str, arn: pulumi.Input[str], account_id: pulumi.Input[str]
) -> pulumi.Output[str]:
    """Return the policy: a department's roles may use its folder, and no other role gets through at all.

    Who may is said twice: here, by the role's tag, and by the role's own policy in IAM. The denials hold for
    whoever IAM lets read every bucket, too.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
    """
    everything: list[pulumi.Input[str]] = [arn, pulumi.Output.concat(arn, "/object/*")]
    folder = pulumi.Output.concat(arn, f"/object/{department}/*")
    account = {"AWS": pulumi.Output.concat("arn:aws:iam::", account_id, ":root")}
    own: dict[str, pulumi.Input[str]] = {DEPARTMENT_TAG: department}
    statements: list[Statement] = [
        {
            "Sid": "DepartmentUsesItsFolder",
            "Effect": "Allow",
            "Principal": account,
            "Action": READ_AND_WRITE,
            "Resource": folder,
            "Condition": {"StringEquals": own},
        },
        {
            "Sid": "DepartmentListsItsFolder",
            "Effect": "Allow",
            "Principal": account,
            "Action": "s3:ListBucket",
            "Resource": arn,
            "Condition": {"StringEquals": own, "StringLike": {"s3:prefix": f"{department}/*"}},
        },
        {
            "Sid": "DenyOtherDepartments",
            "Effect": "Deny",
            "Principal": "*",
            "Action": USE_OF_OBJECTS,
            "Resource": everything,
            "Condition": {"StringNotEquals": own},
        },
    ]
    return tls_only_policy("s3", everything, statements)
