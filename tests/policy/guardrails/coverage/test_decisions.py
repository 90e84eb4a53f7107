"""About every sensitive input of the installed provider somebody has decided, and what is decided is true.

What it cannot prove: that a reason is right. It proves that a rule which is named looks at the input, that no
rule looks at what is declared not to need one, and that nothing is left out.
"""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from guardrails.catalog import RULES, rule_by_id
from guardrails.coverage import decisions as module
from guardrails.coverage.decisions import DecisionError, decision_on, decisions
from guardrails.coverage.families import FAMILIES, KEY, family_of, is_about
from guardrails.evaluate import resource_rules
from guardrails.tokens import aws

from stagecraft.gate.coverage import Row, coverage, stale
from stagecraft.gate.provider import provider_inputs
from tests.policy.reads import reads

# Rules on resilience and the like look at subnets and policies too, for reasons of their own.
PROTECTS = {"encryption", "network", "access", "identity"}


@cache
def rows() -> tuple[Row, ...]:
    return tuple(coverage())


@cache
def tokens() -> dict[str, str]:
    return {token.split(":")[1]: token for token in provider_inputs()}


def test_somebody_has_decided_about_every_sensitive_input() -> None:
    undecided = [f"{row.type} {row.input} ({row.family.id})" for row in rows() if row.decision is None]
    assert [] == undecided, (
        "a new version of the provider? decide in policy/guardrails/coverage/<family>.yaml"
    )


def test_every_type_that_is_sensitive_by_its_own_name_has_a_decision() -> None:
    decided = {row.type for row in rows()}
    assert [] == [short for short in tokens() if is_about(short) and short not in decided]


def test_no_decision_is_about_what_the_provider_does_not_have() -> None:
    assert [] == [f"{one.type} {one.input} ({one.family.id})" for one in stale()]


def test_a_decision_names_its_input_by_what_makes_it_sensitive() -> None:
    """Else it would decide about inputs of the same name that are not."""
    whole = {(row.type, row.input) for row in rows()}
    loose = [
        f"{one.type} {one.input}"
        for one in decisions()
        if family_of(one.input) != one.family and (one.type, one.input) not in whole
    ]
    assert [] == loose


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda one: one.id)
def test_every_rule_that_is_named_looks_at_the_input(family: object) -> None:
    blind = [
        f"{row.type} {row.input}: {rule}"
        for row in rows()
        if row.decision is not None and row.family is family
        for rule in row.decision.rules
        if (found := rule_by_id(rule)) is None or row.input not in reads(found, tokens()[row.type])
    ]
    assert [] == blind


def test_no_rule_looks_at_what_is_declared_not_to_need_one() -> None:
    judged = [
        f"{row.type} {row.input}: {rule.id}"
        for row in rows()
        if row.says == "not needed"
        for rule in resource_rules().get(tokens()[row.type], ())
        if PROTECTS & set(rule.topics) and row.input in reads(rule, tokens()[row.type])
    ]
    assert [] == judged, "name the rule in policy/guardrails/coverage/<family>.yaml"


def test_a_reason_is_a_sentence_of_its_family() -> None:
    families = defaultdict(set)
    for one in decisions():
        if one.because:
            families[one.because].add(one.family.id)
    for because, used in families.items():
        assert re.fullmatch(r"[A-Z].{25,}[.]", because), because
        assert not re.search(r"relevant|n/a|not applicable|todo|various", because, re.IGNORECASE), because
        assert len(used) == 1, f"a reason that fits two families tells nothing of either: {because}"


def test_a_rule_that_a_reason_speaks_of_exists() -> None:
    ids = {rule.id for rule in RULES}
    spoken = {word for one in decisions() for word in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+){3,}", one.because)}
    assert spoken <= ids


def test_the_longest_name_decides() -> None:
    assert decision_on("rds/instance", "kmsKeyId", KEY).rules
    found = decision_on("ecs/service", "serviceConnectConfiguration.services.tls.kmsKey", KEY)
    assert found.because
    assert decision_on("rds/instance", "keyId", KEY) is None
    assert decision_on("rds/noSuchType", "kmsKeyId", KEY) is None


def test_what_is_unheard_of_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = provider_inputs()
    instance = kept[aws("rds/instance")]
    newer = {**kept, aws("rds/vault"): tuple(one for one in instance if one.path == "kmsKeyId")}
    monkeypatch.setattr("stagecraft.gate.coverage.provider_inputs", lambda: newer)
    assert [("rds/vault", "kmsKeyId", "undecided")] == [
        (row.type, row.input, row.says) for row in coverage() if row.decision is None
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- of: {kmsKeyId: [rds/instance]}", "decision 1: names either `rules` or `because`, and `of`"),
        ("- {because: x, rules: [y], of: {}}", "decision 1: names either `rules` or `because`, and `of`"),
        ("- nonsense", "decision 1: names either `rules` or `because`, and `of`"),
        (
            "- {because: x, of: {kmsKeyId: [a/b]}}\n- {because: y, of: {kmsKeyId: [a/b]}}",
            "decision 2: kmsKeyId of a/b is decided twice",
        ),
    ],
)
def test_a_file_that_decides_badly_is_refused(
    text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{KEY.id}.yaml").write_text(text)
    monkeypatch.setattr(module, "_FOLDER", tmp_path)
    decisions.cache_clear()
    with pytest.raises(DecisionError, match=f"{KEY.id}.yaml, {re.escape(says)}"):
        decisions()
    decisions.cache_clear()
