"""Who may reach whom, as people declare it: `policy/intent.yaml`, read whole or not at all."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from guardrails.graph import Resource
from guardrails.reachability import addresses, ports
from guardrails.reachability.intervals import IntervalSet, union
from guardrails.reachability.kinds import KINDS
from guardrails.tokens import aws

INTENT_FILE: Final = Path(__file__).resolve().parents[2] / "intent.yaml"
# Sources that are no tier: everyone, CloudFront's servers, and the networks behind other gateways.
INTERNET: Final = "internet"
CLOUDFRONT: Final = "cloudfront"
NETWORKS: Final = "networks"
OUTSIDE: Final = (INTERNET, CLOUDFRONT, NETWORKS)
_KEYS: Final = ("tiers", "optional", "isolated", "reach", "may", "services")
_PORTS: Final = re.compile(r"(tcp|udp|icmp|icmpv6|all)(?: (\d+)(?:-(\d+))?)?")


class IntentError(Exception):
    """An intent file that cannot be read; the message has one line for each mistake."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Which resources belong to a tier: those of a type with a name, in which `*` is any text."""

    token: str
    name: str

    def holds(self, resource: Resource) -> bool:
        """Tell whether a resource is selected."""
        pattern = ".*".join(map(re.escape, self.name.split("*")))
        return resource.type == self.token and re.fullmatch(pattern, resource.name) is not None


@dataclass(frozen=True, slots=True)
class Allowed:
    """One may reach another; `ports` None are those the target serves on, `must` if it has to be so."""

    source: str
    target: str
    ports: IntervalSet | None
    must: bool


@dataclass(frozen=True, slots=True)
class Intent:
    """What one project declares; an optional tier may hold nothing, an isolated one has no way in but these."""

    tiers: Mapping[str, tuple[Selector, ...]]
    optional: frozenset[str]
    allowed: tuple[Allowed, ...]
    services: tuple[tuple[str, str], ...]
    isolated: frozenset[str] = frozenset()


def intent_of(project: str, path: Path = INTENT_FILE) -> Intent | None:
    """Return what a project declares, None if it declares nothing; raise IntentError for a bad file."""
    return intents(path).get(project)


@cache
def intents(path: Path = INTENT_FILE) -> Mapping[str, Intent]:
    """Return what each project declares; raise IntentError for a file that is not what it should be."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise IntentError(f"{path.name}: cannot be read ({error.strerror}); check its permissions") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        what = " ".join(str(error).split())[:120]
        raise IntentError(f"{path.name}: is not YAML ({what}); correct the line") from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise IntentError(f"{path.name}: must map each project to its {', '.join(_KEYS)}")
    mistakes = [
        f"{path.name}: {project}: {mistake}"
        for project, entry in data.items()
        for mistake in _mistakes(entry)
    ]
    if mistakes:
        raise IntentError("\n".join(mistakes))
    return {str(project): _intent(entry) for project, entry in data.items()}


def _intent(entry: Mapping[str, Any]) -> Intent:
    return Intent(
        tiers={
            str(tier): tuple(Selector(aws(str(one["type"])), str(one.get("name", "*"))) for one in listed)
            for tier, listed in entry["tiers"].items()
        },
        optional=frozenset(_listed(entry.get("optional"))),
        allowed=tuple(
            Allowed(source, target, _ports(rule.get("ports")), must=key == "reach")
            for key in ("reach", "may")
            for rule in entry.get(key) or ()
            for source in _listed(rule["from"])
            for target in _listed(rule["to"])
        ),
        services=tuple(
            (source, service)
            for rule in entry.get("services") or ()
            for source in _listed(rule["from"])
            for service in _listed(rule["to"])
        ),
        isolated=frozenset(_listed(entry.get("isolated"))),
    )


def _mistakes(entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict) or not isinstance(entry.get("tiers"), dict) or not entry["tiers"]:
        yield f"must have 'tiers', and may have {', '.join(_KEYS[1:])}"
        return
    for key in entry:
        if key not in _KEYS:
            yield f"'{key}' is no key of an intent; these are {', '.join(_KEYS)}"
    for tier, listed in entry["tiers"].items():
        if tier in OUTSIDE:
            yield f"tier '{tier}' has the name of a source; give it another one"
        yield from _selector_mistakes(str(tier), listed)
    tiers = [str(tier) for tier in entry["tiers"]]
    for key in ("optional", "isolated"):
        for tier in _listed(entry.get(key)):
            if tier not in tiers:
                yield f"{key}: '{tier}' is no tier; these are {', '.join(tiers)}"
    for key, targets in (("reach", tiers), ("may", [*tiers, INTERNET])):
        for number, rule in _numbered(entry, key):
            yield from (f"{key} {number}: {what}" for what in _rule_mistakes(rule, tiers, targets))
    for number, rule in _numbered(entry, "services"):
        if not isinstance(rule, dict) or not set(rule) <= {"from", "to"} or not _listed(rule.get("to")):
            yield f"services {number}: must have 'from' and 'to'"
            continue
        for tier in _listed(rule.get("from")) or ("",):
            if tier not in tiers:
                yield f"services {number}: '{tier}' is no tier; these are {', '.join(tiers)}"


def _numbered(entry: Mapping[str, Any], key: str) -> Iterator[tuple[int, Any]]:
    listed = entry.get(key)
    yield from enumerate(listed if isinstance(listed, list) else [listed] if listed else [], start=1)


def _selector_mistakes(tier: str, listed: Any) -> Iterator[str]:
    if not isinstance(listed, list) or not listed:
        yield f"tier '{tier}' must be a list of {{type, name}}"
        return
    for one in listed:
        if not isinstance(one, dict) or not set(one) <= {"type", "name"} or not one.get("type"):
            yield f"tier '{tier}' must be a list of {{type, name}}"
        elif "/" not in str(one["type"]) or aws(str(one["type"])) not in KINDS:
            yield f"tier '{tier}': '{one['type']}' is no type that has addresses, such as rds/instance"


def _rule_mistakes(rule: Any, tiers: list[str], targets: list[str]) -> Iterator[str]:
    if not isinstance(rule, dict) or not set(rule) <= {"from", "to", "ports"}:
        yield "must have 'from' and 'to', and may have 'ports'"
        return
    for key, known in (("from", [*OUTSIDE, *tiers]), ("to", targets)):
        for name in _listed(rule.get(key)) or ("",):
            if name not in known:
                yield f"'{key}' is '{name}'; allowed: {', '.join(known)}"
    if INTERNET in _listed(rule.get("to")):
        if not rule.get("ports"):
            yield f"what may go to {INTERNET} must have 'ports'"
        for name in _listed(rule.get("from")):
            if name in OUTSIDE:
                yield f"'from' is '{name}', from where nobody goes to {INTERNET}; name a tier"
    for text in _listed(rule.get("ports")):
        if not _port(text):
            yield f"'{text}' are no ports; write tcp 443, tcp 8000-8100 or all"


def _listed(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _ports(value: Any) -> IntervalSet | None:
    return None if value is None else union(part for text in _listed(value) for part in _port(text))


def _port(text: str) -> IntervalSet:
    found = _PORTS.fullmatch(text.strip().lower())
    if found is None:
        return ()
    protocol, first, last = found.groups()
    return ports.of_rule("-1" if protocol == "all" else protocol, first, last or first) or ()


def place_of(service: str) -> IntervalSet | None:
    """Return where a service with a gateway endpoint lies on the line of addresses."""
    return addresses.SERVICES.get(service)
