"""A Python that cannot run a preview is refused in one line."""

import sys

import pytest

from stagecraft.offline import host


def test_a_python_and_an_sdk_that_are_new_enough_are_not_refused() -> None:
    assert host.complaint() == ""


def test_an_older_python_is_refused_with_the_one_that_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    assert host.complaint() == (
        f"{sys.executable}: is Python 3.8.18; the preview needs a virtual environment of 3.11 or later"
    )


def test_an_older_sdk_is_refused_with_the_one_that_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", {"pulumi": "3.99.0"}.__getitem__)
    assert host.complaint() == f"{sys.executable}: has Pulumi SDK 3.99.0; the preview needs 3.115 or later"
