"""The YAML of stack files is read as Pulumi reads it: by Go's yaml.v3."""

from pathlib import Path
from typing import Any

import pytest

from stagecraft.program.stack_yaml import YamlError, read_yaml


def read(tmp_path: Path, text: str) -> dict[str, Any]:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(text)
    return read_yaml(file)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12:30", "12:30"),
        ("sun:03:00-sun:04:00", "sun:03:00-sun:04:00"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("2026-11-20", "2026-11-20"),
        ("1_000", 1000),
        ("0x1F", 31),
        ("0o17", 15),
        ("0777", 511),
        ("08", 8.0),
        ("3.5", 3.5),
        ("1e3", 1000.0),
        ("~", None),
        ("10.10.0.0/16", "10.10.0.0/16"),
        ("'12'", "12"),
    ],
)
def test_a_plain_scalar_has_the_type_that_pulumi_gives_it(tmp_path: Path, text: str, value: Any) -> None:
    found = read(tmp_path, f"a: {text}")["a"]
    assert (value, type(value)) == (found, type(found))


def test_an_empty_file_has_no_keys(tmp_path: Path) -> None:
    assert read(tmp_path, "") == {}


def test_a_key_that_stands_twice_is_refused_by_line(tmp_path: Path) -> None:
    with pytest.raises(YamlError, match=r'Pulumi.dev.yaml: line 2, column 1: .*"a" already defined'):
        read(tmp_path, "a: 1\na: 2\n")


def test_a_file_that_does_not_parse_gives_one_line_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(YamlError) as caught:
        read(tmp_path, "config:\n  a: [1\n  b: 2\n")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("Pulumi.dev.yaml: line 3, column")


def test_a_list_at_the_top_is_refused(tmp_path: Path) -> None:
    with pytest.raises(YamlError, match="is a list, not a mapping"):
        read(tmp_path, "- a\n")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_bytes(b"a: \xff\xfe")
    with pytest.raises(YamlError, match="not UTF-8"):
        read_yaml(file)


def test_deep_nesting_is_refused_without_a_crash(tmp_path: Path) -> None:
    with pytest.raises(YamlError, match="not valid YAML"):
        read(tmp_path, "a: " + "[" * 100_000)
