"""Who may take a role, as plain trust policies."""

from collections.abc import Mapping
from typing import Any


def service_trust(service: str, condition: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, Any]:
    """Return the trust policy of a role that an AWS service takes, under a condition where it knows one."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    if condition:
        statement["Condition"] = condition
    return {"Version": "2012-10-17", "Statement": [statement]}


def systems_manager_trust(account_id: str, source: str) -> dict[str, Any]:
    """Let Systems Manager take a role for one kind of its resources in the account, in any region.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/cross-service-confused-deputy-prevention.html

    Args:
        account_id: the account.
        source: what an ARN of that kind has behind the account, such as `automation-execution/*`.
    """
    return service_trust(
        "ssm.amazonaws.com",
        {
            "StringEquals": {"aws:SourceAccount": account_id},
            "ArnLike": {"aws:SourceArn": f"arn:aws:ssm:*:{account_id}:{source}"},
        },
    )


def automation_trust(account_id: str) -> dict[str, Any]:
    """Let Systems Manager take a role for the account's own automations.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-setup-iam.html
    """
    return systems_manager_trust(account_id, "automation-execution/*")
