"""A letter on paper: its facts as data for the template ``letter.typ``, and the PDF (archival and accessible).

What firms wrote is data and never markup. The PDF is made once, by a worker; its bytes are kept.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django_countries import countries

from apps.core.typesetting import compiled, visible

from ..models import Letter, LetterLine
from .languages import CHINESE, RIGHT_TO_LEFT

if TYPE_CHECKING:
    from .signing import Signer

_HERE = Path(__file__).parent


def address_of(number: str) -> str:
    """The public page of a letter, as the QR code and the paper give it."""
    return f"{settings.SITE_URL.rstrip('/')}/letters/{number}/"


def rendered(letter: Letter, lines: Sequence[LetterLine], signer: Signer, *, day: date) -> bytes:
    """The PDF of a letter of a day, before it is signed. Raises typst's error when a sign cannot be printed."""
    return compiled(_HERE / "letter.typ", _facts(letter, lines, signer, day))


def texts_in(language: str) -> dict[str, str]:
    """The words of a letter in one of its languages."""
    return dict(_texts(language))


@lru_cache(maxsize=8)
def _texts(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((_HERE / "texts" / f"{language}.json").read_text(encoding="utf-8"))
    return found


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
                "name": visible(name), "firm": visible(firm), "address": visible(address), "city": visible(city),
                "phone": visible(phone), "place": places[country],
            }
            for country, name, firm, address, city, phone in centres
        ],
        "cars": [
            {
                "vin": line.vin, "model": visible(line.model_name), "place": line.country.code,
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
