"""Paints one cell of a record table: text and note, chip, check, old → new, error and selection backs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.look import ACCENT, CANVAS, ERROR, HAIR, INK, INK_2, INK_3, TINT, TONES, WARNING, WHITE, look
from ui.widgets.cells import TableCell
from ui.widgets.paint import chip_width, paint_bar, paint_check, paint_chip, paint_focus, paint_text

if TYPE_CHECKING:
    from ui.widgets.record_table import RecordModel, RecordTable

CELL_PADDING = 8
_TONES = {
    "": INK, "strong": INK, "accent": ACCENT, "muted": INK_3, "error": ERROR, "warn": WARNING, "link": ACCENT,
}  # fmt: skip
_BACKS = {"err": TONES["err"].back, "warn": TONES["warn"].back, "tint": TINT}
_HEAVY = ("strong", "accent", "error")


class RecordDelegate(QStyledItemDelegate):
    """Draws records; sizes come from the table, colours from the look."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        box: QRect = option.rect  # type: ignore[attr-defined]
        return box.size()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model: RecordModel = index.model()  # type: ignore[assignment]
        row, cell = model.rows[index.row()], model.cell(index)
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(box)
        painter.fillRect(box, _row_back(row.back, is_selected, state))
        if cell.back:
            painter.fillRect(box.adjusted(0, 0, 0, -1), _BACKS[cell.back])
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), HAIR)
        if is_selected and index.column() == 0:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), ACCENT)
        align = "left" if row.back == "group" else model.columns[index.column()].align
        self._paint_content(painter, box, cell, align, row.back)
        if index == self._table.currentIndex() and self._table.hasFocus():
            paint_focus(painter, box)
        painter.restore()

    def _paint_content(self, painter: QPainter, box: QRect, cell: TableCell, align: str, back: str) -> None:
        inner = box.adjusted(CELL_PADDING, 0, -CELL_PADDING, 0)
        if cell.check is not None:
            state = Qt.CheckState.Checked if cell.check else Qt.CheckState.Unchecked
            paint_check(painter, QRectF(inner.left(), inner.center().y() - 7, 15, 15), state)
            return
        if cell.bar is not None:
            self._paint_share(painter, inner, cell, cell.bar)
            return
        if cell.chip is not None:
            left = inner.left() if align == "left" else inner.right() - chip_width(cell.chip.text)
            paint_chip(painter, left, inner.center().y() + 0.5, cell.chip.text, cell.chip.status, cell.chip.icon)
            return
        top = self._first_line(inner, cell)
        if cell.old is not None:
            _paint_change(painter, top, cell)
        else:
            heavy = cell.tone in _HEAVY or back in ("group", "total")
            side = Qt.AlignmentFlag.AlignRight if align == "right" else Qt.AlignmentFlag.AlignLeft
            side = Qt.AlignmentFlag.AlignHCenter if align == "center" else side
            font = look.font(13, 600 if heavy else 400)
            paint_text(painter, top, cell.text, font, color=_TONES[cell.tone], align=side, is_elided=align == "left")
        if cell.note:
            self._paint_note(painter, inner, cell, align)

    def _paint_share(self, painter: QPainter, inner: QRect, cell: TableCell, share: Fraction) -> None:
        """A bar alone in the middle, or below its words."""
        middle = inner.center().y()
        if cell.text:
            words = QRect(inner.left(), inner.top() + 4, inner.width(), inner.height() // 2 - 2)
            side = Qt.AlignmentFlag.AlignRight
            paint_text(painter, words, cell.text, look.font(12, 600 if share >= 1 else 400), align=side)
            middle = inner.top() + inner.height() * 3 // 4
        paint_bar(painter, QRectF(inner.left(), middle - 3, inner.width(), 6), share)

    def _first_line(self, inner: QRect, cell: TableCell) -> QRect:
        if not cell.note:
            return inner
        height = QFontMetrics(look.font(13)).height()
        both = height + QFontMetrics(look.font(12)).height()
        return QRect(inner.left(), inner.center().y() - both // 2, inner.width(), height)

    def _paint_note(self, painter: QPainter, inner: QRect, cell: TableCell, align: str) -> None:
        first = self._first_line(inner, cell)
        font = look.font(12)
        line = QRect(inner.left(), first.bottom(), inner.width(), QFontMetrics(font).height())
        side = Qt.AlignmentFlag.AlignRight if align == "right" else Qt.AlignmentFlag.AlignLeft
        paint_text(painter, line, cell.note, font, color=ERROR if cell.back == "err" else INK_3, align=side)


def _row_back(back: str, is_selected: bool, state: QStyle.StateFlag) -> QColor:
    if is_selected or back == "tint":
        return TINT
    if back in ("group", "total") or state & QStyle.StateFlag.State_MouseOver:
        return CANVAS
    return WHITE


def _paint_change(painter: QPainter, line: QRect, cell: TableCell) -> None:
    """Old struck through, an arrow, new in bold; both are cut only when the column is too narrow."""
    old_font, new_font = QFont(look.font(13)), look.font(13, 600)
    has_old = bool(cell.old)
    old_font.setStrikeOut(has_old)
    old, new = cell.old or "（空）", cell.text or "（空）"
    arrow = QFontMetrics(old_font).horizontalAdvance("  →  ")
    room = line.width() - arrow
    old_width = QFontMetrics(old_font).horizontalAdvance(old) + 1  # exact widths are elided
    new_width = QFontMetrics(new_font).horizontalAdvance(new)
    if old_width + new_width > room:
        old_width = min(old_width, max(room // 2, room - new_width))
    paint_text(painter, QRect(line.left(), line.top(), old_width, line.height()), old, old_font, color=INK_3)
    sign = QRect(line.left() + old_width, line.top(), arrow, line.height())
    paint_text(painter, sign, "→", look.font(13), color=INK_2, align=Qt.AlignmentFlag.AlignHCenter)
    rest = line.adjusted(old_width + arrow, 0, 0, 0)
    paint_text(painter, rest, new, new_font, color=ERROR if cell.tone == "error" else INK)
