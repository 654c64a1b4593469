"""What people of a workshop write: who is in charge, notes, appointments, bays, hours, replacement cars."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.claims.models import Claim
from apps.core.fields import DayField, MomentField, WholeNumberField
from apps.core.sent_twice import KeyedForm
from apps.duties.forms import HoursField
from apps.organizations.models import Membership, ServicePoint
from apps.vehicles.forms import OdometerField

from .models import Bay, Loaner, OpeningHours
from .selectors import colleagues, loaners_of, points_of
from .services.bookings import Slot
from .step_forms import bay_field


class AssignForm(forms.Form):
    """Who sees to it; nobody takes the person off."""

    def __init__(self, *args: Any, dealer_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["member"] = forms.ModelChoiceField(
            label=_("Seen to by"), queryset=colleagues(dealer_id), required=False, empty_label=_("Nobody")
        )
        self.fields["member"].label_from_instance = _name  # type: ignore[attr-defined]


def _name(member: Membership) -> str:
    return member.person_name


class NoteForm(KeyedForm):
    """For colleagues only."""

    text = forms.CharField(
        label=_("Internal note"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Only people of your workshop ever read it."),
    )


class OfferForm(forms.Form):
    """An appointment that the workshop offers for a request."""

    starts_at = MomentField(label=_("Begins"), help_text=_("In your time zone, as written at the foot."))
    minutes = WholeNumberField(label=_("Minutes"), min_value=15, max_value=36 * 60, initial=60)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("Only for a time outside the opening hours; the owner reads it."),
    )

    def __init__(self, *args: Any, claim: Claim, **options: Any) -> None:
        super().__init__(*args, **options)
        points = points_of(claim, at=timezone.now())
        self.fields["service_point"] = forms.ModelChoiceField(
            label=_("Service point"),
            queryset=ServicePoint.objects.filter(pk__in=[point.pk for point in points]),
            initial=points[0] if points else None,
            empty_label=None,
        )
        self.fields["bay"] = bay_field(points)
        self.order_fields(["service_point", "starts_at", "minutes", "bay", "reason"])

    def arguments(self) -> dict[str, Any]:
        """What the service is called with."""
        data = self.cleaned_data
        ends_at = data["starts_at"] + timedelta(minutes=data["minutes"])
        slot = Slot(data["starts_at"], ends_at, data["service_point"], data["bay"])
        return {"slot": slot, "reason": data["reason"]}


class WishForm(forms.Form):
    """When an owner would like to come."""

    starts_at = MomentField(label=_("When you would like to come"))
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class BayForm(forms.Form):
    """A bay of a service point."""

    name = forms.CharField(label=_("Name of the bay"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=Bay.Kind.choices)


class HoursForm(forms.Form):
    """Opening hours of some days of the week from a day on."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"),
        choices=OpeningHours.Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    shifts = HoursField(
        label=_("Open"), conditional=True, help_text=_("As 08:00–12:30, 13:30–17:00; empty means closed.")
    )
    effective_from = DayField(label=_("From"), help_text=_("Today or later; until then the earlier hours hold."))


class LoanerForm(forms.Form):
    """A replacement car."""

    name = forms.CharField(label=_("Car"), max_length=80)
    plate = forms.CharField(label=_("Number plate"), max_length=20)


class LendForm(forms.Form):
    """Which replacement car, since when, at which reading."""

    lent_at = MomentField(label=_("Lent since"))
    lent_km = OdometerField(label=_("Its odometer, km"))

    def __init__(self, *args: Any, dealer_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        free = [car.pk for car in loaners_of(dealer_id) if not car.out]  # type: ignore[attr-defined]
        self.fields["loaner"] = forms.ModelChoiceField(
            label=_("Replacement car"),
            queryset=Loaner.objects.filter(dealer_id=dealer_id, pk__in=free),
            empty_label=_("Choose a car"),
        )
        self.order_fields(["loaner", "lent_at", "lent_km"])


class ReturnForm(forms.Form):
    """When a replacement car came back, at which reading."""

    returned_at = MomentField(label=_("Came back"))
    returned_km = OdometerField(label=_("Its odometer, km"))
