"""A payment batch as a table for books: one row a line, and columns that a program reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .models import Batch
from .selectors.batches import lines_of

HEAD: Final = (
    *("batch", "gathered_on", "dealer", "claim", "settlement", "decision", "line", "kind", "code", "words", "verdict"),
    *("currency", "asked", "decided", "amount", "corrects_batch"),
)


def rows_of(batch: Batch) -> Iterator[tuple[Any, ...]]:
    """The lines in the order of the batch; amounts are exact decimals, a credit is less than nothing (1 query)."""
    dealer = batch.dealer.name if batch.dealer else ""
    for row in lines_of(batch):
        line, case = row.line, row.line.settlement
        assert case is not None  # no line of an estimate is paid
        yield (
            batch.number, batch.made_at.date().isoformat(), dealer, case.claim.number, case.number,
            row.decided.decision_id, line.pk, line.kind, line.code, line.words, row.decided.verdict,
            batch.currency, line.amount, row.decided.amount, row.amount,
            row.corrects.batch.number if row.corrects else "",
        )  # fmt: skip
