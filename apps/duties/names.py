"""Codes of the obligations that code refers to, and their names for gettext (the rows hold the English text)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

FIRST_RESPONSE: Final = "first_response"
REPAIR: Final = "repair"
PARTS_CONFIRMATION: Final = "parts_confirmation"
PARTS_SUPPLY: Final = "parts_supply"
#: Beside the duty of dispatch, where a car stands still for the part.
PARTS_OFF_ROAD: Final = "parts_off_road"
#: From the order to the dealer's receipt, with the way that the parts have to go.
PARTS_ARRIVAL: Final = "parts_arrival"
#: What was delivered is booked in, or reported, by the dealer.
PARTS_BOOKING: Final = "parts_booking"
#: How long what was sent may be neither received, nor proved, nor reported, before it is taken as delivered; nobody
#: has a clock of it.
PARTS_SILENCE: Final = "parts_silence"
#: A manufacturer says what becomes of pieces that came without being sent.
OVER_ANSWER: Final = "over_answer"
#: A manufacturer grants a return of parts, or says why not.
RETURN_ANSWER: Final = "return_answer"
#: From the day on which returned parts were sent, with their way, to the credit or the grounds against it.
RETURN_DECISION: Final = "return_decision"
#: What the law of the destination allows from the request to the hand-back; no pause, and no share of misses.
LEGAL_LIMIT: Final = "legal_limit"
#: How long a question to the owner may stop the time of others; nobody has a clock of it.
OWNER_ANSWER: Final = "owner_answer"
#: How late a happening of the past may be recorded with its own time; nobody has a clock of it either.
LATE_RECORD: Final = "late_record"
#: From the day on which papers of a registration come to the workshop's word on them.
PROOF_LOOK: Final = "proof_look"
#: A manufacturer confirms or refuses a denial that its workshop proposes.
DENIAL_DECISION: Final = "denial_decision"
#: Until when an owner may object to a denial; nobody has a clock of it.
OBJECTION_WINDOW: Final = "objection_window"
#: A manufacturer answers an objection, by somebody who did not deny.
OBJECTION_ANSWER: Final = "objection_answer"
#: What a regulator's desk allows itself and others in an escalated case; dates of the case, nobody's clocks.
ESCALATION_LOOK: Final = "escalation_look"
ESCALATION_REPLY: Final = "escalation_reply"
ESCALATION_FINDING: Final = "escalation_finding"
FLAG_STATEMENT: Final = "flag_statement"
#: A manufacturer accepts the order of a recall, or objects.
RECALL_ANSWER: Final = "recall_answer"
#: A manufacturer tells the owners of the cars of a recall that is published.
RECALL_NOTICE: Final = "recall_notice"
#: An exporter explains what was found on an export of its, or has it mended.
FINDING_ANSWER: Final = "finding_answer"
#: A manufacturer authorises an estimate, or says why not.
AUTHORISATION: Final = "authorisation"
#: A manufacturer decides what a workshop handed in to be paid.
ADJUDICATION: Final = "adjudication"

#: Marked here so that translators meet them; shown through ``str(obligation)``.
NAMES: Final = (
    gettext_noop("First answer to a claim"),
    gettext_noop("Repair"),
    gettext_noop("Confirmation of a parts order"),
    gettext_noop("Dispatch of an ordered part"),
    gettext_noop("Arrival of an ordered part"),
    gettext_noop("Booking in of a delivered part"),
    gettext_noop("Answer of an owner to a question"),
    gettext_noop("Recording of what happened earlier"),
    gettext_noop("Statement on a flag"),
    gettext_noop("Look at the papers of a registration"),
    gettext_noop("Limit of the law for a repair"),
    gettext_noop("Answer to the order of a recall"),
    gettext_noop("Telling the owners of a recall"),
    gettext_noop("Answer to a finding on an export"),
    gettext_noop("Decision on a proposed denial"),
    gettext_noop("Time to object to a denial"),
    gettext_noop("Answer to an objection"),
    gettext_noop("First look at an escalated case"),
    gettext_noop("Reply to a question or a proposal of the authority"),
    gettext_noop("Finding on an escalated case"),
    gettext_noop("Authorisation of an estimate"),
    gettext_noop("Decision on a settlement"),
    gettext_noop("Silence on parts that were sent"),
    gettext_noop("Dispatch of a part for a car that stands still"),
    gettext_noop("Answer to a return of parts"),
    gettext_noop("Decision on returned parts"),
    gettext_noop("Answer to parts that came over"),
)
