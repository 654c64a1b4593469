"""What a manufacturer decides: of each line, with shares where several bear it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from apps.casework.step_forms import StepForm
from apps.core.fields import NumberField

from .citing import choices_of
from .forms import CurrencyField
from .models import CostLine, Estimate, LineDecision, Reason, Settlement
from .services.decisions import WHOLE, Ruling, plan_of

_V = LineDecision.Verdict
_REASONS = [("", _("Choose")), *Reason.choices]
#: What a decision on a line needs beside its verdict.
_MORE = ("amount", "reason", "cites", "clause")
_SHARES = (
    ("maker_percent", _("The manufacturer's share, %"), 100),
    ("importer_percent", _("The importer's share, %"), 0),
    ("workshop_percent", _("The dealer's share, %"), 0),
    ("customer_percent", _("The owner's share, %"), 0),
)


class _RulingsForm(StepForm):
    """A row of fields for each line: ``line_<key>`` is the decision, and what it needs stands behind it."""

    page_template = "settlements/_decide_step.html"
    verdicts = tuple(_V)
    shared = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = list(self.case.lines.standing())
        verdicts = [(verdict.value, verdict.label) for verdict in self.verdicts]
        cited = _cited(self.case)
        for line in self.lines:
            name = f"line_{line.pk}"
            self.fields[name] = forms.ChoiceField(label=_("Decision"), choices=verdicts, initial=_V.APPROVED)
            self.fields[f"{name}_amount"] = NumberField(label=_("Amount"), required=False)
            self.fields[f"{name}_reason"] = forms.ChoiceField(label=_("Reason"), choices=_REASONS, required=False)
            self.fields[f"{name}_cites"] = _cites(cited)
            self.fields[f"{name}_clause"] = forms.CharField(
                label=_("Where the warranty says so"), max_length=200, required=False
            )
            for more in _MORE:
                self.fields[f"{name}_{more}"].conditional = True  # type: ignore[attr-defined]
        if self.shared:
            for share, label, initial in _SHARES:
                self.fields[share] = NumberField(label=label, initial=initial, required=False)
                self.fields[share].conditional = True  # type: ignore[attr-defined]
        note = self.fields.pop("note")
        self.fields["note"] = note

    def rows(self) -> Iterator[tuple[CostLine, list[BoundField]]]:
        """Each line with its fields."""
        for line in self.lines:
            name = f"line_{line.pk}"
            yield line, [self[name], *(self[f"{name}_{more}"] for more in _MORE)]

    def shares(self) -> list[BoundField]:
        """The fields of the shares."""
        return [self[name] for name, _label, _initial in _SHARES if name in self.fields]

    def others(self) -> list[BoundField]:
        """What stands below the lines."""
        named = {name for name, _label, _initial in _SHARES}
        return [
            bound for bound in self.visible_fields() if bound.name not in named and not bound.name.startswith("line_")
        ]

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"rulings": [self._ruling(line) for line in self.lines], "note": data["note"]}

    def _ruling(self, line: CostLine) -> Ruling:
        data, name = self.cleaned_data, f"line_{line.pk}"
        verdict = data[name]
        if verdict == _V.APPROVED:
            return Ruling(line.pk, verdict)
        shares = tuple(data.get(share) or Decimal(0) for share, _label, _initial in _SHARES)
        return Ruling(
            line.pk,
            verdict,
            amount=data[f"{name}_amount"] if verdict != _V.DENIED else None,
            reason=data[f"{name}_reason"],
            clause=data[f"{name}_clause"],
            cites=data[f"{name}_cites"],
            shares=shares if verdict == _V.GOODWILL else WHOLE,
        )


class AuthoriseForm(_RulingsForm):
    """An estimate: whole, by line, or up to an amount."""

    verdicts = (_V.APPROVED, _V.CHANGED, _V.DENIED)
    shared = False
    up_to = NumberField(label=_("Up to, all together"), required=False, help_text=_("Empty: as the lines say."))
    currency = CurrencyField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["currency"].conditional = True  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**super().arguments(), "up_to": data["up_to"], "currency": data["currency"]}


class OfferForm(_RulingsForm):
    """An estimate of which the owner would bear a share."""


class DecideForm(_RulingsForm):
    """A settlement."""


class RefuseForm(StepForm):
    """A coded reason for the whole estimate; the explanation follows it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=_REASONS)
    clause = forms.CharField(label=_("Where the warranty says so"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cites"] = _cites(_cited(self.case))
        for name in ("cites", "clause"):
            self.fields[name].conditional = True  # type: ignore[attr-defined]
        self.order_fields(("reason", "cites", "clause"))


def _cited(case: Estimate | Settlement) -> list[tuple[str, Any]]:
    """What of the car's own warranty may be cited (3 queries)."""
    return [("", _("None")), *choices_of(plan_of(case))]


def _cites(choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Term or exclusion"), choices=choices, required=False)
