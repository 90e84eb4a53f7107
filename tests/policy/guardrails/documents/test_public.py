"""Who gets in by a policy document: a principal that is anyone, and what ties it to somebody."""

import json
from typing import Any

import pytest
from guardrails.documents import openings, read
from guardrails.values import UNKNOWN

from tests.policy.compliant import document

ANYONE = "anyone"
ANY_ACCOUNT = "any AWS account"
ANY_SERVICE = "any AWS account through an AWS service"
NOBODY = None
ACCOUNT = "123456789012"
ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
DENY = {**ALLOW, "Effect": "Deny"}


def audience(*statements: dict[str, Any]) -> str | None:
    """Return whom a document lets in; None is nobody who is not named."""
    found = list(openings(read(document(*statements))))
    assert all(one.sure for one in found), "nothing is unknown here"
    return found[0].audience if found else NOBODY


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", ANYONE),
        ({"AWS": "*"}, ANYONE),
        ({"AWS": ["arn:aws:iam::123456789012:root", "*"]}, ANYONE),
        ({"*": "*"}, ANYONE),
        ({"aws": "*"}, ANYONE),
        ({"AWS": "arn:aws:iam::*:role/deploy"}, ANY_ACCOUNT),
        ({"AWS": "arn:aws:iam::123456789012:root"}, NOBODY),
        ({"AWS": ACCOUNT}, NOBODY),
        ({"AWS": 123456789012}, NOBODY),
        ({"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}, NOBODY),
        ({"Service": "cloudfront.amazonaws.com"}, NOBODY),
        ({"Service": "*.amazonaws.com"}, NOBODY),
        ({"Federated": "cognito-identity.amazonaws.com"}, NOBODY),
        ({}, NOBODY),
        ([], NOBODY),
    ],
    ids=str,
)
def test_everyone_is_a_wildcard_principal(principal: Any, expected: str | None) -> None:
    assert expected == audience({**ALLOW, "Principal": principal})


def test_an_allow_for_all_but_some_is_for_everyone() -> None:
    assert ANYONE == audience(
        {"Effect": "Allow", "NotPrincipal": {"AWS": "x"}, "Action": "*", "Resource": "*"}
    )


def test_a_statement_without_principal_lets_nobody_in() -> None:
    assert NOBODY is audience({"Effect": "Allow", "Action": "*", "Resource": "*"})


def test_a_deny_lets_nobody_in() -> None:
    assert NOBODY is audience(DENY)


TIED = [
    {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}},
    {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
    {"StringEquals": {"AWS:SourceOwner": ACCOUNT}},
    {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    {"StringEquals": {"aws:SourceOrgID": "o-1234567890"}},
    {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:orders"}},
    {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::orders"}},
    {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{ACCOUNT}:*"}},
    {"ArnLike": {"aws:SourceArn": "arn:aws:route53:::hostedzone/Z1"}},
    {"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/*"}},
    {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/deploy"}},
    {"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}},
    {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}},
    {"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-1234567890/r-ab12/"}},
    {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1234567890/*"}},
    {"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}},
    {"StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"]}},
    {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}},
    {"IpAddress": {"aws:SourceIp": "11.0.0.0/8"}},
    {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
    {"StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
    {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}},
    {"ArnLike": {"s3:DataAccessPointArn": f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/*"}},
    {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}},
    {"StringLike": {"aws:userid": "AROAEXAMPLEID:*"}},
    {"StringLike": {"sns:Endpoint": "*@example.com"}},
    {"ArnEquals": {"lambda:SourceFunctionArn": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:orders"}},
    {"StringEquals": {"aws:SourceAccount": [ACCOUNT, "*"]}},  # a wildcard is a plain star in StringEquals
    {"IpAddress": {"aws:SourceIp": "not a block"}},  # matches no address
    {"StringEquals": {"aws:SourceAccount": []}},  # matches nothing
]
PUBLIC = [
    ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}, ANY_SERVICE),
    ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}, ANY_SERVICE),
    ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::orders-*"}}, ANY_SERVICE),
    ({"ArnLike": {"aws:SourceArn": "arn:aws:events:eu-west-1:*:rule/orders"}}, ANY_SERVICE),
    ({"ArnLike": {"aws:SourceArn": "*"}}, ANY_SERVICE),
    ({"StringLike": {"aws:SourceArn": "arn:aws:sns:*"}}, ANY_SERVICE),
    ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, ANY_SERVICE),
    ({"StringLike": {"aws:PrincipalAccount": "*"}}, ANY_ACCOUNT),
    ({"StringLike": {"aws:PrincipalAccount": "????????????"}}, ANY_ACCOUNT),
    ({"StringLike": {"aws:PrincipalOrgID": "o-*"}}, ANY_ACCOUNT),
    ({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}}, ANY_ACCOUNT),
    ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::${aws:PrincipalAccount}:role/deploy"}}, ANY_ACCOUNT),
    ({"StringEquals": {"aws:PrincipalTag/team": "orders"}}, ANY_ACCOUNT),
    ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, ANY_ACCOUNT),
    ({"Null": {"aws:PrincipalArn": "false"}}, ANY_ACCOUNT),
    ({"StringEquals": {"aws:PrincipalType": "AssumedRole"}}, ANY_ACCOUNT),
    ({"StringLike": {"aws:userid": "*:deploy"}}, ANY_ACCOUNT),
    ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, ANYONE),
    ({"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}}, ANYONE),
    ({"IpAddress": {"aws:SourceIp": ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/1"]}}, ANYONE),
    ({"IpAddress": {"aws:SourceIp": "2000::/3"}}, ANYONE),
    ({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, ANYONE),
    ({"NotIpAddress": {"aws:SourceIp": "0.0.0.0/1"}}, ANYONE),
    ({"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}}, ANYONE),
    ({"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}, ANYONE),
    ({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1234567890"}}, ANYONE),
    ({"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-1234567890/r-ab12/"}}, ANYONE),
    ({"Null": {"aws:PrincipalArn": "true"}}, ANYONE),
    ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, ANYONE),
    ({"Bool": {"aws:SecureTransport": "true"}}, ANYONE),
    ({"StringLike": {"aws:Referer": "https://example.com/*"}}, ANYONE),
    ({"StringEquals": {"s3:prefix": "public/"}}, ANYONE),
    ({"StringEquals": {"s3:ExistingObjectTag/public": "yes"}}, ANYONE),
    ({"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}, ANYONE),
    ({"StringEquals": {"sts:ExternalId": "4711"}}, ANYONE),
    ({"NumericLessThan": {"s3:max-keys": "10"}}, ANYONE),
    ({"DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}, ANYONE),
    ({"StringLike": {"sns:Endpoint": "https://*"}}, ANYONE),
    ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, ANYONE),
]


@pytest.mark.parametrize("condition", TIED, ids=json.dumps)
def test_a_condition_on_who_calls_ties_a_statement_to_somebody(condition: dict[str, Any]) -> None:
    assert NOBODY is audience({**ALLOW, "Condition": condition})


@pytest.mark.parametrize(("condition", "expected"), PUBLIC, ids=json.dumps)
def test_a_condition_that_anyone_can_meet_ties_it_to_nobody(condition: dict[str, Any], expected: str) -> None:
    assert expected == audience({**ALLOW, "Condition": condition})


@pytest.mark.parametrize("condition", TIED, ids=json.dumps)
def test_one_tie_among_other_conditions_is_enough(condition: dict[str, Any]) -> None:
    both = {"Bool": {"aws:SecureTransport": "true"}, "NumericLessThan": {"s3:max-keys": "10"}}
    assert NOBODY is audience({**ALLOW, "Condition": {**both, **condition}})


NOT_OURS = {"StringNotEquals": {"aws:PrincipalOrgID": "o-1234567890"}}


@pytest.mark.parametrize(
    ("deny", "expected"),
    [
        ({}, NOBODY),
        ({"Condition": NOT_OURS}, NOBODY),
        ({"Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1234567890"}}}, NOBODY),
        ({"Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}, NOBODY),
        ({"Condition": {"StringNotLike": {"aws:userId": ["AROAX:*", "111111111111"]}}}, NOBODY),
        ({"Condition": NOT_OURS, "Action": "s3:Get*"}, NOBODY),
        ({"Condition": NOT_OURS, "Resource": "arn:aws:s3:::orders/*"}, NOBODY),
        ({"Condition": NOT_OURS, "NotPrincipal": {"AWS": "arn:aws:iam::1:root"}}, NOBODY),
        ({"Condition": NOT_OURS, "NotAction": "s3:PutObject"}, NOBODY),
        ({"Condition": NOT_OURS, "NotResource": "arn:aws:s3:::logs/*"}, NOBODY),
        ({"Condition": NOT_OURS, "NotAction": "s3:GetObject"}, ANYONE),
        ({"Condition": NOT_OURS, "NotResource": "arn:aws:s3:::orders/public/*"}, ANYONE),
        ({"Condition": NOT_OURS, "Action": "s3:PutObject"}, ANYONE),
        ({"Condition": NOT_OURS, "Resource": "arn:aws:s3:::orders/private/*"}, ANYONE),
        ({"Condition": NOT_OURS, "Principal": {"AWS": "arn:aws:iam::1:root"}}, ANYONE),
        ({"Condition": {"Bool": {"aws:SecureTransport": "false"}}}, ANYONE),
        ({"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}}, ANYONE),
        ({"Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}, NOBODY),
        (
            {"Condition": {**NOT_OURS, "NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}},
            NOBODY,
        ),
        (
            {"Condition": {**NOT_OURS, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}},
            ANY_SERVICE,
        ),
    ],
    ids=str,
)  # fmt: skip
def test_what_a_deny_takes_away_is_not_open(deny: dict[str, Any], expected: str | None) -> None:
    allow = {**ALLOW, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::orders/*"}
    denied = {**DENY, **deny}
    for key in ("Action", "Resource", "Principal"):
        if f"Not{key}" in denied:
            del denied[key]
    assert expected == audience(allow, denied)
    assert expected == audience(denied, allow), "the order of statements changes nothing"


def test_two_denies_that_leave_nothing_over_close_a_document() -> None:
    tls = {**DENY, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}
    plain = {**DENY, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    assert NOBODY is audience(ALLOW, tls, plain)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Principal": UNKNOWN}, [(ANYONE, False)]),
        ({"Principal": {"AWS": [UNKNOWN]}}, [(ANYONE, False)]),
        ({"Principal": {"AWS": ["*", UNKNOWN]}}, [(ANYONE, True)]),
        ({"Principal": {"Service": UNKNOWN}}, []),
        ({"Effect": UNKNOWN}, [(ANYONE, False)]),
        ({"Effect": "Deny", "Principal": UNKNOWN}, []),
        ({"Condition": UNKNOWN}, [(ANYONE, False)]),
        ({"Condition": {"StringEquals": UNKNOWN}}, [(ANYONE, False)]),
        ({"Condition": {"StringEquals": {"aws:SourceAccount": UNKNOWN}}}, [(ANY_SERVICE, False)]),
        ({"Condition": {"StringEquals": {"aws:SourceAccount": UNKNOWN, "aws:PrincipalAccount": "1"}}}, []),
        ({"Resource": [UNKNOWN]}, [(ANYONE, True)]),
        ({"Action": UNKNOWN}, [(ANYONE, True)]),
    ],
    ids=str,
)
def test_what_is_unknown_leaves_undecided_only_what_it_decides(
    change: dict[str, Any], expected: list[tuple[str, bool]]
) -> None:
    found = openings(read({"Statement": [{**ALLOW, **change}]}))
    assert expected == [(one.audience, one.sure) for one in found]


def test_a_deny_that_is_unknown_leaves_undecided_what_it_may_take_away() -> None:
    found = openings(read({"Statement": [ALLOW, {**DENY, "Resource": UNKNOWN}]}))
    assert [(ANYONE, False)] == [(one.audience, one.sure) for one in found]


def test_a_document_of_many_denies_is_answered() -> None:
    keys = ("aws:PrincipalOrgID", "aws:SourceVpce", "aws:SourceVpc", "aws:UserAgent", "s3:prefix")
    denies = [
        {**DENY, "Condition": {"StringEquals": {key: f"{key}-{index}" for key in keys}}}
        for index in range(40)
    ]
    assert ANYONE == audience(ALLOW, *denies)
