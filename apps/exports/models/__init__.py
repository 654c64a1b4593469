"""Exporters with what they are entitled to, their licences, and the values of the law."""

from .entitlements import Authorisation, Qualification
from .exporters import Exporter, VehicleClass
from .findings import Finding, FindingEvent, FindingRule
from .licences import Licence, LicenceEvent, LicenceHold
from .orphans import DisclosureRule, OrphanPaper, OrphanReport
from .records import ExportRecord
from .tiers import TraderTier

__all__ = [
    "Authorisation",
    "DisclosureRule",
    "ExportRecord",
    "Exporter",
    "Finding",
    "FindingEvent",
    "FindingRule",
    "Licence",
    "LicenceEvent",
    "LicenceHold",
    "OrphanPaper",
    "OrphanReport",
    "Qualification",
    "TraderTier",
    "VehicleClass",
]
