"""Who writes the configuration's history, and what a remediation may do, as plain policy documents."""

from collections.abc import Iterable
from typing import Any

import pulumi

from components.compliance.rules import Remediation
from components.storage import Statement


def delivery_statements(bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]) -> list[Statement]:
    """Let AWS Config look for the bucket, and write to it for this account.

    https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
    """
    config = {"Service": "config.amazonaws.com"}
    ours: dict[str, pulumi.Input[str]] = {"aws:SourceAccount": account_id}
    return [
        {
            "Sid": "ConfigLooksForTheBucket",
            "Effect": "Allow",
            "Principal": config,
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": bucket_arn,
            "Condition": {"StringEquals": ours},
        },
        {
            "Sid": "ConfigDelivers",
            "Effect": "Allow",
            "Principal": config,
            "Action": "s3:PutObject",
            "Resource": pulumi.Output.concat(bucket_arn, "/AWSLogs/", account_id, "/Config/*"),
            "Condition": {"StringEquals": {**ours, "s3:x-amz-acl": "bucket-owner-full-control"}},
        },
    ]


def remediation_policy(remediations: Iterable[Remediation], account_id: str) -> dict[str, Any]:
    """Return the permission to do what the runbooks do, on the account's own resources."""
    runbooks = list(remediations)
    actions = {action for remediation in runbooks for action in remediation.actions}
    described = {action for action in actions if ":Describe" in action}
    resources = {
        "ec2": [
            f"arn:aws:ec2:*:{account_id}:instance/*",
            f"arn:aws:ec2:*:{account_id}:security-group/*",
        ],
        "kms": [f"arn:aws:kms:*:{account_id}:key/*"],
        "s3": ["arn:aws:s3:::*"],
    }
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                # What each runbook's page asks for beside its own actions.
                "Sid": "RunRunbooks",
                "Effect": "Allow",
                "Action": ["ssm:GetAutomationExecution", "ssm:StartAutomationExecution"],
                "Resource": [
                    *(f"arn:aws:ssm:*:*:automation-definition/{one.document}:*" for one in runbooks),
                    f"arn:aws:ssm:*:{account_id}:automation-execution/*",
                ],
            },
            # EC2 describes all or nothing.
            {"Sid": "Describe", "Effect": "Allow", "Action": sorted(described), "Resource": "*"},
            *(
                {
                    "Sid": f"Mend{service.capitalize()}",
                    "Effect": "Allow",
                    "Action": sorted(
                        action for action in actions - described if action.startswith(f"{service}:")
                    ),
                    "Resource": arns,
                }
                for service, arns in resources.items()
            ),
        ],
    }
