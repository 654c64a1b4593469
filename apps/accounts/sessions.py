"""Where somebody is signed in: seen by them, and ended by them. A session is one browser until it signs out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.core.clients import client_address

#: In the session: when its last look was noted. A note with every request would be a write with every request.
SESSION_KEY = "seen_at"
NOTED_EVERY = timedelta(minutes=5)

_BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("WeChat", r"\bMicroMessenger/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"(?:Chrome|CriOS|Chromium)/"),
    ("Safari", r"\bSafari/"),
)
_SYSTEMS = (
    ("HarmonyOS", r"HarmonyOS|OpenHarmony"),
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)


def device_name(user_agent: str) -> str:
    """“Firefox · Windows” of what a browser says of itself, in our words alone; empty for what is unknown."""
    found = (next((name for name, sign in known if re.search(sign, user_agent)), "") for known in (_BROWSERS, _SYSTEMS))
    return " · ".join(filter(None, found))


def note(request: HttpRequest, *, at: datetime) -> None:
    """Note that a signed-in browser was here, at most every five minutes."""
    last = request.session.get(SESSION_KEY)
    if last is not None and at.timestamp() - last < NOTED_EVERY.total_seconds():
        return
    request.session[SESSION_KEY] = int(at.timestamp())
    if request.session.session_key is None:
        request.session.save()
    seen = {
        "user": request.user,
        "ip": client_address(request),
        "user_agent": request.headers.get("User-Agent", "")[:200],
        "last_seen_at": at,
    }
    UserSession.objects.update_or_create(
        session_key=request.session.session_key, defaults=seen, create_defaults={**seen, "created_at": at}
    )


def of_person(user_id: int, *, at: datetime) -> QuerySet[UserSession]:
    """The sessions with which somebody is signed in, last seen first (1 query, index of user)."""
    living = Session.objects.filter(expire_date__gt=at).values("session_key")
    rows: QuerySet[UserSession] = UserSession.objects.filter(user_id=user_id, session_key__in=living)
    return rows.order_by("-last_seen_at", "-pk")


def over() -> QuerySet[UserSession]:
    """What is left of sessions that are no more."""
    rows: QuerySet[UserSession] = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return rows


@transaction.atomic
def end(user_id: int, *, only: int | None = None, but: str | None = None) -> int:
    """End one session of a person, or all of them except the one with the key ``but``; returns how many.

    Somebody else's session is not found, and stays.
    """
    rows = UserSession.objects.filter(user_id=user_id).exclude(session_key=but)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)
