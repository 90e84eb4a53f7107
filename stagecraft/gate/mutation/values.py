"""Worse values for one input: flipped, lowered, opened to all."""

import json
from collections.abc import Iterator
from typing import Any, Final

from guardrails.coverage.families import DOCUMENT, KEY, SUBNETS

# What is weaker than a value, wherever it stands: no encryption, an older TLS, everyone.
_WEAKER: Final = {
    "redirect-to-https": "allow-all",
    "https-only": "http-only",
    "TLSv1.2_2021": "TLSv1",
    "TLSv1.2": "TLSv1",
    "TLSv1.3": "TLSv1",
    "HTTPS": "HTTP",
    "https": "http",
    "TLS": "NONE",
    "aws:kms": "AES256",
    "required": "preferred",
    "SecureString": "String",
    "private": "public-read",
    "AWS_IAM": "NONE",
    "AUTHENTICATED": "NONE",
}
_WEAKER_BY_INPUT: Final = {
    "viewerProtocolPolicy": "allow-all",
    "sslPolicy": "ELBSecurityPolicy-2016-08",
    "minimumProtocolVersion": "TLSv1",
}
# What has one subnet in each zone, so that AWS refuses a second one.
_ONE_A_ZONE: Final = frozenset({"ec2/vpcEndpoint", "lb/loadBalancer"})
# The keys of AWS that a service takes in the place of a customer's (`alias/aws/<name>`).
_MANAGED_KEYS: Final = {
    "backup": "backup",
    "dynamodb": "dynamodb",
    "ec2": "ebs",
    "elasticache": "elasticache",
    "rds": "rds",
    "s3": "s3",
    "secretsmanager": "secretsmanager",
    "sns": "sns",
    "sqs": "sqs",
}


def worse(
    short: str, path: str, family: str, value: Any, public_subnet: str | None
) -> Iterator[tuple[str, Any]]:
    """Yield the worse values of an input, each with the name of what was done."""
    if isinstance(value, bool):
        yield "flip", not value
    elif value in ("true", "false"):
        yield "flip", "false" if value == "true" else "true"
    elif family == KEY.id and short.split("/")[0] in _MANAGED_KEYS:
        yield "key of AWS", f"alias/aws/{_MANAGED_KEYS[short.split('/')[0]]}"
    elif family == DOCUMENT.id:
        yield from worse_documents(value)
    elif family == SUBNETS.id and isinstance(value, list) and public_subnet and public_subnet not in value:
        if short in _ONE_A_ZONE:
            yield "move to a public subnet", [public_subnet, *value[1:]]
        else:
            yield "add a public subnet", [*value, public_subnet]
    else:
        yield from _weaker(path.rpartition(".")[2], value)


def _weaker(leaf: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        lowered = [_WEAKER.get(one, one) if isinstance(one, str) else one for one in value]
        if lowered != value:
            yield "lower", lowered
    elif isinstance(value, str):
        lower = _WEAKER_BY_INPUT.get(leaf, _WEAKER.get(value, value))
        if lower != value:
            yield "lower", lower


def worse_documents(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield a policy without one of its Deny statements, or with one Allow opened in one way."""
    document = _document(value)
    statements = _statements(document)
    for place, statement in enumerate(statements):
        for done, new in _worse_statements(statement):
            changed = [*statements[:place], *new, *statements[place + 1 :]]
            yield f"{_named(statement, place)}: {done}", json.dumps({**document, "Statement": changed})


def statement_of(value: Any, done: str) -> dict[str, Any]:
    """Return the statement of a policy that a change (`Read: Action *`) was made to; empty if there is none."""
    named = done.rpartition(": ")[0]
    statements = enumerate(_statements(_document(value)))
    return next((one for place, one in statements if _named(one, place) == named), {})


def _document(value: Any) -> dict[str, Any]:
    try:
        document = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    statements = document.get("Statement", [])
    return statements if isinstance(statements, list) else [statements]


def _named(statement: dict[str, Any], place: int) -> str:
    return str(statement.get("Sid") or f"statement {place + 1}")


def _worse_statements(statement: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if statement.get("Effect") == "Deny":
        yield "Deny removed", []
        return
    for key in ("Principal", "Action", "Resource"):
        if key in statement and statement[key] not in ("*", ["*"], {"AWS": "*"}, {"AWS": ["*"]}):
            yield f"{key} *", [{**statement, key: "*"}]
    if "Condition" in statement:
        yield "Condition dropped", [{key: one for key, one in statement.items() if key != "Condition"}]
