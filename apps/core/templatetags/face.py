"""The components of every page: ``{% load face %}``. Each has a copy-paste example in docs/face.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, NullBooleanSelect
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.addresses import filter_chips, with_query
from apps.core.clock_words import describe
from apps.core.icons import drawing, plain_icon
from apps.core.list_orders import ChosenOrder, choice_of
from apps.core.lists import ListColumn, body_of, framed, head_of, heading
from apps.core.markup import format_html, joined

register = template.Library()

BADGE_ICONS = {"ok": "check", "info": "dot", "neutral": "circle", "warn": "clock", "bad": "alert"}
MESSAGE_KINDS = {"success": "ok", "error": "bad", "warning": "warn", "info": "info", "debug": "neutral"}
EMPTY_ICONS = {"nothing": "document", "no_match": "search", "no_access": "lock"}
THEMES = ("light", "dark")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "car" %}``: decoration beside a word. ``label`` only where the icon stands alone."""
    if not label:
        return plain_icon(name)
    css, body = drawing(name)
    return format_html('<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', css, label, body)


@register.simple_tag
def status_badge(kind: str, label: str, symbol: str = "") -> SafeString:
    """``{% status_badge "warn" label %}``: kind is ok, info, neutral, warn or bad; the word carries the
    sense. With a ``symbol`` of its own it stands without its word in dense tables, where the title tells it.
    """
    return _badge(kind, f"{label}", symbol)  # plain text, so that what is kept is escaped


@lru_cache(maxsize=1024)
def _badge(kind: str, label: str, symbol: str) -> SafeString:
    """A list shows the same few in every row."""
    if symbol:
        words = '<span class="badge badge--{}" title="{}">{}<span class="badge__word">{}</span></span>'
        return format_html(words, kind, label, icon(symbol), label)
    return format_html('<span class="badge badge--{}">{}{}</span>', kind, icon(BADGE_ICONS[kind]), label)


@register.simple_tag
def clock_badge(
    due: datetime | date | None,
    stopped_at: datetime | None = None,
    paused: bool = False,
    at: datetime | None = None,
    ending: str = "",
) -> SafeString:
    """``{% clock_badge clock.due_at stopped_at=clock.stopped_at paused=clock.is_paused %}``: 2 days left, 3
    days late.
    """
    word = describe(due, at=at or timezone.now(), stopped_at=stopped_at, paused=paused, ending=ending)
    return _clock(word.kind, word.text, "pause" if word.kind == "neutral" and paused else BADGE_ICONS[word.kind])


@lru_cache(maxsize=1024)
def _clock(kind: str, text: str, symbol: str) -> SafeString:
    return format_html('<span class="badge badge--{}">{}{}</span>', kind, icon(symbol), text)


@register.inclusion_tag("components/timeline.html")
def timeline(steps: Iterable[Mapping[str, Any]], at: datetime | None = None) -> dict[str, Any]:
    """``{% timeline steps %}``: mappings with label, state (done, current, next) and, as known, at,
    expected_by, note.
    """
    return {"steps": list(steps), "at": at or timezone.now()}


@register.simple_block_tag
def data_table(
    content: str, caption: str, id: str, cards: bool = True, hide_caption: bool = False, dense: bool = False
) -> SafeString:
    """``{% data_table caption=… id="claims" %}<thead>…</thead><tbody>…</tbody>{% enddata_table %}``.

    ``cards`` turns rows into cards on phones (each cell with its ``data-label``); wide ones scroll. ``dense``: one
    line a row on desks, with columns as wide as their heads' classes say (``w-day`` … in desk.css).
    """
    return framed(content, caption=caption, id=id, cards=cards, hide_caption=hide_caption, dense=dense)


@register.simple_tag
def list_table(
    items: Iterable[Any],
    columns: Sequence[ListColumn],
    *more: ListColumn,
    caption: str,
    id: str,
    dense: bool = True,
    hide_caption: bool = True,
    order: ChosenOrder | None = None,
) -> SafeString:
    """``{% list_table page.items columns caption=_("Claims") id="claims" order=order %}``: a long list, its columns
    written in Python (``apps.core.lists``); ``more`` come after them. ``order``: what its headings sort by.
    """
    columns = [*columns, *more]
    content = format_html("<thead>{}</thead><tbody>{}</tbody>", head_of(columns, order), body_of(columns, items))
    table = framed(content, caption=caption, id=id, cards=True, hide_caption=hide_caption, dense=dense)
    return table if order is None else choice_of(order, id=id, headings=[column.sort for column in columns]) + table


@register.simple_tag
def order_choice(order: ChosenOrder, id: str) -> SafeString:
    """``{% order_choice order id="parts" %}`` before a ``data_table`` with ``sort_header``: the same on phones."""
    return choice_of(order, id=id, headings=order.names)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: str | None) -> str:
    """``<a href="{% query status="open" %}">``: this page with other filters, all else kept."""
    return with_query(context.get("request"), **changes)


@register.simple_tag
def sort_header(order: ChosenOrder | None, name: str, label: str, css: str = "") -> SafeString:
    """``{% sort_header order "due" _("Due") %}``: the head of a column, a link where ``order`` offers that order."""
    return heading(order or None, name, label, css)


@register.inclusion_tag("components/filter_panel.html", takes_context=True)
def filter_panel(context: Context, filterset: Any, open: bool = False) -> dict[str, Any]:
    """``{% filter_panel filter %}``: a django-filter FilterSet (or a bound GET form) with chips to take
    filters off.
    """
    form: BaseForm = getattr(filterset, "form", filterset)
    form.auto_id = "filter_%s"  # the page's own form may have fields of the same names
    for field in form.fields.values():
        if isinstance(field.widget, NullBooleanSelect):
            field.widget.choices = [("unknown", _("Any")), *list(field.widget.choices)[1:]]
    request = context.get("request")
    chips = [chip for field in form for chip in filter_chips(field, request)] if form.is_bound else []
    keep = [(name, request.GET[name]) for name in ("sort",) if request and request.GET.get(name)]
    return {
        "form": form,
        "chips": chips,
        "open": open or bool(form.errors),
        "keep": keep,
        "path": request.path if request else "",
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination_keyset(context: Context, page: Any, param: str = "cursor") -> dict[str, Any]:
    """``{% pagination_keyset page %}``: ``page`` has next_cursor and previous_cursor (text or None)."""
    request = context.get("request")
    if isinstance(page, Page):
        param = "page"
        following = str(page.next_page_number()) if page.has_next() else None
        preceding = str(page.previous_page_number()) if page.has_previous() else None
    else:
        following, preceding = getattr(page, "next_cursor", None), getattr(page, "previous_cursor", None)
    return {
        "next_url": with_query(request, **{param: following}) if following else "",
        "previous_url": with_query(request, **{param: preceding}) if preceding else "",
    }


@register.inclusion_tag("components/empty_state.html")
def empty_state(kind: str, title: str, text: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """``{% empty_state "nothing" _("No claims wait for you") text=… url=… action=… %}``: nothing, no_match,
    no_access.
    """
    return {"symbol": EMPTY_ICONS[kind], "title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """``{% error_summary form %}``: what is wrong, on top, each line a link to its field. Takes several
    forms.
    """
    rows: list[dict[str, str]] = []
    for form in forms:
        rows += [{"text": str(text), "target": ""} for text in form.non_field_errors()]
        for field in form:
            target = first_input_id(field)
            rows += [{"text": str(text), "target": target, "label": str(field.label)} for text in field.errors]
    return {"rows": rows}


def first_input_id(field: BoundField) -> str:
    """Id that can take the focus: groups of inputs have none of their own, so their first input is meant."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id


@register.inclusion_tag("components/key_values.html")
def key_values(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """``{% key_values pairs %}``: (label, value) pairs as a list of definitions."""
    return {"pairs": list(pairs)}


@register.inclusion_tag("components/stat_tile.html")
def stat_tile(label: str, value: Any, note: str = "", url: str = "", kind: str = "", word: str = "") -> dict[str, Any]:
    """``{% stat_tile _("Open flags") 7 url=… kind="bad" word=_("2 new") %}``: one headline figure that opens
    its rows.
    """
    return {"label": label, "value": value, "note": note, "url": url, "kind": kind, "word": word}


@register.inclusion_tag("components/progress.html")
def progress_bar(label: str, value: float, maximum: float = 100, text: str = "") -> dict[str, Any]:
    """``{% progress_bar _("Step") 2 4 %}``: the figures are written beside the bar."""
    return {"label": label, "value": value, "maximum": maximum, "text": text or f"{value:g} / {maximum:g}"}


@register.inclusion_tag("components/photo_grid.html")
def photo_grid(photos: Iterable[Any]) -> dict[str, Any]:
    """``{% photo_grid photos %}``: objects or mappings with url, thumbnail_url (or url) and alt."""
    return {"photos": list(photos)}


@register.simple_block_tag
def action_bar(content: str, stick: bool = False) -> SafeString:
    """``{% action_bar %}<button class="button">…</button>{% endaction_bar %}``: the main action first."""
    return format_html('<div class="actions{}">{}</div>', " actions--stick" if stick else "", content)


@register.simple_block_tag
def banner(content: str, kind: str = "info", title: str = "", live: bool = False) -> SafeString:
    """``{% banner "warn" title=… %}text{% endbanner %}``; ``live``: it answers the last action."""
    role = format_html(' role="{}"', "alert" if kind == "bad" else "status") if live else ""
    head = format_html("<strong>{}</strong>", title) if title else ""
    return format_html(
        '<div class="banner banner--{}"{}>{}<div class="banner__text">{}<div>{}</div></div></div>',
        kind,
        role,
        icon(BADGE_ICONS[kind]),
        head,
        content,
    )


@register.inclusion_tag("components/messages.html", takes_context=True)
def page_messages(context: Context) -> dict[str, Any]:
    """Messages of the request as banners (base.html shows them)."""
    return {"rows": [(MESSAGE_KINDS.get(m.level_tag, "info"), m) for m in context.get("messages") or ()]}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*steps: Any) -> dict[str, Any]:
    """``{% breadcrumb _("Claims") claims_url claim.number %}``: label and address by turns; the last label
    is this page.
    """
    labels = list(steps)
    links = [{"label": labels[i], "url": labels[i + 1]} for i in range(0, len(labels) - 1, 2)]
    return {"links": links, "here": labels[-1] if len(labels) % 2 else ""}


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The theme chosen by the reader (light or dark), or nothing for that of the machine. Never echoes a
    cookie.
    """
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag(takes_context=True)
def main_menu(context: Context, place: str) -> SafeString:
    """``{% main_menu "side" %}``: the menu of a role, from the context variable ``navigation`` (docs/face.md);
    ``place`` tells top, side and menu apart.
    """
    rooms = (_menu_room(f"{place}-{number}", **room) for number, room in enumerate(context["navigation"]))
    return format_html(
        '<nav class="nav nav--{}" aria-label="{}">{}{}</nav>',
        place,
        _("Main menu"),
        joined(rooms),
        _help_entry() if place == "menu" else "",
    )


def _menu_room(id: str, room: str, entries: Iterable[dict[str, Any]]) -> SafeString:
    """The entries of one room under its name; those that belong to none stand without."""
    listed = joined(_menu_entry(**entry) for entry in entries)
    if not room:
        return format_html("<ul>{}</ul>", listed)
    return format_html('<p class="nav__room" id="{0}">{1}</p><ul aria-labelledby="{0}">{2}</ul>', id, room, listed)


def _menu_entry(label: str, url: str, icon: str, current: bool, badge: int) -> SafeString:
    return format_html(
        '<li><a href="{}"{}>{}<span>{}</span>{}</a></li>',
        url,
        SafeString(' aria-current="page"' if current else ""),
        plain_icon(icon) if icon else "",
        label,
        format_html('<span class="count">{}</span>', badge) if badge else "",
    )


def _help_entry() -> SafeString:
    """On phones the header has no room for help beside the rest."""
    url = url_or("portal:help")
    entry = _menu_entry(_("Help"), url, "help", current=False, badge=0)
    return format_html('<ul class="only-small">{}</ul>', entry) if url else SafeString("")


@register.simple_tag
def url_or(name: str, fallback: str = "") -> str:
    """Address of a page that may not exist in this installation."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return fallback


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """``Error: `` before the page's title when the form was refused."""
    form = context.get("form")
    return _("Error: ") if isinstance(form, BaseForm) and form.is_bound and form.errors else ""
