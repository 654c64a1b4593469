"""Components as page authors use them: right markup, right words, nothing unescaped."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import html5lib
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Paginator
from django.test import RequestFactory
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from apps.core.clock_words import describe
from apps.core.icons import ICONS
from apps.core.list_orders import ChosenOrder, ListOrder
from apps.core.lists import ListColumn, isolated, link
from apps.core.photo_input import PhotosField
from apps.core.templatetags.face import list_table
from apps.lab.styleguide import SampleFilter, SampleForm, sample_context
from tests.core.face import TEMPLATES, draw, markup_errors, page

AT = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>'
ERROR_PAGES = ["400", "403", "403_csrf", "404", "429", "500", "503"]


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
@pytest.mark.parametrize("base", ["base.html", "desk.html"])
def test_style_page_is_clean(base: str, language: str) -> None:
    context = {**sample_context(), "base": base, "filter": SampleFilter({"status": "open"})}
    html = page("lab/styleguide.html", context, language)
    assert markup_errors(html) == []
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in html.split(">")[1]


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_stand_alone(name: str) -> None:
    html = page(f"{name}.html")
    assert markup_errors(html) == []
    assert "<h1>" in html
    assert "/static/css/app.css" in html


def test_server_error_page_needs_no_engine_features() -> None:
    source = (TEMPLATES / "500.html").read_text()
    assert "{%" not in source
    assert "{{" not in source


@pytest.mark.parametrize("name", sorted(ICONS))
def test_icons_are_well_formed_decoration(name: str) -> None:
    html = draw("{% icon name %}", {"name": name})
    assert 'aria-hidden="true"' in html
    assert markup_errors(html) == []


def test_icon_that_stands_alone_has_a_name() -> None:
    assert 'role="img" aria-label="Print"' in draw('{% icon "print" "Print" %}')


@pytest.mark.parametrize(
    ("due", "options", "kind", "words"),
    [
        (AT + timedelta(days=12), {}, "info", "12 days left"),
        (AT + timedelta(days=1, hours=3), {}, "warn", "1 day left"),
        (AT + timedelta(hours=5), {}, "warn", "5 hours left"),
        (AT + timedelta(minutes=5), {}, "warn", "Less than an hour left"),
        (AT, {}, "warn", "Less than an hour left"),
        (AT - timedelta(minutes=5), {}, "bad", "Just late"),
        (AT - timedelta(hours=1), {}, "bad", "1 hour late"),
        (AT - timedelta(days=3, hours=2), {}, "bad", "3 days late"),
        (AT - timedelta(days=3), {"paused": True}, "bad", "3 days late"),
        (AT + timedelta(days=3), {"paused": True}, "neutral", "Paused"),
        (AT, {"stopped_at": AT}, "ok", "In time"),
        (AT, {"stopped_at": AT + timedelta(days=2)}, "bad", "Done 2 days late"),
        (AT.date(), {}, "warn", "14 hours left"),
        (None, {}, "neutral", "No date yet"),
    ],
)
def test_deadlines_in_words(due: Any, options: dict[str, Any], kind: str, words: str) -> None:
    word = describe(due, at=AT, **options)
    assert (word.kind, word.text) == (kind, words)


def test_times_are_shown_in_the_readers_zone() -> None:
    with timezone.override(ZoneInfo("Africa/Nairobi")):
        html = draw("{% local_time at %}", {"at": AT})
    assert 'datetime="2026-09-30T12:00:00+03:00"' in html
    assert 'title="Africa/Nairobi (UTC+03:00)"' in html


def test_a_plain_date_does_not_move_with_the_zone() -> None:
    with timezone.override(ZoneInfo("Pacific/Auckland")):
        assert 'datetime="2026-09-30"' in draw("{% date_only day %}", {"day": date(2026, 9, 30)})


def test_figures() -> None:
    assert "KES\u00a012,500.00" in draw('{% money total "KES" %}', {"total": Decimal(12500)})
    assert "93.4\u00a0%" in draw("{% percent share %}", {"share": 0.9341})
    assert "Kenya" in draw('{% country_name "KE" %}')
    assert "XX" in draw('{% country_name "XX" %}')


@pytest.mark.parametrize(
    "tag", ["local_time x", "date_only x", 'money x "KES"', "percent x", "country_name x", "vin x", "user_text x"]
)
def test_nothing_is_a_dash(tag: str) -> None:
    assert "–" in draw("{% " + tag + " %}", {"x": None})


@pytest.mark.parametrize(
    "source",
    [
        '{% status_badge "ok" x %}',
        "{% vin x %}",
        "{% user_text x %}",
        '{% banner "info" title=x %}{{ x }}{% endbanner %}',
        '{% empty_state "nothing" x text=x url=x action=x %}',
        "{% stat_tile x x note=x url=x %}",
        "{% breadcrumb x x x %}",
        "{% progress_bar x 1 2 text=x %}",
        '{% data_table caption=x id="t" %}<tbody></tbody>{% enddata_table %}',
        "{% country_name x %}",
        '{% icon "car" x %}',
    ],
)
def test_hostile_words_are_escaped(source: str) -> None:
    assert "<script>" not in draw(source, {"x": HOSTILE})


def test_hostile_words_are_no_currency() -> None:
    with pytest.raises(ValueError, match="no currency"):
        draw("{% money 1 x %}", {"x": HOSTILE})


def test_user_text_keeps_paragraphs_and_finds_its_direction() -> None:
    html = draw("{% user_text x %}", {"x": "first\n\nثانيا"})
    assert html.count('<p dir="auto">') == 2


def test_sort_header_turns_around_and_keeps_filters() -> None:
    request = RequestFactory().get("/claims?sort=due_at&status=open&cursor=abc")
    orders = [ListOrder("due_at", "Due", ("due_at", "id")), ListOrder("cost", "Cost", ("cost", "id"), falls_first=True)]
    source = '{% sort_header o "due_at" "Due" %}{% sort_header o "cost" "Cost" %}{% sort_header o "name" "Name" %}'
    html = draw(source, {"o": ChosenOrder(orders, request)})
    assert 'aria-sort="ascending"><a href="?status=open&amp;sort=-due_at">' in html
    assert 'aria-sort="none"><a href="?status=open&amp;sort=-cost">' in html
    assert html.endswith('<th scope="col">Name</th>')


def test_filter_chips_take_one_filter_off() -> None:
    request = RequestFactory().get("/claims?status=open&country=KE&cursor=x")
    html = draw("{% filter_panel filter %}", {"filter": SampleFilter(request.GET)}, request)
    assert 'href="?country=KE"' in html
    assert "Status: <bdi>Open</bdi>" in html
    assert markup_errors(html) == []


def test_filter_ids_do_not_clash_with_a_form_of_the_page() -> None:
    html = draw("{% filter_panel filter %}{{ form }}", {"filter": SampleFilter(), "form": SampleForm()})
    assert markup_errors(html) == []


def test_keyset_links_and_paginator_links() -> None:
    request = RequestFactory().get("/claims?status=open&cursor=old")
    keyset = SimpleNamespace(next_cursor="n/1", previous_cursor=None)
    html = draw("{% pagination_keyset page %}", {"page": keyset}, request)
    assert 'href="?status=open&amp;cursor=n%2F1"' in html
    assert "Previous" not in html
    pages = Paginator(list(range(30)), 10).page(2)
    html = draw("{% pagination_keyset page %}", {"page": pages}, request)
    assert "page=3" in html
    assert "page=1" in html


def test_error_summary_points_to_the_first_input_of_a_group() -> None:
    html = draw("{{ form }}", {"form": SampleForm({"vin": "x"})})
    assert 'href="#id_kind_0"' in html
    assert 'id="id_kind_0"' in html
    assert 'href="#id_odometer"' in html
    assert 'aria-describedby="id_odometer_error"' in html
    assert 'role="alert"' in html
    assert markup_errors(html) == []


def test_no_summary_without_errors() -> None:
    assert "data-error-summary" not in draw("{{ form }}", {"form": SampleForm()})


def test_hidden_errors_are_told_too() -> None:
    class Hidden(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

    assert "There is a problem" in draw("{{ form }}", {"form": Hidden({})})


def test_title_says_error_when_the_form_was_refused() -> None:
    context = {**sample_context(), "base": "base.html", "filter": SampleFilter()}
    assert "<title>Error: Style guide" in page("lab/styleguide.html", context)
    assert "<title>Style guide" in page("lab/styleguide.html", {**context, "form": SampleForm()})


@pytest.mark.parametrize(("cookie", "expected"), [("dark", "dark"), ("light", "light"), ("x onload=1", ""), ("", "")])
def test_theme_cookie_is_checked(cookie: str, expected: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie
    assert draw("{% theme %}", request=request) == expected


def test_photos_field_cleans_to_a_list() -> None:
    class Claim(forms.Form):
        photos = PhotosField(limit=2, required=False)

    def form(count: int) -> Claim:
        files = [SimpleUploadedFile(f"{i}.jpg", b"x") for i in range(count)]
        return Claim({}, MultiValueDict({"photos": files}))

    assert form(0).is_valid()
    assert form(0).fields["photos"].clean(None) == []
    two = form(2)
    assert two.is_valid()
    assert [file.name for file in two.cleaned_data["photos"]] == ["0.jpg", "1.jpg"]
    assert form(3).errors["photos"] == ["Choose at most 2 photos; you chose 3."]


def test_required_photos() -> None:
    class Claim(forms.Form):
        photos = PhotosField()

    assert not Claim({}, MultiValueDict()).is_valid()


def test_a_list_says_each_column_once_and_escapes_what_people_wrote() -> None:
    columns = [
        ListColumn("Claim", lambda row: link(f"/{row}", row)),
        ListColumn("Shop <1>", lambda row: row, "w-code", whole=lambda row: f'"{row}"'),
        ListColumn("Lines", lambda row: isolated(""), figures=True),
    ]
    table = html5lib.parseFragment(
        list_table(["<b>A</b>"], columns, caption="All", id="x"), treebuilder="etree", namespaceHTMLElements=False
    )
    heads = [("".join(head.itertext()), head.get("class")) for head in table.findall(".//thead/tr/th")]
    assert heads == [("Claim", None), ("Shop <1>", "w-code"), ("Lines", "num")]
    first, shop, lines = list(table.find(".//tbody/tr"))
    assert (first.tag, first.get("scope"), first[0].get("href"), first[0].text) == (
        "th",
        "row",
        "/<b>A</b>",
        "<b>A</b>",
    )
    assert (shop.get("data-label"), shop.get("title"), shop.text) == ("Shop <1>", '"<b>A</b>"', "<b>A</b>")
    assert (lines.get("data-label"), lines.get("class"), lines[0].text) == ("Lines", "num", "–")
