"""The account's real program with its real three stack files, previewed once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from stagecraft.preview.service import Preview

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Preview:
    from stagecraft.preview.service import preview

    return preview(ROOT / "account", out=tmp_path_factory.mktemp("out"))
