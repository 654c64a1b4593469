"""Confirmation letters: issued by the maker itself, sealed once, replaced, revoked, and told to be what they are."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse

from apps.casework import engine
from apps.casework.models import Job
from apps.core.errors import Refused
from apps.core.files import opened
from apps.exports.letters import promised_in, signing
from apps.exports.letters.languages import CHINESE, LANGUAGES, language_of
from apps.exports.letters.paper import texts_in
from apps.exports.letters.signing import fault_of
from apps.exports.letters.verifying import Answer, by_file, by_number
from apps.exports.models import Letter, LetterLine, LetterSeal
from apps.exports.services.letters import replace_letter
from apps.exports.services.sealing import SEALING, seal_later, seal_left
from apps.organizations.models import Appointment, ServicePoint
from apps.organizations.scope import acting_as, system_scope
from tests.cast import NOW
from tests.exports.conftest import Firms
from tests.exports.making import HANHAI, apply_for, centre, issue, issuer, pdf_of, promise, register, seal_all
from tests.factories import LANTING_WMI, make_vin
from tests.pages import browser

WHY = "The centre moved to another address"
DAY = timedelta(days=1)


@pytest.fixture
def letter(firms: Firms) -> Letter:
    """Two cars to Kenya, sealed."""
    made = issue(firms.cast, 1, 2)
    seal_all()
    return again(made)


def again(letter: Letter) -> Letter:
    with system_scope("test"):
        return Letter.objects.select_related("seal", "maker").get(pk=letter.pk)


def revoke(firms: Firms, letter: Letter, **more: Any) -> Letter:
    with acting_as(firms.cast.scope(firms.cast.maker_hanhai)):
        given = {"by": issuer(firms.cast), "at": NOW + DAY, "note": WHY, **more}
        return engine.take(letter, "revoke", **given)


def put_in_place(firms: Firms, letter: Letter, *serials: int, **more: Any) -> Letter:
    given = {"promises": [promise(firms.cast, serial) for serial in serials], "note": WHY, "at": NOW + DAY, **more}
    with acting_as(firms.cast.scope(firms.cast.maker_hanhai)):
        replace_letter(letter=letter, by=issuer(firms.cast), **given)
        return Letter.objects.get(replaces=letter)


def test_a_letter_is_sealed_once_and_is_the_file_that_was_sealed(firms: Firms, letter: Letter) -> None:
    kept = pdf_of(letter)
    assert kept.startswith(b"%PDF-") and fault_of(kept) == ""
    with system_scope("test"):
        again_asked = seal_left(manufacturer_id=letter.manufacturer_id, by=issuer(firms.cast), at=NOW)
        assert again_asked is None
    verdict = by_file(kept)
    assert (verdict.answer, verdict.letter, verdict.same_bytes) == (Answer.AUTHENTIC, letter, True)
    assert by_number(letter.number.lower()).answer == Answer.AUTHENTIC


def test_the_day_that_everybody_reads_is_the_one_on_the_paper() -> None:
    """Issued at 20:50 UTC it is tomorrow in China, wherever it is read."""
    letter = Letter(issued_at=datetime(2026, 10, 12, 20, 50, tzinfo=UTC))
    assert letter.issued_on == date(2026, 10, 13)


def test_the_pdf_says_that_it_is_archival_and_accessible_and_names_its_letter(letter: Letter) -> None:
    kept = pdf_of(letter)
    for mark in (b"pdfaid:part>2<", b"pdfaid:conformance>A<", b"pdfuaid:part>1<", letter.number.encode()):
        assert mark in kept, mark


def test_a_letter_that_is_not_sealed_yet_binds_nobody(firms: Firms) -> None:
    waiting = issue(firms.cast, 1)
    assert by_number(waiting.number).answer == Answer.WAITING
    with system_scope("test"):
        assert promised_in(make_vin(1), NOW) is None


def test_one_byte_more_or_less_and_the_file_is_told_apart(letter: Letter) -> None:
    kept = pdf_of(letter)
    middle = len(kept) // 2
    for altered in (kept[:middle] + bytes([kept[middle] ^ 1]) + kept[middle + 1 :], kept + b"\n", kept[:-1]):
        verdict = by_file(altered)
        assert (verdict.answer, verdict.letter) == (Answer.ALTERED, letter)


def test_what_is_no_letter_or_another_sites_is_unknown(letter: Letter) -> None:
    assert by_file(b"").answer == by_file(b"%PDF-1.7 anything").answer == Answer.UNKNOWN
    assert by_number("CL-00000000").answer == by_number("\u202e?").answer == Answer.UNKNOWN
    verdict = by_file(b"(https://letters.elsewhere.example/letters/CL-00000000/)")
    assert (verdict.answer, verdict.elsewhere) == (Answer.UNKNOWN, "letters.elsewhere.example")


def test_a_register_that_was_rewritten_is_told_by_the_signature(letter: Letter) -> None:
    """Whoever writes the digest of another file into the register lacks the key."""
    forged = pdf_of(letter) + b"\n% more"
    with system_scope("test"):
        other = issue_like(letter)
        LetterSeal.objects.create(
            letter=other, manufacturer_id=other.manufacturer_id, document=letter.seal.document, certificate="0" * 64,
            sha256=hashlib.sha256(forged).hexdigest(), sealed_at=NOW,
        )  # fmt: skip
    verdict = by_file(forged)
    assert verdict.answer == Answer.UNKNOWN
    assert "does not belong to these bytes" in verdict.fault


def issue_like(letter: Letter) -> Letter:
    return Letter.objects.create(
        number="CL-11111111", maker_id=HANHAI, manufacturer_id=letter.manufacturer_id, licence_number="26-F",
        language="en", issued_at=NOW,
    )  # fmt: skip


def test_the_same_again_is_the_same_letter_and_another_needs_a_reason(firms: Firms, letter: Letter) -> None:
    assert issue(firms.cast, 2, 1) == letter
    with pytest.raises(Refused) as refused:
        issue(firms.cast, 1)
    assert refused.value.field == "reason" and letter.number in str(refused.value)
    later = issue(firms.cast, 1, reason=WHY, at=NOW + DAY)
    with system_scope("test"):
        assert (later.replaces, again(letter).status) == (letter, "replaced")
        assert Letter.objects.filter(status="issued").count() == 1


def test_a_replaced_letter_says_by_which_and_cars_keep_the_day_they_were_promised(firms: Firms, letter: Letter) -> None:
    later = put_in_place(firms, letter, 1, 3)
    seal_all(NOW + DAY)
    with system_scope("test"):
        since = dict(LetterLine.objects.filter(letter=later).values_list("vin", "promised_at"))
        assert since == {make_vin(1): NOW, make_vin(3): NOW + DAY}
        assert [event.values.get("by") for event in letter.events.filter(kind="replace")] == [later.number]
    verdict = by_file(pdf_of(letter))
    assert (verdict.answer, verdict.same_bytes) == (Answer.REPLACED, True)
    assert by_number(letter.number).letter.replaced_by == later  # type: ignore[union-attr]


def test_a_replacement_that_changes_nothing_is_refused(firms: Firms, letter: Letter) -> None:
    with pytest.raises(Refused, match="Nothing is different"):
        put_in_place(firms, letter, 1, 2)


def test_the_same_replacement_sent_twice_is_one(firms: Firms, letter: Letter) -> None:
    first = put_in_place(firms, letter, 1, key="k-1")
    assert put_in_place(firms, letter, 1, key="k-1") == first
    with system_scope("test"):
        assert Letter.objects.count() == 2


def test_a_revoked_letter_promises_nothing_and_its_reason_is_not_public(firms: Firms, letter: Letter) -> None:
    revoke(firms, letter)
    verdict = by_file(pdf_of(letter))
    assert verdict.answer == Answer.REVOKED
    page = browser(None).get(f"/letters/{letter.number}/").content.decode()
    assert "Revoked" in page and WHY not in page
    with system_scope("test"):
        assert promised_in(make_vin(1), NOW + 2 * DAY) is None
        line = promised_in(make_vin(1), NOW)
        assert line is not None and line.letter == letter


def test_only_administrators_of_the_maker_issue_replace_and_revoke(firms: Firms, letter: Letter) -> None:
    cast = firms.cast
    staff, key = cast.actor(cast.maker_hanhai), replace(issuer(cast), key_id=1, user_id=None)
    for by in (staff, key, issuer(cast, cast.maker_lanting), cast.actor(cast.authority)):
        with pytest.raises(PermissionDenied):
            issue(cast, 3, licence_number="26-101", by=by)
        with pytest.raises(PermissionDenied):
            revoke(firms, letter, by=by)


@pytest.mark.parametrize("wmi", [LANTING_WMI, "LSV"])
def test_a_letter_speaks_for_its_makers_own_cars(firms: Firms, wmi: str) -> None:
    vin = make_vin(1, wmi=wmi)
    with pytest.raises(Refused, match="not on record as yours") as refused:
        issue(firms.cast, promises=[replace(promise(firms.cast, 1), vin=vin)])
    assert refused.value.field == "vin" and vin in str(refused.value)
    with system_scope("test"):
        assert not Letter.objects.exists()


def test_a_centre_outside_the_destination_closed_or_unappointed_is_refused(firms: Firms) -> None:
    cast = firms.cast
    abroad = replace(promise(cast, 1), country="KZ")
    with pytest.raises(Refused, match="is in Kenya, and the car goes to Kazakhstan"):
        issue(cast, promises=[abroad])
    with system_scope("test"):
        ServicePoint.objects.filter(country="KE").update(closed_on=NOW.date())
    with pytest.raises(Refused, match="not open today"):
        issue(cast, 1)
    with system_scope("test"):
        ServicePoint.objects.filter(country="KE").update(closed_on=None)
        Appointment.objects.filter(manufacturer=cast.maker_hanhai, country="KE").update(ends_on=NOW.date())
    with pytest.raises(Refused, match="not appointed by you"):
        issue(cast, 1)


def test_an_address_that_cannot_be_printed_is_told_before_anything_is_issued(firms: Firms) -> None:
    with system_scope("test"):
        ServicePoint.objects.filter(country="KE").update(address="ถนน 5")
    with pytest.raises(Refused, match="ถนน 5"):
        issue(firms.cast, 1)


def test_what_firms_write_is_text_and_no_markup(firms: Firms) -> None:
    with system_scope("test"):
        ServicePoint.objects.filter(country="KE").update(
            address='#panic("x") *b* $x$ @ref <l> `raw` \\ // "quoted"', name='= Heading #read("/etc/passwd")'
        )
    made = issue(firms.cast, 1)
    seal_all()
    assert by_number(made.number).answer == Answer.AUTHENTIC


def test_a_licence_for_another_makers_cars_is_refused(firms: Firms) -> None:
    other = register(firms.cast, "蓝汀汽车有限公司", manufacturer_id=firms.cast.maker_lanting.pk)
    apply_for(firms.cast, other, number="26-L")
    with pytest.raises(Refused, match="another manufacturer") as refused:
        issue(firms.cast, 1, licence_number="26-l ")
    assert refused.value.field == "licence_number"


@pytest.mark.parametrize(
    ("countries", "language"),
    [(["KE"], "en"), (["KZ", "RU"], "ru"), (["AE"], "ar"), (["KZ", "AE"], "en"), (["BR"], "pt"), (["MX"], "es"),
     (["SN"], "fr"), (["TH"], "en")],
)  # fmt: skip
def test_the_language_is_that_of_all_destinations_else_english(countries: list[str], language: str) -> None:
    assert language_of(countries) == language


def test_every_language_has_all_words() -> None:
    words = texts_in(CHINESE)
    for language in LANGUAGES:
        told = texts_in(language)
        assert told.keys() == words.keys() and all(told.values()), language
        assert "{subject}" in told["seal_text"] and "{fingerprint}" in told["seal_text"]


def test_arabic_and_russian_letters_are_printed(firms: Firms) -> None:
    cast = firms.cast
    with system_scope("test"):
        ServicePoint.objects.filter(country="KE").update(country="AE", name="مركز الرمال", city="دبي")
        Appointment.objects.filter(manufacturer=cast.maker_hanhai, country="KE").update(country="AE")
        points = {"AE": centre(cast, "AE"), "KZ": centre(cast, "KZ")}
    for serial, (country, point) in enumerate(points.items(), 1):
        issue(cast, licence_number=f"26-{country}",
              promises=[replace(promise(cast, serial, "KZ"), country=country, point=point)])  # fmt: skip
    seal_all()
    with system_scope("test"):
        found = Letter.objects.filter(seal__isnull=False).values_list("language", flat=True)
        assert sorted(found) == ["ar", "ru"]


def test_many_letters_are_one_job_with_a_zip(firms: Firms) -> None:
    letters = [issue(firms.cast, serial, licence_number=f"26-{serial}") for serial in (1, 2)]
    with system_scope("test"):
        Job.objects.filter(kind=SEALING.name).delete()
    with acting_as(firms.cast.scope(firms.cast.maker_hanhai)):
        job = seal_later(letters, by=firms.cast.actor(firms.cast.maker_hanhai), at=NOW)
    seal_all()
    with system_scope("test"):
        done = Job.objects.select_related("output").get(pk=job.pk)
    assert (done.status, done.done, done.total) == ("done", 2, 2)
    assert done.output is not None
    with opened(done.output.file) as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    assert sorted(archive.namelist()) == sorted(f"{letter.number}.pdf" for letter in letters)
    assert archive.read(f"{letters[0].number}.pdf") == pdf_of(letters[0])


def test_a_makers_own_certificate_seals_its_letters_and_what_is_wrong_with_one_is_told(
    firms: Firms, settings: Any, tmp_path: Path
) -> None:
    settings.LETTER_SEALS = tmp_path / "seals"
    first = issue(firms.cast, 1)
    seal_all()
    made = tmp_path / "seals" / "installation.pem"
    assert made.stat().st_mode & 0o077 == 0
    own = tmp_path / "seals" / "hanhai.pem"
    own.write_text("no key")
    second = issue(firms.cast, 2, licence_number="26-2")
    seal_all()
    with system_scope("test"):
        assert Job.objects.order_by("-id")[0].status == "failed"
        assert not LetterSeal.objects.filter(letter=second).exists()
    settings.SITE_URL = "https://seals.hanhai.example"
    signing._make(tmp_path / "other")
    own.write_bytes((tmp_path / "other" / "installation.pem").read_bytes())
    with acting_as(firms.cast.scope(firms.cast.maker_hanhai)):
        assert seal_left(manufacturer_id=firms.cast.maker_hanhai.pk, by=issuer(firms.cast), at=NOW)
    seal_all()
    certificates = {letter: again(letter).seal.certificate for letter in (first, second)}
    assert certificates[first] != certificates[second]
    assert [by_file(pdf_of(letter)).answer for letter in (first, second)] == ["authentic", "authentic"]
    own.unlink()
    assert "not in the folder of seals" in by_file(pdf_of(second)).fault


# Pages, API and command


@pytest.fixture
def office(firms: Firms) -> Any:
    firms.cast.make_admin(firms.cast.maker_hanhai)
    return browser(firms.cast, firms.cast.maker_hanhai)


def test_a_letter_from_the_form_to_its_pdf(firms: Firms, office: Any) -> None:
    address = reverse("exports:new-letter")
    form = {
        "maker": firms.hanhai.pk, "licence_number": "26-100", "service_point": centre(firms.cast).pk,
        "vins": f"{make_vin(1).lower()}\n\n{make_vin(2)}", "reason": "",
    }  # fmt: skip
    assert office.get(address).status_code == 200
    wrong = office.post(address, {**form, "vins": "ABC"})
    assert wrong.status_code == 422 and "ABC" in wrong.content.decode()
    sent = office.post(address, form)
    assert sent.status_code == 302, sent.content.decode()
    assert office.post(address, form)["Location"] == sent["Location"]
    assert office.get(sent["Location"] + "pdf/").status_code == 404
    seal_all()
    page = office.get(sent["Location"]).content.decode()
    assert make_vin(1) in page and "Savanna Motors Nairobi" in page
    answer = office.get(sent["Location"] + "pdf/")
    content = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "application/pdf" and by_file(content).answer == Answer.AUTHENTIC
    other = office.post(address, {**form, "vins": make_vin(1)})
    assert other.status_code == 422 and "say why" in other.content.decode()


def test_a_letter_is_replaced_and_revoked_on_its_page(firms: Firms, office: Any, letter: Letter) -> None:
    address = reverse("exports:replace-letter", args=[letter.number])
    page = office.get(address).content.decode()
    assert make_vin(1) in page
    form = {"service_point": centre(firms.cast).pk, "vins": make_vin(1), "reason": WHY, "version": letter.version}
    assert office.post(address, {**form, "reason": "no"}).status_code == 422
    sent = office.post(address, form)
    assert sent.status_code == 302
    later = sent["Location"]
    assert "Replaced by" in office.get(letter.get_absolute_url()).content.decode()
    assert office.post(later + "revoke/", {"note": WHY}).status_code == 422
    assert office.post(later + "revoke/", {"note": WHY, "sure": "on"}).status_code == 302
    assert "Revoked" in office.get(later).content.decode()


def test_what_a_stopped_job_has_left_is_sealed_from_the_list(firms: Firms, office: Any) -> None:
    issue(firms.cast, 1)
    with system_scope("test"):
        Job.objects.filter(kind=SEALING.name).update(status="cancelled")
    assert "Letters wait for their seal" in office.get(reverse("exports:letters")).content.decode()
    assert office.post(reverse("exports:seal-letters")).status_code == 302
    seal_all()
    page = office.get(reverse("exports:letters")).content.decode()
    assert "Letters wait for their seal" not in page
    assert office.post(reverse("exports:seal-letters"))["Location"] == reverse("exports:letters")


def test_staff_and_the_authority_read_letters_and_issue_none(firms: Firms, letter: Letter) -> None:
    cast = firms.cast
    staff, authority = browser(cast, cast.maker_hanhai), browser(cast, cast.authority)
    assert staff.post(reverse("exports:new-letter"), {
        "maker": firms.hanhai.pk, "licence_number": "26-1", "service_point": centre(cast).pk, "vins": make_vin(5),
    }).status_code == 403  # fmt: skip
    assert "Issue a letter" not in staff.get(reverse("exports:letters")).content.decode()
    page = authority.get(letter.get_absolute_url()).content.decode()
    assert letter.number in page and make_vin(1) not in page
    assert authority.get(letter.get_absolute_url() + "pdf/").status_code == 200
    assert browser(cast, cast.maker_lanting).get(letter.get_absolute_url()).status_code == 404


def test_anybody_sees_what_became_of_a_letter_and_what_it_promises(letter: Letter) -> None:
    client = browser(None)
    answer = client.get(f"/letters/{letter.number}/")
    page = answer.content.decode()
    assert answer.status_code == 200 and len(answer.content) <= 15_000
    for words in ("In force", HANHAI, "Kenya", "Savanna Motors Nairobi", " cars"):
        assert words in page, words
    assert make_vin(1) not in page
    assert client.get("/letters/CL-00000000/").status_code == 404
    assert client.get("/letters/", {"number": f" {letter.number.lower()} "})["Location"] == f"/letters/{letter.number}/"
    assert client.get("/letters/", {"number": "<b>"}).status_code == 404


def test_anybody_compares_a_file(letter: Letter) -> None:
    client = browser(None)
    for content, words in (
        (pdf_of(letter), "byte for byte"),
        (pdf_of(letter) + b" ", "not the one that was sealed"),
        (b"nothing", "Unknown here"),
    ):
        file = io.BytesIO(content)
        file.name = "letter.pdf"
        answer = client.post("/letters/", {"file": file})
        assert answer.status_code == 200 and words in answer.content.decode(), words
    assert client.post("/letters/", {}).status_code == 422


def test_a_file_that_is_too_large_is_refused_with_its_size(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.exports.letter_forms.LARGEST_FILE", 1_000_000)
    file = io.BytesIO(b"0" * 2_000_001)
    file.name = "letter.pdf"
    answer = browser(None).post("/letters/", {"file": file})
    assert answer.status_code == 422 and "2 MB" in answer.content.decode()


def test_looking_is_limited_by_address(letter: Letter, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "letters": (2, 3600)}
    client = browser(None, REMOTE_ADDR="198.51.100.77")
    statuses = [client.get(f"/letters/{letter.number}/").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_the_api_reads_letters_and_verifies_a_file(firms: Firms, letter: Letter) -> None:
    client = browser(firms.cast, firms.cast.maker_hanhai)
    listed = client.get("/api/v1/letters/", {"vin": make_vin(1)}).json()["results"]
    assert [row["number"] for row in listed] == [letter.number]
    one = client.get(f"/api/v1/letters/{letter.number}/").json()
    assert one["sha256"] == letter.seal.sha256 and [line["vin"] for line in one["lines"]] == [make_vin(1), make_vin(2)]
    file = io.BytesIO(b"".join(client.get(f"/api/v1/letters/{letter.number}/pdf/").streaming_content))
    file.name = "letter.pdf"
    asked = browser(firms.cast, firms.cast.regulator_ke)
    answer = asked.post("/api/v1/letter-checks/", {"file": file}).json()
    assert (answer["answer"], answer["same_bytes"], answer["number"]) == ("authentic", True, letter.number)
    assert answer["promises"][0]["country"] == "KE"
    assert asked.post("/api/v1/letter-checks/", {}).status_code == 400


def test_the_command_says_the_same_of_files(letter: Letter, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(pdf_of(letter))
    bad.write_bytes(pdf_of(letter) + b" ")
    call_command("letter_verify", str(good))
    assert f"{letter.number} authentic" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        call_command("letter_verify", str(good), str(bad), "--format", "json")
    assert ended.value.code == 1 and '"answer": "altered"' in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        call_command("letter_verify", str(tmp_path / "none.pdf"))
    assert ended.value.code == 2


def test_promised_in_finds_the_letter_with_its_centre(firms: Firms, letter: Letter) -> None:
    with system_scope("test"):
        line = promised_in(make_vin(1), NOW)
        assert line is not None and line.letter.maker.name == HANHAI
        assert (line.country.code, line.centre_name, line.centre_city) == ("KE", "Savanna Motors Nairobi", "Nairobi")
        assert promised_in(make_vin(9), NOW) is None
        assert promised_in(make_vin(1), NOW - DAY) is None
    assert line.letter.issued_at.date() == date(2026, 3, 4)
