"""Verbs of exports: exporters and what they are entitled to, the life of licences and letters, what was exported."""

from .certificates import correct_certificate, record_certificate
from .conduct import enter_conduct
from .entitlements import authorise, end_authorisation, qualify
from .exporters import register_exporter
from .letters import issue_letter
from .licences import register_licence
from .orphans import report_car
from .records import correct_record, record_export

__all__ = [
    "authorise",
    "correct_certificate",
    "correct_record",
    "end_authorisation",
    "enter_conduct",
    "issue_letter",
    "qualify",
    "record_certificate",
    "record_export",
    "register_exporter",
    "register_licence",
    "report_car",
]
