"""The settings of the buckets refuse what S3 would refuse, and what would lose evidence."""

import json
from typing import Any, get_args

import pytest
from botocore.session import Session
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from settings.base import Mistake
from settings.storage import (
    AccessLogSettings,
    AuditLogSettings,
    DocumentSettings,
    LockMode,
    StorageSettings,
    storage_keeps_the_grade,
)

AGES = {"infrequentAccessAfterDays": 30, "glacierAfterDays": 60, "expireAfterDays": 365}


def read_ages(**changes: object) -> AccessLogSettings:
    return AccessLogSettings.model_validate_json(json.dumps({**AGES, **changes}))


AUDIT = {**AGES, "lockMode": "GOVERNANCE", "lockDays": 30}
DOCUMENTS = {"departments": ["sales"]}
WHOLE = {
    "accessLogs": AGES,
    "auditLogs": AUDIT,
    "documents": DOCUMENTS,
    "noncurrentVersionDays": 30,
    "deletionProtection": False,
}


def read(**changes: object) -> StorageSettings:
    return StorageSettings.model_validate_json(json.dumps({**WHOLE, **changes}))


def mistakes_of(changes: dict[str, object]) -> list[Mistake]:
    with pytest.raises(ValidationError) as refused:
        read(**changes)
    return [mistake for error in refused.value.errors() for mistake in error["ctx"]["error"].mistakes]


def mistakes(**changes: object) -> list[Mistake]:
    with pytest.raises(ValidationError) as refused:
        read_ages(**changes)
    return [mistake for error in refused.value.errors() for mistake in error["ctx"]["error"].mistakes]


def test_a_log_stays_thirty_days_in_each_class() -> None:
    assert read_ages().glacier_after_days == 60
    assert [
        Mistake(
            path="glacierAfterDays",
            problem="59 is less than 30 days after the move to STANDARD_IA",
            allowed="60 or more (infrequentAccessAfterDays and 30)",
            way_out="write e.g. glacierAfterDays: 60",
        )
    ] == mistakes(glacierAfterDays=59)


def test_a_log_is_not_deleted_before_it_is_moved() -> None:
    assert [
        Mistake(
            path="expireAfterDays",
            problem="60 deletes a log before it moves to GLACIER",
            allowed="more than glacierAfterDays, 60",
            way_out="write e.g. expireAfterDays: 365",
        )
    ] == mistakes(expireAfterDays=60)


def test_two_wrong_ages_are_told_at_once() -> None:
    told = mistakes(glacierAfterDays=40, expireAfterDays=35)
    assert [mistake.path for mistake in told] == ["glacierAfterDays", "expireAfterDays"]


def test_a_log_is_a_month_old_before_it_is_rarely_read() -> None:
    with pytest.raises(ValidationError) as refused:
        read_ages(infrequentAccessAfterDays=29)
    assert [error["type"] for error in refused.value.errors()] == ["greater_than_equal"]


@given(st.integers(-10, 4000), st.integers(-10, 4000), st.integers(-10, 4000))
def test_ages_that_are_accepted_are_ages_that_s3_accepts(infrequent: int, glacier: int, expire: int) -> None:
    ages = {
        "infrequentAccessAfterDays": infrequent,
        "glacierAfterDays": glacier,
        "expireAfterDays": expire,
    }
    s3_accepts = infrequent >= 30 and glacier >= infrequent + 30 and expire > glacier
    try:
        read_ages(**ages)
    except ValidationError:
        assert not s3_accepts, f"S3 takes {ages}, and the settings refuse it"
    else:
        assert s3_accepts, f"S3 refuses {ages}, and the settings take it"


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("noncurrentVersionDays", 0, "greater_than_equal"),
        ("noncurrentVersionDays", 30.5, "int_type"),
        ("encryption", False, "extra_forbidden"),
        ("publicAccess", True, "extra_forbidden"),
    ],
)
def test_a_wrong_value_is_refused(key: str, value: object, kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(**{key: value})
    assert [((key,), kind)] == [(error["loc"], error["type"]) for error in refused.value.errors()]


def test_buckets_are_protected_where_the_stack_file_does_not_say() -> None:
    text = json.dumps({key: value for key, value in WHOLE.items() if key != "deletionProtection"})
    assert StorageSettings.model_validate_json(text).deletion_protection is True


@pytest.mark.parametrize(
    ("tier", "key", "value", "kind"),
    [
        ("auditLogs", "lockMode", "governance", "literal_error"),
        ("auditLogs", "lockMode", "LEGAL_HOLD", "literal_error"),
        ("auditLogs", "lockDays", 0, "greater_than_equal"),
        ("auditLogs", "lockDays", 36_501, "less_than_equal"),
        ("auditLogs", "infrequentAccessClass", "GLACIER", "literal_error"),
        ("auditLogs", "glacierClass", "STANDARD", "literal_error"),
        ("documents", "encryption", "AES256", "literal_error"),
        ("documents", "storageClass", "GLACIER", "literal_error"),
        ("documents", "replicaStorageClass", "DEEP_ARCHIVE", "literal_error"),
        ("documents", "replicationTimeControl", "yes", "bool_type"),
        ("documents", "departments", ["Sales"], "string_pattern_mismatch"),
        ("documents", "departments", ["sales/eu"], "string_pattern_mismatch"),
        ("documents", "departments", ["s" * 17], "string_pattern_mismatch"),
        ("documents", "departments", ["-sales"], "string_pattern_mismatch"),
        ("documents", "departments", [f"d{number}" for number in range(101)], "too_long"),
        ("documents", "public", True, "extra_forbidden"),
    ],
)
def test_what_s3_does_not_know_is_refused_by_its_place(tier: str, key: str, value: Any, kind: str) -> None:
    whole = {"auditLogs": AUDIT, "documents": DOCUMENTS}[tier]
    with pytest.raises(ValidationError) as refused:
        read(**{tier: {**whole, key: value}})
    (error,) = refused.value.errors()
    assert (error["loc"][:2], error["type"]) == ((tier, key), kind)


def test_no_log_is_locked_for_longer_than_it_is_kept() -> None:
    assert [
        Mistake(
            path="lockDays",
            problem="366 locks a log for longer than it is kept",
            allowed="at most expireAfterDays, 365",
            way_out="write e.g. lockDays: 365",
        )
    ] == mistakes_of({"auditLogs": {**AUDIT, "lockDays": 366}})
    assert read(auditLogs={**AUDIT, "lockDays": 365}).audit_logs.lock_days == 365


def test_a_log_moves_along_the_ways_that_s3_has() -> None:
    classes = {"infrequentAccessClass": "ONEZONE_IA", "glacierClass": "GLACIER_IR"}
    assert [
        Mistake(
            path="glacierClass",
            problem="'GLACIER_IR' is no class that S3 moves a log to from ONEZONE_IA",
            allowed="'GLACIER' or 'DEEP_ARCHIVE' after ONEZONE_IA",
            way_out="write e.g. glacierClass: GLACIER",
        )
    ] == mistakes(**classes)
    assert read_ages(**{**classes, "infrequentAccessClass": "STANDARD_IA"}).glacier_class == "GLACIER_IR"
    assert read_ages(**{**classes, "glacierClass": "DEEP_ARCHIVE"}).glacier_class == "DEEP_ARCHIVE"


def test_a_lock_that_nobody_can_lift_is_no_lock_for_a_bucket_that_is_taken_down() -> None:
    audit = {**AUDIT, "lockMode": "COMPLIANCE"}
    assert [
        Mistake(
            path="auditLogs.lockMode",
            problem="'COMPLIANCE' without deletionProtection is a bucket that no destroy can empty",
            allowed="'GOVERNANCE', or deletionProtection: true",
            way_out="write e.g. lockMode: GOVERNANCE",
        )
    ] == mistakes_of({"auditLogs": audit})
    assert read(auditLogs=audit, deletionProtection=True).audit_logs.lock_mode == "COMPLIANCE"


def test_a_department_is_named_once() -> None:
    assert [
        Mistake(
            path="[2]",
            problem="'sales' stands in the list already",
            allowed="each department once",
            way_out="take it out",
        )
    ] == mistakes_of({"documents": {"departments": ["sales", "support", "sales"]}})


def enum(shape: str) -> set[str]:
    """Return the values of an enumeration of S3's own model."""
    return set(Session().get_service_model("s3").shape_for(shape).enum)


def options(model: type[Any], field: str) -> set[str]:
    return set(get_args(model.model_fields[field].annotation))


def test_every_value_that_may_be_chosen_is_one_of_s3() -> None:
    assert set(get_args(LockMode)) == enum("ObjectLockRetentionMode")
    assert options(AuditLogSettings, "lock_mode") == enum("ObjectLockRetentionMode")
    assert options(DocumentSettings, "encryption") <= enum("ServerSideEncryption")
    assert options(DocumentSettings, "storage_class") - {"STANDARD"} <= enum("TransitionStorageClass")
    assert options(DocumentSettings, "replica_storage_class") <= enum("StorageClass")
    for field in ("infrequent_access_class", "glacier_class"):
        assert options(AccessLogSettings, field) <= enum("TransitionStorageClass")


def test_production_buckets_are_protected_and_their_audit_logs_locked_for_a_year() -> None:
    assert [
        Mistake(
            path="storage.deletionProtection",
            problem="false lets one command delete the buckets with all that they hold",
            allowed="true where grade is production",
            way_out="write e.g. deletionProtection: true",
        ),
        Mistake(
            path="storage.auditLogs.lockMode",
            problem="'GOVERNANCE' lets an administrator delete the evidence",
            allowed="'COMPLIANCE' where grade is production",
            way_out="write e.g. lockMode: COMPLIANCE",
        ),
        Mistake(
            path="storage.auditLogs.lockDays",
            problem="30 lets the evidence of a late discovery be gone",
            allowed="365 or more where grade is production",
            way_out="write e.g. lockDays: 365",
        ),
    ] == list(storage_keeps_the_grade("production", read()))
    assert list(storage_keeps_the_grade("non-production", read())) == [], "other grades may be torn down"
    sound = read(auditLogs={**AUDIT, "lockMode": "COMPLIANCE", "lockDays": 365}, deletionProtection=True)
    assert list(storage_keeps_the_grade("production", sound)) == []


@pytest.mark.parametrize(
    ("stack", "changes", "line"),
    [
        (
            "dev",
            {"shop:storage.auditLogs.lockDays": 151},
            "Pulumi.dev.yaml: shop:storage.auditLogs.lockDays: 151 locks a log for longer than it is kept; "
            "allowed: at most expireAfterDays, 150; write e.g. lockDays: 150",
        ),
        (
            "prod",
            {"shop:storage.auditLogs.lockMode": "GOVERNANCE"},
            "Pulumi.prod.yaml: shop:storage.auditLogs.lockMode: 'GOVERNANCE' lets an administrator delete the "
            "evidence; allowed: 'COMPLIANCE' where grade is production; write e.g. lockMode: COMPLIANCE",
        ),
        (
            "staging",
            {"shop:storage.documents.departments": ["sales", "sales"]},
            "Pulumi.staging.yaml: shop:storage.documents.departments[1]: 'sales' stands in the list already; "
            "allowed: each department once; take it out",
        ),
        (
            "dev",
            {"shop:storage.documents.departments": ["Sales"]},
            "Pulumi.dev.yaml: shop:storage.documents.departments[0]: 'Sales' has another form; "
            "allowed: text like sales (^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$); write e.g. sales",
        ),
        (
            "dev",
            {"shop:storage.documents.encryption": "none"},
            "Pulumi.dev.yaml: shop:storage.documents.encryption: 'none' is not allowed; "
            "allowed: 'aws:kms', 'aws:kms:dsse'; write e.g. encryption: aws:kms",
        ),
    ],
)
def test_a_mistake_is_told_by_file_and_key_with_the_way_out(
    stack: str, changes: Any, line: str, lines: Any
) -> None:
    assert [line] == lines(changes, stack=stack)
