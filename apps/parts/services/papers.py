"""Files beside a report, a consignment, a return or cores: added while it can be added to, never replaced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.casework import documents
from apps.casework.actors import record_of
from apps.core.errors import Refused
from apps.organizations.scope import Actor, Side

from ..models import Consignment, Core, OrderLine, OrderPaper, PartReturn, PartsOrder
from ..paper_files import NewPaper
from . import order_work
from .order_work import Work

#: More files beside one thing are no evidence but a heap.
MOST_IN_ALL = 30
#: What files belong to, and the column that names it.
Thing = OrderLine | Consignment | PartReturn | Core
_COLUMNS: dict[type[Thing], str] = {
    OrderLine: "line",
    Consignment: "consignment",
    PartReturn: "partreturn",
    Core: "core",
}
NO_FILE = _("Choose at least one photo or PDF.")


def attach_papers(
    *,
    order: PartsOrder,
    files: Sequence[NewPaper],
    by: Actor,
    at: datetime,
    line: int | None = None,
    consignment: int | None = None,
    key: str = "",
) -> PartsOrder:
    """Add files: the dealer to a reported ``line`` until the report is answered, the maker to a ``consignment``.

    The same bytes again are one file. Raises Refused for no file, for too many, and for what is not of this order;
    Conflict when the report was contested or answered meanwhile.
    """

    def effect(work: Work) -> None:
        if by.side is Side.DEALER:
            keep_beside(work, files, work.still(line or 0))
        else:
            keep_beside(work, files, _of_this_order(work, consignment))

    if not files:
        raise Refused(NO_FILE, field="photos")
    values = {"line": line, "consignment": consignment, **told(files)}
    return order_work.take(order, "attach", by=by, at=at, key=key, effect=effect, values=values)


def told(files: Sequence[NewPaper]) -> dict[str, list[str]]:
    """What the event keeps of files, by which the same step sent twice is told: their digests, where some were sent."""
    return {"papers": [paper.sha256 for paper in files]} if files else {}


def keep_beside(work: Work, papers: Sequence[NewPaper], thing: OrderLine | Consignment) -> None:
    """Keep files with a line or a consignment of the order under work, inside a step; raises as ``keep`` does."""
    keep(papers, thing, order=work.order, by=work.act.by, at=work.at)


def keep_with(case: PartReturn | Core, papers: Sequence[NewPaper], *, by: Actor, at: datetime) -> None:
    """Keep files with a return or cores: the manufacturer's are of what it found; raises as ``keep`` does."""
    keep(papers, case, order=case.line.order, by=by, at=at, of_finding=by.side is Side.MANUFACTURER)


def keep(
    papers: Sequence[NewPaper], thing: Thing, *, order: PartsOrder, by: Actor, at: datetime, of_finding: bool = False
) -> None:
    """Keep files with what they belong to. Raises Refused for a heap, NoRoom when the disk is full."""
    if not papers:
        return
    beside: dict[str, Any] = {_COLUMNS[type(thing)]: thing}
    there = set(OrderPaper.objects.filter(**beside).values_list("sha256", flat=True))
    new = [paper for paper in papers if paper.sha256 not in there]
    if len(there) + len(new) > MOST_IN_ALL:
        raise Refused(
            _("%(there)d files stand there already, and %(more)d more are too many: %(most)d are kept.")
            % {"there": len(there), "more": len(new), "most": MOST_IN_ALL},
            field="photos",
        )
    for paper in new:
        kept = documents.store(
            file=BytesIO(paper.content), name=paper.name, media_type=paper.media_type, kind="paper of an order",
            by=by, at=at,
        )  # fmt: skip
        OrderPaper.objects.create(
            order=order, of_finding=of_finding, kind=paper.kind, document=kept, name=kept.name, sha256=kept.sha256,
            size=kept.size, media_type=kept.media_type, added_at=at, actor=record_of(by), **beside, **order.sides(),
        )  # fmt: skip


def _of_this_order(work: Work, pk: int | None) -> Consignment:
    found = Consignment.objects.filter(order=work.order, pk=pk or 0).first()
    if found is None:
        raise Refused(_("This order has no such consignment. Choose one of those shown."), field="about")
    return found
