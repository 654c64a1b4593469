"""The browser's input for changes of rules and calendars."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from apps.core.fields import DayField, WholeNumberField
from apps.core.sent_twice import version_field

from .calendars import hours_text
from .models import Obligation, ObligationVersion, RuleChange
from .proposals import Proposal

_K = RuleChange.Kind
_SHIFT = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})\s*")


class HoursField(forms.CharField):
    """Shifts as people write them: ``09:00–13:00, 14:00–18:00``; empty for a day off. Cleans to JSON."""

    def __init__(self, *, conditional: bool = False, **kwargs: Any) -> None:
        """``conditional``: whether it may stay empty hangs on another field, so no label calls it optional."""
        self.conditional = conditional
        widget = forms.TextInput({"dir": "ltr", "placeholder": "09:00–17:00", "autocomplete": "off"})
        super().__init__(required=False, max_length=100, widget=widget, **kwargs)

    def clean(self, value: str) -> list[list[str]]:
        shifts = []
        for text in filter(str.strip, super().clean(value).replace("،", ",").split(",")):
            found = _SHIFT.fullmatch(text)
            if found is None or int(found[1]) > 23 or int(found[3]) > 24 or max(int(found[2]), int(found[4])) > 59:
                raise forms.ValidationError(
                    _("“%(text)s” is no stretch of hours: write it as 09:00–13:00."), params={"text": text.strip()}
                )
            shifts.append([f"{int(found[1]):02}:{found[2]}", f"{int(found[3]):02}:{found[4]}"])
        return shifts


class ChangeForm(forms.Form):
    """What every change says; ``version`` tells whether somebody acted meanwhile."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    effective_from = DayField(label=_("From"), help_text=_("A later day: never today or before."))
    instrument = forms.CharField(
        label=_("By whose word"), help_text=_("Law, notice or decision, with its number."), max_length=150
    )
    article = forms.CharField(label=_("Article"), max_length=60, required=False)
    source = forms.CharField(label=_("Where it can be read"), max_length=80, required=False)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=2000)
    version = version_field()

    #: Kinds of change that the form makes.
    kinds: tuple[str, ...] = ()
    every_country: Any = _("Choose a country")

    def __init__(self, *args: Any, change: RuleChange | None = None, **kwargs: Any) -> None:
        if change is not None:
            kwargs["initial"] = {**Proposal.of(change).values(), "version": change.version, **self.shown(change)}
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", self.every_country), *countries]  # type: ignore[attr-defined]

    def shown(self, change: RuleChange) -> dict[str, Any]:
        """What the form shows of a change beyond its values."""
        return {}

    def proposal(self) -> Proposal:
        """What the clean form proposes."""
        known = {name: value for name, value in self.cleaned_data.items() if name in Proposal.__dataclass_fields__}
        return Proposal(**{"kind": self.kinds[0], **known, **self.more()})

    def more(self) -> dict[str, Any]:
        """Values of the proposal that no single field gives."""
        return {}


class VersionForm(ChangeForm):
    """A version of a duty."""

    kinds = (_K.OBLIGATION,)
    every_country = _("All countries without a rule of their own")

    obligation = forms.ModelChoiceField(label=_("Duty"), queryset=Obligation.objects.all())
    amount = WholeNumberField(label=_("Allowed"), min_value=1, max_value=3650)
    unit = forms.ChoiceField(label=_("Unit"), choices=ObligationVersion.Unit.choices)
    target_share = forms.DecimalField(
        label=_("Target share"),
        help_text=_("Between 0 and 1, as 0.9 for 90 %. Empty: in every case, for duties that raise no flag."),
        required=False,
        max_digits=4,
        decimal_places=3,
        min_value=0,
        max_value=1,
    )
    calendar = forms.ChoiceField(
        label=_("Whose calendar"),
        help_text=_("For duties of the manufacturer; the workshop's are always counted where the car is."),
        choices=ObligationVersion.Calendar.choices,
        initial=ObligationVersion.Calendar.DESTINATION,
    )
    basis = forms.ChoiceField(label=_("Basis"), choices=ObligationVersion.Basis.choices, widget=forms.RadioSelect)
    field_order = ("obligation", "country", "amount", "unit", "target_share", "calendar", "effective_from", "basis")

    def shown(self, change: RuleChange) -> dict[str, Any]:
        return {"obligation": change.obligation_id}

    def more(self) -> dict[str, Any]:
        return {"obligation_id": self.cleaned_data["obligation"].pk}


class CalendarForm(ChangeForm):
    """Something in a country's calendar."""

    name = forms.CharField(label=_("Name"), help_text=_("As people know it."), max_length=100)
    effective_to = DayField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # No calendar is every country's.
        self.fields["country"].required = True

    def shifts(self) -> list[Any]:
        """The hours as the proposal has them."""
        raise NotImplementedError

    def more(self) -> dict[str, Any]:
        return {"shifts": self.shifts()}


class WeekForm(CalendarForm):
    """Working hours of a period, or from a day on."""

    kinds = (_K.WEEK,)
    day_0, day_1, day_2, day_3, day_4, day_5, day_6 = (HoursField(label=WEEKDAYS[n]) for n in range(7))
    field_order = ("country", "name", "effective_from", "effective_to", *(f"day_{n}" for n in range(7)))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_to"].help_text = _("Empty: from then on.")
        self.fields["day_0"].help_text = _("As 09:00–13:00, 14:00–18:00; empty for a day off.")

    def shown(self, change: RuleChange) -> dict[str, Any]:
        return {f"day_{n}": hours_text(day) for n, day in enumerate(change.shifts)}

    def shifts(self) -> list[Any]:
        return [self.cleaned_data[f"day_{n}"] for n in range(7)]


class DayForm(CalendarForm):
    """A holiday, a working day, or hours of a day."""

    kinds = (_K.CLOSED, _K.WORKED, _K.HOURS)
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[(kind.value, kind.label) for kind in kinds],
        widget=forms.RadioSelect,
    )
    hours = HoursField(
        label=_("Hours"), conditional=True, help_text=_("Only where the day has hours of its own, as 09:00–13:00.")
    )
    field_order = ("country", "kind", "name", "effective_from", "effective_to", "hours")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_to"].help_text = _("Empty: that day only.")

    def shown(self, change: RuleChange) -> dict[str, Any]:
        return {"hours": hours_text(change.shifts)}

    def shifts(self) -> list[Any]:
        return list(self.cleaned_data["hours"]) if self.cleaned_data["kind"] == _K.HOURS else []


class ClosureForm(forms.Form):
    """Days on which the reader's firm does not work."""

    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"), help_text=_("Empty: that day only."), required=False)
    reason = forms.CharField(label=_("Reason"), help_text=_("As people know it."), max_length=200)


#: By the word in the address.
FORMS: dict[str, type[ChangeForm]] = {"duty": VersionForm, "week": WeekForm, "day": DayForm}


def form_of(change: RuleChange) -> type[ChangeForm]:
    """The form that a change is edited with."""
    return next(form for form in FORMS.values() if change.kind in form.kinds)


class YearForm(forms.Form):
    """Which year of a calendar is shown."""

    year = WholeNumberField(label=_("Year"), min_value=1970, max_value=2100)
