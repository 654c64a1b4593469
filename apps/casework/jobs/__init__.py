"""Long work: kinds of it, asking for it, doing it in batches, forgetting it by age."""

from ..job_kinds import JobKind, register
from .running import Cancelled, Run, run_job
from .starting import ask_cancel, start_job

__all__ = ["Cancelled", "JobKind", "Run", "ask_cancel", "register", "run_job", "start_job"]
