"""Patterns as IAM writes them: `*` is any text, `?` any one character, `${key}` a value of the request."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

# Stands for text that no document spells out: a name, an account or a resource that nobody thought of.
FRESH: Final = "\u2042"
# Stands for a property of a resource, a tag for one, that is nobody's: no variable of a request has its value.
UNNAMED: Final = "\u2051"
# Variables of the resource, not of the caller: their value is the owner's, whoever calls.
_OWNERS_VARIABLES: Final = ("aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths")
_TOKENS: Final = re.compile(r"(\*|\?|\$\{[^}]*\})")
_ESCAPES: Final = {"${*}": "*", "${?}": "?", "${$}": "$"}


def matches(text: str, pattern: str) -> bool:
    """Tell whether a pattern of actions or resources matches a text; a variable is no wildcard there."""
    if pattern == "*":
        return True
    if "*" not in pattern and "?" not in pattern:
        return text == pattern
    return _compiled(pattern, wildcards=True, variables=False).match(text) is not None


def matches_value(text: str, wanted: str, *, wildcards: bool) -> bool:
    """Tell whether a condition's value matches what a request brings; the caller chooses its variables."""
    if "${" not in wanted and not (wildcards and ("*" in wanted or "?" in wanted)):
        return text == wanted
    return _compiled(wanted, wildcards=wildcards, variables=True).match(text) is not None


def instance(pattern: str) -> str:
    """Return a text that a pattern of actions or resources matches and nobody thought of."""
    return pattern.replace("*", FRESH).replace("?", FRESH)


def meet(one: str, other: str) -> str | None:
    """Return a text that both patterns match, nobody's where they leave a choice; None where there is none."""
    # Pairs of places; each step spends a character of one pattern, of the other, or of both.
    way: dict[tuple[int, int], tuple[tuple[int, int], str] | None] = {(0, 0): None}
    ahead = [(0, 0)]
    while ahead:
        place = ahead.pop()
        if place == (len(one), len(other)):
            return _told(way, place)
        for following, text in _steps(one, other, *place):
            if following not in way:
                way[following] = (place, text)
                ahead.append(following)
    return None


def _steps(one: str, other: str, i: int, j: int) -> Iterator[tuple[tuple[int, int], str]]:
    left, right = one[i : i + 1], other[j : j + 1]
    if left == "*":
        yield (i + 1, j), FRESH if right == "*" else ""
    if right == "*":
        yield (i, j + 1), FRESH if left == "*" else ""
    if left == "*" and right not in ("", "*"):
        yield (i, j + 1), FRESH if right == "?" else right
    elif right == "*" and left not in ("", "*"):
        yield (i + 1, j), FRESH if left == "?" else left
    elif left and right and left != "*" and (left == right or "?" in (left, right)):
        text = right if left == "?" else left
        yield (i + 1, j + 1), FRESH if text == "?" else text


def _told(way: Mapping[tuple[int, int], tuple[tuple[int, int], str] | None], place: tuple[int, int]) -> str:
    told = []
    while (step := way[place]) is not None:
        place, text = step
        told.append(text)
    return "".join(reversed(told))


def value_like(wanted: str) -> str:
    """Return a text that a condition's value matches and nobody thought of."""
    return _TOKENS.sub(_spelled, wanted) if "${" in wanted else instance(wanted)


def is_wild(pattern: str) -> bool:
    """Tell whether a pattern matches more than one text."""
    return "*" in pattern or "?" in pattern or "${" in pattern


def _spelled(token: re.Match[str]) -> str:
    text = token.group()
    return FRESH if text in ("*", "?") or _is_callers(text) else _ESCAPES.get(text, text)


@lru_cache(maxsize=8192)
def _compiled(pattern: str, *, wildcards: bool, variables: bool) -> re.Pattern[str]:
    """Translate a pattern; each `*` is settled by the first match of what follows it, so time stays linear."""
    chunks = [""]
    for part in _TOKENS.split(pattern):
        if part == "*" and wildcards:
            chunks.append("")
        elif variables and _is_callers(part):
            chunks[-1] += f"[^{UNNAMED}]*?"
        elif part == "?" and wildcards:
            chunks[-1] += "."
        else:
            chunks[-1] += re.escape(_ESCAPES.get(part, part) if variables else part)
    if len(chunks) == 1:
        return re.compile(rf"(?s:{chunks[0]})\Z")
    first, *middle, last = chunks
    lazily = "".join(f"(?>.*?{chunk})" for chunk in middle if chunk)
    return re.compile(rf"(?s:{first}{lazily}.*{last})\Z")


def _is_callers(token: str) -> bool:
    if not token.startswith("${") or token in _ESCAPES:
        return False
    key = token[2:-1].partition(",")[0].strip().lower()
    return key not in _OWNERS_VARIABLES
