"""Who may reach what through the gateway endpoints, as plain policy documents.

A gateway endpoint is a road out of the private subnets: without a policy of its own it leads to every bucket
and table of every account.
"""

from typing import Any


def dynamodb_policy(account_id: str) -> dict[str, Any]:
    """Let the account's principals reach the account's tables."""
    return {"Version": "2012-10-17", "Statement": [_own("dynamodb:*", account_id)]}


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


def _own(action: str, account_id: str) -> dict[str, Any]:
    return {
        "Sid": "OwnAccount",
        "Effect": "Allow",
        "Principal": "*",
        "Action": action,
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:PrincipalAccount": account_id, "aws:ResourceAccount": account_id}
        },
    }


def _buckets_of_aws(region: str) -> list[str]:
    """Return the buckets from which instances take packages, patches and documents.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-minimum-s3-permissions.html and,
    for Amazon Linux 2023, the host name in its /etc/yum.repos.d.
    """
    return [
        f"al2023-repos-{region}-de612dc2",
        f"amazon-ssm-{region}",
        f"amazon-ssm-packages-{region}",
        f"aws-ssm-{region}",
        f"aws-ssm-distributor-file-{region}",
        f"aws-ssm-document-attachments-{region}",
        f"patch-baseline-snapshot-{region}",
        f"{region}-birdwatcher-prod",
    ]
