"""What the regulator's desk can be narrowed to; every choice lives in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from apps.compliance.evidence import judged_day
from apps.compliance.models import Flag, FlagEvidence, Judgement, ScopeKind, State, Tally
from apps.core.collation import sort_key
from apps.core.fields import DayField
from apps.core.filters import CountryCodeFilter, DayFilter
from apps.core.today import day_of_figures
from apps.duties.models import Clock, Obligation, Party
from apps.duties.outcomes import met, missed
from apps.organizations.models import Organization
from apps.vehicles.models import Powertrain

PERIODS = (("30", _("30 days")), ("90", _("90 days")), ("180", _("half a year")), ("365", _("a year")))
DEFAULT_PERIOD = 90
#: No car of these duties was on the road before; earlier days only overflow.
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Selection:
    """What is looked at: days from ``first`` to ``last`` (inclusive), and empty values for everything."""

    first: date
    last: date
    country: str = ""
    obligation: str = ""
    powertrain: str = ""
    manufacturer: int | None = None
    #: The last day was chosen and is kept in links; otherwise it is the last that was judged.
    pinned: bool = False
    #: The day whose knowledge is shown; None: today's.
    known: date | None = None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> Selection:
        """The same for the period of the same length before."""
        last = self.first - timedelta(days=1)
        return Selection(
            last - timedelta(days=self.days - 1),
            last,
            self.country,
            self.obligation,
            self.powertrain,
            self.manufacturer,
        )

    def tallies(self) -> QuerySet[Tally]:
        """The tallies of the selection, as far as the walls admit."""
        rows = Tally.objects.filter(due_on__range=(self.first, self.last), obligation__judged=True)
        wanted = {
            "country": self.country,
            "obligation_id": self.obligation,
            "powertrain": self.powertrain,
            "manufacturer_id": self.manufacturer,
        }
        return rows.filter(**{name: value for name, value in wanted.items() if value})


class DeskForm(forms.Form):
    """Period, country, duty and powertrain."""

    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False, initial=str(DEFAULT_PERIOD))
    country = forms.ChoiceField(label=_("Country"), required=False)  # its choices: countries in sight
    obligation = forms.ModelChoiceField(
        label=_("Duty"), queryset=Obligation.objects.filter(judged=True), required=False, empty_label=_("All duties")
    )
    powertrain = forms.ChoiceField(
        label=_("Powertrain"), choices=[("", _("All powertrains")), *Powertrain.choices], required=False
    )
    until = DayField(label=_("Up to"), required=False)
    known = DayField(label=_("As known on"), required=False)

    def __init__(self, *args: Any, seen: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(((code, str(countries.name(code))) for code in seen), key=lambda pair: sort_key(pair[1]))
        choices = [("", _("All countries")), *names]
        self.fields["country"] = forms.ChoiceField(label=_("Country"), required=False, choices=choices)

    def selection(self, *, at: datetime, judged: datetime | None, manufacturer: int | None = None) -> Selection:
        """What was chosen; a choice that makes no sense counts as none.

        The period ends on the day chosen, else on the last day (UTC) that the newest judgement ``judged`` looked at,
        else yesterday: a day that is not over has no figures.
        """
        chosen = self.cleaned_data if self.is_valid() else {k: v for k, v in self.cleaned_data.items() if v}
        length = int(chosen.get("period") or DEFAULT_PERIOD)
        yesterday = day_of_figures(at) - timedelta(days=1)
        until: date | None = chosen.get("until")
        pinned = until is not None and EARLIEST <= until <= yesterday
        newest = min(judged_day(judged), yesterday) if judged else yesterday
        last = until if until and pinned else newest
        obligation = chosen.get("obligation")
        return Selection(
            first=last - timedelta(days=length - 1),
            last=last,
            country=chosen.get("country") or "",
            obligation=obligation.pk if obligation else "",
            powertrain=chosen.get("powertrain") or "",
            manufacturer=manufacturer,
            pinned=pinned,
            known=known_day(chosen.get("known"), at=at),
        )


def known_day(day: date | None, *, at: datetime) -> date | None:
    """The day whose knowledge is asked for; None for today's, and for a day that makes no sense."""
    return day if day is not None and EARLIEST <= day < day_of_figures(at) else None


class FlagFilter(django_filters.FilterSet):
    """Flags by status, severity, duty, country and manufacturer."""

    standing = django_filters.ChoiceFilter(
        label=_("Standing"), choices=(("open", _("Open")), ("ended", _("Ended"))), method="by_standing"
    )
    status = django_filters.ChoiceFilter(choices=Flag.Status)
    severity = django_filters.ChoiceFilter(choices=Flag.Severity)
    obligation = django_filters.ModelChoiceFilter(
        label=_("Duty"), queryset=lambda request: Obligation.objects.filter(judged=True)
    )
    manufacturer = django_filters.ModelChoiceFilter(
        label=_("Manufacturer"),
        queryset=lambda request: Organization.objects.filter(kind=Organization.Kind.MANUFACTURER),
    )
    country = CountryCodeFilter()

    class Meta:
        model = Flag
        fields = ["standing", "status", "severity", "obligation", "manufacturer", "country"]

    def by_standing(self, rows: QuerySet[Flag], name: str, value: str) -> QuerySet[Flag]:
        return rows.filter(ended_at__isnull=value == "open")


class CellFilter(django_filters.FilterSet):
    """Judged cells by state, duty, manufacturer and place."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices)
    obligation = django_filters.ModelChoiceFilter(
        label=_("Duty"), queryset=lambda request: Obligation.objects.filter(judged=True)
    )
    manufacturer = django_filters.ModelChoiceFilter(
        label=_("Manufacturer"),
        queryset=lambda request: Organization.objects.filter(kind=Organization.Kind.MANUFACTURER),
        to_field_name="slug",
    )
    scope_kind = django_filters.ChoiceFilter(label=_("Scope"), choices=ScopeKind.choices)
    country = CountryCodeFilter()

    class Meta:
        model = Judgement
        fields = ["state", "obligation", "manufacturer", "scope_kind", "country"]


class CaseFilter(django_filters.FilterSet):
    """The clocks behind a figure: kept or missed, of which manufacturer, country and duty, due when."""

    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"), choices=(("missed", _("Missed")), ("met", _("Kept"))), method="by_outcome"
    )
    manufacturer = django_filters.ModelChoiceFilter(
        label=_("Manufacturer"),
        queryset=lambda request: Organization.objects.filter(kind=Organization.Kind.MANUFACTURER),
    )
    obligation = django_filters.ModelChoiceFilter(
        label=_("Duty"), queryset=lambda request: Obligation.objects.filter(judged=True)
    )
    country = CountryCodeFilter()
    powertrain = django_filters.ChoiceFilter(label=_("Powertrain"), choices=Powertrain.choices)
    responsible = django_filters.ChoiceFilter(label=_("Who must act"), choices=Party.choices)
    first = DayFilter(label=_("Due from"), field_name="due_at", method="from_day")
    last = DayFilter(label=_("Due until"), field_name="due_at", method="until_day")
    flag = django_filters.CharFilter(label=_("Counted in flag"), method="by_flag", max_length=20)

    class Meta:
        model = Clock
        fields = [
            "outcome", "manufacturer", "obligation", "country", "powertrain", "responsible", "first", "last", "flag",
        ]  # fmt: skip

    def by_outcome(self, rows: QuerySet[Clock], name: str, value: str) -> QuerySet[Clock]:
        return rows.filter(met() if value == "met" else missed())

    def from_day(self, rows: QuerySet[Clock], name: str, value: date) -> QuerySet[Clock]:
        """Days are those of the tallies: UTC, and never a function over the column, so that the index serves."""
        return rows.filter(due_at__gte=_midnight(value))

    def until_day(self, rows: QuerySet[Clock], name: str, value: date) -> QuerySet[Clock]:
        return rows.filter(due_at__lt=_midnight(min(value, date.max - timedelta(days=1)) + timedelta(days=1)))

    def by_flag(self, rows: QuerySet[Clock], name: str, value: str) -> QuerySet[Clock]:
        """The cases that the newest evidence of a flag counted; an unknown flag has none."""
        links = FlagEvidence.objects.filter(flag__number=value.strip().upper().replace("\x00", ""))
        ids = links.order_by("-sequence").values_list("clock_ids", flat=True).first()
        return rows.filter(pk__in=ids or [])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
