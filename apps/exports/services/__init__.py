"""Verbs of exports: entering exporters and what they are entitled to, and the life of a licence."""

from .entitlements import authorise, end_authorisation, qualify
from .exporters import register_exporter
from .licences import register_licence

__all__ = ["authorise", "end_authorisation", "qualify", "register_exporter", "register_licence"]
