"""Exact money: Decimal and Fraction yuan inside, integer fen at the store's edge, never float."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

FEN_PER_YUAN = 100
CENT = Decimal("0.01")

Exact = Decimal | Fraction | int


def yuan_from_fen(fen: int) -> Decimal:
    """Integer fen as Decimal yuan with two decimals."""
    return Decimal(fen).scaleb(-2)


def fen_from_yuan(amount: Exact) -> int:
    """Yuan as integer fen; raises ValueError when half a fen would be lost."""
    scaled = Fraction(amount) * FEN_PER_YUAN
    if scaled.denominator != 1:
        raise ValueError(f"not whole fen: {amount}")
    return scaled.numerator


def floor_to_unit(amount: Exact, unit: int = 1) -> Decimal:
    """Cut yuan down to whole multiples of `unit` yuan (C1, C4: one floor, never up)."""
    return Decimal(Fraction(amount) // unit * unit)


def floor_to_fen(amount: Exact) -> Decimal:
    """Cut yuan down to whole fen."""
    return yuan_from_fen(int(Fraction(amount) * FEN_PER_YUAN // 1))


def round_half_up_to_fen(amount: Exact) -> Decimal:
    """Round yuan to fen half up (C6: currency conversion of one voucher line)."""
    scaled = Fraction(amount) * FEN_PER_YUAN
    return yuan_from_fen(int((scaled + Fraction(1, 2)) // 1))


def format_yuan(amount: Exact) -> str:
    """Yuan as people read it: separators and two decimals, `12,345.60`; the third decimal is cut."""
    return f"{floor_to_fen(amount):,.2f}"


def plain_yuan(amount: Exact) -> str:
    """Yuan as scripts read it: `8940.00`."""
    return f"{floor_to_fen(amount):.2f}"


def format_exact(amount: Exact, places: int = 4) -> str:
    """A reckoned amount with all its decimals up to `places`, at least two: `50,166.665`."""
    scaled = Fraction(amount) * 10**places
    text = f"{Decimal(scaled.numerator // scaled.denominator).scaleb(-places):,.{places}f}"
    head, _, tail = text.partition(".")
    return f"{head}.{tail[:2]}{tail[2:].rstrip('0')}"


def quantize_fen(amount: Decimal) -> Decimal:
    """Two decimals without changing the value; raises ValueError when it has more."""
    if amount != amount.quantize(CENT, rounding=ROUND_FLOOR):
        raise ValueError(f"more than two decimals: {amount}")
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
