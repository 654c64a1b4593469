"""What the answer about a car says, question by question: each a function of what is on record; None: nothing to say.

A new part of the answer is a function here and its place in ``SECTIONS``; page and API show what comes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django_countries import countries

from apps.core.today import today_in
from apps.organizations.models import Organization
from apps.organizations.selectors import Found
from apps.organizations.serving import Serving, serving
from apps.vehicles.wording import said_day
from apps.warranty.models import WarrantyPlan
from apps.warranty.selectors import own_plans_since
from apps.warranty.wording import group_name, said_sale, said_term

from ..letters import bound_by
from ..models import Exporter, ExportRecord
from ..recall_selectors import open_recalls
from .asked import Asked, Export
from .section import Section, Tone

#: So many workshops are named with their addresses; the finder has them all.
_MOST_WORKSHOPS = 6
#: Of a letter: who serves the car, as it was when the letter was issued.
_CENTRE = ("centre_name", "centre_firm", "centre_address", "centre_city", "centre_phone")


def export(asked: Asked) -> Section:
    """Whether a maker or trader on record exported it, and whether the licence it named held that day."""
    if not asked.on_record:
        return _no_record(asked)
    if not asked.exports:
        tone, answer = Tone.INFO, _("Its maker recorded the export. No declaration under a licence is on record here.")
    elif all(row.licensed for row in asked.exports):
        tone, answer = Tone.GOOD, _("Yes: it was declared for export under a licence that held that day.")
    else:
        tone, answer = Tone.CARE, _("It was declared for export, but we cannot confirm a licence for that day.")
    return Section("export", _question_of_export(), tone, answer, (*_told_of_export(asked), *_advice_on_licence(asked)))


def _question_of_export() -> str:
    return _("Was it exported by a licensed maker or trader?")


def _told_of_export(asked: Asked) -> list[str]:
    lines = [_declared(row) for row in asked.exports]
    if asked.recorded:
        car = " ".join(filter(None, [asked.recorded.maker, asked.recorded.model, str(asked.recorded.year or "")]))
        lines.append(
            _("The maker's record: %(car)s, exported to %(country)s on %(day)s. Compare it with the car before you.")
            % {
                "car": car,
                "country": countries.name(asked.recorded.country),
                "day": said_day(asked.recorded.exported_on),
            }
        )
    return lines


def _declared(row: Export) -> str:
    return _("%(exporter)s (%(kind)s) declared it for %(country)s; it left on %(day)s.") % {
        "exporter": row.exporter,
        "kind": Exporter.Kind(row.kind).label,
        "country": countries.name(row.country),
        "day": said_day(row.exported_on),
    }


def _advice_on_licence(asked: Asked) -> list[str]:
    if all(row.licensed for row in asked.exports):
        return []
    return [_("This accuses nobody: authorities look at such records. Ask the seller for the export licence.")]


def _no_record(asked: Asked) -> Section:
    """What it means that nothing is there, and what to do; not one word that depends on who registered the car."""
    if asked.reading.country not in ("", "CN"):
        return _not_from_china(asked.reading.country)
    lines = (
        _("This is no proof of anything: it may have left before records began, or its maker may not report here."),
        _("It may also have left without its maker: then nobody may have promised you repair, parts or warranty."),
        _(
            "Before you pay: ask the seller for the export licence and the maker's letter that confirms service, "
            "and ask the maker with the VIN."
        ),
    )
    return Section("export", _question_of_export(), Tone.CARE, _("We hold no record of this car."), lines)


def _not_from_china(country: str) -> Section:
    lines = (
        _("By its code it was built in %(country)s, not in China.") % {"country": countries.name(country)},
        _("This portal keeps records of cars exported from China: none is expected for a car built elsewhere."),
    )
    return Section("export", _question_of_export(), Tone.INFO, _("We hold no record of this car."), lines)


def condition(asked: Asked) -> Section | None:
    """Whether it was declared new or used; None without a declaration."""
    told = {row.condition for row in asked.exports}
    if not told:
        return None
    title = _("Was it declared new or used?")
    if len(told) == 1:
        return Section("condition", title, Tone.INFO, _sentence_of(told.pop()))
    lines = tuple(
        _("%(exporter)s, %(day)s: %(condition)s")
        % {
            "exporter": row.exporter,
            "day": said_day(row.exported_on),
            "condition": ExportRecord.Condition(row.condition).label,
        }
        for row in asked.exports
    )
    return Section("condition", title, Tone.CARE, _("It was declared once one way and once another."), lines)


def _sentence_of(told: str) -> str:
    words = {
        "new": _("It was declared as new."),
        "used": _("It was declared as used."),
        "modified": _("It was declared as modified."),
    }
    return words[told]


def letter(asked: Asked) -> Section | None:
    """Whether a letter of its maker binds for the car, and who serves it by that; no record and no letter: None."""
    columns = ("letter__maker", "letter__issued_at", "country", *_CENTRE)
    line = bound_by(asked.reading.vin, asked.at).values_list(*columns).first()
    title = _("Did its maker confirm service by a letter?")
    if line is None:
        text = _("No letter of its maker names this car.")
        only = _("The law asks for one only of cars that were registered in China shortly before they left.")
        return Section("letter", title, Tone.INFO, text, (only,)) if asked.on_record else None
    maker, issued_at, country, *centre = line
    text = _("Yes: %(maker)s confirmed it for %(country)s by a letter of %(day)s, which is valid.") % {
        "maker": maker,
        "country": countries.name(country),
        "day": said_day(today_in("CN", issued_at)),  # the day that stands on it
    }
    return Section("letter", title, Tone.GOOD, text, (", ".join(filter(None, centre)),))


def recall(asked: Asked) -> Section | None:
    """Recalls that wait for the car; no record and no recall: None."""
    waiting = open_recalls(asked.reading.vin, asked.at)
    title = _("Is it recalled?")
    if not waiting:
        text = _("No recall on record here waits for this car.")
        return Section("recall", title, Tone.INFO, text) if asked.on_record else None
    text = ngettext(
        "%(count)d recall waits for this car: a workshop of its maker mends it free of charge.",
        "%(count)d recalls wait for this car: a workshop of its maker mends them free of charge.",
        len(waiting),
    ) % {"count": len(waiting)}
    lines = tuple(f"{row.number}: {row.title}. {row.risk} {row.remedy}" for row in waiting)
    return Section("recall", title, Tone.CARE, text, lines)


def service(asked: Asked) -> Section:
    """Who serves the make where the car was exported to; for a car without a record, where to look."""
    title, maker = _("Who repairs it?"), _maker_name(asked)
    finder = (_("Find a dealer"), reverse("organizations:find-dealers"))
    if not maker:
        text = _("Its maker is not on this portal: nobody here has promised to serve it.")
        return Section("service", title, Tone.CARE, text, (_("Ask the seller and the maker who does."),))
    if not asked.country:
        text = _("Dealers of %(maker)s serve its cars in their countries; look up yours.") % {"maker": maker}
        return Section("service", title, Tone.INFO, text, link=finder)
    found = serving(manufacturer_id=asked.manufacturer_id, country=asked.country, at=asked.at)
    values = {"count": len(found.here), "maker": maker, "country": countries.name(asked.country)}
    if not found.here:
        text = _("%(maker)s has appointed nobody in %(country)s.") % values
        return Section("service", title, Tone.CARE, text, _beyond(found), finder)
    text = ngettext(
        "%(maker)s has appointed %(count)d workshop in %(country)s.",
        "%(maker)s has appointed %(count)d workshops in %(country)s.",
        len(found.here),
    )
    lines = tuple(line for dealer in found.here[:_MOST_WORKSHOPS] for line in _addresses(dealer))
    return Section("service", title, Tone.GOOD, text % values, lines, finder)


def _addresses(dealer: Found) -> list[str]:
    points = [f"{point.address}, {point.city}" for point in dealer.points[:2]]
    return [", ".join(filter(None, [dealer.name, place, dealer.phone])) for place in points or [""]]


def _beyond(found: Serving) -> tuple[str, ...]:
    """Dealers elsewhere and the authority of the country, in a line each."""
    dealers = [
        ", ".join(filter(None, [dealer.name, str(countries.name(dealer.country)), dealer.phone]))
        for dealer in found.elsewhere
    ]
    offices = [
        _("The authority there: %(office)s") % {"office": ", ".join(filter(None, [office.name, office.phone]))}
        for office in found.offices
    ]
    return (*dealers, *offices)


def warranty(asked: Asked) -> Section | None:
    """The terms of the maker's own plans since the car left; the day on which a warranty began is not public."""
    if asked.left_on is None or asked.manufacturer_id is None:
        return None
    title = _("Which warranty did its maker promise?")
    maker, country, day = asked.manufacturer_id, asked.country, asked.left_on
    model = asked.recorded.model if asked.recorded else ""
    plans = own_plans_since(manufacturer_id=maker, country=country, model_name=model, day=day, at=asked.at)
    rights = (_("What the law gives buyers there"), reverse("warranty:rights-of-country", args=[country]))
    if not plans:
        text = _("No warranty term of its maker is on record here. Your rights by law do not depend on it.")
        return Section("warranty", title, Tone.INFO, text, link=rights)
    text = _("It runs from the first delivery: ask the seller for that day.")
    return Section("warranty", title, Tone.GOOD, text, tuple(map(_plan, plans)), rights)


def _plan(plan: WarrantyPlan) -> str:
    """A plan in a line: for which deliveries, what it covers for how long, where that stands."""
    terms = "; ".join(f"{group_name(term.group)}: {said_term(term)}" for term in plan.content.terms)
    return pgettext("warranty", "Delivered %(days)s: %(terms)s (%(plan)s, %(source)s)") % {
        "days": said_sale(plan.effective_from, plan.sold_until),
        "terms": terms,
        "plan": plan.name,
        "source": plan.source,
    }


def _maker_name(asked: Asked) -> str:
    if asked.manufacturer_id is None:
        return ""
    return Organization.objects.values_list("name", flat=True).get(pk=asked.manufacturer_id)


#: In the order in which people ask.
SECTIONS: tuple[Callable[[Asked], Any], ...] = (export, condition, letter, recall, service, warranty)
