"""Cells of registers in words, without Qt."""

from __future__ import annotations

from decimal import Decimal

from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.registers import Cell, Status, TwoLine
from cbec_desktop.services.registers import CellKind


def cell_text(cell: Cell, kind: CellKind) -> str:
    """A cell as one text: for people, the clipboard and screen readers. Absent is —, never 0."""
    if cell is None:
        return "—"
    if isinstance(cell, Status):
        return cell.word
    if isinstance(cell, TwoLine):
        return f"{cell.first} {cell.second}"
    if isinstance(cell, Decimal):
        text = format_yuan(cell)
        return text.removesuffix(".00") if kind is CellKind.AWARD else text
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
