"""What the application is told, as systemd reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.app.environment import environment_lines


def test_each_variable_has_a_line() -> None:
    lines = environment_lines({"CACHE_USER": "shop-dev-app", "DOCUMENTS_BUCKET": "documents-1a2b"})
    assert lines == "CACHE_USER=shop-dev-app\nDOCUMENTS_BUCKET=documents-1a2b"


@pytest.mark.parametrize("value", ["", "two words", "a\nROOT=1", "a'b", 'a"b', "a\\b", "a$HOME", "#a", "a;b"])
def test_a_value_that_systemd_would_read_otherwise_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="CACHE_USER"):
        environment_lines({"CACHE_USER": value})


@given(
    st.dictionaries(
        st.from_regex(r"[A-Z_]{1,20}", fullmatch=True), st.from_regex(r"[a-z0-9.:/@-]{1,40}", fullmatch=True)
    )
)
def test_names_and_arns_come_through_as_they_are(variables: dict[str, str]) -> None:
    lines = environment_lines(variables).split("\n")
    assert variables == dict(line.split("=", 1) for line in lines if line)
