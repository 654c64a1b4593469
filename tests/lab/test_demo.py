"""The demo: somebody at every desk, something on it, and only once."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db.models import F

from apps.claims.models import Claim
from apps.duties.models import Clock, RuleChange
from apps.lab.demo.people import logins
from apps.organizations.models import Organization
from apps.organizations.scope import system_scope


def test_the_demo_makes_every_desk_alive_and_only_once(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    call_command("demo", "--clocks", "6000", stdout=StringIO())
    with system_scope("test"):
        owner_claims = Claim.objects.filter(owner__email="owner@demo.example")
        assert sorted(owner_claims.values_list("status", flat=True)) == [
            "closed", "denied", "denied", "in_repair", "proposed",
        ]  # fmt: skip
        assert owner_claims.filter(waiting_for="manufacturer").count() == 2
        assert Organization.objects.filter(kind="regulator").count() == 2
        changes = sorted(RuleChange.objects.values_list("kind", "status"))
        assert changes == [("obligation", "draft"), ("obligation", "published"), ("week", "published")]
        late = Clock.objects.filter(stopped_at=None, due_at__lt=F("started_at") + timedelta(days=9999))
        assert late.exists()
        before = Claim.objects.count()
    call_command("demo", "--if-empty", stdout=StringIO())
    with system_scope("test"):
        assert Claim.objects.count() == before
    assert len(logins()) == 7
    assert (tmp_path / "demo_logins.json").stat().st_mode & 0o077 == 0
