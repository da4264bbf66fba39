"""An import plan as lines: what must be handled first, every changed cell, refused cells with their sentence.

Lines are made when they come into view: a file may have 200,000 new rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import overload

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.exchange.results import VERDICT_WORDS, CellChange, FilePlan, PlannedRow, Verdict
from ui.screens.imports.cell_words import filled_count, new_cells, summary_words
from ui.widgets.cells import ChipStatus, ChipText, TableCell, TableRow

_CHIPS: dict[Verdict, tuple[ChipStatus, str]] = {
    Verdict.NEW: ("ok", "plus"),
    Verdict.CHANGED: ("info", "pencil"),
    Verdict.UNCHANGED: ("neutral", "minus"),
    Verdict.REFUSED: ("err", "circle-x"),
    Verdict.CONFLICT: ("warn", "arrow-left-right"),
}
_URGENCY = {
    verdict: place
    for place, verdict in enumerate(
        (Verdict.REFUSED, Verdict.CONFLICT, Verdict.CHANGED, Verdict.NEW, Verdict.UNCHANGED)
    )
}
_ADVICE = "请"


class Filter(StrEnum):
    ALL = "all"
    PENDING = "pending"
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    CONFLICT = "conflict"
    NOTED = "noted"


FILTER_WORDS = {
    Filter.ALL: "全部",
    Filter.PENDING: "要处理",
    Filter.NEW: "新增",
    Filter.CHANGED: "变更",
    Filter.UNCHANGED: "未变",
    Filter.REFUSED: "拒绝",
    Filter.CONFLICT: "冲突",
    Filter.NOTED: "提醒",
}
_BY_VERDICT = (Filter.NEW, Filter.CHANGED, Filter.UNCHANGED, Filter.REFUSED, Filter.CONFLICT)
_PENDING = frozenset({Verdict.REFUSED, Verdict.CONFLICT, Verdict.CHANGED})


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the plan table; `sentence` is the whole message for the bar below, empty when there is none.

    `row` counts planned rows within the file: lines of one row stand together. `is_problem` stops F8.
    """

    row: int
    verdict: Verdict | None
    chip: ChipText
    title: str
    subtitle: str
    sheet: str
    place: str
    field: str
    old: str | None
    new: str
    note: str
    advice: str
    code: str
    sentence: str
    is_problem: bool
    is_error: bool


Entry = tuple[int, bool, Callable[[], PlanLine]]
"""Planned row, whether F8 stops here, what makes the line."""


class PlanLines(Sequence[PlanLine]):
    """The lines of a table, each made when first asked for."""

    def __init__(self, entries: Sequence[Entry] = ()) -> None:
        self._entries = entries
        self._made: dict[int, PlanLine] = {}

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, place: int) -> PlanLine: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[PlanLine]: ...
    def __getitem__(self, place: int | slice) -> PlanLine | Sequence[PlanLine]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        line = self._made.get(place)
        if line is None:
            line = self._made[place] = self._entries[place][2]()
        return line

    def next_problem(self, current: int, step: int) -> int | None:
        """Where the next (step −1: previous) problem stands; None when there is none that way."""
        ahead = range(current + 1, len(self)) if step > 0 else range(min(current, len(self)) - 1, -1, -1)
        return next((number for number in ahead if self._entries[number][1]), None)

    def place_of(self, row: int) -> int:
        """Where the first line of a planned row stands, −1 when it is not shown."""
        return next((place for place, entry in enumerate(self._entries) if entry[0] == row), -1)


def filter_counts(plan: FilePlan) -> dict[Filter, int]:
    """How many rows (not cells) each filter shows."""
    counts = {Filter(verdict.value): plan.counts.get(verdict, 0) for verdict in Verdict}
    counts[Filter.ALL] = sum(counts.values())
    counts[Filter.PENDING] = sum(plan.counts.get(verdict, 0) for verdict in _PENDING)
    counts[Filter.NOTED] = sum(1 for row in plan.rows if _remarks(row)) + len(_file_problems(plan))
    return counts


def is_shown(row: PlannedRow, wanted: Filter, text: str) -> bool:
    """Whether a row passes the filter and the search (row number, firm, number or any value)."""
    if wanted == Filter.PENDING and row.verdict not in _PENDING:
        return False
    if wanted == Filter.NOTED and not _remarks(row):
        return False
    if wanted in _BY_VERDICT and row.verdict.value != wanted.value:
        return False
    return not text or _matches(row, text)


def _matches(row: PlannedRow, text: str) -> bool:
    if text.isdigit() and str(row.row) == text:
        return True
    wanted = text.casefold()
    words = [row.title, row.subtitle, row.sheet]
    for change in row.changes:
        words += [change.header, change.new or ""]
    words += [problem.message for problem in row.problems]
    return any(wanted in word.casefold() for word in words)


def plan_lines(plan: FilePlan, wanted: Filter, text: str, opened: frozenset[int] = frozenset()) -> PlanLines:
    """The lines of the table: what must be handled first, then in the order of the file.

    A new row is one line; those in `opened` have a line for each filled cell below it.
    """
    shown = [(number, row) for number, row in enumerate(plan.rows) if is_shown(row, wanted, text)]
    shown.sort(key=lambda item: (_URGENCY[item[1].verdict], item[0]))
    entries: list[Entry] = []
    for number, row in shown:
        entries += _row_entries(plan, number, row, is_open=number in opened)
    if wanted in (Filter.ALL, Filter.PENDING, Filter.NOTED) and not text:
        told = [_file_line(problem) for problem in _file_problems(plan)]
        urgent: list[Entry] = [(-1, True, partial(_same, line)) for line in told if line.is_problem]
        entries = [*urgent, *entries, *((-1, False, partial(_same, line)) for line in told if not line.is_problem)]
    return PlanLines(entries)


def _row_entries(plan: FilePlan, number: int, row: PlannedRow, *, is_open: bool) -> list[Entry]:
    errors = [problem for problem in row.problems if problem.level == "error"]
    entries: list[Entry] = [(number, True, partial(_problem_line, number, row, problem)) for problem in errors]
    if row.verdict in (Verdict.CHANGED, Verdict.CONFLICT):
        entries += [(number, False, partial(_change_line, number, row, change)) for change in row.changes]
    elif row.verdict == Verdict.NEW:
        entries.append((number, False, partial(_new_line, plan, number, row)))
        cells = new_cells(plan, row) if is_open else ()
        entries += [(number, False, partial(_change_line, number, row, cell)) for cell in cells]
    elif row.verdict == Verdict.UNCHANGED or not entries:
        entries.append((number, False, partial(_plain_line, number, row)))
    for problem in _remarks(row):
        entries.append((number, problem.level == "warning", partial(_problem_line, number, row, problem)))
    return entries


def _same(line: PlanLine) -> PlanLine:
    return line


def _plain_line(number: int, row: PlannedRow) -> PlanLine:
    return _line(number, row, place=_row_place(row.row), field="整行", new="与库里相同")


def _new_line(plan: FilePlan, number: int, row: PlannedRow) -> PlanLine:
    count = filled_count(plan, row)
    field = f"整行 {count} 格" if count else "整行"
    words = summary_words(plan, row) or "新的一行"
    line = _line(number, row, place=_row_place(row.row), field=field, new=words)
    return replace(line, advice="Enter 逐格看" if count else "")


def _change_line(number: int, row: PlannedRow, change: CellChange) -> PlanLine:
    place = _row_place(row.row, change.letter)
    return _line(number, row, place=place, field=change.header, old=change.old or "", new=change.new or "")


def _problem_line(number: int, row: PlannedRow, problem: RowProblem) -> PlanLine:
    is_error = problem.level == "error"
    wrong, advice = split_advice(problem.message)
    line = _line(
        number, row, place=_row_place(problem.row or row.row, problem.letter), field=problem.column or "整行",
        new=problem.value or "（空）", note=wrong, advice=advice, code=problem.code,
        sentence=full_sentence(problem), is_problem=True, is_error=is_error,
    )  # fmt: skip
    return line if is_error else _as_remark(line, problem)


def _file_line(problem: RowProblem) -> PlanLine:
    wrong, advice = split_advice(problem.message)
    chip = ChipText(
        "提醒" if problem.level != "note" else "提示", "warn" if problem.level != "note" else "info", "info"
    )
    return PlanLine(
        row=-1, verdict=None, chip=chip, title="整个文件", subtitle="", sheet=problem.sheet,
        place=_row_place(problem.row, problem.letter) if problem.row else "", field=problem.column or "",
        old=None, new=wrong, note="", advice=advice, code=problem.code, sentence=full_sentence(problem),
        is_problem=problem.level != "note", is_error=False,
    )  # fmt: skip


def _file_problems(plan: FilePlan) -> list[RowProblem]:
    """What is said of the file or a sheet as a whole; problems of rows stand with their rows."""
    of_rows = {id(problem) for row in plan.rows for problem in row.problems}
    told = {(problem.sheet, problem.row, problem.code) for row in plan.rows for problem in row.problems}
    return [
        problem
        for problem in plan.problems
        if id(problem) not in of_rows and (problem.sheet, problem.row, problem.code) not in told
    ]


def _as_remark(line: PlanLine, problem: RowProblem) -> PlanLine:
    is_warning = problem.level == "warning"
    chip = ChipText("提醒", "warn", "triangle-alert") if is_warning else ChipText("提示", "info", "info")
    return replace(line, chip=chip, old=None, is_problem=is_warning, is_error=False)


def _line(
    number: int,
    row: PlannedRow,
    *,
    place: str,
    field: str,
    new: str,
    old: str | None = None,
    note: str = "",
    advice: str = "",
    code: str = "",
    sentence: str = "",
    is_problem: bool = False,
    is_error: bool = False,
) -> PlanLine:
    kind, icon = _CHIPS[row.verdict]
    chip = ChipText(VERDICT_WORDS[row.verdict], kind, icon)
    return PlanLine(
        number, row.verdict, chip, row.title, row.subtitle, row.sheet, place, field, old, new, note, advice, code,
        sentence, is_problem, is_error,
    )  # fmt: skip


def _remarks(row: PlannedRow) -> list[RowProblem]:
    return [problem for problem in row.problems if problem.level != "error"]


def full_sentence(problem: RowProblem) -> str:
    """Place and message in one sentence, ready to be sent to the county."""
    place = problem.sheet
    if problem.row is not None:
        place += f" {_row_place(problem.row, problem.letter)}"
    column = f"“{problem.column}”" if problem.column else ""
    if problem.message.startswith((problem.sheet, f"第 {problem.row} 行")):
        return problem.message
    return f"{place}{column}：{problem.message}"


def split_advice(message: str) -> tuple[str, str]:
    """(what is wrong, what to do): the part from the last 请 on is the advice."""
    for sign in ("。", "；", "，"):
        head, found, tail = message.partition(sign + _ADVICE)
        if found:
            return head, _ADVICE + tail.rstrip("。")
    head, found, tail = message.rstrip("。").rpartition("；")
    return (head, tail) if found else (tail, "")


def _row_place(row: int | None, letter: str | None = None) -> str:
    place = f"第 {row} 行" if row is not None else ""
    return f"{place} {letter} 列" if letter else place


def table_row(line: PlanLine, key: int) -> TableRow:
    """One line of the plan as the table draws it; the refused cell stands out with the value as it came."""
    value = TableCell(line.new, note=line.note, old=line.old)
    if line.is_error:
        value = TableCell(line.new, note=line.note, tone="error", back="err")
    elif line.is_problem:
        value = TableCell(line.new, note=line.note, tone="warn", back="warn")
    return TableRow(
        (
            TableCell("", chip=line.chip),
            TableCell(line.title, note=line.subtitle),
            TableCell(line.sheet, note=line.place),
            TableCell(line.field),
            value,
            TableCell(
                line.advice or "—", note=f"代码 {line.code}" if line.code else "", tone="" if line.advice else "muted"
            ),
        ),
        key=key,
        tip=line.sentence,
    )
