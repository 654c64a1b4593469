"""What a part's page offers its forms, and those that are about a reservation: give out, give to another, take back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.sent_twice import KeyedForm
from apps.organizations.scope import Actor

from . import services
from .forms import QuantityField
from .models import Bin, BinBalance, Part, Reservation
from .selectors.stock import Availability


@dataclass(frozen=True)
class Shelf:
    """What forms of a part's page offer: the dealer's shelves and quarantines, and what is promised of the part."""

    dealer_id: int
    part: Part
    have: Availability
    bins: Sequence[Bin] = ()
    held: Sequence[Reservation] = ()
    waiting: Sequence[Reservation] = ()
    issued: Sequence[Reservation] = ()
    contents: Sequence[BinBalance] = ()
    counted: Bin | None = None
    seen: int = 0
    #: With what other dealers were promised, of which no form of the page is.
    promised: Sequence[Reservation] = ()

    def offered(self, *kinds: str) -> dict[str, Bin]:
        """Bins of some kinds by their key in forms."""
        return {str(row.pk): row for row in self.bins if row.kind in kinds}


class ShelfForm(KeyedForm):
    """One act on a part's stock."""

    heading: ClassVar[Any]
    button: ClassVar[Any]
    done: ClassVar[Any]

    def __init__(self, *args: Any, shelf: Shelf, **options: Any) -> None:
        super().__init__(*args, **options)
        self.shelf = shelf

    @property
    def useful(self) -> bool:
        """Whether the page shows it now."""
        return True

    def run(self, *, by: Actor, at: datetime) -> Any:
        """Call the service. Raises Refused and Conflict."""
        raise NotImplementedError

    def given(self, by: Actor, at: datetime) -> dict[str, Any]:
        """What every verb on stock is called with."""
        key = self.cleaned_data["request_key"]
        return {"dealer_id": self.shelf.dealer_id, "part": self.shelf.part, "key": key, "by": by, "at": at}

    def offer(self, name: str, rows: dict[str, Any], words: Any, *, empty: Any = "") -> None:
        """Let a field choose among rows."""
        chooser = self.fields[name]
        assert isinstance(chooser, forms.ChoiceField)
        first = [("", empty)] if empty else []
        chooser.choices = [*first, *((key, words(row)) for key, row in rows.items())]


class _ReservedForm(ShelfForm):
    """For one of the requests that the part is or was kept for."""

    reservation = forms.ChoiceField(label=_("For which request"))
    quantity = QuantityField(label=_("Quantity"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = {str(row.pk): row for row in self.reserved()}
        self.offer("reservation", self.rows, _reserved_words)

    def reserved(self) -> Iterable[Reservation]:
        raise NotImplementedError

    @property
    def useful(self) -> bool:
        return bool(self.rows)

    def reserved_given(self, by: Actor, at: datetime) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "reservation": self.rows[data["reservation"]], "quantity": data["quantity"],
            "key": data["request_key"], "by": by, "at": at,
        }  # fmt: skip


def _reserved_words(row: Reservation) -> str:
    return f"{row.claim_number} × {row.quantity}"


class GiveForm(_ReservedForm):
    """Parts given to the repair that they are kept for."""

    heading, button, done = _("Give out for a repair"), _("Give out"), _("Given to the repair.")

    def reserved(self) -> Iterable[Reservation]:
        return self.shelf.held

    def run(self, *, by: Actor, at: datetime) -> Any:
        return services.give_out(**self.reserved_given(by, at))


class GiveOnForm(ShelfForm):
    """A part that is kept for one request, for another that waits for it."""

    heading = _("Give to another request")
    button = _("Give it to that request")
    done = _("Given to the other request. Both pages say it, with the reason.")

    loser = forms.ChoiceField(label=_("Kept for"))
    winner = forms.ChoiceField(label=_("Give it to"))
    reason = forms.CharField(
        label=services.WHY_ANOTHER.label, widget=forms.Textarea({"rows": 3}), max_length=services.WHY_ANOTHER.most,
        help_text=_("Both owners read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = {str(row.pk): row for row in (*self.shelf.held, *self.shelf.waiting)}
        self.offer("loser", {str(row.pk): row for row in self.shelf.held}, _reserved_words)
        self.offer("winner", {str(row.pk): row for row in self.shelf.waiting}, _reserved_words)

    @property
    def useful(self) -> bool:
        return bool(self.shelf.held and self.shelf.waiting)

    def run(self, *, by: Actor, at: datetime) -> Any:
        data = self.cleaned_data
        return services.reallocate(
            winner=self.rows[data["winner"]], loser=self.rows[data["loser"]], reason=data["reason"], by=by, at=at
        )


class BackForm(_ReservedForm):
    """Parts that a repair did not need."""

    heading, button, done = _("Take back from a repair"), _("Put back into the stock"), _("Back in the stock.")

    reason = forms.CharField(label=_("Reason"), max_length=200)

    def reserved(self) -> Iterable[Reservation]:
        return self.shelf.issued

    def run(self, *, by: Actor, at: datetime) -> Any:
        return services.bring_back(reason=self.cleaned_data["reason"], **self.reserved_given(by, at))
