"""The controls of public rule sets: each is at a rule, or declared as one that no rule can judge."""

from pathlib import Path

import pytest
import yaml
from guardrails.catalog import RULES
from guardrails.not_judged import NOT_JUDGED

TABLE: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "controls.yaml").read_text()
)


def plain(control: str) -> str:
    """Return an id as the table writes it: Security Hub's own, whether the standard FSBP holds it or not."""
    for long, short in (("FSBP ", "SH "), ("Security Hub ", "SH "), ("AwsSolutions-", "")):
        control = control.replace(long, short)
    return control


JUDGED = {plain(control) for rule in RULES for control in rule.controls}
DECLARED = {plain(control) for one in NOT_JUDGED for control in one.controls}


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_every_control_of_a_row_is_at_a_rule_or_declared(row: str) -> None:
    assert set() == {control for control in TABLE[row] if control not in JUDGED | DECLARED}


def test_every_row_has_a_rule() -> None:
    left = [row for row, controls in TABLE.items() if controls and not JUDGED & set(controls)]
    assert left == [], "a row without a rule is a control that we do not have"


def test_what_a_rule_judges_is_not_declared_as_impossible() -> None:
    assert JUDGED & DECLARED == set()


@pytest.mark.parametrize("one", NOT_JUDGED, ids=lambda one: one.what)
def test_what_is_declared_has_a_reason(one: object) -> None:
    assert one.what[0].isupper(), "it is a line of the page"
    assert not one.what.endswith("."), "it is no sentence"
    assert len(one.because) > 20, "a reason says something"
