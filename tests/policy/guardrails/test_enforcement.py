"""Enforcement is data, in the form that the engine reads, and encryption is no choice."""

import json

import pytest
from guardrails.catalog import RULES
from guardrails.enforcement import ENFORCEMENT, environment_of, environments, level
from guardrails.finding import RAISED, UNDECIDED, UNDECIDED_DATA_STORE, WAIVERS

STACKS = ["dev", "prod", "staging"]
PROMOTION = ["dev", "staging", "prod"]
STRICTNESS = {"disabled": 0, "advisory": 1, "mandatory": 2}
VERDICTS = [f"{one}{twin}" for one in (UNDECIDED, UNDECIDED_DATA_STORE, RAISED) for twin in ("", "-in-stack")]
POLICIES = [*(rule.id for rule in RULES), *VERDICTS, WAIVERS]


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
        "aws-resource-not-public",
        "lightsail-instance-ports-not-open",
        "vpc-data-store-not-reachable",
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
    "cloudwatch-log-group-retention": ("advisory", "how long evidence is kept is the owner's to say"),
    "ec2-security-group-described": ("advisory", "a description stops no attack"),
    "ec2-vpc-encryption-enforced": ("advisory", "AWS asks for `monitor` first"),
    "lambda-function-in-vpc": ("disabled", "opt-in: Lambda's own network has no way in"),
    "lambda-function-signed": ("disabled", "opt-in: it takes a signer"),
    "lambda-function-traced": ("disabled", "opt-in: it costs by the call"),
    "route53-zone-dnssec": ("disabled", "opt-in: it takes the registrar's hand"),
    "s3-bucket-audit-locked": ("advisory", "a lock can be given to a new bucket only"),
    "s3-bucket-replication": ("disabled", "opt-in: it takes a second Region"),
}


def test_in_prod_everything_is_mandatory_but_a_few() -> None:
    stated = json.loads((ENFORCEMENT / "prod.json").read_text())
    few = {rule: level for rule, (level, _) in LENIENT_IN_PROD.items()}
    assert {"all": "mandatory", **few} == stated


@pytest.mark.parametrize("policy", [UNDECIDED, f"{UNDECIDED}-in-stack"])
def test_the_undecided_fails_in_prod(policy: str) -> None:
    assert [level(policy, stack) for stack in STACKS] == ["advisory", "mandatory", "advisory"]


@pytest.mark.parametrize("policy", [UNDECIDED_DATA_STORE, f"{UNDECIDED_DATA_STORE}-in-stack"])
def test_the_undecided_about_data_stores_fails_everywhere(policy: str) -> None:
    assert [level(policy, stack) for stack in STACKS] == ["mandatory"] * 3


@pytest.mark.parametrize("name", ["", "live", "PROD", "../dev"])
def test_a_name_that_is_no_environment_is_judged_as_prod(name: str) -> None:
    assert environment_of(name) == "prod"


@pytest.mark.parametrize("policy", POLICIES)
def test_strictness_never_falls_from_dev_to_prod(policy: str) -> None:
    levels = [STRICTNESS[level(policy, stack)] for stack in PROMOTION]
    assert sorted(levels) == levels, "what stops dev stops prod"


@pytest.mark.parametrize("environment", STACKS)
def test_every_policy_has_a_level_of_its_own_or_the_one_of_all(environment: str) -> None:
    stated = json.loads((ENFORCEMENT / f"{environment}.json").read_text())
    assert {policy: stated.get(policy, stated["all"]) for policy in POLICIES} == {
        policy: level(policy, environment) for policy in POLICIES
    }


@pytest.mark.parametrize("environment", STACKS)
def test_a_file_names_only_policies_that_exist(environment: str) -> None:
    stated = json.loads((ENFORCEMENT / f"{environment}.json").read_text())
    assert set(stated) <= {"all", *POLICIES}, "a name that nobody knows is ignored without a word"


@pytest.mark.parametrize("environment", ["dev", "staging"])
def test_a_file_states_nothing_that_goes_without_saying(environment: str) -> None:
    stated = json.loads((ENFORCEMENT / f"{environment}.json").read_text())
    assert [] == [policy for policy, one in stated.items() if policy != "all" and one == stated["all"]]


@pytest.mark.parametrize("policy", [RAISED, f"{RAISED}-in-stack", WAIVERS])
def test_a_pack_that_cannot_judge_fails_everywhere(policy: str) -> None:
    assert [level(policy, stack) for stack in STACKS] == ["mandatory"] * 3
