"""What is typed in on the page of a part: each form names its verb and calls its service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.organizations.scope import Actor

from . import services
from .bin_words import bin_words
from .forms import QuantityField
from .forms_reserved import BackForm, GiveForm, GiveOnForm, ShelfForm
from .models import MOST_ON_HAND, Bin


class _BinForm(ShelfForm):
    """With a bin of some kinds; only one: it need not be chosen."""

    kinds: tuple[str, ...] = (Bin.Kind.SHELF,)

    bin = forms.ChoiceField(label=pgettext_lazy("stock", "Bin"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = self.shelf.offered(*self.kinds)
        self.offer("bin", self.rows, bin_words)
        if len(self.rows) <= 1:
            self.fields["bin"].required = False
            self.fields["bin"].widget = forms.HiddenInput()

    @property
    def chosen(self) -> Bin | None:
        """The bin; None: the service knows which."""
        return self.rows.get(self.cleaned_data["bin"])


class CountForm(ShelfForm):
    """What lies in a bin by a count, and why it differs."""

    heading, button, done = _("Stock count"), _("Save the count"), _("The count is in the ledger.")

    bin = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    counted = QuantityField(label=pgettext_lazy("pieces", "Counted"), least=0, most=MOST_ON_HAND)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("As in: yearly count, broken, found behind the shelf.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = self.shelf.offered(Bin.Kind.SHELF)
        self.offer("bin", self.rows, bin_words)
        self.fields["bin"].initial = self.shelf.counted.pk if self.shelf.counted else ""
        self.fields["seen"].initial = self.shelf.seen
        if self.shelf.counted and len(self.rows) > 1:
            self.fields["counted"].label = _("Counted in %(bin)s") % {"bin": bin_words(self.shelf.counted)}

    def run(self, *, by: Actor, at: datetime) -> Any:
        data = self.cleaned_data
        place = self.rows.get(data["bin"])
        return services.count_stock(
            counted=data["counted"], reason=data["reason"], seen=data["seen"], bin=place, **self.given(by, at)
        )


class TakeInForm(_BinForm):
    """Parts taken in without an order."""

    heading, button, done = _("Take in without an order"), _("Put into stock"), _("Put into the stock.")

    quantity = QuantityField(label=_("Quantity"))
    reference = forms.CharField(label=_("Delivery note"), max_length=60)

    def run(self, *, by: Actor, at: datetime) -> Any:
        data = self.cleaned_data
        return services.receive_stock(
            quantity=data["quantity"], reference=data["reference"], bin=self.chosen, **self.given(by, at)
        )


class SellForm(ShelfForm):
    """Parts sold over the counter."""

    heading, button, done = _("Sell over the counter"), _("Take off the stock"), _("Taken off the stock.")

    quantity = QuantityField(label=_("Quantity"))
    reference = forms.CharField(
        label=_("Invoice number"), max_length=60, help_text=_("For a repair, reserve the part on the request.")
    )

    def run(self, *, by: Actor, at: datetime) -> Any:
        data = self.cleaned_data
        return services.sell_stock(quantity=data["quantity"], reference=data["reference"], **self.given(by, at))


class PutForm(_BinForm):
    """Parts put into another bin of the same point."""

    heading, button, done = _("Put into another bin"), _("Put there"), _("Put into the other bin.")

    target = forms.ChoiceField(label=_("Into which bin"))
    quantity = QuantityField(label=_("Quantity"))
    field_order = ("bin", "target", "quantity")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("target", self.rows, bin_words)

    @property
    def useful(self) -> bool:
        return len(self.rows) > 1

    def run(self, *, by: Actor, at: datetime) -> Any:
        data = self.cleaned_data
        return services.put_stock(
            source=self.rows[data["bin"]], target=self.rows[data["target"]], quantity=data["quantity"],
            **self.given(by, at),
        )  # fmt: skip


class _ReasonForm(_BinForm):
    quantity = QuantityField(label=_("Quantity"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    @property
    def useful(self) -> bool:
        return bool(self.rows)

    def values(self, by: Actor, at: datetime) -> dict[str, Any]:
        data = self.cleaned_data
        return {"quantity": data["quantity"], "reason": data["reason"], **self.given(by, at)}

    @property
    def place(self) -> Bin:
        """The bin that was chosen, or the only one."""
        return self.chosen or next(iter(self.rows.values()))


class AsideForm(_ReasonForm):
    """Parts that may be faulty."""

    heading, button, done = (
        _("Put into quarantine"),
        _("Put into quarantine"),
        _("In quarantine until it is cleared."),
    )

    def run(self, *, by: Actor, at: datetime) -> Any:
        return services.set_aside(source=self.place, **self.values(by, at))


class ClearForm(_ReasonForm):
    """Parts that turned out sound."""

    heading, button, done = _("Clear from quarantine"), _("Put back on the shelf"), _("Back on the shelf.")

    @property
    def useful(self) -> bool:
        return any(row.kind == Bin.Kind.QUARANTINE for row in self.shelf.bins)

    def run(self, *, by: Actor, at: datetime) -> Any:
        return services.clear_stock(target=self.place, **self.values(by, at))


class ScrapForm(_ReasonForm):
    """Parts that are thrown away."""

    kinds = (Bin.Kind.SHELF, Bin.Kind.QUARANTINE)
    heading, button, done = _("Scrap"), _("Scrap them"), _("Scrapped, and in the ledger.")

    def run(self, *, by: Actor, at: datetime) -> Any:
        return services.scrap_stock(bin=self.chosen, **self.values(by, at))


class LevelForm(ShelfForm):
    """Below which number the part is to be ordered."""

    heading, button, done = _("Reorder level"), _("Set"), _("The reorder level was set.")

    level = QuantityField(
        label=_("Reorder level"), least=0, help_text=_("Below it, the part is listed to be ordered. 0: not watched.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["level"].initial = self.shelf.have.reorder_level

    def run(self, *, by: Actor, at: datetime) -> Any:
        return services.set_reorder_level(
            dealer_id=self.shelf.dealer_id, part=self.shelf.part, level=self.cleaned_data["level"]
        )


#: By the verb in the address, in the order of the page.
FORMS: dict[str, type[ShelfForm]] = {
    "give": GiveForm,
    "count": CountForm,
    "receive": TakeInForm,
    "back": BackForm,
    "sell": SellForm,
    "give-on": GiveOnForm,
    "put": PutForm,
    "aside": AsideForm,
    "clear": ClearForm,
    "scrap": ScrapForm,
    "level": LevelForm,
}


class BinForm(forms.Form):
    """A new bin of a service point."""

    point = forms.ChoiceField(label=_("Service point"))
    code = forms.CharField(label=pgettext_lazy("stock", "Bin"), max_length=20, help_text=_("As on the shelf: A-03."))

    def __init__(self, *args: Any, points: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.points = {str(point.pk): point for point in points}
        chooser = self.fields["point"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [(key, str(point)) for key, point in self.points.items()]
        if not self.points:
            chooser.required = False
            chooser.widget = forms.HiddenInput()
