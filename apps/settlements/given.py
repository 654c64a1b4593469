"""A line of cost as somebody gives it, and what is told by field when it cannot be. Knows no table of lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.money import CURRENCIES, decimals_of, is_whole, rounded

from .models import CostLine
from .models.fields import MOST

_K = CostLine.Kind
#: More in one line is a slip of the keyboard.
MOST_HOURS, MOST_PIECES = Decimal("99.9"), Decimal("9999.99")


@dataclass(frozen=True)
class LineGiven:
    """What is written of a line; what its kind has no use for is left out when it is kept.

    ``part_number``: of the manufacturer's catalogue (of a part that the owner brought: whatever stands on it).
    ``order_line``, ``planned``, ``replaces``: keys of rows.
    """

    kind: str
    words: str
    currency: str
    code: str = ""
    hours: Decimal | None = None
    rate: Decimal | None = None
    source: str = ""
    part_number: str = ""
    order_line: int | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None
    causal: bool = False
    fate: str = ""
    serial_old: str = ""
    serial_new: str = ""
    planned: int | None = None
    replaces: int | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> LineGiven:
        """Out of the data of a form or serializer, whatever else stands there."""
        return cls(**{field.name: given[field.name] for field in fields(cls) if given.get(field.name) is not None})

    def told(self) -> dict[str, Any]:
        """As it stands in the event: what was written, without what was left empty."""
        values = {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(self).items()}
        return {name: value for name, value in values.items() if value not in (None, "", False)}

    def checked(self) -> dict[str, Any]:
        """The columns that follow from it. Raises Refused, naming the field, for what cannot be."""
        words = " ".join(self.words.split())
        if len(words) < 2:
            raise Refused(_("Say in a few words what it is for."), field="words")
        if self.currency not in CURRENCIES:
            raise Refused(
                _("“%(value)s” is no currency: write its code of three letters, as KES or CNY.")
                % {"value": self.currency[:10]},
                field="currency",
            )
        common = {"kind": self.kind, "words": words, "currency": self.currency, "code": " ".join(self.code.split())}
        return {**common, **self._by_kind()}

    def _by_kind(self) -> dict[str, Any]:
        if self.kind == _K.LABOUR:
            return self._labour()
        if self.kind == _K.PART:
            return self._part()
        return {"amount": self._price("amount")}

    def _labour(self) -> dict[str, Any]:
        hours = self._number("hours", MOST_HOURS, step=Decimal("0.1"))
        rate = self._price("rate")
        return {"hours": hours, "rate": rate, "amount": self._amount(hours * rate, "hours")}

    def _part(self) -> dict[str, Any]:
        if not self.source:
            raise Refused(_("Say where the part is from."), field="source")
        quantity = self._number("quantity", MOST_PIECES, step=Decimal("0.01"))
        brought = self.source == CostLine.Source.OWNER
        price = Decimal(0) if brought and self.unit_price is None else self._price("unit_price", free=brought)
        if brought and price:
            raise Refused(_("A part that the owner brought costs nothing: leave its price empty."), field="unit_price")
        return {
            "source": self.source,
            "quantity": quantity,
            "unit_price": price,
            "amount": self._amount(quantity * price, "quantity"),
            "causal": self.causal,
            "fate": self.fate,
            "serial_old": self.serial_old.strip(),
            "serial_new": self.serial_new.strip(),
        }

    def _number(self, field: str, most: Decimal, *, step: Decimal) -> Decimal:
        found: Decimal | None = getattr(self, field)
        if found is None or not 0 < found <= most or found % step:
            raise Refused(
                _("%(value)s cannot be: give more than 0 and at most %(most)s, in steps of %(step)s.")
                % {"value": "–" if found is None else f"“{found}”", "most": most, "step": step},
                field=field,
            )
        return found

    def _price(self, field: str, *, free: bool = False) -> Decimal:
        found: Decimal | None = getattr(self, field)
        if found is None or found < 0 or (not found and not free) or found > MOST:
            raise Refused(
                _("%(value)s is no price: give an amount above 0 and at most %(most)s.")
                % {"value": "–" if found is None else f"“{found}”", "most": MOST},
                field=field,
            )
        if not is_whole(found, self.currency):
            raise Refused(
                _("%(currency)s has %(decimals)d decimals: “%(value)s” has more.")
                % {"currency": self.currency, "decimals": decimals_of(self.currency), "value": found},
                field=field,
            )
        return found

    def _amount(self, amount: Decimal, field: str) -> Decimal:
        if amount > MOST:
            raise Refused(_("Together that is more than %(most)s: check the figures.") % {"most": MOST}, field=field)
        return rounded(amount, self.currency)
