"""What an entry of the ledger records besides the plan: who deploys, and with which versions."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from guardrails.graph import Graph

_PROVIDER: Final = "pulumi:providers:"
_DISTRIBUTION: Final = re.compile(r"(pulumi(?:_\w+)?)-(\d[^-]*)\.dist-info")

# What CI systems tell a job of itself: who started it, and where it can be looked at.
# https://docs.github.com/actions/reference/workflows-and-actions/variables
# https://docs.gitlab.com/ci/variables/predefined_variables/
_CI: Final = (
    ("GITHUB_ACTOR", "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}"),
    ("GITLAB_USER_LOGIN", "{CI_JOB_URL}"),
    ("BUILD_USER_ID", "{BUILD_URL}"),
    ("BUILD_REQUESTEDFOR", "{BUILD_URL}"),
)


def who_deploys(environment: Mapping[str, str], git_user: str) -> tuple[str, str]:
    """Return who deploys, and the URL of the CI run; without a CI system, whom git names.

    Args:
        environment: the environment variables.
        git_user: whom git names as the author.
    """
    for actor, url in _CI:
        names = re.findall(r"{(\w+)}", url)
        if environment.get(actor) and all(environment.get(name) for name in names):
            return environment[actor], url.format_map({name: environment[name] for name in names})
    return git_user or environment.get("USER") or environment.get("USERNAME") or "unknown", ""


def provider_versions(graph: Graph) -> dict[str, str]:
    """Return the version of each provider of a stack, several of one package as a list in a text."""
    found: dict[str, set[str]] = {}
    for resource in graph.resources:
        version = resource.inputs.get("version")
        if resource.type.startswith(_PROVIDER) and isinstance(version, str) and version:
            found.setdefault(resource.type.removeprefix(_PROVIDER), set()).add(version)
    return {package: ", ".join(sorted(versions)) for package, versions in sorted(found.items())}


def sdk_versions(python: Path) -> dict[str, str]:
    """Return the versions of Pulumi's SDKs that a program's interpreter has, by distribution.

    Args:
        python: the interpreter, of a virtual environment or not.
    """
    found = {}
    for site in sorted(python.parent.parent.glob("lib*/python*/site-packages")) or sorted(
        python.parent.parent.glob("Lib/site-packages")
    ):
        for folder in site.glob("pulumi*.dist-info"):
            if (match := _DISTRIBUTION.fullmatch(folder.name)) is not None:
                found[f"python:{match[1].replace('_', '-')}"] = match[2]
    return dict(sorted(found.items()))
