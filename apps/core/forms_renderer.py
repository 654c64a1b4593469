from django.forms.renderers import TemplatesSetting


class SanbaoFormRenderer(TemplatesSetting):
    pass
