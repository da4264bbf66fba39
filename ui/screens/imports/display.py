"""An import plan as the wizard shows it: files with counts, one table row a cell that differs. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.exchange.results import VERDICT_WORDS, CellChange, FilePlan, PlannedRow, Verdict
from cbec_desktop.exchange.templates.catalogue import find_template
from ui.screens.imports.cell_words import new_cells
from ui.widgets.cells import ChipStatus, ChipText, TableCell, TableRow

_CHIPS: dict[Verdict, tuple[ChipStatus, str]] = {
    Verdict.NEW: ("ok", "plus"),
    Verdict.CHANGED: ("info", "pencil"),
    Verdict.UNCHANGED: ("neutral", "minus"),
    Verdict.REFUSED: ("err", "circle-x"),
    Verdict.CONFLICT: ("warn", "arrow-left-right"),
}
_SHOWN_NEW_CELLS = 3
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
class FileItem:
    """One file of the list at the left; `state` names its icon: ok, warn or err."""

    name: str
    counts: tuple[tuple[str, int, str], ...]
    state: str
    refusal: str
    hint: str


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


def file_item(plan: FilePlan) -> FileItem:
    """The file with its counts; a file refused whole carries its sentence instead."""
    name = plan.path.name
    if plan.refusal is not None:
        return FileItem(name, (), "err", plan.refusal, plan.refusal)
    words = (
        (Verdict.NEW, "新", "ok"), (Verdict.CHANGED, "变", "accent"),
        (Verdict.REFUSED, "拒", "error"), (Verdict.CONFLICT, "冲", "warn"),
    )  # fmt: skip
    counts = tuple((word, plan.counts.get(verdict, 0), tone) for verdict, word, tone in words)
    is_clean = not (plan.counts.get(Verdict.REFUSED, 0) or plan.counts.get(Verdict.CONFLICT, 0))
    title = find_template(plan.template_id).title if plan.template_id else ""
    state = "ok" if is_clean else "warn"
    return FileItem(name, counts, state, "", f"{plan.template_id or ''} {title}".strip())


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


def plan_lines(plan: FilePlan, wanted: Filter, text: str, opened: frozenset[int] = frozenset()) -> list[PlanLine]:
    """The lines of the table: what must be handled first, then in the order of the file.

    A new row is one line; those in `opened` have a line for each filled cell below it.
    """
    shown = [(number, row) for number, row in enumerate(plan.rows) if is_shown(row, wanted, text)]
    shown.sort(key=lambda item: (_urgency(item[1]), item[0]))
    lines: list[PlanLine] = []
    for number, row in shown:
        lines += _row_lines(plan, number, row, is_open=number in opened)
    if wanted in (Filter.ALL, Filter.PENDING, Filter.NOTED) and not text:
        told = [_file_line(problem) for problem in _file_problems(plan)]
        lines = [*(line for line in told if line.is_problem), *lines, *(line for line in told if not line.is_problem)]
    return lines


def _urgency(row: PlannedRow) -> int:
    order = (Verdict.REFUSED, Verdict.CONFLICT, Verdict.CHANGED, Verdict.NEW, Verdict.UNCHANGED)
    return order.index(row.verdict)


def _row_lines(plan: FilePlan, number: int, row: PlannedRow, *, is_open: bool) -> list[PlanLine]:
    lines = [_problem_line(number, row, problem) for problem in row.problems if problem.level == "error"]
    if row.verdict in (Verdict.CHANGED, Verdict.CONFLICT):
        lines += [_change_line(number, row, change) for change in row.changes]
    elif row.verdict == Verdict.NEW:
        cells = new_cells(plan, row)
        lines.append(_new_line(number, row, cells))
        lines += [_change_line(number, row, cell) for cell in cells] if is_open else []
    elif row.verdict == Verdict.UNCHANGED or not lines:
        lines.append(_line(number, row, place=_row_place(row.row), field="整行", new="与库里相同"))
    lines += [_problem_line(number, row, problem) for problem in _remarks(row)]
    return lines


def _change_line(number: int, row: PlannedRow, change: CellChange) -> PlanLine:
    place = _row_place(row.row, change.letter)
    return _line(number, row, place=place, field=change.header, old=change.old or "", new=change.new or "")


def _new_line(number: int, row: PlannedRow, cells: Sequence[CellChange]) -> PlanLine:
    told = (row.title, row.subtitle)
    money = [cell for cell in cells if cell.new and cell.new.endswith(" 元")]
    shown = [*money[:2], *(cell for cell in cells if cell not in money and cell.new not in told)][:_SHOWN_NEW_CELLS]
    summary = " · ".join(f"{cell.header.partition('(')[0]} {cell.new}" for cell in shown)
    field = f"整行 {len(cells)} 格" if cells else "整行"
    line = _line(number, row, place=_row_place(row.row), field=field, new=summary or "新的一行")
    return replace(line, advice="Enter 逐格看" if cells else "")


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


def result_row(file: FilePlan) -> TableRow:
    """What became of one file, for the last page."""
    name = TableCell(file.path.name)
    if file.refusal is not None:
        sentence = file.refusal.removeprefix(f"{file.path.name}：")
        chip = ChipText("未读取", "err", "circle-x")
        return TableRow(
            (name, TableCell("", chip=chip), *_counts(None), TableCell(sentence, tone="error")), tip=sentence
        )
    if not file.is_committed:
        chip = ChipText("未写入", "warn", "triangle-alert")
        return TableRow((name, TableCell("", chip=chip), *_counts(file), TableCell("没有可写的行", tone="muted")))
    refused = file.counts.get(Verdict.REFUSED, 0)
    note = f"拒绝的 {refused:,} 行没有写，见问题簿" if refused else "—"
    chip = ChipText("已写入", "ok", "circle-check")
    return TableRow(
        (name, TableCell("", chip=chip), *_counts(file), TableCell(note, tone="warn" if refused else "muted"))
    )


def _counts(file: FilePlan | None) -> tuple[TableCell, ...]:
    verdicts = (Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED, Verdict.REFUSED)
    if file is None:
        return tuple(TableCell("—", tone="muted") for _ in verdicts)
    return tuple(TableCell(f"{file.counts.get(verdict, 0):,}") for verdict in verdicts)


def total_counts(plans: Iterable[FilePlan]) -> dict[Verdict, int]:
    """Counts over all files."""
    totals = dict.fromkeys(Verdict, 0)
    for plan in plans:
        for verdict in Verdict:
            totals[verdict] += plan.counts.get(verdict, 0)
    return totals


def good_row_count(plans: Iterable[FilePlan]) -> int:
    """Rows that would be written when refused ones are left out."""
    totals = total_counts(plan for plan in plans if plan.refusal is None)
    return totals[Verdict.NEW] + totals[Verdict.CHANGED]


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
