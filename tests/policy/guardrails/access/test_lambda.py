"""A permission of Lambda is judged as the statement that Lambda makes of it."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id

from tests.policy.compliant import UNKNOWN_WIRE, make

ACCOUNT = "123456789012"
ARN = f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/nightly"


def said(rule: str, short: str = "lambda/permission", **inputs: Any) -> list[str]:
    found = rule_by_id(rule).findings(make(short, inputs=inputs))
    return [one.message.partition(": ")[2].partition(". ")[0] for one in found]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"principal": "*"}, ["principal is '*', and no source is named"]),
        ({"principal": "*", "sourceAccount": ""}, ["principal is '*', and no source is named"]),
        ({"principal": "*", "functionUrlAuthType": "NONE"}, ["principal is '*', and no source is named"]),
        (
            {"principal": "*", "sourceArn": "arn:aws:sns:*:*:*"},
            ["principal is '*', and its source is anyone's"],
        ),
        ({"principal": "*", "sourceArn": ARN}, []),
        ({"principal": "*", "sourceArn": UNKNOWN_WIRE}, []),
        ({"principal": "*", "sourceAccount": ACCOUNT}, []),
        ({"principal": "*", "principalOrgId": "o-1234567890"}, []),
        ({"principal": ACCOUNT}, []),
        ({"principal": f"arn:aws:iam::{ACCOUNT}:role/caller"}, []),
        ({"principal": "s3.amazonaws.com"}, []),
    ],
    ids=str,
)
def test_not_everyone_calls(inputs: dict[str, Any], expected: list[str]) -> None:
    assert expected == said("lambda-permission-not-public", **inputs)


@pytest.mark.parametrize(
    ("inputs", "found"),
    [
        ({"principal": "s3.amazonaws.com"}, True),
        ({"principal": "s3.amazonaws.com", "sourceArn": "arn:aws:s3:::orders"}, False),
        ({"principal": "s3.amazonaws.com", "sourceArn": "arn:aws:s3:::*"}, True),
        ({"principal": "s3.amazonaws.com", "sourceArn": UNKNOWN_WIRE}, False),
        ({"principal": "events.amazonaws.com", "sourceArn": ARN}, False),
        ({"principal": "apigateway.amazonaws.com",
          "sourceArn": f"arn:aws:execute-api:eu-west-1:{ACCOUNT}:api/*/*"}, False),
        ({"principal": "apigateway.amazonaws.com", "sourceArn": "arn:aws:execute-api:eu-west-1:*:*/*"}, True),
        ({"principal": "secretsmanager.amazonaws.com", "sourceAccount": ACCOUNT}, False),
        ({"principal": "alexa-appkit.amazon.com", "eventSourceToken": "skill"}, False),
        ({"principal": ACCOUNT}, False),
        ({"principal": "*"}, False),  # lambda-permission-not-public tells of it
        ({"principal": UNKNOWN_WIRE}, False),
    ],
    ids=str,
)  # fmt: skip
def test_a_service_calls_for_somebody_who_is_named(inputs: dict[str, Any], found: bool) -> None:
    expected = [f"it does not say for whom {inputs['principal']} calls"] if found else []
    assert expected == said("lambda-permission-source-bound", **inputs)


def test_a_layer_is_read_by_an_organization_but_not_by_everyone() -> None:
    short = "lambda/layerVersionPermission"
    assert said("lambda-permission-not-public", short, principal="*", organizationId="o-1234567890") == []
    assert len(said("lambda-permission-not-public", short, principal="*")) == 1
