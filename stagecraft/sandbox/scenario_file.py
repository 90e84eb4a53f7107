"""Reads a scenario file: YAML to rules, strictly, each mistake as one line with its place and a way out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

_ANY: Final = "*"
_URN_NAME: Final = "::"


class ScenarioError(Exception):
    """A scenario file that cannot be used; its message is one line with place, fault and way out."""


class Operation(StrEnum):
    """What the engine asks of the provider."""

    CHECK = "check"
    CONFIGURE = "configure"
    CONSTRUCT = "construct"
    CREATE = "create"
    DELETE = "delete"
    DIFF = "diff"
    INVOKE = "invoke"
    READ = "read"
    UPDATE = "update"


class FaultKind(StrEnum):
    """What goes wrong."""

    FAIL = "fail"  # AWS answers with an error
    THROTTLE = "throttle"  # AWS answers ThrottlingException
    TIMEOUT = "timeout"  # no answer in time; nothing was changed
    FAIL_AFTER = "fail-after"  # the cloud was changed, and the answer is an error
    LOSE = "lose"  # the resource vanishes right after the call
    CHANGE = "change"  # a property is changed behind the engine's back, right after the call
    LATENCY = "latency"  # the call takes longer
    DIE = "die"  # the provider's process exits at once


CHANGES_CLOUD: Final = frozenset({Operation.CREATE, Operation.UPDATE, Operation.DELETE})
_HAS_RESOURCE: Final = frozenset({Operation.CREATE, Operation.UPDATE, Operation.READ, Operation.DIFF})
_NAMELESS: Final = frozenset({Operation.INVOKE})
# Where a kind needs more than any call has.
_WHERE: Final[Mapping[FaultKind, frozenset[Operation]]] = {
    FaultKind.FAIL_AFTER: CHANGES_CLOUD,
    FaultKind.LOSE: _HAS_RESOURCE,
    FaultKind.CHANGE: _HAS_RESOURCE,
}
_EVERY_RULE: Final = ("on", "type", "name", "urn", "do", "nth", "times", "every")
_OF_KIND: Final[Mapping[FaultKind, tuple[str, ...]]] = {
    FaultKind.FAIL: ("error", "seconds"),
    FaultKind.THROTTLE: ("error", "seconds", "retried"),
    FaultKind.TIMEOUT: ("seconds",),
    FaultKind.FAIL_AFTER: ("error", "seconds", "known"),
    FaultKind.LOSE: (),
    FaultKind.CHANGE: ("property", "value"),
    FaultKind.LATENCY: ("seconds",),
    FaultKind.DIE: ("when",),
}
_ERRORS: Final[Mapping[FaultKind, str]] = {
    FaultKind.FAIL: "api error InternalFailure: The request processing has failed because of an unknown error.",
    FaultKind.THROTTLE: "api error ThrottlingException: Rate exceeded",
    FaultKind.TIMEOUT: "context deadline exceeded",
    FaultKind.FAIL_AFTER: "timeout while waiting for state to become 'available' (last state: 'creating')",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with one call."""

    kind: FaultKind
    error: str = ""  # what AWS answers
    seconds: float = 0.0  # passes before anything else happens
    after: bool = False  # die: only when the cloud was changed
    known: bool = True  # fail-after: the answer tells the engine the id, as pulumi-aws does
    property: str = ""  # change: path of the property, in Pulumi's syntax
    value: Any = None  # change: its new value


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One fault, the calls that it is for, and which of them: from the `nth` on, `times` of them or all."""

    operation: Operation
    fault: Fault
    type: str = _ANY
    name: str = _ANY
    urn: str = _ANY
    nth: int = 1
    times: int | None = 1  # None: every call from the nth on

    def matches(self, operation: str, token: str, urn: str) -> bool:
        """Tell whether the rule is for a call."""
        pairs = ((self.type, token), (self.name, urn.rpartition(_URN_NAME)[2]), (self.urn, urn))
        return self.operation == operation and all(_glob(glob).fullmatch(text) for glob, text in pairs)

    def is_due(self, count: int) -> bool:
        """Tell whether the rule acts on the count-th call that it is for."""
        return count >= self.nth and (self.times is None or count < self.nth + self.times)


def read_rules(path: Path) -> tuple[Rule, ...]:
    """Read the rules of a scenario file.

    Raises:
        ScenarioError: at the first thing that is not clear.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ScenarioError(f"{path}: there is no such file; see docs/sandbox-scenarios.md") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path}: cannot be read ({error}); it is YAML in UTF-8") from None
    return parse_rules(text, str(path))


def parse_rules(text: str, file: str) -> tuple[Rule, ...]:
    """Read the rules of a scenario's text; `file` is its name in messages.

    Raises:
        ScenarioError: at the first thing that is not clear.
    """
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.SequenceNode) or not root.value:
            raise ScenarioError(f"{file}: holds no list of rules; begin each rule with '- on: …'")
        return tuple(_rule(_Item(file, index, node, loader)) for index, node in enumerate(root.value, 1))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}:{mark.column + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ScenarioError(f"{file}{where}: is no YAML ({problem}); correct the line") from None


class _Item:
    """One rule of the file: its keys, and where each stands."""

    def __init__(self, file: str, index: int, node: yaml.Node, loader: yaml.SafeLoader) -> None:
        self._file, self._index, self._node = file, index, node
        self.values: dict[str, Any] = {}
        self._lines: dict[str, int] = {}
        if not isinstance(node, yaml.MappingNode):
            raise self.mistake("", "is no mapping; write it like '- {on: create, type: aws:s3/*, do: fail}'")
        for key, value in node.value:
            # The text of the key: YAML 1.1 reads `on` as true.
            name = str(key.value)
            self._lines[name] = key.start_mark.line + 1
            if name in self.values:
                raise self.mistake(name, "stands there twice; leave one")
            self.values[name] = loader.construct_object(value, deep=True)

    def mistake(self, key: str, problem: str) -> ScenarioError:
        """Return an error about a key, or about the whole rule."""
        line = self._lines.get(key, self._node.start_mark.line + 1)
        place = f"rule {self._index}" + (f": {key}" if key else "")
        return ScenarioError(f"{self._file}:{line}: {place}: {problem}")

    def one_of(self, key: str, kind: type[StrEnum]) -> str:
        """Return the value of a key that has a few possible values."""
        value = self.values.get(key)
        allowed = ", ".join(kind)
        if key not in self.values:
            raise self.mistake("", f"has no {key}; add '{key}: …', one of {allowed}")
        if value not in tuple(kind):
            raise self.mistake(key, f"{value!r} is unknown; allowed: {allowed}")
        return str(value)

    def glob(self, key: str) -> str:
        """Return a glob, `*` where there is none."""
        value = self.values.get(key, _ANY)
        if not isinstance(value, str) or not value.strip():
            raise self.mistake(key, f"{value!r} is no text; put text into quotes")
        wrong = next((character for character in "?[]{}" if character in value), None)
        if wrong:
            raise self.mistake(key, f"{value!r} has {wrong!r}, which no glob here knows; only * is special")
        return value

    def number(self, key: str, default: float, least: float, whole: type[int] | type[float]) -> float:
        """Return a number that is not too small."""
        value = self.values.get(key, default)
        allowed = (int,) if whole is int else (int, float)
        if isinstance(value, bool) or not isinstance(value, allowed) or not least <= value < float("inf"):
            kind = "whole number" if whole is int else "number"
            raise self.mistake(key, f"{value!r} is no {kind} of at least {least:g}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return a flag."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.mistake(key, f"{value!r} is neither true nor false")
        return value

    def text(self, key: str, default: str) -> str:
        """Return a text that is not empty, except where it is left out."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or (key in self.values and not value.strip()):
            raise self.mistake(key, f"{value!r} is no text; put text into quotes")
        return value


def _rule(item: _Item) -> Rule:
    operation, kind = Operation(item.one_of("on", Operation)), FaultKind(item.one_of("do", FaultKind))
    allowed = (*_EVERY_RULE, *_OF_KIND[kind])
    for key in item.values:
        if key not in allowed:
            known = any(key in keys for keys in _OF_KIND.values())
            problem = f"does not go with 'do: {kind}'" if known else "is an unknown key"
            raise item.mistake(key, f"{problem}; allowed: {', '.join(allowed)}")
    if operation not in _WHERE.get(kind, frozenset(Operation)):
        places = ", ".join(one for one in Operation if one in _WHERE[kind])
        raise item.mistake("do", f"{kind} goes only with on: {places}")
    for key in ("name", "urn"):
        if key in item.values and operation in _NAMELESS:
            raise item.mistake(key, f"a call of {operation} is of no resource; name its token by 'type'")
    type_ = item.glob("type")
    if _ANY not in type_ and type_.count(":") != 2:
        raise item.mistake(
            "type", f"{type_!r} is no type token; write it like aws:s3/bucket:Bucket or aws:s3/*"
        )
    return Rule(
        operation=operation,
        fault=_fault(item, kind, operation),
        type=type_,
        name=item.glob("name"),
        urn=item.glob("urn"),
        nth=int(item.number("nth", 1, 1, int)),
        times=_times(item, kind),
    )


def _times(item: _Item, kind: FaultKind) -> int | None:
    every = item.flag("every", default=kind is FaultKind.LATENCY and "times" not in item.values)
    if every and "times" in item.values:
        raise item.mistake("times", "does not go with 'every: true'; leave one")
    return None if every else int(item.number("times", 1, 1, int))


def _fault(item: _Item, kind: FaultKind, operation: Operation) -> Fault:
    retried = item.flag("retried", default=False)
    if (kind is FaultKind.LATENCY or retried) and "seconds" not in item.values:
        raise item.mistake("", "has no seconds; add 'seconds: …', how much longer the call takes")
    if kind is FaultKind.CHANGE and not {"property", "value"} <= item.values.keys():
        raise item.mistake("", "has no property and value; add 'property: …' and 'value: …'")
    return Fault(
        # pulumi-aws repeats a throttled call by itself, so that Pulumi only sees it take longer.
        kind=FaultKind.LATENCY if retried else kind,
        error=item.text("error", _ERRORS.get(kind, "")),
        seconds=float(item.number("seconds", 0, 0, float)),
        after=_after(item, operation),
        known=item.flag("known", default=True),
        property=item.text("property", ""),
        value=item.values.get("value"),
    )


def _after(item: _Item, operation: Operation) -> bool:
    when = item.values.get("when", "before")
    if when not in ("before", "after"):
        raise item.mistake("when", f"{when!r} is unknown; allowed: before, after (the cloud is changed)")
    if when == "after" and operation not in CHANGES_CLOUD:
        raise item.mistake("when", f"a call of {operation} changes nothing; leave 'when' out")
    return bool(when == "after")


@lru_cache(maxsize=256)
def _glob(glob: str) -> re.Pattern[str]:
    """Compile a glob in which only `*` is special, as in promotion.yaml."""
    return re.compile(".*".join(re.escape(part) for part in glob.split(_ANY)), re.DOTALL)
