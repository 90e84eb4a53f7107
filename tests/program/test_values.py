"""Every value of the three stacks that AWS's own API describes is one that it takes; see `tests/aws_values.py`."""

from typing import Any

import pytest

from tests.aws_values import OPERATIONS, judged

STACKS = ("dev", "staging", "prod")


@pytest.mark.parametrize("stack", STACKS)
def test_aws_takes_every_value(shop: Any, stack: str) -> None:
    (graph,) = (view.graph for view in shop.views if view.name == stack)
    told = [
        (f"{resource.name} {path}", fault)
        for resource in graph.resources
        if resource.type in OPERATIONS
        for path, fault in judged(resource.type, resource.inputs)
    ]
    assert [] == [f"{path}: {fault}" for path, fault in told if fault]
    assert len(told) > 1500, "what has no counterpart proves nothing"


@pytest.mark.parametrize(
    ("type_", "inputs", "fault"),
    [
        (
            "aws:wafv2/webAcl:WebAcl",
            {"scope": "GLOBAL"},
            "'GLOBAL' is none of CLOUDFRONT, REGIONAL",
        ),
        ("aws:backup/vault:Vault", {"name": "x"}, r"'x' does not match ^[a-zA-Z0-9\-\_]{2,50}$"),
        (
            "aws:kms/key:Key",
            {"description": "x" * 8193},
            "8193 characters is not within 0 and 8192",
        ),
        (
            "aws:secretsmanager/secretRotation:SecretRotation",
            {"rotationRules": {"automaticallyAfterDays": 1001}},
            "1001  is not within 1 and 1000",
        ),
        (
            "aws:ssm/patchBaseline:PatchBaseline",
            {"operatingSystem": "AMAZON_LINUX_2024"},
            "'AMAZON_LINUX_2024' is none of ",
        ),
        (
            "aws:cloudfront/distribution:Distribution",
            {"viewerCertificate": {"minimumProtocolVersion": "TLSv1.4"}},
            "'TLSv1.4' is none of ",
        ),
    ],
)
def test_a_value_that_aws_would_refuse_is_told(type_: str, inputs: dict[str, Any], fault: str) -> None:
    [told] = [fault for _, fault in judged(type_, inputs) if fault]
    assert told.startswith(fault)


def test_what_only_an_up_knows_is_not_judged() -> None:
    from guardrails.values import UNKNOWN, Secret

    inputs = {"name": UNKNOWN, "description": Secret(UNKNOWN)}
    assert [] == list(judged("aws:secretsmanager/secret:Secret", inputs))
