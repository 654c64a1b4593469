"""Does everything that is kept of stock say what the ledger and the reservations say?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import connection

from ..steps import COMING


@dataclass(frozen=True)
class Difference:
    """``what`` of a part at a dealer (in a bin, of an order) is kept as ``kept`` and should be ``due``."""

    what: str
    dealer: int
    part: str
    place: str
    kept: int
    due: int


_LEDGER = """
SELECT coalesce(b.dealer_id, m.dealer_id), p.number, s.code, coalesce(b.on_hand, 0), coalesce(m.total, 0)
FROM parts_binbalance b
FULL JOIN (SELECT dealer_id, bin_id, part_id, sum(quantity) total FROM parts_stockmovement GROUP BY 1, 2, 3) m
    ON m.bin_id = b.bin_id AND m.part_id = b.part_id
JOIN parts_part p ON p.id = coalesce(b.part_id, m.part_id)
LEFT JOIN parts_bin s ON s.id = coalesce(b.bin_id, m.bin_id)
WHERE coalesce(b.on_hand, 0) <> coalesce(m.total, 0)
"""
_COLUMN = """
SELECT b.dealer_id, p.number, '', b.{column}, coalesce(c.total, 0)
FROM parts_stockbalance b
LEFT JOIN (
    SELECT c.dealer_id, c.part_id, sum(c.{of}) total FROM parts_binbalance c JOIN parts_bin s ON s.id = c.bin_id
    WHERE s.kind = '{kind}' GROUP BY 1, 2
) c ON c.dealer_id = b.dealer_id AND c.part_id = b.part_id
JOIN parts_part p ON p.id = b.part_id
WHERE b.{column} <> coalesce(c.total, 0)
"""
_PROMISED = """
SELECT b.dealer_id, p.number, s.code, b.reserved, coalesce(r.total, 0)
FROM parts_binbalance b
LEFT JOIN (
    SELECT bin_id, part_id, sum(quantity) total FROM parts_reservation WHERE status = 'held' GROUP BY 1, 2
) r ON r.bin_id = b.bin_id AND r.part_id = b.part_id
JOIN parts_part p ON p.id = b.part_id JOIN parts_bin s ON s.id = b.bin_id
WHERE b.reserved <> coalesce(r.total, 0)
"""
_COMING = """
SELECT r.dealer_id, p.number, o.number, r.total, coalesce(l.total, 0)
FROM (
    SELECT dealer_id, order_id, part_id, sum(quantity) total FROM parts_reservation
    WHERE status = 'coming' GROUP BY 1, 2, 3
) r
LEFT JOIN (
    SELECT order_id, part_id, sum(quantity) total FROM parts_orderline WHERE status = ANY(%s) GROUP BY 1, 2
) l ON l.order_id = r.order_id AND l.part_id = r.part_id
JOIN parts_part p ON p.id = r.part_id JOIN parts_partsorder o ON o.id = r.order_id
WHERE r.total > coalesce(l.total, 0)
"""
#: Each piece under way is of a transfer or of a request between dealers, and is with whoever sent it.
_UNDER_WAY = """
SELECT b.dealer_id, p.number, '', b.in_transit, coalesce(w.total, 0)
FROM parts_stockbalance b
LEFT JOIN (
    SELECT dealer_id, part_id, sum(missing) total FROM (
        SELECT l.dealer_id, l.part_id, l.quantity - l.received missing
        FROM parts_transferline l JOIN parts_transfer t ON t.id = l.transfer_id WHERE t.status IN ('sent', 'short')
        UNION ALL
        SELECT supplier_id, part_id, sent - received FROM parts_partrequest WHERE status IN ('sent', 'short')
    ) u GROUP BY 1, 2
) w ON w.dealer_id = b.dealer_id AND w.part_id = b.part_id
JOIN parts_part p ON p.id = b.part_id
WHERE b.in_transit <> coalesce(w.total, 0)
"""
_ACCEPTED = """
SELECT q.supplier_id, p.number, q.number, coalesce(r.total, 0), q.offered
FROM parts_partrequest q
LEFT JOIN (
    SELECT partrequest_id, dealer_id, sum(quantity) total FROM parts_reservation
    WHERE claim_number = '' AND status IN ('held', 'short') GROUP BY 1, 2
) r ON r.partrequest_id = q.id AND r.dealer_id = q.supplier_id
JOIN parts_part p ON p.id = q.part_id
WHERE q.status = 'accepted' AND q.offered <> coalesce(r.total, 0)
"""
_WAYS = """
SELECT w.dealer_id, p.number, w.number, r.total, w.missing
FROM (
    SELECT l.id line, NULL::bigint request, l.dealer_id, l.part_id, t.number,
        CASE t.status WHEN 'sent' THEN l.quantity - l.received ELSE 0 END missing
    FROM parts_transferline l JOIN parts_transfer t ON t.id = l.transfer_id
    UNION ALL
    SELECT NULL, id, dealer_id, part_id, number, CASE status WHEN 'sent' THEN sent - received ELSE 0 END
    FROM parts_partrequest
) w
JOIN (
    SELECT transferline_id line, partrequest_id request, sum(quantity) total
    FROM parts_reservation WHERE status = 'coming' AND order_id IS NULL GROUP BY 1, 2
) r ON r.line IS NOT DISTINCT FROM w.line AND r.request IS NOT DISTINCT FROM w.request
JOIN parts_part p ON p.id = w.part_id
WHERE r.total > w.missing
"""
_CHECKS: Final[tuple[tuple[str, str, list[list[str]]], ...]] = (
    ("content of a bin and its movements", _LEDGER, []),
    ("on hand and bins", _COLUMN.format(column="on_hand", of="on_hand", kind="shelf"), []),
    ("reserved and bins", _COLUMN.format(column="reserved", of="reserved", kind="shelf"), []),
    ("quarantined and bins", _COLUMN.format(column="quarantined", of="on_hand", kind="quarantine"), []),
    ("in transit and bins", _COLUMN.format(column="in_transit", of="on_hand", kind="transit"), []),
    ("in transit and what was sent", _UNDER_WAY, []),
    ("promised of a bin and reservations", _PROMISED, []),
    ("promised of what is under way and reservations", _WAYS, []),
    ("promised to another dealer and kept", _ACCEPTED, []),
    ("promised of an order and what comes", _COMING, [[status.value for status in COMING]]),
)


def differences() -> Iterator[Difference]:
    """What does not agree, check by check (10 queries); nothing as long as only services write."""
    for what, query, values in _CHECKS:
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            for dealer, part, place, kept, due in cursor.fetchall():
                yield Difference(what, dealer, part, place or "", int(kept), int(due))
