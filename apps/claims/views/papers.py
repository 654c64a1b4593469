"""How a PDF is answered: a file to save, never a page of ours."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.casework import documents
from apps.core.pdf_input import MEDIA_TYPE, Pdf
from apps.organizations.permissions import everybody
from apps.organizations.requests import ScopedRequest

from ..models import ClaimPaper


@require_safe
@everybody
def paper(request: ScopedRequest, number: str) -> HttpResponseBase:
    """The PDF of a request, for whom the walls show it."""
    return documents.answer_of(get_object_or_404(ClaimPaper, claim__number=number))


def attached(pdf: Pdf | None) -> FileResponse:
    """A PDF that waits for its form; 404 when it is gone."""
    if pdf is None:
        raise Http404
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(
        BytesIO(pdf.content), as_attachment=True, filename=pdf.name, content_type=MEDIA_TYPE, headers=headers
    )
