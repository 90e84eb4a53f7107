"""Drift between two exports, judged by the real policy pack."""

import json

import pytest

from stagecraft import wire
from stagecraft.delivery.drift.service import DriftError, drift_of_files

DB = "aws:rds/instance:Instance"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
SECRET = {wire.SIGNATURE: wire.SECRET, "plaintext": json.dumps("hunter2")}

SAFE_DB = {
    "engine": "postgres",
    "storageEncrypted": True,
    "kmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/k",
    "multiAz": True,
    "deletionProtection": True,
    "backupRetentionPeriod": 35,
    "publiclyAccessible": False,
    "password": SECRET,
}


@pytest.fixture
def drift(tmp_path):
    def of(before, after, **options):
        files = []
        for name, state in (("recorded", before), ("actual", after)):
            files.append(tmp_path / f"{name}.json")
            files[-1].write_text(json.dumps(state), encoding="utf-8")
        return drift_of_files(*files, **options)

    return of


def test_two_equal_exports_have_no_drift(states, drift):
    state = states.export(states.entry(DB, "db", SAFE_DB), states.entry(GROUP, "app", {"vpcId": "vpc-1"}))
    report = drift(state, state)
    assert (report.exit_code, report.verdicts, report.broken) == (0, [], []), "nothing differs"


def test_a_broken_rule_is_told_with_the_drift_that_breaks_it(states, drift):
    report = drift(
        states.export(states.entry(DB, "db", SAFE_DB)),
        states.export(states.entry(DB, "db", {**SAFE_DB, "publiclyAccessible": True})),
    )
    assert report.exit_code == 4, "of security"
    assert [one.rule for one in report.broken] == ["rds-instance-not-public"], "the pack judges what there is"
    assert [one.rules for one in report.verdicts] == [("rds-instance-not-public",)], "and says why"


def test_a_security_group_that_was_opened_by_hand_breaks_its_rule(states, drift):
    opened = {"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}
    opened["description"] = "By hand, for a moment."
    report = drift(
        states.export(states.entry(GROUP, "app", {"vpcId": "vpc-1"}, {"ingress": []})),
        states.export(states.entry(GROUP, "app", {"vpcId": "vpc-1"}, {"ingress": [opened]})),
    )
    assert ["ec2-security-group-not-open"] == [one.rule for one in report.broken], (
        "the program states no ingress, so the rule stands in the outputs alone; the gate sees it all the same"
    )
    assert [("ingress[0]", False, "security")] == [
        (one.difference.path, one.difference.stated, one.kind.value) for one in report.verdicts
    ], "no `up` takes it away"


def test_a_rule_that_the_recorded_state_breaks_too_is_no_drift(states, drift):
    unsafe = {**SAFE_DB, "publiclyAccessible": True, "maintenanceWindow": "a"}
    report = drift(
        states.export(states.entry(DB, "db", unsafe)),
        states.export(states.entry(DB, "db", {**unsafe, "maintenanceWindow": "b"})),
    )
    assert (report.exit_code, list(report.broken)) == (3, []), "a knob drifted, the rule was broken before"
    assert "rds-instance-not-public" in {one.rule for one in report.findings}, "it is still a finding"


def test_the_json_has_everything_and_no_secret(states, drift):
    other = {**SAFE_DB, "deletionProtection": False}
    other["password"] = {wire.SIGNATURE: wire.SECRET, "plaintext": json.dumps("hunter3")}
    report = drift(
        states.export(states.entry(DB, "db", SAFE_DB, protect=True)),
        states.export(states.entry(DB, "db", other)),
    )
    told = report.to_dict()
    assert "hunter" not in json.dumps(told), "neither the old password nor the new one"
    assert (told["stack"], told["worst"], told["exitCode"]) == ("prod", "destructive", 5), "for scripts"
    assert {"destructive": 1, "security": 1, "benign": 0} == told["counts"], (
        "protection off, another password"
    )
    assert [("deletionProtection", True, False), ("password", "[secret]", "[secret]")] == [
        (one["property"], one["recorded"], one["actual"]) for one in told["differences"]
    ], "values as JSON"
    assert {True} == {
        one["new"] for one in told["findings"] if one["rule"] == "rds-instance-deletion-protection"
    }, "which findings are the drift's"


def test_pending_operations_are_told(states, drift):
    pending = [{"resource": states.entry(DB, "db"), "type": "creating"}]
    state = states.export(states.entry(GROUP, "app"), pending=pending)
    (told,) = drift(state, state).pending
    assert told.startswith(f"db ({DB}): an interrupted run was creating it"), "AWS has made it, or not"


def test_what_only_the_actual_state_has_is_told_and_judged_by_the_gate_alone(states, drift):
    queue, new = states.entry("aws:sqs/queue:Queue", "jobs"), states.entry(DB, "db", SAFE_DB)
    report = drift(states.export(queue), states.export(queue, new))
    assert (report.only_actual, report.verdicts) == ([new["urn"]], []), "there was an `up` in between"
    unsafe = states.entry(DB, "db", {**SAFE_DB, "publiclyAccessible": True})
    report = drift(states.export(queue), states.export(queue, unsafe))
    assert "rds-instance-not-public" in {one.rule for one in report.broken}, "a rule is broken all the same"


def test_ignored_changes_are_read_from_the_state(states, drift):
    group = "aws:autoscaling/group:Group"
    report = drift(
        states.export(
            states.entry(group, "app", {"healthCheckType": "ELB"}, ignoreChanges=["healthCheckType"])
        ),
        states.export(states.entry(group, "app", {"healthCheckType": "EC2"})),
    )
    (verdict,) = report.verdicts
    assert verdict.difference.ignored, "the state says what the program ignores"
    assert "ignore_changes" in report.way_out(verdict), "and no `up` helps"


def test_two_stacks_are_not_compared(states, drift):
    other = json.loads(json.dumps(states.export(states.entry(GROUP, "app"))).replace(":prod::", ":dev::"))
    with pytest.raises(DriftError, match=r"recorded\.json is of shop/prod, .*actual\.json of shop/dev"):
        drift(states.export(states.entry(GROUP, "app")), other)


def test_a_file_that_is_no_state_is_refused(states, drift, tmp_path):
    with pytest.raises(DriftError, match="neither a Pulumi state export nor"):
        drift(states.export(), {"hello": 1})
    with pytest.raises(DriftError, match="there is no such file"):
        drift_of_files(tmp_path / "none.json", tmp_path / "none.json")


def test_waivers_that_cannot_be_read_are_refused(states, drift, tmp_path):
    bad = tmp_path / "waivers.yaml"
    bad.write_text("- rule: 1", encoding="utf-8")
    with pytest.raises(DriftError, match=r"waivers\.yaml"):
        drift(states.export(), states.export(), waivers=bad)


class TestWaysOut:
    def test_a_gone_resource_says_what_the_next_up_does_to_others(self, states, drift):
        zone = states.entry("aws:route53/zone:Zone", "zone", {"name": "a.example"})
        record = states.entry(
            "aws:route53/record:Record",
            "www",
            {"zoneId": "zone-id", "ttl": 60},
            propertyDependencies={"zoneId": [zone["urn"]]},
        )
        alarm = states.entry(
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            "alarm",
            {"threshold": 1},
            propertyDependencies={"dimensions": [zone["urn"]]},
        )
        report = drift(states.export(zone, record, alarm), states.export(record, alarm))
        (verdict,) = report.verdicts
        assert report.way_out(verdict) == (
            "`pulumi up --refresh` makes a new one, empty, makes www anew with it, and updates alarm; to keep "
            "what was in it, restore it first and import it (docs/lifecycle.md, Adopting). Without --refresh "
            "an `up` does not notice."
        ), "the record's zone makes a new record, the alarm only follows"

    def test_a_replacement_says_what_stops_it(self, states, drift):
        report = drift(
            states.export(states.entry(DB, "db", SAFE_DB, protect=True)),
            states.export(states.entry(DB, "db", {**SAFE_DB, "storageEncrypted": False})),
        )
        (verdict,) = report.verdicts
        assert "would make a new resource for it (protect stops that `up`)" in report.way_out(verdict), (
            "protected, so nothing is lost yet"
        )

    def test_what_an_up_puts_back_and_what_it_does_not(self, states, drift):
        report = drift(
            states.export(states.entry(DB, "db", {"port": 5432}, {"caCertIdentifier": "a"})),
            states.export(states.entry(DB, "db", {"port": 5433}, {"caCertIdentifier": "b"})),
        )
        assert {
            "caCertIdentifier": "No `up` touches it, because the program does not state it: change it back in "
            "AWS, or state it.",
            "port": "`pulumi up --refresh` puts it back; write it into the program or the stack file to keep it.",
        } == {one.difference.path: report.way_out(one) for one in report.verdicts}, "stated or not"
