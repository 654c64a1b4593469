"""A rule is drafted by one person, published by another, holds from a later day, and leaves the past alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from apps.core.errors import Conflict, Refused
from apps.duties import rules, services
from apps.duties.impact import impact_of
from apps.duties.models import Clock, ObligationVersion, RuleChange, RuleEvent
from apps.duties.proposals import Proposal
from apps.duties.selectors import version_in_force
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW, Cast
from tests.duties.changes import HOLIDAY, RAMADAN, VERSION, chen, draft, publish, published, second_person, withdraw

DAY = timedelta(days=1)


def events(change: RuleChange) -> list[str]:
    with system_scope("tests"):
        return list(change.events.values_list("kind", flat=True))


def start(cast: Cast, subject: int = 1, country: str = "KE", at=NOW, obligation: str = "repair") -> Clock:
    sides = {"dealer_id": cast.dealer_nairobi.pk, "manufacturer_id": cast.maker_hanhai.pk, "country": country}
    with system_scope("tests: clock"):
        return services.start_clock(
            obligation=obligation, subject_kind="claim", subject_id=subject, subject_label="C-1", sides=sides, at=at
        )


def test_draft_changes_nothing_for_anybody(cast: Cast) -> None:
    change = draft(cast)
    assert version_in_force("repair", country="KE", on=date(2026, 5, 1)).amount == 15
    assert events(change) == ["drafted"]


def test_published_version_holds_from_its_day(cast: Cast) -> None:
    change = published(cast)
    assert version_in_force("repair", country="KE", on=date(2026, 3, 31)).amount == 15
    version = version_in_force("repair", country="KE", on=date(2026, 4, 1))
    assert (version.amount, version.source) == (10, "Notice 7 of 2026, § 2; gazette of 1 March")
    assert version.set_by == "Mei Zhao, Export Licensing Office"
    assert change.made_id == version.pk
    assert events(change) == ["drafted", "publish"]


def test_version_before_ends_where_the_new_one_begins(cast: Cast) -> None:
    published(cast)
    published(cast, at=NOW + DAY, effective_from=date(2026, 6, 1), amount=8)
    with system_scope("tests"):
        ends = ObligationVersion.objects.filter(obligation="repair", country="KE").order_by("effective_from")
        assert list(ends.values_list("amount", "effective_to")) == [(10, date(2026, 6, 1)), (8, None)]
        general = ObligationVersion.objects.get(obligation="repair", country="")
        assert general.effective_to is None


def test_whoever_edited_last_may_not_publish(cast: Cast) -> None:
    change = draft(cast)
    with acting_as(cast.scope(cast.authority)):
        assert not rules.may_publish(change, chen(cast))
        with pytest.raises(Refused, match="second person"):
            publish(change, chen(cast), NOW)
        other = second_person(cast)
        assert rules.may_publish(change, other)
        rules.edit_change(rule=change, proposal=replace(VERSION, amount=11), by=other, at=NOW)
        with pytest.raises(Refused, match="second person"):
            publish(change, other, NOW)
        assert publish(change, chen(cast), NOW).status == "published"


def test_software_drafts_and_a_person_publishes(cast: Cast) -> None:
    change = draft(cast)
    key = replace(chen(cast), user_id=None, name="Register")
    with acting_as(cast.scope(cast.authority)), pytest.raises(Refused, match="person publishes"):
        publish(change, key, NOW)


def test_edit_says_what_became_what(cast: Cast) -> None:
    change = draft(cast)
    with acting_as(cast.scope(cast.authority)):
        edited = rules.edit_change(
            rule=change, proposal=replace(VERSION, amount=12, effective_from=date(2026, 5, 1)), by=chen(cast), at=NOW
        )
    assert edited.version == 2
    with system_scope("tests"):
        last = RuleEvent.objects.filter(rule=change, kind="edit").get()
    assert last.values == {"amount": [10, 12], "effective_from": ["2026-04-01", "2026-05-01"]}


@pytest.mark.parametrize("day", [date(2026, 3, 4), date(2026, 3, 3), date(1990, 1, 1)])
def test_change_takes_effect_from_a_later_day_only(cast: Cast, day: date) -> None:
    with pytest.raises(Refused, match="later day") as refused:
        draft(cast, effective_from=day)
    assert refused.value.field == "effective_from"


def test_draft_whose_day_has_come_cannot_be_published(cast: Cast) -> None:
    change = draft(cast)
    with acting_as(cast.scope(cast.authority)), pytest.raises(Refused, match="later day"):
        publish(change, second_person(cast), NOW + 28 * DAY)
    assert version_in_force("repair", country="KE", on=date(2026, 5, 1)).amount == 15


def test_today_is_that_of_the_place(cast: Cast) -> None:
    # At 22:00 UTC the 5th has begun in Nairobi; for all countries it has begun somewhere since 10:00.
    evening = NOW.replace(hour=22)
    with pytest.raises(Refused, match="later day"):
        draft(cast, at=evening, effective_from=date(2026, 3, 5))
    assert draft(cast, effective_from=date(2026, 3, 5)).number
    with pytest.raises(Refused, match="later day"):
        draft(cast, at=NOW.replace(hour=11), country="", effective_from=date(2026, 3, 5))


def test_published_change_is_never_edited_or_withdrawn(cast: Cast) -> None:
    change = published(cast)
    with acting_as(cast.scope(cast.authority)):
        for act in (
            lambda: rules.edit_change(rule=change, proposal=VERSION, by=chen(cast), at=NOW),
            lambda: publish(change, second_person(cast), NOW),
            lambda: withdraw(change, chen(cast), "a mistake"),
        ):
            with pytest.raises(Conflict, match="is not possible"):
                act()


def test_day_before_a_published_version_is_refused(cast: Cast) -> None:
    published(cast)
    with pytest.raises(Refused, match="published already"):
        draft(cast, effective_from=date(2026, 3, 20))


def test_two_drafts_of_one_day_are_not_both_published(cast: Cast) -> None:
    first, second = draft(cast), draft(cast, amount=9)
    with acting_as(cast.scope(cast.authority)):
        publish(first, second_person(cast), NOW)
        with pytest.raises(Refused, match="published already"):
            publish(second, second_person(cast), NOW)


def test_withdrawal_needs_grounds_and_stays_on_record(cast: Cast) -> None:
    change = draft(cast)
    with acting_as(cast.scope(cast.authority)):
        with pytest.raises(Refused) as refused:
            withdraw(change, chen(cast), " ")
        assert refused.value.field == "note"
        withdraw(change, chen(cast), "Superseded by the law")
    assert events(change) == ["drafted", "withdraw"]


def test_somebody_acted_meanwhile(cast: Cast) -> None:
    change = draft(cast)
    with acting_as(cast.scope(cast.authority)):
        rules.edit_change(rule=change, proposal=replace(VERSION, amount=12), by=chen(cast), at=NOW, version=1)
        with pytest.raises(Conflict, match="meanwhile"):
            publish(change, second_person(cast), NOW, version=1)


def test_others_make_no_rules(cast: Cast) -> None:
    for who in (cast.regulator_ke, cast.maker_hanhai, cast.dealer_nairobi, cast.amina):
        with acting_as(cast.scope(who)):
            with pytest.raises(PermissionDenied):
                rules.draft_change(proposal=VERSION, by=cast.actor(who), at=NOW)
            draft_seen = RuleChange.objects.count()
        assert draft_seen == 0
    viewer = replace(chen(cast), role="viewer")
    with acting_as(cast.scope(cast.authority)), pytest.raises(PermissionDenied):
        rules.draft_change(proposal=VERSION, by=viewer, at=NOW)


def test_drafts_are_hidden_from_everybody_else(cast: Cast) -> None:
    draft(cast)
    for who in (cast.regulator_ke, cast.maker_hanhai, cast.amina):
        with acting_as(cast.scope(who)):
            assert not RuleChange.objects.exists()
            assert not RuleEvent.objects.exists()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("amount", {"amount": 0}),
        ("amount", {"unit": "fortnights"}),
        ("target_share", {"target_share": VERSION.target_share * 100}),
        ("basis", {"basis": "rumour"}),
        ("obligation", {"obligation_id": None}),
        ("country", {"country": "XX"}),
        ("reason", {"reason": " "}),
        ("instrument", {"instrument": "?"}),
        ("effective_from", {"effective_from": date(2926, 4, 1)}),
        ("effective_to", {"effective_to": date(2026, 5, 1)}),
    ],
)
def test_version_that_cannot_be_is_refused_at_its_field(cast: Cast, field: str, values: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        draft(cast, **values)
    assert refused.value.field == field
    with system_scope("tests"):
        assert not RuleChange.objects.exists()


@pytest.mark.parametrize(
    ("field", "proposal", "values"),
    [
        ("country", HOLIDAY, {"country": ""}),
        ("name", HOLIDAY, {"name": " "}),
        ("effective_to", HOLIDAY, {"effective_to": date(2026, 3, 5)}),
        ("effective_to", HOLIDAY, {"effective_to": date(2026, 9, 1)}),
        ("shifts", HOLIDAY, {"kind": "hours"}),
        ("shifts", HOLIDAY, {"kind": "hours", "shifts": [["13:00", "09:00"]]}),
        ("shifts", HOLIDAY, {"kind": "hours", "shifts": [["9", "x"]]}),
        ("shifts", RAMADAN, {"shifts": [[]] * 7}),
        ("shifts", RAMADAN, {"shifts": [[["10:00", "16:00"]]] * 6}),
    ],
)
def test_calendar_that_cannot_be_is_refused_at_its_field(
    cast: Cast, field: str, proposal: Proposal, values: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refused:
        draft(cast, proposal, **values)
    assert refused.value.field == field


def test_running_clock_keeps_the_version_it_began_under(cast: Cast) -> None:
    clock = start(cast)
    published(cast)
    with system_scope("tests"):
        services.pause_clock(clock, reason="waiting_for_owner", party="owner", at=NOW + DAY)
        after = services.resume_clock(clock, reason="back", at=NOW + 40 * DAY)
        assert after.version.amount == 15
    assert start(cast, subject=2, at=NOW + 40 * DAY).version.amount == 10


def test_only_a_duty_that_raises_no_flag_may_be_owed_in_every_case(cast: Cast) -> None:
    with pytest.raises(Refused, match="share between 0 and 1"):
        draft(cast, target_share=None)
    change = published(cast, obligation_id="legal_limit", target_share=None, basis="law", unit="calendar_days")
    assert change.made is not None
    assert (change.made.target_share, change.made.amount) == (None, 10)


def test_impact_counts_running_and_recent_clocks_by_country(cast: Cast) -> None:
    start(cast, 1)
    start(cast, 2, at=NOW - 100 * DAY)
    start(cast, 3, country="KZ")
    start(cast, 4, country="BR")
    start(cast, 5, obligation="first_response")
    with system_scope("tests"):
        services.stop_clocks("claim", 3, at=NOW)
    mine = impact_of_draft(cast, draft(cast))
    assert [(row.country, row.running, row.recent) for row in mine.countries] == [("KE", 2, 1)]
    assert mine.ends is None
    published(cast, country="BR", effective_from=date(2026, 3, 10))
    everywhere = impact_of_draft(cast, draft(cast, country=""))
    # Brazil has a rule of its own by then.
    assert [(row.country, row.running, row.recent) for row in everywhere.countries] == [("KE", 2, 1), ("KZ", 0, 1)]
    assert everywhere.ends is not None
    assert everywhere.ends.amount == 15


def impact_of_draft(cast: Cast, change: RuleChange):
    with acting_as(cast.scope(cast.authority)):
        return impact_of(change, at=NOW)
