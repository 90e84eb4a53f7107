"""Names of one role's instances brought to one pattern: without the stack's name, the number or the zone."""

import re
from typing import Final

STACK: Final = "<stack>"
INSTANCE: Final = "*"

# Words of AWS and of the internet that end in a digit and count nothing.
_WORDS: Final = frozenset(
    {"apigatewayv2", "ec2", "elbv2", "gp2", "gp3", "http2", "io1", "io2"}
    | {"ipv4", "ipv6", "oauth2", "route53", "s3", "sc1", "st1", "wafv2"}
)
_WORD: Final = re.compile(r"<stack>|[A-Za-z0-9]+")
# 3; 1a (the end of eu-west-1a); a (the zone alone). Zones of AWS end in a to f.
_WHOLE: Final = re.compile(r"\d+[a-f]?|[a-f]")
_ENDS_IN_NUMBER: Final = re.compile(r"(?P<word>[A-Za-z][A-Za-z0-9]*?)(?P<number>\d+)")


def pattern_of(name: str, stack: str) -> tuple[str, tuple[str, ...]]:
    """Return a name's pattern, and what stood where the pattern has `*`.

    The stack's name becomes `<stack>` where it is a word of its own. A word that is a number (`net-app-3`),
    the end of a zone's name (`data-eu-west-1a`) or a zone's letter (`shop-data-a`) becomes `*`, and so does
    the number at the end of a word (`replica-r2`, `subnet1`). The first word always keeps its letters: `a`
    and `b` are names.
    """
    text = without_stack(name, stack)
    taken: list[str] = []

    def shorten(match: re.Match[str]) -> str:
        word = match[0]
        if word == STACK or word.lower() in _WORDS:
            return word
        if match.start() and _WHOLE.fullmatch(word):
            taken.append(word)
            return INSTANCE
        if numbered := _ENDS_IN_NUMBER.fullmatch(word):
            taken.append(numbered["number"])
            return numbered["word"] + INSTANCE
        return word

    return _WORD.sub(shorten, text), tuple(taken)


def without_stack(text: str, stack: str) -> str:
    """Write `<stack>` for the stack's name, wherever that is a word of its own."""
    return replace_word(text, stack, STACK)


def replace_word(text: str, word: str, label: str) -> str:
    """Write a label in the place of a word, where no letter or digit adjoins it."""
    if not word or word not in text:
        return text
    pieces: list[str] = []
    done, at = 0, text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (text[max(at - 1, 0) : at].isalnum() or text[end : end + 1].isalnum()):
            pieces += [text[done:at], label]
            done = end
        at = text.find(word, end)
    return "".join([*pieces, text[done:]])


def in_order(instance: tuple[str, ...]) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts instances as people count: 2 before 10, numbers before letters."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in instance)
