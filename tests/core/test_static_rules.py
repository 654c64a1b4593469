"""Rules of the face that a machine can keep: weight, direction, colours, no inline code."""

from __future__ import annotations

import ast
import gzip
import re
from pathlib import Path

import pytest

from tests.core.face import STATIC, TEMPLATES, strip_comments

CSS = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
APPS = TEMPLATES.parent / "apps"
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
PAGES = sorted(TEMPLATES.rglob("*.html"))
PHYSICAL = re.compile(
    r"(?<![-\w])(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![-\w])(?:left|right|top|bottom)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b|(?<![-\w])(?:min-|max-)?(?:width|height)\s*:"
)


def weight(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def declarations(css: str) -> str:
    """Rules without the conditions of @media and @container, which speak of physical sizes by nature."""
    return re.sub(r"@(?:media|container)[^{]*", "", strip_comments(css))


@pytest.mark.parametrize("file", CSS, ids=lambda f: f.name)
def test_css_knows_no_left_and_right(file: Path) -> None:
    assert PHYSICAL.findall(declarations(file.read_text())) == []


@pytest.mark.parametrize("file", CSS, ids=lambda f: f.name)
def test_colours_stand_in_the_tokens_layer_only(file: Path) -> None:
    css = strip_comments(file.read_text())
    tokens = re.search(r"@layer tokens \{.*?\n\}", css, re.S)
    rest = css.replace(tokens.group(), "") if tokens else css
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?!-)|\brgba?\(|\bhsla?\(", rest) == []


@pytest.mark.parametrize("file", CSS, ids=lambda f: f.name)
def test_every_custom_property_used_is_defined(file: Path) -> None:
    defined = set(re.findall(r"(--[\w-]+)\s*:", "".join(f.read_text() for f in CSS)))
    assert set(re.findall(r"var\((--[\w-]+)", file.read_text())) - defined == set()


def test_braces_are_balanced() -> None:
    for file in CSS:
        css = strip_comments(file.read_text())
        assert css.count("{") == css.count("}"), file.name


def test_weight_stays_within_the_budget() -> None:
    assert weight(STATIC / "css/app.css") <= 12 * 1024
    assert weight(*CSS) <= 14 * 1024
    assert weight(*SCRIPTS) <= 8 * 1024


def test_a_refused_form_is_told_once_in_the_title() -> None:
    """The base page says it for every page; a page that says it too is read out as “Error: Error:”."""
    assert [file.name for file in PAGES if "error_prefix" in file.read_text()] == ["base.html"]


@pytest.mark.parametrize("file", PAGES, ids=lambda f: str(f.relative_to(TEMPLATES)))
def test_templates_carry_no_inline_code(file: Path) -> None:
    source = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", file.read_text(), flags=re.S)
    assert re.findall(r"\sstyle\s*=|<style\b|\son[a-z]+\s*=|\bhx-on|javascript:", source, re.I) == []
    for opening, body in re.findall(r"<script\b([^>]*)>(.*?)</script>", source, re.S):
        assert "src=" in opening or "application/json" in opening, f"inline script: {body[:60]}"


@pytest.mark.parametrize("file", [*PAGES, *CSS, *SCRIPTS], ids=lambda f: f.name)
def test_nothing_comes_from_other_hosts(file: Path) -> None:
    source = file.read_text().replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"(?:src|href|url\()\s*=?\s*[\"']?(?:https?:)?//", source) == []


@pytest.mark.parametrize("app", sorted(path.name for path in APPS.iterdir() if path.is_dir()))
def test_no_text_hides_in_a_formatted_one(app: str) -> None:
    """What collects the texts does not look into f-strings, so such a one would be translated nowhere."""
    hidden = [
        f"{file.relative_to(APPS)}:{call.lineno}"
        for file in sorted((APPS / app).rglob("*.py"))
        for text in ast.walk(ast.parse(file.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in GETTEXT
    ]
    assert hidden == []
