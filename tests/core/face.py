"""Helpers of the face's tests: where the files are, pages without a database, checks of markup."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
DOCTYPE = "<!DOCTYPE html><html lang='en'><head><title>t</title></head><body>"


def draw(source: str, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
    """Render a piece of template with our libraries loaded."""
    template = engines["django"].from_string("{% load face formats charts i18n %}" + source)
    return template.render(context or {}, request=request or RequestFactory().get("/"))


def page(name: str, context: dict[str, Any] | None = None, language: str = "en", path: str = "/") -> str:
    """Render a whole page."""
    with translation.override(language):
        return engines["django"].get_template(name).render(context or {}, request=RequestFactory().get(path))


#: What our tags write; a name that somebody typed may hold any sign.
_OURS = re.compile(r"</?(time|span|bdi|a) ?")


def markup_errors(html: str) -> list[str]:
    """What a strict reader finds: bad nesting, ids twice, references to nothing, handlers and styles within."""
    whole = html if html.lstrip().lower().startswith("<!doctype") else f"{DOCTYPE}{html}</body></html>"
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(whole)
    found = [str(error) for error in parser.errors]
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    found += [f"id twice: {name}" for name in set(ids) if ids.count(name) > 1]
    for element in tree.iter():
        for name, value in element.attrib.items():
            if _OURS.search(value):
                found.append(f"markup in {name} of {element.tag}")
            if str(name).startswith("on") or name == "style":
                found.append(f"{name} on {element.tag}")
            if name in ("aria-describedby", "aria-labelledby", "for"):
                found += [f"{name} names no id: {one}" for one in value.split() if one not in ids]
        if element.tag == "img" and element.get("alt") is None:
            found.append("img without alt")
        if element.tag in ("input", "select", "textarea") and not _is_named(element, tree):
            found.append(f"no label: {element.get('name')}")
    return found


def _is_named(element: Any, tree: Any) -> bool:
    if element.get("type") in ("hidden", "submit") or element.get("aria-label"):
        return True
    return any(label.get("for") == element.get("id") or element in list(label.iter()) for label in tree.iter("label"))


def strip_comments(css: str) -> str:
    """CSS without its comments."""
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


def svg_tree(svg: str) -> ElementTree.Element:
    """Read a drawing strictly, as XML; raises ParseError when it is not well-formed."""
    return ElementTree.fromstring(svg)  # noqa: S314  (our own drawing)
