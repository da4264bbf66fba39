"""Rows and sums of the comparison page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cbec_desktop.awards.measure import Assessment, Step
from cbec_desktop.domain.measures import MEASURE_SHORT
from cbec_desktop.domain.money import format_exact
from cbec_desktop.services.assessments import CaseDifference, Comparison
from ui.set_choice import signed
from ui.widgets.cells import TableCell, TableColumn, TableRow

CASE_COLUMNS = (
    TableColumn("企业 / 案号", stretch=1, minimum=150),
    TableColumn("甲（元）", "right"),
    TableColumn("甲 起作用"),
    TableColumn("乙（元）", "right"),
    TableColumn("乙 起作用"),
    TableColumn("差额（元）", "right"),
)
SUM_COLUMNS = (
    TableColumn("", stretch=1, minimum=96),
    TableColumn("甲", "right"),
    TableColumn("乙", "right"),
    TableColumn("差额", "right"),
)
STEP_COLUMNS = (
    TableColumn("步骤"),
    TableColumn("甲", stretch=1, minimum=150),
    TableColumn("乙", stretch=1, minimum=150),
)


@dataclass(frozen=True, slots=True)
class Sums:
    """One line of sums; `key` is the measure or county."""

    key: str
    title: str
    left: Decimal
    right: Decimal


def sums_by(comparison: Comparison, key: str, titles: Sequence[tuple[str, str]]) -> list[Sums]:
    """A line for every measure or county, also those without cases, in the order of `titles`."""
    found = comparison.sums(key)
    nothing = (Decimal(0), Decimal(0))
    known = [Sums(code, title, *found.get(code, nothing)) for code, title in titles]
    return known + [Sums(code, code, *pair) for code, pair in found.items() if code not in dict(titles)]


def short_measure(measure_id: str) -> str:
    """A measure in a narrow column: 房屋租赁费 instead of 房屋租赁费补助."""
    words = MEASURE_SHORT[measure_id]
    return words.removesuffix("补助") if len(words) > 4 else words


def case_row(case: CaseDifference, note: str) -> TableRow:
    number = case.case_no.split("-", 2)[-1]
    return TableRow(
        (
            TableCell(
                case.enterprise, note=f"{number}{f' · {note}' if note else ''}{' · 已批复' if case.is_decided else ''}"
            ),
            TableCell(f"{case.left:,.0f}"),
            _limit(case.limits[0]),
            TableCell(f"{case.right:,.0f}"),
            _limit(case.limits[1]),
            TableCell(signed(case.difference) if case.difference else "0", tone="strong" if case.difference else ""),
        ),
        key=case.case_no,
    )


def _limit(words: str | None) -> TableCell:
    return TableCell(words or "比例", tone="accent" if words else "")


def sum_rows(lines: Sequence[Sums], *, has_total: bool) -> list[TableRow]:
    rows = [_sum_row(line.title, line.left, line.right, line.key, "") for line in lines]
    if has_total:
        left = sum((line.left for line in lines), Decimal(0))
        right = sum((line.right for line in lines), Decimal(0))
        rows.append(_sum_row("合计", left, right, None, "total"))
    return rows


def _sum_row(title: str, left: Decimal, right: Decimal, key: str | None, back: str) -> TableRow:
    change = right - left
    cells = (
        TableCell(title),
        TableCell(f"{left:,.0f}"),
        TableCell(f"{right:,.0f}"),
        TableCell(signed(change) if change else "0", tone="accent" if change else ""),
    )
    return TableRow(cells, key=key, back="total" if back else "")


def step_rows(left: Assessment, right: Assessment) -> list[TableRow]:
    """Both formulas step by step; steps that differ are tinted."""
    rows = []
    for place in range(max(len(left.steps), len(right.steps))):
        pair = [side.steps[place] if place < len(side.steps) else None for side in (left, right)]
        first, second = pair
        named = first or second
        differs = _words(first) != _words(second)
        cells = [TableCell(named.label if named else "", tone="strong" if differs else "")]
        cells += [_step(step, is_different=differs) for step in pair]
        rows.append(TableRow(tuple(cells), key=place))
    return rows


def _step(step: Step | None, *, is_different: bool) -> TableCell:
    if step is None:
        return TableCell("—", tone="muted")
    note = f"{step.expression}{'　起作用' if step.limit == 'binding' else ''}"
    return TableCell(format_exact(step.amount), note=note, back="tint" if is_different else "")


def _words(step: Step | None) -> tuple[object, ...]:
    return (None,) if step is None else (step.label, step.expression, step.amount)


def figure_words(left: Decimal, right: Decimal) -> tuple[str, str]:
    """The difference and its share of the left side."""
    share = f"{(right - left) / left * 100:+.1f}%" if left else "—"
    return signed(right - left), share
