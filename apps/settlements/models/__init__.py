"""Tables of what a repair costs, who decides about it and who pays."""

from .batches import Batch, BatchLine, Payment
from .decisions import Decision, DecisionLetter, LineDecision, Reason
from .diagnosis import FaultCode
from .estimates import Estimate, EstimateEvent
from .lines import CostLine
from .rates import ExchangeRate
from .rules import PassRule
from .settlements import Settlement, SettlementEvent

__all__ = [
    "Batch",
    "BatchLine",
    "CostLine",
    "Decision",
    "DecisionLetter",
    "Estimate",
    "EstimateEvent",
    "ExchangeRate",
    "FaultCode",
    "LineDecision",
    "PassRule",
    "Payment",
    "Reason",
    "Settlement",
    "SettlementEvent",
]
