"""The registry in its table."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from apps.organizations.scope import system_scope
from apps.vehicles.models import Wmi
from apps.vehicles.wmi import read_registry


@pytest.mark.django_db
def test_loading_twice_gives_the_registry_and_nothing_else() -> None:
    with system_scope("test"):
        Wmi.objects.create(code="ZZZ", maker="Gone", source="-", confidence="low")
    for _twice in range(2):
        call_command("wmi_load", verbosity=0)
    rows = {row.code: row.maker for row in read_registry()}
    assert dict(Wmi.objects.values_list("code", "maker")) == rows
