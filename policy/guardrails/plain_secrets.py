"""Secrets that stand in plain text where everyone reads them who may look at a resource.

Only what is a secret without doubt counts: a form that one issuer gives its keys, a password in a URL, a value
that the program itself marks as secret, or a name that says "password" with a value that names nothing else.
"""

import math
import re
from collections import Counter
from typing import Any, Final

from guardrails.values import UNKNOWN, Secret

_FORMS: Final = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("an access key of AWS", r"\b(?:AKIA|ASIA)(?![A-Z2-7]{9}EXAMPLE)[A-Z2-7]{16}\b"),
        ("a private key", r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----"),
        ("a token of GitHub", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})"),
        ("a token of GitLab", r"\bglpat-[A-Za-z0-9_-]{20,}"),
        ("a token of Slack", r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}"),
        ("a webhook of Slack", r"hooks\.slack\.com/services/T\w+/B\w+/\w{20,}"),
        ("a key of Stripe", r"\b[sr]k_live_[0-9A-Za-z]{20,}"),
        ("a key of Google", r"\bAIza[0-9A-Za-z_-]{35}\b"),
        ("a key of SendGrid", r"\bSG\.[\w-]{20,24}\.[\w-]{39,50}"),
        ("a token of npm", r"\bnpm_[A-Za-z0-9]{36}\b"),
        ("a token of PyPI", r"\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}"),
        ("a key of Anthropic", r"\bsk-ant-[\w-]{20,}"),
        ("a key of OpenAI", r"\bsk-(?:proj-)?[A-Za-z0-9_-]{40,}"),
        ("a password in a URL", r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{0,100}:(?![${<%*\[])[^\s:/@]{3,200}@"),
    )
)
_PASSWORD: Final = re.compile(r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE)$")
_KEY: Final = re.compile(
    r"(?:^|_)(?:SECRET|SECRET_KEY|SECRET_ACCESS_KEY|API_?KEY|PRIVATE_KEY|ENCRYPTION_KEY|"
    r"(?:AUTH_|ACCESS_|REFRESH_|API_|BEARER_)?TOKEN)$"
)
_WORD_STARTS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
# What stands for a secret, or says where it is kept.
_REFERENCE: Final = re.compile(
    r"^(?:arn:|/|\$|\{|<|%|\*+$|ssm:|vault:|op://|file:|https?://[^@]*$)|\{\{resolve:"
)
_LONGEST: Final = 100_000


def secret_in_text(text: str) -> str | None:
    """Return what kind of secret stands in a text, or None."""
    return next((kind for kind, form in _FORMS if form.search(text[:_LONGEST])), None)


def secret_in_value(name: str, value: Any) -> str | None:
    """Return what kind of secret a named value is, or None."""
    if isinstance(value, Secret):
        inner = value.value
        if not isinstance(inner, str) or not _REFERENCE.match(inner):
            return "a secret of the program"
        return None
    if not isinstance(value, str):
        return None
    return secret_in_text(value) or _secret_by_name(name, value)


def names_secret(name: str) -> bool:
    """Tell whether a name says that its value is a password."""
    return _PASSWORD.search(_words(name)) is not None


def undecided_secret(name: str, value: Any) -> bool:
    """Tell whether a value that is known only after an `up` has the name of a secret."""
    return value is UNKNOWN and (names_secret(name) or _KEY.search(_words(name)) is not None)


def _secret_by_name(name: str, value: str) -> str | None:
    if len(value) < 4 or _REFERENCE.search(value):
        return None
    words = _words(name)
    if _PASSWORD.search(words):
        return "a password"
    return "a key" if _KEY.search(words) and _looks_random(value) else None


def _words(name: str) -> str:
    """Return a name in capital letters, its words apart: `dbPassword` is DB_PASSWORD."""
    return _WORD_STARTS.sub("_", name).upper().strip("_")


def _looks_random(value: str) -> bool:
    """Tell whether a value is one that no person would write: long, mixed, without words."""
    if not 16 <= len(value) <= 500 or not re.fullmatch(r"[A-Za-z0-9+/=_-]+", value):
        return False
    if not (re.search(r"\d", value) and re.search(r"[A-Za-z]", value)):
        return False
    counts = Counter(value)
    entropy = -sum(count / len(value) * math.log2(count / len(value)) for count in counts.values())
    return entropy >= 3.3 and not re.fullmatch(r"[a-z]+(?:[-_/][a-z0-9]+)+", value)
