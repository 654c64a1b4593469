"""Photos beside reports and papers of consignments: cleaned, added, never replaced, read by the order's sides."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from PIL import Image

from apps.core.errors import Conflict, Refused
from apps.organizations.scope import acting_as, system_scope
from apps.parts import services
from apps.parts.models import Consignment, OrderPaper, PartsOrder
from apps.parts.paper_files import MOST_AT_ONCE, read_all
from tests.cast import NOW
from tests.parts.conftest import Shop, SignIn, sound
from tests.parts.papers import PDF, pdf, photo
from tests.parts.test_api import Keyed
from tests.parts.test_problems import TOLD, ordered_line, piece, report, sent

DAY = timedelta(days=1)


def papers_of(shop: Shop, order: PartsOrder) -> list[tuple[str, str]]:
    with system_scope("test"):
        return list(OrderPaper.objects.filter(order=order).order_by("id").values_list("kind", "name"))


def test_a_report_with_photos_from_a_phone(shop: Shop, sign_in: SignIn) -> None:
    order = sent(shop, 5)
    line = piece(order, "dispatched").pk
    dealer = sign_in(shop.cast.dealer_nairobi)
    given = {
        "version": order.version, f"quantity_{line}": "2", "problem": "damaged", "note": TOLD,
        "photos": [photo(), photo("IMG_0043.jpg", 9)], "paper": pdf("../../Waybill (1).pdf"),
    }  # fmt: skip
    answer = dealer.post(f"/parts/orders/{order.number}/report/", given, follow=True)
    assert papers_of(shop, order) == [
        ("photo", "IMG_0042.jpg"), ("photo", "IMG_0043.jpg"), ("other", "Waybill_1.pdf"),
    ]  # fmt: skip
    page = sound(answer)
    for firm in (shop.cast.dealer_nairobi, shop.cast.maker_hanhai, shop.cast.regulator_ke):
        browser = sign_in(firm)
        assert "IMG_0042.jpg" in sound(browser.get(order.get_absolute_url()))
        with acting_as(shop.cast.scope(firm)):
            rows = list(OrderPaper.objects.select_related("order").filter(order=order))
        seen = browser.get(rows[0].get_absolute_url())
        kept = Image.open(io.BytesIO(seen.getvalue()))
        assert (seen["Content-Type"], seen["X-Content-Type-Options"], dict(kept.getexif())) == (
            "image/jpeg",
            "nosniff",
            {},
        )
        assert browser.get(rows[2].get_absolute_url()).getvalue() == PDF
        assert f'src="{rows[0].get_absolute_url()}"' in page
    assert sign_in(shop.cast.maker_lanting).get(rows[0].get_absolute_url()).status_code == 404


def test_more_until_it_is_contested(shop: Shop) -> None:
    order = report(shop, sent(shop, 5))
    failed = piece(order, "reported").pk
    new = read_all([photo(), photo()], field="photos")
    for _ in range(2):  # the same picture is there once
        order = shop.as_dealer(services.attach_papers, order=order, files=new, line=failed, at=NOW + 6 * DAY)
    assert papers_of(shop, order) == [("photo", "IMG_0042.jpg")]
    with pytest.raises(Refused, match="no such consignment"):
        shop.as_maker(services.attach_papers, order=order, files=new, line=failed, at=NOW + 6 * DAY)
    order = shop.as_maker(services.contest_lines, order=order, note="Signed for without a remark", at=NOW + 7 * DAY)
    with pytest.raises(Conflict):
        shop.as_dealer(services.attach_papers, order=order, files=new, line=failed, at=NOW + 8 * DAY)


def test_the_papers_of_a_consignment(shop: Shop, sign_in: SignIn) -> None:
    order = shop.submitted((shop.filter, 5))
    line, maker = ordered_line(order).pk, sign_in(shop.cast.maker_hanhai)
    given = {
        "version": order.version, f"quantity_{line}": "5", "tracking": "AWB 1", "carrier": "Kestrel Air",
        "waybill": pdf(), "invoice": photo("invoice.png"),
    }  # fmt: skip
    maker.post(f"/parts/orders/{order.number}/dispatch/", given)
    assert papers_of(shop, order) == [("waybill", "waybill.pdf"), ("invoice", "invoice.jpg")]
    with system_scope("test"):
        left = Consignment.objects.get(order=order).pk
    software = Keyed(shop.cast.maker_hanhai)
    for name in ("customs.pdf", "customs2.pdf"):  # the same bytes under another name are the same paper
        sent_in = {"consignment": left, "kind": "customs", "files": pdf(name, PDF + b"\n")}
        answer = software.client.post(f"/api/v1/orders/{order.number}/attach/", sent_in)
        assert answer.status_code == 200, answer.content
    (shown,) = Keyed(shop.cast.dealer_nairobi).get(f"orders/{order.number}/").json()["consignments"]
    assert [paper["kind"] for paper in shown["papers"]] == ["waybill", "invoice", "customs"]
    read = Keyed(shop.cast.regulator_ke).get(f"orders/{order.number}/papers/{shown['papers'][2]['id']}/")
    assert (read.status_code, read.getvalue(), read["Content-Type"]) == (200, PDF + b"\n", "application/pdf")
    assert (
        Keyed(shop.cast.maker_lanting).get(f"orders/{order.number}/papers/{shown['papers'][2]['id']}/").status_code
        == 404
    )
    page = sound(sign_in(shop.cast.dealer_nairobi).get(order.get_absolute_url()))
    assert "Customs declaration</a>" in page and "waybill.pdf" in page
    with pytest.raises(PermissionDenied), acting_as(shop.cast.scope(shop.cast.regulator_ke)):
        services.attach_papers(
            order=order, files=read_all([pdf()], field="f"), consignment=left, at=NOW,
            by=shop.cast.actor(shop.cast.regulator_ke),
        )  # fmt: skip


def test_files_that_are_none(shop: Shop) -> None:
    cut = photo().read()[:200]
    for files, words in (
        ([pdf("letter.pdf", b"PK\x03\x04 no pdf")], "letter.pdf” is no photo"),
        ([pdf("big.pdf", b"%PDF-" + b"0" * 10_000_001)], "10 MB; the most is 10 MB"),
        ([pdf("empty.pdf", b"")], "empty.pdf"),
        ([photo()] * (MOST_AT_ONCE + 1), "9 files: send at most 8"),
        ([pdf("half.jpg", cut)], "half.jpg"),
        ([pdf("half.pdf", PDF[:20])], "half.pdf” arrived without its end"),
    ):
        with pytest.raises(Refused, match=words) as refused:
            read_all(files, field="photos")
        assert refused.value.field == "photos"


def test_a_refused_report_keeps_no_file_and_says_which(shop: Shop, sign_in: SignIn) -> None:
    order = sent(shop, 5)
    line = piece(order, "dispatched").pk
    given: dict[str, Any] = {"version": order.version, f"quantity_{line}": "2", "problem": "lost", "note": TOLD}
    answer = sign_in(shop.cast.dealer_nairobi).post(
        f"/parts/orders/{order.number}/report/", given | {"paper": pdf("notes.pdf", b"hello")}
    )
    assert answer.status_code == 422
    assert "notes.pdf" in sound(answer)
    assert papers_of(shop, order) == []
