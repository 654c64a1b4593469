"""Which version of the rule judges a moment: a change of rule never reaches back over what was judged before it."""

from __future__ import annotations

from datetime import datetime

from apps.judgement.version import CURRENT_RULE, RULES, RuleVersion

from .models import Evaluation


def rule_in_force(as_of: datetime) -> RuleVersion:
    """Return the rule in force as of a moment.

    A house that judged by an older version keeps it for every moment up to the last one judged by it: the new version
    takes effect from the next one on. A house that begins with the current version has no other.
    Runs in the system's scope.
    """
    used = Evaluation.objects.filter(as_of__gte=as_of, rule_version__in=_SUPERSEDED)
    older = set(used.values_list("rule_version", flat=True))
    return next((rule for rule in RULES.values() if rule.id in older), CURRENT_RULE)


_SUPERSEDED = [rule_id for rule_id in RULES if rule_id != CURRENT_RULE.id]
