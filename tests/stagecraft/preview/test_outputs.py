"""Output files are put in place whole, all of them or none."""

from pathlib import Path

import pytest

from stagecraft.gate.formats import as_json
from stagecraft.preview.outputs import write_all


def test_files_and_their_folders_are_made(tmp_path: Path) -> None:
    write_all({tmp_path / "a" / "b.json": "1", tmp_path / "c.html": "2"})
    assert (tmp_path / "a" / "b.json").read_text() == "1"
    assert (tmp_path / "c.html").read_text() == "2"


def test_a_write_that_fails_leaves_every_earlier_file_as_it_was(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "blocked" / "b.json"
    first.write_text("old")
    (tmp_path / "blocked").write_text("a file where a folder is needed")
    with pytest.raises(OSError, match="blocked"):
        write_all({first: "new", second: "new"})
    assert first.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "blocked"], (
        "no partial file is left"
    )


def test_json_keeps_its_order_and_its_letters() -> None:
    assert as_json({"b": "é", "a": 1}) == '{\n "b": "é",\n "a": 1\n}\n'
