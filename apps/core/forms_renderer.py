"""How every form of the project is drawn: our templates, with the project's own template engine.

The plain controls are written in Python, sign for sign what Django's templates give but for white space: a template
for each of sixty options of a filter took a fifth of a list's time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from .markup import escaped, format_html, joined


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = joined(_group(name, options) for name, options, _index in widget["optgroups"])
    return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), groups)


def _group(name: Any, options: list[Mapping[str, Any]]) -> str:
    written = joined(map(_option, options))
    return format_html('<optgroup label="{}">{}</optgroup>', name, written) if name else written


def _option(option: Mapping[str, Any]) -> str:
    attributes = flatatt(option["attrs"]) if option["attrs"] else ""
    return f'<option value="{escaped(option["value"])}"{attributes}>{escaped(option["label"])}</option>'


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = widget["value"]
    filled = SafeString("") if value is None else format_html(' value="{}"', value)
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], filled, flatatt(widget["attrs"])
    )


_WRITTEN: dict[str, Callable[[Mapping[str, Any]], SafeString]] = {
    "django/forms/widgets/select.html": _select,
    **{
        f"django/forms/widgets/{kind}.html": _input
        for kind in ("text", "number", "email", "tel", "search", "date", "password", "hidden")
    },
}


class SanbaoFormRenderer(TemplatesSetting):
    """``{{ form }}`` gives the error summary and the fields; ``{{ form.vin.as_field_group }}`` one field."""

    form_template_name = "django/forms/form.html"
    formset_template_name = "django/forms/formset.html"
    field_template_name = "django/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = _WRITTEN.get(template_name)
        return write(context["widget"]) if write else super().render(template_name, context, request)
