"""The accounts' settings are read whole, and each bad value is refused by file and key with a way out."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
import yaml

from settings.account import AccountSettings
from settings.account.audit import DataEvents, Insight
from settings.account.compliance import ComplianceSettings
from settings.account.defaults import ContactSettings
from settings.account.detection import FEATURES, DetectionSettings, Feature, ScanType
from settings.schema import stack_file_schema

Lines = Callable[..., list[str]]
ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "schema" / "account.schema.json"
STACKS = ("dev", "staging", "prod")


@pytest.mark.parametrize("stack", STACKS)
def test_the_real_stack_file_is_read(read: Any, stack: str) -> None:
    settings = read(stack)
    assert settings.environment == stack
    assert settings.delivery.stacks == (stack,)
    assert settings.delivery.deploy_subjects == (f"repo:example/shop:environment:{stack}",)


def test_all_stack_files_have_the_same_keys() -> None:
    def keys(value: Any) -> Any:
        return {key: keys(inner) for key, inner in value.items()} if isinstance(value, dict) else None

    found = [
        keys(yaml.safe_load((ROOT / "account" / f"Pulumi.{stack}.yaml").read_text())) for stack in STACKS
    ]
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        # Places
        (
            "aws:region",
            "eu-west-9",
            "aws:region: 'eu-west-9' is no region known to",
        ),
        (
            "delivery.recoveryRegion",
            "eu-west-1",
            "shop-account:delivery.recoveryRegion: 'eu-west-1' is the stack's own region; allowed: a region "
            "other than eu-west-1; write e.g. recoveryRegion: eu-central-1",
        ),
        (
            "delivery.recoveryRegion",
            "moon-1",
            "shop-account:delivery.recoveryRegion: 'moon-1' is no region of ours known to",
        ),
        (
            "delivery.recoveryRegion",
            "cn-north-1",
            "shop-account:delivery.recoveryRegion: 'cn-north-1' is no region of ours known to",
        ),
        (
            "aws:region",
            "ap-southeast-6",
            "shop-account:detection.inspectorScans: 'ap-southeast-6' lacks Amazon Inspector (",
        ),
        # Who may deploy
        (
            "delivery.deploySubjects",
            ["repo:example/*"],
            "shop-account:delivery.deploySubjects[0]: 'repo:example/*' has another form; allowed: text like "
            "repo:example/shop:environment:dev",
        ),
        (
            "delivery.deploySubjects",
            ["repo:example/shop:pull_request"],
            "shop-account:delivery.deploySubjects[0]: 'repo:example/shop:pull_request' may preview as well, "
            "and what is previewed is not approved yet; allowed: a protected environment or branch that is "
            "not among previewSubjects; write e.g. repo:example/shop:environment:prod",
        ),
        (
            "delivery.deploySubjects",
            ["repo:example/other:pull_request"],
            "shop-account:delivery.deploySubjects[0]: 'repo:example/other:pull_request' is every pull request, "
            "which nobody has approved yet",
        ),
        (
            "delivery.driftSubjects",
            ["repo:example/other:pull_request"],
            "shop-account:delivery.driftSubjects[0]: 'repo:example/other:pull_request' is every pull request, "
            "which nobody has approved yet; allowed: a protected environment or branch that is not among "
            "previewSubjects; write e.g. repo:example/shop:environment:prod-drift",
        ),
        (
            "delivery.driftSubjects",
            [],
            "shop-account:delivery.driftSubjects: [] is too short; allowed: a list of 1 to 10 items",
        ),
        (
            "delivery.deploySubjects",
            [],
            "shop-account:delivery.deploySubjects: [] is too short; allowed: a list of 1 to 10 items",
        ),
        (
            "delivery.previewSubjects",
            ["a", "a"],
            "shop-account:delivery.previewSubjects[1]: 'a' is named twice; allowed: each one once; take it out",
        ),
        (
            "delivery.issuer",
            "http://token.actions.githubusercontent.com",
            "shop-account:delivery.issuer: 'http://token.actions.githubusercontent.com' has another form; "
            "allowed: text like https://token.actions.githubusercontent.com",
        ),
        (
            "delivery.issuer",
            "https://gitlab.com/",
            "shop-account:delivery.issuer: 'https://gitlab.com/' has another form",
        ),
        (
            "delivery.audience",
            "*",
            "shop-account:delivery.audience: '*' has another form",
        ),
        (
            "delivery.stacks",
            ["a-stack-whose-name-is-long"],
            "shop-account:delivery.stacks[0]: 'a-stack-whose-name-is-long' has another form",
        ),
        (
            "delivery.sessionHours",
            13,
            "shop-account:delivery.sessionHours: 13 is too large; allowed: a whole number",
        ),
        # Whom
        (
            "alerts.notifications",
            ["nobody"],
            "shop-account:alerts.notifications[0]: 'nobody' is an unknown notification address",
        ),
        (
            "defaults.contacts",
            [{"kind": "LEGAL", "name": "a", "title": "b", "email": "a@example.com", "phone": "1"}],
            "shop-account:defaults.contacts[0].kind: 'LEGAL' is not allowed; allowed: 'BILLING', "
            "'OPERATIONS', 'SECURITY'",
        ),
        (
            "defaults.contacts",
            [{"kind": "SECURITY", "name": "a", "title": "b", "email": "a@example.com", "phone": "1"}] * 2,
            "shop-account:defaults.contacts[1].kind: 'SECURITY' is named twice; allowed: one contact of each "
            "kind; take it out, or name another kind",
        ),
        (
            "defaults.contacts",
            [{"kind": "SECURITY", "name": "a", "title": "b", "email": "a@example.com", "phone": "call me"}],
            "shop-account:defaults.contacts[0].phone: 'call me' has another form",
        ),
        # How long
        (
            "audit.logRetentionDays",
            31,
            "shop-account:audit.logRetentionDays: 31 is not allowed; allowed: 1, 3, 5, 7, 14, 30, 60",
        ),
        (
            "audit.logFiles.lockDays",
            151,
            "shop-account:audit.logFiles.lockDays: 151 locks a log for longer than it is kept; allowed: at "
            "most expireAfterDays, 150; write e.g. lockDays: 150",
        ),
        (
            "audit.queryableSince",
            "01.02.2026",
            "shop-account:audit.queryableSince: '01.02.2026' is not a date; allowed: a date as YYYY-MM-DD",
        ),
        (
            "compliance.retentionDays",
            29,
            "shop-account:compliance.retentionDays: 29 is too small; allowed: a whole number",
        ),
        (
            "compliance.snapshotFrequency",
            "Daily",
            "shop-account:compliance.snapshotFrequency: 'Daily' is not allowed; allowed: 'One_Hour'",
        ),
        # What
        (
            "audit.dataEvents",
            ["AWS::S3::Bucket"],
            "shop-account:audit.dataEvents[0]: 'AWS::S3::Bucket' is not allowed; allowed: 'AWS::S3::Object'",
        ),
        (
            "audit.insights",
            ["ApiErrorRateInsight", "ApiErrorRateInsight"],
            "shop-account:audit.insights[1]: 'ApiErrorRateInsight' is named twice",
        ),
        (
            "detection.guardDutyFeatures",
            ["EVERYTHING"],
            "shop-account:detection.guardDutyFeatures[0]: 'EVERYTHING' is not allowed; allowed: "
            "'S3_DATA_EVENTS'",
        ),
        (
            "detection.inspectorScans",
            ["LAMBDA_CODE"],
            "shop-account:detection.inspectorScans: 'LAMBDA_CODE' stands without 'LAMBDA', which it builds "
            "upon; allowed: both, or LAMBDA alone; add LAMBDA",
        ),
        (
            "detection.leastSeverity",
            11,
            "shop-account:detection.leastSeverity: 11 is too large",
        ),
        (
            "defaults.password.minimumLength",
            8,
            "shop-account:defaults.password.minimumLength: 8 is too small",
        ),
        (
            "defaults.metadataHopLimit",
            3,
            "shop-account:defaults.metadataHopLimit: 3 is not allowed; allowed: 1, 2",
        ),
        # How much
        (
            "costs.monthlyBudgetUsd",
            0,
            "shop-account:costs.monthlyBudgetUsd: 0 is too small",
        ),
        (
            "costs.thresholdPercents",
            [80, 50],
            "shop-account:costs.thresholdPercents[1]: 50 is not above the 80 before it; allowed: rising "
            "numbers, each once; write e.g. [50, 80]",
        ),
        (
            "costs.allocationTags",
            ["aws:createdBy"],
            "shop-account:costs.allocationTags[0]: 'aws:createdBy' has another form",
        ),
        (
            "costs.allocationTags",
            ["owner", "owner"],
            "shop-account:costs.allocationTags[1]: 'owner' is named twice",
        ),
    ],
)
def test_a_bad_value_is_refused_by_file_and_key(
    account_lines: Lines, key: str, value: object, line: str
) -> None:
    (said,) = account_lines({key: value})
    assert said.startswith(f"Pulumi.dev.yaml: {line}")
    assert said.count("; ") >= 2, "what is allowed, and a way out"


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("grade", "non-production", "'non-production' in prod"),
        (
            "keys.deletionProtection",
            False,
            "false lets one command delete the keys, and with them all that they encrypt",
        ),
        ("bootstrap.deletionProtection", False, "false lets one command delete the state of every project"),
        ("bootstrap.noncurrentVersionDays", 29, "29 is too short to notice a damaged state"),
        ("audit.deletionProtection", False, "false lets one command delete the record of what was done"),
        ("audit.dataEvents", ["AWS::DynamoDB::Table"], "do not tell who read the objects of production"),
        (
            "compliance.recordingFrequency",
            "DAILY",
            "'DAILY' leaves a day between a mistake and its discovery",
        ),
        ("compliance.deletionProtection", False, "false lets one command delete the configuration's history"),
        (
            "detection.inspectorScans",
            [],
            "[] leaves production's instances and functions without a look for vulnerabilities",
        ),
        (
            "detection.guardDutyFeatures",
            ["EKS_AUDIT_LOGS"],
            "S3_DATA_EVENTS and RDS_LOGIN_EVENTS missing, so that nobody watches over production's data",
        ),
    ],
)
def test_production_has_what_production_must_have(
    account_lines: Lines, key: str, value: object, line: str
) -> None:
    (said,) = account_lines({key: value}, stack="prod")
    assert said.startswith(f"Pulumi.prod.yaml: shop-account:{key}: {line}; allowed: ")


def test_a_region_without_inspector_is_taken_with_the_knob_that_leaves_it_out(read: Any) -> None:
    from settings.account.offer import inspector_is_offered

    detection = read("prod").detection.model_copy(update={"inspector_scans": ()})
    assert list(inspector_is_offered("ap-southeast-6", "production", detection)) == []


def test_a_region_that_lacks_a_service_of_the_account_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every region of ours offers all of them today, so one is taken away."""
    from settings import aws_facts
    from settings.account.offer import region_offers_the_account

    assert list(region_offers_the_account("eu-west-1")) == []
    lacking = aws_facts.lacking
    monkeypatch.setattr(
        aws_facts,
        "lacking",
        lambda service, region: (
            "no endpoint"
            if (service, region) == ("Amazon GuardDuty", "eu-west-1")
            else lacking(service, region)
        ),
    )
    (mistake,) = region_offers_the_account("eu-west-1")
    assert (mistake.path, mistake.problem) == (
        "aws:region",
        "'eu-west-1' lacks Amazon GuardDuty (no endpoint)",
    )
    offered = mistake.way_out.removeprefix("write e.g. aws:region: ")
    assert offered in aws_facts.regions()
    assert offered != "eu-west-1"


def test_productions_log_files_are_kept_for_a_year(account_lines: Lines) -> None:
    changes = {
        "audit.logFiles.glacierAfterDays": 60,
        "audit.logFiles.expireAfterDays": 364,
        "audit.logFiles.lockDays": 364,
    }
    assert [
        "Pulumi.prod.yaml: shop-account:audit.logFiles.expireAfterDays: 364 forgets before the year is over; "
        "allowed: 365 or more where grade is production; write e.g. expireAfterDays: 365"
    ] == account_lines(changes, stack="prod")


def test_several_mistakes_are_told_at_once_and_a_misspelt_key_by_its_name(account_lines: Lines) -> None:
    said = account_lines({"costs.monthlyBudgetUsd": -1, "audit.unauthorisedCalls": 3})
    assert [
        "Pulumi.dev.yaml: shop-account:audit.unauthorisedCalls: unknown key, did you mean unauthorizedCalls?",
        "Pulumi.dev.yaml: shop-account:costs.monthlyBudgetUsd: -1 is too small",
    ] == [line.partition(";")[0] for line in said]


def test_the_values_are_those_of_the_apis() -> None:
    import botocore.session

    session = botocore.session.get_session()

    def values(service: str, shape: str) -> set[str]:
        return set(session.get_service_model(service).shape_for(shape).enum)

    def literal(model: Any, field: str) -> set[str]:
        return set(get_args(model.model_fields[field].annotation))

    assert set(get_args(Feature)) == set(FEATURES) <= values("guardduty", "DetectorFeature")
    assert set(get_args(ScanType)) <= values("inspector2", "ResourceScanType")
    assert literal(DetectionSettings, "publishing_frequency") == values(
        "guardduty", "FindingPublishingFrequency"
    )
    assert set(get_args(Insight)) <= values("cloudtrail", "InsightType")
    assert len(get_args(DataEvents)) == 3
    assert literal(ComplianceSettings, "snapshot_frequency") == values("config", "MaximumExecutionFrequency")
    assert literal(ComplianceSettings, "recording_frequency") == values("config", "RecordingFrequency")
    assert literal(ContactSettings, "kind") == values("account", "AlternateContactType")


def test_the_bounds_are_those_of_the_apis() -> None:
    import botocore.session

    session = botocore.session.get_session()
    retention = session.get_service_model("config").shape_for("RetentionPeriodInDays").metadata
    assert (retention["min"], retention["max"]) == (30, 2557)
    iam = session.get_service_model("iam")
    assert iam.shape_for("passwordReusePreventionType").metadata["max"] == 24
    assert iam.shape_for("maxPasswordAgeType").metadata["max"] == 1095
    assert iam.shape_for("minimumPasswordLengthType").metadata["max"] == 128
    assert iam.shape_for("roleMaxSessionDurationType").metadata["max"] == 12 * 3600


def test_the_committed_schema_is_fresh_and_the_stack_files_fit_it() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    assert stack_file_schema(AccountSettings, "shop-account") == schema, (
        "write it again: .venv/bin/python -m settings.account schema > schema/account.schema.json"
    )
    for stack in STACKS:
        text = (ROOT / "account" / f"Pulumi.{stack}.yaml").read_text("utf-8")
        assert text.startswith("# yaml-language-server: $schema=../schema/account.schema.json\n")
        jsonschema.Draft202012Validator(schema).validate(yaml.safe_load(text))


def test_the_command_prints_the_schema_and_nothing_else() -> None:
    command = [sys.executable, "-m", "settings.account"]
    printed = subprocess.run([*command, "schema"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert SCHEMA.read_text("utf-8") == printed.stdout
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (2, "usage: python -m settings.account schema\n")
