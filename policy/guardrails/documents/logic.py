"""Three-valued truth: a statement may hold, may not hold, or be decided only by a value that an `up` gives."""

from collections.abc import Iterable

Truth = bool | None


def any_of(truths: Iterable[Truth]) -> Truth:
    """Return true if any is true, else None if any cannot be decided."""
    undecided = False
    for truth in truths:
        if truth is True:
            return True
        undecided = undecided or truth is None
    return None if undecided else False


def all_of(truths: Iterable[Truth]) -> Truth:
    """Return false if any is false, else None if any cannot be decided."""
    undecided = False
    for truth in truths:
        if truth is False:
            return False
        undecided = undecided or truth is None
    return None if undecided else True


def negated(truth: Truth) -> Truth:
    """Return the opposite; the opposite of what cannot be decided cannot be decided."""
    return None if truth is None else not truth
