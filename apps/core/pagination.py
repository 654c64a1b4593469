"""Paging by key: page 1,800 costs what page 1 costs. One mechanism for pages and API."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import BooleanField, F, Field, Func, Model, Q, QuerySet, Value
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from .db import session


class InvalidCursor(ValueError):
    """The text is no cursor of this list."""


class BeyondRow(Func):
    """``(a, b) > (x, y)``: one comparison of whole rows, which one walk of the index answers."""

    output_field = BooleanField()

    def __init__(self, columns: Sequence[Any], values: Sequence[Any], *, operator: str) -> None:
        super().__init__(*columns, *values, operator=operator)

    def as_sql(  # type: ignore[override]  # the stubs of a function and of an expression disagree
        self, compiler: Any, connection: Any, **_options: Any
    ) -> tuple[str, list[Any]]:
        compiled = [compiler.compile(expression) for expression in self.source_expressions]
        half = len(compiled) // 2
        left, right = (", ".join(sql for sql, _values in part) for part in (compiled[:half], compiled[half:]))
        parameters = [value for _sql, values in compiled for value in values]
        return f"(({left}) {self.extra['operator']} ({right}))", parameters


@dataclass(frozen=True)
class Keyset:
    """The order of one list. No column is ever null, and the last one is unique.

    Columns that all go one way are compared as a row, which one walk of an index answers; where they do not, column
    by column, which is for short lists.
    """

    model: type[Model]
    ordering: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        return [name.removeprefix("-") for name in self.ordering]

    @property
    def mark(self) -> int:
        """What tells cursors of this list from those of others."""
        return crc32(f"{self.model._meta.label} {self.ordering}".encode())

    def cursor(self, row: Model | Sequence[str], *, back: bool) -> str:
        """The text that asks for the rows after ``row`` (a row or its key), or before it."""
        key = [self._field(name).value_to_string(row) for name in self.names] if isinstance(row, Model) else list(row)
        return urlsafe_b64encode(json.dumps([self.mark, int(back), *map(str, key)]).encode()).rstrip(b"=").decode()

    def read(self, text: str) -> tuple[list[str], list[Any], bool]:
        """Key as text, key as values, and whether the rows before it are asked for. Raises InvalidCursor."""
        try:
            content = json.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
            mark, back, *key = content
            if mark != self.mark or back not in (0, 1) or len(key) != len(self.ordering):
                raise InvalidCursor(text)
            values = [self._value(name, part) for name, part in zip(self.names, key, strict=True)]
        except (binascii.Error, ValueError, TypeError, RecursionError, InvalidValue) as error:
            raise InvalidCursor(text) from error
        return key, values, bool(back)

    def cut(self, rows: QuerySet[Any], values: Sequence[Any] | None, *, back: bool) -> QuerySet[Any]:
        """``rows`` in this order from ``values`` on; backwards, in the opposite order."""
        rows = rows.order_by(*self._ways(back))
        if values is None:
            return rows
        falls = [name.startswith("-") is not back for name in self.ordering]
        if len(set(falls)) > 1:
            return rows.filter(self._beyond(values, falls))
        known = [
            Value(value, output_field=_plain(self._field(name))) for name, value in zip(self.names, values, strict=True)
        ]
        columns = [F(name) for name in self.names]
        return rows.filter(BeyondRow(columns, known, operator="<" if falls[0] else ">"))

    def page(self, rows: QuerySet[Any], values: Sequence[Any] | None, *, back: bool, size: int) -> list[Any]:
        """The first ``size`` rows from ``values`` on, in the order in which they are walked.

        Whoever sees several countries (``rows.model.walked_by``) gets the beginning of each, merged: an index of
        each country gives it at once, while a walk through all rows would pass by those of other countries.
        """
        narrowed = [self.cut(rows.filter(part), values, back=back)[:size] for part in _parts_in_sight(rows.model)]
        if len(narrowed) < 2:
            return list(narrowed[0] if narrowed else self.cut(rows, values, back=back)[:size])
        first, *others = [part.values_list("pk", *self.names) for part in narrowed]
        merged = first.union(*others, all=True).order_by(*self._ways(back))
        keys = [key for key, *_rest in merged[:size]]
        found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
        return [found[key] for key in keys]

    def _ways(self, back: bool) -> list[str]:
        """The order, or its opposite."""
        return [("" if name.startswith("-") is back else "-") + name.removeprefix("-") for name in self.ordering]

    def _beyond(self, values: Sequence[Any], falls: Sequence[bool]) -> Q:
        """Beyond in the first column that differs."""
        beyond, same = Q(), Q()
        for name, value, falling in zip(self.names, values, falls, strict=True):
            beyond |= same & Q(**{f"{name}__{'lt' if falling else 'gt'}": value})
            same &= Q(**{name: value})
        return beyond

    def _field(self, name: str) -> Field[Any, Any]:
        field = self.model._meta.get_field(name)
        assert isinstance(field, Field)  # a list is ordered by columns of its own
        return field

    def _value(self, name: str, text: Any) -> Any:
        if not isinstance(text, str) or "\x00" in text:
            raise InvalidCursor(text)
        text.encode()  # half a character is none
        field = _plain(self._field(name))
        value = field.to_python(text)
        field.run_validators(value)
        if value is None or (hasattr(value, "tzinfo") and value.tzinfo is None):
            raise InvalidCursor(text)
        return value


def _parts_in_sight(model: type[Model]) -> list[Q]:
    """The parts of a table that whoever acts sees, each walked by an index of its own; empty: no such parts."""
    column = getattr(model, "walked_by", "")
    return [Q(**{column: code}) for code in session.current().countries] if column else []


def _plain(field: Field[Any, Any]) -> Field[Any, Any]:
    """The column that a foreign key points to, which knows the value's type; another column itself."""
    plain: Field[Any, Any] = getattr(field, "target_field", field)
    return plain


class KeysetPagination(CursorPagination):
    """Newest first unless the view says otherwise; ``page_size`` up to 200.

    ``ordering`` is the whole key: many rows with one sort value are paged like any others.
    """

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    cursor_query_param = "cursor"
    ordering: Any = ("-id",)

    def get_page_size(self, request: Request) -> int:
        """``page_size`` of the address, cut at the most there is; ValidationError for what is no number of rows."""
        name = self.page_size_query_param
        asked = request.query_params.get(name, "") if name else ""
        if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 16 and int(asked)):
            raise ValidationError({name: [_("“%(value)s”: write how many rows, as 50.") % {"value": asked}]})
        return min(int(asked), self.max_page_size) if asked else self.page_size

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """As described by the framework, with the least that there is."""
        found: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in found:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] = {"type": "integer", "minimum": 1, "maximum": 10**15 - 1}
        return found

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.base_url: str = request.build_absolute_uri()
        size = self.get_page_size(request)
        keyset = Keyset(queryset.model, tuple(self.ordering))
        text = request.query_params.get(self.cursor_query_param)
        key, values, back = self._read(keyset, text)
        found = keyset.page(queryset, values, back=back, size=size + 1)
        more, items = len(found) > size, found[:size]
        if back:
            items.reverse()
        first, last = (items[0], items[-1]) if items else (key, key)
        self.next_cursor = keyset.cursor(last, back=False) if last and (more or back) else None
        self.previous_cursor = keyset.cursor(first, back=True) if first and (more if back else text) else None
        return items

    def _read(self, keyset: Keyset, text: str | None) -> tuple[list[str] | None, list[Any] | None, bool]:
        if not text:
            return None, None, False
        try:
            return keyset.read(text)
        except InvalidCursor as error:
            raise NotFound(self.invalid_cursor_message) from error

    def get_next_link(self) -> str | None:
        return self._link(self.next_cursor)

    def get_previous_link(self) -> str | None:
        return self._link(self.previous_cursor)

    def _link(self, cursor: str | None) -> str | None:
        return replace_query_param(self.base_url, self.cursor_query_param, cursor) if cursor else None


@dataclass(frozen=True)
class Page:
    """Rows of one page and the cursors of its neighbours (None at the ends)."""

    items: list[Any]
    next_cursor: str | None
    previous_cursor: str | None


def page_of(request: HttpRequest, rows: QuerySet[Any], *, ordering: Sequence[str], size: int = 50) -> Page:
    """Cut the page that ``request`` asks for out of ``rows``.

    ``ordering`` is the whole key of the list (see Keyset), covered by an index.
    A cursor that makes no sense is answered with 404 (DRF's NotFound is an APIException; pages show Http404).
    """
    paginator = KeysetPagination()
    paginator.page_size = size
    paginator.page_size_query_param = None  # type: ignore[assignment]  # a page has one size
    paginator.ordering = tuple(ordering)
    try:
        items = paginator.paginate_queryset(rows, Request(request))
    except NotFound as error:
        raise Http404 from error
    return Page(items=items, next_cursor=paginator.next_cursor, previous_cursor=paginator.previous_cursor)
