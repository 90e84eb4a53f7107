"""The keys tier: one customer key a domain, and who may use it.

Not shown here: that AWS KMS accepts the policies; the pure tests hold them to what AWS documents.
"""

import json
from typing import Any, get_args

import pytest
from botocore.session import Session
from hypothesis import given
from hypothesis import strategies as st

from components.keys import Keys, KeysArgs
from components.keys.domains import DOMAINS, USE, Domain
from components.keys.key_policies import key_policy
from settings.keys import KeysSettings

ACCOUNT = "111122223333"
REGION = "eu-west-1"
RECOVERY = "eu-central-1"
# Where the key of a domain lies, if not in the stack's region.
ELSEWHERE = {
    "edge-logs": "us-east-1",
    "edge-messages": "us-east-1",
    "storage-replica": RECOVERY,
    "backup-replica": RECOVERY,
}
# Services whose requests to KMS carry no source that a condition could look at.
WITHOUT_SOURCE = {"EventRulesSend", "DynamoDBLooksAtTheKey"}
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}


def keys(**changes: Any) -> Keys:
    settings = KeysSettings(
        **{
            "deletion_window_days": 7,
            "rotation_period_days": 180,
            "deletion_protection": True,
            **changes,
        }
    )
    args = KeysArgs(settings=settings, account_id=ACCOUNT, region=REGION, recovery_region=RECOVERY)
    return Keys("shop", args)


def region_of(domain: str) -> str:
    return ELSEWHERE.get(domain, REGION)


def statements(domain: Domain) -> dict[str, Any]:
    return {one["Sid"]: one for one in key_policy(domain, ACCOUNT, region_of(domain))["Statement"]}


def sender(domain: Domain, sid: str) -> tuple[str, list[str], dict[str, Any]]:
    """Return the service, what it does, and on which condition."""
    one = statements(domain)[sid]
    return one["Principal"]["Service"], one["Action"], one.get("Condition", {})


def test_each_domain_has_one_rotated_key_and_one_alias(record):
    graph = record(keys)
    component = graph.of_type("stagecraft:keys:Keys")[0]
    assert {key.name: key.inputs["description"] for key in graph.of_type("aws:kms/key:Key")} == {
        "shop-logs": "Log groups of shop dev",
        "shop-storage": "Buckets of shop dev",
        "shop-database": "Databases of shop dev",
        "shop-secrets": "Secrets of shop dev",
        "shop-compute": "Volumes of shop dev",
        "shop-cache": "Caches of shop dev",
        "shop-tables": "Tables of shop dev",
        "shop-messages": "Topics and queues of shop dev",
        "shop-customers": "Sealed customer data of shop dev",
        "shop-audit": "Audit logs of shop dev",
        "shop-backup": "Backups of shop dev",
        "shop-edge-logs": "Log groups of the edge of shop dev",
        "shop-edge-messages": "Topics and queues of the edge of shop dev",
        "shop-storage-replica": "Copies of buckets of shop dev",
        "shop-backup-replica": "Copies of backups of shop dev",
    }
    assert len(graph.children(component.urn)) == 30, "a key and an alias a domain, and nothing else"
    for key in graph.of_type("aws:kms/key:Key"):
        assert key.inputs["enableKeyRotation"] is True
        assert key.inputs["rotationPeriodInDays"] == 180
        assert key.inputs["deletionWindowInDays"] == 7


def test_an_alias_names_project_stack_and_domain_and_points_to_its_key(record):
    graph = record(keys)
    for domain in get_args(Domain):
        (alias,) = [one for one in graph.of_type("aws:kms/alias:Alias") if one.name == f"shop-{domain}"]
        assert alias.inputs["name"] == f"alias/shop-dev-{domain}"
        assert graph.refers(alias, "targetKeyId", "aws:kms/key:Key").one.name == f"shop-{domain}"


def test_a_key_has_the_policy_of_its_domain(record):
    graph = record(keys)
    for key in graph.of_type("aws:kms/key:Key"):
        domain = key.name.removeprefix("shop-")
        assert json.loads(key.inputs["policy"]) == key_policy(domain, ACCOUNT, region_of(domain))


def test_a_key_and_its_alias_lie_where_the_data_does(record):
    graph = record(keys)
    for token in ("aws:kms/key:Key", "aws:kms/alias:Alias"):
        regions = {one.name.removeprefix("shop-"): one.inputs.get("region") for one in graph.of_type(token)}
        assert {domain: region for domain, region in regions.items() if region != REGION} == ELSEWHERE
        assert set(regions) == set(DOMAINS)


def test_the_component_gives_out_the_arns_of_its_keys(record):
    graph = record(keys)
    arns = {
        f"{key.name.removeprefix('shop-').replace('-', '_')}_arn": key.outputs["arn"]
        for key in graph.of_type("aws:kms/key:Key")
    }
    assert graph.of_type("stagecraft:keys:Keys")[0].outputs == arns
    assert set(arns) == set(Keys.__annotations__), "whoever reads the class finds every wire"


@pytest.mark.parametrize("protection", [True, False])
def test_a_setting_protects_the_keys(record, protection):
    graph = record(lambda: keys(deletion_protection=protection))
    assert {key.protect for key in graph.of_type("aws:kms/key:Key")} == {protection}


@pytest.mark.parametrize("domain", get_args(Domain))
def test_the_account_administers_a_key_without_using_it(domain):
    administers = statements(domain)["AccountAdministers"]
    assert administers["Principal"] == ROOT
    assert "kms:Put*" in administers["Action"], "without PutKeyPolicy KMS refuses the policy as a lockout"
    assert not {"kms:*", "kms:CreateGrant", "kms:Create*", *USE} & set(administers["Action"])


@pytest.mark.parametrize(
    ("domain", "sid", "service", "grants"),
    [
        ("storage", "AccountUsesThroughS3", "s3", False),
        ("database", "AccountUsesThroughRds", "rds", True),
        ("secrets", "AccountUsesThroughSecretsmanager", "secretsmanager", False),
        ("compute", "AccountUsesThroughEc2", "ec2", True),
        ("cache", "AccountUsesThroughElasticache", "elasticache", True),
        ("tables", "AccountUsesThroughDynamodb", "dynamodb", True),
        ("messages", "AccountUsesThroughSns", "sns", False),
        ("messages", "AccountUsesThroughSqs", "sqs", False),
        ("audit", "AccountUsesThroughS3", "s3", False),
        ("backup", "AccountUsesThroughBackup", "backup", True),
        ("backup", "AccountUsesThroughDynamodb", "dynamodb", True),
        ("backup", "AccountUsesThroughEc2", "ec2", True),
        ("backup", "AccountUsesThroughRds", "rds", True),
        ("edge-messages", "AccountUsesThroughSns", "sns", False),
        ("edge-messages", "AccountUsesThroughSqs", "sqs", False),
        ("storage-replica", "AccountUsesThroughS3", "s3", False),
        ("backup-replica", "AccountUsesThroughBackup", "backup", True),
        ("backup-replica", "AccountUsesThroughDynamodb", "dynamodb", True),
        ("backup-replica", "AccountUsesThroughEc2", "ec2", True),
        ("backup-replica", "AccountUsesThroughRds", "rds", True),
    ],
)
def test_the_account_uses_a_key_only_through_the_service_of_its_domain(domain, sid, service, grants):
    use = statements(domain)[sid]
    assert use["Principal"] == ROOT
    via = f"{service}.{region_of(domain)}.amazonaws.com"
    assert use["Condition"] == {"StringEquals": {"kms:ViaService": via}}
    assert use["Action"] == (["kms:CreateGrant", *USE] if grants else USE)


def test_no_key_has_a_statement_that_these_tests_do_not_name():
    assert {domain: list(statements(domain))[1:] for domain in DOMAINS} == {
        "logs": ["CloudWatchLogsEncryptsLogGroups"],
        "storage": ["AccountUsesThroughS3", "CloudFrontReadsSites"],
        "database": ["AccountUsesThroughRds"],
        "secrets": ["AccountUsesThroughSecretsmanager"],
        "compute": ["AccountUsesThroughEc2", "AutoScalingUsesVolumes", "AutoScalingAttachesVolumes"],
        "cache": ["AccountUsesThroughElasticache"],
        "tables": ["AccountUsesThroughDynamodb", "DynamoDBLooksAtTheKey"],
        "messages": [
            "AccountUsesThroughSns",
            "AccountUsesThroughSqs",
            "AlarmsNotify",
            "EventRulesSend",
            "BucketsNotify",
            "TopicsSend",
            "BudgetsNotify",
        ],
        "customers": ["AccountSealsWithContext"],
        "audit": ["AccountUsesThroughS3", "LogDeliveryWrites"],
        "backup": [
            "AccountUsesThroughBackup",
            "AccountUsesThroughDynamodb",
            "AccountUsesThroughEc2",
            "AccountUsesThroughRds",
        ],
        "edge-logs": ["CloudWatchLogsEncryptsLogGroups"],
        "edge-messages": [
            "AccountUsesThroughSns",
            "AccountUsesThroughSqs",
            "AlarmsNotify",
            "EventRulesSend",
        ],
        "storage-replica": ["AccountUsesThroughS3"],
        "backup-replica": [
            "AccountUsesThroughBackup",
            "AccountUsesThroughDynamodb",
            "AccountUsesThroughEc2",
            "AccountUsesThroughRds",
        ],
    }


@pytest.mark.parametrize(("domain", "region"), [("logs", REGION), ("edge-logs", "us-east-1")])
def test_cloudwatch_logs_uses_the_key_of_logs_for_log_groups_of_the_account(domain, region):
    logs = statements(domain)["CloudWatchLogsEncryptsLogGroups"]
    assert logs["Principal"] == {"Service": f"logs.{region}.amazonaws.com"}
    assert logs["Condition"] == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{ACCOUNT}:log-group:*"}
    }


@pytest.mark.parametrize(("domain", "region"), [("messages", REGION), ("edge-messages", "us-east-1")])
def test_alarms_of_the_account_reach_encrypted_topics_of_their_region(domain, region):
    assert sender(domain, "AlarmsNotify") == (
        "cloudwatch.amazonaws.com",
        ["kms:Decrypt", "kms:GenerateDataKey*"],
        {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{region}:{ACCOUNT}:alarm:*"},
        },
    )


@pytest.mark.parametrize("domain", ["messages", "edge-messages"])
def test_no_condition_keeps_events_from_encrypted_topics(domain):
    assert sender(domain, "EventRulesSend") == (
        "events.amazonaws.com",
        ["kms:Decrypt", "kms:GenerateDataKey*"],
        {},
    ), "EventBridge tells KMS no source: a condition would drop every event in silence"


@pytest.mark.parametrize(
    ("sid", "service", "condition"),
    [
        ("BucketsNotify", "s3.amazonaws.com", {"StringEquals": {"aws:SourceAccount": ACCOUNT}}),
        (
            "TopicsSend",
            "sns.amazonaws.com",
            {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:*"}},
        ),
        (
            "BudgetsNotify",
            "budgets.amazonaws.com",
            {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{ACCOUNT}:*"},
            },
        ),
    ],
)
def test_what_belongs_to_the_account_reaches_encrypted_queues_and_topics(sid, service, condition):
    assert sender("messages", sid) == (service, ["kms:Decrypt", "kms:GenerateDataKey*"], condition)


def test_customer_data_is_sealed_only_for_a_customer_who_is_named():
    seals = statements("customers")["AccountSealsWithContext"]
    assert seals["Principal"] == ROOT
    assert seals["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"], "Encrypt takes no more than 4 KB"
    assert seals["Condition"] == {"Null": {"kms:EncryptionContext:customer_id": "false"}}


def test_aws_delivers_logs_of_the_account_to_the_bucket_of_audit_logs():
    assert sender("audit", "LogDeliveryWrites") == (
        "delivery.logs.amazonaws.com",
        USE,
        {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:*"},
        },
    )


def test_dynamodb_only_looks_at_the_key_of_tables():
    assert sender("tables", "DynamoDBLooksAtTheKey") == (
        "dynamodb.amazonaws.com",
        ["kms:Describe*", "kms:Get*", "kms:List*"],
        {},
    )


def test_cloudfront_only_decrypts_and_only_for_distributions_of_the_account():
    cloudfront = statements("storage")["CloudFrontReadsSites"]
    assert cloudfront["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert cloudfront["Action"] == ["kms:Decrypt"]
    assert cloudfront["Condition"] == {
        "ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/*"}
    }


def test_auto_scaling_is_named_by_a_condition_because_a_fresh_account_lacks_its_role():
    role = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    uses, attaches = list(statements("compute").values())[-2:]
    assert "AWSServiceRole" not in json.dumps([uses["Principal"], attaches["Principal"]]), (
        "KMS refuses a policy with a principal that does not exist"
    )
    tied = {
        "StringEquals": {"kms:CallerAccount": ACCOUNT},
        "ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/{role}"},
    }
    assert (uses["Action"], uses["Condition"]) == (USE, tied)
    assert attaches["Action"] == ["kms:CreateGrant"]
    assert attaches["Condition"] == {**tied, "Bool": {"kms:GrantIsForAWSResource": "true"}}


@given(
    st.sampled_from(get_args(Domain)),
    st.from_regex(r"[0-9]{12}", fullmatch=True),
    st.sampled_from(["eu-west-1", "us-east-1"]),
)
def test_nobody_outside_of_the_account_may_use_a_key(domain, account_id, region):
    for statement in key_policy(domain, account_id, region)["Statement"]:
        assert statement["Effect"] == "Allow"
        assert "kms:*" not in statement["Action"]
        if statement["Sid"] in WITHOUT_SOURCE:
            assert list(statement["Principal"]) == ["Service"]
        elif statement["Principal"] != {"AWS": f"arn:aws:iam::{account_id}:root"}:
            assert account_id in json.dumps(statement["Condition"]), f"{statement['Sid']} is open to others"


def test_every_domain_has_a_key_policy():
    assert tuple(DOMAINS) == get_args(Domain)


def test_every_service_that_uses_a_key_is_one_of_aws():
    services = Session().get_available_services()
    assert {service for domain in DOMAINS.values() for service in domain.services} <= set(services)


def test_an_alias_is_within_the_limit_for_the_longest_stack_name():
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    longest = max(len(f"alias/shop-{'s' * 20}-{domain}") for domain in DOMAINS)
    assert longest <= 256
