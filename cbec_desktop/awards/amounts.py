"""Reckoning in fen: whole fen stay `int` (fast), what does not divide stays `Fraction`; nothing is rounded here."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

Fen = int | Fraction
"""An exact amount in fen."""


def fen_of(amount: Decimal) -> int:
    """Decimal yuan with at most two decimals as fen (the store and the workbooks hold no others)."""
    return int(amount * 100)


def yuan_of(amount: Fen) -> Fraction:
    """Fen as exact yuan."""
    return Fraction(amount, 100) if isinstance(amount, int) else amount / 100


def normal(amount: Fen) -> Fen:
    """A fraction without a remainder as `int` again."""
    return amount.numerator if amount.denominator == 1 else amount


def times(amount: Fen, rate: Fraction) -> Fen:
    """`amount` × `rate`, staying `int` where it comes out whole."""
    if isinstance(amount, int):
        product = amount * rate.numerator
        quotient, rest = divmod(product, rate.denominator)
        return Fraction(product, rate.denominator) if rest else quotient
    return normal(amount * rate)


def money(amount: Fen) -> str:
    """`12,345.60`; up to four decimals where fen do not suffice, `…` where these are cut (the value itself is not)."""
    if isinstance(amount, int):
        yuan, fen = divmod(amount, 100)
        return f"{yuan:,}.{fen:02d}"
    scaled, rest = divmod(amount.numerator * 100, amount.denominator)
    yuan, decimals = divmod(scaled, 10_000)
    tail = f"{decimals:04d}"
    if rest:
        return f"{yuan:,}.{tail}…"
    return f"{yuan:,}.{tail[:2]}{tail[2:].rstrip('0')}"


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
