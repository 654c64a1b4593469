"""Pages and API of costs: from the first line to the payment, as people and programs take them."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from python_calamine import CalamineWorkbook

from apps.organizations.scope import acting_as, system_scope
from apps.settlements.models import DecisionLetter, Estimate, Settlement
from apps.settlements.papers.costs import decision_letter
from apps.settlements.papers.sheet import LANGUAGES
from apps.settlements.services import batches, estimates, settlements
from apps.settlements.services.decisions import Ruling
from tests.pages import browser
from tests.settlements.making import LABOUR, PART, Garage

NEW_LINE = {
    "write_line-kind": "labour", "write_line-words": "Replace the charger", "write_line-hours": "2,5",
    "write_line-rate": "3 000", "write_line-currency": "kes",
}  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_an_owner_reads_first_that_a_share_is_asked(garage: Garage) -> None:
    estimate = garage.estimate(LABOUR)
    shares = tuple(map(Decimal, (50, 10, 10, 30)))
    ruling = Ruling(garage.lines(estimate)[0].pk, "goodwill", reason="wear", clause="Wearing parts", shares=shares)
    owner, address = browser(garage.cast, garage.cast.amina), estimate.claim.get_absolute_url()
    asked = "You are asked whether you bear a share"
    assert asked not in owner.get(address).content.decode()
    garage.maker(estimates.offer_share, estimate=estimate, rulings=[ruling], note="It is worn, as every pad is at last")
    page = owner.get(address).content.decode()
    assert page.index(asked) < page.index("Where it stands")
    garage.step(estimate, "accept_share", garage.cast.amina, day=1)
    assert asked not in owner.get(address).content.decode()


def test_a_workshop_writes_an_estimate_and_the_maker_decides_on_pages(garage: Garage) -> None:
    cast, claim = garage.cast, garage.claim()
    dealer, maker = browser(cast, cast.dealer_nairobi), browser(cast, cast.maker_hanhai)
    assert f"/settlements/claims/{claim.number}/" in dealer.get(f"/claims/{claim.number}/").content.decode()
    dealer.post(f"/settlements/claims/{claim.number}/faults/", {"system": "sae", "code": "p0a1f"})
    assert "P0A1F" in dealer.get(f"/settlements/claims/{claim.number}/").content.decode()
    page = dealer.post(f"/settlements/claims/{claim.number}/begin-estimate/")["Location"]
    wrong = dealer.post(f"{page}write_line/", {**NEW_LINE, "write_line-hours": "120"})
    assert wrong.status_code == 422
    assert "99.9" in wrong.content.decode()
    assert dealer.post(f"{page}write_line/", NEW_LINE).status_code == 302
    shown = dealer.get(page).content.decode()
    assert "7,500.00" in shown
    dealer.post(f"{page}ask/", {})
    assert page in maker.get("/settlements/estimates/queue/").content.decode()
    with system_scope("test"):
        line = Estimate.objects.get().lines.get().pk
    less = {f"authorise-line_{line}": "changed", f"authorise-line_{line}_amount": "6000"}
    bad = maker.post(f"{page}authorise/", less)
    assert bad.status_code == 422
    assert "Choose the reason" in bad.content.decode()
    assert maker.post(f"{page}authorise/", {**less, f"authorise-line_{line}_reason": "hours"}).status_code == 302
    assert "6,000.00" in dealer.get(page).content.decode()


def test_several_are_approved_at_once_and_who_was_faster_is_told(garage: Garage) -> None:
    cast = garage.cast
    first, second = garage.settlement(), garage.settlement(claim=garage.repaired(garage.claim(day=2), day=3), day=3)
    maker = browser(cast, cast.maker_hanhai)
    assert "approve" in maker.get("/settlements/queue/").content.decode()
    chosen = [f"{first.number}:{first.version}", f"{second.number}:{second.version - 1}", "ST-NOTHERE:1", "x"]
    answer = maker.post("/settlements/queue/approve/", {"chosen": chosen}, follow=True).content.decode()
    assert "1 settlement is approved." in answer
    assert f"{second.number}: Savanna Motors acted on {second.number} meanwhile" in answer
    with system_scope("test"):
        assert [row.status for row in Settlement.objects.order_by("id")] == ["decided", "submitted"]


def test_lists_cost_the_same_however_long_they_are(garage: Garage) -> None:
    cast = garage.cast
    maker = browser(cast, cast.maker_hanhai)
    addresses = ("/settlements/", "/settlements/queue/", "/settlements/batches/", "/api/v1/settlements/")

    def queries() -> list[int]:
        counted = []
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert maker.get(address).status_code == 200
            counted.append(len(seen))
        return counted

    garage.settlement()
    one = queries()
    garage.settlement(claim=garage.repaired(garage.claim(day=2), day=3), day=3)
    assert queries() == one


def test_a_batch_is_a_file_for_the_makers_books(garage: Garage) -> None:
    cast = garage.cast
    garage.maker(settlements.decide_settlement, day=2, settlement=garage.settlement())
    batch = garage.maker(batches.gather, day=3, dealer=cast.dealer_nairobi, currency="KES")
    maker, dealer = browser(cast, cast.maker_hanhai), browser(cast, cast.dealer_nairobi)
    page = f"/settlements/batches/{batch.number}/"
    text = b"".join(maker.get(f"{page}batch.csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(Decimal(row["amount"]) for row in rows) == batch.total
    book = CalamineWorkbook.from_filelike(io.BytesIO(maker.get(f"{page}batch.xlsx").content))
    assert [row[-2] for row in book.get_sheet_by_index(0).to_python()[1:]] == [7500.0, 41250.5]
    assert maker.post(f"{page}pay/", {"paid_on": "2026-03-08", "reference": "SWIFT 1"}).status_code == 302
    assert "SWIFT 1" in dealer.get(page).content.decode()
    assert dealer.post(f"{page}receive/").status_code == 302
    assert "Received" in dealer.get("/settlements/batches/").content.decode()


def test_programs_do_what_pages_do(garage: Garage) -> None:
    cast, claim = garage.cast, garage.repaired()
    dealer, maker = browser(cast, cast.dealer_nairobi), browser(cast, cast.maker_hanhai)

    def post(client: Any, address: str, **body: Any) -> Any:
        return client.post(f"/api/v1/{address}", body, content_type="application/json")

    made = post(dealer, "settlements/", claim=claim.number).json()
    line = {"kind": "labour", "words": "Replace the charger", "currency": "KES", "hours": "2.5", "rate": "3000"}
    assert post(dealer, f"settlements/{made['number']}/write-line/", **{**line, "hours": "-1"}).status_code == 400
    lines = post(dealer, f"settlements/{made['number']}/write-line/", **line).json()["lines"]
    assert [row["amount"] for row in lines] == ["7500.000"]
    assert post(dealer, f"settlements/{made['number']}/submit/").json()["status"] == "submitted"
    ruling = {"line": lines[0]["id"], "verdict": "goodwill", "reason": "price", "maker_percent": "33.33"}
    odd = post(maker, f"settlements/{made['number']}/decide/", rulings=[{**ruling, "workshop_percent": "66.66"}])
    assert (odd.status_code, odd.json()["code"]) == (400, "shares")
    decided = post(maker, f"settlements/{made['number']}/decide/", rulings=[{**ruling, "workshop_percent": "66.67"}])
    (row,) = decided.json()["decisions"][0]["lines"]
    assert (row["maker_amount"], row["workshop_amount"]) == ("2499.750", "5000.250")
    batch = post(maker, "payment-batches/", dealer=cast.dealer_nairobi.pk, currency="KES").json()
    assert batch["total"] == "2499.750"
    rate = {"currency": "KES", "into": "CNY", "rate": "0.0553", "day": "2026-03-02", "source": "Central bank"}
    assert post(maker, "exchange-rates/", **rate).status_code == 201
    assert post(dealer, "exchange-rates/", **rate).status_code == 403
    shown = dealer.get(f"/settlements/{made['number']}/").content.decode()
    assert "414.75" in shown  # 7,500 KES at that rate


@pytest.mark.parametrize("language", LANGUAGES)
def test_papers_are_printed_in_each_language(garage: Garage, language: str) -> None:
    """PDF/UA and PDF/A are kept, or compiling fails; the bytes of a decision are the same whenever they are made."""
    cast = garage.cast
    estimate = garage.estimate(LABOUR, PART)
    client = browser(cast, cast.dealer_nairobi)
    for address in (
        f"/settlements/claims/{estimate.claim.number}/job-card.pdf",
        f"/settlements/claims/{estimate.claim.number}/hand-back.pdf",
        f"/settlements/estimates/{estimate.number}/estimate.pdf",
    ):
        answer = client.get(f"{address}?language={language}")
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    labour, _part = garage.lines(estimate)
    note = "Two hours are enough for it 🙂"
    rulings = [Ruling(labour.pk, "changed", Decimal(6000), reason="hours")]
    estimate = garage.maker(estimates.authorise, estimate=estimate, rulings=rulings, note=note)
    address = f"/settlements/decisions/{estimate.decision_id}/letter.pdf?language={language}"
    first, second = (b"".join(client.get(address)) for _ in range(2))
    assert first == second
    with system_scope("test"):
        kept = DecisionLetter.objects.get()
        with translation.override(language):
            assert decision_letter(kept.decision, language).pdf() == first
    with acting_as(cast.scope(cast.amina)):
        assert not DecisionLetter.objects.exists()
