"""A plain list as a workbook: a title, heads, rows; for what leaves the program to be read, not to come back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from cbec_desktop.exchange.writer import MONEY_FORMAT, new_book, replacing, style_header, style_title, write_text

_LIMITS = (8.0, 44.0)


def write_list(out: Path, title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write the list to `out`: text stays text, amounts stay numbers; UserError when `out` cannot be written."""
    with replacing(out) as target:
        book = new_book()
        page = book.create_sheet("清单")
        write_text(page, 1, 1, title)
        style_title(page.cell(1, 1))
        for place, head in enumerate(heads, start=1):
            write_text(page, 2, place, head)
            cell = page.cell(2, place)
            style_header(cell, is_required=False)
            page.column_dimensions[cell.column_letter].width = _width(head, [row[place - 1] for row in rows])
        for number, row in enumerate(rows, start=3):
            for place, value in enumerate(row, start=1):
                if isinstance(value, Decimal):
                    cell = page.cell(number, place, value)
                    cell.number_format = MONEY_FORMAT
                else:
                    write_text(page, number, place, value)
        page.freeze_panes = "A3"
        page.print_title_rows = "1:2"
        page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight = "landscape", 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        book.save(target)


def _width(head: str, values: Sequence[Any]) -> float:
    """Characters: a Chinese one counts two."""
    longest = max(
        (sum(2 if ord(char) > 255 else 1 for char in str(value)) for value in [head, *values[:500]]), default=8
    )
    return min(max(longest + 2.0, _LIMITS[0]), _LIMITS[1])
