"""The row of each table by which somebody adds photos or papers: it changes no state and hinders nobody."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.casework.steps import Notice, Step
from apps.organizations.scope import Side


def attach(sources: tuple[str, ...], side: Side, fact: str, notice: Notice, **taken: Any) -> Step:
    """One side adds files to a case in some states; ``taken``: form, data and service, and what is said when done."""
    return Step(
        "attach",
        _("Add photos or papers"),
        sources,
        "",
        (side,),
        words=_("Photos or papers added"),
        grounds=None,
        versioned=False,
        fact=fact,
        notices=(notice,),
        grave=True,
        **taken,
    )
