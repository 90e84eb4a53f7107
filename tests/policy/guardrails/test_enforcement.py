"""Enforcement is data, in the form that the engine reads, and encryption is no choice."""

import json

import pytest
from guardrails.catalog import RULES
from guardrails.enforcement import ENFORCEMENT, environment_of, environments, level
from guardrails.finding import UNDECIDED, UNDECIDED_DATA_STORE

STACKS = ["dev", "prod", "staging"]


def test_there_is_a_file_for_each_environment() -> None:
    assert tuple(STACKS) == environments()


@pytest.mark.parametrize("environment", STACKS)
def test_a_file_is_what_the_engine_reads(environment: str) -> None:
    stated = json.loads((ENFORCEMENT / f"{environment}.json").read_text())
    assert set(stated.values()) <= {"mandatory", "advisory", "disabled"}
    assert stated["all"] == "mandatory", "a new rule is mandatory until somebody says otherwise"


@pytest.mark.parametrize("environment", STACKS)
@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if "encryption" in rule.topics], ids=lambda rule: rule.id
)
def test_rules_on_encryption_are_mandatory_everywhere(environment: str, rule: object) -> None:
    assert level(rule.id, environment) == "mandatory"


@pytest.mark.parametrize("environment", STACKS)
@pytest.mark.parametrize(
    "rule",
    [
        "vpc-data-store-private-subnets",
        "rds-instance-not-public",
        "redshift-cluster-not-public",
        "dms-replication-instance-not-public",
        "mq-broker-not-public",
        "msk-cluster-not-public",
        "ec2-security-group-not-open",
        "ec2-instance-no-public-ip",
        "ec2-instance-no-elastic-ip",
        "ec2-subnet-no-automatic-public-ip",
        "ecs-service-no-public-ip",
        "s3-bucket-public-access-block",
        "s3-public-access-block-complete",
        "s3-bucket-policy-not-public",
        "s3-bucket-acl-not-public",
    ],
)
def test_rules_that_keep_things_private_are_mandatory_everywhere(environment: str, rule: str) -> None:
    assert level(rule, environment) == "mandatory"


# What does not stop a deployment to prod, and why.
LENIENT_IN_PROD = {
    "backup-plan-selects-data": ("advisory", "databases keep backups of their own"),
    "cloudfront-distribution-origin-failover": ("disabled", "opt-in: it takes a second origin"),
    "s3-bucket-audit-locked": ("advisory", "a lock can be given to a new bucket only"),
    "s3-bucket-replication": ("disabled", "opt-in: it takes a second Region"),
}


def test_in_prod_everything_is_mandatory_but_a_few() -> None:
    stated = json.loads((ENFORCEMENT / "prod.json").read_text())
    few = {rule: level for rule, (level, _) in LENIENT_IN_PROD.items()}
    assert {"all": "mandatory", **few} == stated


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_strictness_never_falls_from_dev_to_prod(rule: object) -> None:
    order = ("disabled", "advisory", "mandatory")
    levels = [order.index(level(rule.id, stack)) for stack in ("dev", "staging", "prod")]
    assert sorted(levels) == levels


@pytest.mark.parametrize("policy", [UNDECIDED, f"{UNDECIDED}-in-stack"])
def test_the_undecided_fails_in_prod(policy: str) -> None:
    assert [level(policy, stack) for stack in STACKS] == ["advisory", "mandatory", "advisory"]


@pytest.mark.parametrize("policy", [UNDECIDED_DATA_STORE, f"{UNDECIDED_DATA_STORE}-in-stack"])
def test_the_undecided_about_data_stores_fails_everywhere(policy: str) -> None:
    assert [level(policy, stack) for stack in STACKS] == ["mandatory"] * 3


@pytest.mark.parametrize("name", ["", "live", "PROD", "../dev"])
def test_a_name_that_is_no_environment_is_judged_as_prod(name: str) -> None:
    assert environment_of(name) == "prod"


def test_a_file_names_only_policies_that_exist() -> None:
    known = {rule.id for rule in RULES} | {"all", UNDECIDED, f"{UNDECIDED}-in-stack"}
    for environment in STACKS:
        stated = json.loads((ENFORCEMENT / f"{environment}.json").read_text())
        assert set(stated) <= known, "a name that nobody knows is ignored without a word"
