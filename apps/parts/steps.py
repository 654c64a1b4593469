"""What may be done with an order's lines: one table for services, pages, API, notices, badges, tests, documentation.

Lines have the states; an order is where its slowest line is.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Notice, Step
from apps.organizations.scope import Actor, Side

from .models import OrderLine, PartsOrder, Substitution
from .next_words import fact_of, next_words
from .policies import ORDER_MOVED
from .steps_cancel import CANCEL_STEPS
from .steps_over import NOT_OURS, OVER_STEPS

_S = OrderLine.Status
DRAFT, SUBMITTED, CONFIRMED, CANCELLED = _S.DRAFT, _S.SUBMITTED, _S.CONFIRMED, _S.CANCELLED
DISPATCHED, DELIVERED, RECEIVED, REPORTED, CONTESTED = (
    _S.DISPATCHED,
    _S.DELIVERED,
    _S.RECEIVED,
    _S.REPORTED,
    _S.CONTESTED,
)
_SERVICES, _FORMS, _DATA = "apps.parts.services", "apps.parts.forms_lines", "apps.parts.order_input"
#: Ordered and not yet sent: the manufacturer owes the next step.
OPEN = (SUBMITTED, CONFIRMED)
#: Sent, and not yet in the dealer's stock.
ON_THE_WAY = (DISPATCHED, DELIVERED)
#: Ordered and not yet in the dealer's stock.
COMING = (*OPEN, *ON_THE_WAY)
#: Where pieces are that no order waits for; reported ones are owed again by the line that they were split from.
OF_PIECES = (REPORTED, CONTESTED, *NOT_OURS, _S.SENT_BACK)
#: Neither in stock nor coming.
GONE = (*OF_PIECES, CANCELLED)
#: From slowest to fastest.
_PACE = (DRAFT, SUBMITTED, CONFIRMED, DISPATCHED, DELIVERED, RECEIVED)


STEPS = (
    Step(
        "change",
        _("Change the draft"),
        (DRAFT,),
        "",
        (Side.DEALER,),
        words=_("Draft changed"),
        grounds=None,
        fact=None,
        page=False,  # has a page of its own
        api=False,
    ),
    Step(
        "submit",
        _("Send to the manufacturer"),
        (DRAFT,),
        SUBMITTED,
        (Side.DEALER,),
        words=_("Sent to the manufacturer"),
        grounds=None,
        form="apps.parts.forms.SubmitForm",
        data="apps.parts.catalogue_data.SubmitData",
        service=f"{_SERVICES}.submit_order",
        fact="submitted",
        notices=(Notice("manufacturer", gettext_noop("New spare-parts order %(number)s: confirm it with a date")),),
        done=_("The order was sent to the manufacturer."),
    ),
    Step(
        "confirm",
        _("Promise a day"),
        OPEN,
        CONFIRMED,  # a confirmed line may be promised for another day
        (Side.MANUFACTURER,),
        words=_("Days promised"),
        grounds=Grounds("note", _("In a few words"), most=300),
        form="apps.parts.forms_promises.ConfirmForm",
        data="apps.parts.price_data.ConfirmData",
        service=f"{_SERVICES}.confirm_lines",
        fact="confirmed",
        notices=(Notice("dealer", gettext_noop("Order %(number)s: the manufacturer promised a date")),),
        done=_("The dealer sees the promised days now."),
    ),
    Step(
        "offer",
        _("Offer another part"),
        OPEN,
        "",
        (Side.MANUFACTURER,),
        words=_("The manufacturer offers part %(part)s instead"),
        grounds=Grounds("note", _("Why it does as well"), least=10, most=300),
        form="apps.parts.forms_substitutions.OfferForm",
        data="apps.parts.forms_substitutions.OfferData",
        service=f"{_SERVICES}.offer_part",
        fact="offered",
        notices=(Notice("dealer", gettext_noop("Order %(number)s: the manufacturer offers another part. Answer it")),),
        done=_("The dealer was asked. Until it answers, the line is owed as before."),
    ),
    Step(
        "answer",
        _("Answer the offered part"),
        OPEN,
        "",
        (Side.DEALER,),
        words=_("The dealer answered the offered part: %(answer)s"),
        grounds=Grounds("note", _("In a few words"), most=300),
        form="apps.parts.forms_substitutions.AnswerForm",
        data="apps.parts.forms_substitutions.AnswerData",
        service=f"{_SERVICES}.answer_offer",
        fact="answered",
        notices=(Notice("manufacturer", gettext_noop("Order %(number)s: the dealer answered your offer")),),
        done=_("The manufacturer was told."),
    ),
    Step(
        "dispatch",
        _("Dispatch"),
        OPEN,
        DISPATCHED,
        (Side.MANUFACTURER,),
        words=_("Parts sent"),
        grounds=None,
        form=f"{_FORMS}.DispatchForm",
        data=f"{_DATA}.DispatchData",
        service=f"{_SERVICES}.dispatch_lines",
        fact="dispatched",
        notices=(Notice("dealer", gettext_noop("Order %(number)s: parts are on their way")),),
        done=_("Marked as sent."),
    ),
    Step(
        "track",
        _("Give the consignment number"),
        (DISPATCHED,),
        DISPATCHED,
        (Side.MANUFACTURER,),
        words=_("Consignment number given"),
        grounds=None,
        form=f"{_FORMS}.TrackForm",
        data=f"{_DATA}.TrackData",
        service=f"{_SERVICES}.track_lines",
        fact="tracked",
        done=_("The dealer sees the number now."),
    ),
    Step(
        "prove",
        _("Prove the delivery"),
        (DISPATCHED,),
        DELIVERED,
        (Side.MANUFACTURER,),
        words=_("Delivered, says the manufacturer"),
        grounds=Grounds("note", _("What proves it: who signed for it, and when"), least=10, most=500),
        form=f"{_FORMS}.ProveForm",
        data=f"{_DATA}.ProveData",
        service=f"{_SERVICES}.prove_lines",
        told_later=True,
        fact="delivered",
        notices=(
            Notice(
                "dealer",
                gettext_noop("Order %(number)s: delivered, says the manufacturer. Book the parts in or report them"),
                urgent=True,
            ),
        ),
        done=_("The dealer was told to book the parts in, or to report them."),
    ),
    Step(
        "presume",
        _("Take as delivered"),
        (DISPATCHED,),
        DELIVERED,
        (Side.SYSTEM,),
        words=_("Nobody said anything of these parts for so long that they count as delivered"),
        grounds=None,
        service=f"{_SERVICES}.presume_delivered",
        notices=(
            Notice(
                "dealer",
                gettext_noop("Order %(number)s: parts count as delivered. Book them in, or report them as missing"),
                urgent=True,
            ),
        ),
        page=False,
        api=False,
        versioned=False,
    ),
    Step(
        "receive",
        _("Goods received"),
        ON_THE_WAY,
        RECEIVED,
        (Side.DEALER,),
        words=_("Parts received"),
        grounds=None,
        form=f"{_FORMS}.ReceiveForm",
        data=f"{_DATA}.ReceiveData",
        service=f"{_SERVICES}.receive_lines",
        told_later=True,
        fact="received",
        tone="ok",
        done=_("The parts are in your stock now."),
    ),
    Step(
        "report",
        _("Report lost, damaged or wrong parts"),
        ON_THE_WAY,
        REPORTED,
        (Side.DEALER,),
        words=_("Parts reported as lost, damaged or wrong"),
        grounds=Grounds("note", _("What happened"), least=10, most=500),
        form=f"{_FORMS}.ReportForm",
        data=f"{_DATA}.ReportData",
        service=f"{_SERVICES}.report_lines",
        fact="reported",
        notices=(
            Notice(
                "manufacturer", gettext_noop("Order %(number)s: parts were lost, damaged or wrong and are owed again")
            ),
        ),
        tone="warn",
        done=_("The manufacturer was told and owes these parts again."),
    ),
    Step(
        "contest",
        _("Contest the report"),
        (REPORTED,),
        CONTESTED,
        (Side.MANUFACTURER,),
        words=_("The manufacturer contests the report"),
        grounds=Grounds("note", _("Your objection"), least=10, most=500),
        form=f"{_FORMS}.ContestForm",
        data=f"{_DATA}.ContestData",
        service=f"{_SERVICES}.contest_lines",
        fact="contested",
        notices=(Notice("dealer", gettext_noop("Order %(number)s: the manufacturer contests what you reported")),),
        tone="warn",
        grave=True,
        done=_("Your objection stands beside the report. The parts stay owed."),
    ),
    *OVER_STEPS,
    *CANCEL_STEPS,
)


HAPPENINGS = (
    Happening("create", _("Draft written")),
    # Told beside the step: a promise was moved to a later day.
    Happening(
        "moved",
        "",
        (Notice("dealer", gettext_noop("Order %(number)s: the manufacturer moved a promised day to a later one")),),
    ),
    Happening(
        "priced",
        "",
        (
            Notice(
                "dealer",
                gettext_noop("Order %(number)s: another price than the catalogue's. You can cancel until it is sent"),
            ),
        ),
    ),
)


def _states(order: PartsOrder) -> set[str]:
    return {line.status for line in order.lines.all()}


KIND = register(
    CaseKind(
        name="order",
        model=PartsOrder,
        steps=STEPS,
        happenings=HAPPENINGS,
        codes={"answer": Substitution.Answer},
        page="parts:order",
        start=DRAFT,
        over=(RECEIVED, CONTESTED, CANCELLED),
        began=lambda order: order.created_at,
        sides=PartsOrder.sides,
        door="parts.order",
        moved=ORDER_MOVED,
        settle="apps.parts.services.order_work.settle",
        lateness="apps.duties.lateness.check",
        fact=fact_of,
        next_words=next_words,
        states=_states,
        tones={DRAFT: "neutral"},
    )
)


def line_step(line: OrderLine, verb: str, actor: Actor) -> Step | None:
    """The row by which ``actor`` may take ``verb`` on this line now, or None."""
    rows = (step for step in KIND.rows(verb) if line.status in step.sources and step.may(actor))
    return next(rows, None)


def lines_for(order: PartsOrder, verb: str, actor: Actor) -> list[OrderLine]:
    """The lines of an order that ``actor`` can take a step on."""
    return [line for line in order.lines.all() if line_step(line, verb, actor)]


def order_status(statuses: Iterable[str]) -> PartsOrder.Status:
    """An order is where its slowest line is; cancelled lines and reported pieces do not hold it back."""
    present = set(statuses)
    slowest = next((status for status in _PACE if status in present), CANCELLED)
    return PartsOrder.Status(slowest.value)
