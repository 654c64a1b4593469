"""Real data go through the services, once, and every row's outcome is told."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.claims.models import Claim
from apps.duties.models import Clock
from apps.organizations.models import Organization
from apps.organizations.scope import system_scope
from apps.parts.models import StockBalance, StockMovement
from apps.vehicles.models import Vehicle
from tests.factories import make_plan

VINS = """vin,wmi,make,model,label_year,source
LVVDC21B1PD196821,LVV,ALPHA,X,2015,corgi
LGXCE4CB1N0000000,LGX,BETA,Y,2014,corgi
1M8GDM9AXKP042788,1M8,GAMMA,Z,2013,corgi
LVVDC21B1PD19682O,LVV,ALPHA,X,2016,corgi
"""
COMPLAINTS = (
    "CMPLID\tFAILDATE\tDATEA\tPURCH_DT\tCOMPDESC\tMILES\tCDESCR\n"
    "7\t20080501\t20080630\t\tSERVICE BRAKES, HYDRAULIC:PEDALS\t50000\tTHE PEDAL GOES TO THE FLOOR\n"
)
CASES = """number,opened_at,resolved_at,closed_at,priority,category,reopen_count
INC1,2016-02-29 01:16,2016-03-01 11:29,2016-03-05 12:00,3 - Moderate,Category 55,0
INC2,2016-02-29 04:40,2016-05-20 09:52,2016-05-25 10:00,1 - Critical,Category 40,0
INC3,2016-02-29 05:00,,2016-03-06 10:00,3 - Moderate,Category 40,0
"""
DEMAND = "Part," + ",".join(f"M{n}" for n in range(12)) + "\nP1,2,0,1,3,0,0,1,0,2,0,0,1\nP2,,,,,,,,,,,,1\n"


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "media"
    for name, text in (
        ("vin_dev.csv", VINS),
        ("nhtsa_complaints_sample.tsv", COMPLAINTS),
        ("servicenow_incidents.csv", CASES),
        ("carparts_monthly_demand.csv", DEMAND),
    ):
        (tmp_path / name).write_text(text)
    return tmp_path


def load(folder: Path) -> dict[str, Any]:
    out = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("load_real", folder, "--format", "json", "--no-sweep", stdout=out, stderr=StringIO())
    assert stop.value.code == 1  # one VIN of the file is none
    return json.loads(out.getvalue())


def test_rows_become_vehicles_claims_and_stock(db: None, folder: Path) -> None:
    make_plan(None, months=36, kilometres=None)
    files = load(folder)["files"]
    assert files["vin_dev.csv"] == {"loaded": 3, "refused": 1}
    assert files["servicenow_incidents.csv"] == {"loaded": 2, "partly": 1}
    with system_scope("test"):
        assert set(Claim.objects.values_list("status", flat=True)) == {"filed", "closed", "withdrawn"}
        assert not Clock.objects.filter(obligation_id="first_response", counts=True).exists()
        # Their cars were looked at, or no case would count.
        assert not Clock.objects.filter(obligation_id="repair", unproven=True).exists()
        late = Clock.objects.get(obligation_id="repair", subject_label=Claim.objects.get(immobilised=True).number)
        assert late.stopped_at is not None
        assert late.due_at is not None
        assert late.stopped_at > late.due_at
        balance = StockBalance.objects.get()
        assert balance.on_hand == sum(StockMovement.objects.values_list("quantity", flat=True))
        names = set(Organization.objects.values_list("name", flat=True))
    assert not names & {"ALPHA", "BETA", "GAMMA"}


def test_twice_changes_nothing(db: None, folder: Path) -> None:
    make_plan(None, months=36, kilometres=None)
    load(folder)
    with system_scope("test"):
        before = (Vehicle.objects.count(), Claim.objects.count(), StockMovement.objects.count(), Clock.objects.count())
    again = load(folder)["files"]
    with system_scope("test"):
        after = (Vehicle.objects.count(), Claim.objects.count(), StockMovement.objects.count(), Clock.objects.count())
    assert before == after
    assert again["servicenow_incidents.csv"] == {"already there": 3}


def test_each_row_is_told(db: None, folder: Path) -> None:
    make_plan(None, months=36, kilometres=None)
    report = Path(load(folder)["report"]).read_text()
    assert "LVVDC21B1PD19682O" in report
    assert "closed without a repair" in report


def test_a_folder_without_the_files_is_told(tmp_path: Path, db: None) -> None:
    with pytest.raises(CommandError, match=r"vin_dev\.csv"):
        call_command("load_real", tmp_path)


def test_a_bad_row_is_refused_and_stops_no_other(db: None, folder: Path) -> None:
    make_plan(None, months=36, kilometres=None)
    with (folder / "vin_dev.csv").open("a") as file:
        file.write('1FTFW1ET5DFC10312,1FT,DELTA\nWAUZZZ4H\0HN000085,WAU,EPSILON,Q,²,corgi\n"open,1\n')
    with (folder / "nhtsa_complaints_sample.tsv").open("a") as file:
        file.write(
            "8\t20080501\n9\t20080501\t20080630\t\tENGINE\t²\tIT STALLS\n"
            "10\t20080501\t20080630\t\tENGINE\t1\tIT\0STALLS\n"
        )
    with (folder / "servicenow_incidents.csv").open("a") as file:
        file.write(
            "INC4,2016-02-29\nINC5,yesterday,,,3,Category 1,0\n" + "N" * 60 + ",2016-02-29 05:00,,,3,Category 1,0\n"
        )
    with (folder / "carparts_monthly_demand.csv").open("a") as file:
        file.write("P3,1,2\nP4,1,1,1,1,1,1,1,1,1,1,1,²\n")
    report = load(folder)
    assert {name: counts["refused"] for name, counts in report["files"].items()} == {
        "vin_dev.csv": 4,
        "nhtsa_complaints_sample.tsv": 3,
        "servicenow_incidents.csv": 3,
        "carparts_monthly_demand.csv": 2,
    }
    assert report["files"]["servicenow_incidents.csv"]["loaded"] == 2
    told = Path(report["report"]).read_text()
    for words in (
        "nhtsa_complaints_sample.tsv,3,8,refused,the row has 2 fields instead of 7",
        "MILES '²' is no whole number",
        "a field holds a zero byte",
        "number has 60 characters instead of 1 to 50",
        "the row cannot be read: unexpected end of data",
    ):
        assert words in told


def test_a_file_without_its_columns_is_told(db: None, folder: Path) -> None:
    (folder / "vin_dev.csv").write_text("number\n1\n")
    with pytest.raises(CommandError, match="has no column label_year, make, source, vin, wmi"):
        call_command("load_real", folder)
