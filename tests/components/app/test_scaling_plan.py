"""What the group's size follows, held against the metrics and modes that AWS has."""

import json
from pathlib import Path
from typing import Any

import botocore.session
import cfnlint.data.schemas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.app.scaling_plan import bytes_a_minute, predictive_mode, targets
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


def app(**changes: Any) -> AppSettings:
    return AppSettings.model_validate({**VALID, **changes}, by_name=True)


def enum(shape: str) -> list[str]:
    """Return the values that Auto Scaling's API knows of a kind."""
    service = botocore.session.get_session().get_service_model("autoscaling")
    return list(service.shape_for(shape).enum)


def test_cpu_and_network_are_followed_together() -> None:
    assert targets(app()) == {
        "cpu": ("ASGAverageCPUUtilization", 50.0),
        "network-in": ("ASGAverageNetworkIn", 750e6),
        "network-out": ("ASGAverageNetworkOut", 750e6),
    }


def test_auto_scaling_knows_every_metric() -> None:
    assert {metric for metric, _ in targets(app()).values()} <= set(enum("MetricType"))


@given(st.integers(1, 100_000))
def test_a_target_is_the_bytes_of_one_minute(megabits: int) -> None:
    assert megabits == bytes_a_minute(megabits) * 8 / 60 / 1e6


@pytest.mark.parametrize(
    ("knob", "mode"), [("forecast-only", "ForecastOnly"), ("forecast-and-scale", "ForecastAndScale")]
)
def test_the_forecast_has_a_mode_that_auto_scaling_knows(knob: str, mode: str) -> None:
    assert mode == predictive_mode(app(predictive_scaling=knob))
    assert mode in enum("PredictiveScalingMode")


def test_cloudformation_knows_the_same_metrics_for_target_tracking() -> None:
    folder = Path(cfnlint.data.schemas.__file__).parent
    names = json.loads((folder / "providers" / "eu-west-1.json").read_text("utf-8"))
    schema = json.loads(
        (folder / "resources" / f"{names['AWS::AutoScaling::ScalingPolicy']}.json").read_text("utf-8")
    )
    known = schema["definitions"]["PredefinedMetricSpecification"]["properties"]["PredefinedMetricType"][
        "enum"
    ]
    assert {metric for metric, _ in targets(app()).values()} <= set(known)
