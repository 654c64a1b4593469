"""What a buyer would be told under a plan: the form with a day and an odometer, and the answer."""

from __future__ import annotations

from typing import Any

from apps.organizations.requests import ScopedRequest

from ..content import PlanContent
from ..plan_forms import PreviewForm
from ..plan_words import told_to_buyer


def preview_of(request: ScopedRequest, content: PlanContent) -> dict[str, Any]:
    """The form as it was sent in the address, and what it answers; nothing is written by looking."""
    sent = request.GET if "delivered_on" in request.GET else None
    form = PreviewForm(sent, begins=content.effective_from, initial={"delivered_on": content.effective_from})
    given = form.cleaned_data if form.is_valid() else None
    return {"preview": form, "told": told_to_buyer(content, **given) if given else []}
