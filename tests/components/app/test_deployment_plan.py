"""The runbook of a deployment, whose calls are held against botocore's model of Auto Scaling.

What this does not prove: that Automation runs it as written; only an account can.
"""

from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from components.app.deployment_plan import deployment_document, refresh_preferences
from components.app.fleet_plan import desired_configuration
from components.trust import automation_trust
from settings.app import AppSettings

VALID: dict[str, Any] = {
    "artifact_key": "app/1.0.0.tar.gz",
    "artifact_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "instance_families": ("t4g",),
    "instance_types": ("t4g.small", "t4g.medium"),
    "root_volume_gib": 20,
    "min_instances": 2,
    "max_instances": 4,
    "on_demand_base": 1,
    "on_demand_percent": 50,
    "target_cpu_percent": 50,
    "target_network_mbps": 100,
    "predictive_scaling": "forecast-only",
    "schedules": (),
    "log_retention_days": 30,
}
ALARMS = ["shop-app-errors-1a2b3c4", "shop-app-unhealthy-5d6e7f8"]


def app(**changes: Any) -> AppSettings:
    return AppSettings.model_validate({**VALID, **changes}, by_name=True)


def document(settings: AppSettings) -> dict[str, Any]:
    return deployment_document(
        settings,
        group_name="shop-dev-app",
        role_arn="arn:aws:iam::111122223333:role/shop-app-deploy",
        template_id="lt-0123456789abcdef0",
        version="7",
        alarm_names=ALARMS,
    )


def steps(settings: AppSettings) -> dict[str, dict[str, Any]]:
    return {step["name"]: step for step in document(settings)["mainSteps"]}


def problems(call: dict[str, Any]) -> str:
    """Return what botocore has against a call of an `aws:executeAwsApi` step."""
    arguments = {key: value for key, value in call.items() if key not in ("Service", "Api")}
    service = botocore.session.get_session().get_service_model(call["Service"])
    report = ParamValidator().validate(arguments, service.operation_model(call["Api"]).input_shape)
    return report.generate_report()


def test_the_document_is_an_automation_runbook_with_a_role_of_its_own() -> None:
    runbook = document(app())
    assert runbook["schemaVersion"] == "0.3"
    assert runbook["assumeRole"] == "arn:aws:iam::111122223333:role/shop-app-deploy"


def test_each_step_leads_to_a_step_that_exists_and_the_last_one_ends() -> None:
    named = steps(app())
    following = {step["nextStep"] for step in named.values() if "nextStep" in step}
    failing = {step["onFailure"].partition("step:")[2] for step in named.values() if "onFailure" in step}
    assert following | failing - {""} <= set(named)
    assert [name for name, step in named.items() if step.get("isEnd")] == ["StartRefresh"]


def test_an_earlier_refresh_is_cancelled_and_its_absence_is_no_failure() -> None:
    cancel = steps(app())["CancelEarlierRefresh"]
    assert cancel["inputs"]["Api"] == "CancelInstanceRefresh"
    assert (cancel["onFailure"], cancel["isCritical"], cancel["nextStep"]) == (
        "step:StartRefresh",
        False,
        "LetItSettle",
    )


def test_a_refresh_that_cannot_start_fails_the_runbook() -> None:
    assert steps(app())["StartRefresh"]["onFailure"] == "Abort"


def test_the_version_is_the_desired_configuration_and_the_alarms_roll_it_back() -> None:
    start = steps(app())["StartRefresh"]["inputs"]
    assert start["AutoScalingGroupName"] == "shop-dev-app"
    template = start["DesiredConfiguration"]["MixedInstancesPolicy"]["LaunchTemplate"]
    assert template["LaunchTemplateSpecification"] == {
        "LaunchTemplateId": "lt-0123456789abcdef0",
        # A number: Auto Scaling does not roll back from or to $Latest.
        "Version": "7",
    }
    assert start["Preferences"] == {
        "MinHealthyPercentage": 100,
        "MaxHealthyPercentage": 110,
        "SkipMatching": True,
        "AutoRollback": True,
        "AlarmSpecification": {"Alarms": ALARMS},
        "BakeTime": 600,
        "ScaleInProtectedInstances": "Ignore",
        "StandbyInstances": "Ignore",
    }


@pytest.mark.parametrize("step", ["CancelEarlierRefresh", "StartRefresh"])
def test_auto_scaling_takes_the_call(step: str) -> None:
    assert problems(steps(app())[step]["inputs"]) == ""


def test_the_oracle_sees_a_wrong_call() -> None:
    call = steps(app())["StartRefresh"]["inputs"]
    assert "Unknown parameter" in problems({**call, "Preferences": {"AutoRollBack": True}})


@given(
    types=st.lists(st.sampled_from(["t4g.small", "t4g.medium", "t4g.large"]), min_size=1, unique=True),
    base=st.integers(0, 1000),
    percent=st.integers(0, 100),
    minutes=st.integers(0, 2880),
)
def test_auto_scaling_takes_every_fleet(types: list[str], base: int, percent: int, minutes: int) -> None:
    settings = app(
        instance_types=tuple(types),
        on_demand_base=base,
        on_demand_percent=percent,
        rollout={"bake_minutes": minutes},
    )
    configuration = desired_configuration(settings, "lt-0123456789abcdef0", "1")
    preferences = refresh_preferences(settings, ALARMS)
    assert 0 <= preferences["BakeTime"] <= 172_800
    assert (
        problems(
            {
                "Service": "autoscaling",
                "Api": "StartInstanceRefresh",
                "AutoScalingGroupName": "shop-dev-app",
                "DesiredConfiguration": configuration,
                "Preferences": preferences,
            }
        )
        == ""
    )
    policy = configuration["MixedInstancesPolicy"]
    assert types == [override["InstanceType"] for override in policy["LaunchTemplate"]["Overrides"]]


def test_only_automation_of_the_account_takes_the_role_on() -> None:
    [statement] = automation_trust("111122223333")["Statement"]
    assert statement["Principal"] == {"Service": "ssm.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111122223333"},
        "ArnLike": {"aws:SourceArn": "arn:aws:ssm:*:111122223333:automation-execution/*"},
    }
