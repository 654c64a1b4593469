"""Mail addresses in one form: of one mailbox there is one account, however a browser sends its domain."""

from __future__ import annotations

import re
import unicodedata

#: Full stops of other scripts that browsers take for a dot in a domain (UTS 46).
_DOTS = re.compile("[.\u3002\uff0e\uff61]")


def one_form(address: str) -> str:
    """An address as it is kept and looked up: small letters, its domain as it travels (``xn--…``).

    ``two@koł.pl`` and ``two@xn--ko-yqa.pl`` are one mailbox; some browsers send the first, some the second. Never
    raises; what is no address stays none.
    """
    local, at, domain = unicodedata.normalize("NFC", address.strip()).lower().rpartition("@")
    labels = _DOTS.split(unicodedata.normalize("NFKC", domain).lower())
    return f"{local}{at}{'.'.join(_travelling(label) for label in labels)}"


def _travelling(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
