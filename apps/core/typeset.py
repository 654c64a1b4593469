"""Papers as PDF, archival and accessible, out of typst templates; what people wrote is data and never markup.

Fonts come out of packages, so that a paper looks alike wherever it is made.
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
STANDARDS: Final[Any] = ["a-2a", "ua-1"]
_turn = threading.Lock()
_TRIAL = b"""
#set document(title: sys.inputs.text)
#set text(font: ("Noto Sans", "Amiri", "Noto Sans SC"))
= #sys.inputs.text
"""


def compiled(template: Path, data: Any) -> bytes:
    """The PDF of a template over some data. Raises typst's error when a sign cannot be printed."""
    # A compiler keeps what it read, and is nobody's while it works: threads of a server take turns.
    with _turn:
        made = _compiler(template).compile(format="pdf", pdf_standards=STANDARDS, sys_inputs={"data": json.dumps(data)})
    return cast(bytes, made)


def legible(template: Path, data: Any) -> bytes:
    """The same; signs that our fonts do not have are printed as ``?``."""
    try:
        return compiled(template, data)
    except typst.TypstError:
        return compiled(template, _only_printable(data))


def first_unprintable(texts: Iterable[str]) -> str:
    """The first of some texts that our fonts cannot print; empty when they can print them all."""
    told = sorted({text for text in map(printed, texts) if text})
    if not told or _prints(" ".join(told)):
        return ""
    return next(text for text in told if not _prints(text))


def printed(text: str) -> str:
    """A text without signs that nobody sees."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cn", "Cs"))


def _only_printable(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _only_printable(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_only_printable(value) for value in data]
    if not isinstance(data, str) or not data or _prints(data):
        return data
    return "".join(sign if sign.isspace() or _prints(sign) else "?" for sign in data)


@lru_cache(maxsize=8)
def _compiler(template: Path) -> typst.Compiler:
    return typst.Compiler(str(template), root=str(template.parent), font_paths=_fonts())


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folders = [resources.files(fontpkg_noto_sans) / "files", resources.files(fontpkg_amiri) / "files"]
    folders.append(resources.files(pylopdf_fonts_zh_cn))
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )


@lru_cache(maxsize=1024)
def _prints(text: str) -> bool:
    try:
        typst.compile(_TRIAL, sys_inputs={"text": text}, font_paths=_fonts(), pdf_standards=STANDARDS)
    except typst.TypstError:
        return False
    return True
