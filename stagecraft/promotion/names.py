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
_ENDS_IN_NUMBER: Final = re.compile(r"(?P<word>[A-Za-z][A-Za-z0-9]*?)\d+")


def pattern_of(name: str, stack: str) -> tuple[str, tuple[str, ...]]:
    """Return a name's pattern, and what stood where the pattern has `*`.

    The stack's name becomes `<stack>` where it is a word of its own. A word that is a number (`net-app-3`),
    the end of a zone's name (`data-eu-west-1a`) or a zone's letter (`shop-data-a`) becomes `*`, and so does
    the number at the end of a word (`replica-r2`, `subnet1`). The first word always keeps its letters: `a`
    and `b` are names.
    """
    text = without_stack(name, stack)
    pieces: list[str] = []
    taken: list[str] = []
    done = 0
    for word in _WORD.finditer(text):
        kept = _kept(word)
        if kept is not None:
            pieces += [text[done : word.start()], kept, INSTANCE]
            taken.append(word[0].removeprefix(kept))
            done = word.end()
    return "".join([*pieces, text[done:]]), tuple(taken)


def instance_part(name: str) -> tuple[str, str] | None:
    """Return the part of a name that tells an instance, with its pattern: `data-a` and `data-*`.

    Physical names are made of the same parts (`shop-dev-r2`). A number or a letter alone is no such part, so
    the word before it belongs to it.
    """
    words = list(_WORD.finditer(name))
    told = [index for index, word in enumerate(words) if _kept(word) is not None]
    if not told:
        return None
    first = told[0] - (_kept(words[told[0]]) == "")
    part = name[words[first].start() : words[told[-1]].end()]
    return part, pattern_of(f"-{part}", "")[0][1:]


def _kept(word: re.Match[str]) -> str | None:
    """Return what stays of a word that tells an instance; None of any other word."""
    if word[0] == STACK or word[0].lower() in _WORDS:
        return None
    if word.start() and _WHOLE.fullmatch(word[0]):
        return ""
    numbered = _ENDS_IN_NUMBER.fullmatch(word[0])
    return numbered["word"] if numbered else None


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
