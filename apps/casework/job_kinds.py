"""The kinds of long work: a name, the words for it, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .jobs.running import Run
    from .models import Job


def _nothing(job: Job) -> None:
    return


@dataclass(frozen=True)
class JobKind:
    """``run`` does the work in batches and may be begun again after any of them; ``give_up`` drops what a cancelled
    or failed one has put aside. ``keeps``: what was done before it stopped stays; else nothing of it does.
    """

    name: str
    label: Any
    run: Callable[[Run], None]
    give_up: Callable[[Job], None] = _nothing
    keeps: bool = False


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> JobKind:
    """Make a kind known; apps do so when they are ready."""
    known = _kinds.setdefault(kind.name, kind)
    if known != kind:
        raise ValueError(f"two kinds of job are called {kind.name}")
    return kind


def kind_of(name: str) -> JobKind:
    """The kind of that name. Raises KeyError for one that this release does not have."""
    return _kinds[name]


def keeps(name: str) -> bool:
    """Whether what was done before a job of this kind stopped stays."""
    return name in _kinds and _kinds[name].keeps


def label_of(name: str) -> Any:
    """The words for a kind, or its name when this release no longer has it."""
    return _kinds[name].label if name in _kinds else name
