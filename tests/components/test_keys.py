"""The keys tier: one customer key a domain, and who may use it.

Not shown here: that AWS KMS accepts the policies; the pure tests hold them to what AWS documents.
"""

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.keys import Keys, KeysArgs
from components.keys.key_policies import DOMAINS, USE, Domain, key_policy
from settings.keys import KeysSettings

ACCOUNT = "111122223333"
REGION = "eu-west-1"
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
    return Keys("shop", KeysArgs(settings=settings, account_id=ACCOUNT, region=REGION))


def statements(domain: Domain) -> dict[str, Any]:
    return {one["Sid"]: one for one in key_policy(domain, ACCOUNT, REGION)["Statement"]}


def test_each_domain_has_one_rotated_key_and_one_alias(record):
    graph = record(keys)
    component = graph.of_type("stagecraft:keys:Keys")[0]
    assert {key.name: key.inputs["description"] for key in graph.of_type("aws:kms/key:Key")} == {
        "shop-logs": "Log groups of shop dev",
        "shop-storage": "Buckets of shop dev",
        "shop-database": "Databases of shop dev",
        "shop-secrets": "Secrets of shop dev",
        "shop-compute": "Volumes of shop dev",
    }
    assert len(graph.children(component.urn)) == 10, "a key and an alias a domain, and nothing else"
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
        assert json.loads(key.inputs["policy"]) == key_policy(domain, ACCOUNT, REGION)


def test_the_component_gives_out_the_arns_of_its_keys(record):
    graph = record(keys)
    arns = {
        f"{key.name.removeprefix('shop-')}_arn": key.outputs["arn"]
        for key in graph.of_type("aws:kms/key:Key")
    }
    assert graph.of_type("stagecraft:keys:Keys")[0].outputs == arns


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
    ],
)
def test_the_account_uses_a_key_only_through_the_service_of_its_domain(domain, sid, service, grants):
    use = statements(domain)[sid]
    assert use["Principal"] == ROOT
    assert use["Condition"] == {"StringEquals": {"kms:ViaService": f"{service}.{REGION}.amazonaws.com"}}
    assert use["Action"] == (["kms:CreateGrant", *USE] if grants else USE)


def test_cloudwatch_logs_uses_the_key_of_logs_for_log_groups_of_the_account():
    assert list(statements("logs")) == ["AccountAdministers", "CloudWatchLogsEncryptsLogGroups"]
    logs = statements("logs")["CloudWatchLogsEncryptsLogGroups"]
    assert logs["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
    assert logs["Condition"] == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:*"}
    }


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
        if statement["Principal"] != {"AWS": f"arn:aws:iam::{account_id}:root"}:
            assert account_id in json.dumps(statement["Condition"]), f"{statement['Sid']} is open to others"


def test_every_domain_has_a_key_policy():
    assert tuple(DOMAINS) == get_args(Domain)
