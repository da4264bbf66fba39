"""The lines of the form: one state a sheet, flat or in two levels, and how they become the rows of a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cbec_desktop.awards.measure import Assessment, Line
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.exchange.template import Sheet
from cbec_desktop.services.application_draft import LEASE_MARK, is_lease_field, is_lease_sheet
from cbec_desktop.services.entry import EntryProblem
from ui.screens.application_entry.award_panel_data import counted_result, line_result
from ui.screens.application_entry.columns import (
    ReadSheet,
    grid_columns,
    lease_columns,
    lease_sheet_columns,
    ready_values,
    sheet_order,
)
from ui.widgets.entry_grid_state import CellMark, EntryGridState, Level, LineResult
from ui.widgets.lease_grid_state import LeaseGridState, Spot

TABLES = {
    "费用明细": "expense_line",
    "房屋租赁": "lease_invoice",
    "报关明细": "customs_declaration",
    "园区实绩": "park_performance",
    "服务活动": "service_event",
}
Row = dict[str, str]


class FlatLines:
    """The lines of a flat sheet."""

    def __init__(self, sheet: Sheet, measure_id: str, name: str, credit_code: str) -> None:
        self.sheet = sheet
        columns = grid_columns(sheet, measure_id, ready_values(sheet, name, credit_code))
        self.state = EntryGridState(columns, ReadSheet(sheet), sheet_order=sheet_order(sheet, columns), leading=1)

    def rows(self) -> tuple[Row, ...]:
        """The lines by field, as a draft keeps them; a row that only holds what it began with is empty."""
        ready = self.state.new_row
        return tuple(
            {} if row == ready else {c.fields[0]: text for c, text in zip(self.state.columns, row, strict=True) if text}
            for row in self.state.rows
        )

    def load(self, rows: Iterable[Mapping[str, str]]) -> None:
        self.state.load([[row.get(column.fields[0], "") for column in self.state.columns] for row in rows])

    def place(self, problem: EntryProblem) -> tuple[int, int] | None:
        """The cell that a problem speaks of."""
        if problem.row is None or problem.row > len(self.state.rows):
            return None
        fields = [column.fields[0] for column in self.state.columns]
        return problem.row, fields.index(problem.field) if problem.field in fields else 0

    def mark(self, problems: Sequence[EntryProblem]) -> None:
        """Put marks on the cells that problems speak of."""
        self.state.marks = {}
        for problem in problems:
            cell = self.place(problem)
            if cell is not None and problem.level in ("error", "warning"):
                self.state.marks.setdefault(cell, CellMark(_level(problem.level), problem.message))

    def show(self, assessment: Assessment | None) -> None:
        """Put each line's own award beside it."""
        lines = _lines(assessment, self.sheet)
        findings = assessment.findings if assessment else ()
        self.state.results = {line.row - 1: line_result(line, findings) for line in lines}

    def row_names(self) -> dict[str, str]:
        """The grid calls its rows as the rules do."""
        return {}

    def total(self, field: str) -> str:
        """Sum of a money column, for the status bar."""
        at = next((i for i, column in enumerate(self.state.columns) if column.fields[0] == field), None)
        return "" if at is None else self.state.sum_of(at)


class LeaseLines:
    """The leases of 房屋租赁 with their invoices."""

    def __init__(self, sheet: Sheet, measure_id: str, name: str, credit_code: str) -> None:
        del measure_id
        self.sheet = sheet
        parents, children = lease_columns(sheet, ready_values(sheet, name, credit_code))
        self.state = LeaseGridState(parents, children, ReadSheet(sheet), sheet=lease_sheet_columns(sheet), leading=1)
        self._spots: list[Spot] = []

    def rows(self) -> tuple[Row, ...]:
        """An invoice a row with the terms of its lease; a lease without invoices is one row of its terms."""
        made: list[Row] = []
        self._spots = []
        for at, (parent, children) in enumerate(self.state.records()):
            terms = {field: text for field, text in parent.items() if text} | {LEASE_MARK: str(at)}
            for number, child in enumerate(children):
                made.append(terms | {field: text for field, text in child.items() if text})
                self._spots.append(Spot(at, number))
            if not children:
                made.append(terms)
                self._spots.append(Spot(at))
        return tuple(made)

    def load(self, rows: Iterable[Mapping[str, str]]) -> None:
        records: dict[str, tuple[Row, list[Row]]] = {}
        for row in rows:
            parent = {field: text for field, text in row.items() if is_lease_field(field)}
            child = {f: text for f, text in row.items() if f != LEASE_MARK and not is_lease_field(f)}
            children = records.setdefault(row.get(LEASE_MARK, ""), (parent, []))[1]
            if child:
                children.append(child)
        self.state.load(records.values())

    def place(self, problem: EntryProblem) -> tuple[Spot, int] | None:
        """The cell that a problem speaks of: at the lease for its own terms, else at the invoice."""
        if problem.row is None or problem.row >= len(self._spots):
            return (Spot(0), 0) if problem.row == 0 else None
        spot = self._spots[problem.row]
        if problem.field and is_lease_field(problem.field):
            spot = Spot(spot.parent)
        elif spot.child is None:
            spot = Spot(spot.parent, 0)
        for at, column in enumerate(self.state.columns(spot)):
            if problem.field in column.fields:
                return spot, at
        return spot, 0

    def mark(self, problems: Sequence[EntryProblem]) -> None:
        """Put marks on the cells that problems speak of."""
        self.state.marks = {}
        for problem in problems:
            cell = self.place(problem)
            if cell is not None and problem.level in ("error", "warning"):
                self.state.marks.setdefault(cell, CellMark(_level(problem.level), problem.message))

    def show(self, assessment: Assessment | None) -> None:
        """What counts of each invoice and lease, and each lease's own award."""
        self.rows()
        lines = _lines(assessment, self.sheet)
        findings = assessment.findings if assessment else ()
        self.state.counted, self.state.results = {}, {}
        sums: dict[int, list[Line]] = {}
        for line in lines:
            spot = self._spots[line.row - 1]
            self.state.counted[spot] = counted_result(line, findings)
            sums.setdefault(spot.parent, []).append(line)
        for parent, members in sums.items():
            self.state.counted[Spot(parent)] = LineResult(format_yuan(sum(line.eligible for line in members)))
            is_bit = any(line.unit_limit_bit for line in members)
            award = format_yuan(sum(line.award for line in members))
            self.state.results[Spot(parent)] = LineResult(award, "accent" if is_bit else "")

    def row_names(self) -> dict[str, str]:
        """How the rules call a row, and how the grid does: 房屋租赁 第 5 行 → ZL-2026-007 第 2 张."""
        self.rows()
        return {
            f"{self.sheet.name} 第 {row} 行": f"{self.state.text(Spot(spot.parent), 0)} 第 {(spot.child or 0) + 1} 张"
            for row, spot in enumerate(self._spots, start=1)
        }

    def total(self, field: str) -> str:
        """Sum of a money column over all leases, for the status bar."""
        at = next((i for i, column in enumerate(self.state.child_columns) if field in column.fields), None)
        return "" if at is None else self.state.sum_of_all(at)


Lines = FlatLines | LeaseLines


def make_lines(sheet: Sheet, measure_id: str, name: str, credit_code: str) -> Lines:
    """The lines of one sheet."""
    kind = LeaseLines if is_lease_sheet(sheet) else FlatLines
    return kind(sheet, measure_id, name, credit_code)


def _lines(assessment: Assessment | None, sheet: Sheet) -> list[Line]:
    if assessment is None:
        return []
    return [line for line in assessment.lines if line.table == TABLES[sheet.name]]


def _level(level: str) -> Level:
    return "error" if level == "error" else "warning"
