"""How every form of the project is drawn: our templates, with the project's own template engine."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class SanbaoFormRenderer(TemplatesSetting):
    """``{{ form }}`` gives the error summary and the fields; ``{{ form.vin.as_field_group }}`` one field."""

    form_template_name = "django/forms/form.html"
    formset_template_name = "django/forms/formset.html"
    field_template_name = "django/forms/field.html"
