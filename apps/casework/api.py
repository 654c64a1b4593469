"""Long work over the API: its progress and result, and stopping it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of

from . import selectors
from .jobs import ask_cancel
from .models import Job


class JobSerializer(serializers.ModelSerializer[Job]):
    """``done`` of ``total`` steps; ``result`` depends on the kind; ``message`` says why it failed."""

    result = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "title",
            "status",
            "done",
            "total",
            "result",
            "message",
            "created_at",
            "started_at",
            "finished_at",
            "cancel_asked_at",
        ]
        read_only_fields = fields

    def get_result(self, job: Job) -> dict[str, Any]:
        return dict(job.result)


class RemarkData(serializers.Serializer[Any]):
    """What was said of a row of a file: which column, what is wrong, and how to mend it."""

    line = serializers.IntegerField()
    value = serializers.CharField()
    level = serializers.CharField()
    column = serializers.CharField()
    message = serializers.CharField()


class JobViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Job]):
    """The jobs of one's side, newest first (1 query a page)."""

    room = ApiKey.Room.JOBS
    queryset = selectors.jobs()
    serializer_class = JobSerializer
    filterset_fields = ["kind", "status"]
    lookup_value_regex = "[0-9]{1,18}"
    ordering = list(selectors.NEWEST)

    @extend_schema(responses=RemarkData(many=True))
    @action(detail=True, pagination_class=None, filterset_fields=None)
    def rows(self, request: Request, pk: str) -> Response:
        """What was said of the rows of a file that was imported, the first thousand."""
        return Response(RemarkData(selectors.remarks(self.get_object()), many=True).data)

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop a job: at once when it waits, else before its next step."""
        actor = actor_of(request)
        job = ask_cancel(job=self.get_object(), by=actor, at=timezone.now())
        return Response(self.get_serializer(job).data)
