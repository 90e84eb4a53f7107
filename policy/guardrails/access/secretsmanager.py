"""Secrets Manager: a secret is renewed before somebody who has copied it can use it for long."""

import re
from collections.abc import Iterator
from typing import Final

from guardrails.checks import number, show, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_SECRET: Final = aws("secretsmanager/secret")
_ROTATION: Final = aws("secretsmanager/secretRotation")
# https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html#secretsmanager-4
_LONGEST: Final = 90
_RATE: Final = re.compile(r"rate\((\d+) (hour|day)s?\)")
# The months of a cron expression that come round at least every third month.
_EVERY_QUARTER: Final = re.compile(r"cron\(\S+ \S+ \S+ (\*|(\*|\d+)/[123]|\w+(,\w+){3,}) .*\)")


def _rotated(graph: Graph, secret: Resource) -> Iterator[Problem]:
    found = graph.referrers(secret, (_ROTATION,), "secretId", (_SECRET,))
    if not found.sure:
        yield unknown("which rotation it has") if found.maybe else Problem("it has no rotation")
    for rotation in found.sure:
        yield from _often(rotation)


def _often(rotation: Resource) -> Iterator[Problem]:
    days = plain(at(rotation.inputs, "rotationRules.automaticallyAfterDays"))
    schedule = plain(at(rotation.inputs, "rotationRules.scheduleExpression"))
    if UNKNOWN in (days, schedule):
        yield unknown("rotationRules")
        return
    if isinstance(schedule, str) and (rate := _RATE.fullmatch(schedule)):
        days = int(rate[1]) / (24 if rate[2] == "hour" else 1)
    elif isinstance(schedule, str) and schedule:
        if not _EVERY_QUARTER.fullmatch(schedule):
            yield Problem(f"its rotation is by {show(schedule)}")
        return
    found = number(days)
    if found is None:
        yield Problem("its rotation has no schedule")
    elif found > _LONGEST:
        yield Problem(f"its rotation is every {found:g} days")


RULES: Final = (
    GraphRule(
        id="secretsmanager-secret-rotated",
        applies_to=(_SECRET,),
        statement=f"Secrets are renewed at least every {_LONGEST} days.",
        risk="Whoever has once copied the secret can use it for ever.",
        remediation=(
            f"Add secretsmanager.SecretRotation with automatically_after_days of at most {_LONGEST}"
        ),
        severity="medium",
        topics=("access",),
        url=security_hub("SecretsManager.1"),
        controls=(
            "FSBP SecretsManager.1",
            "FSBP SecretsManager.4",
            "Checkov CKV2_AWS_57",
            "Checkov CKV_AWS_304",
            "cdk-nag AwsSolutions-SMG4",
        ),
        check=_rotated,
    ),
)
