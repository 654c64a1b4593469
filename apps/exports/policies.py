"""Walls of exporters, licences, letters, export records, findings and recalls.

Names of exporters are announced to everybody. What a maker applied for, was given and whom it authorised is read by
itself and by the authority; both write through doors. A recall is its manufacturer's and that of whoever ordered it
until it is published; then everybody reads what it says, by selectors in the system's scope, and nobody else its cars.
"""

from __future__ import annotations

from apps.organizations.scope import Side
from apps.organizations.walls import ASKED_VIN, Open, Wall

DOORS = {
    "exports.register": "The authority enters an exporter, a qualification or an application for a licence.",
    "exports.authorisation": "A maker authorises a trader or ends that.",
    "exports.record": "An exporter's maker or the authority records an export, or puts a record right.",
    "exports.certificate": "A registration certificate is put on record, put right, or gains its scan.",
    "exports.conduct": "An entry of the conduct log is made, appealed against, confirmed or lifted, with the event.",
    "exports.finding": "A finding is explained, accepted or upheld, with the event.",
    "exports.orphan": "A record of export answers reports of a car that had none.",
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
#: Regulators read letters that bind, with the cars that go to their countries. A letter has its countries once it is
#: sealed, a few rows instead of its thousands of lines; asked once a statement, by lettercountry_by_country.
_LETTERS_HERE = {
    Side.REGULATOR: "status = 'issued' AND id IN (SELECT letter_id FROM exports_lettercountry)",
}
_OF_A_LETTER_IN_SIGHT = {Side.REGULATOR: "letter_id IN (SELECT id FROM exports_letter)"}
#: What a step changes of a recall: what it says stays.
RECALL_MOVED = ("status", "version", "published_at", "closed_at")
#: What a step changes of a licence: whose it is and what was applied for stay.
LICENCE_MOVED = ("status", "version", "valid_from", "valid_to")
#: What a step changes of a letter: what it says stays.
LETTER_MOVED = ("status", "version", "ended_at")

WALLS = [
    Open("exports_tradertier"),
    Open("exports_findingrule"),
    Open("exports_disclosurerule"),
    Wall(
        "exports_exporter",
        manufacturer="manufacturer_id",
        authority=True,
        directory=True,
        writes={Side.CLERK: "i"},
        ledger=True,
        public="true",
        shown=("id", "name", "kind"),
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
        # Whether the licence that a record of the asked car names held on a day.
        public="licence_number IN (SELECT licence_number FROM exports_exportrecord)",
        shown=("id", "licence_number", "exporter_id", "valid_from", "valid_to"),
    ),
    Wall(
        "exports_licencehold",
        manufacturer="manufacturer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("ends_on",),
        public="licence_id IN (SELECT id FROM exports_licence)",
        shown=("id", "licence_id", "begins_on", "ends_on"),
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
        joined=_LETTERS_HERE,
        # Whether a letter binds for the asked car, and who serves it by it.
        public="id IN (SELECT letter_id FROM exports_letterline)",
        shown=("id", "maker", "issued_at", "ended_at"),
    ),
    Wall(
        "exports_letterline",
        manufacturer="manufacturer_id",
        regulator="country",
        also=_OF_A_LETTER_IN_SIGHT,
        writes={Side.CLERK: "i"},
        ledger=True,
        public=f"vin = {ASKED_VIN}",
        shown=(
            *("id", "letter_id", "vin", "country"),
            *("centre_name", "centre_firm", "centre_address", "centre_city", "centre_phone"),
        ),
    ),
    # Written by the worker when it seals, in the system's scope.
    Wall(
        "exports_lettercountry",
        manufacturer="manufacturer_id",
        regulator="country",
        ledger=True,
    ),
    Wall(
        "exports_letterseal",
        manufacturer="manufacturer_id",
        authority=True,
        joined=_OF_A_LETTER_IN_SIGHT,
        ledger=True,
        public="letter_id IN (SELECT letter_id FROM exports_letterline)",
        shown=("id", "letter_id", "sealed_at"),
    ),
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
        # Who declared the car that somebody names, as what; never importer, odometer and the days of its papers.
        public=f"vin = {ASKED_VIN}",
        shown=("id", "vin", "exporter", "licence_number", "condition", "exported_on", "country", "supersedes_id"),
    ),
    # Between the exporter and the authority; a finding says what it makes of a record. The system writes files.
    Wall(
        "exports_certificate",
        manufacturer="manufacturer_id",
        authority=True,
        writes={Side.CLERK: "i"},
        ledger=True,
        filled_once=("document_id", "sha256"),
    ),
    Wall(
        "exports_finding",
        manufacturer="manufacturer_id",
        regulator="country",
        updates={Side.CLERK: FINDING_MOVED},
    ),
    # Reports of cars that nobody on record exported: whoever told one, the authority, and the regulator of the country.
    # Makers read counts only. The system writes them: a report may come from somebody who is nobody here.
    Wall(
        "exports_orphanreport",
        owner="owner_id",
        regulator="country",
        ledger=True,
        filled_once=("answered_at",),
    ),
    # Invoices with names on them: no regulator needs them to count.
    Wall("exports_orphanpaper", owner="owner_id", authority=True, ledger=True),
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
    "exports_certificate",
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
