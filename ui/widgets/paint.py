"""Paint helpers shared by delegates and free widgets, so that a chip in a table is a chip on a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from ui.look import ACCENT, INK, LINE, TONES, look
from ui.widgets.icons import paint_icon

if TYPE_CHECKING:
    from fractions import Fraction  # 4 ms that the first paint would wait for

CHIP_HEIGHT = 22
CHIP_PADDING = 8
CHIP_GAP = 4
CHIP_ICON = 13


def chip_font() -> QFont:
    return look.font(12, 500)


def chip_height() -> int:
    return max(CHIP_HEIGHT, QFontMetrics(chip_font()).height() + 4)


def chip_width(word: str) -> int:
    """Room a chip needs: 8 + icon 13 + 4 + word + 8."""
    return 2 * CHIP_PADDING + CHIP_ICON + CHIP_GAP + QFontMetrics(chip_font()).horizontalAdvance(word) + 1


def paint_chip(painter: QPainter, left: float, middle: float, word: str, tone: str, icon: str = "") -> float:
    """Draw a chip with its left edge at `left` around the height `middle`; returns its width."""
    colors = TONES[tone]
    box = QRectF(left, middle - chip_height() / 2, chip_width(word), chip_height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(colors.back)
    painter.setPen(QPen(colors.text, 1) if colors.has_border else Qt.PenStyle.NoPen)
    shape = box.adjusted(0.5, 0.5, -0.5, -0.5) if colors.has_border else box
    painter.drawRoundedRect(shape, 4, 4)
    paint_icon(painter, icon or colors.icon, QPointF(left + CHIP_PADDING, middle - CHIP_ICON / 2), colors.text)
    painter.setFont(chip_font())
    painter.setPen(colors.text)
    text = box.adjusted(CHIP_PADDING + CHIP_ICON + CHIP_GAP, 0, 0, 0)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)
    painter.restore()
    return box.width()


def elided(text: str, font: QFont, width: int) -> str:
    """`text` cut at the right with an ellipsis; names may be, numbers, dates and codes must not."""
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def paint_text(
    painter: QPainter,
    box: QRect,
    text: str,
    font: QFont,
    *,
    color: QColor = INK,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    is_elided: bool = True,
) -> None:
    """One line of text in `box`, vertically centred."""
    painter.setFont(font)
    painter.setPen(color)
    shown = elided(text, font, box.width()) if is_elided else text
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | align, shown)


def paint_check(painter: QPainter, box: QRectF, state: Qt.CheckState) -> None:
    """A check box of 14 px, drawn as the style sheet draws it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    is_filled = state != Qt.CheckState.Unchecked
    painter.setPen(QPen(ACCENT if is_filled else QColor("#8A95A4"), 1))
    painter.setBrush(ACCENT if is_filled else Qt.GlobalColor.white)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    pen = QPen(Qt.GlobalColor.white, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    left, top, width, height = box.left(), box.top(), box.width(), box.height()
    if state == Qt.CheckState.Checked:
        corner = QPointF(left + width * 0.43, top + height * 0.70)
        painter.drawLine(QPointF(left + width * 0.24, top + height * 0.52), corner)
        painter.drawLine(corner, QPointF(left + width * 0.77, top + height * 0.32))
    elif state == Qt.CheckState.PartiallyChecked:
        painter.drawLine(QPointF(left + width * 0.26, top + height / 2), QPointF(left + width * 0.74, top + height / 2))
    painter.restore()


def paint_bar(painter: QPainter, track: QRectF, share: Fraction) -> None:
    """A rounded track filled from the left by `share` (0 … 1); a little of it shows as soon as anything is used."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(LINE)
    radius = track.height() / 2
    painter.drawRoundedRect(track, radius, radius)
    if share:
        filled = QRectF(track)
        filled.setWidth(max(track.height(), track.width() * min(float(share), 1.0)))  # a length, not money
        painter.setBrush(ACCENT)
        painter.drawRoundedRect(filled, radius, radius)
    painter.restore()


def paint_focus(painter: QPainter, box: QRect) -> None:
    """The 2 px frame of the cell that has the keyboard."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ACCENT, 2))
    painter.drawRect(box.adjusted(1, 1, -1, -2))
    painter.restore()
