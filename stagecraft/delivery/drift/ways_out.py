"""What to do about a difference: two ways at least, in commands."""

from collections.abc import Iterable, Iterator

from guardrails.graph import Graph, Resource

from stagecraft.delivery.drift.comparison import Difference
from stagecraft.delivery.stateful import STATEFUL
from stagecraft.sandbox import replacement

_BACK = "`pulumi up --refresh` puts it back"
_KEEP = "write it into the program or the stack file to keep it"
# So many resources that depend on a lost one are named.
_NAMED = 5


def way_out(difference: Difference, recorded: Graph) -> str:
    """Say what the next `up` does about a difference, and what there is to do."""
    if difference.kind == "gone":
        return _of_the_gone(difference.resource, recorded)
    if difference.ignored:
        return "No `up` touches it (ignore_changes): change it back in AWS, or leave it."
    if not difference.stated:
        return (
            "No `up` touches it, because the program does not state it: change it back in AWS, or state it."
        )
    if difference.replaces:
        halt = " (protect stops that `up`)" if difference.resource.protect else ""
        return (
            f"`pulumi up --refresh` would make a new resource for it{halt}: change it back in AWS, or "
            f"{_KEEP}, before the next `up`."
        )
    return f"{_BACK}; {_KEEP}."


def _of_the_gone(resource: Resource, recorded: Graph) -> str:
    lost = resource.type in STATEFUL
    parts = [f"`pulumi up --refresh` makes a new one{', empty' if lost else ''}"]
    replaced, updated = _followers(resource, recorded)
    if replaced:
        parts.append(f"makes {_names(replaced)} anew with it")
    if updated:
        parts.append(f"updates {_names(updated)}")
    told = ", and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0]
    if lost:
        told += "; to keep what was in it, restore it first and import it (docs/lifecycle.md, Adopting)"
    return f"{told}. Without --refresh an `up` does not notice."


def _followers(gone: Resource, recorded: Graph) -> tuple[list[Resource], list[Resource]]:
    """Return what is made anew because it names the lost resource, and what is only changed."""
    replaced: list[Resource] = []
    updated: list[Resource] = []
    for resource, properties in _dependents(gone, recorded):
        facts = replacement.of_type(resource.type)
        (replaced if any(map(facts.makes_new, properties)) else updated).append(resource)
    return replaced, updated


def _dependents(gone: Resource, recorded: Graph) -> Iterator[tuple[Resource, list[str]]]:
    for resource in recorded.resources:
        names = [name for name, urns in resource.property_dependencies.items() if gone.urn in urns]
        if names and resource.custom and not resource.type.startswith("pulumi:"):
            yield resource, names


def _names(resources: Iterable[Resource]) -> str:
    names = list(dict.fromkeys(resource.name for resource in resources))
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
