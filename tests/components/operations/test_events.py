"""The rules hear what they should and nothing else, tell it in a sentence, and keep what they cannot tell.

The matcher below is EventBridge's for the patterns in use: lists of values, nested objects and $or.
"""

import json
import re
from typing import Any

import botocore.session
import pytest

from components.operations.event_table import FAILED_JOBS, event_rules
from components.operations.rules import queue_policy

RULES = {
    rule.role: rule
    for rule in event_rules(
        database_identifiers=["shop-dev-primary", "shop-dev-r1"],
        group_name="shop-app",
        deployment_document_name="shop-app-deploy",
    )
}

# Samples after AWS's documentation, cut to what patterns and sentences look at.
DATABASE = {
    "source": "aws.rds",
    "detail-type": "RDS DB Instance Event",
    "detail": {
        "EventCategories": ["failover"],
        "SourceType": "DB_INSTANCE",
        "SourceIdentifier": "shop-dev-primary",
        "Message": "Multi-AZ instance failover started.",
        "EventID": "RDS-EVENT-0013",
    },
}
SCALING = {
    "source": "aws.autoscaling",
    "detail-type": "EC2 Instance Launch Unsuccessful",
    "detail": {"AutoScalingGroupName": "shop-app", "StatusMessage": "No capacity."},
}
SPOT = {
    "source": "aws.ec2",
    "detail-type": "EC2 Spot Instance Interruption Warning",
    "detail": {"instance-id": "i-1", "instance-action": "terminate"},
}
DEPLOYMENT = {
    "source": "aws.ssm",
    "detail-type": "EC2 Automation Execution Status-change Notification",
    "detail": {"Definition": "shop-app-deploy", "Status": "Failed", "ExecutionId": "4711"},
}
BACKUP = {
    "source": "aws.backup",
    "detail-type": "Backup Job State Change",
    "detail": {"state": "FAILED", "resourceArn": "arn:aws:rds:eu-west-1:111122223333:db:shop-dev-primary"},
}
RESTORE = {
    "source": "aws.backup",
    "detail-type": "Restore Job State Change",
    "detail": {"status": "FAILED", "statusMessage": "No such subnet group."},
}
HEALTH = {
    "source": "aws.health",
    "detail-type": "AWS Health Event",
    "detail": {
        "service": "RDS",
        "eventTypeCode": "AWS_RDS_OPERATIONAL_ISSUE",
        "eventTypeCategory": "issue",
        "statusCode": "open",
        "eventRegion": "eu-west-1",
        "eventDescription": [{"language": "en_US", "latestDescription": "We are investigating."}],
    },
}


def changed(event: dict[str, Any], **detail: Any) -> dict[str, Any]:
    return {**event, "detail": {**event["detail"], **detail}}


def matches(pattern: Any, value: Any) -> bool:
    if isinstance(pattern, list):
        values = value if isinstance(value, list) else [value]
        return any(one in pattern for one in values)
    return all(
        any(matches(option, value) for option in wanted)
        if key == "$or"
        else isinstance(value, dict) and key in value and matches(wanted, value[key])
        for key, wanted in pattern.items()
    )


def at(event: Any, path: str) -> Any:
    """Return what a JSON path leads to; nothing where the event has no such place, as EventBridge does."""
    for key, index in re.findall(r"\.([A-Za-z-]+)|\[([0-9]+)\]", path.removeprefix("$")):
        event = event.get(key, "") if key else event[int(index)]
    return event


def sentence(role: str, event: dict[str, Any]) -> str:
    rule = RULES[role]
    return re.sub("<([a-z]+)>", lambda found: str(at(event, rule.values[found[1]])), rule.sentence)


@pytest.mark.parametrize(
    ("event", "hears", "told"),
    [
        (DATABASE, {"database"}, "Database shop-dev-primary: Multi-AZ instance failover started."),
        (changed(DATABASE, SourceIdentifier="another"), set(), ""),
        (changed(DATABASE, EventCategories=["backup"]), set(), ""),
        (changed(DATABASE, EventCategories=["notification", "low storage"]), {"database"}, ""),
        (SCALING, {"group"}, "EC2 Instance Launch Unsuccessful in group shop-app. No capacity."),
        (changed(SCALING, AutoScalingGroupName="another"), set(), ""),
        ({**SCALING, "detail-type": "EC2 Instance Launch Successful"}, set(), ""),
        ({**SCALING, "detail-type": "EC2 Auto Scaling Instance Refresh Started"}, set(), ""),
        ({**SCALING, "detail-type": "EC2 Auto Scaling Instance Refresh Failed"}, {"group"}, ""),
        ({**SCALING, "detail-type": "EC2 Auto Scaling Instance Refresh Rollback Started"}, {"group"}, ""),
        (SPOT, {"spot"}, "EC2 takes Spot Instance i-1 back in two minutes (terminate)."),
        ({**SPOT, "detail-type": "EC2 Instance Rebalance Recommendation"}, set(), ""),
        (DEPLOYMENT, {"deployment"}, "Runbook shop-app-deploy ended as Failed: execution 4711."),
        (changed(DEPLOYMENT, Status="Success"), set(), ""),
        (changed(DEPLOYMENT, Definition="another"), set(), ""),
        (
            BACKUP,
            {"backup"},
            "Backup Job State Change: FAILED for arn:aws:rds:eu-west-1:111122223333:db:shop-dev-primary. ",
        ),
        (changed(BACKUP, state="COMPLETED"), set(), ""),
        (RESTORE, {"backup"}, "Restore Job State Change: FAILED for . No such subnet group."),
        (changed(RESTORE, status="COMPLETED"), set(), ""),
        (
            HEALTH,
            {"health", "edge-health"},
            "AWS Health: RDS in eu-west-1, AWS_RDS_OPERATIONAL_ISSUE (open): We are investigating.",
        ),
        (changed(HEALTH, eventTypeCategory="accountNotification"), set(), ""),
        ({"source": "aws.guardduty", "detail-type": "GuardDuty Finding", "detail": {}}, set(), ""),
    ],
)
def test_a_rule_hears_what_it_should_and_tells_it_in_a_sentence(
    event: dict[str, Any], hears: set[str], told: str
) -> None:
    assert hears == {role for role, rule in RULES.items() if matches(rule.pattern, event)}
    if told:
        assert {told} == {sentence(role, event) for role in hears}


@pytest.mark.parametrize("role", sorted(RULES))
def test_a_sentence_names_just_the_values_that_it_has(role: str) -> None:
    rule = RULES[role]
    assert set(rule.values) == set(re.findall("<([a-z]+)>", rule.sentence))
    assert all(path.startswith("$.detail") for path in rule.values.values()), "detail, or detail-type"
    assert not any(name.startswith("aws") for name in rule.values), "EventBridge keeps these names to itself"
    assert len(rule.description) <= 512
    assert len(rule.sentence) < 8000


def test_states_and_categories_are_those_of_the_services_apis() -> None:
    session = botocore.session.get_session()
    backup = session.get_service_model("backup")
    known = {
        state
        for shape in ("BackupJobState", "CopyJobState", "RestoreJobStatus")
        for state in backup.shape_for(shape).enum
    }
    assert set(FAILED_JOBS) < known
    assert "COMPLETED" not in FAILED_JOBS
    assert set(RULES["deployment"].pattern["detail"]["Status"]) < set(
        session.get_service_model("ssm").shape_for("AutomationExecutionStatus").enum
    )
    categories = set(session.get_service_model("health").shape_for("eventTypeCategory").enum)
    assert set(RULES["health"].pattern["detail"]["eventTypeCategory"]) < categories


def test_us_east_1_tells_of_aws_global_services() -> None:
    assert {"edge-health"} == {role for role, rule in RULES.items() if rule.place == "edge"}


def test_findings_are_the_accounts_matter() -> None:
    sources = {source for rule in RULES.values() for source in rule.pattern["source"]}
    assert {"aws.rds", "aws.autoscaling", "aws.ec2", "aws.ssm", "aws.backup", "aws.health"} == sources


def test_just_the_rules_put_into_the_queue_what_they_could_not_tell() -> None:
    policy = queue_policy("shop-untold", "111122223333", "eu-west-1", ["shop-spot", "shop-backup"])
    deny, allow = policy["Statement"]
    queue = "arn:aws:sqs:eu-west-1:111122223333:shop-untold"
    assert deny == {
        "Sid": "DenyPlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": queue,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    assert allow == {
        "Sid": "RulesKeepWhatIsUntold",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {
            "ArnEquals": {
                "aws:SourceArn": [
                    "arn:aws:events:eu-west-1:111122223333:rule/shop-spot",
                    "arn:aws:events:eu-west-1:111122223333:rule/shop-backup",
                ]
            }
        },
    }
    assert json.loads(json.dumps(policy)) == policy
