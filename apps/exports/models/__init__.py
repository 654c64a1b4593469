"""Exporters with what they are entitled to, their licences, and the values of the law."""

from .conduct import ConductEntry, ConductEvent
from .entitlements import Authorisation, Qualification
from .exporters import Exporter, VehicleClass
from .findings import Finding, FindingEvent, FindingRule
from .licences import Licence, LicenceEvent, LicenceHold
from .records import ExportRecord
from .tiers import TraderTier

__all__ = [
    "Authorisation",
    "ConductEntry",
    "ConductEvent",
    "ExportRecord",
    "Exporter",
    "Finding",
    "FindingEvent",
    "FindingRule",
    "Licence",
    "LicenceEvent",
    "LicenceHold",
    "Qualification",
    "TraderTier",
    "VehicleClass",
]
