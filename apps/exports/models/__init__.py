"""Exporters with what they are entitled to, their licences and letters, the values of the law, and recalls."""

from .certificates import Certificate
from .conduct import ConductEntry, ConductEvent
from .entitlements import Authorisation, Qualification
from .exporters import Exporter, VehicleClass
from .findings import Finding, FindingEvent, FindingRule
from .letters import Letter, LetterCountry, LetterEvent, LetterLine, LetterSeal
from .licences import Licence, LicenceEvent, LicenceHold
from .orphans import DisclosureRule, OrphanPaper, OrphanReport
from .recalls import Recall, RecallCar, RecallCountry, RecallEvent, RecallMark, RecallTold
from .records import ExportRecord
from .tiers import TraderTier

__all__ = [
    "Authorisation",
    "Certificate",
    "ConductEntry",
    "ConductEvent",
    "DisclosureRule",
    "ExportRecord",
    "Exporter",
    "Finding",
    "FindingEvent",
    "FindingRule",
    "Letter",
    "LetterCountry",
    "LetterEvent",
    "LetterLine",
    "LetterSeal",
    "Licence",
    "LicenceEvent",
    "LicenceHold",
    "OrphanPaper",
    "OrphanReport",
    "Qualification",
    "Recall",
    "RecallCar",
    "RecallCountry",
    "RecallEvent",
    "RecallMark",
    "RecallTold",
    "TraderTier",
    "VehicleClass",
]
