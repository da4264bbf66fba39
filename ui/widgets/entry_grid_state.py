"""What an entry grid holds, without Qt: rows of texts, what reading each cell says, undo, paste, copy.

Every edit is one splice (rows taken out, rows put in), so undo is exact whatever was edited. A cell keeps what was
typed when it cannot be read, and the normal spelling when it can.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from ui.widgets.clipboard_block import BlockError, block_text, parse_block
from ui.widgets.undo_list import UndoList

Level = Literal["", "error", "warning", "note"]
Row = tuple[str, ...]
MOST_ROWS = 5_000
_AMOUNT = re.compile(r"\d+(\.\d+)?")


class Reading(NamedTuple):
    """What a cell's text says: the normal spelling, and the sentence when something is wrong with it."""

    text: str
    message: str = ""
    level: Level = ""


class CellMark(NamedTuple):
    """A mark on a cell from outside the cell: a second use, a duplicate, an amount that does not count."""

    level: Level
    message: str


class LineResult(NamedTuple):
    """What became of one line beside its cells: `text` in the result column, `tone` ∈ "", accent, warn, old."""

    text: str
    tone: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column: `fields` are the template's fields it holds (two for a range, written `a 至 b`)."""

    header: str
    fields: tuple[str, ...]
    width: int = 100
    is_required: bool = False
    is_numeric: bool = False
    choices: tuple[str, ...] = ()
    clause: str = ""
    hint: str = ""
    names: tuple[str, ...] = ()
    """Headers and aliases under which a pasted block may bring this column."""
    is_name: bool = False
    """Free text, which may be cut short when it is shown; numbers, dates and codes never are."""
    default: str = ""
    """What a new row starts with (the applicant's name as payer …); Enter passes such cells by."""


ReadCell = Callable[[GridColumn, str], Reading]


class EntryGridState:
    """The rows of one grid; row `len(rows)` is the empty last one that is typed into.

    `sheet_order` are the columns in the order of the workbook's sheet: a block copied there lands right.
    """

    def __init__(
        self, columns: Sequence[GridColumn], read: ReadCell, *, sheet_order: Sequence[int] = (), leading: int = 0
    ) -> None:
        self.columns = tuple(columns)
        self._read = read
        self._sheet_order = tuple(sheet_order)
        self._leading = leading
        self._list: UndoList[Row] = UndoList(self._after_edit)
        self.marks: dict[tuple[int, int], CellMark] = {}
        self.results: dict[int, LineResult] = {}
        self._readings: dict[tuple[int, str], Reading] = {}

    # ---- looking

    @property
    def rows(self) -> list[Row]:
        return self._list.items

    @property
    def new_row(self) -> Row:
        return tuple(column.default for column in self.columns)

    @property
    def can_undo(self) -> bool:
        return self._list.can_undo

    @property
    def can_redo(self) -> bool:
        return self._list.can_redo

    def text(self, row: int, column: int) -> str:
        return self.rows[row][column] if row < len(self.rows) else ""

    def reading(self, column: int, text: str) -> Reading:
        """The reading of a text in a column, remembered: grids repaint all the time."""
        key = (column, text)
        if key not in self._readings:
            self._readings[key] = self._read(self.columns[column], text)
        return self._readings[key]

    def problem(self, row: int, column: int) -> CellMark | None:
        """What is wrong with a cell: its own text first, then marks from outside."""
        if row >= len(self.rows):
            return None
        found = self.reading(column, self.rows[row][column])
        if found.message:
            return CellMark(found.level or "error", found.message)
        return self.marks.get((row, column))

    def faults(self) -> list[tuple[int, int, CellMark]]:
        """All marked cells in reading order."""
        found = []
        for row in range(len(self.rows)):
            for column in range(len(self.columns)):
                mark = self.problem(row, column)
                if mark is not None:
                    found.append((row, column, mark))
        return found

    def sum_of(self, column: int) -> str:
        """Sum of a money column; cells that cannot be read count nothing."""
        return sum_of_texts(row[column] for row in self.rows)

    # ---- editing

    def set_text(self, row: int, column: int, text: str) -> bool:
        """Put `text` into a cell (row = len: a new row begins); False when nothing changed."""
        shown = self.reading(column, text.strip()).text
        if row >= len(self.rows):
            if not shown:
                return False
            return self._splice(len(self.rows), 0, [_with(self.new_row, {column: shown})], (row, column))
        if self.rows[row][column] == shown:
            return False
        return self._splice(row, 1, [_with(self.rows[row], {column: shown})], (row, column))

    def clear(self, cells: Iterable[tuple[int, int]]) -> bool:
        """Empty these cells, one undo."""
        return self._change({cell: "" for cell in cells if cell[0] < len(self.rows)})

    def fill_down(self, row: int, columns: Iterable[int], last_row: int | None = None) -> bool:
        """Copy the cells above `row` into it (Ctrl+D), or the cells of `row` down to `last_row`."""
        wanted = list(columns)
        if last_row is not None and last_row > row:
            return self._change(
                {
                    (r, c): self.text(row, c)
                    for r in range(row + 1, min(last_row, len(self.rows) - 1) + 1)
                    for c in wanted
                }
            )
        if row == 0 or row > len(self.rows):
            return False
        above = {column: self.rows[row - 1][column] for column in wanted}
        if row == len(self.rows):
            if not any(above.values()):
                return False
            return self._splice(row, 0, [_with(self.new_row, above)], (row, wanted[0]))
        return self._change({(row, column): text for column, text in above.items()})

    def drop(self, rows: Iterable[int]) -> bool:
        """Take rows out (Ctrl+Delete), one undo."""
        gone = sorted({row for row in rows if 0 <= row < len(self.rows)})
        if not gone:
            return False
        first, last = gone[0], gone[-1]
        kept = [self.rows[row] for row in range(first, last + 1) if row not in gone]
        return self._splice(first, last - first + 1, kept, (first, 0))

    def paste(self, row: int, column: int, text: str) -> int:
        """Put a block from a spreadsheet at a cell; returns the rows it touched. One undo.

        A block with headers, or as wide as the workbook's sheet, finds its columns by itself; BlockError says why a
        block of another shape was not taken (nothing is changed then).
        """
        block, targets, is_mapped = self._aim(parse_block(text), column)
        if not block:
            return 0
        start = min(row, len(self.rows))
        if start + len(block) > MOST_ROWS:
            raise BlockError(f"一次最多录入 {MOST_ROWS:,} 行，这一块有 {len(block):,} 行，没有粘贴。行数多请用导入。")
        old = self.rows[start : start + len(block)]
        made = []
        for offset, cells in enumerate(block):
            base = old[offset] if offset < len(old) else self.new_row
            filled = {
                target: self.reading(target, cell.strip()).text
                for target, cell in zip(targets, cells, strict=False)
                if target is not None and (cell.strip() or not is_mapped or not base[target])
            }
            made.append(_with(base, filled))
        self._splice(start, len(old), made, (start, column))
        return len(block)

    def copy(self, top: int, left: int, bottom: int, right: int) -> str:
        """A block of cells as spreadsheets take it."""
        return block_text(
            [[self.text(row, column) for column in range(left, right + 1)] for row in range(top, bottom + 1)]
        )

    def load(self, rows: Iterable[Sequence[str]]) -> None:
        """Start from these rows (a draft, a stored case); nothing to undo."""
        self.results.clear()
        self._list.start([tuple(self.reading(at, text).text for at, text in enumerate(row)) for row in rows])

    def undo(self) -> tuple[int, int] | None:
        """Take the last edit back; returns where the cursor was, None when there is nothing."""
        return self._list.undo()

    def redo(self) -> tuple[int, int] | None:
        """Do again what was taken back."""
        return self._list.redo()

    # ---- inside

    def _aim(self, block: list[list[str]], column: int) -> tuple[list[list[str]], list[int | None], bool]:
        """The block's data rows, the column each cell goes to, and whether the block named its columns itself."""
        if not block:
            return [], [], False
        by_header = match_headers(block[0], self.columns)
        if by_header is not None:
            return block[1:], by_header, True
        width = max(len(row) for row in block)
        order: list[int | None] = list(self._sheet_order)
        if order and column == 0 and width > 1 and width in (len(order), len(order) + self._leading):
            return block, [None] * (width - len(order)) + order, True
        room = len(self.columns) - column
        if width > room:
            raise BlockError(
                f"这一块有 {width} 列，从“{self.columns[column].header}”起只放得下 {room} 列，没有粘贴。"
                "请从第一列开始，或在 WPS 里连表头一起复制。"
            )
        return block, list(range(column, column + width)), False

    def _change(self, cells: dict[tuple[int, int], str]) -> bool:
        """Change several cells of existing rows in one edit."""
        changed = {cell: text for cell, text in cells.items() if self.text(*cell) != text}
        if not changed:
            return False
        first, last = min(row for row, _ in changed), max(row for row, _ in changed)
        rows = []
        for row in range(first, last + 1):
            own = {column: text for (at, column), text in changed.items() if at == row}
            rows.append(_with(self.rows[row], own))
        return self._splice(first, last - first + 1, rows, min(changed))

    def _splice(self, at: int, count: int, rows: Sequence[Row], focus: tuple[int, int]) -> bool:
        return self._list.splice(at, count, rows, focus)

    def _after_edit(self) -> None:
        """Marks and results belong to the rows as they were."""
        self.marks.clear()
        self.results = {
            row: result._replace(tone="old") for row, result in self.results.items() if row < len(self.rows)
        }


def sum_of_texts(texts: Iterable[str]) -> str:
    """Sum of amounts as they stand in cells, `1,234.50`; what is no amount counts nothing."""
    total = Decimal(0)
    for text in texts:
        plain = text.replace(",", "")
        total += Decimal(plain) if _AMOUNT.fullmatch(plain) else 0
    return f"{total:,.2f}"


def match_headers(cells: Sequence[str], columns: Sequence[GridColumn]) -> list[int | None] | None:
    """The column each header names, when at least half of the cells are headers; None when they are data."""
    known = {_folded(name): at for at, column in enumerate(columns) for name in (*column.names, column.header)}
    filled = [cell for cell in cells if cell.strip()]
    targets = [known.get(_folded(cell)) for cell in cells]
    hits = [target for target in targets if target is not None]
    if len(filled) < 2 or len(hits) * 2 < len(filled) or len(set(hits)) != len(hits):
        return None
    return targets


def _folded(header: str) -> str:
    return "".join(header.split()).strip("*").replace("（", "(").replace("）", ")").lower()


def _with(row: Row, cells: dict[int, str]) -> Row:
    return tuple(cells.get(at, text) for at, text in enumerate(row))
