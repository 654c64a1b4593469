"""What a manufacturer says of its supply of a part."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import DayField
from apps.core.sent_twice import KeyedForm

from .forms import QuantityField
from .models import MOST_ON_HAND


class PlanForm(KeyedForm):
    """How many are expected, and when; in place of an earlier plan, where one is named."""

    quantity = QuantityField(
        label=_("Pieces expected"), least=0, most=MOST_ON_HAND, help_text=_("0 only to take an earlier plan back.")
    )
    expected_on = DayField(label=_("Expected on"))
    reference = forms.CharField(
        label=_("Reference"), max_length=60, required=False, help_text=_("As in: production order or container.")
    )
    replaces = forms.TypedChoiceField(label=_("In place of"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: object, plans: list[tuple[int, str]], **options: object) -> None:
        """``plans``: id and words of the plans that stand."""
        super().__init__(*args, **options)  # type: ignore[arg-type]  # as the base class takes them
        field = self.fields["replaces"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Nothing: it is a further one")), *((str(pk), words) for pk, words in plans)]


class ShareForm(KeyedForm):
    """How many there are to be shared out."""

    available = QuantityField(
        label=_("Pieces to share out"),
        most=MOST_ON_HAND,
        help_text=_("First cars that stand still, then what is due first, then equal shares of what is left."),
    )
