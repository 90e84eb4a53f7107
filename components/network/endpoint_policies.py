"""Who may reach what through the VPC endpoints, as plain policy documents.

An endpoint is a road out of the private subnets: without a policy of its own it leads to every bucket, table
and secret of every account, and takes anybody's credentials.
"""

from collections.abc import Mapping
from typing import Any, Final

# By name of the endpoint's service: the prefix of its actions. What the instances ask for; a service that they
# come to use is added here. Not among them:
# - ec2messages: Systems Manager's agent leaves it aside since version 3.3.40, where ssmmessages answers.
#   https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
# - ecr.api and ecr.dkr: the shop runs no containers.
# - sts: an instance profile's credentials come from the instance metadata, and no role is assumed from here.
# - elasticache, dax and rds: signing a connection with IAM asks nobody.
INTERFACE_SERVICES: Final[Mapping[str, str]] = {
    # An instance answers its lifecycle hooks also while NAT is away.
    "autoscaling": "autoscaling",
    "ssm": "ssm",
    "ssmmessages": "ssmmessages",
    "secretsmanager": "secretsmanager",
    "kms": "kms",
    "logs": "logs",
    "monitoring": "cloudwatch",
    "sqs": "sqs",
}


def interface_policy(service: str, account_id: str, region: str) -> dict[str, Any]:
    """Let the account's principals reach the account's resources by one interface endpoint."""
    statements = [_own(f"{INTERFACE_SERVICES[service]}:*", account_id)]
    if service == "ssm":
        statements.append(_documents_of_aws(account_id, region))
    return {"Version": "2012-10-17", "Statement": statements}


def dynamodb_policy(account_id: str, region: str) -> dict[str, Any]:
    """Let the account's principals reach the account's tables of the region."""
    tables = f"arn:aws:dynamodb:{region}:{account_id}:table/*"
    return {"Version": "2012-10-17", "Statement": [_own("dynamodb:*", account_id, tables)]}


def s3_policy(account_id: str, region: str) -> dict[str, Any]:
    """Let the account's principals reach the account's buckets, and everybody read AWS's packages."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            _own("s3:*", account_id),
            {
                "Sid": "AwsPackages",
                "Effect": "Allow",
                # Amazon Linux asks for packages without credentials, and Systems Manager's agent with them.
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": [f"arn:aws:s3:::{bucket}/*" for bucket in _buckets_of_aws(region)],
            },
        ],
    }


def _own(action: str, account_id: str, resource: str = "*") -> dict[str, Any]:
    return {
        "Sid": "OwnAccount",
        "Effect": "Allow",
        "Principal": "*",
        "Action": action,
        "Resource": resource,
        "Condition": {
            "StringEquals": {"aws:PrincipalAccount": account_id},
            # Where AWS tells it, as it does for most actions: one on no resource must not fail for the lack of it.
            # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
            "StringEqualsIfExists": {"aws:ResourceAccount": account_id},
        },
    }


def _documents_of_aws(account_id: str, region: str) -> dict[str, Any]:
    """Let the account's principals read AWS's own documents and public parameters, which no account owns.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
    """
    return {
        "Sid": "AwsDocuments",
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["ssm:DescribeDocument", "ssm:GetDocument", "ssm:GetParameter*"],
        "Resource": [f"arn:aws:ssm:{region}::document/*", f"arn:aws:ssm:{region}::parameter/aws/*"],
        "Condition": {"StringEquals": {"aws:PrincipalAccount": account_id}},
    }


def _buckets_of_aws(region: str) -> list[str]:
    """Return the buckets from which Linux instances take packages, patches, documents and definitions.

    Question marks stand for what AWS adds to a name in each region, as in
    `aws-patch-manager-us-east-2-552881074`; in the region of the shop's own stacks the snapshots have no
    addition. Systems Manager and Patch Manager:
    https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html
    https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-operations-s3-buckets.html
    Inspector: https://docs.aws.amazon.com/inspector/latest/user/scanning-ec2.html
    Amazon Linux 2023: the host name in its /etc/yum.repos.d.
    """
    return [
        f"al2023-repos-{region}-de612dc2",
        f"amazon-ssm-{region}",
        f"amazon-ssm-packages-{region}",
        f"aws-patch-manager-{region}-?????????",
        f"aws-ssm-{region}",
        f"aws-ssm-distributor-file-{region}",
        f"aws-ssm-document-attachments-{region}",
        f"inspector2-oval-prod-{region}",
        f"patch-baseline-snapshot-{region}",
        f"patch-baseline-snapshot-{region}-????????",
        f"{region}-birdwatcher-prod",
    ]
