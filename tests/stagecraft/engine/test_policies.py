"""The pack and the levels that the engine is given."""

import pytest

from stagecraft.engine.policies import policies_of


@pytest.fixture
def repository(tmp_path):
    levels = tmp_path / "policy" / "enforcement"
    levels.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "policy" / "PulumiPolicy.yaml").write_text("runtime: python\n", encoding="utf-8")
    for name in ("dev", "prod"):
        (levels / f"{name}.json").write_text("{}", encoding="utf-8")
    (tmp_path / "account").mkdir()
    return tmp_path


def test_a_stack_has_the_levels_of_its_name(repository):
    found = policies_of(repository, "dev")
    assert (repository / "policy", "dev.json") == (found.pack, found.enforcement.name)


def test_a_stack_without_levels_is_judged_as_prod(repository):
    assert "prod.json" == policies_of(repository, "organization/shop/feature-7").enforcement.name


def test_a_project_inside_a_repository_has_the_pack_of_the_repository(repository):
    assert repository / "policy" == policies_of(repository / "account", "dev").pack


def test_nothing_is_looked_for_above_the_repository(repository):
    inner = repository / "account"
    (inner / ".git").mkdir()
    assert policies_of(inner, "dev") is None
