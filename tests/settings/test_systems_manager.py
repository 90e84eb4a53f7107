"""The settings of Systems Manager refuse what it would."""

from typing import Any

import botocore.session
import pytest
from pydantic import ValidationError

from settings.systems_manager import PatchWindowSettings, SystemsManagerSettings

WINDOW = {"day": "SUN", "start": "03:30", "duration_hours": 3, "cutoff_hours": 1}


def settings(**changes: Any) -> SystemsManagerSettings:
    values = {
        "approve_after_days": 7,
        "patch_window": WINDOW,
        "inventory_every_hours": 12,
        "log_retention_days": 30,
        **changes,
    }
    return SystemsManagerSettings.model_validate(values)


@pytest.mark.parametrize(
    "change",
    [
        {"day": "SUNDAY"},
        {"day": "sun"},
        {"start": "24:00"},
        {"start": "3:30"},
        {"start": "cron(0 3 ? * SUN *)"},
        {"duration_hours": 0},
        {"duration_hours": 25},
        {"cutoff_hours": 24},
    ],
)
def test_a_window_that_does_not_parse_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        PatchWindowSettings.model_validate({**WINDOW, **change})
    assert [error["loc"] for error in refused.value.errors()] == [tuple(change)]


def test_a_window_that_closes_before_it_opens_is_refused() -> None:
    with pytest.raises(ValidationError, match="cutoffHours: 3 leaves no time in a window of 3 hours"):
        PatchWindowSettings.model_validate({**WINDOW, "cutoff_hours": 3})


@pytest.mark.parametrize(
    ("field", "shape"), [("approve_after_days", "ApproveAfterDays"), ("hybrid_nodes", "RegistrationLimit")]
)
def test_the_bounds_are_those_of_the_api(field: str, shape: str) -> None:
    most = botocore.session.get_session().get_service_model("ssm").shape_for(shape).metadata["max"]
    assert most == getattr(settings(**{field: most}), field)
    with pytest.raises(ValidationError):
        settings(**{field: most + 1})


@pytest.mark.parametrize("change", [{"log_retention_days": 31}, {"inventory_every_hours": 25}])
def test_what_aws_does_not_offer_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings(**change)


def test_nobody_outside_of_aws_may_register_where_the_stack_file_does_not_say() -> None:
    assert settings().hybrid_nodes == 0
