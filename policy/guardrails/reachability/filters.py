"""Filters: which ports pass for which addresses on the other side, for sure and perhaps.

Every hop of a way is such a filter, so that a way is what passes all of its hops. `may` is what passes where
all that is unknown turns out well for the packet, `must` is what passes whatever it turns out to be.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from guardrails.reachability import intervals
from guardrails.reachability.addresses import ANYWHERE
from guardrails.reachability.intervals import NONE, Interval, IntervalSet
from guardrails.reachability.ports import EVERY


class Passed(NamedTuple):
    """The ports that pass: perhaps, and for sure."""

    may: IntervalSet
    must: IntervalSet

    def and_(self, other: "Passed") -> "Passed":
        """Return what passes here and there."""
        return Passed(intervals.both(self.may, other.may), intervals.both(self.must, other.must))

    def or_(self, other: "Passed") -> "Passed":
        """Return what passes by either of two permissions that hold together."""
        return Passed(intervals.either(self.may, other.may), intervals.either(self.must, other.must))


NOTHING: Final = Passed(NONE, NONE)
ALL: Final = Passed(EVERY, EVERY)
UNCLEAR: Final = Passed(EVERY, NONE)


class Cell(NamedTuple):
    """A stretch of addresses for which the same ports pass."""

    first: int
    last: int
    passed: Passed


@dataclass(frozen=True)
class Filter:
    """What passes, by address; nothing passes for an address without a cell."""

    cells: tuple[Cell, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [cell.first for cell in self.cells]

    def within(self, first: int, last: int) -> Iterator[Cell]:
        """Yield what passes for each part of a stretch of addresses, also where nothing does."""
        place = max(0, bisect_right(self._starts, first) - 1)
        start = first
        for cell in self.cells[place:]:
            if cell.first > last:
                break
            if cell.last < start:
                continue
            if cell.first > start:
                yield Cell(start, cell.first - 1, NOTHING)
                start = cell.first
            end = min(cell.last, last)
            yield Cell(start, end, cell.passed)
            start = end + 1
        if start <= last:
            yield Cell(start, last, NOTHING)

    def at(self, address: int) -> Passed:
        """Return what passes for one address."""
        return next(self.within(address, address)).passed


CLOSED: Final = Filter(())
OPEN: Final = Filter(tuple(Cell(first, last, ALL) for first, last in ANYWHERE))
UNDECIDED: Final = Filter(tuple(Cell(first, last, UNCLEAR) for first, last in ANYWHERE))


def overlay(filters: Sequence[Filter], frame: IntervalSet) -> Iterator[tuple[Interval, tuple[Passed, ...]]]:
    """Yield what each filter lets pass, for each part of a frame in which none of them changes."""
    for first, last in frame:
        columns = [list(one.within(first, last)) for one in filters]
        places = [0] * len(columns)
        start = first
        while start <= last:
            cells = [column[place] for column, place in zip(columns, places, strict=True)]
            end = min((cell.last for cell in cells), default=last)
            yield (start, end), tuple(cell.passed for cell in cells)
            for index, cell in enumerate(cells):
                if cell.last == end:
                    places[index] += 1
            start = end + 1


def one_of(filters: Sequence[Filter]) -> Filter:
    """Return the filter that is one of several, nobody knows which: `must` is what all of them pass."""
    if len(filters) == 1:
        return filters[0]
    cells = []
    for (first, last), found in overlay(filters, ANYWHERE):
        may = intervals.union(part for one in found for part in one.may)
        must = found[0].must if found else NONE
        for one in found[1:]:
            must = intervals.both(must, one.must)
        if may:
            cells.append(Cell(first, last, Passed(may, must)))
    return Filter(tuple(cells))


def sweep(parts: Iterable[tuple[IntervalSet, int]]) -> Iterator[tuple[Interval, tuple[int, ...]]]:
    """Cut overlapping address sets, each with a number, into stretches that lie in the same ones."""
    edges: dict[int, tuple[list[int], list[int]]] = {}
    for found, index in parts:
        for first, last in found:
            edges.setdefault(first, ([], []))[0].append(index)
            edges.setdefault(last + 1, ([], []))[1].append(index)
    active: dict[int, int] = {}
    order = sorted(edges)
    for place, edge in enumerate(order):
        begins, ends = edges[edge]
        for index in ends:
            active[index] -= 1
            if not active[index]:
                del active[index]
        for index in begins:
            active[index] = active.get(index, 0) + 1
        if active and place + 1 < len(order):
            yield (edge, order[place + 1] - 1), tuple(sorted(active))
