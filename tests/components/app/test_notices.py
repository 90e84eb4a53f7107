"""Which events are told, by patterns that are tried on events as AWS documents them."""

from typing import Any

import pytest

from components.app.names import Names
from components.app.notices import event_patterns

NAMES = Names("shop", "prod")
PATTERNS = event_patterns(NAMES, "shop-app-deploy-1a2b3c4")


def matches(pattern: dict[str, Any], event: dict[str, Any]) -> bool:
    """Match as EventBridge does: each key of the pattern, any of its values.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html
    """
    return all(
        matches(wanted, event.get(key, {})) if isinstance(wanted, dict) else event.get(key) in wanted
        for key, wanted in pattern.items()
    )


def told(event: dict[str, Any]) -> list[str]:
    return [role for role, pattern in PATTERNS.items() if matches(pattern, event)]


def spot(kind: str) -> dict[str, Any]:
    return {
        "detail-type": kind,
        "source": "aws.ec2",
        "detail": {"instance-id": "i-0123456789abcdef0", "instance-action": "terminate"},
    }


def group(kind: str, name: str = "shop-prod-app") -> dict[str, Any]:
    return {"detail-type": kind, "source": "aws.autoscaling", "detail": {"AutoScalingGroupName": name}}


def automation(status: str, definition: str = "shop-app-deploy-1a2b3c4") -> dict[str, Any]:
    return {
        "detail-type": "EC2 Automation Execution Status-change Notification",
        "source": "aws.ssm",
        "detail": {"Definition": definition, "DefinitionVersion": 1.0, "Status": status},
    }


@pytest.mark.parametrize(
    "kind", ["EC2 Spot Instance Interruption Warning", "EC2 Instance Rebalance Recommendation"]
)
def test_an_end_of_spot_capacity_is_told(kind: str) -> None:
    assert told(spot(kind)) == ["spot"]


@pytest.mark.parametrize(
    "kind",
    [
        "EC2 Instance Launch Unsuccessful",
        "EC2 Auto Scaling Instance Refresh Failed",
        "EC2 Auto Scaling Instance Refresh Cancelled",
        "EC2 Auto Scaling Instance Refresh Rollback Started",
        "EC2 Auto Scaling Instance Refresh Rollback Succeeded",
        "EC2 Auto Scaling Instance Refresh Rollback Failed",
    ],
)
def test_a_deployment_that_goes_wrong_is_told(kind: str) -> None:
    assert told(group(kind)) == ["group"]
    assert told(group(kind, "another-app")) == [], "another group is somebody else's"


@pytest.mark.parametrize("status", ["Failed", "TimedOut", "Cancelled"])
def test_a_refresh_that_could_not_be_started_is_told(status: str) -> None:
    assert told(automation(status)) == ["deploy"]
    assert told(automation(status, "another-runbook")) == []


@pytest.mark.parametrize(
    "event",
    [
        automation("Success"),
        automation("InProgress"),
        group("EC2 Instance Launch Successful"),
        group("EC2 Auto Scaling Instance Refresh Started"),
        group("EC2 Auto Scaling Instance Refresh Succeeded"),
        spot("EC2 Instance State-change Notification"),
    ],
)
def test_what_goes_well_disturbs_nobody(event: dict[str, Any]) -> None:
    assert told(event) == []
