"""Two cards beside one enterprise: other public support, and honours; each with a small form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from cbec_desktop.domain.measures import MEASURE_IDS, MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.services.other_support import (
    HONOUR_KINDS,
    LEVELS,
    STATES,
    HonourEntry,
    SupportEntry,
    SupportView,
)
from ui.screens.enterprise.support_presenter import SupportPresenter, honour_note, support_note
from ui.widgets.fields import DateField, MoneyField
from ui.widgets.form_fields import EnterMovesOn, choice_field, text_field
from ui.widgets.parts import button, card, clear, column, frame, label, row

MEASURES = [f"M{MEASURE_NUMBERS[name]} {MEASURE_SHORT[name]}" for name in MEASURE_IDS]


class SmallForm(QWidget):
    """Fields below each other with a sentence and two buttons; hidden until asked for."""

    def __init__(self, fields: Sequence[tuple[str, QWidget]], save: Callable[[], None]) -> None:
        super().__init__()
        self.sentence: QLabel = label("", "error", wraps=True)
        self._fields = fields
        self._enter = EnterMovesOn(self)
        layout = QVBoxLayout()
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        for title, field in fields:
            heading = label(title, "label")
            heading.setBuddy(field)
            field.setAccessibleName(title)
            field.installEventFilter(self._enter)
            layout.addLayout(column(heading, field, spacing=2))
        layout.addWidget(self.sentence)
        self.save_button = button("登记", "primary", save)
        layout.addLayout(row(None, button("取消", "quiet", self.hide), self.save_button))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame("well", layout))
        self.hide()

    def start(self) -> None:
        """Empty fields, the first one ready."""
        for _title, field in self._fields:
            if isinstance(field, MoneyField):
                field.show_amount(None)
            elif isinstance(field, DateField):
                field.show_day(None)
            elif isinstance(field, QLineEdit):
                field.clear()
            elif isinstance(field, QComboBox):
                field.setCurrentIndex(0)
        self.say("")
        self.show()
        self._fields[0][1].setFocus()

    def say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    def problem(self) -> str:
        """What a money or date field says against its text."""
        fields = (field for _title, field in self._fields if isinstance(field, MoneyField | DateField))
        return next((field.problem for field in fields if field.problem), "")


class SupportPanel(QWidget):
    """`SupportPanelView`."""

    def __init__(self, presenter: SupportPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._supports, self._honours = QVBoxLayout(), QVBoxLayout()
        self._make_fields()
        self.support_form = SmallForm(
            (
                ("级别", self.level),
                ("项目", self.project),
                ("状态", self.state),
                ("金额（元）", self.amount),
                ("年度", self.year),
                ("文号", self.document_no),
                ("案号（不选则只提示）", self.case_no),
                ("凭据号（只对应一笔费用时填）", self.cost_key),
            ),
            self._save_support,
        )
        self.honour_form = SmallForm(
            (
                ("类别", self.kind),
                ("名称", self.title),
                ("级别", self.honour_level),
                ("授予日期", self.awarded_on),
                ("文号", self.honour_no),
                ("资金（元，没有填 0）", self.honour_amount),
                ("资金对应的措施（不知道则空着）", self.measure),
            ),
            self._save_honour,
        )
        self.add_support = button("添加", "link", self.support_form.start, icon_name="plus")
        self.add_honour = button("添加", "link", self.honour_form.start, icon_name="plus")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(card("其他财政支持", self._supports, self.support_form, link=self.add_support))
        layout.addWidget(card("荣誉资质", self._honours, self.honour_form, link=self.add_honour))
        presenter.attach(self)

    def show_supports(self, found: SupportView) -> None:
        clear(self._supports)
        clear(self._honours)
        self._supports.setSpacing(6)
        self._honours.setSpacing(6)
        kept = self.case_no.currentText()
        self.case_no.clear()
        self.case_no.addItems(["", *found.case_nos])
        self.case_no.setCurrentIndex(max(self.case_no.findText(kept), 0))
        for support in found.supports:
            may_void = not support.void_reason and not support.is_from_workbook
            undo = partial(self._presenter.void_support, support) if may_void else None
            self._supports.addWidget(_line(support.project, support_note(support), undo, is_void=not may_void))
        for honour in found.honours:
            undo = None if honour.void_reason else partial(self._presenter.void_honour, honour)
            self._honours.addWidget(_line(honour.title, honour_note(honour), undo, is_void=undo is None))
        if not found.supports:
            self._supports.addWidget(label("没有登记其他财政支持。", "meta", wraps=True))
        if not found.honours:
            self._honours.addWidget(label("没有登记荣誉。", "meta", wraps=True))

    def close_form(self, form: str) -> None:
        self._form(form).hide()

    def say_in_form(self, form: str, sentence: str) -> None:
        self._form(form).say(sentence)

    def _form(self, form: str) -> SmallForm:
        return self.support_form if form == "support" else self.honour_form

    def _make_fields(self) -> None:
        self.level = choice_field(LEVELS)
        self.project = text_field(longest=200)
        self.state = choice_field(list(STATES.values()))
        self.amount = MoneyField()
        self.year = text_field(is_numeric=True, longest=4)
        self.document_no = text_field(longest=100)
        self.case_no = choice_field(())
        self.cost_key = text_field(longest=40)
        self.kind = choice_field(HONOUR_KINDS)
        self.title = text_field(longest=200)
        self.honour_level = choice_field(LEVELS)
        self.awarded_on = DateField()
        self.honour_no = text_field(longest=100)
        self.honour_amount = MoneyField()
        self.measure = choice_field(MEASURES)

    def _save_support(self) -> None:
        year = self.year.text().strip()
        problem = self.support_form.problem()
        if year and not (year.isascii() and year.isdigit()):
            problem = f"年度“{year}”不是年份，请填四位数字。"
        if problem:
            self.support_form.say(problem)
            return
        states = {word: state for state, word in STATES.items()}
        self._presenter.add_support(
            SupportEntry(
                level=self.level.currentText(),
                project=self.project.text(),
                state=states.get(self.state.currentText(), ""),
                amount=self.amount.amount,
                support_year=int(year) if year else None,
                document_no=self.document_no.text(),
                case_no=self.case_no.currentText(),
                cost_key=self.cost_key.text(),
            )
        )

    def _save_honour(self) -> None:
        if problem := self.honour_form.problem():
            self.honour_form.say(problem)
            return
        number = self.measure.currentIndex()
        self._presenter.add_honour(
            HonourEntry(
                kind=self.kind.currentText(),
                title=self.title.text(),
                level=self.honour_level.currentText(),
                awarded_on=self.awarded_on.day,
                document_no=self.honour_no.text(),
                amount=self.honour_amount.amount,
                measure_id=MEASURE_IDS[number - 1] if number > 0 else "",
            )
        )


def _line(title: str, note: str, undo: Callable[[], None] | None, *, is_void: bool) -> QWidget:
    """One record: what it is, its facts, and a way to take it back."""
    head = row(label(title, "meta" if is_void else "", wraps=True))
    head.setStretch(0, 1)
    if undo is not None:
        head.addWidget(button("作废", "link", undo))
    made = QWidget()
    made.setLayout(column(head, label(note, "meta", wraps=True, selectable=True), spacing=2))
    return made
