"""A key policy says who decrypts, or through which service; the default of KMS leaves it to the account."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, document, graph, make

ACCOUNT = "123456789012"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
USE = ["kms:Decrypt", "kms:GenerateDataKey*"]
ADMINISTERS = {"Effect": "Allow", "Principal": ROOT, "Action": ["kms:Put*", "kms:Describe*"], "Resource": "*"}
LEFT = f"statement 'Use' of its policy leaves it to every IAM policy of account {ACCOUNT} who decrypts"
DEFAULT = "policy is not set, so every IAM policy of the account may give the right to decrypt"


def key(*statements: dict[str, Any], **inputs: Any) -> Resource:
    given = {"policy": document(*statements)} if statements else {}
    return make("kms/key", "it", {**given, **inputs}, outputs={"keyId": "k-1"})


def use(**more: Any) -> dict[str, Any]:
    return {"Sid": "Use", "Effect": "Allow", "Principal": ROOT, "Action": USE, "Resource": "*", **more}


def said(*resources: Resource) -> list[tuple[str, bool]]:
    found = rule_by_id("kms-key-policy-use-limited").findings(graph(*resources))
    return [(one.message.partition(": ")[2].partition(". ")[0], one.undecided) for one in found]


@pytest.mark.parametrize(
    "statement",
    [
        use(),
        use(Action="kms:*"),
        use(Action="*"),
        use(Principal={"AWS": ACCOUNT}),
        use(Condition={"StringNotEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}),
        use(Condition={"StringEqualsIfExists": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}),
        use(Condition={"StringEquals": {"kms:CallerAccount": ACCOUNT}}),
        use(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
    ],
    ids=str,
)
def test_an_account_as_a_whole_leaves_it_to_iam(statement: dict[str, Any]) -> None:
    assert [(LEFT, False)] == said(key(ADMINISTERS, statement))


@pytest.mark.parametrize(
    "statement",
    [
        use(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/shop"}),
        use(Condition={"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}),
        use(Condition={"Null": {"kms:EncryptionContext:customer_id": "false"}}),
        use(Condition={"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/shop-*"}}),
        use(Condition={"StringEquals": {"aws:PrincipalTag/team": "shop"}}),
        # The key itself encrypts, as for the secrets of Pulumi; no service works so.
        use(Action=["kms:Decrypt", "kms:Encrypt"]),
        use(Principal={"Service": "logs.eu-west-1.amazonaws.com"}),
        use(Effect="Deny"),
    ],
    ids=str,
)
def test_a_role_a_service_or_a_context_limits_it(statement: dict[str, Any]) -> None:
    assert said(key(ADMINISTERS, statement)) == []


def test_a_denial_of_what_comes_by_no_service_limits_it_too() -> None:
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "kms:Decrypt",
        "Resource": "*",
        "Condition": {"Null": {"kms:ViaService": "true"}},
    }
    assert said(key(use(), deny)) == []


def test_a_key_without_a_policy_has_the_default() -> None:
    assert [(DEFAULT, False)] == said(key())


def test_a_policy_beside_the_key_is_its_policy() -> None:
    beside = make("kms/keyPolicy", "beside", {"keyId": "k-1", "policy": document(ADMINISTERS)})
    named = make("kms/key", "it", {}, id="k-1")
    assert said(named, beside) == []
    open_ = make("kms/keyPolicy", "beside", {"keyId": "k-1", "policy": document(use())})
    assert [(LEFT, False)] == said(named, open_)


def test_a_key_that_signs_decrypts_nothing() -> None:
    assert said(key(keyUsage="SIGN_VERIFY")) == []


def test_of_a_policy_that_is_not_known_another_rule_tells() -> None:
    unknown = make("kms/key", "it", {"policy": UNKNOWN_WIRE})
    assert said(unknown) == []
    assert list(rule_by_id("kms-key-policy-not-public").findings(unknown))


def test_what_an_unknown_condition_decides_is_undecided() -> None:
    statement = use(Condition={"StringEquals": {"kms:CallerAccount": UNKNOWN_WIRE}})
    unsure = make("kms/key", "it", {"policy": {"Statement": [statement]}})
    assert [("cannot be decided before `up`: policy is not known yet", True)] == said(unsure)
