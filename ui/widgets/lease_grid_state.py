"""What a two-level grid holds, without Qt: parents (leases) with their children (invoices), undo, paste.

Both levels share the columns on the screen; what a column means differs by level (合同编号 / 发票号码). Kept as one
flat list in order, so that every edit is one splice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ui.widgets.clipboard_block import BlockError, block_text, parse_block
from ui.widgets.entry_grid_state import (
    MOST_ROWS,
    CellMark,
    GridColumn,
    LineResult,
    ReadCell,
    Reading,
    Row,
    match_headers,
    sum_of_texts,
)
from ui.widgets.undo_list import UndoList

RANGE = " 至 "
SHARE = " / "
_RANGE_SPLIT = re.compile(r"\s*(?:至|到|~|～|—+|–)\s*|(?<=\d{8})\s*-\s*(?=\d{8})|\s+")
_SHARE_SPLIT = re.compile(r"\s*[/／,，、]\s*|\s+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as kept: a parent or a child of the parent above it."""

    is_parent: bool
    cells: Row


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A row of the grid: `child` None is the parent itself; one past the last is the empty row to type into."""

    parent: int
    child: int | None = None


def split_fields(column: GridColumn, text: str) -> dict[str, str]:
    """The text of a cell by field: one field, or the two ends of a range, or `part / whole`."""
    if len(column.fields) < 2:
        return dict.fromkeys(column.fields, text)
    first, last = column.fields
    pattern = _SHARE_SPLIT if column.is_numeric else _RANGE_SPLIT
    parts = [part for part in pattern.split(text.strip(), maxsplit=1) if part]
    if len(parts) == 1 and column.is_numeric:
        return {first: parts[0], last: parts[0]}  # one area: all of it is used
    return {first: parts[0] if parts else "", last: parts[1] if len(parts) > 1 else ""}


def join_fields(column: GridColumn, values: Mapping[str, str]) -> str:
    """The cell's text from its fields."""
    parts = [values.get(field, "") for field in column.fields]
    if len(parts) == 2:
        return (SHARE if column.is_numeric else RANGE).join(parts) if any(parts) else ""
    return parts[0] if parts else ""


class LeaseGridState:
    """Parents and children; `sheet` names the workbook's columns in order, the key of a parent is its first field."""

    def __init__(
        self,
        parents: Sequence[GridColumn],
        children: Sequence[GridColumn],
        read: ReadCell,
        *,
        sheet: Sequence[GridColumn] = (),
        leading: int = 0,
    ) -> None:
        if len(parents) != len(children):
            raise ValueError("both levels share the columns on the screen")
        self.parent_columns = tuple(parents)
        self.child_columns = tuple(children)
        self._read = read
        self._sheet = tuple(sheet)
        self._leading = leading
        self._list: UndoList[Entry] = UndoList(self._after_edit)
        self.marks: dict[tuple[Spot, int], CellMark] = {}
        self.results: dict[Spot, LineResult] = {}
        self.counted: dict[Spot, LineResult] = {}
        self._readings: dict[tuple[bool, int, str], Reading] = {}
        self._starts: list[int] = []

    # ---- looking

    @property
    def can_undo(self) -> bool:
        return self._list.can_undo

    @property
    def can_redo(self) -> bool:
        return self._list.can_redo

    @property
    def parent_count(self) -> int:
        return len(self._starts)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._list.items)

    def child_count(self, parent: int) -> int:
        return self._end(parent) - self._starts[parent] - 1 if parent < len(self._starts) else 0

    def columns(self, spot: Spot) -> tuple[GridColumn, ...]:
        return self.parent_columns if spot.child is None else self.child_columns

    def exists(self, spot: Spot) -> bool:
        """Whether the row holds something (the empty rows to type into do not)."""
        return spot.parent < self.parent_count and (spot.child is None or spot.child < self.child_count(spot.parent))

    def text(self, spot: Spot, column: int) -> str:
        return self._list.items[self._index(spot)].cells[column] if self.exists(spot) else ""

    def reading(self, spot: Spot, column: int, text: str) -> Reading:
        """The reading of a text at a level and column, remembered."""
        is_parent = spot.child is None
        key = (is_parent, column, text)
        if key not in self._readings:
            columns = self.parent_columns if is_parent else self.child_columns
            self._readings[key] = self._read(columns[column], text) if columns[column].fields else Reading(text)
        return self._readings[key]

    def problem(self, spot: Spot, column: int) -> CellMark | None:
        """What is wrong with a cell: its own text first, then marks from outside."""
        if not self.exists(spot):
            return None
        found = self.reading(spot, column, self.text(spot, column))
        if found.message:
            return CellMark(found.level or "error", found.message)
        return self.marks.get((spot, column))

    def faults(self) -> list[tuple[Spot, int, CellMark]]:
        """All marked cells in reading order."""
        found = []
        for spot in self.spots():
            for column in range(len(self.parent_columns)):
                mark = self.problem(spot, column)
                if mark is not None:
                    found.append((spot, column, mark))
        return found

    def spots(self) -> list[Spot]:
        """Every row that holds something, in order."""
        found = []
        for parent in range(self.parent_count):
            found.append(Spot(parent))
            found.extend(Spot(parent, child) for child in range(self.child_count(parent)))
        return found

    def sum_of(self, parent: int, column: int) -> str:
        """Sum of the children's amounts in a column; those that cannot be read count nothing."""
        texts = [self.text(Spot(parent, child), column) for child in range(self.child_count(parent))]
        return sum_of_texts(texts) if texts else ""

    def sum_of_all(self, column: int) -> str:
        """Sum of a column over all children."""
        return sum_of_texts(self.text(spot, column) for spot in self.spots() if spot.child is not None)

    # ---- editing

    def set_text(self, spot: Spot, column: int, text: str) -> bool:
        """Put `text` into a cell; at an empty row a parent or child begins. False when nothing changed."""
        shown = self.reading(spot, column, text.strip()).text
        if self.exists(spot):
            at = self._index(spot)
            entry = self._list.items[at]
            return self._list.splice(at, 1, [_changed(entry, {column: shown})], (at, column))
        if not shown:
            return False
        at = self._insertion(spot)
        return self._list.splice(at, 0, [_changed(self._new(spot.child is None), {column: shown})], (at, column))

    def clear(self, cells: Iterable[tuple[Spot, int]]) -> bool:
        """Empty these cells, one undo."""
        wanted: dict[int, dict[int, str]] = {}
        for spot, column in cells:
            if self.exists(spot):
                wanted.setdefault(self._index(spot), {})[column] = ""
        if not wanted:
            return False
        first, last = min(wanted), max(wanted)
        rows = [_changed(self._list.items[at], wanted.get(at, {})) for at in range(first, last + 1)]
        return self._list.splice(first, len(rows), rows, (first, min(wanted[first])))

    def fill_down(self, spot: Spot, columns: Iterable[int]) -> bool:
        """Copy the cells of the row above at the same level (Ctrl+D)."""
        above = self._above(spot)
        if above is None:
            return False
        cells = {column: self.text(above, column) for column in columns}
        if self.exists(spot):
            at = self._index(spot)
            return self._list.splice(at, 1, [_changed(self._list.items[at], cells)], (at, min(cells)))
        if not any(cells.values()):
            return False
        at = self._insertion(spot)
        return self._list.splice(at, 0, [_changed(self._new(spot.child is None), cells)], (at, min(cells)))

    def drop(self, spots: Iterable[Spot]) -> bool:
        """Take rows out (Ctrl+Delete); a parent goes with its children. One undo."""
        gone: set[int] = set()
        for spot in spots:
            if self.exists(spot):
                at = self._index(spot)
                gone |= set(range(at, self._end(spot.parent))) if spot.child is None else {at}
        if not gone:
            return False
        first, last = min(gone), max(gone)
        kept = [self._list.items[at] for at in range(first, last + 1) if at not in gone]
        return self._list.splice(first, last - first + 1, kept, (first, 0))

    def paste(self, spot: Spot, column: int, text: str) -> int:
        """Put a block at a cell; returns the rows it touched. One undo.

        With headers, or as wide as the workbook's sheet, rows go to their parent by its key; any other block fills
        cells of the level it was pasted at. BlockError when it does not fit.
        """
        block = parse_block(text)
        if not block:
            return 0
        if len(block) + len(self._list) > MOST_ROWS:
            raise BlockError(f"一次最多录入 {MOST_ROWS:,} 行，这一块有 {len(block):,} 行，没有粘贴。行数多请用导入。")
        targets = match_headers(block[0], self._sheet)
        if targets is not None:
            return self._paste_sheet(block[1:], targets, spot)
        width = max(len(row) for row in block)
        if self._sheet and width in (len(self._sheet), len(self._sheet) + self._leading):
            order: list[int | None] = list(range(len(self._sheet)))
            return self._paste_sheet(block, [None] * (width - len(order)) + order, spot)
        room = len(self.parent_columns) - column
        if width > room:
            name = self.columns(spot)[column].header
            raise BlockError(
                f"这一块有 {width} 列，从“{name}”起只放得下 {room} 列，没有粘贴。"
                "请从第一列开始，或在 WPS 里连表头一起复制。"
            )
        return self._paste_cells(block, spot, column)

    def copy(self, spots: Sequence[Spot], columns: Sequence[int]) -> str:
        """A block of cells as spreadsheets take it."""
        return block_text([[self.text(spot, column) for column in columns] for spot in spots])

    def load(self, records: Iterable[tuple[Mapping[str, str], Sequence[Mapping[str, str]]]]) -> None:
        """Start from parents and their children by field; nothing to undo."""
        entries = []
        for parent, children in records:
            entries.append(Entry(True, self._cells(True, parent)))
            entries.extend(Entry(False, self._cells(False, child)) for child in children)
        self.results.clear()
        self.counted.clear()
        self._list.start(entries)

    def records(self) -> list[tuple[dict[str, str], list[dict[str, str]]]]:
        """Parents and their children by field, as `load` takes them."""
        made: list[tuple[dict[str, str], list[dict[str, str]]]] = []
        for entry in self._list.items:
            columns = self.parent_columns if entry.is_parent else self.child_columns
            fields: dict[str, str] = {}
            for column, text in zip(columns, entry.cells, strict=True):
                fields |= split_fields(column, text)
            if entry.is_parent:
                made.append((fields, []))
            else:
                made[-1][1].append(fields)
        return made

    def undo(self) -> Spot | None:
        """Take the last edit back; returns the row it was at, None when there is nothing."""
        return self._spot_of(self._list.undo())

    def redo(self) -> Spot | None:
        """Do again what was taken back."""
        return self._spot_of(self._list.redo())

    # ---- inside

    def _paste_sheet(self, block: list[list[str]], targets: Sequence[int | None], spot: Spot) -> int:
        """Rows of the workbook's sheet: each to the parent of its key, new parents at the end."""
        records = self.records()
        key = self.parent_columns[0].fields[0]
        places = {parent[key]: at for at, (parent, _) in enumerate(records) if parent[key]}
        current = min(spot.parent, len(records) - 1)
        for cells in block:
            if not any(cell.strip() for cell in cells):
                continue
            fields: dict[str, str] = {}
            for target, cell in zip(targets, cells, strict=False):
                if target is not None:
                    fields[self._sheet[target].fields[0]] = cell.strip()
            name = fields.get(key, "")
            if name and name not in places:
                places[name] = len(records)
                records.append((self._by_field(True, fields), []))
            current = places[name] if name else current
            if current < 0:
                raise BlockError("这一块没有合同编号，也没有可归入的租约，没有粘贴。请先填一份租约，或带上合同编号列。")
            child = self._by_field(False, fields)
            if any(fields.get(field) for column in self.child_columns for field in column.fields):
                records[current][1].append(child)
        entries = []
        for parent, children in records:
            entries.append(Entry(True, self._cells(True, parent)))
            entries.extend(Entry(False, self._cells(False, child)) for child in children)
        self._list.splice(0, len(self._list), entries, (0, 0))
        return len(block)

    def _paste_cells(self, block: list[list[str]], spot: Spot, column: int) -> int:
        """Cells of one level, over the rows that are there and into new ones; other rows stay."""
        is_parent = spot.child is None
        entries = list(self._list.items)
        below = [s for s in self.spots() if (s.child is None) == is_parent and s >= spot]
        below = [s for s in below if is_parent or s.parent == spot.parent][: len(block)]
        for seen, cells in zip(below, block, strict=False):
            at = self._index(seen)
            entries[at] = _changed(entries[at], self._row_cells(is_parent, column, cells))
        new = [
            _changed(self._new(is_parent), self._row_cells(is_parent, column, cells)) for cells in block[len(below) :]
        ]
        at = len(entries) if is_parent else self._insertion(Spot(spot.parent, self.child_count(spot.parent)))
        entries[at:at] = new
        self._list.splice(0, len(self._list), entries, (0, column))
        return len(block)

    def _row_cells(self, is_parent: bool, column: int, cells: Sequence[str]) -> dict[int, str]:
        level = Spot(0) if is_parent else Spot(0, 0)
        return {
            column + offset: self.reading(level, column + offset, cell.strip()).text
            for offset, cell in enumerate(cells)
        }

    def _by_field(self, is_parent: bool, fields: Mapping[str, str]) -> dict[str, str]:
        """A new record of a level: its defaults, then what the block brings."""
        columns = self.parent_columns if is_parent else self.child_columns
        made: dict[str, str] = {}
        for column in columns:
            made |= split_fields(column, column.default)
        own = {field for column in columns for field in column.fields}
        return made | {field: text for field, text in fields.items() if field in own and text}

    def _cells(self, is_parent: bool, fields: Mapping[str, str]) -> Row:
        level = Spot(0) if is_parent else Spot(0, 0)
        columns = self.parent_columns if is_parent else self.child_columns
        return tuple(self.reading(level, at, join_fields(column, fields)).text for at, column in enumerate(columns))

    def _new(self, is_parent: bool) -> Entry:
        columns = self.parent_columns if is_parent else self.child_columns
        return Entry(is_parent, tuple(column.default for column in columns))

    def _above(self, spot: Spot) -> Spot | None:
        if spot.child is None:
            return Spot(spot.parent - 1) if spot.parent > 0 else None
        if spot.child > 0:
            return Spot(spot.parent, spot.child - 1)
        before = spot.parent - 1
        return Spot(before, self.child_count(before) - 1) if before >= 0 and self.child_count(before) else None

    def _index(self, spot: Spot) -> int:
        return self._starts[spot.parent] + (0 if spot.child is None else spot.child + 1)

    def _end(self, parent: int) -> int:
        return self._starts[parent + 1] if parent + 1 < len(self._starts) else len(self._list)

    def _insertion(self, spot: Spot) -> int:
        return len(self._list) if spot.child is None or spot.parent >= self.parent_count else self._end(spot.parent)

    def _spot_of(self, focus: tuple[int, int] | None) -> Spot | None:
        if focus is None:
            return None
        at = min(focus[0], max(len(self._list) - 1, 0))
        parent = max((p for p, start in enumerate(self._starts) if start <= at), default=0)
        is_parent = not self._starts or at == self._starts[parent]
        return Spot(parent) if is_parent else Spot(parent, at - self._starts[parent] - 1)

    def _after_edit(self) -> None:
        self._starts = [at for at, entry in enumerate(self._list.items) if entry.is_parent]
        self.marks.clear()
        self.results = {spot: result._replace(tone="old") for spot, result in self.results.items() if self.exists(spot)}
        self.counted = {spot: result._replace(tone="old") for spot, result in self.counted.items() if self.exists(spot)}


def _changed(entry: Entry, cells: Mapping[int, str]) -> Entry:
    return Entry(entry.is_parent, tuple(cells.get(at, text) for at, text in enumerate(entry.cells)))
