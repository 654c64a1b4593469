"""Amounts with their currency: exact decimals, rounded to what a currency has, and parted without a remainder.

No Django here. Why no library: docs/decisions/0044-money.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Final

#: ISO 4217, active codes of countries and of unions of countries, as published on 2026-01-01.
_CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR
    RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
    TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_WITH_THREE = "BHD IQD JOD KWD LYD OMR TND"
CURRENCIES: Final = frozenset(_CODES.split())
#: How many decimals a currency has, where they are not two.
_DECIMALS: Final = {**dict.fromkeys(_WITHOUT_DECIMALS.split(), 0), **dict.fromkeys(_WITH_THREE.split(), 3)}


def decimals_of(currency: str) -> int:
    """How many decimals its smallest coin has: KES 2, JPY 0, KWD 3. Raises ValueError for what is no currency."""
    if currency not in CURRENCIES:
        raise ValueError(f"{currency!r} is no currency of ISO 4217")
    return _DECIMALS.get(currency, 2)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount to the currency's smallest coin, half away from nought."""
    return amount.quantize(_coin(currency), ROUND_HALF_UP)


def is_whole(amount: Decimal, currency: str) -> bool:
    """Whether an amount can be paid in coins of the currency."""
    return amount == rounded(amount, currency)


def parted(amount: Decimal, currency: str, percents: Sequence[Decimal]) -> list[Decimal]:
    """An amount in shares by percents (which sum to 100), each in whole coins, together exactly the amount.

    What rounding leaves goes coin by coin to the shares that lost most by it, the first of equals first; a share of
    nought gets nothing. Raises ValueError for percents that do not sum to 100, and an amount of no whole coins.
    """
    if sum(percents) != 100 or any(share < 0 for share in percents) or not is_whole(amount, currency):
        raise ValueError("shares are whole hundredths of an amount in coins")
    coin = _coin(currency).copy_sign(amount)
    exact = [amount * share / 100 for share in percents]
    shares = [share.quantize(coin, ROUND_DOWN) for share in exact]
    missing = int((amount - sum(shares)) / coin)
    most = sorted(range(len(shares)), key=lambda n: -abs(exact[n] - shares[n]))
    for place in most[:missing]:
        shares[place] += coin
    return shares


def _coin(currency: str) -> Decimal:
    return Decimal(1).scaleb(-decimals_of(currency))


@dataclass(frozen=True, order=False)
class Money:
    """So much of a currency. Adding another currency raises ValueError: nothing is converted by the way."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{other.currency} is not added to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)


def totals(amounts: Iterable[Money]) -> list[Money]:
    """The sum of each currency, in the order of their codes."""
    found: dict[str, Money] = {}
    for money in amounts:
        known = found.get(money.currency)
        found[money.currency] = known + money if known else money
    return [found[currency] for currency in sorted(found)]
