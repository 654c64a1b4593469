"""What is mutated, and which tests must notice: by room, and the seven holes that once survived a whole suite."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Hole:
    """A fault written by hand: ``old`` stands once in ``path`` and becomes ``new``."""

    name: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]


_JUDGEMENT = ("tests/compliance/test_judgement.py",)
_CASES = ("tests/casework/test_engine.py", "tests/claims/test_steps.py")
_MEASURES = "tests/oversight/test_measures.py"
_RIGHTS = ("tests/walls/test_rights.py",)

#: Module → the tests that hold it.
TARGETS: dict[str, tuple[str, ...]] = {
    "apps/judgement/lagging.py": _JUDGEMENT,
    "apps/judgement/severity.py": _JUDGEMENT,
    "apps/judgement/version.py": _JUDGEMENT,
    "apps/duties/clockwork.py": ("tests/duties/test_clockwork.py",),
    "apps/duties/outcomes.py": ("tests/duties/test_outcomes.py",),
    "apps/duties/services.py": ("tests/duties/test_services.py", "tests/casework/test_facts.py"),
    "apps/organizations/walls/model.py": _RIGHTS,
    "apps/claims/policies.py": _RIGHTS,
    "apps/duties/policies.py": _RIGHTS,
    "apps/casework/kinds.py": _CASES,
    "apps/casework/engine.py": _CASES,
    "apps/claims/steps.py": ("tests/claims/test_steps.py", "tests/claims/test_life_of_a_claim.py"),
    "apps/parts/steps.py": ("tests/parts/test_steps.py", "tests/parts/test_order_life.py"),
    "apps/compliance/steps.py": ("tests/casework/test_engine.py", "tests/compliance/test_pages.py"),
    "apps/compliance/explaining.py": ("tests/compliance/test_evidence.py",),
}

HOLES = (
    Hole(
        "photos are open to every side",
        "apps/claims/policies.py",
        'Wall("claims_claimphoto", **_SIDES,',
        'Wall("claims_claimphoto", **_SIDES, directory=True,',
        _RIGHTS,
    ),
    Hole(
        "a manufacturer may delete claims",
        "apps/claims/policies.py",
        'writes={Side.CLERK: "i"},\n        updates=',
        'writes={Side.CLERK: "i", Side.MANUFACTURER: "d"},\n        updates=',
        _RIGHTS,
    ),
    Hole(
        "a flag closes at 97 % of the target",
        "apps/judgement/lagging.py",
        "kept = met * MILLION >= expected",
        "kept = met * MILLION >= 0.97 * expected",
        (f"{_JUDGEMENT[0]}::test_a_share_just_below_target_is_no_recovery",),
    ),
    Hole(
        "the chain of evidence is not checked",
        "apps/compliance/explaining.py",
        'if evidence.previous_digest != (previous.digest if previous else ""):',
        "if False:",
        ("tests/compliance/test_evidence.py::test_a_link_written_anew_with_its_digest_breaks_the_chain",),
    ),
    Hole(
        "peers are shown below four manufacturers",
        "apps/oversight/measures/denial_rate.py",
        "FEWEST_PEERS = 3",
        "FEWEST_PEERS = 1",
        (f"{_MEASURES}::test_below_four_manufacturers_nothing_is_told_of_the_peers",),
    ),
    Hole(
        "a repair is followed for 300 days",
        "apps/oversight/measures/repeat_repairs.py",
        "FOLLOW_UP_DAYS = 30",
        "FOLLOW_UP_DAYS = 300",
        (f"{_MEASURES}::test_repairs_are_followed_for_thirty_days",),
    ),
    Hole(
        "severity is ten times too high",
        "apps/judgement/severity.py",
        "score=shortfall * vehicles",
        "score=10 * shortfall * vehicles",
        (f"{_JUDGEMENT[0]}::test_severity_is_shortfall_times_vehicles",),
    ),
    Hole(
        "the public reads of every car that its maker recorded",
        "apps/vehicles/policies.py",
        'public=f"vin = {ASKED_VIN} AND exported_on IS NOT NULL"',
        'public="exported_on IS NOT NULL"',
        ("tests/exports/test_check.py::test_the_public_reaches_no_other_car_by_any_query",),
    ),
    Hole(
        "the public learns that somebody registered a car",
        "apps/vehicles/policies.py",
        " AND exported_on IS NOT NULL",
        "",
        ("tests/exports/test_check.py::test_nothing_tells_whether_somebody_registered_a_car",),
    ),
    Hole(
        "a maker is told of one car",
        "apps/exports/orphans.py",
        "row.cars if row.cars >= least else None",
        "row.cars",
        ("tests/exports/test_orphans.py::test_a_maker_is_told_counts_of_months_that_are_over_and_no_small_ones",),
    ),
)
