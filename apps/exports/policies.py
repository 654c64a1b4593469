"""Walls of exporters, licences, letters, export records, findings and recalls.

Names of exporters are announced to everybody. What a maker applied for, was given and whom it authorised is read by
itself and by the authority; both write through doors. A recall is its manufacturer's and that of whoever ordered it
until it is published; then everybody reads what it says, by selectors in the system's scope, and nobody else its cars.
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
    "exports.recall": "A recall is put on record or moves, with its event; cars are listed and marked.",
    "exports.letter": "A maker issues, replaces or revokes a confirmation letter, with lines and event.",
    "exports.licence": "People of the authority verify, suspend or withdraw a licence, with the event.",
}

#: What a step changes of an entry of the conduct log: what it says stays.
CONDUCT_MOVED = ("status", "version")
#: What a step changes of a finding; a look of the system's finds, mends and finds again.
FINDING_MOVED = ("status", "version")
#: A manufacturer's own draft is its own until it is published.
_ORDERED_OR_PUBLIC = "(ordered_by_id IS NOT NULL OR published_at IS NOT NULL)"
#: Rows about a recall go with it; of a published one each regulator reads those of its countries. Both are asked once
#: a statement, not once a row.
_OF_A_RECALL_IN_SIGHT = "recall_id IN (SELECT id FROM exports_recall)"
_HERE = f"({_OF_A_RECALL_IN_SIGHT} OR recall_id IN (SELECT recall_id FROM exports_recallcountry))"
_OF_RECALLS = {Side.REGULATOR: _HERE, Side.AUTHORITY: _OF_A_RECALL_IN_SIGHT}
#: What a step changes of a recall: what it says stays.
RECALL_MOVED = ("status", "version", "published_at", "closed_at")
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
    Wall(
        "exports_recall",
        manufacturer="manufacturer_id",
        regulator="country",
        also=dict.fromkeys((Side.REGULATOR, Side.AUTHORITY), _ORDERED_OR_PUBLIC),
        writes={Side.CLERK: "i"},
        updates={Side.CLERK: RECALL_MOVED},
    ),
    Wall(
        "exports_recallevent",
        manufacturer="manufacturer_id",
        regulator="country",
        also=_OF_RECALLS,
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    Wall(
        "exports_recallcountry",
        manufacturer="manufacturer_id",
        regulator="country",
        writes={Side.CLERK: "i"},
        ledger=True,
    ),
    # Lists are written from files by the system, which also undoes a file before the recall is published and fills in
    # where a car is once the portal knows it.
    Wall(
        "exports_recallcar",
        manufacturer="manufacturer_id",
        regulator="country",
        also=_OF_RECALLS,
        writes={Side.CLERK: "i"},
    ),
    Wall(
        "exports_recallmark",
        manufacturer="manufacturer_id",
        regulator="country",
        also=_OF_RECALLS,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("country", "ended_at", "ended_by"),
    ),
    Wall(
        "exports_recalltold",
        owner="owner_id",
        manufacturer="manufacturer_id",
        regulator="country",
        also=_OF_RECALLS,
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
    "exports_recall",
    "exports_recallcar",
    "exports_recallmark",
)
