"""The pictures of the documentation are those of the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.casework.kinds import kind_named

DOCS = Path(__file__).resolve().parents[2] / "docs" / "network.md"


@pytest.mark.parametrize("name", ["invitation", "membership", "appointment"])
def test_the_picture_is_that_of_the_table(name: str) -> None:
    assert f"```mermaid\n{kind_named(name).picture()}\n```" in DOCS.read_text(encoding="utf-8")
