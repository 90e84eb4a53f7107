"""What a holder of identity policies may do with resources that no policy names.

A right on everything is what matters here: `s3:GetObject` on one bucket is an application's work, on all buckets
it is a leak. So each question is about a resource whose name nobody thought of. A condition on the holder or its
surroundings (a second factor, an address, a Region) takes nothing away from that; one on the resource, or on what
is done with it, does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from guardrails.documents.access import Denial, satisfiable, witnesses
from guardrails.documents.callers import Caller, Choice, Values
from guardrails.documents.logic import Truth, all_of, any_of
from guardrails.documents.patterns import FRESH, UNNAMED, instance, is_wild
from guardrails.documents.reading import Document, Statement

ANYTHING: Final = f"{FRESH}:{FRESH}"
"""An action of a service that nobody thought of."""

# Global keys that say something of the resource, or of a service that calls for the holder.
_LIMITING: Final = ("aws:resourcetag/", "aws:calledvia", "aws:viaawsservice")
_NOTHING_NAMED: Final[Values] = (None, UNNAMED)


def _holders(key: str) -> Values | None:
    if key.startswith(_LIMITING) or not key.startswith("aws:"):
        return (None, "false") if key == "aws:viaawsservice" else _NOTHING_NAMED
    return None


def holder(**brings: Choice) -> Caller:
    """Return the holder of identity policies; `brings` gives keys their values, written with `__` for `:`."""
    named = {key.replace("__", ":"): choice for key, choice in brings.items()}
    return Caller(
        "its holder", signs=True, brings={"aws:securetransport": ("true",), **named}, others=_holders
    )


_HOLDER: Final = holder()
# Where any resource will do, the holder chooses one that passes; but not who calls for it.
_CHOOSING: Final = Caller(
    "its holder",
    signs=True,
    brings={"aws:securetransport": ("true",), "aws:viaawsservice": (None, "false")},
    others=lambda key: (None,) if key.startswith("aws:calledvia") else None,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of a service's ARNs: `arn:<partition>:<service>:<region>:<account>:<resource>`."""

    service: str
    resource: str
    regional: bool = True
    accounts: bool = True


EVERYTHING: Final = Shape(FRESH, FRESH)
"""Any resource of any service."""


@dataclass(frozen=True)
class Rights:
    """Identity policies that one holder has, and the boundary that none of them goes beyond."""

    documents: tuple[Document, ...]
    boundary: Document | None = None

    def may(self, action: str, shape: Shape, caller: Caller = _HOLDER) -> Truth:
        """Tell whether the holder may do something with a resource of a form that no policy names."""
        if all(one.actions.covers(action) is False for one in self._allows):
            return False
        return any_of(self._may(action, target, caller) for target in self._targets(shape))

    def may_on(self, action: str, resource: str, caller: Caller = _HOLDER) -> Truth:
        """Tell whether the holder may do something with one resource."""
        return self._may(action, resource, caller)

    def may_somewhere(self, action: str) -> Truth:
        """Tell whether the holder may do something at all, with whatever resource, in whatever way."""
        targets = dict.fromkeys(
            target
            for one in self._allows
            if one.actions.covers(action) is not False
            for target in witnesses(one.resources, ())
        )
        return any_of(self._may(action, target, _CHOOSING) for target in targets)

    @cached_property
    def _allows(self) -> tuple[Statement, ...]:
        return tuple(one for document in self.documents for one in document.allows)

    @cached_property
    def _denies(self) -> tuple[Statement, ...]:
        everything = (*self.documents, *(() if self.boundary is None else (self.boundary,)))
        return tuple(one for document in everything for one in document.denies)

    def _may(self, action: str, resource: str, caller: Caller) -> Truth:
        ceilings = (None,) if self.boundary is None else self.boundary.allows
        denials: tuple[Denial, ...] | None = None
        found: list[Truth] = []
        for one in self._allows:
            about = one.is_about(action, resource)
            if about is False:
                continue
            if denials is None:
                denials = tuple(self._denials(action, resource))
            for ceiling in ceilings:
                within = True if ceiling is None else ceiling.is_about(action, resource)
                if within is False:
                    continue
                limits = () if ceiling is None else ceiling.constraints
                found.append(
                    all_of(
                        (
                            about,
                            within,
                            one.allows,
                            satisfiable((*one.constraints, *limits), denials, caller),
                        )
                    )
                )
        return any_of(found)

    def _denials(self, action: str, resource: str) -> Iterator[Denial]:
        for one in self._denies:
            about = one.is_about(action, resource)
            if about is not False:
                yield Denial(one.constraints, sure=about is True and one.allows is False)

    def _targets(self, shape: Shape) -> Iterable[str]:
        """Return ARNs of the form, in the accounts and Regions that the documents name, else in any."""
        named = dict.fromkeys(
            place
            for one in (*self._allows, *self._denies)
            if one.resources is not None
            for pattern in one.resources.known
            if (place := _place(pattern, shape)) is not None
        )
        for partition, region, account in named or {("aws", FRESH, FRESH): None}:
            where = f"{region if shape.regional else ''}:{account if shape.accounts else ''}"
            yield f"arn:{partition}:{shape.service}:{where}:{shape.resource}"


def _place(pattern: str, shape: Shape) -> tuple[str, str, str] | None:
    """Return the partition, Region and account of a pattern of the shape's service."""
    parts = pattern.split(":", 5)
    if len(parts) < 6 or not (parts[2] == shape.service or is_wild(parts[2])):
        return None
    partition = "aws" if is_wild(parts[1]) else parts[1]
    return partition, instance(parts[3]), instance(parts[4])
