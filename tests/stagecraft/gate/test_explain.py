"""An explanation says of one resource what every rule that looks at it says."""

import datetime as dt

import pytest
from guardrails.catalog import RULES
from guardrails.waivers import Waiver

from stagecraft.gate.explain import explain
from stagecraft.gate.runner import GateError
from tests.policy.compliant import KEY, UNKNOWN_WIRE, compliant_props, graph, make

TODAY = dt.date(2026, 11, 20)
SECRET = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    "plaintext": '"hunter22"',
}
DATABASE = make(
    "rds/instance",
    "db",
    compliant_props(
        "rds/instance",
        storageEncrypted=False,
        performanceInsightsKmsKeyId="",
        multiAz=False,
        publiclyAccessible=UNKNOWN_WIRE,
    ),
)
STACK = [("s.json", graph(DATABASE, make("ebs/volume", "data")))]


def test_every_rule_that_looks_at_the_resource_has_a_verdict() -> None:
    waiver = Waiver("rds-performance-insights-customer-key", DATABASE.urn, "reason", "owner", TODAY, "second")
    found = explain(STACK, DATABASE.urn, "dev", [waiver], today=TODAY)
    verdicts = {one.rule.id: (one.verdict, one.enforcement) for one in found.judged}
    assert {rule.id for rule in RULES if DATABASE.type in rule.applies_to} == set(verdicts)
    expected = {
        "rds-instance-storage-encrypted": ("broken", "mandatory"),
        "rds-instance-customer-key": ("kept", "mandatory"),
        "rds-performance-insights-customer-key": ("waived", "mandatory"),
        "rds-database-tls-forced": ("kept", "mandatory"),
        "vpc-data-store-private-subnets": ("broken", "mandatory"),
        "rds-instance-not-public": ("undecided", "mandatory"),
        "rds-instance-backups": ("kept", "advisory"),
        "rds-instance-multi-az": ("disabled", "disabled"),
        "rds-instance-deletion-protection": ("disabled", "disabled"),
    }
    assert expected == {rule: verdicts[rule] for rule in expected}


def test_it_says_why_and_what_to_do() -> None:
    told = explain(STACK, "db", today=TODAY).as_dict()
    broken = next(rule for rule in told["rules"] if rule["rule"] == "rds-instance-storage-encrypted")
    assert ("s.json", DATABASE.urn, "prod") == (told["file"], told["urn"], told["environment"])
    assert broken["remediation"] == "Pass storage_encrypted=True and kms_key_id to rds.Instance."
    assert ["db: storageEncrypted is not true. " + broken["remediation"]] == broken["messages"]


def test_a_name_that_is_not_there_or_there_twice_is_a_mistake() -> None:
    with pytest.raises(GateError, match="no resource has this URN or name"):
        explain(STACK, "nothing")
    with pytest.raises(GateError, match="2 resources have this name; give a URN: urn:pulumi:prod"):
        explain([*STACK, *STACK], "db")


def test_it_says_by_which_values_a_rule_is_kept() -> None:
    values = {one.rule.id: one.values for one in explain(STACK, "db", today=TODAY).judged}
    expected = {
        "rds-instance-deletion-protection": {"deletionProtection": "true", "replicateSourceDb": "not set"},
        "rds-instance-not-public": {"publiclyAccessible": "not known yet"},
        "rds-instance-customer-key": {
            "kmsKeyId": f"'{KEY}'",
            "replicateSourceDb": "not set",
            "storageEncrypted": "false",
        },
    }
    assert expected == {rule: values[rule] for rule in expected}


def test_values_of_a_rule_over_the_stack_are_those_of_the_resource() -> None:
    group = make("rds/subnetGroup", "group", {"subnetIds": ["subnet-1"]}, id="group")
    database = make("rds/instance", "it", {"dbSubnetGroupName": "group", "publiclyAccessible": False})
    told = explain([("s.json", graph(group, database))], "it", today=TODAY)
    (one,) = (one for one in told.judged if one.rule.id == "vpc-data-store-private-subnets")
    assert {"dbSubnetGroupName": "'group'"} == dict(one.values)


def test_a_secret_is_not_shown_and_a_block_is_looked_into() -> None:
    inputs = {"environment": {"variables": {"TOKEN": SECRET, "MODE": "fast"}}, "runtime": "python3.13"}
    told = explain([("s.json", graph(make("lambda/function", "it", inputs)))], "it", today=TODAY)
    (one,) = (one for one in told.judged if one.rule.id == "lambda-function-no-plain-secrets")
    assert "hunter22" not in str(told.as_dict())
    assert ("broken", "'fast'", "[secret]") == (
        one.verdict,
        one.values["environment.variables.MODE"],
        one.values["environment.variables.TOKEN"],
    )


def test_every_other_rule_says_why_it_does_not_apply() -> None:
    told = explain(STACK, "db", today=TODAY)
    assert {rule.id for rule in RULES} == {one.rule.id for one in told.judged} | set(told.not_applicable)
    assert "it judges ebs/volume" == told.not_applicable["ebs-volume-encrypted"]
    assert (
        "it judges iam/policy, iam/rolePolicy, iam/userPolicy and 3 more types"
        == (told.not_applicable["iam-policy-no-admin"])
    )
    assert "it judges what makes other resources" == told.not_applicable["aws-data-store-looked-into"]


def test_a_rule_on_any_resource_applies_where_it_finds_something() -> None:
    hidden = make("cloudcontrol/resource", "it", {"typeName": "AWS::S3::Bucket"})
    told = explain([("s.json", graph(hidden))], "it", today=TODAY)
    assert [("aws-data-store-looked-into", "undecided")] == [
        (one.rule.id, one.verdict) for one in told.judged
    ]


def test_what_is_only_read_is_judged_by_nobody() -> None:
    told = explain([("s.json", graph(make("ebs/volume", "it", {}, external=True)))], "it", today=TODAY)
    assert told.judged == ()
    assert "the resource is only read, not made" == told.not_applicable["ebs-volume-encrypted"]
