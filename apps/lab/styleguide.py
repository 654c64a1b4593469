"""One page with every component, for people who write pages and for the tests of the face. Served in DEBUG
only.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.core.fields import DayField, WholeNumberField
from apps.core.icons import ICONS
from apps.core.list_orders import LETTERS, ChosenOrder, ListOrder
from apps.core.photo_input import PhotosField
from apps.lab.styleguide_charts import charts

AT = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)


class SampleForm(forms.Form):
    """One field of each kind."""

    vin = forms.CharField(label="VIN", max_length=17, help_text="17 letters and digits, on the windscreen.")
    odometer = WholeNumberField(label="Odometer, km", min_value=0)
    bought_on = DayField(label="Bought on", required=False)
    country = forms.ChoiceField(label="Country", choices=[("KE", "Kenya"), ("KZ", "Kazakhstan")])
    kind = forms.ChoiceField(
        label="What is wrong?",
        widget=forms.RadioSelect,
        choices=[("noise", "A noise"), ("stop", "It does not start")],
    )
    days = forms.MultipleChoiceField(
        label="When may we call?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("m", "Morning"), ("e", "Evening")],
    )
    story = forms.CharField(label="What happened?", widget=forms.Textarea, required=False)
    photos = PhotosField(label="Photos", required=False, help_text="Up to 8.")
    agree = forms.BooleanField(label="The dealer may call me about this")


class SampleFilter(forms.Form):
    """As a FilterSet's form would be."""

    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Any"), ("open", "Open"), ("late", "Late")]
    )
    country = forms.ChoiceField(label="Country", required=False, choices=[("", "All"), ("KE", "Kenya")])
    search = forms.CharField(label="Search", required=False)


def _navigation() -> list[dict[str, Any]]:
    entries = [
        {"label": "My desk", "url": "#", "icon": "home", "current": True, "badge": 0},
        {"label": "Claims", "url": "#claims", "icon": "wrench", "current": False, "badge": 12},
        {"label": "Parts orders", "url": "#orders", "icon": "box", "current": False, "badge": 3},
        {"label": "Scorecards", "url": "#s", "icon": "chart", "current": False, "badge": 0},
    ]
    return [{"room": "", "entries": entries[:1]}, {"room": "Service", "entries": entries[1:]}]


def _steps() -> list[dict[str, Any]]:
    return [
        {"label": "Request sent", "state": "done", "at": AT - timedelta(days=6)},
        {
            "label": "Dealer answered",
            "state": "done",
            "at": AT - timedelta(days=5),
            "note": "Please bring the car on Monday.",
        },
        {"label": "Repair", "state": "current", "expected_by": AT - timedelta(days=3)},
        {"label": "Hand back", "state": "next", "expected_by": AT + timedelta(days=9)},
    ]


def _rows() -> list[dict[str, Any]]:
    words = [("warn", "Due soon"), ("bad", "Late"), ("ok", "Done"), ("info", "Open"), ("neutral", "Paused")]
    return [
        {
            "number": f"C-2026-{100 + i}",
            "vin": f"LZZ5CLVB1MA00000{i}",
            "owner": "Amina W.",
            "kind": kind,
            "word": word,
            "due": AT + timedelta(days=4 * i - 5),
            "cost": 1250.5 * (i + 1),
        }
        for i, (kind, word) in enumerate(words)
    ]


def sample_context() -> dict[str, Any]:
    """Everything the style page shows; the same on every run."""
    bad = SampleForm({"vin": "LZZ5CLVB1MAI", "odometer": "-4"})
    return {
        "icons": sorted(ICONS),
        "at": AT,
        "navigation": _navigation(),
        "form": bad,
        "fresh": SampleForm(prefix="fresh"),
        "steps": _steps(),
        "shell": {"notices_url": "#notices", "notices_unread": 4},
        "rows": _rows(),
        "page": SimpleNamespace(next_cursor="bmV4dA", previous_cursor="cHJldg"),
        "pairs": [("VIN", "LZZ5CLVB1MA000001"), ("Delivered on", "2026-03-01"), ("Warranty", None)],
        "photos": [{"url": "/static/img/mark.svg", "alt": f"Brake disc, picture {i}"} for i in range(1, 4)],
        "soon": AT + timedelta(hours=30),
        "far": AT + timedelta(days=12),
        "past": AT - timedelta(days=3, hours=1),
        **charts(),
    }


_ORDERS = [ListOrder("due_at", "Due", ("due_at", "id")), ListOrder("owner", "Owner", ("owner", "id"), words=LETTERS)]


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the style page; ``?density=touch`` shows it as owners see pages."""
    base = "base.html" if request.GET.get("density") == "touch" else "desk.html"
    query = SampleFilter(request.GET or None)
    order = ChosenOrder(_ORDERS, request)
    return render(request, "lab/styleguide.html", {**sample_context(), "base": base, "filter": query, "order": order})
