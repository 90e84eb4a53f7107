"""Waivers: what a file may say, and what makes one fail the gate."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from guardrails.finding import Finding
from guardrails.waivers import WAIVERS_FILE, Waiver, WaiverError, load_waivers, waiver_findings

TODAY = dt.date(2026, 11, 20)
URN = "urn:pulumi:prod::shop::stagecraft:database:Database$aws:rds/instance:Instance::shop-db"
FILE = f"""
- rule: rds-instance-multi-az
  urn: {URN}
  reason: one zone until the next quarter
  owner: shop-platform
  expires: 2027-03-31
"""


def waiver(**changes: Any) -> Waiver:
    fields = {"rule": "rds-instance-multi-az", "urn": URN, "reason": "r", "owner": "o", "expires": TODAY}
    return Waiver(**{**fields, **changes})


def faults(*waivers: Waiver, **more: Any) -> list[str]:
    prefix = "waiver of rds-instance-multi-az for "
    return [one.message.removeprefix(prefix) for one in waiver_findings(waivers, TODAY, **more)]


def write(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "waivers.yaml"
    path.write_text(content, encoding="utf-8")
    return path


def test_the_repository_has_no_exceptions() -> None:
    assert load_waivers(WAIVERS_FILE) == ()


def test_a_file_is_read_as_frozen_waivers(tmp_path: Path) -> None:
    expected = Waiver(
        "rds-instance-multi-az", URN, "one zone until the next quarter", "shop-platform", dt.date(2027, 3, 31)
    )
    assert (expected,) == load_waivers(write(tmp_path, FILE))


@pytest.mark.parametrize("content", ["", "[]", "# nothing\n"])
def test_an_empty_file_has_no_waivers(tmp_path: Path, content: str) -> None:
    assert load_waivers(write(tmp_path, content)) == ()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("- [", "is not YAML"),
        ("rule: x", "must be a list of waivers"),
        ("- text", "waiver 1: must have the keys rule, urn, reason, owner, expires"),
        (
            FILE.replace("reason: one zone until the next quarter", "reason: ' '"),
            "waiver 1: 'reason' is missing",
        ),
        (FILE + "  rules: y\n", "waiver 1: 'rules' is no key of a waiver"),
        (FILE.replace("2027-03-31", "soon"), "waiver 1: 'expires' is 'soon', not a date such as 2027-06-30"),
        (FILE.replace("2027-03-31", "2027-02-31"), "is not YAML|'expires' is '2027-02-31', not a date"),
    ],
)
def test_a_file_in_another_form_is_refused(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(WaiverError, match=says) as caught:
        load_waivers(write(tmp_path, content))
    assert all(line.startswith(str(tmp_path)) for line in str(caught.value).splitlines())


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(WaiverError) as caught:
        load_waivers(write(tmp_path, "- rule: x\n- text\n"))
    assert len(str(caught.value).splitlines()) == 5


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WaiverError, match="cannot be read"):
        load_waivers(tmp_path / "none.yaml")


def test_a_waiver_holds_on_its_last_day_and_fails_the_gate_on_the_next() -> None:
    assert faults(waiver()) == []
    expired = waiver(expires=TODAY - dt.timedelta(days=1))
    assert [f"{URN}: it expired on 2026-11-19 (owner o). Correct or remove the entry."] == faults(expired)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"urn": "*"}, "'*' is no Pulumi URN"),
        ({"urn": URN.replace(":prod:", ":*:")}, "is too broad"),
        ({"urn": URN.replace("::shop::", "::*::")}, "is too broad"),
        ({"urn": URN.replace("shop-db", "*")}, "is too broad"),
        ({"urn": URN.replace("shop-db", "s*b")}, "is too broad"),
        ({"rule": "no-such-rule"}, "names the rule 'no-such-rule', which does not exist"),
    ],
)
def test_a_waiver_that_covers_too_much_or_nothing_fails_the_gate(changes: dict[str, str], says: str) -> None:
    (finding,) = waiver_findings([waiver(**changes)], TODAY)
    assert says in finding.message
    assert (finding.enforcement, finding.rule, finding.file) == ("mandatory", "waivers-valid", "waivers.yaml")


def test_a_name_may_have_a_wildcard_beside_enough_letters() -> None:
    assert faults(waiver(urn=URN.replace("shop-db", "shop-replica-*"))) == []


def test_an_unused_waiver_fails_the_gate_of_its_own_stack_only() -> None:
    one = waiver()
    assert faults(one) == [], "a single policy cannot know what others use"
    assert faults(one, used=[one], stacks=[("prod", "shop")]) == []
    assert faults(one, used=[], stacks=[("dev", "shop")]) == []
    assert [f"{URN}: it covers nothing any more. Correct or remove the entry."] == faults(
        one, used=[], stacks=[("prod", "shop")]
    )


ENCRYPTION = "rds-instance-storage-encrypted"


@pytest.mark.parametrize("rule", [ENCRYPTION, "vpc-data-store-private-subnets"])
@pytest.mark.parametrize("stack", ["prod", "someones-own"])
def test_encryption_and_private_network_in_production_take_a_second_person(rule: str, stack: str) -> None:
    urn = URN.replace("urn:pulumi:prod", f"urn:pulumi:{stack}")
    assert "needs an 'approver' beside its owner" in waiver(rule=rule, urn=urn).fault()
    assert "is approved by its owner, o" in waiver(rule=rule, urn=urn, approver="O").fault()
    assert waiver(rule=rule, urn=urn, approver="security").fault() == ""


def test_other_environments_and_other_rules_take_one_person() -> None:
    assert waiver(rule=ENCRYPTION, urn=URN.replace(":prod::", ":dev::")).fault() == ""
    assert waiver(rule="rds-instance-multi-az").fault() == ""


def test_a_waiver_that_lacks_its_second_person_covers_nothing(tmp_path: Path) -> None:
    text = FILE.replace("rds-instance-multi-az", ENCRYPTION)
    (alone,) = load_waivers(write(tmp_path, text))
    (together,) = load_waivers(write(tmp_path, f"{text}  approver: security\n"))
    finding = Finding(
        file="prod",
        rule=ENCRYPTION,
        policy=ENCRYPTION,
        urn=URN,
        type="aws:rds/instance:Instance",
        severity="high",
        enforcement="mandatory",
        message="m",
        remediation="r",
    )
    assert alone.covers(finding, TODAY) is False
    assert together.covers(finding, TODAY) is True
    assert together.approver == "security"
