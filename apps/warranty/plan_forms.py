"""The browser's input for warranty plans: one row a group of parts, and a look at what a buyer would be told."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import DayField, WholeNumberField
from apps.core.figures import KILOMETRES
from apps.core.sent_twice import version_field
from apps.organizations.forms import country_choices
from apps.vehicles.components import Component
from apps.vehicles.forms import OdometerField

from .content import PlanContent
from .content_rules import MOST_KM, MOST_MONTHS
from .coverage import Term
from .groups import SINGLE, Exclusion, Group
from .models import WarrantyPlan

#: Parts that a plan may put into another group than usual, as the form has room for.
_MOVES: Final = 4
_WORDS: Final = ("name", "source", "country", "model_name", "effective_from", "sold_until", "transferable",
                 "exclusion_words", "service_months", "service_kilometres", "conditions")  # fmt: skip


class PlanForm(forms.Form):
    """What a plan says; groups without months and kilometres have no cover."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("As owners read it in the booklet."))
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", _("Every country without a plan of its own")), *country_choices()[1:]],
    )
    model_name = forms.CharField(
        label=_("Model"),
        max_length=100,
        required=False,
        help_text=_("As your records of export name it. Empty: every model without a plan of its own."),
    )
    effective_from = DayField(label=_("For cars delivered from"))
    sold_until = DayField(
        label=_("For cars delivered until"), required=False, help_text=_("Empty: until further notice.")
    )
    excluded_groups = forms.MultipleChoiceField(
        label=_("Left out, whatever stands above"),
        choices=SINGLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exclusions = forms.MultipleChoiceField(
        label=_("What it does not pay for"),
        choices=Exclusion.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exclusion_words = forms.CharField(
        label=_("Exclusions in words"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    service_months = WholeNumberField(
        label=_("Service every, months"), required=False, min_value=1, max_value=MOST_MONTHS
    )
    service_kilometres = WholeNumberField(
        label=_("Service every, km"), required=False, units=KILOMETRES, min_value=1, max_value=MOST_KM
    )
    conditions = forms.CharField(
        label=_("Conditions in words"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    transferable = forms.BooleanField(label=_("It goes to the next owner of the car"), required=False, initial=True)
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Where owners can read it, as the warranty booklet's page.")
    )
    version = version_field()

    def __init__(
        self, *args: Any, content: PlanContent | None = None, version: int | None = None, **options: Any
    ) -> None:
        if content is not None:
            options["initial"] = {**_shown(content), "version": version, **options.get("initial", {})}
        super().__init__(*args, **options)
        for group in Group:
            self._add_term(group)
        for row in range(1, _MOVES + 1):
            self._add_move(row)

    def _add_term(self, group: Group) -> None:
        names = {"group": group.label}
        self.fields[f"months_{group}"] = WholeNumberField(
            label=_("%(group)s: months") % names, required=False, min_value=1, max_value=MOST_MONTHS
        )
        self.fields[f"km_{group}"] = WholeNumberField(
            label=_("%(group)s: kilometres") % names, required=False, units=KILOMETRES, min_value=1, max_value=MOST_KM
        )
        if group == Group.BATTERY:
            self.fields["capacity"] = WholeNumberField(
                label=_("Drive battery: capacity kept, %"), required=False, min_value=1, max_value=100
            )

    def _add_move(self, row: int) -> None:
        parts = [("", _("None")), *Component.choices]
        groups = [("", _("As usual")), *SINGLE]
        self.fields[f"part_{row}"] = forms.ChoiceField(
            label=_("Part %(row)d") % {"row": row}, choices=parts, required=False
        )
        self.fields[f"group_{row}"] = forms.ChoiceField(
            label=_("belongs to (part %(row)d)") % {"row": row}, choices=groups, required=False
        )

    @property
    def term_rows(self) -> list[list[Any]]:
        """The bound fields of each group, side by side."""
        rows = [[self[f"months_{group}"], self[f"km_{group}"]] for group in Group]
        rows[list(Group).index(Group.BATTERY)].append(self["capacity"])
        return rows

    @property
    def move_rows(self) -> list[list[Any]]:
        """The bound fields of each part that belongs elsewhere."""
        return [[self[f"part_{row}"], self[f"group_{row}"]] for row in range(1, _MOVES + 1)]

    @property
    def moved_open(self) -> bool:
        """Whether a part belongs elsewhere, or something is wrong with saying so."""
        return any(field.value() or field.errors for row in self.move_rows for field in row)

    @property
    def about(self) -> list[Any]:
        """The bound fields before the terms."""
        return [self[name] for name in ("name", "country", "model_name", "effective_from", "sold_until")]

    @property
    def beside(self) -> list[Any]:
        """The bound fields after the terms."""
        names = ("excluded_groups", "exclusions", "exclusion_words", "service_months", "service_kilometres",
                 "conditions", "transferable", "source")  # fmt: skip
        return [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for row in range(1, _MOVES + 1):
            if bool(data.get(f"part_{row}")) != bool(data.get(f"group_{row}")):
                self.add_error(f"group_{row}", _("Choose both, the part and where it belongs, or neither."))
        return data

    def add_error(self, field: Any, error: Any) -> None:
        """What is wrong with terms as a whole is said beside the first of them."""
        names = {"terms": f"months_{Group.WHOLE}", "moved": "part_1"}
        super().add_error(names.get(field, field), error)

    def content(self) -> PlanContent:
        """What the clean form says."""
        data = self.cleaned_data
        moves = ((data[f"part_{row}"], data[f"group_{row}"]) for row in range(1, _MOVES + 1))
        return PlanContent(
            **{name: _trimmed(data[name]) for name in _WORDS},
            terms=tuple(self._terms()),
            moved={part: group for part, group in moves if part},
            excluded_groups=tuple(data["excluded_groups"]),
            exclusions=tuple(data["exclusions"]),
        )

    def _terms(self) -> list[Term]:
        data, found = self.cleaned_data, []
        for group in Group:
            months, km = data[f"months_{group}"], data[f"km_{group}"]
            capacity = data["capacity"] if group == Group.BATTERY else None
            if months or km or capacity:
                found.append(Term(months, km, str(group), capacity))
        return found


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _shown(content: PlanContent) -> dict[str, Any]:
    """What the form shows of a plan."""
    shown = {name: getattr(content, name) for name in (*_WORDS, "excluded_groups", "exclusions")}
    for term in content.terms:
        shown |= {f"months_{term.group}": term.months, f"km_{term.group}": term.kilometres}
        if term.group == Group.BATTERY:
            shown["capacity"] = term.capacity_percent
    for row, (part, group) in enumerate(content.moved.items(), start=1):
        shown |= {f"part_{row}": part, f"group_{row}": group}
    return shown


class PreviewForm(forms.Form):
    """A car to try a plan with."""

    delivered_on = DayField(label=_("Delivered on"))
    on = DayField(label=_("The fault shows on"))
    odometer_km = OdometerField(label=_("Odometer, km"))

    def __init__(self, *args: Any, begins: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.begins = begins

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, on = data.get("delivered_on"), data.get("on")
        if first and on and on < first:
            self.add_error("on", _("A fault shows on the day of the delivery or later."))
        if first and first < self.begins:
            self.add_error("delivered_on", _("The plan is for cars delivered later: choose a later day."))
        return data


class VersionsForm(forms.Form):
    """Which version to hold a plan against."""

    version = forms.ModelChoiceField(
        label=_("Compare with"), queryset=WarrantyPlan.objects.none(), to_field_name="number"
    )

    def __init__(self, *args: Any, others: list[WarrantyPlan], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["version"]
        field.queryset = WarrantyPlan.objects.filter(pk__in=[plan.pk for plan in others])
