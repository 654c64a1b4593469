"""Tables of warranty: plans, drafts of plans, what each car has, and the rights of buyers."""

from .coverages import Coverage, PartCover
from .drafts import PlanDraft, PlanDraftEvent
from .plans import PlanTerm, WarrantyPlan
from .rights import MarketRight

__all__ = ["Coverage", "MarketRight", "PartCover", "PlanDraft", "PlanDraftEvent", "PlanTerm", "WarrantyPlan"]
