"""The Pulumi CLI is looked up on the PATH; executables that only answer `version` stand in for it here."""

import pytest

from stagecraft.engine import EngineProblem, find_cli


@pytest.fixture
def on_path(tmp_path, monkeypatch):
    """Put an executable named pulumi, and nothing else, on the PATH."""

    def put(script: str | None) -> None:
        if script is not None:
            file = tmp_path / "pulumi"
            file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            file.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

    return put


def refused() -> EngineProblem:
    with pytest.raises(EngineProblem) as caught:
        find_cli()
    assert "\n" not in str(caught.value)
    return caught.value


def test_without_a_cli_one_line_says_how_to_get_it_and_what_needs_none(on_path):
    on_path(None)
    assert (
        "the Pulumi CLI is not on the PATH: install it from https://www.pulumi.com/docs/iac/download-install/ "
        "(`stagecraft preview` and `stagecraft gate` need none)"
    ) == str(refused())


def test_a_cli_that_is_too_old_is_refused_with_the_version_that_is_needed(on_path):
    on_path("echo v3.150.0")
    problem = refused()
    assert "old-cli" == problem.kind
    assert str(problem).startswith("the Pulumi CLI 3.150.0 is too old, 3.206.0 or later is needed")


@pytest.mark.parametrize("script", ["exit 3", "echo moo"])
def test_an_executable_that_is_no_pulumi_is_refused(on_path, script):
    on_path(script)
    assert "does not answer `pulumi version`" in str(refused())


def test_a_new_enough_cli_is_taken(on_path):
    on_path("echo v3.260.0")
    assert "3.260.0" == str(find_cli().version)


def test_a_development_build_counts_as_the_release_it_is_named_after(on_path):
    on_path("echo v3.206.0-dev.0")
    assert find_cli().command == "pulumi"
