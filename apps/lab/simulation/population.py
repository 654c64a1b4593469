"""Who is in the simulated industry, and how each manufacturer really behaves. All firms are invented."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

COUNTRIES: Final = (
    "KE", "NG", "ZA", "EG", "TZ", "GH", "MA", "KZ", "UZ", "BY", "RU", "BR", "CL", "MX", "PE", "CO", "AE", "SA", "TH",
    "PL", "TR", "UA",
)  # fmt: skip
_FIRST: Final = (
    "Hanhai", "Lanting", "Mingsha", "Qingluan", "Baihe", "Yuanshan", "Feilan", "Songtao", "Ruoxi", "Tianmo", "Guyun",
    "Liuhe", "Shanlan", "Zhuying", "Haitang", "Moyuan", "Xuelin", "Cangwu", "Jinghu", "Wanli", "Lingxi", "Bochuan",
    "Suiyuan", "Tingfeng",
)  # fmt: skip
_LAST: Final = ("Motor", "Auto", "Vehicles", "Mobility", "Electric", "Cars")
#: What each model is driven by, the commoner ones more than once.
MODELS: Final = {
    "Sea 5": ("bev", "bev", "phev"), "Reed": ("petrol", "hev"), "Dune X": ("petrol", "diesel", "diesel"),
    "Lark": ("petrol", "hev", "phev"), "Tide EV": ("bev",), "Heron 7": ("phev", "bev"),
}  # fmt: skip
CITIES: Final = {
    "KE": "Nairobi", "NG": "Lagos", "ZA": "Durban", "EG": "Alexandria", "TZ": "Dar es Salaam", "GH": "Kumasi",
    "MA": "Casablanca", "KZ": "Almaty", "UZ": "Samarkand", "BY": "Minsk", "RU": "Kazan", "BR": "Recife",
    "CL": "Valparaíso", "MX": "Puebla", "PE": "Arequipa", "CO": "Medellín", "AE": "Sharjah", "SA": "Jeddah",
    "TH": "Chiang Mai", "PL": "Poznań", "TR": "İzmir", "UA": "Odesa",
}  # fmt: skip


@dataclass(frozen=True)
class Maker:
    """A manufacturer and the truth about it.

    ``kind``: good, lagging (from ``lagging_from`` on), small, seasonal, pausing (hides delay in pauses charged to the
    owner), denying, cancelling (orders that it would not keep, and some more), or splitting (sends at once what it has,
    and the rest when it comes). ``kept`` is the true share of duties kept in time, ``weight`` its part of all claims.
    """

    name: str
    slug: str
    wmi: str
    kind: str
    weight: float
    kept: float
    kept_later: float
    lagging_from: date | None
    lagging_countries: tuple[str, ...]
    denied: float
    countries: tuple[str, ...]

    def share(self, country: str, day: date) -> float:
        """The true share kept of duties that begin on a day."""
        if self.kind == "seasonal":
            return self.kept + 0.03 * float(np.sin(2 * np.pi * day.timetuple().tm_yday / 365))
        late = self.lagging_from is not None and day >= self.lagging_from
        if late and (not self.lagging_countries or country in self.lagging_countries):
            return self.kept_later
        return self.kept

    def as_row(self) -> dict[str, Any]:
        """The truth as plain values."""
        row = asdict(self)
        row["lagging_from"] = self.lagging_from.isoformat() if self.lagging_from else None
        return row


_KINDS: Final = (
    "good", "lagging", "small", "splitting", "seasonal", "pausing", "denying", "cancelling", "small", "lagging",
)  # fmt: skip


def makers(rng: np.random.Generator, count: int, *, kept_later: float, first: date, last: date) -> list[Maker]:
    """``count`` manufacturers, kinds in turn; the same for the same state of ``rng``.

    ``kept_later``: the share that those of the kind "lagging" keep from a day on.
    """
    found = []
    days = (last - first).days
    for n in range(count):
        kind = _KINDS[n % len(_KINDS)]
        name = f"{_FIRST[n % len(_FIRST)]} {_LAST[(n // len(_FIRST) + n) % len(_LAST)]}"
        size = 3 if kind == "small" else int(rng.integers(8, len(COUNTRIES) - 4))
        chosen = tuple(sorted({"KE", *rng.choice(COUNTRIES, size=size, replace=False).tolist()}))
        lagging = kind == "lagging"
        found.append(
            Maker(
                name=name,
                slug=name.lower().replace(" ", "-"),
                wmi=f"L{n // 10}{n % 10}",
                kind=kind,
                weight=0.08 if kind == "small" else float(rng.uniform(0.6, 1.6)),
                kept=0.97 if kind == "good" else 0.955,
                kept_later=kept_later if lagging else 0.955,
                lagging_from=last - timedelta(days=int(days * 0.28) - 7 * (n % 3)) if lagging else None,
                lagging_countries=() if n % 20 == 1 else chosen[: max(2, len(chosen) // 2)] if lagging else (),
                denied=0.34 if kind == "denying" else 0.05,
                countries=chosen,
            )
        )
    return found
