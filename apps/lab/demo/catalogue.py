"""The demo maker's catalogue: some thousands of parts by system, place, model and generation, and what is said of them.

Everything follows from the list of kinds: two runs give the same catalogue. Rows go in by bulk, as the maker's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.casework.actors import record_of
from apps.casework.books import load_history
from apps.organizations.identity import scope_of_organization
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, Side, acting_as, system_scope
from apps.parts import services
from apps.parts.models import Fitting, Interchange, Part, PartPrice, Supersession

from .part_names import KINDS, PLACES, Kind

#: Models of the demo's maker with their letter, whether they have a drive battery, and their generations by model year.
_MODELS = (
    ("Dune X", "A", False, ((2019, 2021), (2022, 2024), (2025, None))),
    ("Tide EV", "E", True, ((2020, 2022), (2023, 2025), (2026, None))),
    ("Sea 5", "S", True, ((2021, 2023), (2024, None))),
    ("Reed", "R", False, ((2018, 2020), (2021, 2023), (2024, None))),
    ("Gobi", "G", False, ((2020, 2023), (2024, None))),
    ("Lagoon", "L", True, ((2022, 2024), (2025, None))),
    ("Harbour Van", "V", False, ((2019, 2022), (2023, None))),
    ("Kestrel", "K", True, ((2023, 2025), (2026, None))),
    ("Marsh", "M", False, ((2017, 2019), (2020, 2023), (2024, None))),
)
#: Countries of the demo's region, and what its dealers have in common.
_NEAR = ("KE", "TZ", "UG", "RW", "ET", "ZA", "NG", "EG")
_HELD = ("Brake pad set, front", "Coolant pump", "Headlamp, left", "Drive shaft, left", "Inverter")
_OTHERS = (("Nordbremse", "NB"), ("Kazima Auto Parts", "KA"), ("Feixing Components", "FX"))
#: Units of a currency for a dollar, as the maker's price list reckons.
_LISTS = (("", "USD", Decimal(1)), ("KE", "KES", Decimal("129.5")), ("", "CNY", Decimal("7.12")))


@dataclass(frozen=True)
class Entry:
    """One part with what decides the rest: its kind, model, generation, and which of the model's it is."""

    part: Part
    kind: Kind
    model: str
    years: tuple[int, int | None]
    generation: int
    place: str


def fill(maker: Organization, by: Actor, at: datetime) -> None:
    """Write the catalogue; a second time nothing changes."""
    entries = list(_entries(maker))
    # Said long ago, as its fittings were: what is asked of past days finds it.
    with system_scope("demo: a catalogue"), transaction.atomic():
        load_history("demo")
        Part.objects.bulk_create((entry.part for entry in entries), batch_size=1000, ignore_conflicts=True)
        ids = dict(Part.objects.filter(manufacturer=maker).values_list("number", "pk"))
        if Fitting.objects.filter(manufacturer=maker).exists():
            return
        for entry in entries:
            entry.part.pk = ids[entry.part.number]
        said = {"manufacturer": maker, "recorded_at": at - timedelta(days=90), "actor": record_of(by)}
        Fitting.objects.bulk_create(_fittings(entries, said), batch_size=1000)
        PartPrice.objects.bulk_create(_prices(entries, said, at.date()), batch_size=1000)
        Supersession.objects.bulk_create(_supersessions(entries, said), batch_size=1000)
        Interchange.objects.bulk_create(_interchanges(entries, said), batch_size=1000)


def share(maker: Organization, dealer: Organization, at: datetime) -> None:
    """Neighbours of the demo's dealer show their stock: each has some parts of the catalogue, and so does it."""
    with system_scope("demo: neighbours"):
        others = list(
            Organization.objects.filter(appointments_held__manufacturer=maker, appointments_held__country__in=_NEAR)
            .exclude(pk=dealer.pk)
            .distinct()
            .order_by("id")[:3]
        )
        wanted = [*Part.objects.filter(manufacturer=maker, name__in=_HELD).order_by("number")[:8]]
    for n, firm in enumerate((dealer, *others)):
        by = Actor(Side.DEALER, firm.name, organization_id=firm.pk, organization_name=firm.name, role="staff")
        with acting_as(scope_of_organization(firm)):
            services.share_stock(by=by, at=at - timedelta(days=60))
            for count, part in enumerate(wanted[n : n + 5] if n else (), start=n):
                services.receive_stock(
                    dealer_id=firm.pk, part=part, quantity=count * count, key=f"demo-near-{part.pk}",
                    reference="opening stock", by=by, at=at - timedelta(days=50),
                )  # fmt: skip


def _entries(maker: Organization) -> Iterator[Entry]:
    for model, letter, electric, generations in _MODELS:
        for kind in KINDS:
            if kind.electric not in (None, electric):
                continue
            for place in kind.places:
                for generation, years in enumerate(generations, start=1):
                    part = _part(maker, kind, place, f"{letter}{generation:02d}", generation)
                    yield Entry(part, kind, model, years, generation, place)


def _part(maker: Organization, kind: Kind, place: str, model: str, generation: int) -> Part:
    english, chinese, arabic = PLACES[place]
    return Part(
        manufacturer=maker,
        number=f"{kind.code}{place}-{model}",
        name=kind.english + english,
        name_zh=kind.chinese + chinese,
        name_ar=kind.arabic + arabic,
        component=kind.component,
        unit=kind.unit,
        pack=kind.pack,
        least=kind.pack,
        # Each generation is a little lighter than the one before.
        weight_g=max(kind.grams - kind.grams * (generation - 1) // 25, 1),
        customs_code=kind.customs,
        origin="CN",
        critical=kind.critical,
        transport=kind.transport,
        shelf_life_months=kind.months,
        barcode=_barcode(f"{kind.code}{place}{model}"),
    )


def _barcode(text: str) -> str:
    """A GTIN under 690, the range of China, that the number always gives."""
    body = "690" + str(int.from_bytes(text.encode(), "big") % 10**9).zfill(9)
    total = sum(int(c) * (3 if place % 2 else 1) for place, c in enumerate(body))
    return f"{body}{-total % 10}"


def _fittings(entries: list[Entry], said: dict[str, Any]) -> Iterator[Fitting]:
    for entry in entries:
        first, last = entry.years
        yield Fitting(part=entry.part, model_name=entry.model, year_from=first, year_to=last, **said)


def _prices(entries: list[Entry], said: dict[str, Any], today: date) -> Iterator[PartPrice]:
    for entry in entries:
        for market, currency, rate in _LISTS:
            amount = (Decimal(entry.kind.dollars) * rate * (100 + 3 * entry.generation) / 100).quantize(Decimal(1))
            common = {"part": entry.part, "market": market, "currency": currency, **said}
            yield PartPrice(amount=amount, valid_from=date(today.year, 1, 1), **common)
            # What holds a drive battery grew cheaper in summer.
            if entry.kind.transport == "UN3480":
                yield PartPrice(amount=amount * 9 // 10, valid_from=date(today.year, 7, 1), **common)


def _supersessions(entries: list[Entry], said: dict[str, Any]) -> Iterator[Supersession]:
    """Parts of an older generation give way to those of the next where nothing but the maker changed them."""
    known = {(entry.kind.code, entry.place, entry.model, entry.generation): entry for entry in entries}
    kinds = Supersession.Kind, Supersession.Stock
    for place, entry in known.items():
        following = known.get((*place[:3], entry.generation + 1))
        if following is None or entry.kind.dollars % 3 or entry.kind.critical:
            continue
        yield Supersession(
            old=entry.part,
            new=following.part,
            kind=kinds[0].TWO_WAY if entry.kind.dollars % 2 else kinds[0].ONE_WAY,
            stock=kinds[1].OBSOLETE if entry.kind.dollars % 4 == 0 else kinds[1].USE_FIRST,
            starts_on=date(following.years[0], 3, 1),
            **said,
        )


def _interchanges(entries: list[Entry], said: dict[str, Any]) -> Iterator[Interchange]:
    for n, entry in enumerate(entries):
        if n % 4 == 0:
            maker, letters = _OTHERS[n // 4 % len(_OTHERS)]
            yield Interchange(part=entry.part, maker=maker, number=f"{letters} {10_000 + n * 7}", **said)
