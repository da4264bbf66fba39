"""Fields of a form: label with its red asterisk and `?`, the field, and the sentence below it when it is wrong.

Enter goes on to the next field, as everywhere in this program.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QToolButton, QWidget

from ui.look import ERROR, look, restyle
from ui.widgets.parts import column, label, row

Field = QLineEdit | QComboBox
LABEL_WIDTH = 116
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EnterMovesOn(QObject):
    """Enter in a field does what Tab does, or goes where `onward` says; Ctrl+Enter is left to the page.

    F1 in a field that a clause governs shows the clause.
    """

    onward: QWidget | None = None
    explain: Callable[[], object] | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.explain is not None and isinstance(event, QKeyEvent) and Qt.Key(event.key()) == Qt.Key.Key_F1:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
            elif event.type() == QEvent.Type.KeyPress:
                self.explain()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and Qt.Key(event.key()) in ENTER:
            is_plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            popup = watched.completer().popup() if isinstance(watched, QLineEdit) and watched.completer() else None
            if is_plain and isinstance(watched, QWidget) and not (popup and popup.isVisible()):
                if self.onward is not None:
                    self.onward.setFocus()
                else:
                    watched.focusNextChild()
                return True
        return False


class FormField(QWidget):
    """One field with its sentence; `left` is called with the text when the clerk goes on."""

    def __init__(self, field: Field, name: str, left: Callable[[str], object] | None = None) -> None:
        super().__init__()
        self.field = field
        self.sentence = label("", "error", wraps=True)
        self.sentence.hide()
        self._enter = EnterMovesOn(self)
        self._left = left
        self._shown = ""
        field.setAccessibleName(name)
        field.installEventFilter(self._enter)
        self._layout = column(field, self.sentence, None, spacing=2)
        self.setLayout(self._layout)
        self.setFocusProxy(field)
        if isinstance(field, QLineEdit):
            field.editingFinished.connect(self._finished)
        else:
            field.activated.connect(lambda _index: self._finished())

    def go_on_to(self, widget: QWidget) -> None:
        """Where Enter leads from here, when that is not the next field."""
        self._enter.onward = widget

    def explained_by(self, show: Callable[[QWidget], object]) -> None:
        """F1 shows the clause that governs this field."""
        self._enter.explain = lambda: show(self.field)

    def put_below(self, widget: QWidget) -> None:
        """Something that belongs to the sentence: a repair to click."""
        self._layout.insertWidget(2, widget)

    def text(self) -> str:
        return self.field.text() if isinstance(self.field, QLineEdit) else self.field.currentText()

    def show_text(self, text: str) -> None:
        """Put a text in without telling anybody."""
        self._shown = text
        if isinstance(self.field, QLineEdit):
            if self.field.text() != text:
                self.field.setText(text)
                self.field.setCursorPosition(0)
        else:
            at = self.field.findText(text)
            self.field.setCurrentIndex(max(at, 0))

    def say(self, message: str, level: str) -> None:
        """Show or take away the sentence below the field."""
        self.sentence.setText(message)
        self.sentence.setVisible(bool(message))
        restyle(self.sentence, t="warn" if level in ("warning", "note") else "error")
        restyle(self.field, state={"error": "error", "warning": "warn"}.get(level, "") if message else "")

    def _finished(self) -> None:
        text = self.text()
        if self._left is not None and text != self._shown:
            self._shown = text
            self._left(text)


def text_field(*, is_numeric: bool = False, placeholder: str = "", longest: int = 500) -> QLineEdit:
    """A one-line field; amounts stand at the right."""
    made = QLineEdit()
    made.setPlaceholderText(placeholder)
    made.setMaxLength(longest)
    if is_numeric:
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
    return made


def choice_field(choices: Sequence[str], *, has_empty: bool = True) -> QComboBox:
    """A closed list; the empty entry stands for not yet chosen."""
    made = QComboBox()
    made.addItems([*([""] if has_empty else []), *choices])
    made.setMinimumContentsLength(6)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return made


def fact_field(name: str, text: str = "") -> QLineEdit:
    """A fact from the register: grey, can be focused and copied, not changed."""
    made = QLineEdit(text)
    made.setReadOnly(True)
    made.setAccessibleName(name)
    return made


def field_label(
    text: str, field: QWidget, *, is_required: bool = False, on_clause: Callable[[QWidget], object] | None = None
) -> QWidget:
    """The label left of a field: `*` before what is required, `?` after what a clause governs."""
    made = QWidget()
    layout: QHBoxLayout = row(None, spacing=4)
    if is_required:
        star = label("*", "required")
        star.setStyleSheet(f"color: {ERROR.name()};")
        layout.addWidget(star)
    word = label(text, "label")
    word.setBuddy(field)
    layout.addWidget(word)
    if on_clause is not None:
        layout.addWidget(clause_mark(text, on_clause))
    made.setLayout(layout)
    return made


def clause_mark(name: str, on_clause: Callable[[QWidget], object]) -> QToolButton:
    """The round `?`: shows the clause to the letter."""
    mark = QToolButton()
    mark.setText("?")
    mark.setProperty("kind", "clause")
    mark.setAccessibleName(f"{name}：看政策条款")
    mark.setToolTip("看政策条款（在字段里按 F1）")
    mark.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    mark.clicked.connect(lambda _checked=False: on_clause(mark))
    return mark


class FieldGrid(QGridLayout):
    """Labels right, fields beside them, two or three pairs a row; `span` takes the whole row."""

    def __init__(self, pairs: int = 2) -> None:
        super().__init__()
        self._pairs = pairs
        self._at = 0
        self.setHorizontalSpacing(8)
        self.setVerticalSpacing(8)
        for pair in range(pairs):
            self.setColumnStretch(2 * pair + 1, 1)

    def add(self, heading: QWidget, field: QWidget, *, span: bool = False) -> None:
        """Put the next pair in."""
        if span and self._at % self._pairs:
            self._at += self._pairs - self._at % self._pairs
        line, pair = divmod(self._at, self._pairs)
        heading.setMinimumWidth(max(look.scaled(LABEL_WIDTH), heading.sizeHint().width()))
        self.addWidget(heading, line, 2 * pair, Qt.AlignmentFlag.AlignTop)
        self.addWidget(field, line, 2 * pair + 1, 1, 2 * self._pairs - 1 if span else 1)
        heading.setFixedHeight(max(heading.sizeHint().height(), look.scaled(30)))
        self._at += self._pairs if span else 1

    def rearrange(self, pairs: Sequence[tuple[QWidget, QWidget]]) -> None:
        """Lay these pairs out anew, in this order; the caller hides the others."""
        while self.count():
            self.takeAt(0)
        self._at = 0
        for heading, field in pairs:
            self.add(heading, field)
