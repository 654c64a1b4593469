"""A pack on paper, made of what was frozen and nothing else: in English and the owner's language, photos last."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django_countries import countries
from PIL import Image

from apps.claims import photo_store
from apps.claims.models import Claim, DenialProposal, DenialReason
from apps.claims.steps import KIND as CLAIM_KIND
from apps.core.typesetting import STANDARDS, fonts, missing_signs, printable
from apps.duties.models import ClockInterval, Obligation, Party
from apps.vehicles.components import Component

from ..models import Escalation, Objection

_TEMPLATE = Path(__file__).parent / "pack.typ"
_RIGHT_TO_LEFT = frozenset({"ar"})
#: Longest side of a photo on paper, in pixels; its digest is that of the photo as it was sent.
_SIDE = 1_000


def rendered(case: Escalation, language: str) -> bytes:
    """The PDF (archival and accessible) of a case; ``language`` stands beside English where it is another."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copy(_TEMPLATE, root / "pack.typ")
        photos = _photos(case.frozen["photos"], root)
        day = datetime.fromisoformat(case.frozen["frozen_at"])
        languages = dict.fromkeys(("en", language))
        parts = _on_paper([_part(case, code, photos) for code in languages])
        data = {
            "number": case.number,
            "digest": case.frozen_sha256,
            "frozen_at": case.frozen["frozen_at"],
            "day": {"year": day.year, "month": day.month, "day": day.day},
            "parts": parts,
            "photos": photos,
        }
        (root / "data.json").write_text(json.dumps(data), encoding="utf-8")
        return typst.compile(
            str(root / "pack.typ"), root=folder, format="pdf", pdf_standards=STANDARDS, font_paths=fonts()
        )


def _photos(frozen: list[Mapping[str, Any]], root: Path) -> list[dict[str, str]]:
    """The photos as files beside the template; one whose file is gone is named by its digest all the same."""
    found = []
    for place, photo in enumerate(frozen, start=1):
        name, content = f"p{place}.jpg", photo_store.content_of(str(photo["file"]))
        if content is not None:
            with Image.open(BytesIO(content)) as image:
                image.thumbnail((_SIDE, _SIDE))
                image.convert("RGB").save(root / name, "JPEG", quality=75)
        found.append({"file": name if content is not None else "", "sha256": photo["sha256"], "n": str(place)})
    return found


def _part(case: Escalation, language: str, photos: list[dict[str, str]]) -> dict[str, Any]:
    """Everything in one language; words of people stay as they wrote them."""
    with translation.override(language):
        found: dict[str, Any] = {
            "language": language.split("-")[0],
            "rtl": language in _RIGHT_TO_LEFT,
            "words": _labels(),
            "title": _("Case %(number)s on request %(claim)s") % {"number": case.number, "claim": case.frozen["claim"]},
            "facts": _facts(case),
            "timeline": [_event(row) for row in case.frozen["timeline"]],
            "decisions": [_decision(row) for row in case.frozen["decisions"]],
            "clocks": [_clock(row) for row in case.frozen["clocks"]],
            "photos": [_("Photo %(n)s") % photo for photo in photos],
        }
    return found


def _labels() -> dict[str, str]:
    return {
        "facts": _("The request"),
        "asked": _("What the owner asks for"),
        "complaint": _("Complaint"),
        "decisions": _("Decisions"),
        "clocks": _("Duties and their dates"),
        "timeline": _("What happened"),
        "photos": _("Photos"),
        "none": _("None"),
        "duty": _("Duty"),
        "who": _("Who must act"),
        "began": _("Began"),
        "due": _("Due"),
        "done": _("Ended"),
        "state": _("State"),
        "digest": _("Digest of the frozen record (SHA-256)"),
        "gone": _("The file is gone; its digest stays."),
        "utc": _("All times are UTC. Frozen on:"),
    }


def _facts(case: Escalation) -> list[list[str]]:
    frozen = case.frozen
    known = {
        _("Why it is brought"): str(Escalation.Cause(case.cause).label),
        _("Vehicle"): f"{frozen['vehicle']} · {frozen['vin']}",
        _("Country"): str(countries.name(frozen["country"])),
        _("Workshop"): frozen["dealer"],
        _("Manufacturer"): frozen["manufacturer"],
        _("Component"): str(Component(frozen["component"]).label),
        _("Status"): str(Claim.Status(frozen["status"]).label),
        _("Happened on"): date_format(date.fromisoformat(frozen["occurred_on"])),
        _("Odometer"): f"{number_format(frozen['odometer_km'], use_l10n=True)} km",
        _("Within warranty"): _("Yes") if frozen["in_warranty"] else _("No"),
        _("Filed"): _moment(frozen["filed_at"]),
        _("Complaint"): frozen["complaint"],
        _("What the owner asks for"): case.words,
    }
    return [[label, value] for label, value in known.items()]


def _event(row: Mapping[str, Any]) -> list[str]:
    who = row["by"] or _side(row["side"])
    return [_moment(row["happened_at"]), who, CLAIM_KIND.words(row["kind"], row["values"]), row["note"]]


def _side(side: str) -> str:
    return str(Party(side).label) if side in Party.values else side


def _decision(row: Mapping[str, Any]) -> list[str]:
    what = {
        "proposed": _("The workshop proposed to deny"),
        "denied": _("Denied"),
        "objected": _("The owner objected"),
    }[row["what"]]
    reason = str(DenialReason(row["reason"]).label) if row["reason"] else ""
    return [_moment(row["at"]), f"{what}: {reason}" if reason else what, row["words"], _outcome(row), row["answer"]]


def _outcome(row: Mapping[str, Any]) -> str:
    if not row["outcome"]:
        return ""
    words: dict[str, Any] = {
        "proposed": dict(DenialProposal.Outcome.choices),
        "denied": {"reversed": _("Denial taken back")},
        "objected": dict(Objection.Status.choices),
    }
    ended = f" ({_moment(row['ended_at'])})" if row["ended_at"] else ""
    return f"{words[row['what']][row['outcome']]}{ended}"


def _clock(row: Mapping[str, Any]) -> list[str]:
    states = {"met": _("kept"), "missed": _("missed"), "pending": _("running"), "void": _("fell away")}
    waits = [
        f"{_side(one['party'])}: {_moment(one['started_at'])} – {_moment(one['ended_at']) or '…'}"
        for one in row["intervals"]
        if one["kind"] == ClockInterval.Kind.PAUSED and one["started_at"] != one["ended_at"]
    ]
    return [
        str(Obligation.objects.get(pk=row["duty"])), _side(row["responsible"]), _moment(row["started_at"]),
        _moment(row["due_at"]), _moment(row["stopped_at"]), states[row["state"]],
        "\n".join([_("Waited for:"), *waits]) if waits else "",
    ]  # fmt: skip


def _moment(text: str) -> str:
    return date_format(datetime.fromisoformat(text).astimezone(UTC), "SHORT_DATETIME_FORMAT") if text else ""


def _on_paper(parts: list[dict[str, Any]]) -> Any:
    """The same with every text as our fonts can print it."""
    missing = missing_signs("".join(_texts(parts)))
    return _each(parts, lambda text: printable(text, missing))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each(one, change) for one in value]
    return {name: _each(one, change) for name, one in value.items()} if isinstance(value, dict) else value
