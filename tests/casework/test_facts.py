"""Every version of a recorded row stays, and any moment can be asked again."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from apps.casework import books
from apps.casework.facts import as_known
from apps.casework.facts.apply import keep_facts
from apps.casework.facts.registry import recorded_tables
from apps.duties import names, services
from apps.duties.models import Clock
from apps.organizations.models import ServicePoint
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast

DAY = timedelta(days=1)


def start(cast: Cast, subject: int = 1) -> Clock:
    sides = {"owner_id": cast.amina.pk, "dealer_id": cast.dealer_nairobi.pk, "manufacturer_id": cast.maker_hanhai.pk}
    return services.start_clock(
        obligation=names.REPAIR,
        subject_kind=Clock.Subject.CLAIM,
        subject_id=subject,
        subject_label=f"C-{subject}",
        sides={**sides, "country": "KE"},
        at=NOW,
    )


def test_a_past_moment_is_seen_as_it_was_known(cast: Cast) -> None:
    with system_scope("test"):
        clock = start(cast)
        services.stop_clock(clock, at=NOW + 2 * DAY)
        with as_known(NOW + DAY):
            assert Clock.objects.get(pk=clock.pk).stopped_at is None
        with as_known(NOW - DAY):
            assert not Clock.objects.exists()
        with as_known(NOW + 2 * DAY):
            assert Clock.objects.get(pk=clock.pk).stopped_at == NOW + 2 * DAY
        assert Clock.objects.get(pk=clock.pk).stopped_at == NOW + 2 * DAY


def test_looking_back_shows_nobody_more_than_their_own(cast: Cast) -> None:
    with system_scope("test"):
        start(cast)
    own = [cast.amina, cast.dealer_nairobi, cast.maker_hanhai, cast.regulator_ke, cast.authority]
    strangers = [cast.boris, cast.dealer_almaty, cast.maker_lanting, cast.regulator_kz]
    for who in [*own, *strangers]:
        with acting_as(cast.scope(who)), as_known(NOW + DAY):
            assert Clock.objects.count() == (who in own), who


def test_nothing_is_written_into_the_past(cast: Cast) -> None:
    with system_scope("test"):
        clock = start(cast)
        with pytest.raises(DatabaseError), transaction.atomic(), as_known(NOW + DAY):
            clock.save()


def test_a_fact_told_late_is_recorded_after_the_closing_that_did_not_know_it(cast: Cast) -> None:
    """Whatever a machine's clock says: what was known at a closing is known for ever."""
    maker = cast.maker_hanhai.pk
    with system_scope("test"):
        clock = start(cast)
        known = books.close(maker, NOW + 3 * DAY)
        services.stop_clock(clock, at=NOW + DAY)  # its machine is two days behind
        with as_known(known):
            assert Clock.objects.get(pk=clock.pk).stopped_at is None
        with as_known(known + timedelta(seconds=1)):
            assert Clock.objects.get(pk=clock.pk).stopped_at == NOW + DAY
        assert books.close(maker, NOW + 2 * DAY) > known, "knowledge never shrinks"


def test_a_row_taken_away_is_still_known(cast: Cast) -> None:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        books.recorded_at(None, NOW, "close_point")
        with system_scope("test"):  # no side takes one away
            ServicePoint.objects.filter(dealer=cast.dealer_nairobi).delete()
        assert not ServicePoint.objects.filter(dealer=cast.dealer_nairobi).exists()
        with as_known(NOW - DAY):
            assert ServicePoint.objects.filter(dealer=cast.dealer_nairobi).count() == 1


@pytest.mark.django_db(databases=["default", "owner"])
def test_applying_twice_changes_nothing() -> None:
    triggers = "SELECT count(*), max(xmin::text::bigint) FROM pg_trigger WHERE tgname LIKE 'facts_%%'"
    with connections["owner"].cursor() as cursor:
        cursor.execute(triggers)
        before = cursor.fetchone()
        keep_facts(using="owner")
        cursor.execute(triggers)
        assert cursor.fetchone() == before
    assert before[0] == 3 * len(recorded_tables())


def test_facts_check_is_content_and_then_tells_the_row(cast: Cast) -> None:
    with system_scope("test"):
        clock = start(cast)
    out, err = StringIO(), StringIO()
    call_command("facts", "check", stdout=out)
    assert f"{len(recorded_tables())} tables are as recorded" in out.getvalue()
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute("UPDATE duties_clock SET stopped_at = %s WHERE id = %s", [NOW + DAY, clock.pk])
    with pytest.raises(SystemExit) as stop:
        call_command("facts", "check", stderr=err)
    assert stop.value.code == 1
    assert f"duties_clock {clock.pk}: stopped_at is not the end of its last interval" in err.getvalue()
