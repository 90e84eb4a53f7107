"""The trail: what it records, where it writes, and what of it raises an alarm.

Not shown here: that CloudTrail accepts bucket and key; the documents are held to what AWS documents.
"""

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.audit import Audit, AuditArgs
from components.audit.alarms import WATCHED
from components.audit.log_table import COLUMNS, QUERIES, database_name, table_parameters
from settings.account.audit import AuditSettings
from settings.keys import KeysSettings
from settings.storage import AuditLogSettings

ACCOUNT = "111122223333"
TRAIL = f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/shop-dev"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/account/shop-dev-boundary"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:topic"
KEYS = KeysSettings(deletion_window_days=7, rotation_period_days=180, deletion_protection=True)
FILES = AuditLogSettings(
    infrequent_access_after_days=30,
    glacier_after_days=60,
    expire_after_days=400,
    lock_mode="COMPLIANCE",
    lock_days=365,
)


def audit(**changes: Any) -> Audit:
    settings = AuditSettings(
        **{
            "data_events": ("AWS::S3::Object", "AWS::DynamoDB::Table"),
            "insights": ("ApiErrorRateInsight",),
            "log_files": FILES,
            "log_retention_days": 365,
            "queryable_since": date(2026, 1, 1),
            "query_limit_gib": 2,
            "unauthorized_calls": 7,
            "deletion_protection": True,
            **changes,
        }
    )
    return Audit(
        "account",
        AuditArgs(
            settings=settings,
            keys=KEYS,
            account_id=ACCOUNT,
            region="eu-west-1",
            access_log_bucket_name="logs",
            boundary_arn=BOUNDARY,
            topic_arn=TOPIC,
        ),
    )


def trail_of(graph):
    (trail,) = graph.of_type("aws:cloudtrail/trail:Trail")
    return trail


def bucket_of(graph):
    (bucket,) = graph.of_type("aws:s3/bucket:Bucket")
    return bucket.value("bucket")


def test_the_trail_spans_every_region_and_its_files_are_encrypted_and_validated(record):
    graph = record(audit)
    trail = trail_of(graph)
    (key,) = graph.of_type("aws:kms/key:Key")
    (group,) = graph.of_type("aws:cloudwatch/logGroup:LogGroup")
    (role,) = graph.of_type("aws:iam/role:Role")
    flags = (
        "isMultiRegionTrail",
        "includeGlobalServiceEvents",
        "enableLogging",
        "enableLogFileValidation",
    )
    assert [trail.inputs[flag] for flag in flags] == [True, True, True, True]
    assert trail.inputs["name"] == "shop-dev"
    assert trail.inputs["kmsKeyId"] == key.outputs["arn"]
    assert trail.inputs["cloudWatchLogsGroupArn"] == f"{group.outputs['arn']}:*"
    assert trail.inputs["cloudWatchLogsRoleArn"] == role.outputs["arn"]
    assert trail.inputs["insightSelectors"] == [{"insightType": "ApiErrorRateInsight"}]


def test_data_events_are_recorded_as_asked_but_not_those_of_the_trails_own_files(record):
    graph = record(audit)
    assert trail_of(graph).inputs["advancedEventSelectors"] == [
        {
            "name": "Management events",
            "fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}],
        },
        {
            "name": "AWS::S3::Object",
            "fieldSelectors": [
                {"field": "eventCategory", "equals": ["Data"]},
                {"field": "resources.type", "equals": ["AWS::S3::Object"]},
                {"field": "resources.ARN", "notStartsWiths": [f"arn:aws:s3:::{bucket_of(graph)}/"]},
            ],
        },
        {
            "name": "AWS::DynamoDB::Table",
            "fieldSelectors": [
                {"field": "eventCategory", "equals": ["Data"]},
                {"field": "resources.type", "equals": ["AWS::DynamoDB::Table"]},
            ],
        },
    ]


def test_nothing_but_management_events_is_recorded_where_nothing_else_is_asked(record):
    graph = record(lambda: audit(data_events=(), insights=()))
    assert len(trail_of(graph).inputs["advancedEventSelectors"]) == 1
    assert trail_of(graph).inputs["insightSelectors"] == []


def test_only_this_trail_writes_to_the_bucket(record):
    graph = record(audit)
    (policy,) = graph.of_type("aws:s3/bucketPolicy:BucketPolicy")
    arn = f"arn:aws:s3:::{bucket_of(graph)}"
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    assert json.loads(policy.inputs["policy"])["Statement"][1:] == [
        {
            "Sid": "CloudTrailLooksAtTheBucket",
            "Effect": "Allow",
            "Principal": cloudtrail,
            "Action": "s3:GetBucketAcl",
            "Resource": arn,
            "Condition": {"StringEquals": {"aws:SourceArn": TRAIL}},
        },
        {
            "Sid": "CloudTrailWrites",
            "Effect": "Allow",
            "Principal": cloudtrail,
            "Action": "s3:PutObject",
            "Resource": f"{arn}/AWSLogs/{ACCOUNT}/*",
            "Condition": {
                "StringEquals": {"aws:SourceArn": TRAIL, "s3:x-amz-acl": "bucket-owner-full-control"}
            },
        },
    ]


def test_log_files_are_locked_from_the_moment_that_they_are_written(record):
    graph = record(audit)
    (lock,) = graph.of_type("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    assert lock.inputs["rule"] == {"defaultRetention": {"mode": "COMPLIANCE", "days": 365}}
    assert lock.urn in trail_of(graph).dependencies


def test_the_key_is_used_by_the_trail_config_logs_and_athena(record):
    graph = record(audit)
    (key,) = graph.of_type("aws:kms/key:Key")
    statements = {one["Sid"]: one for one in json.loads(key.inputs["policy"])["Statement"]}
    assert list(statements) == [
        "AccountAdministers",
        "AccountUsesThroughS3",
        "CloudTrailEncrypts",
        "ConfigEncrypts",
        "CloudWatchLogsEncryptsLogGroups",
        "AthenaKeepsResults",
        "AccountReadsResults",
    ]
    assert statements["CloudTrailEncrypts"] == {
        "Sid": "CloudTrailEncrypts",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": ["kms:DescribeKey", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceArn": TRAIL}},
    }
    assert statements["ConfigEncrypts"]["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert statements["ConfigEncrypts"]["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    workgroups = f"arn:aws:athena:eu-west-1:{ACCOUNT}:workgroup/*"
    assert statements["AthenaKeepsResults"]["Principal"] == {"Service": "encryption.athena.amazonaws.com"}
    assert statements["AthenaKeepsResults"]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": workgroups, "kms:EncryptionContext:aws:athena:arn": workgroups},
    }


def test_the_trail_writes_streams_of_its_own_to_its_own_log_group(record):
    graph = record(audit)
    (group,) = graph.of_type("aws:cloudwatch/logGroup:LogGroup")
    (key,) = graph.of_type("aws:kms/key:Key")
    assert group.inputs["retentionInDays"] == 365
    assert group.inputs["kmsKeyId"] == key.outputs["arn"]
    (role,) = graph.of_type("aws:iam/role:Role")
    assert role.inputs["permissionsBoundary"] == BOUNDARY
    assert json.loads(role.inputs["assumeRolePolicy"])["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT, "aws:SourceArn": TRAIL}},
        }
    ]
    (policy,) = graph.of_type("aws:iam/rolePolicy:RolePolicy")
    streams = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:{group.value('name')}:log-stream"
    assert json.loads(policy.inputs["policy"])["Statement"] == [
        {
            "Sid": "WriteEvents",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{streams}:{ACCOUNT}_CloudTrail_*",
        }
    ]
    assert policy.urn in trail_of(graph).dependencies, "CloudTrail tries the role when it is created"


def test_each_kind_of_rare_event_has_a_filter_and_an_alarm_that_is_told(record):
    graph = record(audit)
    filters = {one.name: one for one in graph.of_type("aws:cloudwatch/logMetricFilter:LogMetricFilter")}
    alarms = {one.name: one for one in graph.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")}
    assert set(filters) == set(alarms) == {f"account-{events.role}" for events in WATCHED}
    (group,) = graph.of_type("aws:cloudwatch/logGroup:LogGroup")
    for events in WATCHED:
        found, alarm = filters[f"account-{events.role}"], alarms[f"account-{events.role}"]
        assert found.inputs["pattern"] == events.pattern
        assert found.inputs["logGroupName"] == group.value("name")
        metric = found.inputs["metricTransformation"]
        assert metric == {"name": events.role, "namespace": "shop-dev/audit", "value": "1"}
        assert (alarm.inputs["namespace"], alarm.inputs["metricName"]) == ("shop-dev/audit", events.role)
        assert alarm.inputs["threshold"] == (7 if events.role == "unauthorized-calls" else 1)
        assert alarm.inputs["comparisonOperator"] == "GreaterThanOrEqualToThreshold"
        assert alarm.inputs["treatMissingData"] == "notBreaching"
        assert alarm.inputs["alarmActions"] == [TOPIC]


def test_the_events_of_cis_are_watched():
    assert {events.role for events in WATCHED} == {
        "unauthorized-calls",
        "sign-in-without-mfa",
        "root-use",
        "sign-in-failures",
        "iam-changes",
        "trail-changes",
        "config-changes",
        "key-ends",
        "bucket-policy-changes",
        "security-group-changes",
        "network-acl-changes",
        "gateway-changes",
        "route-changes",
        "vpc-changes",
    }


@pytest.mark.parametrize("events", WATCHED, ids=lambda events: events.role)
def test_a_pattern_is_as_cloudwatch_logs_takes_it(events):
    assert len(events.pattern) <= 1024, (
        "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html"
    )
    assert events.pattern.startswith("{ ")
    assert events.pattern.endswith(" }")
    assert events.pattern.count("(") == events.pattern.count(")")


# CloudTrail records some S3 operations by the name of the older API.
OF_S3 = {"DeleteBucketLifecycle", "PutBucketLifecycle"}


@pytest.mark.parametrize("events", WATCHED, ids=lambda events: events.role)
def test_every_event_is_an_operation_that_aws_has(events):
    import botocore.session

    session = botocore.session.get_session()
    known = OF_S3 | {"ConsoleLogin"}
    for service in ("iam", "cloudtrail", "config", "kms", "s3", "ec2"):
        known |= set(session.get_service_model(service).operation_names)
    assert set(re.findall(r"\$\.eventName = \"?(\w+)", events.pattern)) <= known


def test_athena_reads_the_files_by_region_and_day_and_keeps_the_results_itself(record):
    graph = record(audit)
    (workgroup,) = graph.of_type("aws:athena/workgroup:Workgroup")
    (key,) = graph.of_type("aws:kms/key:Key")
    configuration = workgroup.inputs["configuration"]
    assert configuration["managedQueryResultsConfiguration"] == {
        "enabled": True,
        "encryptionConfiguration": {"kmsKey": key.outputs["arn"]},
    }
    assert configuration["enforceWorkgroupConfiguration"] is True
    assert configuration["bytesScannedCutoffPerQuery"] == 2 * 1024**3
    (database,) = graph.of_type("aws:glue/catalogDatabase:CatalogDatabase")
    assert database.inputs["name"] == "shop_dev"
    (table,) = graph.of_type("aws:glue/catalogTable:CatalogTable")
    location = f"s3://{bucket_of(graph)}/AWSLogs/{ACCOUNT}/CloudTrail"
    assert table.inputs["storageDescriptor"]["location"] == location
    assert {one["name"]: one["type"] for one in table.inputs["storageDescriptor"]["columns"]} == COLUMNS
    assert [one["name"] for one in table.inputs["partitionKeys"]] == ["region", "day"]
    regions = table.inputs["parameters"]["projection.region.values"].split(",")
    assert {"eu-west-1", "us-east-1"} <= set(regions)
    assert not [one for one in regions if one.startswith(("cn-", "us-gov-"))], "of this partition alone"
    queries = graph.of_type("aws:athena/namedQuery:NamedQuery")
    assert {query.name for query in queries} == {f"account-{role}" for role in QUERIES}
    for query in queries:
        assert " FROM cloudtrail WHERE day " in query.inputs["query"], "a query without a day reads all files"
        assert query.inputs["database"] == "shop_dev"


def test_partitions_follow_from_the_names_of_the_files():
    parameters = table_parameters(
        "bucket", ACCOUNT, regions=("eu-west-1", "us-east-1"), since=date(2026, 3, 9)
    )
    assert parameters == {
        "EXTERNAL": "TRUE",
        "classification": "cloudtrail",
        "projection.enabled": "true",
        "projection.region.type": "enum",
        "projection.region.values": "eu-west-1,us-east-1",
        "projection.day.type": "date",
        "projection.day.format": "yyyy/MM/dd",
        "projection.day.range": "2026/03/09,NOW",
        "projection.day.interval": "1",
        "projection.day.interval.unit": "DAYS",
        "storage.location.template": f"s3://bucket/AWSLogs/{ACCOUNT}/CloudTrail/${{region}}/${{day}}",
    }


@pytest.mark.parametrize(
    ("stack", "name"), [("dev", "shop_account_dev"), ("Blue.2-x", "shop_account_blue_2_x")]
)
def test_a_database_has_a_name_that_sql_takes_without_quotes(stack, name):
    assert name == database_name("shop-account", stack)


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,19}", fullmatch=True))
def test_any_stack_has_a_database_that_sql_takes_without_quotes(stack):
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,254}", database_name("shop-account", stack))
