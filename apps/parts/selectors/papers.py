"""Files of a return or of cores, by whose they are."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import Core, OrderPaper, PartReturn


@dataclass(frozen=True)
class CasePapers:
    """``sent_in`` by the dealer, and what the manufacturer ``found``; oldest first."""

    sent_in: list[OrderPaper]
    found: list[OrderPaper]


def papers_of(case: PartReturn | Core) -> CasePapers:
    """All files of a case (1 query; indexes orderpaper_partreturn_once and orderpaper_core_once)."""
    rows = list(case.papers.order_by("id"))
    return CasePapers([row for row in rows if not row.of_finding], [row for row in rows if row.of_finding])
