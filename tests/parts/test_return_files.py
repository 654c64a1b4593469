"""Photos and PDFs of what goes back: the dealer's beside its request, the manufacturer's beside what it found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.core.errors import Refused
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services
from apps.parts.models import Core, OrderLine, OrderPaper, PartReturn
from apps.parts.paper_files import read_all
from tests.casework.cases import World, build_world
from tests.cast import NOW, Cast
from tests.parts.conftest import Shop, SignIn, sound
from tests.parts.papers import PDF, pdf, photo
from tests.parts.test_returns import WHY, ask, line, looked_at, received, send

__all__ = ["line", "received"]

DAY = timedelta(days=1)


def files_of(case: PartReturn | Core) -> list[tuple[str, str, bool]]:
    """(kind, name, whether of what the manufacturer found) of each file."""
    with system_scope("test: files"):
        return list(case.papers.order_by("id").values_list("kind", "name", "of_finding"))


def test_asked_for_with_photos_and_looked_at_with_others(shop: Shop, line: OrderLine, sign_in: SignIn) -> None:
    dealer, maker = sign_in(shop.cast.dealer_nairobi), sign_in(shop.cast.maker_hanhai)
    new = f"/parts/returns/new/?line={line.pk}"
    assert 'enctype="multipart/form-data"' in sound(dealer.get(new))
    given = {"quantity": "4", "reason": "faulty", "note": WHY, "request_key": "k" * 9}
    refused = dealer.post(new, given | {"paper": pdf("notes.pdf", b"hello")})
    assert refused.status_code == 422 and "notes.pdf" in sound(refused)
    page = dealer.post(new, given | {"photos": [photo(), photo("IMG_0043.jpg", 9)], "paper": pdf()})["Location"]
    with system_scope("test: the return"):
        case = PartReturn.objects.get()
        order = line.order
    asked = [("photo", "IMG_0042.jpg", False), ("photo", "IMG_0043.jpg", False), ("other", "waybill.pdf", False)]
    assert files_of(case) == asked
    now = timezone.now()
    shop.as_maker(
        services.grant_return, partreturn=case, return_number="R 1", payer="maker", note="", at=now,
        send_by=(now + 20 * DAY).date(),
    )  # fmt: skip
    send(shop, case, at=now)
    found = {"found": "4", "finding": "used", "note": "Oil on all of them", "photos": [photo("found.jpg", 77)]}
    assert maker.post(f"{page}receive/", found | {"version": 3}).status_code == 302
    assert files_of(case) == [*asked, ("photo", "found.jpg", True)]
    for firm in (shop.cast.dealer_nairobi, shop.cast.maker_hanhai, shop.cast.regulator_ke):
        browser = sign_in(firm)
        shown = sound(browser.get(page))
        assert shown.index("Photos and papers of the dealer") < shown.index("What the manufacturer found")
        with system_scope("test: addresses"):
            places = [paper.get_absolute_url() for paper in OrderPaper.objects.select_related("order")]
        assert all(place in shown and place.startswith(order.get_absolute_url()) for place in places)
        assert browser.get(places[2]).getvalue() == PDF
    for firm in (shop.cast.maker_lanting, shop.cast.regulator_kz):
        assert sign_in(firm).get(places[0]).status_code == 404


def test_more_of_them_while_nothing_is_decided(shop: Shop, line: OrderLine) -> None:
    case = ask(shop, line)
    new = read_all([photo(), photo()], field="photos")
    for _ in range(2):
        case = shop.as_dealer(services.attach_to_return, partreturn=case, files=new, at=NOW + DAY, key="one")
    assert files_of(case) == [("photo", "IMG_0042.jpg", False)]
    with pytest.raises(Refused, match="at least one photo"):
        shop.as_dealer(services.attach_to_return, partreturn=case, files=[], at=NOW + DAY)
    # The manufacturer shows what it found, and nothing before anything came.
    with pytest.raises(Refused), transaction.atomic():
        shop.as_maker(services.attach_to_return, partreturn=case, files=new, at=NOW + DAY)
    with pytest.raises(PermissionDenied), acting_as(shop.cast.scope(shop.cast.regulator_ke)):
        services.attach_to_return(partreturn=case, files=new, at=NOW, by=shop.cast.actor(shop.cast.regulator_ke))


def test_what_the_dealer_shows_ends_when_the_parts_have_come(shop: Shop, line: OrderLine) -> None:
    case = looked_at(shop, line, finding="damaged")
    late = read_all([pdf()], field="photos")
    with pytest.raises(Refused), transaction.atomic():
        shop.as_dealer(services.attach_to_return, partreturn=case, files=late, at=NOW + 10 * DAY)
    case = shop.as_maker(services.attach_to_return, partreturn=case, files=late, at=NOW + 10 * DAY)
    assert files_of(case) == [("other", "waybill.pdf", True)]


def test_over_the_api_files_go_along(shop: Shop, line: OrderLine, sign_in: SignIn) -> None:
    dealer, maker = sign_in(shop.cast.dealer_nairobi), sign_in(shop.cast.maker_hanhai)
    asked: dict[str, Any] = {"line": line.pk, "quantity": 2, "reason": "wrong", "request_key": "0123456789"}
    made = dealer.post("/api/v1/part-returns/", asked | {"files": [photo(), pdf()]}).json()
    assert [(row["kind"], row["of_finding"]) for row in made["papers"]] == [("photo", False), ("other", False)]
    again = dealer.post("/api/v1/part-returns/", asked | {"files": [photo(), pdf()]}).json()
    assert again["number"] == made["number"]
    other = dealer.post("/api/v1/part-returns/", asked | {"files": [pdf()]})
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    where = f"/api/v1/part-returns/{made['number']}/"
    more = dealer.post(f"{where}attach/", {"files": photo("more.jpg", 3)})
    assert [row["name"] for row in more.json()["papers"]][-1] == "more.jpg"
    assert maker.post(f"{where}attach/", {"files": photo()}).status_code == 409
    paper = f"/api/v1/orders/{made['order']}/papers/{made['papers'][1]['id']}/"
    assert maker.get(paper).getvalue() == PDF


@pytest.fixture
def world(cast: Cast) -> World:
    return build_world(cast)


def test_cores_are_shown_when_they_leave_and_when_they_are_not_accepted(world: World, sign_in: SignIn) -> None:
    case, cast = world.core(), world.cast
    dealer, maker = sign_in(cast.dealer_nairobi), sign_in(cast.maker_hanhai)
    page = f"/parts/cores/{case.number}/"
    sent = {"quantity": "3", "tracking": "KX 1", "version": "1", "photos": photo()}
    assert dealer.post(f"{page}send/", sent).status_code == 302
    refused = {"refusal": "damaged", "note": "The housing is cracked through", "files": [photo("crack.jpg", 8)]}
    answer = maker.post(f"/api/v1/cores/{case.number}/refuse/", refused)
    assert [(row["name"], row["of_finding"]) for row in answer.json()["papers"]] == [
        ("IMG_0042.jpg", False),
        ("crack.jpg", True),
    ]
    assert "What the manufacturer found" in sound(dealer.get(page))
    with system_scope("test: of what was left nothing was sent"):
        rest = Core.objects.get(status="owed", line=case.line_id)
    assert files_of(rest) == []


def test_a_file_belongs_to_one_thing(shop: Shop, line: OrderLine) -> None:
    case = ask(shop, line, files=read_all([pdf()], field="f"))
    with system_scope("test: beside two things"):
        paper = case.papers.get()
        for more in ({"line_id": line.pk}, {"partreturn_id": None}):
            row = OrderPaper(**{**_columns(paper), **more})
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save(force_insert=True)


def _columns(paper: OrderPaper) -> dict[str, Any]:
    columns = {field.attname: getattr(paper, field.attname) for field in paper._meta.concrete_fields}
    return {**columns, "id": None, "sha256": "0" * 64}
