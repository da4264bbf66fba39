"""年度参数: the table of values by measure, the clause and the readings beside it, the confirmation form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLineEdit, QWidget

from cbec_desktop.services.parameter_views import ParameterLine
from ui.look import look, restyle
from ui.screen import ScreenHost
from ui.screens.parameters.display import KIND_WORDS, columns, effect_words, rows, toggled_words
from ui.screens.parameters.presenter import ParametersPresenter
from ui.set_choice import SetChoice, state_words
from ui.widgets.ledger import (
    ChoiceList,
    ChoiceText,
    DetailCard,
    FieldSheet,
    FieldSpec,
    FilterBar,
    NoticeBar,
    SetPicker,
    page_layout,
)
from ui.widgets.parts import Chip, button, column, frame, hline, label, page_header, row
from ui.widgets.record_table import RecordTable


class ParametersPage(QWidget):
    """`ParametersView`."""

    def __init__(self, host: ScreenHost, set_name: str, parameter_id: str) -> None:
        super().__init__()
        self.presenter = presenter = ParametersPresenter(host, set_name, parameter_id)
        self.picker = SetPicker()
        self.picker.chosen.connect(presenter.choice.choose)
        self.examples_button = button("运行算例", "", presenter.open_examples, icon_name="check")
        self.confirm_button = button("确认生效", "primary", presenter.begin_confirm, icon_name="file-check")
        self.confirm_note = label("", "meta")
        header = page_header(
            label("年度参数", "title"),
            self.picker,
            None,
            button("复制为新参数集", "", presenter.copy_set, icon_name="copy"),
            button("对比测算", "", presenter.open_comparison, icon_name="scale"),
            self.examples_button,
            self.confirm_button,
            self.confirm_note,
        )
        self.notice = NoticeBar()
        self.notice.link_clicked.connect(presenter.open_examples)
        self.search = QLineEdit()
        self.search.setPlaceholderText("查参数、口径号")
        self.search.setAccessibleName("查参数、口径号")
        self.search.setFixedWidth(look.scaled(150))
        self.search.textChanged.connect(presenter.search)
        self.filters = FilterBar(self.search)
        self.filters.chosen.connect(presenter.choose_filter)
        self._before: str | None = None
        self.table = RecordTable(columns(None), "参数", row_height=28)
        self.table.current_row.connect(self._select)
        self.table.activated_row.connect(lambda _key: self.focus_value())
        self.detail = DetailCard("参数说明")
        self._form: FieldSheet | None = None
        self._value: QWidget | None = None
        self._problem = label("", "error", wraps=True)
        body = QHBoxLayout()
        body.setSpacing(10)
        body.addWidget(frame("card", column(self.filters, self.table, spacing=0, margins=(1, 1, 1, 1))), 1)
        body.addWidget(self.detail)
        page_layout(self, header, self.notice, body)
        QShortcut(QKeySequence("F2"), self, self.focus_value, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.setFocusProxy(self.table)
        presenter.attach(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.detail.fit(event.size().width())

    # ---- ParametersView

    def show_sets(self, choice: SetChoice) -> None:
        summary = choice.summary
        self.picker.show_sets(choice.names, choice.name, state_words(summary) if summary else None)

    def show_state(self, notice: str, confirm_reason: str, examples: str) -> None:
        has_failing = "不通过" in confirm_reason
        self.notice.say(notice, "warn", "看不通过的算例" if has_failing else "")
        self.confirm_button.setEnabled(not confirm_reason)
        self.confirm_button.setToolTip(confirm_reason)
        self.confirm_note.setText(confirm_reason)
        self.confirm_note.setVisible(bool(confirm_reason))
        self.examples_button.setText(examples)

    def show_filters(self, filters: Sequence[tuple[str, str]], chosen: str) -> None:
        self.filters.show_filters(filters, chosen)

    def show_lines(self, lines: Sequence[ParameterLine], before: str | None) -> None:
        self.table.show_columns(columns(before))
        self.table.show_rows(rows(lines))
        self.table.select_key(self.presenter.current)

    def show_line(self, line: ParameterLine | None) -> None:
        self._form = self._value = None
        if line is None:
            self.detail.show_items([label("没有符合条件的参数。", "meta")])
            return
        self.detail.show_items(self._items(line), self._foot(line))

    def show_problem(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.show()
        if isinstance(self._value, QLineEdit):
            restyle(self._value, state="error")

    def show_confirm_form(self, set_name: str, effective_from: str, example: str) -> None:
        specs = (
            FieldSpec("document_no", "文号", example=example),
            FieldSpec("confirmed_on", "确认日期", "date"),
            FieldSpec("effective_from", "生效日期", "date", effective_from, is_required=False),
        )
        note = (
            "确认后不能再改；打印件不再带“试算”。生效日期不填时，首版从年初起，以后各版从确认日起，前一版到前一天止。"
        )
        self._form = FieldSheet(f"确认 {set_name}", specs, "确认生效", note)
        self._form.submitted.connect(self.presenter.confirm)
        self._form.cancelled.connect(self.presenter.cancel_confirm)
        self._value = None
        self.detail.show_items([self._form])
        self._form.fields["document_no"].setFocus()

    def show_confirm_problem(self, sentence: str, field: str) -> None:
        if self._form is not None:
            self._form.say(sentence, field)

    # ---- the detail

    def focus_value(self) -> None:
        """F2: into the value of the current row."""
        if self._value is not None:
            self._value.setFocus()

    def _select(self, key: object) -> None:
        if isinstance(key, str) and key != self.presenter.current:
            self.presenter.select(key)

    def _items(self, line: ParameterLine) -> list[QWidget | QLayout | int]:
        parameter = line.parameter
        self._problem = label("", "error", wraps=True)
        self._problem.hide()
        items: list[QWidget | QLayout | int] = [
            row(label(parameter.phrase, "section", wraps=True), None, label(parameter.code, "accent")),
        ]
        if line.clause_text:
            items.append(label(line.clause_text, "clause", wraps=True, selectable=True))
        items.append(label(f"{parameter.clause}。{parameter.note}　{KIND_WORDS[parameter.kind]}", "meta", wraps=True))
        items += self._readings(line) if parameter.readings else self._number(line)
        items.append(self._problem)
        if parameter.reason:
            items += [label("默认的理由", "label"), label(parameter.reason, wraps=True, selectable=True)]
        if parameter.code.startswith("A"):
            items += [hline(), _decision(line)]
        return items

    def _readings(self, line: ParameterLine) -> list[QWidget | QLayout | int]:
        effects, parameter = self.presenter.effects, line.parameter
        several = parameter.form == "readings"
        choices = []
        for reading in parameter.readings:
            words = f"({reading.letter}) {reading.words}" if reading.letter else reading.words
            note = "默认" if reading.value in parameter.default.split(",") and several is False else ""
            amount, beside = (
                ("", toggled_words(effects, line, reading.value))
                if several
                else effect_words(effects, line, reading.value)
            )
            choices.append(ChoiceText(reading.value, words, note, amount, beside))
        made = ChoiceList(choices, line.value.split(","), is_enabled=self.presenter.may_edit, several=several)
        made.setObjectName("value")
        self._value = made
        made.chosen.connect(self.presenter.toggle if several else self.presenter.set_value)
        if made.cards:
            made.setFocusProxy(next(iter(made.cards.values())).mark)
        cases = f"读法与全年金额（{effects.cases} 件，元）" if effects else "读法"
        head = row(label(cases, "label"), None)
        if effects is None and parameter.kind == "reckons":
            head.addWidget(button("测算全年金额", "link", self.presenter.reckon_effects))
        return [head, made]

    def _number(self, line: ParameterLine) -> list[QWidget | QLayout | int]:
        field = QLineEdit(_typed(line))
        field.setObjectName("value")
        self._value = field
        field.setAccessibleName(line.parameter.phrase)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setReadOnly(not self.presenter.may_edit)
        field.editingFinished.connect(lambda: self._typed_value(field, line))
        limit = f"政策上限 {line.limit_words}" if line.limit_words else "条款没有写上限"
        return [
            label(f"本年值　{limit}", "label"),
            field,
            label(f"默认 {line.parameter.words_of(line.parameter.default)}", "meta"),
        ]

    def _typed_value(self, field: QLineEdit, line: ParameterLine) -> None:
        if field.isModified() and field.text() != _typed(line):
            field.setModified(False)
            self.presenter.set_value(field.text())

    def _foot(self, line: ParameterLine) -> list[QWidget | None]:
        if not line.parameter.code.startswith("A"):
            return []
        return [button("登记决定", "", self.presenter.open_decision), None]


def _typed(line: ParameterLine) -> str:
    """A number as it is typed: percent for rates, plain yuan."""
    if line.parameter.form == "fraction":
        return line.words
    return "不设" if line.value == "none" else line.value


def _decision(line: ParameterLine) -> QLayout:
    decision = line.decision
    if decision is None:
        return row(label("决定", "label"), Chip("待局里定", "warn", "hourglass"), label("文号、日期未填", "meta"), None)
    text = f"{decision.decided_by}　{decision.document_no}　{decision.decided_on}"
    return column(
        row(label("决定", "label"), Chip("已定", "ok"), None),
        label(text, wraps=True, selectable=True),
        label(decision.basis, "meta", wraps=True),
        spacing=4,
    )


def build_page(host: ScreenHost, set_name: str = "", parameter_id: str = "", **_arguments: Any) -> ParametersPage:
    """The year's set in force, or the one named."""
    return ParametersPage(host, set_name, parameter_id)
