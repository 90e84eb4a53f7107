"""What every list of names in the account's settings holds to."""

from collections.abc import Sequence

from settings.base import Mistake, SeveralMistakesError
from settings.place import shown


def each_once(values: Sequence[str]) -> None:
    """Refuse a list that names something twice.

    Raises:
        SeveralMistakesError: with a mistake for each repetition, by its place in the list.
    """
    mistakes = [
        Mistake(
            path=f"[{index}]",
            problem=f"{shown(value)} is named twice",
            allowed="each one once",
            way_out="take it out",
        )
        for index, value in enumerate(values)
        if value in values[:index]
    ]
    if mistakes:
        raise SeveralMistakesError(mistakes)
