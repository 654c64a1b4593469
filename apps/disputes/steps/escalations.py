"""What may be done with a case at the authority: it asks, proposes and finds; owner and manufacturer agree or not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from apps.casework.kinds import CaseKind, register
from apps.casework.steps import Grounds, Happening, Notice, Step
from apps.claims.contact import called_in_history
from apps.organizations.scope import Side

from ..models import Escalation
from ..next_words import escalation_fact, escalation_next
from ..policies import ESCALATION_MOVED

_S = Escalation.Status
_DESK = (Side.REGULATOR, Side.AUTHORITY)
_MEDIATING = (_S.PROPOSED, _S.OWNER_AGREES, _S.MAKER_AGREES)
_AT_THE_DESK = (_S.TAKEN_UP, *_MEDIATING)
_OPEN = (_S.FILED, *_AT_THE_DESK)
_SERVICES = "apps.disputes.services.escalations"
_READ = _("All sides read it.")
_AGREE = pgettext_lazy("escalation", "Agree to the settlement")


def _told(text: str, *to: str) -> tuple[Notice, ...]:
    return tuple(Notice(one, text) for one in to)


def _agreed(source: str, target: str, side: Side, text: str, *to: str) -> Step:
    return Step(
        "accept",
        _AGREE,
        (source,),
        target,
        (side,),
        words=pgettext_lazy("escalation event", "Agreed to the settlement"),
        effect=f"{_SERVICES}.agreed",
        notices=_told(text, *to),
        fact="settled" if target == _S.SETTLED else "",
        tone="ok",
    )


_ONE_AGREES = gettext_noop("One side agrees to the settlement in %(number)s")
_SETTLED = gettext_noop("%(number)s is settled: both sides agree")

# What people of the authority do, they do on pages.
STEPS = (
    Step(
        "take_up",
        pgettext_lazy("escalation", "Take it up"),
        (_S.FILED,),
        _S.TAKEN_UP,
        _DESK,
        words=pgettext_lazy("escalation event", "Taken up by the authority"),
        effect=f"{_SERVICES}.taken_up",
        notices=_told(gettext_noop("The authority took up %(number)s"), "owner", "manufacturer", "dealer"),
        api=False,
    ),
    Step(
        "ask",
        pgettext_lazy("escalation", "Ask a side"),
        _AT_THE_DESK,
        "",
        _DESK,
        words=pgettext_lazy("escalation event", "The authority asked one side"),
        # What is asked and answered stands in rows of its own, which not every side reads.
        grounds=None,
        form="apps.disputes.forms.AskForm",
        service=f"{_SERVICES}.ask",
        # Told to the side that is asked, by the service.
        fact=None,
        api=False,
    ),
    Step(
        "answer",
        pgettext_lazy("escalation", "Answer the authority"),
        _OPEN,
        "",
        (Side.OWNER, Side.DEALER, Side.MANUFACTURER),
        words=pgettext_lazy("escalation event", "The question of the authority was answered"),
        grounds=None,
        form="apps.disputes.forms.AnswerForm",
        data="apps.disputes.api_data.AnswerData",
        service=f"{_SERVICES}.answer",
        versioned=False,
        notices=_told(gettext_noop("A question in %(number)s was answered"), "regulators"),
    ),
    Step(
        "propose",
        pgettext_lazy("escalation", "Propose a settlement"),
        (_S.TAKEN_UP,),
        _S.PROPOSED,
        _DESK,
        words=pgettext_lazy("escalation event", "The authority proposes a settlement"),
        grounds=Grounds("note", _("What each side does, and by when"), least=40, rows=5, help=_READ),
        effect=f"{_SERVICES}.proposed",
        notices=_told(
            gettext_noop("The authority proposes a settlement in %(number)s: say whether you agree"),
            *("owner", "manufacturer"),
        ),
        tone="warn",
        api=False,
    ),
    _agreed(_S.PROPOSED, _S.OWNER_AGREES, Side.OWNER, _ONE_AGREES, "manufacturer", "regulators"),
    _agreed(_S.PROPOSED, _S.MAKER_AGREES, Side.MANUFACTURER, _ONE_AGREES, "owner", "regulators"),
    _agreed(_S.OWNER_AGREES, _S.SETTLED, Side.MANUFACTURER, _SETTLED, "owner", "dealer", "regulators"),
    _agreed(_S.MAKER_AGREES, _S.SETTLED, Side.OWNER, _SETTLED, "manufacturer", "dealer", "regulators"),
    Step(
        "refuse",
        pgettext_lazy("escalation", "Do not agree"),
        (_S.PROPOSED, _S.MAKER_AGREES),
        _S.TAKEN_UP,
        (Side.OWNER,),
        words=pgettext_lazy("escalation event", "Did not agree to the settlement"),
        grounds=Grounds("note", _("Why not"), least=10, rows=3, help=_READ),
        effect=f"{_SERVICES}.refused",
        notices=_told(gettext_noop("A side does not agree to the settlement in %(number)s"), "regulators"),
        grave=True,
    ),
    Step(
        "refuse",
        pgettext_lazy("escalation", "Do not agree"),
        (_S.PROPOSED, _S.OWNER_AGREES),
        _S.TAKEN_UP,
        (Side.MANUFACTURER,),
        words=pgettext_lazy("escalation event", "Did not agree to the settlement"),
        effect=f"{_SERVICES}.refused",
        notices=_told(gettext_noop("A side does not agree to the settlement in %(number)s"), "regulators"),
    ),
    Step(
        "find",
        pgettext_lazy("escalation", "Close it with a finding"),
        _AT_THE_DESK,
        _S.FOUND,
        _DESK,
        words=pgettext_lazy("escalation event", "Closed with a finding"),
        grounds=Grounds("note", _("The finding, in words"), least=40, most=4000, rows=6, help=_READ),
        form="apps.disputes.forms.FindForm",
        service=f"{_SERVICES}.find",
        notices=_told(
            gettext_noop("The authority has found on %(number)s: read it"), "owner", "manufacturer", "dealer"
        ),
        tone="neutral",
        grave=True,
        confirm=_("A finding closes the case and is not changed."),
        api=False,
    ),
    Step(
        "withdraw",
        pgettext_lazy("escalation", "Withdraw the case"),
        _OPEN,
        _S.WITHDRAWN,
        (Side.OWNER,),
        words=pgettext_lazy("escalation event", "Withdrawn"),
        effect=f"{_SERVICES}.ended",
        notices=_told(gettext_noop("The owner withdrew %(number)s"), "manufacturer", "dealer", "regulators"),
        tone="neutral",
        confirm=_("Yes, withdraw it: the authority looks into it no further"),
    ),
)
HAPPENINGS = (
    Happening(
        "filed",
        pgettext_lazy("escalation event", "The owner brought it to the authority"),
        (
            Notice("regulators", gettext_noop("An owner brings %(claim_number)s to you (%(number)s)")),
            Notice("manufacturer", gettext_noop("The owner of %(claim_number)s went to the authority (%(number)s)")),
            Notice("dealer", gettext_noop("The owner of %(claim_number)s went to the authority (%(number)s)")),
        ),
    ),
    Happening("packed", pgettext_lazy("escalation event", "The pack was made; its digest is on record")),
)

KIND = register(
    CaseKind(
        name="escalation",
        model=Escalation,
        steps=STEPS,
        happenings=HAPPENINGS,
        page="disputes:escalation",
        start=_S.FILED,
        over=Escalation.OVER,
        began=lambda case: case.filed_at,
        sides=lambda case: case.sides(),
        door="disputes.escalation",
        moved=ESCALATION_MOVED,
        fact=escalation_fact,
        next_words=escalation_next,
        called=called_in_history,
        tones={_S.FILED: "warn"},
    )
)
