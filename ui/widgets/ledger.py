"""Parts of a ledger page: filters with counts, a notice with its link, a detail beside the table, forms and choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.look import ERROR, OK, WARNING, look, restyle
from ui.widgets.fields import DateField
from ui.widgets.flow import FlowLayout
from ui.widgets.icons import pixmap
from ui.widgets.parts import Chip, button, clear, column, frame, icon_label, label, row

DETAIL_WIDTH = 372
COMPACT_PAGE, COMPACT_DETAIL = 1120, 300
_TONES = {"warn": ("triangle-alert", WARNING), "err": ("circle-x", ERROR), "ok": ("circle-check", OK)}


class SetPicker(QWidget):
    """The set that the page looks at, with its state beside it."""

    chosen = Signal(str)

    def __init__(self, name: str = "参数集") -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setAccessibleName(name)
        self.box.setMinimumWidth(look.scaled(112))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.box.activated.connect(lambda place: self.chosen.emit(self.box.itemText(place)))
        self.chip = Chip("", "neutral")
        self.chip.hide()
        self.setLayout(row(self.box, self.chip, spacing=8))

    def show_sets(self, names: Sequence[str], chosen: str, state: tuple[str, str, str] | None) -> None:
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItems(list(names))
        self.box.setCurrentText(chosen)
        self.box.blockSignals(False)
        self.chip.setVisible(state is not None)
        if state is not None:
            self.chip.show_status(*state)


class FilterBar(QWidget):
    """Quiet tabs with counts; `extra` stands at the right."""

    chosen = Signal(str)

    def __init__(self, extra: QWidget | None = None) -> None:
        super().__init__()
        self._tabs = FlowLayout()
        layout = row(spacing=8, margins=(10, 8, 10, 8))
        layout.addLayout(self._tabs, 1)
        if extra is not None:
            layout.addWidget(extra)
        self.setLayout(layout)
        self._buttons: dict[str, QPushButton] = {}

    def show_filters(self, filters: Sequence[tuple[str, str]], chosen: str) -> None:
        """(id, words with the count); the one in force is marked."""
        if list(self._buttons) != [name for name, _ in filters]:
            clear(self._tabs)
            self._buttons = {name: button(words, "filter", partial(self.chosen.emit, name)) for name, words in filters}
            for made in self._buttons.values():
                self._tabs.addWidget(made)
        for name, words in filters:
            made = self._buttons[name]
            made.setText(words)
            made.setAccessibleName(words)
            restyle(made, on="true" if name == chosen else "false")


class NoticeBar(QFrame):
    """What holds for the whole page, with the way on."""

    link_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mark = icon_label("triangle-alert")
        self._text = label("", wraps=True, selectable=True)
        self._link = button("", "link", self.link_clicked.emit)
        layout = row(self._mark, spacing=8, margins=(12, 6, 12, 6))
        layout.addWidget(self._text, 1)
        layout.addWidget(self._link)
        self.setLayout(layout)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def say(self, text: str, tone: str = "warn", link: str = "") -> None:
        """Show a sentence in a tone (warn, err, ok); an empty one hides the bar."""
        icon, color = _TONES[tone]
        restyle(self, box=f"notice-{tone}")
        self._mark.setPixmap(pixmap(icon, color))
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self._link.setText(link)
        self._link.setAccessibleName(link)
        self._link.setVisible(bool(link))
        self.setVisible(bool(text))


class DetailCard(QFrame):
    """The detail of the row in view: scrolls, its buttons stay at the foot."""

    def __init__(self, name: str, width: int = DETAIL_WIDTH) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self._width = width
        self.body = QVBoxLayout()
        self.body.setContentsMargins(16, 10, 16, 10)
        self.body.setSpacing(8)
        sheet = frame("plain", self.body)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(sheet)
        self.area.setAccessibleName(name)
        self.foot = row(spacing=12, margins=(16, 8, 16, 12))
        layout = column(spacing=0)
        layout.addWidget(self.area, 1)
        layout.addLayout(self.foot)
        layout.setContentsMargins(1, 1, 1, 1)
        self.setLayout(layout)
        self.setFixedWidth(look.scaled(width))
        look.changed.connect(self._measure)

    def _measure(self) -> None:
        self.setFixedWidth(look.scaled(self._width))

    def fit(self, page_width: int) -> None:
        """Narrower where the page is: the table keeps its columns."""
        wanted = self._width if page_width >= look.scaled(COMPACT_PAGE) else min(self._width, COMPACT_DETAIL)
        self.setFixedWidth(look.scaled(wanted))

    def show_items(self, items: Sequence[QWidget | QLayout | int], foot: Sequence[QWidget | None] = ()) -> None:
        """Replace what is shown."""
        clear(self.body)
        clear(self.foot)
        for item in items:
            if isinstance(item, int):
                self.body.addSpacing(item)
            elif isinstance(item, QWidget):
                self.body.addWidget(item)
            else:
                self.body.addLayout(item)
        self.body.addStretch(1)
        for action in foot:
            if action is None:
                self.foot.addStretch(1)
            else:
                self.foot.addWidget(action)


@dataclass(frozen=True, slots=True)
class ChoiceText:
    """One choice: its words, a note below, an amount at the right with a note."""

    value: str
    words: str
    note: str = ""
    amount: str = ""
    amount_note: str = ""


class ChoiceCard(QFrame):
    """One reading as a card with a radio button or a check box; a click anywhere chooses it."""

    def __init__(self, choice: ChoiceText, *, is_on: bool, is_enabled: bool, several: bool) -> None:
        super().__init__()
        self.setProperty("box", "choice")
        self.setProperty("on", "true" if is_on else "false")
        self.mark: QRadioButton | QCheckBox = QCheckBox() if several else QRadioButton()
        self.mark.setChecked(is_on)
        self.mark.setEnabled(is_enabled)
        self.mark.setAccessibleName(choice.words)
        words = label(choice.words, "strong" if is_on else "", wraps=True)
        left = column(words, *([label(choice.note, "meta", wraps=True)] if choice.note else []), spacing=2)
        layout = row(spacing=8, margins=(10, 7, 12, 7))
        layout.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(left, 1)
        if choice.amount or choice.amount_note:
            right = column(spacing=2)
            for text, role in ((choice.amount, "strong"), (choice.amount_note, "meta")):
                made = label(text, role)
                made.setAlignment(Qt.AlignmentFlag.AlignRight)
                right.addWidget(made)
            layout.addLayout(right)
        self.setLayout(layout)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.mark.isEnabled():
            self.mark.click()
        super().mousePressEvent(event)


class ChoiceList(QWidget):
    """The readings of one question; `chosen` gives the value of the one that was picked."""

    chosen = Signal(str)

    def __init__(
        self, choices: Sequence[ChoiceText], on: Sequence[str], *, is_enabled: bool, several: bool = False
    ) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._group.setExclusive(not several)
        self.cards: dict[str, ChoiceCard] = {}
        layout = column(spacing=6)
        for choice in choices:
            made = ChoiceCard(choice, is_on=choice.value in on, is_enabled=is_enabled, several=several)
            self._group.addButton(made.mark)
            made.mark.clicked.connect(lambda _checked=False, value=choice.value: self.chosen.emit(value))
            self.cards[choice.value] = made
            layout.addWidget(made)
        self.setLayout(layout)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a small form: `kind` is text, date or long."""

    key: str
    title: str
    kind: str = "text"
    value: str = ""
    is_required: bool = True
    example: str = ""
    """Shown grey in the empty field."""


class FieldSheet(QFrame):
    """A small form inside the page: fields, the sentence that refuses, a verb and a way back."""

    submitted = Signal(dict)
    cancelled = Signal()

    def __init__(self, title: str, specs: Sequence[FieldSpec], verb: str, note: str = "") -> None:
        super().__init__()
        self.setProperty("box", "well")
        self.fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        layout = column(label(title, "section"), spacing=6, margins=(12, 10, 12, 12))
        if note:
            layout.addWidget(label(note, "meta", wraps=True))
        for spec in specs:
            star = [label("*", "required")] if spec.is_required else []
            layout.addLayout(row(*star, label(spec.title, "label"), None, spacing=4))
            layout.addWidget(self._field(spec))
        self.sentence = label("", "error", wraps=True)
        self.sentence.hide()
        layout.addWidget(self.sentence)
        self.submit_button = button(verb, "primary", self.submit)
        layout.addLayout(row(None, button("取消", "", self.cancelled.emit), self.submit_button, spacing=8))
        self.setLayout(layout)

    def _field(self, spec: FieldSpec) -> QWidget:
        made: QLineEdit | QPlainTextEdit
        if spec.kind == "long":
            made = QPlainTextEdit(spec.value)
            made.setTabChangesFocus(True)
            made.setFixedHeight(look.scaled(64))
        elif spec.kind == "date":
            made = DateField()
            made.setText(spec.value)
            if spec.value:
                made.show_day(date.fromisoformat(spec.value))
        else:
            made = QLineEdit(spec.value)
            made.setPlaceholderText(spec.example)
        made.setAccessibleName(spec.title)
        self.fields[spec.key] = made
        return made

    def values(self) -> dict[str, str]:
        """What was typed, as text."""
        return {
            key: made.toPlainText() if isinstance(made, QPlainTextEdit) else made.text()
            for key, made in self.fields.items()
        }

    def submit(self) -> None:
        self.submitted.emit(self.values())

    def show_values(self, values: Mapping[str, str]) -> None:
        for key, text in values.items():
            made = self.fields[key]
            if isinstance(made, QPlainTextEdit):
                made.setPlainText(text)
            else:
                made.setText(text)

    def say(self, sentence: str, field: str = "") -> None:
        """Why it was refused, under the fields; the field that it is about is marked and has the keyboard."""
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        for key, made in self.fields.items():
            restyle(made, state="error" if key == field else "")
        if field in self.fields:
            self.fields[field].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit() if event.modifiers() & Qt.KeyboardModifier.ControlModifier else self.focusNextChild()
        else:
            super().keyPressEvent(event)


def facts_grid(pairs: Sequence[tuple[str, str]]) -> QVBoxLayout:
    """Names and values, one pair a line; long values wrap."""
    layout = column(spacing=4)
    for name, value in pairs:
        line = row(spacing=10)
        title = label(name, "label")
        title.setFixedWidth(look.scaled(44))
        line.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(value, "", wraps=True, selectable=True), 1)
        layout.addLayout(line)
    return layout


def page_layout(page: QWidget, *parts: QWidget | QLayout) -> QVBoxLayout:
    """The parts of a ledger page below each other with the house's margins; the last takes the room."""
    layout = QVBoxLayout(page)
    layout.setContentsMargins(16, 4, 16, 8)
    layout.setSpacing(8)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    layout.setStretch(layout.count() - 1, 1)
    return layout
