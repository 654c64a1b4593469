"""The languages that are offered are whole: nothing untranslated or guessed, no lost placeholder, no old .mo."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w+\}")
#: Arabic counts none, one, two, a few, many and the rest; Chinese does not count.
FORMS = {"zh_Hans": 1, "ar": 6}

languages = pytest.mark.parametrize("language", sorted(FORMS))


def _written(language: str) -> list[polib.POEntry]:
    return list(polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po")))


def _names(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@languages
def test_no_text_is_left_untranslated_or_guessed(language: str) -> None:
    assert [entry.msgid for entry in _written(language) if not entry.translated() and not entry.obsolete] == []


@languages
def test_placeholders_survive_translation(language: str) -> None:
    """A name that the code does not give would break the page; one that is lost would hide a figure."""
    assert [entry.msgid for entry in _written(language) if not entry.msgid_plural and _differs(entry)] == []


#: What has an order of signs of its own; 0900-100-A03 would read A03-100-0900 in an Arabic sentence.
_OWN_ORDER = re.compile(r"%\((?:part|parts|old|new|number|value|reference|bin|order|claim|code)\)s")


def test_numbers_keep_their_own_direction_in_arabic() -> None:
    """They stand between signs of direction, since a refusal in a file or over the API has no mark-up around them."""
    for entry in _written("ar"):
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            for found in _OWN_ORDER.finditer(text):
                around = text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1]
                assert around == "\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}", entry.msgid


def _differs(entry: polib.POEntry) -> bool:
    return _names(entry.msgid) != _names(entry.msgstr)


@languages
def test_each_plural_has_every_form_of_its_language(language: str) -> None:
    plurals = [entry for entry in _written(language) if entry.msgid_plural]
    assert plurals
    for entry in plurals:
        assert len(entry.msgstr_plural) == FORMS[language], entry.msgid
        # "One day" may say its number in words, so a form may have fewer names, never others.
        assert _names("".join(entry.msgstr_plural.values())) == _names(entry.msgid_plural), entry.msgid


@languages
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    compiled = polib.mofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.mo"))
    assert _texts(compiled) == _texts(_written(language))


def _texts(entries: list[polib.POEntry] | polib.MOFile) -> dict[tuple[str | None, str], tuple[str, dict[int, str]]]:
    return {
        (entry.msgctxt, entry.msgid): (entry.msgstr, {int(n): text for n, text in entry.msgstr_plural.items()})
        for entry in entries
    }


def test_every_text_of_the_code_is_in_the_catalogues(tmp_path: Path) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("gettext's tools are not installed: the texts of the code were not compared with the catalogues")
    for folder in ("apps", "config", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "ar", "--no-wrap"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    taken = polib.pofile(str(tmp_path / "locale" / "ar" / "LC_MESSAGES" / "django.po"))
    for language in FORMS:
        known = {(entry.msgctxt, entry.msgid) for entry in _written(language)}
        assert [entry.msgid for entry in taken if (entry.msgctxt, entry.msgid) not in known] == []
