"""Letters from a file: a line a car, one letter a licence, each as :func:`issue_letter` would issue it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.imports import Importer
from apps.casework.imports.importer import execute
from apps.casework.jobs import Run
from apps.core.errors import Refused
from apps.core.ids import new_number
from apps.core.tables.sheet import Row
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side, acting_as

from .. import selectors
from ..letter_columns import LETTER_COLUMNS
from ..models import Exporter, Letter, LetterLine
from .letters import (
    Draft,
    checked_licence,
    end_for_another,
    needs_reason,
    refuse_many,
    refuse_unprintable,
    says_the_same,
    write_letters,
)
from .outlets import Outlets, Promise, outlets_of
from .people import may_issue
from .sealing import seal_later


@dataclass(frozen=True)
class _Context:
    outlets: Outlets
    makers: dict[str, Exporter]


@dataclass
class _Group:
    """The lines of one licence: what a letter of it would say."""

    licence_number: str
    lines: list[int] = field(default_factory=list)
    makers: set[str] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    standing: Letter | None = None


class LetterImporter(Importer):
    """All lines of a licence are taken or none: a letter names all its cars."""

    name = "exports.letters_file"
    label = gettext_lazy("Import of confirmation letters")
    label_new = gettext_lazy("Promised")
    sides = (Side.MANUFACTURER,)
    columns = LETTER_COLUMNS
    # Kept of refused lines too: so the others of their licence are found.
    key = "licence_number"
    typed = "licence_number text, vin text, country text, service_centre text, maker text, reason text, point_id bigint"
    model = LetterLine
    may_undo_changes = False
    # A letter is revoked, not undone.
    may_undo = False
    most_rows = 100_000

    def begin(self, by: Actor, run: Run) -> _Context:
        if not may_issue(by):
            raise Refused(_("Letters are your firm's word under its seal: its administrators issue them."))
        own = organization_of(by)
        return _Context(outlets_of(own, at=run.now()), {firm.name: firm for firm in selectors.own_makers(own)})

    def check(self, row: Row, context: _Context) -> None:
        for name, read in (("vin", self._car), ("service_centre", self._centre), ("maker", self._maker)):
            try:
                read(row, context)
            except Refused as refused:
                row.refuse(name, refused.message)

    def _car(self, row: Row, context: _Context) -> None:
        context.outlets.car(row.record["vin"])

    def _centre(self, row: Row, context: _Context) -> None:
        row.record["point_id"] = context.outlets.centre(row.record["service_centre"], row.record["country"]).pk

    def _maker(self, row: Row, context: _Context) -> None:
        row.record["maker"] = _own_maker(context.makers, row.record["maker"]).name

    def settle_repeats(self) -> None:
        """A car stands once in a file: the first line counts."""
        text = _("The same %(column)s stands in line %(line)s already: keep one of them.") % {
            "column": _("VIN"), "line": "{line}",
        }  # fmt: skip
        execute(_REPEATS, [text])

    def compare(self, by: Actor, run: Run) -> None:
        context = self.begin(by, run)
        execute(_INCOMPLETE, [_("Line %(line)s of this licence is refused: mend it, a letter names all its cars.")
                              % {"line": "{line}"}])  # fmt: skip
        for group in _groups(context):
            try:
                _settle(group, _outcome(group, context, by=by))
            except Refused as refused:
                _settle(group, "refused", [[refused.field, str(refused.message)]])
        execute(_TARGETS, [])

    def write(self, by: Actor, run: Run) -> None:
        context = self.begin(by, run)
        groups = list(_groups(context, outcome="new"))
        if not groups:
            return
        with acting_as(run.scope):
            drafts = [_draft(group, context, by=by, at=run.now()) for group in groups]
            letters = write_letters(drafts, by=by, at=run.now())
            seal_later(letters, by=by, at=run.now(), parent=run.job)
        execute(_TARGETS, [])


# Lines that stand for a letter are those of the one that was issued for their licence.
_TARGETS = """
UPDATE import_stage s SET target_id = l.id
FROM exports_letterline l JOIN exports_letter t ON t.id = l.letter_id
WHERE s.outcome IN ('same', 'new') AND t.status = 'issued' AND t.maker = s.maker
    AND t.licence_number = s.licence_number AND l.vin = s.vin
"""
_REPEATS = """
UPDATE import_stage s SET
    outcome = CASE WHEN s.record = f.record THEN 'same' ELSE 'refused' END,
    problems = CASE WHEN s.record = f.record THEN s.problems ELSE
        jsonb_build_array(jsonb_build_array('vin', replace(%s::text, '{line}', f.line::text))) END
FROM (SELECT DISTINCT ON (vin) vin, line, record FROM import_stage ORDER BY vin, line) f
WHERE f.vin = s.vin AND f.line < s.line
"""
_INCOMPLETE = """
WITH refused AS (
    SELECT key, min(line) AS line FROM (
        SELECT r.key, r.line FROM casework_importrow r
        WHERE r.outcome = 'refused' AND r.job_id = (
            SELECT job_id FROM casework_importrow WHERE id = (SELECT row_id FROM import_stage LIMIT 1)
        )
        UNION ALL SELECT key, line FROM import_stage WHERE outcome = 'refused'
    ) found GROUP BY key
)
UPDATE import_stage s SET
    outcome = 'refused',
    problems = jsonb_build_array(jsonb_build_array('licence_number', replace(%s::text, '{line}', refused.line::text)))
FROM refused WHERE refused.key = s.key AND s.outcome <> 'refused'
"""


def _own_maker(makers: dict[str, Exporter], name: str) -> Exporter:
    """The legal maker that a line speaks for: the one it names, or the only one that the firm is."""
    if name in makers:
        return makers[name]
    known = {"name": name, "known": ", ".join(makers)}
    if not makers:
        raise Refused(_("Your firm is not on record as a manufacturer under its legal name: ask the authority."))
    if name:
        raise Refused(_("“%(name)s” is no legal name of your firm: write one of %(known)s.") % known)
    if len(makers) > 1:
        raise Refused(_("Your firm is several manufacturers: write which, one of %(known)s.") % known)
    return next(iter(makers.values()))


def _groups(context: _Context, outcome: str = "") -> Iterator[_Group]:
    """The lines of one outcome by licence, each with the letter that stands for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT licence_number, line, maker, reason, vin, country, point_id FROM import_stage "
            "WHERE outcome = %s ORDER BY line",
            [outcome],
        )
        rows = cursor.fetchall()
    found: dict[str, _Group] = {}
    for number, line, maker, reason, vin, country, point in rows:
        group = found.setdefault(number, _Group(number))
        group.lines.append(line)
        group.makers.add(maker)
        group.promises.append(Promise(vin, country, context.outlets.points[point]))
        if reason and reason not in group.reasons:
            group.reasons.append(reason)
    standing = _standing(found)
    for group in found.values():
        group.standing = standing.get((next(iter(group.makers)), group.licence_number))
        yield group


def _standing(numbers: Iterable[str]) -> dict[tuple[str, str], Letter]:
    letters = Letter.objects.filter(licence_number__in=list(numbers), status=Letter.Status.ISSUED)
    return {(letter.maker_id, letter.licence_number): letter for letter in letters.select_related("maker")}


def _outcome(group: _Group, context: _Context, *, by: Actor) -> str:
    """Whether a letter would be new or is there. Raises Refused for what cannot be promised."""
    if len(group.makers) > 1:
        raise Refused(_("One letter speaks for one manufacturer: these lines name several."), field="maker")
    checked_licence(_maker_of(group, context), group.licence_number, by)
    refuse_many(len(group.promises))
    refuse_unprintable(group.promises)
    if group.standing is None:
        return "new"
    if says_the_same(group.standing, group.promises):
        return "same"
    if not group.reasons:
        raise Refused(needs_reason(group.standing.number), field="reason")
    return "new"


def _maker_of(group: _Group, context: _Context) -> Exporter:
    return context.makers[next(iter(group.makers))]


def _settle(group: _Group, outcome: str, problems: list[list[str]] | None = None) -> None:
    execute(
        "UPDATE import_stage SET outcome = %s, problems = %s::jsonb WHERE line = ANY(%s)",
        [outcome, json.dumps(problems or []), group.lines],
    )


def _draft(group: _Group, context: _Context, *, by: Actor, at: datetime) -> Draft:
    if group.standing is None:
        return Draft(_maker_of(group, context), group.licence_number, group.promises, new_number("CL"))
    draft, _old = end_for_another(
        letter=group.standing, promises=group.promises, note="; ".join(group.reasons), by=by, at=at
    )
    return draft or Draft(_maker_of(group, context), group.licence_number, group.promises, new_number("CL"))


LETTERS = LetterImporter()
