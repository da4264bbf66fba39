"""The plan of one file while it grows: rows judged one by one, in the order of the template's sheets."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import NamedTuple

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.domain.statuses import CITY_CODE, COUNTIES
from cbec_desktop.exchange.results import CellChange, ParsedRow, ParsedSheet, ParsedWorkbook, PlannedRow, Verdict
from cbec_desktop.services.import_fields import Record, RowShape, problem, whole_fen_problems
from cbec_desktop.services.import_image import Key, StoreImage


class Title(NamedTuple):
    """How a row is called in the plan: 申报编号 or firm, and beneath it the firm or the place."""

    title: str
    subtitle: str = ""


@dataclass(slots=True)
class FileDraft:
    """One file being planned; `now` is the moment of the plan and goes into what it makes."""

    workbook: ParsedWorkbook
    image: StoreImage
    connection: sqlite3.Connection
    now: str
    actor: str
    rows: list[PlannedRow] = field(default_factory=list)
    notes: list[RowProblem] = field(default_factory=list)

    @property
    def today(self) -> str:
        """The day of the plan: from it changes of roles, contacts and accounts hold."""
        return self.now[:10]

    @property
    def award_year(self) -> int | None:
        """奖励年度 of the file's `_meta`."""
        text = self.workbook.meta.get("award_year") or ""
        return int(text) if text.isascii() and text.isdigit() else None

    @property
    def reporting_unit(self) -> str | None:
        """报送单位 of the file's `_meta`; None when it is gone, unknown (noted by the reader) or the city's own."""
        unit = self.workbook.meta.get("reporting_unit", "")
        return unit if unit in COUNTIES or unit == CITY_CODE else None

    def refuse(self, sheet: ParsedSheet, row: ParsedRow, title: Title, *more: RowProblem) -> None:
        """The row stays out; the rest of the file is not touched by it."""
        self.judge(sheet, row, Verdict.REFUSED, title, problems=more)

    def judge(
        self,
        sheet: ParsedSheet,
        row: ParsedRow,
        verdict: Verdict,
        title: Title,
        *,
        changes: tuple[CellChange, ...] = (),
        problems: tuple[RowProblem, ...] = (),
    ) -> None:
        """Add the verdict on one row with all that is to be said about it."""
        said = (*row.problems, *problems) if row.problems or problems else ()
        self.rows.append(
            PlannedRow(sheet.sheet.name, row.row, verdict, title.title, title.subtitle, changes, said, row.values)
        )


class KeyWatch:
    """Rows of one sheet by key (ruling 2): a second, different row is refused, an equal one counts once."""

    def __init__(self, sheet: ParsedSheet, key_field: str) -> None:
        self._sheet = sheet
        self._field = key_field
        self._seen: dict[Key, ParsedRow] = {}

    def claim(self, key: Key, row: ParsedRow) -> tuple[Verdict, RowProblem] | None:
        """None for the first row with `key`, else what becomes of this one and why."""
        first = self._seen.setdefault(key, row)
        if first is row:
            return None
        if first.values == row.values:
            text = f"与第 {first.row} 行完全相同，只算一次。"
            return Verdict.UNCHANGED, problem(self._sheet, row.row, self._field, "N-SAME", text, "note")
        text = f"与第 {first.row} 行是同一条记录，内容却不同。请核对后只留一行。"
        return Verdict.REFUSED, problem(self._sheet, row.row, self._field, "E-KEY-TWICE", text)


def record_of(shape: RowShape, sheet: ParsedSheet, row: ParsedRow) -> Record | None:
    """The row as stored, or None when an amount has a part of a fen: the row then says so."""
    try:
        return shape.record(row.values)
    except ValueError:
        row.problems.extend(whole_fen_problems(sheet, row))
        return None


def compare(
    shape: RowShape, sheet: ParsedSheet, stored: Record, record: Record
) -> tuple[Verdict, Record, tuple[CellChange, ...]]:
    """Verdict on a row that the store knows, the columns to set, and the changes for people."""
    changed = shape.differences(sheet, stored, record)
    if not changed:
        return Verdict.UNCHANGED, changed, ()
    return Verdict.CHANGED, changed, shape.cell_changes(sheet, stored, changed)
