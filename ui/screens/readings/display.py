"""Rows and words of the register of readings."""

from __future__ import annotations

from collections.abc import Sequence

from cbec_desktop.awards.parameter_values import change_words
from cbec_desktop.domain.measures import MEASURE_NUMBERS
from cbec_desktop.services.reading_effects import CaseEffect, Effects
from cbec_desktop.services.readings import ReadingLine
from ui.set_choice import signed
from ui.widgets.cells import ChipText, TableCell, TableColumn, TableRow

COLUMNS = (
    TableColumn("号", minimum=40),
    TableColumn("问题 / 条款", stretch=5, minimum=150),
    TableColumn("本年取法", stretch=4, minimum=110),
    TableColumn("状态"),
    TableColumn("谁定 / 依据文号", stretch=3, minimum=96),
    TableColumn("换读法影响（元）", "right", minimum=110),
)
CASE_COLUMNS = (
    TableColumn("案件", stretch=1, minimum=120),
    TableColumn("默认", "right"),
    TableColumn("本取法", "right"),
)
OPEN, DECIDED = ChipText("待局里定", "warn", "hourglass"), ChipText("已定", "ok", "circle-check")
ONLY = {"finding": "只影响检查", "text": "只影响文字"}
SHOWN_CASES = 12


def row(reading: ReadingLine, effects: Effects | None) -> TableRow:
    """One question; the second lines say the clause, how it stands to the default, and the other reading."""
    line, parameter = reading.line, reading.parameter
    decision = line.decision
    measure = f"M{MEASURE_NUMBERS[parameter.measure_id]} " if parameter.measure_id else ""
    default = "同默认" if line.is_default else f"默认 {short(parameter.words_of(parameter.default))}"
    who = TableCell("—", tone="muted")
    if decision is not None:
        who = TableCell(f"{decision.decided_by} {decision.decided_on:%m-%d}", note=decision.document_no)
    return TableRow(
        (
            TableCell(parameter.code, tone="strong"),
            TableCell(parameter.phrase, note=f"{measure}{parameter.clause.removeprefix('附件3') or parameter.clause}"),
            TableCell(short(line.words), note=default, tone="" if line.is_default else "accent"),
            TableCell("", chip=OPEN if decision is None else DECIDED),
            who,
            _effect(reading, effects),
        ),
        key=parameter.id,
        tip=f"{parameter.phrase}：{line.words}",
    )


def short(words: str) -> str:
    return words if len(words) <= 18 else f"{words[:17]}…"


def _effect(reading: ReadingLine, effects: Effects | None) -> TableCell:
    parameter = reading.parameter
    if parameter.kind != "reckons":
        return TableCell("—", note=ONLY[parameter.kind], tone="muted")
    if effects is None:
        return TableCell("—", note="未测算", tone="muted")
    largest = effects.largest(parameter.id)
    if largest is None:
        return TableCell("—", note="没有别的读法", tone="muted")
    return TableCell(signed(largest.difference), note=f"改 {short(largest.words)}", tone="strong")


def by_effect(readings: Sequence[ReadingLine], effects: Effects | None) -> list[ReadingLine]:
    """The costliest question first; without effects in the order of the questions."""
    if effects is None:
        return list(readings)

    def size(reading: ReadingLine) -> int:
        largest = effects.largest(reading.parameter.id) if reading.parameter.kind == "reckons" else None
        return -1 if largest is None else abs(int(largest.difference))

    return sorted(readings, key=size, reverse=True)


def matches(reading: ReadingLine, name: str) -> bool:
    return {
        "all": True,
        "open": reading.line.decision is None,
        "decided": reading.line.decision is not None,
        "own": not reading.line.is_default,
        "money": reading.parameter.kind == "reckons",
        "other": reading.parameter.kind != "reckons",
    }[name]


WORDS = {
    "all": "全部",
    "open": "待局里定",
    "decided": "已定",
    "own": "与默认不同",
    "money": "计金额",
    "other": "只影响检查或文字",
}


def filters_of(readings: Sequence[ReadingLine]) -> list[tuple[str, str]]:
    return [(name, f"{words} {sum(matches(each, name) for each in readings)}") for name, words in WORDS.items()]


def case_rows(cases: Sequence[CaseEffect]) -> list[TableRow]:
    """The cases with the largest differences, what is left out said, then the sum."""
    rows = [
        TableRow(
            (
                TableCell(case.enterprise, note=case.case_no.split("-", 2)[-1]),
                TableCell(f"{case.default:,.0f}"),
                TableCell(f"{case.chosen:,.0f}", tone="strong"),
            ),
            key=case.case_no,
        )
        for case in cases[:SHOWN_CASES]
    ]
    rest = cases[SHOWN_CASES:]
    if rest:
        rows.append(_sum_row(f"其余 {len(rest)} 件", rest))
    if cases:
        rows.append(_sum_row(f"合计 {len(cases)} 件", cases, back=True))
    return rows


def _sum_row(title: str, cases: Sequence[CaseEffect], *, back: bool = False) -> TableRow:
    default, chosen = sum(case.default for case in cases), sum(case.chosen for case in cases)
    cells = (TableCell(title), TableCell(f"{default:,.0f}"), TableCell(f"{chosen:,.0f}"))
    return TableRow(cells, back="total" if back else "")


def history_words(reading: ReadingLine) -> list[tuple[str, str, str]]:
    """(date, what was decided, document) of each decision, the newest first, the program's default last."""
    parameter = reading.parameter
    lines = []
    for decision in reading.history:
        before, after = parameter.words_of(decision.value_before), parameter.words_of(decision.value)
        is_kept = decision.value == decision.value_before
        words = f"维持 {short(after)}" if is_kept else f"{short(before)} → {short(after)}"
        lines.append((f"{decision.decided_on:%m-%d}", words, decision.document_no))
    return [*lines, ("", f"程序默认 {short(parameter.words_of(parameter.default))}", "建参数集时带入")]


def status_parts(readings: Sequence[ReadingLine], effects: Effects | None) -> list[str]:
    decided = sum(reading.line.decision is not None for reading in readings)
    parts = [f"共 **{len(readings)}** 个口径 已定 **{decided}** 待局里定 **{len(readings) - decided}**"]
    if effects is not None:
        pending = [
            abs(largest.difference)
            for reading in readings
            if reading.line.decision is None and (largest := effects.largest(reading.parameter.id)) is not None
        ]
        parts += [f"待定口径最大影响 **{max(pending, default=0):,.0f}** 元", f"影响按本年度 {effects.cases} 件测算"]
    return parts


def value_words(reading: ReadingLine, value: str) -> str:
    return change_words(reading.parameter, reading.line.value, value)
