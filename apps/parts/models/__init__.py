"""The parts catalogue, each dealer's stock as a ledger, and spare-parts orders."""

from .asking import PartRequest, PartRequestEvent
from .bins import Bin, BinBalance
from .catalogue import Part
from .consignments import Consignment, ConsignmentLine
from .cores import Core, CoreDeposit, CoreEvent
from .counts import StockCount, StockTake, StockTakeEvent, StockTakeLine
from .fittings import Fitting
from .line_prices import LinePrice
from .orders import LONGEST_REFERENCE, MOST_IN_A_LINE, DeliveryProblem, OrderEvent, OrderLine, PartsOrder
from .papers import OrderPaper
from .pictures import PartPhoto
from .prices import PartPrice
from .promises import Promise
from .reorder import ReorderAdvice
from .reservations import Reservation, ReservationEvent
from .returns import PartReturn, PartReturnEvent
from .sharing import StockShare
from .stock import MOST_ON_HAND, StockBalance, StockMovement
from .substitutions import Substitution
from .successions import Interchange, Supersession
from .supply import Allocation, PlannedReceipt
from .transfers import Transfer, TransferEvent, TransferLine

__all__ = [
    "LONGEST_REFERENCE",
    "MOST_IN_A_LINE",
    "MOST_ON_HAND",
    "Allocation",
    "Bin",
    "BinBalance",
    "Consignment",
    "ConsignmentLine",
    "Core",
    "CoreDeposit",
    "CoreEvent",
    "DeliveryProblem",
    "Fitting",
    "Interchange",
    "LinePrice",
    "OrderEvent",
    "OrderLine",
    "OrderPaper",
    "Part",
    "PartPhoto",
    "PartPrice",
    "PartRequest",
    "PartRequestEvent",
    "PartReturn",
    "PartReturnEvent",
    "PartsOrder",
    "PlannedReceipt",
    "Promise",
    "ReorderAdvice",
    "Reservation",
    "ReservationEvent",
    "StockBalance",
    "StockCount",
    "StockMovement",
    "StockShare",
    "StockTake",
    "StockTakeEvent",
    "StockTakeLine",
    "Substitution",
    "Supersession",
    "Transfer",
    "TransferEvent",
    "TransferLine",
]
