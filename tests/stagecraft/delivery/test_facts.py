"""What the ledger records besides the plan."""

from pathlib import Path

import pytest
from guardrails.graph import Graph

from stagecraft.delivery.facts import provider_versions, sdk_versions, who_deploys

GITHUB = {
    "GITHUB_ACTOR": "ada",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "shop/platform",
    "GITHUB_RUN_ID": "42",
}
GITLAB = {"GITLAB_USER_LOGIN": "bob", "CI_JOB_URL": "https://gitlab.com/shop/-/jobs/7"}


@pytest.mark.parametrize(
    ("environment", "who"),
    [
        (GITHUB, ("ada", "https://github.com/shop/platform/actions/runs/42")),
        (GITLAB, ("bob", "https://gitlab.com/shop/-/jobs/7")),
        ({"BUILD_USER_ID": "eve", "BUILD_URL": "https://ci/1"}, ("eve", "https://ci/1")),
        ({"GITHUB_ACTOR": "ada", "USER": "x"}, ("Cy <cy@example.com>", "")),
        ({"USER": "x"}, ("Cy <cy@example.com>", "")),
    ],
    ids=["github", "gitlab", "jenkins", "half of github", "desk"],
)
def test_who_deploys_is_told_by_ci_else_by_git(environment: dict[str, str], who: tuple[str, str]) -> None:
    assert who == who_deploys(environment, "Cy <cy@example.com>")


def test_without_a_name_in_git_the_system_tells() -> None:
    assert ("dan", "") == who_deploys({"USER": "dan"}, "")
    assert ("unknown", "") == who_deploys({}, "")


def test_the_versions_of_all_providers_are_told(world) -> None:
    world.has("pulumi:providers:aws", "aws", version="7.51.0")
    world.has("pulumi:providers:aws", "default_7_50_0", version="7.50.0")
    world.has("pulumi:providers:random", "default", version="4.1.0")
    world.has("pulumi:providers:tls", "own")
    assert {"aws": "7.50.0, 7.51.0", "random": "4.1.0"} == provider_versions(Graph.from_state(world.state))


def test_the_versions_of_the_sdks_are_those_that_are_installed(tmp_path: Path) -> None:
    site = tmp_path / "lib" / "python3.11" / "site-packages"
    for name in ("pulumi-3.272.0", "pulumi_aws-7.51.1", "pulumi_docker_build-0.0.22", "pydantic-2.14.0"):
        (site / f"{name}.dist-info").mkdir(parents=True)
    python = tmp_path / "bin" / "python"
    assert {
        "python:pulumi": "3.272.0",
        "python:pulumi-aws": "7.51.1",
        "python:pulumi-docker-build": "0.0.22",
    } == sdk_versions(python)
