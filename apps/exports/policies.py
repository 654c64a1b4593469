"""Walls of exporters, licences, letters, export records and findings.

Names of exporters are announced to everybody. What a maker applied for, was given and whom it authorised is read by
itself and by the authority; both write through doors.
"""

from __future__ import annotations

from apps.organizations.scope import Side
from apps.organizations.walls import Open, Wall

DOORS = {
    "exports.register": "The authority enters an exporter, a qualification or an application for a licence.",
    "exports.authorisation": "A maker authorises a trader or ends that.",
    "exports.record": "An exporter's maker or the authority records an export, or puts a record right.",
    "exports.conduct": "An entry of the conduct log is made, appealed against, confirmed or lifted, with the event.",
    "exports.finding": "A finding is explained, accepted or upheld, with the event.",
    "exports.letter": "A maker issues, replaces or revokes a confirmation letter, with lines and event.",
    "exports.licence": "People of the authority verify, suspend or withdraw a licence, with the event.",
}

#: What a step changes of an entry of the conduct log: what it says stays.
CONDUCT_MOVED = ("status", "version")
#: What a step changes of a finding; a look of the system's finds, mends and finds again.
FINDING_MOVED = ("status", "version")
#: What a step changes of a licence: whose it is and what was applied for stay.
LICENCE_MOVED = ("status", "version", "valid_from", "valid_to")
#: What a step changes of a letter: what it says stays.
LETTER_MOVED = ("status", "version", "ended_at")

WALLS = [
    Open("exports_tradertier"),
    Open("exports_findingrule"),
    Wall(
        "exports_exporter",
        manufacturer="manufacturer_id",
        authority=True,
        directory=True,
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    Wall(
        "exports_qualification",
        manufacturer="manufacturer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    Wall(
        "exports_authorisation",
        manufacturer="manufacturer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("ends_on", "end_reason", "ended_at", "ended_by_id"),
    ),
    Wall(
        "exports_licence",
        manufacturer="manufacturer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: LICENCE_MOVED},
    ),
    Wall(
        "exports_licencehold",
        manufacturer="manufacturer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("ends_on",),
    ),
    Wall(
        "exports_licenceevent",
        manufacturer="manufacturer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    Wall(
        "exports_letter",
        manufacturer="manufacturer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: LETTER_MOVED},
    ),
    Wall(
        "exports_letterline",
        manufacturer="manufacturer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    # Sealed by the worker, in the system's scope.
    Wall("exports_letterseal", manufacturer="manufacturer_id", authority=True, ledger=True),
    Wall(
        "exports_letterevent",
        manufacturer="manufacturer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    # Between the exporter and the authority: an appeal may show that an entry was wrong.
    Wall(
        "exports_conductentry",
        manufacturer="manufacturer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: CONDUCT_MOVED},
    ),
    Wall(
        "exports_conductevent",
        manufacturer="manufacturer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    # Regulators see what was exported to their countries. Files are written, and undone, by the system.
    Wall(
        "exports_exportrecord",
        manufacturer="manufacturer_id",
        regulator="country",
        writes={Side.CLERK: "i"},
    ),
    Wall(
        "exports_finding",
        manufacturer="manufacturer_id",
        regulator="country",
        updates={Side.CLERK: FINDING_MOVED},
    ),
    Wall(
        "exports_findingevent",
        manufacturer="manufacturer_id",
        regulator="country",
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
]

#: Every version of these rows is kept (apps/casework/facts).
RECORDED = (
    "exports_authorisation",
    "exports_conductentry",
    "exports_exportrecord",
    "exports_finding",
    "exports_letter",
    "exports_letterline",
    "exports_licence",
    "exports_licencehold",
)
