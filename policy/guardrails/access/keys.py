"""Key policies: they say who reads with a key, and do not leave it to every IAM policy of the account.

A key without a policy has KMS's default, which lets the account's IAM policies decide everything: whoever writes
one that says kms:Decrypt on '*' reads all that the key protects.
https://docs.aws.amazon.com/kms/latest/developerguide/least-privilege.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
"""

import re
from collections.abc import Iterator
from typing import Final

from guardrails.checks import read_document, unknown
from guardrails.documents import Document, Statement
from guardrails.documents.access import Denial, satisfiable
from guardrails.documents.callers import Caller, Choice
from guardrails.documents.logic import Truth, all_of
from guardrails.documents.patterns import FRESH
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_POLICY: Final = aws("kms/keyPolicy")
_KEYS: Final = (aws("kms/key"), aws("kms/replicaKey"), aws("kms/externalKey"), aws("kms/replicaExternalKey"))
# What AWS services work with: a data key is made, and opened again by kms:Decrypt. A statement that gives kms:Decrypt
# without it is for those who encrypt with the key itself, as Pulumi and SOPS do with their secrets.
_DATA_KEYS: Final = "kms:generatedatakey"
_WHOLE_ACCOUNT: Final = re.compile(r"(?:arn:[a-z-]+:iam::)?(\d{12})(?::root)?")
# What a request of anybody of the account can have, if the account wants it to; nothing else is in it.
_FREE: Final = (
    "aws:currenttime",
    "aws:epochtime",
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltype",
    "aws:requestedregion",
    "aws:tokenissuetime",
)


def _limited(graph: Graph, resource: Resource) -> Iterator[Problem]:
    if resource.type in _KEYS:
        if plain(at(resource.inputs, "keyUsage")) not in (None, "ENCRYPT_DECRYPT", UNKNOWN):
            return
        if plain(at(resource.inputs, "policy")) in (None, ""):
            yield from _default(graph, resource)
            return
    document = read_document(resource.inputs, "policy")
    if isinstance(document, Document):  # else kms-key-policy-not-public tells why it cannot be judged
        yield from _judge(document)


def _default(graph: Graph, key: Resource) -> Iterator[Problem]:
    found = graph.referrers(key, (_POLICY,), "keyId", _KEYS)
    if not found.sure:
        yield (
            unknown("which policy it has")
            if found.maybe
            else Problem(
                "policy is not set, so every IAM policy of the account may give the right to decrypt"
            )
        )


def _judge(document: Document) -> Iterator[Problem]:
    for statement in document.allows:
        for account in _accounts(statement):
            truth = all_of(
                all_of(
                    (
                        statement.actions.covers(action),
                        _may(document, statement, action, _somebody(account)),
                    )
                )
                for action in ("kms:decrypt", _DATA_KEYS)
            )
            if truth is None:
                yield unknown("policy")
            elif truth is True:
                yield Problem(
                    f"{statement} of its policy leaves it to every IAM policy of account {account} who decrypts"
                )


def _accounts(statement: Statement) -> Iterator[str]:
    """Yield the accounts that a statement names as a whole."""
    principals = statement.principals
    if principals is None or principals.all_but:
        return
    for one in principals.accounts:
        if one is not UNKNOWN and (found := _WHOLE_ACCOUNT.fullmatch(one)):
            yield found[1]


def _may(document: Document, statement: Statement, action: str, caller: Caller) -> Truth:
    denials = tuple(
        Denial(one.constraints, sure=one.allows is False)
        for one in document.denies
        if one.principals is not None and one.principals.anyone is True and one.actions.covers(action) is True
    )
    return satisfiable(statement.constraints, denials, caller)


def _somebody(account: str) -> Caller:
    """Return anybody of an account who calls KMS directly, and brings nothing that would be asked for."""

    def others(key: str) -> Choice | None:
        return None if key in _FREE else (None,)

    brings: dict[str, Choice] = {
        "aws:principalaccount": (account,),
        "aws:principalarn": (f"arn:aws:iam::{account}:role/{FRESH}",),
        "aws:principalisawsservice": ("false",),
        "aws:securetransport": ("true",),
        "aws:sourceip": (FRESH,),
        "aws:viaawsservice": ("false",),
        "kms:calleraccount": (account,),
    }
    return Caller("anybody of the account", signs=True, brings=brings, others=others)


RULES: Final = (
    GraphRule(
        id="kms-key-policy-use-limited",
        applies_to=(*_KEYS, _POLICY),
        statement="Key policies say who decrypts, or through which service.",
        risk="Any IAM policy of the account that says kms:Decrypt on '*' reads what the key protects.",
        remediation=(
            "Pass policy to kms.Key: to the account only what administers, and the use to roles that are named, or "
            "by StringEquals kms:ViaService"
        ),
        severity="medium",
        topics=("access",),
        url="https://docs.aws.amazon.com/kms/latest/developerguide/least-privilege.html",
        controls=("Checkov CKV2_AWS_64",),
        check=_limited,
    ),
)
