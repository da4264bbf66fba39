"""Blocks of cells as WPS and Excel put them on the clipboard: rows by line ends, cells by tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

LARGEST_BLOCK = 4_000_000
"""Characters; more than that is a workbook and belongs to the import."""


class BlockError(ValueError):
    """Why a block was not pasted; the message is a Chinese sentence."""


def parse_block(text: str) -> list[list[str]]:
    """Rows of cells; blank rows at the end are dropped. Raises BlockError when the block is far too large.

    A cell with a line break inside comes in quotes; any other quote is a character like others.
    """
    if len(text) > LARGEST_BLOCK:
        raise BlockError("剪贴板里的内容太大，没有粘贴。请用导入。")
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    rows = _quoted(plain) if '"' in plain else None
    if rows is None:
        rows = [line.split("\t") for line in plain.split("\n")]
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def _quoted(text: str) -> list[list[str]] | None:
    """The block read with quotes, when a quoted cell really holds a break; else None."""
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter="\t", strict=True))
    except csv.Error:
        return None
    if not any("\n" in cell for row in rows for cell in row):
        return None
    return [[" ".join(cell.split()) for cell in row] for row in rows]


def block_text(rows: Sequence[Sequence[str]]) -> str:
    """The block as spreadsheets take it; what would break its shape is put in quotes."""
    return "\n".join("\t".join(_cell(cell) for cell in row) for row in rows) + "\n"


def _cell(text: str) -> str:
    if any(sign in text for sign in "\t\n\r"):
        return '"' + text.replace('"', '""') + '"'
    return text
