"""``Idempotency-Key`` of the API: a writing request that is sent again is not done again, and is answered alike.

As draft-ietf-httpapi-idempotency-key-header describes it. The answer is kept in the transaction of what was done, so
a request that was refused, or failed, leaves its key free.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.organizations.requests import ScopedRequest

from . import keys

HEADER = "Idempotency-Key"
LONGEST = 255
_WRITING = {"POST", "PATCH"}
#: SQLSTATE of a lock that was waited for in vain: the first request with this key is still at work.
_LOCKED = "55P03"


class SentAgainMiddleware:
    """Inside the scope: who sends is known, and what is done is one transaction with the key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ScopedRequest) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None or request.method not in _WRITING or not request.path.startswith("/api/") or not request.actor:
            return self.get_response(request)
        key = key.strip().removeprefix('"').removesuffix('"')
        if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
            return _refuse(
                400,
                "bad_key",
                _("%(header)s is “%(key)s”: write 1 to %(most)d letters, digits and signs of ASCII.")
                % {"header": HEADER, "key": key[:40], "most": LONGEST},
            )
        return self._once(request, key)

    def _once(self, request: ScopedRequest, key: str) -> HttpResponse:
        try:
            with transaction.atomic():
                taken = keys.claim_request(key, by=request.actor, digest=_digest(request), at=timezone.now())
                if taken.status is not None:
                    return _again(taken.status, taken.answer or "")
                answer = self.get_response(request)
                if answer.status_code >= 400:
                    transaction.set_rollback(True)
                else:
                    keys.keep_answer(taken, status=answer.status_code, answer=answer.content.decode())
                return answer
        except Refused as refused:
            return _refuse(422, refused.code, str(refused.message))
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != _LOCKED:
                raise
            words = _("The first request with the key “%(key)s” is still at work: send it again in a moment.")
            answer = _refuse(409, "key_at_work", words % {"key": key})
            answer["Retry-After"] = "2"
            return answer


def _again(status: int, answer: str) -> HttpResponse:
    return HttpResponse(answer, status=status, content_type="application/json", headers={"Idempotent-Replayed": "true"})


def _refuse(status: int, code: str, words: str) -> HttpResponse:
    return JsonResponse({"detail": words, "code": code}, status=status)


def _digest(request: HttpRequest) -> str:
    """What stands for the content: method, address and body; the parts of a form, whatever its boundary is."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        found.update(request.body)
        return found.hexdigest()
    for name, values in sorted(request.POST.lists()):
        found.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            found.update(repr((name, file.name, _digest_of_file(file))).encode())
    return found.hexdigest()


def _digest_of_file(file: Any) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()
