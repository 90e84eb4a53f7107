"""An explanation says of one resource what every rule that looks at it says."""

import datetime as dt

import pytest
from guardrails.catalog import RULES
from guardrails.waivers import Waiver

from stagecraft.gate.explain import explain
from stagecraft.gate.runner import GateError
from tests.policy.compliant import UNKNOWN_WIRE, compliant_props, graph, make

TODAY = dt.date(2026, 11, 20)
DATABASE = make(
    "rds/instance",
    "db",
    compliant_props(
        "rds/instance", storageEncrypted=False, kmsKeyId="", multiAz=False, publiclyAccessible=UNKNOWN_WIRE
    ),
)
STACK = [("s.json", graph(DATABASE, make("ebs/volume", "data")))]


def test_every_rule_that_looks_at_the_resource_has_a_verdict() -> None:
    waiver = Waiver("rds-instance-customer-key", DATABASE.urn, "reason", "owner", TODAY, "second")
    found = explain(STACK, DATABASE.urn, "dev", [waiver], today=TODAY)
    verdicts = {one.rule.id: (one.verdict, one.enforcement) for one in found.judged}
    assert {rule.id for rule in RULES if DATABASE.type in rule.applies_to} == set(verdicts)
    expected = {
        "rds-instance-storage-encrypted": ("broken", "mandatory"),
        "rds-instance-customer-key": ("waived", "mandatory"),
        "rds-performance-insights-customer-key": ("kept", "mandatory"),
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
