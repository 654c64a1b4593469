"""Another part in place of the one that was ordered: the manufacturer offers, the dealer answers."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.core.errors import Conflict, Refused
from apps.organizations.scope import Actor

from ..models import OrderLine, Part, PartsOrder, Substitution
from ..numbers import clean_number
from . import line_prices, order_work
from .order_work import Work


def offer_part(
    *,
    order: PartsOrder,
    line: int,
    part: str,
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Offer the part with the number ``part`` for an open line, saying why it does as well.

    No duty changes: the line is owed as before until the dealer accepts, and by the same time afterwards. Raises
    Refused for a part that cannot be ordered or that the order has already, Conflict while an earlier offer waits.
    """

    def effect(work: Work) -> None:
        row = work.still(line)
        offered = _replacement(work, row, part)
        if Substitution.objects.filter(line=row, answer="").exists():
            raise Conflict(_("An offer for part %(part)s waits for the dealer's answer.") % {"part": row.part.number})
        Substitution.objects.create(
            line=row, ordered=row.part, offered=offered, note=work.act.note, offered_at=work.at,
            actor=record_of(work.act.by), **row.sides(),
        )  # fmt: skip
        work.act.fact["part"] = offered.number

    values = {"line": line, "part": part[:60]}
    return order_work.take(
        order, "offer", by=by, at=at, note=note, version=version, key=key, effect=effect, values=values
    )


def answer_offer(
    *,
    order: PartsOrder,
    line: int,
    answer: str,
    by: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Accept or refuse what was offered for a line (Substitution.Answer). Accepted, the line is for the offered part.

    Its duties go on as they are. Raises Refused for another answer and where nothing is offered.
    """

    def effect(work: Work) -> None:
        row = work.still(line)
        offer = Substitution.objects.select_related("offered").filter(line=row, answer="").first()
        if offer is None:
            raise Refused(_("Nothing is offered for part %(part)s.") % {"part": row.part.number}, field="line")
        if answer == Substitution.Answer.ACCEPTED:
            row.part = _replacement(work, row, offer.offered.number)
            work.keep(row)
            line_prices.expect(work, [row])
        offer.answer, offer.answered_at = _checked_answer(answer), work.at
        offer.save(update_fields=["answer", "answered_at"])
        work.act.fact["answer"] = answer

    values = {"line": line, "answer": answer}
    return order_work.take(
        order, "answer", by=by, at=at, note=note, version=version, key=key, effect=effect, values=values
    )


def _replacement(work: Work, line: OrderLine, number: str) -> Part:
    wanted = clean_number(number)
    found = Part.objects.filter(manufacturer_id=work.order.manufacturer_id, number=wanted, active=True).first()
    if found is None:
        raise Refused(
            _("%(part)s is no part of this catalogue that can be ordered. Check the number.") % {"part": wanted},
            field="part",
        )
    if any(row.part_id == found.pk and row.split_from_id is None for row in work.lines.values()):
        raise Refused(_("Part %(part)s is on this order already.") % {"part": found.number}, field="part")
    return found


def _checked_answer(answer: str) -> str:
    if answer not in Substitution.Answer.values:
        raise Refused(
            _("%(value)s is no answer. Choose one of: %(choices)s.")
            % {"value": str(answer)[:20], "choices": ", ".join(Substitution.Answer.values)},
            field="answer",
        )
    return answer
