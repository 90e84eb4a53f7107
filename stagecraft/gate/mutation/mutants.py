"""The mutants of a stack: each is the stack with one security-relevant value changed, or one protection gone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from guardrails.coverage.families import FAMILIES, PUBLIC
from guardrails.graph import Graph, Resource
from guardrails.values import UNKNOWN

from stagecraft.gate.coverage import coverage
from stagecraft.gate.mutation.added import SWITCHES, added_inputs, added_resources
from stagecraft.gate.mutation.edits import GONE, Path, changed, dotted, sites
from stagecraft.gate.mutation.network import opened, public_subnet
from stagecraft.gate.mutation.values import worse

NETWORK: Final = "network-rules"
PROTECTION: Final = "protecting-resources"
MUTATED: Final = (*FAMILIES, NETWORK, PROTECTION)
# Resources that exist to protect another one, which AWS leaves open, or less closed, without them.
_PROTECTING: Final = frozenset(
    {
        "ebs/encryptionByDefault",
        "ec2/defaultSecurityGroup",
        "ec2/networkAcl",
        "ec2/vpcBlockPublicAccessOptions",
        "s3/accountPublicAccessBlock",
        "s3/bucketOwnershipControls",
        "s3/bucketPolicy",
        "s3/bucketPublicAccessBlock",
        "s3/bucketServerSideEncryptionConfiguration",
        "sns/topicPolicy",
        "sqs/queuePolicy",
        "wafv2/webAclAssociation",
    }
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A stack with one change.

    Attributes:
        original: the resource as it is.
        short: its type, written as `rds/instance`.
        family: why the value is sensitive.
        input: the dotted path of the value; empty where the resource itself is gone.
        done: what was done to it: flip, drop, null, ...
        resource: the changed resource, or another one beside it; None where it is gone.
    """

    original: Resource
    short: str
    family: str
    input: str
    done: str
    resource: Resource | None

    def __str__(self) -> str:
        what = f" {self.input}" if self.input else ""
        return f"{self.original.name} ({self.short}){what}: {self.done}"

    def graph(self, of: Graph) -> Graph:
        """Return the stack with the change."""
        changed = self.resource
        if changed is None:
            kept = [one for one in of.resources if one.urn != self.original.urn]
        elif changed.urn == self.original.urn:
            kept = [(changed if one.urn == changed.urn else one) for one in of.resources]
        else:
            kept = [*of.resources, changed]
        return Graph(kept, stack=of.stack, project=of.project)


def mutants_of(graph: Graph) -> Iterator[Mutant]:
    """Yield every mutant of a stack, in the order of its resources and their inputs; the same ones each time."""
    subnet = public_subnet(graph)
    for resource in graph.resources:
        parts = resource.type.split(":")
        if parts[0] != "aws" or resource.external:
            continue
        short = parts[1]
        for path, value in sites(resource.inputs):
            for family in _families().get((short, dotted(path)), ()):
                yield from _of_value(resource, short, family, path, value, subnet)
        for done, changes in opened(graph, resource, short):
            names = ", ".join(dict.fromkeys(dotted(path) for path in changes))
            yield Mutant(resource, short, NETWORK, names, done, changed(resource, changes))
        yield from _of_absent(graph, resource, short)
        if short in _PROTECTING:
            yield Mutant(resource, short, PROTECTION, "", "removed", None)


@cache
def _families() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return the families of the inputs that the pack has decided to check, by type and path."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in coverage():
        if row.decision is not None and row.decision.rules:
            key = (row.type, row.input)
            found[key] = (*found.get(key, ()), row.family.id)
    return found


def _of_absent(graph: Graph, resource: Resource, short: str) -> Iterator[Mutant]:
    """Yield what a resource does not have, and is open with."""
    for switch in SWITCHES:
        if PUBLIC.id in _families().get((short, switch), ()) and resource.inputs.get(switch) is None:
            yield Mutant(resource, short, PUBLIC.id, switch, "added", changed(resource, {(switch,): True}))
    for done, changes in added_inputs(resource, short):
        yield Mutant(resource, short, NETWORK, "", done, changed(resource, changes))
    for done, added in added_resources(graph, resource, short):
        yield Mutant(resource, short, NETWORK, "", done, added)


def _of_value(
    resource: Resource, short: str, family: str, path: Path, value: Any, subnet: str | None
) -> Iterator[Mutant]:
    def mutant(done: str, new: Any) -> Mutant:
        return Mutant(resource, short, family, dotted(path), done, changed(resource, {path: new}))

    yield mutant("drop", GONE)
    yield mutant("null", None)
    if isinstance(value, list):
        yield mutant("empty", [])
    if value is not UNKNOWN:
        for done, new in worse(short, dotted(path), family, value, subnet):
            yield mutant(done, new)
