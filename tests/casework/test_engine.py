"""What the engine refuses and how it says so; what it writes down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from apps.casework.books import close
from apps.casework.kinds import kind_named, kinds
from apps.casework.models import ActorRecord, StepKey
from apps.casework.steps import Step, TransitionNotAllowed, resolved
from apps.core.errors import Conflict, Refused
from apps.notifications.catalogue import entries
from apps.notifications.models import OutboxEvent
from apps.organizations.models import ApiKey
from apps.organizations.scope import Actor, Side, acting_as, system_scope
from apps.organizations.services import create_key
from tests.casework.cases import DAY, FUTURE, TEXT, World
from tests.cast import NOW

ROOT = Path(__file__).resolve().parents[2]
PICTURES = {"claim": "claims.md", "order": "parts.md", "flag": "casework.md", "rule": "duties.md"}
PICTURES |= {"letter": "letters.md", "objection": "disputes.md", "escalation": "disputes.md"}
PICTURES |= {"registration": "vehicles.md", "licence": "exports.md", "finding": "exports.md", "conduct": "exports.md"}
PICTURES |= {"recall": "recalls.md", "plan": "warranty.md", "booking": "workshop.md", "transfer": "parts.md"}
PICTURES |= {"stocktake": "parts.md", "partrequest": "parts.md"}
PICTURES |= {"partreturn": "parts.md", "core": "parts.md"}
PICTURES |= {"estimate": "settlements.md", "settlement": "settlements.md"}
PICTURES |= dict.fromkeys(("invitation", "membership", "appointment"), "network.md")
KINDS = [kind.name for kind in kinds()]


def event_of(case: Any, verb: str) -> Any:
    with system_scope("test: an event"):
        return case.events.select_related("actor").get(kind=verb)


def test_the_event_names_who_acted_when_it_happened_and_when_it_was_recorded(world: World) -> None:
    claim = world.claim()
    world.take(claim, "respond", "dealer_nairobi", NOW + DAY)
    event = event_of(claim, "respond")
    person = world.cast.staff[world.cast.dealer_nairobi.pk]
    assert (event.actor.kind, event.actor.user_id, event.actor.organization_name) == (
        "person", person.pk, "Savanna Motors",
    )  # fmt: skip
    assert (event.happened_at, event.recorded_at, event.by_name) == (NOW + DAY, NOW + DAY, "Savanna Motors")


def test_what_is_told_after_the_books_were_closed_is_recorded_after_it(world: World) -> None:
    claim = world.claim()
    with system_scope("test: close the books"):
        close(world.cast.maker_hanhai.pk, NOW + 3 * DAY)
    world.take(claim, "respond", "dealer_nairobi", NOW + DAY)
    event = event_of(claim, "respond")
    assert event.happened_at == NOW + DAY
    assert event.recorded_at > NOW + 3 * DAY


def test_a_new_name_leaves_the_record_true(world: World) -> None:
    flag = world.flag()
    world.take(flag, "acknowledge", "regulator_ke", NOW + DAY)
    renamed = replace(world.actor("regulator_ke"), name="Grace Wanjiru", role="admin")
    world.take(flag, "comment", "regulator_ke", NOW + 2 * DAY, by=renamed)
    first, second = event_of(flag, "acknowledge"), event_of(flag, "comment")
    assert (first.actor.name, second.actor.name) == ("Vehicle Service Board of Kenya staff", "Grace Wanjiru")
    assert first.actor.user_id == second.actor.user_id


@pytest.mark.parametrize("name", KINDS)
def test_a_moment_in_the_future_or_before_the_case_is_refused_in_words(name: str, world: World) -> None:
    case = world.make(name)
    seen = case.version
    verb, who = {
        "claim": ("respond", "dealer_nairobi"),
        "objection": ("reject", "maker_hanhai"),
        "escalation": ("take_up", "regulator_ke"),
        "order": ("submit", "dealer_nairobi"),
        "flag": ("acknowledge", "regulator_ke"),
        "rule": ("withdraw", "authority"),
        "invitation": ("accept", "amina"),
        "membership": ("leave", "amina"),
        "appointment": ("end", "maker_hanhai"),
        "registration": ("verify", "dealer_nairobi"),
        "licence": ("withdraw", "authority"),
        "finding": ("explain", "maker_hanhai"),
        "recall": ("publish", "maker_hanhai"),
        "letter": ("revoke", "maker_hanhai"),
        "conduct": ("appeal", "maker_hanhai"),
        "plan": ("publish", "maker_hanhai"),
        "booking": ("accept", "amina"),
        "transfer": ("receive", "dealer_nairobi"),
        "partrequest": ("withdraw", "dealer_nairobi"),
        "stocktake": ("drop", "dealer_nairobi"),
        "partreturn": ("withdraw", "dealer_nairobi"),
        "core": ("send", "dealer_nairobi"),
        "estimate": ("ask", "dealer_nairobi"),
        "settlement": ("submit", "dealer_nairobi"),
    }[name]
    for at, code, words in ((FUTURE, "in_the_future", "2999"), (NOW - DAY, "before_it_began", case.number)):
        with pytest.raises(Refused, match=words) as told:
            world.take(case, verb, who, at)
        assert told.value.code == code
    with system_scope("test"):
        case.refresh_from_db()
        assert case.version == seen
        assert not case.events.filter(kind=verb).exists()


def test_a_viewer_a_stranger_and_a_revoked_key_are_refused(world: World) -> None:
    claim, cast = world.claim(), world.cast
    dealer = world.actor("dealer_nairobi")
    with pytest.raises(PermissionDenied):
        world.take(claim, "respond", "dealer_nairobi", NOW + DAY, by=replace(dealer, role="viewer"))
    with pytest.raises(PermissionDenied):
        world.take(claim, "respond", "dealer_almaty", NOW + DAY)
    cast.make_admin(cast.dealer_nairobi)
    with acting_as(cast.scope(cast.dealer_nairobi)):
        row, _secret = create_key(name="erp", may_write=True, by=replace(dealer, role="admin"), at=NOW)
    key = replace(dealer, user_id=None, key_id=row.pk, name="erp")
    world.take(claim, "respond", "dealer_nairobi", NOW + DAY, by=key)
    assert event_of(claim, "respond").actor.kind == ActorRecord.Kind.KEY
    with system_scope("test: revoke"):
        ApiKey.objects.filter(pk=row.pk).update(revoked_at=NOW + DAY)
    with pytest.raises(PermissionDenied, match="revoked"):
        world.take(claim, "start_repair", "dealer_nairobi", NOW + 2 * DAY, by=key)


def test_the_same_key_is_the_same_step_and_another_content_is_told(world: World) -> None:
    claim = world.claim()
    for _ in range(2):
        answered = world.take(claim, "respond", "dealer_nairobi", NOW + DAY, key="k-1", version=1)
        assert (answered.status, answered.version) == ("responded", 2)
    with pytest.raises(Conflict, match="k-1") as told:
        world.take(claim, "respond", "dealer_nairobi", NOW + DAY, key="k-1", given={"message": "Bring it on Friday"})
    assert told.value.code == "key_reused"
    # Somebody else's key of the same letters is another key.
    world.take(claim, "message", "amina", NOW + DAY, key="k-1")
    with system_scope("test"):
        assert claim.events.filter(kind="respond").count() == 1


def test_a_refused_step_leaves_its_key_free(world: World) -> None:
    claim = world.claim()
    little = {"reason": "wear", "explanation": "no"}
    with pytest.raises(Refused):
        world.take(claim, "propose_denial", "dealer_nairobi", NOW + DAY, key="k-2", given=little)
    with system_scope("test"):
        assert not StepKey.objects.filter(kind="claim").exists()
    assert world.take(claim, "propose_denial", "dealer_nairobi", NOW + DAY, key="k-2").status == "proposed"


def test_who_is_late_is_told_by_whom_and_what_it_is_now(world: World) -> None:
    claim = world.claim()
    world.take(claim, "respond", "dealer_nairobi", NOW + DAY)
    with pytest.raises(TransitionNotAllowed, match=r"“Answered” now .Savanna Motors acted last"):
        world.take(claim, "respond", "dealer_nairobi", NOW + DAY)
    with pytest.raises(Conflict, match=r"Savanna Motors acted on .* meanwhile: it is “Answered” now"):
        world.take(claim, "withdraw", "amina", NOW + DAY, version=1)


def test_roles_of_a_row_narrow_who_may() -> None:
    step = Step("sign", "Sign", ("open",), "", (Side.REGULATOR,), words="Signed", roles=("admin",))
    assert step.may(Actor(Side.REGULATOR, "Grace", role="admin"))
    assert not step.may(Actor(Side.REGULATOR, "Grace", role="staff"))


def test_what_cannot_be_taken_back_is_asked_again(world: World, client: Any) -> None:
    claim = world.claim()
    client.force_login(world.cast.amina, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(f"/claims/{claim.number}/withdraw/", {"withdraw-note": ""})
    assert page.status_code == 422
    assert "the repair is no longer owed" in page.content.decode()
    assert client.post(f"/claims/{claim.number}/withdraw/", {"withdraw-sure": "on"}).status_code == 302


def test_a_form_sent_twice_is_one_step(world: World, client: Any) -> None:
    claim = world.claim()
    client.force_login(
        world.cast.staff[world.cast.dealer_nairobi.pk], backend="django.contrib.auth.backends.ModelBackend"
    )
    form = {"respond-message": "Bring it on Monday", "respond-version": "1", "respond-key": "0f0f-1"}
    for _ in range(2):
        assert client.post(f"/claims/{claim.number}/respond/", form).status_code == 302
    other = client.post(f"/claims/{claim.number}/respond/", {**form, "respond-message": "Bring it on Friday"})
    assert other.status_code == 409
    assert "was used for another step" in other.content.decode()


def test_the_api_answers_the_same_key_alike(world: World, client: Any) -> None:
    claim = world.claim()
    client.force_login(
        world.cast.staff[world.cast.dealer_nairobi.pk], backend="django.contrib.auth.backends.ModelBackend"
    )
    url, body = f"/api/v1/claims/{claim.number}/respond/", {"message": "Bring it", "version": 1, "key": "k-9"}
    first, second = (client.post(url, body, content_type="application/json") for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    other = client.post(url, {**body, "message": "Bring it soon"}, content_type="application/json")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


def test_every_step_can_be_told_and_taken() -> None:
    for kind in kinds():
        for step in kind.steps:
            assert str(step.label)
            assert str(step.words)
            for dotted in (step.service, step.form, step.data, step.effect):
                assert not dotted or callable(resolved(dotted))
            for notice in step.notices:
                assert notice.text in {entry.text for entry in entries(f"{kind.name}.{step.topic}")}


@pytest.mark.parametrize("name", KINDS)
def test_the_picture_in_the_documentation_is_the_table(name: str) -> None:
    assert kind_named(name).picture() in (ROOT / "docs" / PICTURES[name]).read_text("utf-8")


def test_the_timeline_speaks_the_readers_language() -> None:
    kind = kind_named("claim")
    assert kind.words("part_promised", {"promised_on": "2026-03-10"}).endswith("10 March 2026")
    assert kind.words("of an older release", {}) == "of an older release"
    with translation.override("zh-hans"):
        assert kind.words("respond", {}) != "The workshop answered"
        assert entries("claim.respond")[0].say({"number": "C-1"}) == "维修站已答复您的请求 C-1"


def test_a_step_is_never_before_the_last_one(world: World) -> None:
    claim = world.claim()
    world.take(claim, "respond", "dealer_nairobi", NOW + 2 * DAY)
    world.take(claim, "message", "amina", NOW + DAY, given={"message": TEXT})
    assert event_of(claim, "message").happened_at == NOW + 2 * DAY
    assert timezone.now() - NOW > timedelta(days=30), "the tests' present lies in the past of every machine"


def test_a_step_may_be_taken_the_moment_its_case_began(world: World) -> None:
    claim = world.claim()
    world.take(claim, "message", "amina", claim.filed_at, given={"message": TEXT})
    assert event_of(claim, "message").happened_at == claim.filed_at


def test_a_step_is_told_as_its_table_says(world: World) -> None:
    """One event of the step's topic for the outbox; none for a step that nobody is told of."""

    def topics() -> set[str]:
        with system_scope("test"):
            return set(OutboxEvent.objects.values_list("topic", flat=True))

    claim, order = world.claim(), world.order()
    before = topics()
    assert kind_named("order").rows("cancel")[0].topic is None, "a draft is nobody else's business"
    world.take(order, "cancel", "dealer_nairobi", NOW + DAY)
    assert topics() == before
    world.take(claim, "respond", "dealer_nairobi", NOW + DAY)
    assert "claim.respond" in topics() - before


def test_what_is_allowed_stands_in_the_order_of_the_table(world: World) -> None:
    claim, dealer = world.claim(), world.actor("dealer_nairobi")
    with acting_as(world.cast.scope(world.cast.dealer_nairobi)):
        found = [step.verb for step in kind_named("claim").allowed(claim, dealer)]
    order = list(dict.fromkeys(step.verb for step in kind_named("claim").steps))
    assert len(found) > 2
    assert found == [verb for verb in order if verb in found]


@pytest.mark.parametrize("name", KINDS)
def test_a_service_takes_the_version_that_its_step_holds_against_it(name: str) -> None:
    """Whoever tries any step of any case is refused in words, not by an error of the programme."""
    for step in kind_named(name).steps:
        if step.service:
            taken = signature(resolved(step.service)).parameters
            assert ("version" in taken) == step.versioned, (name, step.verb)
            assert {name, "by", "at", "key"} <= {*taken}, (name, step.verb)
