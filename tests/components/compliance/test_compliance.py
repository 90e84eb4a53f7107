"""AWS Config: what records, what judges, what mends, and what is told.

Not shown here: that AWS has the rules and runbooks; their names are held to AWS's manner of naming them.
"""

import json
from typing import Any

import pytest

from components.compliance import Compliance, ComplianceArgs
from components.compliance.documents import remediation_policy
from components.compliance.rules import RULES, remediations
from components.trust import automation_trust
from settings.account.compliance import ComplianceSettings
from settings.storage import AccessLogSettings

ACCOUNT = "111122223333"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/audit"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:topic"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/account/shop-dev-boundary"
AGES = AccessLogSettings(infrequent_access_after_days=30, glacier_after_days=60, expire_after_days=365)
RULE = "aws:cfg/rule:Rule"


def compliance(**changes: Any) -> Compliance:
    settings = ComplianceSettings(
        **{
            "recording_frequency": "CONTINUOUS",
            "snapshot_frequency": "Six_Hours",
            "retention_days": 400,
            "history": AGES,
            "remediation": "automatic",
            "deletion_protection": True,
            **changes,
        }
    )
    return Compliance(
        "account",
        ComplianceArgs(
            settings=settings,
            account_id=ACCOUNT,
            audit_key_arn=KEY,
            access_log_bucket_name="logs",
            boundary_arn=BOUNDARY,
            topic_arn=TOPIC,
        ),
    )


def test_everything_is_recorded_by_the_service_linked_role(record):
    graph = record(compliance)
    (recorder,) = graph.of_type("aws:cfg/recorder:Recorder")
    (role,) = graph.of_type("aws:iam/serviceLinkedRole:ServiceLinkedRole")
    assert role.inputs["awsServiceName"] == "config.amazonaws.com"
    assert recorder.inputs["roleArn"] == role.outputs["arn"]
    assert recorder.inputs["recordingGroup"] == {"allSupported": True, "includeGlobalResourceTypes": True}
    assert recorder.inputs["recordingMode"] == {"recordingFrequency": "CONTINUOUS"}
    (retention,) = graph.of_type("aws:cfg/retentionConfiguration:RetentionConfiguration")
    assert retention.inputs["retentionPeriodInDays"] == 400


def test_recorder_channel_recording_and_rules_come_in_the_order_that_config_demands(record):
    graph = record(compliance)
    (recorder,) = graph.of_type("aws:cfg/recorder:Recorder")
    (channel,) = graph.of_type("aws:cfg/deliveryChannel:DeliveryChannel")
    (recording,) = graph.of_type("aws:cfg/recorderStatus:RecorderStatus")
    (policy,) = graph.of_type("aws:s3/bucketPolicy:BucketPolicy")
    assert recorder.urn in channel.dependencies
    assert policy.urn in channel.property_dependencies["s3BucketName"], "Config tries the bucket at once"
    assert channel.urn in recording.dependencies
    assert recording.inputs["isEnabled"] is True
    for rule in graph.of_type(RULE):
        assert recording.urn in rule.dependencies


def test_the_history_is_delivered_encrypted_and_only_by_config_for_this_account(record):
    graph = record(compliance)
    (channel,) = graph.of_type("aws:cfg/deliveryChannel:DeliveryChannel")
    assert channel.inputs["s3KmsKeyArn"] == KEY
    assert channel.inputs["snapshotDeliveryProperties"] == {"deliveryFrequency": "Six_Hours"}
    (bucket,) = graph.of_type("aws:s3/bucket:Bucket")
    assert graph.of_type("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration") == (), (
        "AWS Config delivers to no bucket with a default retention"
    )
    (policy,) = graph.of_type("aws:s3/bucketPolicy:BucketPolicy")
    arn = f"arn:aws:s3:::{bucket.value('bucket')}"
    config = {"Service": "config.amazonaws.com"}
    assert json.loads(policy.inputs["policy"])["Statement"][1:] == [
        {
            "Sid": "ConfigLooksForTheBucket",
            "Effect": "Allow",
            "Principal": config,
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        },
        {
            "Sid": "ConfigDelivers",
            "Effect": "Allow",
            "Principal": config,
            "Action": "s3:PutObject",
            "Resource": f"{arn}/AWSLogs/{ACCOUNT}/Config/*",
            "Condition": {
                "StringEquals": {
                    "aws:SourceAccount": ACCOUNT,
                    "s3:x-amz-acl": "bucket-owner-full-control",
                }
            },
        },
    ]


def test_every_rule_is_made_by_awss_name_and_identifier(record):
    graph = record(compliance)
    found = {rule.inputs["name"]: rule.inputs["source"] for rule in graph.of_type(RULE)}
    assert found == {
        rule.name: {"owner": "AWS", "sourceIdentifier": rule.source_identifier} for rule in RULES
    }
    assert {
        "s3-bucket-server-side-encryption-enabled": "S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED",
        "encrypted-volumes": "ENCRYPTED_VOLUMES",
        "rds-storage-encrypted": "RDS_STORAGE_ENCRYPTED",
        "cloud-trail-encryption-enabled": "CLOUD_TRAIL_ENCRYPTION_ENABLED",
        "restricted-ssh": "INCOMING_SSH_DISABLED",
        "multi-region-cloudtrail-enabled": "MULTI_REGION_CLOUD_TRAIL_ENABLED",
    }.items() <= {name: source["sourceIdentifier"] for name, source in found.items()}.items()
    (keys,) = [one for one in graph.of_type(RULE) if one.inputs["name"] == "access-keys-rotated"]
    assert json.loads(keys.inputs["inputParameters"]) == {"maxAccessKeyAge": "90"}


def test_a_rule_is_named_once_and_within_the_limit_of_config():
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 128


@pytest.mark.parametrize("chosen", ["automatic", "manual"])
def test_what_disturbs_nobody_is_mended_at_once_where_the_setting_says_so(record, chosen):
    graph = record(lambda: compliance(remediation=chosen))
    found = {
        one.inputs["configRuleName"]: one
        for one in graph.of_type("aws:cfg/remediationConfiguration:RemediationConfiguration")
    }
    assert set(found) == set(remediations())
    for name, remediation in remediations().items():
        inputs = found[name].inputs
        automatic = chosen == "automatic" and not remediation.disturbs
        assert inputs["automatic"] is automatic
        assert inputs.get("maximumAutomaticAttempts") == (3 if automatic else None)
        assert inputs.get("retryAttemptSeconds") == (300 if automatic else None)
        assert (inputs["targetType"], inputs["targetId"]) == ("SSM_DOCUMENT", remediation.document)


def test_a_runbook_gets_the_resource_and_the_role_that_mends_it(record):
    graph = record(compliance)
    (role,) = graph.of_type("aws:iam/role:Role")
    (ssh,) = [
        one
        for one in graph.of_type("aws:cfg/remediationConfiguration:RemediationConfiguration")
        if one.inputs["configRuleName"] == "restricted-ssh"
    ]
    assert ssh.inputs["parameters"] == [
        {"name": "AutomationAssumeRole", "staticValue": role.outputs["arn"]},
        {"name": "GroupId", "resourceValue": "RESOURCE_ID"},
    ]
    assert {name for name, one in remediations().items() if one.disturbs} == {
        "ec2-imdsv2-check",
        "vpc-default-security-group-closed",
    }


def test_the_role_mends_what_the_runbooks_mend_and_nothing_else(record):
    graph = record(compliance)
    (role,) = graph.of_type("aws:iam/role:Role")
    assert role.inputs["permissionsBoundary"] == BOUNDARY
    assert json.loads(role.inputs["assumeRolePolicy"]) == automation_trust(ACCOUNT)
    assert automation_trust(ACCOUNT)["Statement"][0]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:ssm:*:{ACCOUNT}:automation-execution/*"},
    }
    (policy,) = graph.of_type("aws:iam/rolePolicy:RolePolicy")
    document = remediation_policy(remediations().values(), ACCOUNT)
    assert json.loads(policy.inputs["policy"]) == document
    assert document["Statement"][0]["Resource"][0] == (
        "arn:aws:ssm:*:*:automation-definition/AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock:*"
    )
    assert {one["Sid"]: one["Action"] for one in document["Statement"]} == {
        "RunRunbooks": ["ssm:GetAutomationExecution", "ssm:StartAutomationExecution"],
        "Describe": ["ec2:DescribeInstances", "ec2:DescribeSecurityGroups"],
        "MendEc2": [
            "ec2:ModifyInstanceMetadataOptions",
            "ec2:RevokeSecurityGroupEgress",
            "ec2:RevokeSecurityGroupIngress",
        ],
        "MendKms": ["kms:EnableKeyRotation", "kms:GetKeyRotationStatus"],
        "MendS3": ["s3:GetBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock"],
    }


def test_every_action_of_a_runbook_is_granted():
    document = remediation_policy(remediations().values(), ACCOUNT)
    granted = {action for one in document["Statement"][1:] for action in one["Action"]}
    assert granted == {action for one in remediations().values() for action in one.actions}


def test_what_breaks_a_rule_is_told(record):
    graph = record(compliance)
    (rule,) = graph.of_type("aws:cloudwatch/eventRule:EventRule")
    assert json.loads(rule.inputs["eventPattern"]) == {
        "source": ["aws.config"],
        "detail-type": ["Config Rules Compliance Change"],
        "detail": {
            "messageType": ["ComplianceChangeNotification"],
            "newEvaluationResult": {"complianceType": ["NON_COMPLIANT"]},
        },
    }
    (target,) = graph.of_type("aws:cloudwatch/eventTarget:EventTarget")
    assert target.inputs["arn"] == TOPIC
