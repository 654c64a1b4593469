"""Papers as PDF, archival and accessible, out of typst templates: fonts out of packages, and signs that can be printed.

What people wrote is data and never markup.
"""

from __future__ import annotations

import json
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, cast

import fontpkg_amiri
import fontpkg_noto_sans
import pylopdf_fonts_zh_cn
import typst

#: PDF/A-2a: kept for decades, with its text; PDF/UA-1: read aloud. Compiling fails where either is not kept.
STANDARDS: Any = ["a-2a", "ua-1"]
#: Stands for a sign that our fonts do not have.
UNKNOWN: Final = "\N{WHITE SQUARE}"
_turn = threading.Lock()
_TRIAL = b"#set document(title: sys.inputs.text)\n#set text(font: (%s))\n= #sys.inputs.text\n"
_FONTS = b'"Noto Sans", "Amiri", "Noto Sans SC"'


def compiled(template: Path, data: Any) -> bytes:
    """The PDF of a template over some data. Raises typst's error when a sign cannot be printed."""
    # A compiler keeps what it read, and is nobody's while it works: threads of a server take turns.
    with _turn:
        made = _compiler(template).compile(format="pdf", pdf_standards=STANDARDS, sys_inputs={"data": json.dumps(data)})
    return cast(bytes, made)


def legible(template: Path, data: Any) -> bytes:
    """The same; signs that our fonts do not have are replaced."""
    try:
        return compiled(template, data)
    except typst.TypstError:
        return compiled(template, _only_printable(data))


@lru_cache(maxsize=8)
def _compiler(template: Path) -> typst.Compiler:
    return typst.Compiler(str(template), root=str(template.parent), font_paths=fonts())


def _only_printable(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _only_printable(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_only_printable(value) for value in data]
    return printable(data, missing_signs(data)) if isinstance(data, str) else data


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Out of packages, so that a paper looks alike wherever it is made."""
    folders = [resources.files(fontpkg_noto_sans) / "files", resources.files(fontpkg_amiri) / "files"]
    folders.append(resources.files(pylopdf_fonts_zh_cn))
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )


@lru_cache(maxsize=4096)
def prints(text: str) -> bool:
    """Whether our fonts have all signs of a text."""
    try:
        typst.compile(_TRIAL % _FONTS, sys_inputs={"text": text}, font_paths=fonts(), pdf_standards=STANDARDS)
    except typst.TypstError:
        return False
    return True


def visible(text: str) -> str:
    """A text without signs that nobody sees."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cn", "Cs"))


def first_unprintable(texts: Iterable[str]) -> str:
    """The first of some texts that our fonts cannot print; empty when they can print them all."""
    told = sorted({text for text in map(visible, texts) if text})
    if not told or prints(" ".join(told)):
        return ""
    return next(text for text in told if not prints(text))


def missing_signs(text: str) -> frozenset[str]:
    """The signs of a text that our fonts do not have, found by halves (few compilings where few are missing)."""
    return frozenset(_missing("".join(sorted({sign for sign in visible(text) if not sign.isspace()}))))


def _missing(signs: str) -> list[str]:
    if not signs or prints(signs):
        return []
    if len(signs) == 1:
        return [signs]
    half = len(signs) // 2
    return [*_missing(signs[:half]), *_missing(signs[half:])]


def printable(text: str, missing: frozenset[str]) -> str:
    """A text on one paper whatever was written: missing signs are replaced, unseen ones left out, lines kept."""
    lines = (visible(line) for line in text.splitlines())
    return "\n".join("".join(UNKNOWN if sign in missing else sign for sign in line) for line in lines)
