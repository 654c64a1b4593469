"""The VIN of a photo, as soon as it is taken: the box for a VIN alone, filled in, for pages with scripts."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from apps.organizations.permissions import signed_in
from apps.organizations.requests import ScopedRequest

from ..forms import VinField
from ..vin_input import PhotoHelp
from ..vin_photo_pages import filled_in


class _Box(forms.Form):
    vin = VinField(photo=PhotoHelp.AT_ONCE)


@require_POST
@signed_in
def vin_photo(request: ScopedRequest) -> HttpResponse:
    """Read a photo and give the box; 422 with what was wrong with the photo. Nothing is kept, no table is asked."""
    form, status = filled_in(request, _Box)
    return HttpResponse(form["vin"].as_widget(), status=status)
