"""The browser's input for files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from apps.core.sent_twice import key_field

from .imports.importer import LARGEST_FILE

_ACCEPTED = ".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(forms.Form):
    """A file to import; the key makes the form sent twice one import."""

    file = forms.FileField(
        label=_("CSV or Excel file (.xlsx)"), max_length=200, widget=forms.FileInput({"accept": _ACCEPTED})
    )
    only_check = forms.BooleanField(
        label=_("Only check the file, change nothing"),
        required=False,
        help_text=_("You see what would change, and can take it over then."),
    )
    request_key = key_field(required=False)

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise ValidationError(
                _("The file has %(size)s MB; the most is %(most)s MB: send it in pieces.")
                % {"size": (file.size or 0) // 1_000_000, "most": LARGEST_FILE // 1_000_000}
            )
        return file
