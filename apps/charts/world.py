"""Where each market stands on the tile map: our own table of facts, one tile a country, no borders.

Places are in rough compass order, so that neighbours are found near each other; sizes say nothing.
Only countries that are markets of exported cars are listed.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

_GRID = """
.. .. .. .. .. .. .. .. .. NO SE FI EE .. .. .. .. .. .. .. .. .. ..
CA .. .. .. .. .. IE GB NL DK LT LV BY RU .. KZ KG MN .. .. .. KR JP
US .. .. .. .. .. .. FR BE DE PL CZ UA .. GE UZ TJ .. .. .. .. .. ..
MX CU DO .. .. .. PT ES CH AT SK HU RO MD AM TM AF .. NP .. .. .. ..
GT HN JM TT .. .. .. .. IT SI HR RS BG TR AZ IR PK IN BD MM LA VN ..
SV NI .. .. .. .. .. .. .. MT BA AL MK GR CY IQ KW .. LK TH KH .. PH
CR PA VE GY SR .. MA DZ TN LY EG PS IL LB JO SA BH QA .. MY SG BN ..
.. CO .. .. .. .. MR ML NE TD SD ER DJ .. YE OM AE .. MV .. ID .. ..
.. EC PE BR .. .. SN BF BJ NG CF SS ET SO .. .. .. .. .. .. TL .. PG
.. .. BO PY .. .. GM GN TG CM CD UG KE .. SC .. .. .. .. .. .. .. FJ
.. CL AR UY .. .. SL CI GH GA CG RW TZ KM .. .. .. .. .. .. AU .. ..
.. .. .. .. .. .. .. LR GQ AO ZM BI MW MG .. .. .. .. .. .. .. NZ ..
.. .. .. .. .. .. .. .. .. NA BW ZW MZ .. MU .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. .. ZA LS SZ .. .. .. .. .. .. .. .. .. ..
"""

#: Regions in reading order, with their countries.
REGIONS: dict[str, str] = {
    gettext_noop("North America and Caribbean"): "CA US MX CU DO JM TT",
    gettext_noop("Central and South America"): "GT HN SV NI CR PA VE GY SR CO EC PE BR BO PY CL AR UY",
    gettext_noop("Western and Northern Europe"): "IE GB NL DK NO SE FI FR BE DE PT ES CH AT IT MT",
    gettext_noop("Eastern Europe"): "EE LT LV BY RU PL CZ UA SK HU RO MD SI HR RS BG BA AL MK GR CY",
    gettext_noop("Caucasus and Central Asia"): "GE AM AZ KZ KG MN UZ TJ TM AF",
    gettext_noop("Middle East and Gulf"): "TR IR IQ KW PS IL LB JO SA BH QA YE OM AE",
    gettext_noop("North Africa"): "MA DZ TN LY EG SD MR",
    gettext_noop("West and Central Africa"): "ML NE TD SN BF BJ NG CF GM GN TG CM SL CI GH GA CG LR GQ CD AO",
    gettext_noop("East and Southern Africa"): "ER DJ SS ET SO UG KE SC RW TZ KM ZM BI MW MG NA BW ZW MZ MU ZA LS SZ",
    gettext_noop("South Asia"): "PK IN NP BD LK MV",
    gettext_noop("South-East and East Asia"): "MM LA VN TH KH PH MY SG BN ID TL KR JP",
    gettext_noop("Oceania"): "PG FJ AU NZ",
}

_LINES = [row.split() for row in _GRID.strip().splitlines()]
COLUMNS, ROWS = len(_LINES[0]), len(_LINES)
#: ISO 3166-1 alpha-2 → (column, row)
PLACES: dict[str, tuple[int, int]] = {
    code: (column, row) for row, codes in enumerate(_LINES) for column, code in enumerate(codes) if code != ".."
}
REGION_OF: dict[str, str] = {code: region for region, codes in REGIONS.items() for code in codes.split()}
