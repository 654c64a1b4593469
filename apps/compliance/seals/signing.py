"""Signatures with a key outside the database: HMAC-SHA-256 (RFC 2104), told with the name of the key."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def sign(digest: str) -> str:
    """``name:signature`` of a digest (hexadecimal) with the newest key."""
    name, key = next(iter(settings.SEAL_KEYS.items()))
    return f"{name}:{_signature(key, digest)}"


def fault_of(digest: str, signed: str) -> str:
    """What is wrong with a signature of a digest, in words; empty when it is ours."""
    name, _colon, signature = signed.partition(":")
    key = settings.SEAL_KEYS.get(name)
    if key is None:
        return f"signed with the key {name!r}, which is not at hand: put it back into SANBAO_SEAL_KEYS"
    if not hmac.compare_digest(_signature(key, digest), signature):
        return "the signature is not ours: it was rewritten"
    return ""


def _signature(key: str, digest: str) -> str:
    return hmac.new(key.encode(), digest.encode(), hashlib.sha256).hexdigest()
