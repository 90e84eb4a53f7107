"""How a new version goes into the group, as the runbook that starts it: pure, without resources."""

from collections.abc import Sequence
from typing import Any, Final

from components.app.fleet_plan import desired_configuration
from settings.app import AppSettings

SECONDS_A_MINUTE: Final = 60
# What Auto Scaling needs to leave off an earlier refresh.
SETTLE: Final = "PT3M"


def refresh_preferences(settings: AppSettings, alarm_names: Sequence[str]) -> dict[str, Any]:
    """Return how the instances are replaced, and when the group goes back to what it was.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
    """
    return {
        "MinHealthyPercentage": 100,
        "MaxHealthyPercentage": 110,
        "SkipMatching": True,
        "AutoRollback": True,
        "AlarmSpecification": {"Alarms": list(alarm_names)},
        "BakeTime": settings.rollout.bake_minutes * SECONDS_A_MINUTE,
        # Nobody protects an instance by the program; who did it by hand wants it left alone.
        "ScaleInProtectedInstances": "Ignore",
        "StandbyInstances": "Ignore",
    }


def deployment_document(
    settings: AppSettings,
    *,
    group_name: str,
    role_arn: str,
    template_id: str,
    version: str,
    alarm_names: Sequence[str],
) -> dict[str, Any]:
    """Return the Automation runbook that starts an instance refresh to one version of the launch template.

        CancelEarlierRefresh --(there was one)--> LetItSettle --> StartRefresh
                             `-(there was none)----------------->

    The version stands in the document and not on the group, so that a failed refresh finds on the group what it
    has to go back to. https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html
    """
    return {
        "schemaVersion": "0.3",
        "description": "Brings the application's group to a version of its launch template, or back.",
        "assumeRole": role_arn,
        "mainSteps": [
            {
                "name": "CancelEarlierRefresh",
                "action": "aws:executeAwsApi",
                # Auto Scaling runs one refresh at a time, and says so where none is under way.
                "onFailure": "step:StartRefresh",
                "isCritical": False,
                "nextStep": "LetItSettle",
                "inputs": {
                    "Service": "autoscaling",
                    "Api": "CancelInstanceRefresh",
                    "AutoScalingGroupName": group_name,
                },
            },
            {
                "name": "LetItSettle",
                "action": "aws:sleep",
                "nextStep": "StartRefresh",
                "inputs": {"Duration": SETTLE},
            },
            {
                "name": "StartRefresh",
                "action": "aws:executeAwsApi",
                "onFailure": "Abort",
                "isEnd": True,
                "inputs": {
                    "Service": "autoscaling",
                    "Api": "StartInstanceRefresh",
                    "AutoScalingGroupName": group_name,
                    "Strategy": "Rolling",
                    "DesiredConfiguration": desired_configuration(settings, template_id, version),
                    "Preferences": refresh_preferences(settings, alarm_names),
                },
            },
        ],
    }
