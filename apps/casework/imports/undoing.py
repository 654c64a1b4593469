"""Taking back an import: while nothing else depends on what it wrote, and nobody changed it since."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.errors import Refused

from ..models import ImportRow
from .importer import Importer, execute


def take_back(importer: Importer, job_id: int) -> dict[str, int]:
    """Delete the rows that an import added and put back what it changed; all of it, or Refused in words.

    Runs in the system's scope, in one transaction. Returns how many rows were removed and restored.
    """
    table = importer.model._meta.db_table
    with connection.cursor() as cursor:
        # Nobody may begin to refer to a row while it is being looked at.
        cursor.execute(
            f'SELECT count(*) FROM (SELECT t.id FROM "{table}" t JOIN casework_importrow r ON r.target_id = t.id '
            "WHERE r.job_id = %s AND r.outcome IN ('new', 'changed') ORDER BY t.id FOR UPDATE OF t) locked",
            [job_id],
        )
    written = ImportRow.objects.filter(job_id=job_id, outcome__in=["new", "changed"])
    if not importer.may_undo_changes and (count := written.filter(outcome="changed").count()):
        raise Refused(_("Cannot be undone: it completed %(count)s rows that others had begun.") % {"count": count})
    _refuse_changed(table, job_id)
    _refuse_dependents(importer.model, written.filter(outcome="new"))
    try:
        with transaction.atomic():
            restored = _restore(importer, job_id)
            removed = execute(
                f'DELETE FROM "{table}" t USING casework_importrow r '
                "WHERE r.job_id = %s AND r.outcome = 'new' AND t.id = r.target_id",
                [job_id],
            )
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise Refused(_("Cannot be undone: other records refer to its rows by now.")) from error
    return {"removed": removed, "restored": restored}


def _refuse_changed(table: str, job_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT count(*) FROM casework_importrow r LEFT JOIN "{table}" t ON t.id = r.target_id '
            "WHERE r.job_id = %s AND r.outcome IN ('new', 'changed') AND (t.id IS NULL OR NOT to_jsonb(t) @> r.record)",
            [job_id],
        )
        count = cursor.fetchone()[0]
    if count:
        raise Refused(
            ngettext(
                "Cannot be undone: one row was changed or removed since.",
                "Cannot be undone: %(count)s rows were changed or removed since.",
                count,
            )
            % {"count": count}
        )


def _refuse_dependents(model: type[models.Model], rows: models.QuerySet[ImportRow]) -> None:
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):  # one-to-one is a kind of it
            continue
        name, other = relation.field.name, relation.related_model
        count = other._base_manager.filter(**{f"{name}__in": rows.values("target_id")}).count()
        if count:
            found.append(f"{capfirst(str(other._meta.verbose_name_plural))}: {count}")
    if found:
        raise Refused(_("Cannot be undone: other records refer to its rows. %(found)s.") % {"found": "; ".join(found)})


def _restore(importer: Importer, job_id: int) -> int:
    """Put back the values that changes replaced; a column that an import of earlier days did not know stays."""
    table = importer.model._meta.db_table
    columns = [column.name for column in importer.columns if column.name != importer.key]
    if not columns:
        return 0  # a list of keys: there is nothing that a row could change
    names: Any = ", ".join(f'"{name}"' for name in columns)
    olds = ", ".join(f'o."{name}"' for name in columns)
    return execute(
        f'UPDATE "{table}" t SET ({names}) = (SELECT {olds} FROM jsonb_populate_record(t, r.before) o) '
        "FROM casework_importrow r WHERE r.job_id = %s AND r.outcome = 'changed' AND t.id = r.target_id "
        "AND r.before IS NOT NULL",
        [job_id],
    )
