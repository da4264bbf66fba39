"""How cells of entry grids look and are edited: one delegate and one header for both grids."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.look import ACCENT, CANVAS, ERROR, FIELD, HAIR, INK, INK_2, INK_3, LINE_2, TINT, TONES, WARNING, WHITE, look
from ui.widgets.entry_grid_state import GridColumn
from ui.widgets.paint import elided, paint_text

Index = QModelIndex | QPersistentModelIndex
LEVEL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""error, warning, note or empty: the cell's mark."""
TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 2
"""accent, warn, old, ghost, strong or empty: how the text is written."""
COLUMN_ROLE = int(Qt.ItemDataRole.UserRole) + 3
"""The `GridColumn` of the cell, None for results."""
BACK_ROLE = int(Qt.ItemDataRole.UserRole) + 4
"""True for rows of the upper level."""
INDENT_ROLE = int(Qt.ItemDataRole.UserRole) + 5

ROW_HEIGHT = 28
PADDING = 8
EDITOR_SHEET = (
    "QLineEdit, QLineEdit:focus { border: 2px solid #1C5DA6; border-radius: 0; padding: 0 5px; min-height: 0px; }"
)
_BACKS = {"error": TONES["err"].back, "warning": TONES["warn"].back, "note": TINT}
_INKS = {"accent": ACCENT, "warn": WARNING, "old": INK_3, "ghost": INK_3, "strong": INK, "": INK}
_BOLD = frozenset({"accent", "warn", "strong"})
_MOVES = {
    Qt.Key.Key_Return: "next",
    Qt.Key.Key_Enter: "next",
    Qt.Key.Key_Tab: "right",
    Qt.Key.Key_Backtab: "left",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


class EntryCellDelegate(QStyledItemDelegate):
    """Paints cells with their marks; in the editor Enter, Tab and the arrows end the edit and move on.

    `move` gets next, right, left, up, down or save (Ctrl+Enter).
    """

    def __init__(self, parent: QWidget, move: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._move = move

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(40, look.scaled(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        level, tone = index.data(LEVEL_ROLE) or "", index.data(TONE_ROLE) or ""
        is_current = bool(state & QStyle.StateFlag.State_HasFocus)
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        back = _BACKS.get(level) or (CANVAS if index.data(BACK_ROLE) else WHITE)
        if is_selected and not level:
            back = TINT
        painter.fillRect(box, back)
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), HAIR)
        self._paint_text(painter, box, index, level, tone)
        if is_current:
            painter.save()
            painter.setPen(QPen(ERROR if level == "error" else ACCENT, 2))
            painter.drawRect(box.adjusted(1, 1, -1, -2))
            painter.restore()

    def _paint_text(self, painter: QPainter, box: QRect, index: Index, level: str, tone: str) -> None:
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if not text:
            return
        column = index.data(COLUMN_ROLE)
        is_right = column is None or column.is_numeric
        is_bold = tone in _BOLD or level in ("error", "warning")
        ink = {"error": ERROR, "warning": WARNING}.get(level) or _INKS.get(tone, INK)
        font = look.font(13, 600 if is_bold else 400)
        room = box.adjusted(PADDING + int(index.data(INDENT_ROLE) or 0), 0, -PADDING, 0)
        is_name = column is not None and column.is_name
        align = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        paint_text(painter, room, text, font, color=ink, align=align, is_elided=is_name)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = index.data(COLUMN_ROLE)
        editor = QLineEdit(parent)
        editor.setStyleSheet(EDITOR_SHEET)
        if column is not None:
            editor.setAccessibleName(column.header)
            editor.setPlaceholderText(column.hint if look.text_width(column.hint) < 120 else "")
            if column.is_numeric:
                editor.setAlignment(Qt.AlignmentFlag.AlignRight)
            if column.choices:
                editor.setCompleter(_completer(editor, column.choices))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill the editor, but never over what is being typed: Qt asks again whenever results arrive."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)  # type: ignore[attr-defined]

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        box: QRect = option.rect  # type: ignore[attr-defined]
        editor.setGeometry(box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if is_control and _MOVES.get(Qt.Key(event.key())) == "next":
                event.accept()  # the cell is taken in before the page hands anything in
                return True
        if isinstance(watched, QLineEdit) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            move = _MOVES.get(Qt.Key(event.key()))
            popup = watched.completer().popup() if watched.completer() else None
            if popup is not None and popup.isVisible() and move in ("up", "down"):
                return False
            if move is not None:
                if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    move = "save"
                self._end(watched, move)
                return True
        return super().eventFilter(watched, event)

    def _end(self, editor: QLineEdit, move: str) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self._move(move)


def _completer(editor: QLineEdit, choices: Sequence[str]) -> QCompleter:
    made = QCompleter(list(choices), editor)
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    made.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    return made


class EntryHeader(QHeaderView):
    """Column heads: red `*` before what is required, the label, a round `?` where a clause governs."""

    clause_asked = Signal(str, QRect)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(28)
        self._clauses: dict[int, QRect] = {}

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look.scaled(30))

    def paintSection(self, painter: QPainter, box: QRect, section: int) -> None:
        painter.save()
        painter.fillRect(box, CANVAS)
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), LINE_2)
        column = self.model().headerData(section, Qt.Orientation.Horizontal, COLUMN_ROLE)
        label = str(self.model().headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) or "")
        self._clauses.pop(section, None)
        if isinstance(column, GridColumn):
            self._paint_column(painter, box, section, column)
        else:
            font = look.font(12, 600)
            room = box.adjusted(PADDING, 0, -PADDING, 0)
            paint_text(painter, room, label, font, color=INK_2, align=Qt.AlignmentFlag.AlignRight)
        painter.restore()

    def _paint_column(self, painter: QPainter, box: QRect, section: int, column: GridColumn) -> None:
        font = look.font(12, 600)
        star = look.text_width("*", 12, 600) + 2 if column.is_required else 0
        mark = 20 if column.clause else 0
        room = box.width() - 2 * PADDING - star - mark
        text = elided(column.header, font, room)
        width = look.text_width(text, 12, 600)
        left = box.right() - PADDING - mark - width - star if column.is_numeric else box.left() + PADDING
        if star:
            paint_text(painter, QRect(left, box.top(), star, box.height()), "*", font, color=ERROR)
        place = QRect(left + star, box.top(), width + 2, box.height())
        paint_text(painter, place, text, font, color=INK_2, is_elided=False)
        if mark:
            circle = QRect(left + star + width + 4, box.center().y() - 7, 15, 15)
            self._clauses[section] = circle
            _paint_question(painter, circle)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        section = self.logicalIndexAt(event.position().toPoint())
        circle = self._clauses.get(section)
        if circle is not None and circle.adjusted(-3, -3, 3, 3).contains(event.position().toPoint()):
            column = self.model().headerData(section, Qt.Orientation.Horizontal, COLUMN_ROLE)
            self.clause_asked.emit(column.clause, circle)
        super().mouseReleaseEvent(event)


def _paint_question(painter: QPainter, circle: QRect) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor("#FFFFFF"))
    painter.setPen(QPen(FIELD, 1))
    painter.drawEllipse(circle.adjusted(0, 0, -1, -1))
    font = look.font(11, 600)
    font.setPixelSize(11)
    paint_text(painter, circle, "?", font, color=INK_2, align=Qt.AlignmentFlag.AlignHCenter, is_elided=False)
