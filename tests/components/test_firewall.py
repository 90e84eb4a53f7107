"""The firewall tier: two web ACLs with AWS's rules, which block or count, and their logs.

Not shown here: what AWS's rules match, which only AWS knows.
"""

import json
import re
from typing import Any

import pytest
from botocore.session import get_session

from components.firewall import Firewall, FirewallArgs
from settings.firewall import FirewallSettings

ACL = "aws:wafv2/webAcl:WebAcl"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/logs"
EDGE_KEY = "arn:aws:kms:us-east-1:111122223333:key/edge-logs"
AWS = get_session().get_service_model("wafv2")


def firewall(ingress: Any = "vpc-origin", **changes: Any) -> Firewall:
    settings = FirewallSettings(**{"mode": "block", "rate_limit": 2000, "log_retention_days": 30, **changes})
    return Firewall(
        "shop",
        FirewallArgs(
            settings=settings,
            ingress=ingress,
            account_id="111122223333",
            region="eu-west-1",
            logs_key_arn=KEY,
            edge_logs_key_arn=EDGE_KEY,
        ),
    )


def named(graph, token, name):
    (found,) = [one for one in graph.of_type(token) if one.name == name]
    return found


def acl(graph, role):
    return named(graph, ACL, f"shop-{role}")


def rules(graph, role):
    return {rule["name"]: rule for rule in acl(graph, role).inputs["rules"]}


def test_one_web_acl_is_cloudfronts_in_us_east_1_and_one_is_the_regions(record):
    graph = record(firewall)
    assert len(graph.of_type(ACL)) == 2
    assert (acl(graph, "cloudfront").inputs["scope"], acl(graph, "cloudfront").inputs["region"]) == (
        "CLOUDFRONT",
        "us-east-1",
    )
    assert acl(graph, "regional").inputs["scope"] == "REGIONAL"
    assert acl(graph, "regional").value("region") != "us-east-1"


@pytest.mark.parametrize("role", ["cloudfront", "regional"])
def test_what_no_rule_matches_is_allowed(record, role):
    assert acl(record(firewall), role).inputs["defaultAction"] == {"allow": {}}


@pytest.mark.parametrize(
    ("mode", "group_action", "rate_action"),
    [("block", {"none": {}}, {"block": {}}), ("count", {"count": {}}, {"count": {}})],
)
def test_the_mode_decides_what_becomes_of_a_match(record, mode, group_action, rate_action):
    found = rules(record(lambda: firewall(mode=mode)), "cloudfront")
    assert found.pop("rate-limit")["action"] == rate_action
    assert {name: rule["overrideAction"] for name, rule in found.items()} == dict.fromkeys(
        ("ip-reputation", "common", "known-bad-inputs", "sql-injection"), group_action
    )


def test_the_rate_limit_comes_first_and_counts_the_requests_of_an_address(record):
    found = rules(record(lambda: firewall(rate_limit=500)), "cloudfront")
    assert [rule["priority"] for rule in found.values()] == [0, 1, 2, 3, 4]
    assert found["rate-limit"]["priority"] == 0
    assert found["rate-limit"]["statement"] == {
        "rateBasedStatement": {"aggregateKeyType": "IP", "limit": 500, "evaluationWindowSec": 300}
    }


@pytest.mark.parametrize("ingress", ["vpc-origin", "cloudfront"])
def test_behind_cloudfront_the_regional_web_acl_judges_no_address(record, ingress):
    found = rules(record(lambda: firewall(ingress)), "regional")
    assert list(found) == ["common", "known-bad-inputs", "sql-injection"]


def test_where_the_internet_reaches_the_load_balancer_its_web_acl_judges_addresses_too(record):
    graph = record(lambda: firewall("internet"))
    assert list(rules(graph, "regional")) == list(rules(graph, "cloudfront"))


@pytest.mark.parametrize("stack", ["dev", "staging-of-the-shops"])
def test_every_rule_is_measured_under_a_name_of_its_own_that_aws_takes(record, stack):
    graph = record(firewall, stack=stack)
    metric, name = AWS.shape_for("MetricName").metadata, AWS.shape_for("EntityName").metadata
    names = []
    for role in ("cloudfront", "regional"):
        parts = [acl(graph, role).inputs, *rules(graph, role).values()]
        for part in parts:
            visibility = part["visibilityConfig"]
            assert visibility["cloudwatchMetricsEnabled"] is True
            names.append(visibility["metricName"])
            assert re.fullmatch(metric["pattern"], visibility["metricName"])
            # CloudFormation's older limit, which the metric's own page still names.
            assert len(visibility["metricName"]) <= 128
            assert re.fullmatch(name["pattern"], part["name"])
    assert len(names) == len(set(names))


def test_the_groups_are_awss_and_take_its_default_version(record):
    for rule in rules(record(firewall), "regional").values():
        statement = rule["statement"]["managedRuleGroupStatement"]
        assert statement["vendorName"] == "AWS"
        assert set(statement) == {"vendorName", "name"}, (
            "a version that is named is no longer kept up to date"
        )


def test_what_signs_a_visitor_in_stands_neither_in_logs_nor_in_samples(record):
    graph = record(firewall)
    for role in ("cloudfront", "regional"):
        assert acl(graph, role).inputs["dataProtectionConfig"] == {
            "dataProtections": [
                {
                    "action": "SUBSTITUTION",
                    "field": {"fieldType": "SINGLE_HEADER", "fieldKeys": ["authorization", "cookie"]},
                }
            ]
        }
        assert named(graph, LOGGING, f"shop-waf-{role}").inputs["redactedFields"] == [
            {"singleHeader": {"name": "authorization"}},
            {"singleHeader": {"name": "cookie"}},
        ]


@pytest.mark.parametrize(
    ("role", "region", "key"),
    [("cloudfront", "us-east-1", EDGE_KEY), ("regional", "eu-west-1", KEY)],
)
def test_a_web_acl_logs_to_its_own_region_with_that_regions_key(record, role, region, key):
    graph = record(firewall)
    group = named(graph, LOG_GROUP, f"shop-waf-{role}")
    logging = named(graph, LOGGING, f"shop-waf-{role}")
    assert [group.inputs[one] for one in ("name", "region", "kmsKeyId", "retentionInDays")] == [
        f"aws-waf-logs-shop-dev-{role}",
        region,
        key,
        30,
    ]
    assert logging.inputs["region"] == region
    assert logging.inputs["logDestinationConfigs"] == [group.outputs["arn"]]
    assert logging.inputs["resourceArn"] == acl(graph, role).outputs["arn"]


def test_the_log_holds_what_a_rule_matched_and_nothing_else(record):
    logging = named(record(firewall), LOGGING, "shop-waf-regional")
    assert logging.inputs["loggingFilter"] == {
        "defaultBehavior": "DROP",
        "filters": [
            {
                "behavior": "KEEP",
                "requirement": "MEETS_ANY",
                "conditions": [
                    {"actionCondition": {"action": "BLOCK"}},
                    {"actionCondition": {"action": "COUNT"}},
                    {"actionCondition": {"action": "EXCLUDED_AS_COUNT"}},
                ],
            }
        ],
    }


@pytest.mark.parametrize(("role", "region"), [("cloudfront", "us-east-1"), ("regional", "eu-west-1")])
def test_aws_may_deliver_to_the_one_log_group_before_logging_is_switched_on(record, role, region):
    graph = record(firewall)
    policy = named(graph, POLICY, f"shop-waf-{role}")
    assert policy.urn in named(graph, LOGGING, f"shop-waf-{role}").dependencies
    assert policy.inputs["region"] == region
    assert policy.inputs["policyName"] == f"aws-waf-logs-shop-dev-{role}"
    assert json.loads(policy.inputs["policyDocument"])["Statement"] == [
        {
            "Sid": "WebAclLogsAreDelivered",
            "Effect": "Allow",
            "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": (f"arn:aws:logs:{region}:111122223333:log-group:aws-waf-logs-shop-dev-{role}:*"),
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "111122223333"},
                "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{region}:111122223333:*"},
            },
        }
    ]


def test_what_aws_waf_is_told_are_words_of_its_api(record):
    graph = record(firewall)
    logging = named(graph, LOGGING, "shop-waf-regional").inputs
    protection = acl(graph, "regional").inputs["dataProtectionConfig"]["dataProtections"][0]
    told = {
        "FilterBehavior": {logging["loggingFilter"]["defaultBehavior"], "KEEP"},
        "FilterRequirement": {"MEETS_ANY"},
        "ActionValue": {
            condition["actionCondition"]["action"]
            for condition in logging["loggingFilter"]["filters"][0]["conditions"]
        },
        "Scope": {one.inputs["scope"] for one in graph.of_type(ACL)},
        "RateBasedStatementAggregateKeyType": {"IP"},
        "DataProtectionAction": {protection["action"]},
        "FieldToProtectType": {protection["field"]["fieldType"]},
    }
    unknown = {shape: words - set(AWS.shape_for(shape).enum) for shape, words in told.items()}
    assert [shape for shape, words in unknown.items() if words] == []
    description = acl(graph, "regional").inputs["description"]
    assert re.fullmatch(AWS.shape_for("EntityDescription").metadata["pattern"], description)


def test_other_tiers_get_the_web_acls_and_the_names_of_their_metrics(record):
    graph = record(firewall)
    assert graph.of_type("stagecraft:firewall:Firewall")[0].outputs == {
        "cloudfront_acl_arn": acl(graph, "cloudfront").outputs["arn"],
        "regional_acl_arn": acl(graph, "regional").outputs["arn"],
        "cloudfront_metric_name": "shop-dev-cloudfront",
        "regional_metric_name": "shop-dev-regional",
        "cloudfront_log_group_name": "aws-waf-logs-shop-dev-cloudfront",
        "regional_log_group_name": "aws-waf-logs-shop-dev-regional",
    }
