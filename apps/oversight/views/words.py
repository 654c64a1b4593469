"""The reasons of a judgement in words, for people who must answer or decide."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _say
from django.utils.translation import gettext_lazy as _

from apps.compliance.models import FlagEvidence
from apps.core.wording import number_text
from apps.judgement.rule import Reason
from apps.judgement.version import SharedErrorRule, rule_by_id

from ..measures import MEASURES
from ..measures.definition import DIRECTIONS

_WORDS: dict[Reason, Promise] = {
    Reason.TOO_FEW_DUE: _("Too few cases fell due to say anything."),
    Reason.POOLED_WINDOW: _("Few cases fall due here, so a longer window was taken."),
    Reason.SHARE_AT_TARGET: _("The share kept in time is at or above the target."),
    Reason.SHARE_BELOW_TARGET: _("The share kept in time is below the target."),
    Reason.UPPER_LIMIT_BELOW_TARGET: _("Even the strict upper limit of the share is below the target."),
    Reason.BEYOND_CHANCE: _(
        "Who keeps this duty as often as the measure asks, from any given day on, would come to figures like these "
        "less than once in %(odds)s."
    ),
    Reason.AGAINST_OWN_RECORD: _(
        "The measure was the manufacturer's own better record of the year before; against the target alone the strict "
        "limit speaks."
    ),
    Reason.CLUSTERS_DISCOUNTED: _("Misses that came in clusters were given less weight."),
    Reason.NOT_YET_RECOVERED: _("It lagged before, and the share is not yet back at the target."),
}
#: Of a rule that spends its error once a manufacturer: what was tried, and nothing about a single day.
_BEYOND_CHANCE_ONCE = _(
    "The misses go beyond chance. The more duties and countries a manufacturer is judged in, the more evidence is "
    "asked for; in trials of all sizes together, manufacturers exactly on target in all of them were flagged in fewer "
    "than one year in a hundred."
)
_CHOSEN = _("Of all windows looked at, the one shown says most.")


def evidence_words(evidence: FlagEvidence) -> list[str]:
    """Sentences for the reasons that the evidence records, in its order; last, how its window was chosen."""
    reasons = [Reason(code) for code in evidence.content["judgement"]["reasons"]]
    rule = rule_by_id(evidence.rule_version)
    odds = number_text(rule.odds_against_chance)
    words = _WORDS | ({Reason.BEYOND_CHANCE: _BEYOND_CHANCE_ONCE} if isinstance(rule, SharedErrorRule) else {})
    chosen = [str(_CHOSEN)] if Reason.BEYOND_CHANCE in reasons else []
    return [*(str(words[reason]) % {"odds": odds} for reason in reasons), *chosen]


@dataclass(frozen=True)
class Definition:
    """A measure as a report defines it."""

    name: str
    formula: str
    better: str
    source: str
    within_warranty: bool


def definitions() -> list[Definition]:
    """Every measure with formula, direction and source, in the reader's language."""
    return [
        Definition(_say(m.name), _say(m.formula), str(DIRECTIONS[m.direction]), m.source, m.within_warranty)
        for m in MEASURES.values()
    ]
