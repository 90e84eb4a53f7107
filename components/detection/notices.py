"""Which findings are told, and in which words."""

from collections.abc import Iterator

from components.notifications import Notice


def notices(least_severity: int) -> Iterator[Notice]:
    """Yield what is told: attacks from a severity on, severe vulnerabilities, and every open access."""
    yield Notice(
        role="guardduty",
        description="Tells the findings of GuardDuty.",
        # https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
        pattern={
            "source": ["aws.guardduty"],
            "detail-type": ["GuardDuty Finding"],
            "detail": {"severity": [{"numeric": [">=", least_severity]}]},
        },
        paths={
            "type": "$.detail.type",
            "severity": "$.detail.severity",
            "title": "$.detail.title",
            "account": "$.account",
            "region": "$.region",
        },
        sentence="GuardDuty, severity <severity>, account <account>, <region>: <title> (<type>)",
    )
    yield Notice(
        role="inspector",
        description="Tells the severe findings of Inspector.",
        # https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
        pattern={
            "source": ["aws.inspector2"],
            "detail-type": ["Inspector2 Finding"],
            "detail": {"severity": ["CRITICAL", "HIGH"], "status": ["ACTIVE"]},
        },
        paths={
            "severity": "$.detail.severity",
            "title": "$.detail.title",
            "resource": "$.detail.resources[0].id",
            "account": "$.account",
            "region": "$.region",
        },
        sentence="Inspector, <severity>, account <account>, <region>: <title> on <resource>",
    )
    yield Notice(
        role="access-analyzer",
        description="Tells the findings of IAM Access Analyzer.",
        # Of both analyzers, whatever the event's detail-type:
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html
        pattern={"source": ["aws.access-analyzer"], "detail": {"status": ["ACTIVE"]}},
        paths={
            "kind": "$.detail-type",
            "resource": "$.detail.resource",
            "account": "$.account",
            "region": "$.region",
        },
        sentence="IAM Access Analyzer, account <account>, <region>: <kind> on <resource>",
    )
