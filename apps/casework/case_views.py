"""Cases by API: a list of summaries, and one with its timeline, which is also the answer to each of its steps."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import mixins, serializers, viewsets
from rest_framework.response import Response

Case = TypeVar("Case", bound=Model)


class CaseViews(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Case]):
    """The list and the page of a kind of case; ``step_actions`` adds the steps. Subclasses give ``rows`` and the rest.

    ``in_lists`` and ``alone`` are the serializers; ``whole``: what one case is read with beside its row.
    """

    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    in_lists: ClassVar[type[serializers.BaseSerializer[Any]]]
    alone: ClassVar[type[serializers.BaseSerializer[Any]]]
    whole: ClassVar[tuple[str, ...]] = ("events",)

    def rows(self) -> QuerySet[Case]:
        """The cases in sight."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Case]:
        rows = self.rows()
        return rows if self.action == "list" else rows.prefetch_related(*self.whole)

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return self.in_lists if self.action == "list" else self.alone

    def shown(self, case: Case, status: int = 200) -> Response:
        """The answer to a step: the case as it is then."""
        fresh = self.rows().prefetch_related(*self.whole).get(pk=case.pk)
        return Response(self.alone(fresh, context=self.get_serializer_context()).data, status=status)
