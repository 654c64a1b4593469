"""The style page in a real browser: no accessibility faults, no sideways scrolling, scripts that do their work.

The page is rendered here and served with the static files and the real content security policy; no database.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from csp.utils import build_policy
from django.contrib.staticfiles import finders
from PIL import Image

from apps.lab.styleguide import SampleFilter, SampleForm, sample_context
from tests.axe import violations
from tests.core.face import page as rendered

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")


class Site(SimpleHTTPRequestHandler):
    """Pages out of a dictionary, files out of the static folders."""

    def __init__(self, *args: Any, pages: dict[str, str], **options: Any) -> None:
        self.pages = pages
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        name = self.path.partition("?")[0]
        found = finders.find(name.removeprefix("/static/")) if name.startswith("/static/") else None
        body = Path(found).read_bytes() if found else self.pages.get(name, "").encode()
        self.send_response(200 if body else 404)
        kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
        self.send_header("Content-Type", kinds.get(Path(name).suffix, "text/html; charset=utf-8"))
        self.send_header("Content-Security-Policy", build_policy())
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    context = {**sample_context(), "base": "desk.html", "filter": SampleFilter({"status": "open"})}
    pages = {f"/{language}": rendered("lab/styleguide.html", context, language) for language in ("en", "ar", "zh-hans")}
    pages["/touch"] = rendered("lab/styleguide.html", {**context, "base": "base.html", "form": SampleForm()})
    pages["/404"], pages["/500"] = rendered("404.html"), rendered("500.html")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, pages=pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: install chromium to run this test")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("path", "width", "theme"),
    [
        # The English page in all ways; colours and widths are the same style sheet's in the other languages.
        *[("/en", width, theme) for width in (360, 1280) for theme in ("light", "dark")],
        *[(path, 360, "dark") for path in ("/ar", "/zh-hans", "/touch", "/404", "/500")],
        *[(path, 1280, "light") for path in ("/ar", "/zh-hans", "/touch", "/404", "/500")],
    ],
)
def test_page_is_accessible_and_fits(browser: Browser, site: str, path: str, width: int, theme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(site + path)
    assert violations(page, RULES) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert said == []
    context.close()


def test_focus_goes_to_the_summary_and_from_there_to_the_field(tab: Page, site: str) -> None:
    tab.goto(f"{site}/en")
    assert tab.evaluate("document.activeElement.matches('[data-error-summary]')")
    tab.click("[data-error-summary] a[href='#id_odometer']")
    assert tab.evaluate("document.activeElement.id") == "id_odometer"


def test_a_form_is_sent_once(tab: Page, site: str) -> None:
    tab.goto(f"{site}/touch")
    tab.evaluate(
        "() => { const form = document.querySelector('main form[method=post]'); window.sent = 0;"
        " addEventListener('submit', (e) => { if (!e.defaultPrevented) window.sent++; e.preventDefault(); });"
        " for (let i = 0; i < 3; i++) form.requestSubmit(); }"
    )
    assert tab.evaluate("window.sent") == 1
    assert tab.get_attribute("main form[method=post] button", "aria-disabled") == "true"


def test_photos_are_made_small_before_they_are_sent(tab: Page, site: str) -> None:
    picture = io.BytesIO()
    Image.effect_noise((2600, 1300), 60).convert("RGB").save(picture, "PNG")
    tab.goto(f"{site}/touch")
    large = {"name": "front.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    note = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"not a picture"}
    tab.set_input_files("#id_photos", [large, note])
    tab.wait_for_selector("[data-previews] li:nth-child(2)")
    files = tab.evaluate("[...document.querySelector('#id_photos').files].map(f => [f.name, f.type, f.size])")
    assert files[0][:2] == ["front.jpg", "image/jpeg"]
    assert files[0][2] < len(picture.getvalue())
    assert files[1][:2] == ["note.txt", "text/plain"]
    size = tab.evaluate(
        "createImageBitmap(document.querySelector('#id_photos').files[0]).then(b => [b.width, b.height])"
    )
    assert size == [1600, 800]


def test_a_mark_tells_its_figure_below_the_chart(tab: Page, site: str) -> None:
    tab.goto(f"{site}/en")
    tab.hover("#trend .chart--wide [data-tip] >> nth=0")
    assert "Hanhai Motor, Oct: 93.0" in (tab.text_content("#trend .tip") or "")


def test_page_reads_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{site}/en")
    page.click("#league summary")
    assert page.is_visible("#league table")
    page.click(".menu > summary")
    assert page.is_visible(".menu a >> nth=0")
    context.close()
