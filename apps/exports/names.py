"""Legal names: they count exactly as they are announced, and a slip is told from another firm. No Django here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def tidied(name: str) -> str:
    """A name as it is kept: as written, with single blanks inside and none around it, without signs nobody sees."""
    return " ".join("".join(sign for sign in name if unicodedata.category(sign) != "Cf").split())


def folded(name: str) -> str:
    """What two writings of one name share: no case, width or blanks, so that （集团） and (集团) meet."""
    return "".join(unicodedata.normalize("NFKC", tidied(name)).casefold().split())


def alike(name: str, known: Iterable[str]) -> str:
    """The first known name that is one sign away from ``name`` (put in, left out or another one); empty: none."""
    mine = folded(name)
    return next((other for other in known if _one_sign_apart(mine, folded(other))), "")


def _one_sign_apart(first: str, second: str) -> bool:
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    return any(
        first[start + mine :] == second[start + theirs :]
        for mine, theirs in ((1, 1), (1, 0), (0, 1))
    )  # fmt: skip
