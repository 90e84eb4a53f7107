"""docs/systems.md names what is there, and every tier that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = (ROOT / "docs" / "systems.md").read_text("utf-8")


def test_every_path_that_it_names_exists() -> None:
    named = re.findall(r"`((?:components|settings|tests|application|account)/[\w./]*)`", DOCS)
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert len(named) > 40


def test_every_component_package_stands_in_it() -> None:
    packages = {file.parent.name for file in (ROOT / "components").glob("*/__init__.py")}
    assert [name for name in sorted(packages) if f"components/{name}" not in DOCS] == []


def test_every_document_beside_it_that_it_links_exists() -> None:
    links = re.findall(r"\]\(([\w.]+)\)", DOCS)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
