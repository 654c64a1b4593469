"""A letter on paper: its facts as data for the template ``letter.typ``, and the PDF (archival and accessible).

What firms wrote is data and never markup. The PDF is made once, by a worker; its bytes are kept.
"""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import fontpkg_amiri
import fontpkg_noto_sans
import pylopdf_fonts_zh_cn
import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django_countries import countries

from ..models import Letter, LetterLine
from .languages import CHINESE, RIGHT_TO_LEFT

if TYPE_CHECKING:
    from .signing import Signer

_HERE = Path(__file__).parent
#: PDF/A-2a: kept for decades, with its text; PDF/UA-1: read aloud. Compiling fails where either is not kept.
_STANDARDS: Any = ["a-2a", "ua-1"]
_TRIAL = b"#set document(title: sys.inputs.text)\n#set text(font: (%s))\n= #sys.inputs.text\n"
_FONTS = b'"Noto Sans", "Amiri", "Noto Sans SC"'


def address_of(number: str) -> str:
    """The public page of a letter, as the QR code and the paper give it."""
    return f"{settings.SITE_URL.rstrip('/')}/letters/{number}/"


def rendered(letter: Letter, lines: Sequence[LetterLine], signer: Signer, *, day: date) -> bytes:
    """The PDF of a letter of a day, before it is signed. Raises typst's error when a sign cannot be printed."""
    data = json.dumps(_facts(letter, lines, signer, day))
    made = _compiler().compile(format="pdf", pdf_standards=_STANDARDS, sys_inputs={"data": data})
    return cast(bytes, made)


def first_unprintable(texts: Iterable[str]) -> str:
    """The first of some texts that our fonts cannot print; empty when they can print them all."""
    told = sorted({text for text in map(_printed, texts) if text})
    if not told or _prints(" ".join(told)):
        return ""
    return next(text for text in told if not _prints(text))


def texts_in(language: str) -> dict[str, str]:
    """The words of a letter in one of its languages."""
    return dict(_texts(language))


@lru_cache(maxsize=8)
def _texts(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((_HERE / "texts" / f"{language}.json").read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(str(_HERE / "letter.typ"), root=str(_HERE), font_paths=_fonts())


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Out of packages, so that a letter looks alike wherever it is made."""
    folders = [resources.files(fontpkg_noto_sans) / "files", resources.files(fontpkg_amiri) / "files"]
    folders.append(resources.files(pylopdf_fonts_zh_cn))
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )


@lru_cache(maxsize=1024)
def _prints(text: str) -> bool:
    try:
        typst.compile(_TRIAL % _FONTS, sys_inputs={"text": text}, font_paths=_fonts(), pdf_standards=_STANDARDS)
    except typst.TypstError:
        return False
    return True


def _printed(text: str) -> str:
    """A text without signs that nobody sees."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cn", "Cs"))


def _facts(letter: Letter, lines: Sequence[LetterLine], signer: Signer, day: date) -> dict[str, Any]:
    keys = [_centre_key(line) for line in lines]
    centres = {key: number for number, key in enumerate(dict.fromkeys(keys), 1)}
    places = {line.country.code: _place(line.country.code, letter.language) for line in lines}
    return {
        "number": letter.number,
        "url": address_of(letter.number),
        "site": settings.SITE_URL,
        "qr": _code(address_of(letter.number)),
        "language": letter.language,
        "rtl": letter.language in RIGHT_TO_LEFT,
        "texts": {"zh": _told(CHINESE, signer), "other": _told(letter.language, signer)},
        "maker": {"name": letter.maker.name, "latin": letter.maker.latin_name},
        "licence": letter.licence_number,
        "issued": {"zh": _day(day, CHINESE), "other": _day(day, letter.language)},
        "issued_parts": {"year": day.year, "month": day.month, "day": day.day},
        "replaces": letter.replaces.number if letter.replaces else "",
        "destinations": list(places.values()),
        "centres": [
            {
                "name": _printed(name), "firm": _printed(firm), "address": _printed(address), "city": _printed(city),
                "phone": _printed(phone), "place": places[country],
            }
            for country, name, firm, address, city, phone in centres
        ],
        "cars": [
            {
                "vin": line.vin, "model": _printed(line.model_name), "place": line.country.code,
                "centre": centres[key],
            }
            for line, key in zip(lines, keys, strict=True)
        ],
    }  # fmt: skip


def _centre_key(line: LetterLine) -> tuple[str, ...]:
    return (
        line.country.code, line.centre_name, line.centre_firm, line.centre_address, line.centre_city,
        line.centre_phone,
    )  # fmt: skip


def _told(language: str, signer: Signer) -> dict[str, str]:
    """The words, with whose certificate seals; what a self-made one proves is said only of one."""
    words = texts_in(language)
    words["seal_text"] = words["seal_text"].format(subject=signer.subject, fingerprint=signer.fingerprint)
    return words if signer.self_made else {**words, "self_made": ""}


@lru_cache(maxsize=1024)
def _place(country: str, language: str) -> dict[str, str]:
    return {"zh": _country(country, CHINESE), "other": _country(country, language)}


def _country(code: str, language: str) -> str:
    with translation.override(language):
        return str(countries.name(code))


def _day(day: date, language: str) -> str:
    if language == CHINESE:
        return f"{day.year}年{day.month}月{day.day}日"
    with translation.override(language):
        return date_format(day, "DATE_FORMAT")


def _code(address: str) -> str:
    """The QR code as SVG: error correction M, with its quiet zone."""
    file = io.BytesIO()
    segno.make(address, error="m").save(file, kind="svg", border=4, xmldecl=False)
    return file.getvalue().decode()
