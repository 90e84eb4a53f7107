"""Who may publish to a topic of alerts: two services, for the account's own alarms and rules."""

import re

from hypothesis import given
from hypothesis import strategies as st

from components.alerts.topic_policy import topic_policy

ACCOUNT = "111122223333"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:shop-alerts-1234567"


def statements():
    policy = topic_policy("shop-alerts-1234567", ACCOUNT, "eu-west-1")
    assert policy["Version"] == "2012-10-17"
    return {one["Sid"]: one for one in policy["Statement"]}


def test_just_cloudwatch_and_eventbridge_may_publish():
    allowed = {sid: one["Principal"] for sid, one in statements().items() if one["Effect"] == "Allow"}
    assert allowed == {
        "AlarmsPublish": {"Service": "cloudwatch.amazonaws.com"},
        "RulesPublish": {"Service": "events.amazonaws.com"},
    }
    assert {one["Action"] for one in statements().values()} == {"sns:Publish"}


def test_alarms_of_other_accounts_and_regions_stay_out():
    assert statements()["AlarmsPublish"]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*"},
    }


def test_rules_have_no_condition_because_eventbridge_would_stay_silent():
    assert "Condition" not in statements()["RulesPublish"], "EventBridge supports none in a topic's policy"


def test_nobody_publishes_without_tls():
    assert statements()["DenyPlainHttp"] == {
        "Sid": "DenyPlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": TOPIC,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


@given(
    name=st.from_regex(r"[A-Za-z0-9_-]{1,80}", fullmatch=True),
    account=st.from_regex(re.compile(r"[0-9]{12}", re.ASCII), fullmatch=True),
    region=st.sampled_from(["eu-west-1", "us-east-1", "ap-northeast-2"]),
)
def test_every_statement_is_about_the_one_topic(name, account, region):
    policy = topic_policy(name, account, region)
    assert {one["Resource"] for one in policy["Statement"]} == {f"arn:aws:sns:{region}:{account}:{name}"}
