"""Charts as whole figures: ``{% load charts %}``."""

from django import template

register = template.Library()
