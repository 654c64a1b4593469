"""Verifying a letter without signing in: by its number, as the QR code gives it, or by a file in hand."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.organizations.limits import count_address

from ..letter_forms import FileForm, NumberForm
from ..letters.verifying import Answer, Verdict, by_file, by_number, what_it_promises


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a number or a file; a file is compared and not kept (3 queries)."""
    if request.method == "POST":
        return _compared(request)
    form = NumberForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        number = "".join(form.cleaned_data["number"].split()).upper()
        if number.replace("-", "").isalnum() and number.isascii():
            return redirect("letters:letter", number)
        return _answered(request, Verdict(Answer.UNKNOWN), asked=number)
    return render(request, "exports/letter_check.html", {"numbers": form, "files": FileForm()})


@require_safe
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """What became of a letter and what it promises; no cars and no people (2 queries)."""
    count_address("letters", request)
    return _answered(request, by_number(number), asked=number)


def _compared(request: HttpRequest) -> HttpResponse:
    count_address("letters", request)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        return _answered(request, by_file(form.cleaned_data["file"].read()), by_hand=True)
    return render(request, "exports/letter_check.html", {"numbers": NumberForm(), "files": form}, status=422)


def _answered(request: HttpRequest, verdict: Verdict, **more: Any) -> HttpResponse:
    promised, others = what_it_promises(verdict.letter) if verdict.letter and not verdict.fault else ([], 0)
    context = {"verdict": verdict, "promised": promised, "others": others, "host": request.get_host(), **more}
    unknown = verdict.letter is None and not more.get("by_hand")
    return render(request, "exports/letter_answer.html", context, status=404 if unknown else 200)
