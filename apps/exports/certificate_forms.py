"""The browser's input for registration certificates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import DayField
from apps.vehicles.forms import VinField
from apps.vehicles.papers import ACCEPTED, Paper

from .certified import Certified


class CertificateForm(forms.Form):
    """What a Motor Vehicle Registration Certificate says; ``named``: the exporter must be named."""

    vin = VinField()
    exporter = forms.CharField(label=_("Shown by"), max_length=150)
    certificate_number = forms.CharField(
        label=_("Certificate number"), max_length=30, widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"})
    )
    brand = forms.CharField(label=_("Brand"), max_length=60, help_text=_("As printed on it."))
    model_name = forms.CharField(label=_("Model"), max_length=100, help_text=_("As printed on it."))
    first_registered_on = DayField(label=_("First registered in China"))
    transferred_on = DayField(
        label=_("Transferred for export"), required=False, help_text=_("Where the transfer is registered on it.")
    )
    scan = forms.FileField(
        label=_("Scan of the certificate"),
        required=False,
        widget=forms.FileInput({"accept": ACCEPTED}),
        help_text=_("PDF or photo, 10 MB at most. It is kept as it is, with its digest."),
    )

    def __init__(self, *args: Any, named: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        exporter = self.fields["exporter"]
        exporter.required = named
        exporter.help_text = (
            _("Your firm or a trader of yours: its legal name in Chinese, sign by sign.")
            if named
            else _("The exporter that showed it, by its legal name. Empty: the authority knows it by itself.")
        )

    def told(self) -> Certified:
        """What the certificate says, with names and numbers as they are kept."""
        return Certified.as_told({**self.initial, **self.cleaned_data})

    def paper(self) -> Paper | None:
        """The scan, where one was sent."""
        file = self.cleaned_data["scan"]
        return Paper(file, file.name, file.size, "certificate") if file else None


class CertificateCorrectionForm(CertificateForm):
    """What it says in truth, and why; ``initial`` is the row. Another car or giver is another certificate."""

    reason = forms.CharField(
        label=_("Reason of the correction"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("What was wrong, and how you know. Both stay on record."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["vin"], self.fields["exporter"]
