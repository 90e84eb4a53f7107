"""Sets of whole numbers as intervals: in order, apart from each other, first and last included."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

Interval = tuple[int, int]
IntervalSet = tuple[Interval, ...]

NONE: Final[IntervalSet] = ()


def union(intervals: Iterable[Interval]) -> IntervalSet:
    """Return the numbers that are in any of the intervals."""
    merged: list[Interval] = []
    for first, last in sorted(intervals):
        if merged and first <= merged[-1][1] + 1:
            if last > merged[-1][1]:
                merged[-1] = (merged[-1][0], last)
        elif first <= last:
            merged.append((first, last))
    return tuple(merged)


def either(one: IntervalSet, other: IntervalSet) -> IntervalSet:
    """Return the numbers that are in one of two sets."""
    if not one or one == other:
        return other
    return union((*one, *other)) if other else one


def both(one: IntervalSet, other: IntervalSet) -> IntervalSet:
    """Return the numbers that are in both of two sets."""
    if one == other:
        return one
    found: list[Interval] = []
    here = there = 0
    while here < len(one) and there < len(other):
        first = max(one[here][0], other[there][0])
        last = min(one[here][1], other[there][1])
        if first <= last:
            found.append((first, last))
        if one[here][1] < other[there][1]:
            here += 1
        else:
            there += 1
    return tuple(found)


def without(whole: IntervalSet, hole: IntervalSet) -> IntervalSet:
    """Return the numbers of a set that are not in another one."""
    found: list[Interval] = []
    for first, last in whole:
        start = first
        for begin, end in hole:
            if end < start:
                continue
            if begin > last:
                break
            if begin > start:
                found.append((start, begin - 1))
            start = end + 1
        if start <= last:
            found.append((start, last))
    return tuple(found)


def holds(whole: IntervalSet, number: int) -> bool:
    """Tell whether a number is in a set."""
    place = bisect_left(whole, (number + 1,)) - 1
    return place >= 0 and whole[place][1] >= number


def covers(whole: IntervalSet, part: IntervalSet) -> bool:
    """Tell whether every number of one set is in another one."""
    return not without(part, whole)
