"""Parts of the API's description that all operations share; read by the settings, so nothing of Django is here."""

from __future__ import annotations

from typing import Any

_PROBLEM = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_WORDS = {
    400: "The request breaks the description, or a rule refuses it: then `code` names it (`refused`: the words do).",
    401: "Nobody is known by this key or session.",
    403: "The asker's side, role or key may not do this.",
    404: "There is nothing here that the asker may see.",
    406: "Another type of answer was asked for than there is.",
    409: "Somebody else acted meanwhile, or the state does not admit this.",
    413: "The body is too large.",
    415: "The body is of a type that is not read here.",
    422: "The Idempotency-Key was used for another request.",
    429: "Too many requests: `Retry-After` says when to come again.",
    503: "A server is away: `Retry-After` says when to come again.",
}
ALWAYS = (400, 401, 403, 404, 406, 429, 503)
WRITING = (409, 413, 415, 422)
#: For ``APPEND_COMPONENTS`` in the settings.
COMPONENTS: dict[str, Any] = {
    "schemas": {
        "Problem": {
            "type": "object",
            "description": "What was refused: `detail`, or messages by the name of the field they are about.",
            # What was sent may have a field called code, with messages of its own.
            "properties": {
                "detail": {"type": "string"},
                "code": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            },
            "additionalProperties": True,
        }
    },
    "responses": {f"Problem{status}": {"description": words, "content": _PROBLEM} for status, words in _WORDS.items()},
}
