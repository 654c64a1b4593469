"""Registration certificates: what is kept, whose counts, and what an export record must equal."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import Conflict, Refused
from apps.exports import services
from apps.exports.certificate_columns import CERTIFICATE_COLUMNS
from apps.exports.certificate_rules import what_differs
from apps.exports.certified import COMPARED, Certified
from apps.exports.models import Certificate, ExportRecord, Finding
from apps.exports.services.certificate_imports import CERTIFICATES
from apps.exports.services.findings import look
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as, system_scope
from apps.vehicles.papers import Paper
from tests.cast import NOW
from tests.exports.conftest import Firms
from tests.exports.making import declared, record
from tests.factories import make_vehicle, make_vin
from tests.imports import send as send_file
from tests.imports import told
from tests.pages import browser

DAY = timedelta(days=1)
REASON = "Read again from the certificate itself"
FACTS = {
    "certificate_number": "110002345678",
    "brand": "瀚海（Hanhai）",
    "model_name": "Sea 5",
    "first_registered_on": date(2025, 1, 1),
    "transferred_on": date(2026, 2, 1),
}
USED = {
    "condition": "used", "odometer_km": 4_000, "licence_number": "26-U", "brand": "瀚海（Hanhai）",
    "first_registered_on": FACTS["first_registered_on"], "transferred_on": FACTS["transferred_on"],
}  # fmt: skip


def certified(firms: Firms, serial: int = 1, **changes: Any) -> Certified:
    return Certified(**{"vin": make_vin(serial), "exporter": firms.hanhai.name, **FACTS, **changes})


def give(
    firms: Firms, line: Certified, *, who: Organization | None = None, scan: bytes = b"", at: Any = NOW
) -> Certificate:
    firm = who or (firms.cast.maker_hanhai if line.exporter else firms.cast.authority)
    paper = Paper(io.BytesIO(scan), "scan.pdf", len(scan), "certificate") if scan else None
    with acting_as(firms.cast.scope(firm)):
        return services.record_certificate(told=line, scan=paper, by=firms.cast.actor(firm), at=at)


def correct(firms: Firms, row: Certificate, line: Certified, *, who: Organization | None = None) -> Certificate:
    firm = who or firms.cast.maker_hanhai
    with acting_as(firms.cast.scope(firm)):
        return services.correct_certificate(
            certificate=row, told=line, scan=None, reason=REASON, by=firms.cast.actor(firm), at=NOW
        )


def used_car(firms: Firms, serial: int = 1, **changes: Any) -> ExportRecord:
    return record(firms.cast, declared(serial, **{**USED, **changes}))


def seen(vin: str, rule: str = "differs", at: Any = NOW) -> list[tuple[str, str]]:
    """The fields that stand open of a car by a rule, and who says otherwise."""
    look([vin], at=at)
    with system_scope("test"):
        rows = Finding.objects.filter(vin=vin, rule=rule, status__in=Finding.OPEN)
        return [
            (found["field"], found["by"]) for row in rows for found in row.seen.get("fields", [{"field": "", "by": ""}])
        ]


def test_the_same_is_once_gains_its_scan_and_other_facts_need_a_reason(firms: Firms) -> None:
    first = give(firms, certified(firms))
    assert give(firms, certified(firms)).pk == first.pk
    with_scan = give(firms, certified(firms), scan=b"%PDF-1.7 one")
    assert (with_scan.pk, len(with_scan.sha256)) == (first.pk, 64)
    assert give(firms, certified(firms), scan=b"%PDF-1.7 one").sha256 == with_scan.sha256
    with pytest.raises(Conflict) as other:
        give(firms, certified(firms), scan=b"%PDF-1.7 another")
    assert other.value.code == "other_scan"
    with pytest.raises(Conflict) as facts:
        give(firms, certified(firms, brand="Lanting"))
    assert (facts.value.field, "Lanting" in str(facts.value.message)) == ("brand", True)
    line = certified(firms, brand="Lanting")
    made = correct(firms, first, line)
    assert correct(firms, first, line).pk == made.pk
    assert (made.supersedes_id, made.reason) == (first.pk, REASON)
    with system_scope("test"):
        assert Certificate.objects.count() == 2


def test_what_cannot_be_is_refused_by_field(firms: Firms) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"certificate_number": "12"}, "certificate_number"),
        ({"first_registered_on": date(2026, 3, 6)}, "first_registered_on"),
        ({"transferred_on": date(2024, 12, 31)}, "transferred_on"),
        ({"vin": "LZZ7CCWD0PC0000"}, "vin"),
        ({"exporter": firms.used.name}, "exporter"),
        ({"exporter": None}, "exporter"),
    ]
    for changes, field in cases:
        with pytest.raises(Refused) as refused:
            give(firms, certified(firms, **changes), who=firms.cast.maker_hanhai)
        assert refused.value.field == field, changes
    with pytest.raises(Refused) as no_scan:
        give(firms, certified(firms), scan=b"MZ program")
    assert no_scan.value.field == "scan"
    with system_scope("test"):
        assert not Certificate.objects.exists()


def test_each_field_that_differs_is_told_with_both_values(firms: Firms) -> None:
    made = used_car(firms, brand="瀚海(HANHAI)", transferred_on=date(2026, 2, 2))
    assert seen(made.vin) == []
    give(firms, certified(firms))
    assert seen(made.vin) == [("transferred_on", "exporter")], "width and case of the brand are no difference"
    with system_scope("test"):
        said = Finding.objects.get(rule="differs").sentence
    assert "2 February 2026" in said and "1 February 2026" in said


def test_a_car_declared_new_that_was_registered_is_found(firms: Firms) -> None:
    made = record(firms.cast, declared(1))
    give(firms, certified(firms, exporter=None))
    assert seen(made.vin) == [
        ("brand", "authority"), ("first_registered_on", "authority"), ("transferred_on", "authority"),
    ]  # fmt: skip


def test_what_the_authority_says_is_cleared_by_no_certificate_of_the_exporter(firms: Firms) -> None:
    made = used_car(firms)
    give(firms, certified(firms, exporter=None, first_registered_on=date(2025, 11, 1)))
    assert seen(made.vin) == [("first_registered_on", "authority")]
    own = give(firms, certified(firms))
    assert seen(made.vin) == [("first_registered_on", "authority")]
    correct(firms, own, certified(firms, first_registered_on=date(2025, 6, 1)))
    assert seen(made.vin) == [("first_registered_on", "authority")]
    with system_scope("test"):
        finding = Finding.objects.get(rule="differs")
    with acting_as(firms.cast.scope(firms.cast.maker_hanhai)):
        services.correct_record(
            record=made, declared=declared(1, **{**USED, "first_registered_on": date(2025, 11, 1)}), reason=REASON,
            by=firms.cast.actor(firms.cast.maker_hanhai), at=NOW,
        )  # fmt: skip
    assert seen(made.vin) == []
    with system_scope("test"):
        assert Finding.objects.get(pk=finding.pk).status == "mended"


def test_a_rivals_certificate_touches_nobody_elses_record(firms: Firms) -> None:
    made = used_car(firms)
    give(firms, certified(firms, exporter=firms.trader.name, brand="Other"))
    give(firms, certified(firms, exporter=firms.used.name, brand="Another"), who=firms.cast.authority)
    assert seen(made.vin) == []


def test_an_own_certificate_does_not_clear_what_the_makers_record_says(firms: Firms) -> None:
    made = used_car(firms, model_name="Sea 7")
    make_vehicle(firms.cast.maker_hanhai, serial=1, model_name="Sea 5")
    assert seen(made.vin) == [("model_name", "maker")]
    give(firms, certified(firms, model_name="Sea 7"))
    assert seen(made.vin) == [("model_name", "maker")]
    give(firms, certified(firms, exporter=None, model_name="Sea 7"))
    assert seen(made.vin) == []


def test_what_is_seen_follows_and_its_history_keeps_what_was_seen(firms: Firms) -> None:
    made = used_car(firms, brand="")
    give(firms, certified(firms))
    assert seen(made.vin) == [("brand", "exporter")]
    give(firms, certified(firms, exporter=None, model_name="Sea 9", brand="Y"))
    assert seen(made.vin) == [("brand", "authority"), ("model_name", "authority")]
    assert seen(made.vin) == [("brand", "authority"), ("model_name", "authority")]
    with system_scope("test"):
        finding = Finding.objects.get(rule="differs")
        kinds = list(finding.events.order_by("id").values_list("kind", flat=True))
        assert kinds == ["found", "changed"]
        assert finding.events.get(kind="changed").values["seen"]["fields"][0]["by"] == "exporter"


def test_a_used_car_without_a_certificate_is_told_after_14_days_whatever_is_corrected(firms: Firms) -> None:
    made = used_car(firms)
    late = NOW + 12 * DAY  # the fourteenth day after the export, by China's date
    assert seen(made.vin, "certificate_missing", late - DAY) == []
    with acting_as(firms.cast.scope(firms.cast.maker_hanhai)):
        services.correct_record(
            record=made, declared=declared(1, **{**USED, "exported_on": date(2026, 3, 10)}), reason=REASON,
            by=firms.cast.actor(firms.cast.maker_hanhai), at=late - DAY,
        )  # fmt: skip
    assert seen(made.vin, "certificate_missing", late) == [("", "")]
    give(firms, certified(firms, exporter=firms.trader.name))
    assert seen(made.vin, "certificate_missing", late) == [("", "")], "another exporter's is not its own"
    give(firms, certified(firms))
    assert seen(made.vin, "certificate_missing", late) == []
    new = record(firms.cast, declared(2))
    assert seen(new.vin, "certificate_missing", late + 90 * DAY) == []


_TEXT = st.sampled_from(["Sea 5", "SEA 5", "Ｓｅａ５", "Sea 7", ""])
_DATE = st.sampled_from(["2026-01-01", "2026-01-02", None])
_SAID = st.fixed_dictionaries(
    {"brand": _TEXT, "model_name": _TEXT, "first_registered_on": _DATE, "transferred_on": _DATE}
)


@settings(max_examples=40, deadline=None)
@given(row=_SAID, authority=st.none() | _SAID, exporter=st.none() | _SAID, other=_SAID)
def test_the_authority_alone_decides_where_it_spoke(row: Any, authority: Any, exporter: Any, other: Any) -> None:
    def found(exporter_says: Any) -> Any:
        says = {"authority_says": authority, "exporter_says": exporter_says, "maker_says": None, "country": "KE"}
        return what_differs({**row, **says})

    if authority is not None:
        assert found(exporter) == found(other) == found(None)
    source = authority if authority is not None else exporter
    told_fields = {one["field"] for one in (found(exporter) or {"fields": []})["fields"]}
    assert told_fields == {
        name for name in COMPARED if source is not None and squeezed(row[name]) != squeezed(source[name])
    }


def squeezed(text: str | None) -> str | None:
    return None if text is None else "".join(text.split()).lower().replace("ｓｅａ５", "sea5")


COLUMNS = [column.name for column in CERTIFICATE_COLUMNS]


def line(firms: Firms, serial: int, *, reason: str = "", **changes: Any) -> list[str]:
    values = {**vars(certified(firms, serial)), "reason": reason, **changes}
    return ["" if values[name] is None else str(values[name]) for name in COLUMNS]


def send(firms: Firms, rows: list[list[str]], who: Organization | None = None) -> Any:
    file = io.StringIO()
    csv.writer(file).writerows([COLUMNS, *rows])
    return send_file(firms.cast, who or firms.cast.maker_hanhai, CERTIFICATES, file.getvalue().encode())


def counts(job: Any) -> tuple[int, int, int]:
    return job.result["new"], job.result["same"], job.result["refused"]


def test_a_file_is_taken_as_the_form_takes_each_line(firms: Firms) -> None:
    give(firms, certified(firms, 1))
    rows = [line(firms, 1), line(firms, 2), line(firms, 3, exporter=""), line(firms, 4, transferred_on="2024-01-01")]
    job = send(firms, rows)
    assert counts(job) == (1, 1, 2)
    refused = [(number, column) for number, outcome, column, _said in told(job) if outcome == "refused"]
    assert refused == [(4, "exporter"), (5, "transferred_on")]
    assert counts(send(firms, rows[:2])) == (0, 2, 0)
    again = [line(firms, 1, brand="Other"), line(firms, 2, brand="Other", reason=REASON), line(firms, 9, reason=REASON)]
    job = send(firms, again)
    assert counts(job) == (1, 0, 2)
    assert [column for _n, outcome, column, _said in told(job) if outcome == "refused"] == ["vin", "reason"]
    assert counts(send(firms, [line(firms, 1, exporter="", brand="Own word")], firms.cast.authority)) == (1, 0, 0)
    with system_scope("test"):
        assert Certificate.objects.current().count() == 3
        assert Certificate.objects.current().of_the_authority().get().manufacturer_id is None


def test_by_pages_and_api_each_side_does_its_part(firms: Firms) -> None:
    cast = firms.cast
    car = used_car(firms)
    maker, desk = browser(cast, cast.maker_hanhai), browser(cast, cast.authority)
    sent = {**FACTS, "vin": car.vin, "exporter": firms.hanhai.name}
    assert f"vin={car.vin}" in maker.get(car.get_absolute_url()).content.decode()
    assert f"vin={car.vin}" not in desk.get(car.get_absolute_url()).content.decode()
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.7 scan", "application/pdf")
    made = maker.post("/exports/certificates/new/", {**sent, "scan": scan})
    assert made.status_code == 302, made.content
    url = made.headers["Location"]
    assert b"".join(maker.get(f"{url}scan/").streaming_content) == b"%PDF-1.7 scan"
    assert maker.post("/exports/certificates/new/", {**sent, "brand": "X"}).status_code == 409
    corrected = {**FACTS, "certificate_number": "110002345679", "reason": REASON}
    assert maker.post(f"{url}correct/", corrected).status_code == 302
    listed = maker.get("/exports/certificates/?certificate_number=110002345679").content.decode()
    assert car.vin in listed
    assert "110002345678" not in maker.get("/exports/certificates/").content.decode()
    api = "/api/v1/registration-certificates/"
    body = {**FACTS, "vin": car.vin, "brand": "Authority's"}
    assert desk.post(api, body, content_type="application/json").status_code == 201
    rows = desk.get(f"{api}?of_authority=true").json()["results"]
    assert [(row["exporter"], row["brand"]) for row in rows] == [(None, "Authority's")]
    assert car.vin != rows[0]["vin"], "masked for the authority"
    assert maker.get(f"{api}{rows[0]['id']}/").status_code == 404
    page = desk.get(car.get_absolute_url()).content.decode()
    assert "Export authority" in page and firms.hanhai.name in page
    for other in (cast.regulator_ke, cast.dealer_nairobi):
        assert browser(cast, other).get("/exports/certificates/").status_code == 403
    assert browser(cast, cast.maker_lanting).get(url).status_code == 404
