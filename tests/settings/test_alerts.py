"""The settings of the alerts take email addresses, and say what is none."""

import json
from typing import Any

import pytest

from settings.alerts import AlertsSettings


def read(*addresses: str) -> AlertsSettings:
    return AlertsSettings.model_validate_json(json.dumps({"notifications": addresses}))


@pytest.mark.parametrize(
    "address",
    [
        "ops@example.com",
        "o@example.co",
        "first.last+shop@mail.example.com",
        "OPS-team@EXAMPLE.com",
        f"{'a' * 64}@example.com",
    ],
)
def test_an_email_address_is_taken(address: str) -> None:
    assert (address,) == read(address).notifications


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ops",
        "ops@example",
        "ops@@example.com",
        "ops@example..com",
        "ops@-example.com",
        ".ops@example.com",
        "ops.@example.com",
        "ops @example.com",
        "ops@example.com\n",
        "öps@example.com",
        "Ops <ops@example.com>",
        "+4915112345678",
        "https://events.example.com/hook/4711",
        f"{'a' * 65}@example.com",
        f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 20}.com",
    ],
)
def test_what_is_no_address_is_refused_by_its_place(address: str, lines: Any) -> None:
    [line] = lines({"shop:alerts.notifications": ["dev@example.com", address]})
    assert line.startswith("Pulumi.dev.yaml: shop:alerts.notifications[1]: '")
    assert line.endswith(
        "is an unknown notification address; allowed: an email address; write e.g. ops@example.com"
    )


def test_an_address_is_named_once_whatever_its_case(lines: Any) -> None:
    assert lines({"shop:alerts.notifications": ["ops@example.com", "Ops@Example.com"]}) == [
        "Pulumi.dev.yaml: shop:alerts.notifications[1]: 'Ops@Example.com' is named twice; "
        "allowed: each address once; take it out"
    ]


def test_somebody_is_told(lines: Any) -> None:
    [line] = lines({"shop:alerts.notifications": []})
    assert line.startswith("Pulumi.dev.yaml: shop:alerts.notifications: ")
    assert "1 to 20 items" in line
