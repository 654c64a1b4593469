"""A form field for several photos; the browser makes them small (static/js/photos.js), without scripts it is
plain.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


class PhotoInput(forms.FileInput):
    """File input that takes several pictures and offers the camera of a phone."""

    allow_multiple_selected = True
    template_name = "components/photo_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, limit: int = 8) -> None:
        super().__init__(
            {
                "multiple": True,
                "accept": "image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif",
                **(attrs or {}),
            }
        )
        self.limit = limit

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Give all files of the name, not only the last."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the number of photos allowed for the template."""
        context = super().get_context(name, value, attrs)
        context["widget"]["limit"] = self.limit
        return context


class PhotosField(forms.FileField):
    """Cleans to a list of uploaded files (empty when none and not required). Checks number and name, not
    content.
    """

    default_error_messages = {"too_many": _("Choose at most %(limit)s photos; you chose %(count)s.")}

    def __init__(self, *, limit: int = 8, **kwargs: Any) -> None:
        self.limit = limit
        kwargs.setdefault("widget", PhotoInput(limit=limit))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Clean each file as Django cleans one; raises ValidationError with the number chosen when there are
        too many.
        """
        files = [file for file in (data if isinstance(data, (list, tuple)) else [data]) if file]
        if len(files) > self.limit:
            raise ValidationError(
                self.error_messages["too_many"],
                code="too_many",
                params={"limit": self.limit, "count": len(files)},
            )
        if not files:
            super().clean(None, initial)
            return []
        return [super(PhotosField, self).clean(file, None) for file in files]
