"""IAM policy documents, read as JSON: who is allowed or denied what, from where."""

import fnmatch
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from guardrails.cidr import is_world, span
from guardrails.values import UNKNOWN, Unknowable, holds_unknown, plain

# Condition keys that tie a caller to an account, an organisation, a network or a resource ("fixed values" in
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html).
_TYING_KEYS: Final = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpcsourceip",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
_TYING_OPERATORS: Final = frozenset(
    {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress"}
)
_PARTITIONS: Final = ("aws", "aws-cn", "aws-us-gov", "aws-eusc")


class DocumentError(ValueError):
    """A policy document that AWS would refuse."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, its lists laid out; `condition` is operator -> key -> values, both in lower case."""

    allows: bool
    anyone: bool
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: Mapping[str, Mapping[str, tuple[str, ...]]]
    sid: str = ""

    def __str__(self) -> str:
        return f"statement '{self.sid}'" if self.sid else "a statement without Sid"

    @property
    def is_public(self) -> bool:
        """Tell whether anyone may do something: an Allow for everyone that no condition ties to somebody."""
        return self.allows and self.anyone and not self._is_tied()

    def _is_tied(self) -> bool:
        for operator, keys in self.condition.items():
            if operator.rpartition(":")[2] not in _TYING_OPERATORS:
                continue  # negated, or passes where the key is absent (...IfExists, Null)
            for key, values in keys.items():
                if key in _TYING_KEYS and values and all(_is_fixed(key, value) for value in values):
                    return True
        return False

    def refuses_plain_http(self, bucket: str | None) -> bool:
        """Tell whether the statement denies everyone everything that comes without TLS to a whole bucket."""
        if self.allows or not self.anyone or not ({"s3:*", "*"} & set(self.actions)):
            return False
        if set(self.condition) - {"bool", "boolifexists"} or len(self.condition) != 1:
            return False
        ((_, keys),) = self.condition.items()
        plain_http = {"aws:securetransport": ("false",)}
        return dict(keys) == plain_http and _covers_bucket(self.resources, bucket)


def statements(document: Any) -> tuple[Statement, ...] | Unknowable | None:
    """Read a policy document (JSON text or an object): None where there is none, UNKNOWN where it is unknown.

    Raise DocumentError for a document that AWS would refuse.
    """
    document = plain(document)
    if document is None or document == "":
        return None
    if document is not UNKNOWN and isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError:
            raise DocumentError("is no JSON") from None
    if holds_unknown(document):
        return UNKNOWN
    if not isinstance(document, Mapping):
        raise DocumentError("is no JSON object")
    return tuple(_statement(item) for item in _listed(_key(document, "Statement")))


def _statement(item: Any) -> Statement:
    if not isinstance(item, Mapping):
        raise DocumentError("has a statement that is no object")
    effect = _key(item, "Effect")
    if effect not in ("Allow", "Deny"):
        raise DocumentError(f"has a statement whose Effect is {effect!r}")
    not_principal = _key(item, "NotPrincipal") is not None
    return Statement(
        allows=effect == "Allow",
        anyone=_is_anyone(_key(item, "Principal")) or (not_principal and effect == "Allow"),
        actions=tuple(str(action).lower() for action in _listed(_key(item, "Action"))),
        resources=tuple(map(str, _listed(_key(item, "Resource")))),
        condition=_condition(_key(item, "Condition")),
        sid=str(_key(item, "Sid") or ""),
    )


def _condition(value: Any) -> dict[str, dict[str, tuple[str, ...]]]:
    """Lay out a condition: operators and keys are the same in any case, values are texts."""
    laid: dict[str, dict[str, tuple[str, ...]]] = {}
    for operator, keys in _members(value, "Condition"):
        laid[operator.lower()] = {
            key.lower(): tuple(map(_text, _listed(values))) for key, values in _members(keys, operator)
        }
    return laid


def _members(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if value is not None and not isinstance(value, Mapping):
        raise DocumentError(f"has a {name} that is no object")
    yield from (value or {}).items()


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _key(item: Mapping[str, Any], name: str) -> Any:
    """Return a member; the SDK's typed documents write the first letter small."""
    return item.get(name, item.get(name[0].lower() + name[1:]))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _is_anyone(principal: Any) -> bool:
    if isinstance(principal, Mapping):
        return any("*" in _listed(principal.get(kind)) for kind in ("AWS", "*"))
    return "*" in _listed(principal)


def _is_fixed(key: str, value: str) -> bool:
    """Tell whether a condition's value names somebody: no lone wildcard, no wildcard account, no world."""
    if key in ("aws:sourceip", "aws:vpcsourceip"):
        try:
            return not is_world([span(value)])
        except ValueError:
            return False
    if value.startswith("arn:"):
        named = value.split(":")[4:] if value.count(":") >= 5 else []
        return any(re.search(r"[^*?]", part) for part in named)
    return not re.search(r"[*?]", value) or bool(re.match(r"[^*?]{4}", value))


def _covers_bucket(resources: tuple[str, ...], bucket: str | None) -> bool:
    """Tell whether the resources are the bucket and every object in it."""
    if (
        bucket is None
    ):  # its name is known only after an `up`: the document must name some bucket and its objects
        return any(f"{one}/*" in resources for one in resources) or "*" in resources
    return any(_covers(resources, f"arn:{partition}:s3:::{bucket}") for partition in _PARTITIONS)


def _covers(resources: tuple[str, ...], arn: str) -> bool:
    # Two keys that no pattern spells out: only a wildcard at the end can match both.
    keys = (f"{arn}/\uffff", f"{arn}/\uffff\uffff/\uffff")
    return any(_matches(arn, one) for one in resources) and any(
        all(_matches(key, one) for key in keys) for one in resources
    )


def _matches(text: str, pattern: str) -> bool:
    """Match as IAM does: `*` and `?` alone are special."""
    return fnmatch.fnmatchcase(text, pattern.replace("[", "[[]"))
