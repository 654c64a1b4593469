"""Filters of objections and of cases at the authority, for pages and the API."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.filters import CountryCodeFilter

from .models import Escalation, Objection

_STANDING = (("open", _("Open")), ("over", _("Over")))


class ObjectionFilter(django_filters.FilterSet):
    standing = django_filters.ChoiceFilter(label=_("Standing"), method="by_standing", choices=_STANDING)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Objection.Status.choices)
    country = CountryCodeFilter(label=_("Country code"))

    class Meta:
        model = Objection
        fields = ["standing", "status", "country"]

    def by_standing(self, rows: QuerySet[Objection], name: str, value: str) -> QuerySet[Objection]:
        return rows.filter(ended_at__isnull=value != "over")


class EscalationFilter(django_filters.FilterSet):
    standing = django_filters.ChoiceFilter(label=_("Standing"), method="by_standing", choices=_STANDING)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Escalation.Status.choices)
    cause = django_filters.ChoiceFilter(label=_("Why it is brought"), choices=Escalation.Cause.choices)
    country = CountryCodeFilter(label=_("Country code"))

    class Meta:
        model = Escalation
        fields = ["standing", "status", "cause", "country"]

    def by_standing(self, rows: QuerySet[Escalation], name: str, value: str) -> QuerySet[Escalation]:
        return rows.filter(ended_at__isnull=value != "over")
