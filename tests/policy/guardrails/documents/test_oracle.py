"""A naive evaluator that tries every request of a small world agrees with the engine on random documents.

The oracle knows nothing of the engine: it matches with `fnmatch`, holds each condition against each context, and
asks for each of all principals, actions, resources and contexts whether AWS would let the request through.
"""

import itertools
import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from guardrails.documents import openings, read, refuses_plain_http
from hypothesis import example, given, settings
from hypothesis import strategies as st

OURS, THEIRS = "111111111111", "999999999999"
ORDERS = "arn:aws:s3:::orders"
ACTIONS = (
    "s3:GetObject",
    "s3:GexObject",
    "s3:GetObjectAcl",
    "s3:PutObject",
    "s3:ListBucket",
    "s3:Other",
    "sqs:Send",
)
RESOURCES = (
    ORDERS,
    f"{ORDERS}/a",
    f"{ORDERS}/public/a",
    f"{ORDERS}-2",
    "arn:aws:s3:::logs/a",
    "arn:aws:sqs:r:a:other",
)
# What each kind of outsider can bring; a key that is not named here is one that anybody chooses.
FREE = {
    "aws:SecureTransport": ("true", "false"),
    "s3:prefix": (None, "public/", "private/", "x"),
    "aws:MultiFactorAuthAge": (None, "99", "100", "101"),
}
OUTSIDERS: dict[str, dict[str, tuple[str | None, ...]]] = {
    "anonymous": {
        "aws:PrincipalAccount": (None,),
        "aws:PrincipalOrgID": (None,),
        "aws:SourceVpce": (None, "vpce-theirs"),
        "aws:SourceAccount": (None,),
        "aws:MultiFactorAuthAge": (None,),
    },
    "foreign": {
        "aws:PrincipalAccount": (THEIRS,),
        "aws:PrincipalOrgID": (None, "o-theirs"),
        "aws:SourceVpce": (None, "vpce-theirs"),
        "aws:SourceAccount": (None,),
    },
    "service": {
        "aws:PrincipalAccount": (None,),
        "aws:PrincipalOrgID": (None,),
        "aws:SourceVpce": (None,),
        "aws:SourceAccount": (None, THEIRS),
        "aws:MultiFactorAuthAge": (None,),
    },
}
KEYS = ("aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:SourceVpce", "aws:SourceAccount", *FREE)
NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def passes(operator: str, wanted: list[str], value: str | None) -> bool:
    """Hold one context value against one operator, as the reference of IAM's elements words it."""
    quantifier, _, operator = operator.rpartition(":")
    if operator == "Null":
        return any((one == "true") == (value is None) for one in wanted)
    base = operator.removesuffix("IfExists")
    if value is None:
        if quantifier == "ForAllValues" or base != operator:
            return True
        return base in NEGATED and quantifier != "ForAnyValue"
    if base in NEGATED:
        return not passes(NEGATED[base], wanted, value)
    compare = {
        "StringEquals": lambda one: one == value,
        "StringLike": lambda one: fnmatchcase(value, one),
        "Bool": lambda one: one.lower() == value.lower(),
        "NumericEquals": lambda one: value.isdigit() and int(value) == int(one),
        "NumericLessThan": lambda one: value.isdigit() and int(value) < int(one),
        "NumericGreaterThanEquals": lambda one: value.isdigit() and int(value) >= int(one),
    }[base]
    return any(map(compare, wanted))


def about(statement: dict[str, Any], name: str, text: str, *, any_case: bool = False) -> bool:
    """Tell whether Action or Resource, or its Not form, is about a text."""
    for key, all_but in ((name, False), (f"Not{name}", True)):
        if key in statement:
            patterns = listed(statement[key])
            if any_case:
                text, patterns = text.lower(), [one.lower() for one in patterns]
            return any(fnmatchcase(text, one) for one in patterns) is not all_but
    raise AssertionError(name)


def names(statement: dict[str, Any], outsider: str) -> bool:
    """Tell whether the statement names an outsider; only wildcards do."""
    del outsider
    if "NotPrincipal" in statement:
        return statement["NotPrincipal"] not in ("*", {"AWS": "*"})
    return statement["Principal"] in ("*", {"AWS": "*"})


def matches(statement: dict[str, Any], action: str, resource: str, context: dict[str, Any]) -> bool:
    return (
        about(statement, "Action", action, any_case=True)
        and about(statement, "Resource", resource)
        and all(
            passes(operator, listed(wanted), context[key])
            for operator, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    )


def contexts(bring: dict[str, tuple[str | None, ...]], keys: set[str]) -> Iterator[dict[str, str | None]]:
    world = {**FREE, **bring}
    # Only keys that the document names can matter.
    chosen = [key for key in KEYS if key in keys]
    for values in itertools.product(*(world[key] for key in chosen)):
        yield dict(zip(chosen, values, strict=True))


def keys_of(document: list[dict[str, Any]]) -> set[str]:
    return {key for one in document for keys in one.get("Condition", {}).values() for key in keys}


def lets_in(document: list[dict[str, Any]]) -> bool:
    """Try every request of every outsider."""
    keys = keys_of(document)
    for outsider, bring in OUTSIDERS.items():
        named = [one for one in document if names(one, outsider)]
        for context in contexts(bring, keys):
            for action, resource in itertools.product(ACTIONS, RESOURCES):
                hits = [one["Effect"] for one in named if matches(one, action, resource, context)]
                if "Allow" in hits and "Deny" not in hits:
                    return True
    return False


def refuses(document: list[dict[str, Any]]) -> bool:
    """Try every request without TLS, whoever makes it."""
    everybody = {
        "aws:PrincipalAccount": (None, OURS, THEIRS),
        "aws:PrincipalOrgID": (None, "o-ours", "o-theirs"),
        "aws:SourceVpce": (None, "vpce-ours", "vpce-theirs"),
        "aws:SourceAccount": (None, OURS, THEIRS),
        "aws:SecureTransport": ("false",),
    }
    everyone = [one for one in document if one.get("Principal") in ("*", {"AWS": "*"})]
    for context in contexts(everybody, keys_of(document)):
        for action in (one for one in ACTIONS if one.startswith("s3:")):
            for resource in (ORDERS, f"{ORDERS}/a", f"{ORDERS}/public/a"):
                hits = [one["Effect"] for one in everyone if matches(one, action, resource, context)]
                if "Deny" not in hits:
                    return False
    return True


actions = st.sampled_from(
    ["s3:GetObject", "s3:Get*", "s3:*", "*", "S3:PUTOBJECT", "s3:ListBucket", "s3:Ge?Object"]
)
resources = st.sampled_from(
    [ORDERS, f"{ORDERS}/*", f"{ORDERS}/public/*", "*", f"{ORDERS}*", "arn:aws:s3:::logs/*"]
)
principals = st.sampled_from(["*", "*", {"AWS": "*"}, {"AWS": f"arn:aws:iam::{OURS}:root"}])
tied = st.tuples(
    st.sampled_from(["StringEquals", "StringNotEquals", "StringLike", "StringEqualsIfExists",
                     "StringNotEqualsIfExists", "StringNotLike", "ForAnyValue:StringEquals",
                     "ForAllValues:StringEquals", "ForAnyValue:StringNotEquals"]),
    st.sampled_from([("aws:PrincipalAccount", OURS), ("aws:PrincipalOrgID", "o-ours"),
                     ("aws:SourceVpce", "vpce-ours"), ("aws:SourceAccount", OURS),
                     ("aws:PrincipalAccount", "*"), ("aws:PrincipalOrgID", "o-*"), ("s3:prefix", "public/"),
                     ("s3:prefix", "p*")]),
)  # fmt: skip
other = st.sampled_from(
    [
        ("Bool", ("aws:SecureTransport", "true")),
        ("Bool", ("aws:SecureTransport", "false")),
        ("BoolIfExists", ("aws:SecureTransport", "false")),
        ("Null", ("aws:PrincipalAccount", "true")),
        ("Null", ("aws:PrincipalOrgID", "false")),
        ("Null", ("aws:SourceVpce", "true")),
        ("NumericLessThan", ("aws:MultiFactorAuthAge", "100")),
        ("NumericGreaterThanEquals", ("aws:MultiFactorAuthAge", "100")),
        ("NumericNotEquals", ("aws:MultiFactorAuthAge", "100")),
    ]
)
conditions = st.lists(tied | other, max_size=2).map(
    lambda pairs: {operator: {key: wanted} for operator, (key, wanted) in pairs}
)


def one_or_more(values: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, min_size=1, max_size=2)


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    def name(key: str) -> str:
        return f"Not{key}" if draw(st.integers(0, 4)) == 0 else key

    return {
        "Effect": draw(st.sampled_from(["Allow", "Deny"])),
        name("Principal"): draw(principals),
        name("Action"): draw(one_or_more(actions)),
        name("Resource"): draw(one_or_more(resources)),
        "Condition": draw(conditions),
    }


documents = st.lists(statements(), min_size=1, max_size=4)
OPEN = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


@settings(max_examples=600)
@given(documents)
@example(
    [OPEN, {**OPEN, "Effect": "Deny", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-ours"}}}]
)
@example([OPEN, {"Effect": "Deny", "Principal": "*", "NotAction": "s3:GetObject", "Resource": "*"}])
def test_who_gets_in_is_who_the_oracle_finds(document: list[dict[str, Any]]) -> None:
    found = list(openings(read(json.dumps({"Statement": document}))))
    assert lets_in(document) is bool(found), document
    assert all(one.sure for one in found), "everything is known"


@settings(max_examples=400)
@given(documents)
@example([{**OPEN, "Effect": "Deny"}])
def test_plain_http_is_refused_where_the_oracle_finds_no_request(document: list[dict[str, Any]]) -> None:
    targets = (ORDERS, f"{ORDERS}/a", f"{ORDERS}/public/a")
    assert refuses(document) is refuses_plain_http(read({"Statement": document}), "s3:*", targets), document
