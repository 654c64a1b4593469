"""What a page answers to a photo of a VIN: itself once more, with the VIN filled in for the person to compare."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.organizations.limits import count_address

from .vin_photos import Seen, vin_in_photo

#: The names of the file and of its button (templates/vehicles/_vin_photo.html).
FILE, BUTTON = "vin_photo", "read_photo"


def answer_to_photo(request: HttpRequest, form_class: type[Form], template: str) -> HttpResponse | None:
    """The page again with what the photo says (422 with what was wrong with it), or None when there is none to read.

    The form has a field ``vin`` that offers it; what else was filled in stays. Asks no table.
    """
    if not _is_asked(request):
        return None
    form, status = filled_in(request, form_class)
    return render(request, template, {"form": form}, status=status)


def filled_in(request: HttpRequest, form_class: type[Form]) -> tuple[Form, int]:
    """A fresh form with the VIN of the request's photo and whatever else was sent, and the status to answer with."""
    seen, problem = read(request)
    form = form_class(initial={**request.POST.dict(), **({"vin": seen.vin} if seen else {})})
    box: Any = form.fields["vin"].widget
    box.seen, box.problem = seen, problem
    return form, 422 if problem else 200


def read(request: HttpRequest) -> tuple[Seen | None, Refused | None]:
    """What the photo of a request says, or what is wrong with it; counted by address."""
    try:
        count_address("vin-photos", request)
        file: Any = request.FILES.get(FILE)
        if file is None:
            raise Refused(_("Take a photo first, or choose one."), field="photo", code="no_photo")
        return vin_in_photo(file), None
    except Refused as refused:
        return None, refused


def _is_asked(request: HttpRequest) -> bool:
    """Whether to read: by its button, or by a photo and no VIN. The key Enter presses a form's first button, so with a
    VIN and no photo the button is the form's own.
    """
    if request.method != "POST":
        return False
    photo, typed = FILE in request.FILES, bool(request.POST.get("vin", "").strip())
    return (BUTTON in request.POST and (photo or not typed)) or (photo and not typed)
