"""Values that say the same in two stacks, although each puts its own name, region or account into them."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from guardrails.graph import Graph

from stagecraft.promotion.architecture import PROVIDER
from stagecraft.promotion.plain_inputs import Column

_ACCOUNT: Final = re.compile(r"^arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:(\d{12}):")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What one stack writes into its resources only because of where it stands."""

    stack: str
    region: str = ""
    account: str = ""

    @classmethod
    def of(cls, graph: Graph) -> "Surroundings":
        """Read the region off the AWS provider, and the account off the first ARN that has one."""
        regions = (provider.inputs.get("region") for provider in graph.of_type(f"{PROVIDER}aws"))
        arns = (resource.outputs.get("arn") for resource in graph.resources if resource.custom)
        accounts = (match[1] for arn in arns if isinstance(arn, str) and (match := _ACCOUNT.match(arn)))
        region = next((region for region in regions if isinstance(region, str)), "")
        return cls(graph.stack, region, next(accounts, ""))


@dataclass(frozen=True)
class Likeness:
    """Tells which values of stack `a` and stack `b` are alike."""

    a: Surroundings
    b: Surroundings

    def alike(self, one: Any, other: Any) -> bool:
        """Tell whether a value of `a` says the same as a value of `b`.

        Texts are alike if they differ only where `a` has its own name, region or account as a word, and `b`
        its own in the same place. Columns of one length are compared item by item; else by what the items
        have at all, for their number is a difference of its own.
        """
        if repr(one) == repr(other):
            return True
        if isinstance(one, str) and isinstance(other, str):
            return self._alike_texts(one, other)
        if not (isinstance(one, list) and isinstance(other, list)):
            return False
        if len(one) == len(other):
            return all(map(self.alike, one, other))
        return isinstance(one, Column) and set(map(repr, one)) == set(map(repr, other))

    def _alike_texts(self, one: str, other: str) -> bool:
        if self._words is None or not self._words.search(one):
            return False
        places: list[str] = []
        done = 0
        for word in self._words.finditer(one):
            either = f"(?:{re.escape(word[0])}|{self._counterparts[word[0]]})"
            places += [re.escape(one[done : word.start()]), either]
            done = word.end()
        return re.fullmatch("".join([*places, re.escape(one[done:])]), other) is not None

    @cached_property
    def _counterparts(self) -> dict[str, str]:
        """The words of `a` that `b` has otherwise, with the pattern of what `b` has."""
        pairs = (
            (self.a.stack, self.b.stack),
            (self.a.region, self.b.region),
            (self.a.account, self.b.account),
        )
        return {one: re.escape(other) for one, other in pairs if one and other and one != other}

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        """Match a word of `a`; a region may have a zone's letter behind it."""
        if not self._counterparts:
            return None
        words = [
            re.escape(word) + ("(?=[a-f]?(?![A-Za-z0-9]))" if word == self.a.region else "(?![A-Za-z0-9])")
            for word in self._counterparts
        ]
        return re.compile(f"(?<![A-Za-z0-9])(?:{'|'.join(words)})")
