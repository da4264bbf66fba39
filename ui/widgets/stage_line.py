"""The timeline of a case: what is done, what is under way, what is to come."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen

from ui.look import ACCENT, DISABLED, INK, INK_2, INK_3, LINE_2, OK, WHITE, look
from ui.widgets.cells import StageMark
from ui.widgets.paint import paint_text
from ui.widgets.strip import Strip

CIRCLE = 16
_STATE_WORDS = {"done": "已完成", "now": "进行中", "ahead": "未开始"}


class StageLine(Strip):
    """Ten stages: circle, name and note; `is_compact` folds it into one line of 26 px."""

    def __init__(self) -> None:
        super().__init__("办理进度")
        self._marks: tuple[StageMark, ...] = ()
        self._is_compact = False

    def show_stages(self, marks: tuple[StageMark, ...]) -> None:
        self._marks = marks
        self.refresh()

    def set_compact(self, is_compact: bool) -> None:
        if is_compact != self._is_compact:
            self._is_compact = is_compact
            self.refresh()

    def cell_count(self) -> int:
        return len(self._marks)

    def cell_box(self, index: int) -> QRect:
        width = self.width() / max(len(self._marks), 1)
        left = round(index * width)
        return QRect(left, 0, round((index + 1) * width) - left, self.height())

    def cell_words(self, index: int) -> str:
        mark = self._marks[index]
        return f"{mark.title} {_STATE_WORDS[mark.state]} {mark.note}".strip()

    def sizeHint(self) -> QSize:
        if self._is_compact:
            return QSize(600, look.scaled(26))
        lines = QFontMetrics(look.font(13)).height() + QFontMetrics(look.font(12)).height()
        return QSize(900, CIRCLE + lines + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(400, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, mark in enumerate(self._marks):
            if self._is_compact:
                self._paint_folded(painter, index, mark)
            else:
                self._paint_full(painter, index, mark)
        self.paint_frame(painter)
        painter.end()

    def _paint_full(self, painter: QPainter, index: int, mark: StageMark) -> None:
        box = self.cell_box(index)
        middle = CIRCLE / 2 + 1
        if index + 1 < len(self._marks):
            self._paint_line(painter, index, box.left() + CIRCLE + 4, box.right() - 3, middle)
        _paint_circle(painter, QPointF(box.left() + CIRCLE / 2 + 1, middle), mark)
        name_height = QFontMetrics(look.font(13)).height()
        name = QRect(box.left(), CIRCLE + 3, box.width() - 6, name_height)
        weight = 600 if mark.state == "now" else 400
        paint_text(painter, name, mark.title, look.font(13, weight), color=_name_color(mark))
        note = QRect(box.left(), name.bottom(), box.width() - 6, QFontMetrics(look.font(12)).height())
        paint_text(painter, note, mark.note, look.font(12), color=INK_3)

    def _paint_folded(self, painter: QPainter, index: int, mark: StageMark) -> None:
        box = self.cell_box(index)
        middle = self.height() / 2
        _paint_circle(painter, QPointF(box.left() + CIRCLE / 2 + 1, middle), mark)
        font = look.font(13, 600 if mark.state == "now" else 400)
        left = box.left() + CIRCLE + 6
        room = box.right() - left - 4
        paint_text(painter, QRect(left, 0, room, box.height()), mark.title, font, color=_name_color(mark))
        used = min(room, QFontMetrics(font).horizontalAdvance(mark.title))
        if index + 1 < len(self._marks):
            self._paint_line(painter, index, left + used + 6, box.right() - 4, middle)

    def _paint_line(self, painter: QPainter, index: int, left: float, right: float, middle: float) -> None:
        if right - left < 4:
            return
        is_done = self._marks[index].state == "done" and self._marks[index + 1].state != "ahead"
        pen = QPen(OK, 2) if is_done else QPen(LINE_2, 1.5, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))


def _name_color(mark: StageMark) -> QColor:
    return {"now": ACCENT, "done": INK}.get(mark.state, INK_2)


def _paint_circle(painter: QPainter, center: QPointF, mark: StageMark) -> None:
    radius = CIRCLE / 2
    if mark.state == "done":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(OK)
        painter.drawEllipse(center, radius, radius)
        painter.setPen(QPen(WHITE, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        corner = center + QPointF(-1, 2.6)
        painter.drawLine(center + QPointF(-3.6, 0.2), corner)
        painter.drawLine(corner, center + QPointF(3.6, -2.6))
        return
    color = ACCENT if mark.state == "now" else DISABLED
    painter.setBrush(WHITE)
    painter.setPen(QPen(color, 2 if mark.state == "now" else 1.5))
    painter.drawEllipse(center, radius - 1, radius - 1)
    if mark.state == "now":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ACCENT)
        painter.drawEllipse(QRectF(center.x() - 3.5, center.y() - 3.5, 7, 7))
