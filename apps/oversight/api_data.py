"""How the API tells flags: in a list, in whole, and the cases that one rests on."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field
from rest_framework import serializers

from apps.casework.step_actions import EVENT_FIELDS
from apps.compliance.models import Flag, FlagEvent, FlagEvidence
from apps.compliance.selectors import CaseOfFlag, Counting
from apps.compliance.standing import Without


class EvidenceData(serializers.ModelSerializer[FlagEvidence]):
    class Meta:
        model = FlagEvidence
        fields = ["sequence", "as_of", "rule_version", "content", "clock_ids", "previous_digest", "digest"]


class FlagEventData(serializers.ModelSerializer[FlagEvent]):
    class Meta:
        model = FlagEvent
        fields = EVENT_FIELDS


class FlagSummary(serializers.ModelSerializer[Flag]):
    manufacturer = serializers.SlugRelatedField("slug", read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Flag
        fields = [
            "number", "manufacturer", "scope_kind", "scope_code", "obligation", "status", "severity", "opened_at",
            "ended_at", "due", "met", "share", "lower", "upper", "target", "vehicles", "version",
        ]  # fmt: skip


_WITHOUT = [(choice.value, choice.name) for choice in Without]


class BehindData(serializers.Serializer[Any]):
    """How many stand behind the window in which a flag was raised, the part of its missed cases that is the largest
    owner's or workshop's (0 to 1), and what the judgement says without that one. Nobody is named.
    """

    cases = serializers.IntegerField(help_text="Cases, and orders that are for no case.")
    cars = serializers.IntegerField()
    owners = serializers.IntegerField()
    dealers = serializers.IntegerField()
    largest_owner = serializers.FloatField()
    largest_dealer = serializers.FloatField()
    without_owner = serializers.ChoiceField(choices=_WITHOUT)
    without_dealer = serializers.ChoiceField(choices=_WITHOUT)


class FlagDetail(FlagSummary):
    behind = serializers.SerializerMethodField(help_text="Empty for flags of rules that did not ask.")
    events = FlagEventData(many=True, read_only=True)
    evidence = EvidenceData(many=True, read_only=True)

    class Meta(FlagSummary.Meta):
        fields = [*FlagSummary.Meta.fields, "behind", "events", "evidence"]

    @extend_schema_field(BehindData(allow_null=True))
    def get_behind(self, flag: Flag) -> dict[str, Any] | None:
        first = next(iter(flag.evidence.all()), None)  # fetched with it, in order
        behind: dict[str, Any] | None = first.content.get("behind") if first else None
        return behind


class StretchData(serializers.Serializer[Any]):
    """From when to when, and why; ``until`` is empty while it lasts."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)
    why = serializers.CharField()


class FlagCaseData(serializers.Serializer[CaseOfFlag]):
    """A case as it stood when the newest evidence was written, and what it was counted as."""

    clock = serializers.IntegerField(source="frozen.clock_id", help_text="As in `clock_ids` of the evidence.")
    case = serializers.CharField(source="clock.subject_label", help_text="Number of the claim or order.")
    country = serializers.CharField(source="clock.country")
    unit = serializers.CharField(source="frozen.unit", help_text="What it weighs one together with; empty: by itself.")
    counted_as = serializers.ChoiceField(choices=Counting.choices, source="counting")
    due_at = serializers.DateTimeField(source="frozen.due_at")
    stopped_at = serializers.DateTimeField(source="frozen.stopped_at", allow_null=True)
    ending = serializers.CharField(source="frozen.ending", help_text="As of a clock; empty while it ran.")
    unproven = serializers.BooleanField(source="frozen.unproven", help_text="Nobody had verified its car.")
    pauses = serializers.SerializerMethodField(help_text="When its time stood still.")
    taken_out = serializers.SerializerMethodField(help_text="When a decision had taken it out, and which one.")

    @extend_schema_field(StretchData(many=True))
    def get_pauses(self, case: CaseOfFlag) -> list[dict[str, Any]]:
        return _stretches(case.frozen.pauses)

    @extend_schema_field(StretchData(many=True))
    def get_taken_out(self, case: CaseOfFlag) -> list[dict[str, Any]]:
        return _stretches(case.frozen.taken_out)


def _stretches(told: list[list[Any]] | None) -> list[dict[str, Any]]:
    return [dict(zip(("since", "until", "why"), stretch, strict=True)) for stretch in told or []]


CASES_EXAMPLE = OpenApiExample(
    "A repair that waited for a part",
    value={
        "clock": 48213,
        "case": "C-7K3M9Q2D",
        "country": "KE",
        "unit": "C-7K3M9Q2D",
        "counted_as": Counting.IN_WINDOW.value,
        "due_at": "2026-09-14T13:20:00Z",
        "stopped_at": "2026-09-17T08:05:00Z",
        "ending": "done",
        "unproven": False,
        "pauses": [{"since": "2026-09-02T09:00:00Z", "until": "2026-09-04T09:00:00Z", "why": "parts"}],
        "taken_out": [],
    },
)
