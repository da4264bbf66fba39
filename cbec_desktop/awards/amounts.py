"""Reckoning in fen: whole fen stay `int` (fast), what does not divide stays `Fraction`; nothing is rounded here."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import gcd

_new = object.__new__
Fen = int | Fraction
"""An exact amount in fen."""


def fen_of(amount: Decimal) -> int:
    """Decimal yuan with at most two decimals as fen (the store and the workbooks hold no others)."""
    return int(amount * 100)


def yuan_of(amount: Fen) -> Fraction:
    """Fen as exact yuan."""
    return _whole_fen(amount) if isinstance(amount, int) else fraction(amount.numerator, amount.denominator * 100)


@lru_cache(maxsize=1 << 16)
def _whole_fen(amount: int) -> Fraction:
    """Remembered, for one amount stands in several steps and lines."""
    return fraction(amount, 100)


def fraction(numerator: int, denominator: int) -> Fraction:
    """`Fraction(numerator, denominator)` for a positive denominator, at a third of its price.

    A year's run makes half a million of them; the constructor's checks of types are most of its cost.
    """
    shared = gcd(numerator, denominator)
    made = _new(Fraction)
    made._numerator = numerator // shared  # type: ignore[attr-defined]  # noqa: SLF001 - see above
    made._denominator = denominator // shared  # type: ignore[attr-defined]  # noqa: SLF001
    return made


def portion(amount: Fen, part: Fen, whole: Fen) -> Fen:
    """`amount` × `part` ÷ `whole`, exactly and in one division."""
    return normal(
        fraction(
            amount.numerator * part.numerator * whole.denominator,
            amount.denominator * part.denominator * whole.numerator,
        )
    )


def total(amounts: Iterable[Fen]) -> Fen:
    """The exact sum; fractions are added up by denominator, which is cheaper than one by one."""
    whole = 0
    parts: dict[int, int] = {}
    for amount in amounts:
        if isinstance(amount, int):
            whole += amount
        else:
            denominator = amount.denominator
            parts[denominator] = parts.get(denominator, 0) + amount.numerator
    if not parts:
        return whole
    return normal(
        sum((fraction(numerator, denominator) for denominator, numerator in parts.items()), fraction(whole, 1))
    )


def normal(amount: Fen) -> Fen:
    """A fraction without a remainder as `int` again."""
    return amount.numerator if amount.denominator == 1 else amount


def times(amount: Fen, rate: Fraction | int) -> Fen:
    """`amount` × `rate`, staying `int` where it comes out whole."""
    if isinstance(rate, int):
        return amount * rate
    if isinstance(amount, int):
        product = amount * rate.numerator
        quotient, rest = divmod(product, rate.denominator)
        return fraction(product, rate.denominator) if rest else quotient
    return normal(amount * rate)


def money(amount: Fen) -> str:
    """`12,345.60`; up to four decimals where fen do not suffice, `…` where these are cut (the value itself is not)."""
    if isinstance(amount, int):
        return _whole_money(amount)
    scaled, rest = divmod(amount.numerator * 100, amount.denominator)
    yuan, decimals = divmod(scaled, 10_000)
    tail = f"{decimals:04d}"
    if rest:
        return f"{yuan:,}.{tail}…"
    return f"{yuan:,}.{tail[:2]}{tail[2:].rstrip('0')}"


@lru_cache(maxsize=1 << 16)
def _whole_money(amount: int) -> str:
    yuan, fen = divmod(amount, 100)
    return f"{yuan:,}.{fen:02d}"


def percent(rate: Fraction) -> str:
    """A rate as people read it: `50%`, `33.5%`."""
    scaled = rate * 100
    if scaled.denominator == 1:
        return f"{scaled.numerator}%"
    return f"{float_free(scaled)}%"


def float_free(number: Fraction) -> str:
    """A decimal fraction in full (`33.5`), any other as `1/3`."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(number)
    text = format(Decimal(number.numerator) / Decimal(number.denominator), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def floor_to_unit(amount: Fen, unit_fen: int) -> int:
    """Cut down to whole units (C1: one floor at the end, never up)."""
    return int(amount // unit_fen) * unit_fen
