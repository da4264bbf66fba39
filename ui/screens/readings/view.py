"""口径台账: the questions by what they cost, the decision form, the cases a reading changes, the log of decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from cbec_desktop.services.reading_effects import CaseEffect, Effects
from cbec_desktop.services.readings import ReadingLine
from ui.screen import ScreenHost
from ui.screens.readings.display import CASE_COLUMNS, COLUMNS, case_rows, history_words
from ui.screens.readings.display import row as reading_row
from ui.screens.readings.presenter import ReadingsPresenter
from ui.set_choice import SetChoice, signed, state_words
from ui.widgets.ledger import (
    ChoiceList,
    ChoiceText,
    DetailCard,
    FieldSheet,
    FieldSpec,
    FilterBar,
    SetPicker,
    facts_grid,
    page_layout,
)
from ui.widgets.parts import Chip, button, column, frame, hline, label, page_header, row
from ui.widgets.record_table import RecordTable


class ReadingsPage(QWidget):
    """`ReadingsView`."""

    def __init__(self, host: ScreenHost, set_name: str, parameter_id: str) -> None:
        super().__init__()
        self.presenter = presenter = ReadingsPresenter(host, set_name, parameter_id)
        self.picker = SetPicker()
        self.picker.chosen.connect(presenter.choice.choose)
        header = page_header(
            label("口径台账", "title"),
            self.picker,
            None,
            button("测算影响", "", presenter.reckon_effects, icon_name="calculator"),
            button("导出", "", presenter.export, icon_name="download"),
            button("登记决定", "primary", presenter.begin_decision, icon_name="file-check"),
        )
        self.filters = FilterBar()
        self.filters.chosen.connect(presenter.choose_filter)
        self.table = RecordTable(COLUMNS, "口径", row_height=42)
        self.table.current_row.connect(self._select)
        self.table.activated_row.connect(lambda _key: presenter.begin_decision())
        self.detail = DetailCard("口径说明")
        self.form: FieldSheet | None = None
        self._chosen = ""
        body = QHBoxLayout()
        body.setSpacing(10)
        body.addWidget(frame("card", column(self.filters, self.table, spacing=0, margins=(1, 1, 1, 1))), 1)
        body.addWidget(self.detail)
        page_layout(self, header, body)
        self.setFocusProxy(self.table)
        presenter.attach(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.detail.fit(event.size().width())

    # ---- ReadingsView

    def show_sets(self, choice: SetChoice) -> None:
        summary = choice.summary
        self.picker.show_sets(choice.names, choice.name, state_words(summary) if summary else None)

    def show_filters(self, filters: Sequence[tuple[str, str]], chosen: str) -> None:
        self.filters.show_filters(filters, chosen)

    def show_readings(self, shown: Sequence[ReadingLine], effects: Effects | None) -> None:
        self.table.show_rows([reading_row(each, effects) for each in shown])
        self.table.select_key(self.presenter.current)

    def show_reading(self, reading: ReadingLine | None, cases: Sequence[CaseEffect] | None) -> None:
        self.form = None
        if reading is None:
            self.detail.show_items([label("没有符合条件的口径。", "meta")])
            return
        self.detail.show_items([*_facts(reading), *self._cases(reading, cases), *_history(reading)], self._foot())

    def show_decision_form(self, reading: ReadingLine, decided_by: str) -> None:
        line, parameter = reading.line, reading.parameter
        several = parameter.form == "readings"
        self._chosen = line.value
        items: list[QWidget | QLayout | int] = [_title(reading)]
        specs = [
            FieldSpec("decided_by", "谁定（人或会议）", "text", decided_by),
            FieldSpec("document_no", "依据文号"),
            FieldSpec("decided_on", "决定日期", "date"),
            FieldSpec("basis", "依据", "long"),
        ]
        if parameter.readings:
            choices = [
                ChoiceText(r.value, f"({r.letter}) {r.words}" if r.letter else r.words, *self._amount(reading, r.value))
                for r in parameter.readings
            ]
            made = ChoiceList(choices, line.value.split(","), is_enabled=True, several=several)
            made.chosen.connect(lambda value: self._choose(value, several=several))
            items += [label("定哪种读法", "label"), made]
        else:
            specs.insert(
                0, FieldSpec("value", "取值", "text", line.words if parameter.form == "fraction" else line.value)
            )
        self.form = FieldSheet("登记决定", specs, "登记", "登记后只增不改；取法与现用不同的，参数同时改过来。")
        self.form.submitted.connect(self._submit)
        self.form.cancelled.connect(self.presenter.cancel_decision)
        self.detail.show_items([*items, self.form])

    def show_decision_problem(self, sentence: str) -> None:
        if self.form is not None:
            self.form.say(sentence)
            self.detail.area.ensureWidgetVisible(self.form.sentence)

    # ---- the detail

    def _amount(self, reading: ReadingLine, value: str) -> tuple[str, str, str]:
        effects = self.presenter.effects
        if value == reading.line.value:
            return "", "", "现用"
        for effect in effects.by_parameter.get(reading.parameter.id, ()) if effects else ():
            if effect.value == value:
                return "", "", signed(effect.difference)
        return "", "", ""

    def _choose(self, value: str, *, several: bool) -> None:
        if not several:
            self._chosen = value
            return
        members = [part for part in self._chosen.split(",") if part]
        self._chosen = ",".join([p for p in members if p != value] if value in members else [*members, value])

    def _submit(self, values: dict[str, str]) -> None:
        self.presenter.decide(values.get("value", self._chosen), values)

    def _cases(self, reading: ReadingLine, cases: Sequence[CaseEffect] | None) -> list[QWidget | QLayout | int]:
        if reading.line.is_default or reading.parameter.kind != "reckons":
            return []
        head = row(
            label("与默认的差额（元）", "section"), None, button("对比测算", "link", self.presenter.open_comparison)
        )
        if cases is None:
            return [hline(), head, label("正在测算……", "meta")]
        if not cases:
            return [hline(), head, label("本年没有案件因此不同。", "meta")]
        table = RecordTable(CASE_COLUMNS, "与默认不同的案件", row_height=42, fitted=True)
        table.activated_row.connect(lambda key: self.presenter.open_case(str(key)))
        table.show_rows(case_rows(cases))
        return [hline(), head, table]

    def _foot(self) -> list[QWidget | None]:
        return [button("登记决定", "", self.presenter.begin_decision), None]

    def _select(self, key: object) -> None:
        if isinstance(key, str) and key != self.presenter.current:
            self.presenter.select(key)


def _title(reading: ReadingLine) -> QLayout:
    is_open = reading.line.decision is None
    chip = Chip("待局里定", "warn", "hourglass") if is_open else Chip("已定", "ok")
    made = row(label(reading.parameter.phrase, "section", wraps=True), label(reading.parameter.code, "accent"), chip)
    made.setStretch(0, 1)
    return made


def _facts(reading: ReadingLine) -> list[QWidget | QLayout | int]:
    line, parameter, decision = reading.line, reading.parameter, reading.line.decision
    pairs = [("取法", line.words), ("默认", parameter.words_of(parameter.default))]
    if decision is not None:
        pairs += [
            ("谁定", decision.decided_by),
            ("文号", f"{decision.document_no}　{decision.decided_on}"),
            ("依据", decision.basis),
            ("登记", f"{decision.recorded_by} {decision.recorded_at[:16].replace('T', ' ')}，{decision.set_name}"),
        ]
    elif parameter.reason:
        pairs.append(("理由", f"{parameter.reason}（程序默认）"))
    clause = [label(line.clause_text, "clause", wraps=True, selectable=True)] if line.clause_text else []
    note = label(f"{parameter.clause}。{parameter.note}", "meta", wraps=True)
    return [_title(reading), *clause, note, facts_grid(pairs)]


def _history(reading: ReadingLine) -> list[QWidget | QLayout | int]:
    lines: list[QWidget | QLayout | int] = [
        hline(), row(label(f"历次决定 {len(reading.history)}", "section"), None, label("只增不改", "meta"))
    ]  # fmt: skip
    for day, words, document in history_words(reading):
        made = row(label(day, "meta"), label(words, wraps=True), label(document, "meta"), spacing=8)
        made.setStretch(1, 1)
        lines.append(made)
    return lines


def build_page(host: ScreenHost, set_name: str = "", parameter_id: str = "", **_arguments: Any) -> ReadingsPage:
    """The register of the set in force, or of the one named, at one question."""
    return ReadingsPage(host, set_name, parameter_id)
