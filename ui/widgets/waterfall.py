"""The waterfall of a pool: what each part uses of it by stage, what is left; one bar has the keyboard."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import ACCENT, ERROR, FIELD, HAIR, INK, INK_2, INK_3, LINE_2, TINT, look
from ui.widgets.fall_bars import FallBar, levels, scale_steps
from ui.widgets.paint import chip_width, paint_chip, paint_focus, paint_text

STAGE_COLORS = (QColor("#123F73"), QColor("#1C5DA6"), QColor("#5C8FC7"))
POOL = QColor("#D3D9E0")
HEAD, FOOT, AXIS = 26, 46, 52
LEAST_SEGMENT = 2.0
WAN = 10_000


class Waterfall(QWidget):
    """Painted from records; ←→ move, Enter or a click opens the bar's cases."""

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.bars: tuple[FallBar, ...] = ()
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName("资金池走向")
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(look.scaled(560), look.scaled(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(look.scaled(420), look.scaled(190))

    def show_bars(self, bars: tuple[FallBar, ...]) -> None:
        self.bars = bars
        self.current = min(self.current, max(len(bars) - 1, 0))
        words = "；".join(f"{bar.name} {bar.label}" for bar in bars)
        self.setAccessibleDescription(words)
        self.update()

    def select_key(self, key: str) -> None:
        """Mark the bar of `key` without telling anybody."""
        self.current = next((place for place, bar in enumerate(self.bars) if bar.key == key), self.current)
        self.update()

    def bar_box(self, place: int) -> QRect:
        """The column of a bar, with its name."""
        width = (self.width() - look.scaled(AXIS)) / max(len(self.bars), 1)
        return QRect(round(look.scaled(AXIS) + place * width), 0, round(width), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.bars:
            return
        painter = QPainter(self)
        reach = levels(self.bars)
        top, bottom = max(upper for upper, _ in reach), min(lower for _, lower in reach)
        steps = scale_steps(top, bottom)
        self._low, self._high = steps[0], steps[-1]
        for value in steps:
            self._grid_line(painter, value)
        for place, bar in enumerate(self.bars):
            self._paint_bar(painter, place, bar, *reach[place])
        if self.hasFocus():
            paint_focus(painter, self.bar_box(self.current).adjusted(2, 2, -2, -2))
        painter.end()

    def _y(self, value: Decimal) -> float:
        """Where an amount lies: a length on the screen, not money."""
        head, foot = look.scaled(HEAD), self.height() - look.scaled(FOOT)
        share = float((value - self._low) / (self._high - self._low))
        return foot - share * (foot - head)

    def _grid_line(self, painter: QPainter, value: Decimal) -> None:
        y = round(self._y(value))
        left = look.scaled(AXIS)
        painter.setPen(QPen(LINE_2 if value == 0 else HAIR, 1))
        painter.drawLine(left, y, self.width(), y)
        height = look.scaled(16)
        box = QRect(0, y - height // 2, left - 8, height)
        paint_text(painter, box, f"{value / WAN:,.6g}".replace("E", "e"), look.font(12), color=INK_3,
                   align=Qt.AlignmentFlag.AlignRight, is_elided=False)  # fmt: skip

    def _paint_bar(self, painter: QPainter, place: int, bar: FallBar, upper: Decimal, lower: Decimal) -> None:
        column = self.bar_box(place)
        width = min(look.scaled(52), column.width() * 0.6)
        left = column.center().x() - width / 2
        box = QRectF(left, self._y(upper), width, max(self._y(lower) - self._y(upper), LEAST_SEGMENT))
        if bar.kind == "pool":
            painter.fillRect(box, POOL)
        elif bar.kind == "rest":
            painter.fillRect(box, TINT)
            painter.setPen(QPen(ERROR if bar.amount < 0 else ACCENT, 1.5))
            painter.drawRect(box)
        else:
            self._paint_stages(painter, box, bar)
        if place + 1 < len(self.bars):
            end = self._y(lower if bar.kind == "use" else bar.amount)
            painter.setPen(QPen(FIELD, 1, Qt.PenStyle.DotLine))
            following = self.bar_box(place + 1).center().x()
            painter.drawLine(QPointF(box.right(), end), QPointF(following - width / 2, end))
        if bar.quota is not None and bar.amount > bar.quota:
            line = self._y(upper - bar.quota)
            painter.setPen(QPen(ERROR, 2))
            painter.drawLine(QPointF(left - 8, line), QPointF(box.right() + 8, line))
        self._paint_words(painter, column, box, bar)

    def _paint_stages(self, painter: QPainter, box: QRectF, bar: FallBar) -> None:
        y = box.top()
        total = sum(bar.stages, Decimal(0))
        for place, stage in enumerate(bar.stages):
            if not stage:
                continue
            height = max(box.height() * float(stage / total), LEAST_SEGMENT)
            part = QRectF(box.left(), y, box.width(), max(height - 1.5, 1.0))
            if place < len(STAGE_COLORS):
                painter.fillRect(part, STAGE_COLORS[place])
            else:
                painter.setPen(QPen(ACCENT, 1))
                painter.setBrush(QBrush(ACCENT, Qt.BrushStyle.BDiagPattern))
                painter.drawRect(part)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            y += height

    def _paint_words(self, painter: QPainter, column: QRect, box: QRectF, bar: FallBar) -> None:
        line = look.scaled(18)
        above = QRect(column.left() - 20, round(box.top()) - line - 3, column.width() + 40, line)
        color = INK if bar.kind != "rest" else ERROR if bar.amount < 0 else ACCENT
        middle = Qt.AlignmentFlag.AlignHCenter
        paint_text(painter, above, bar.label, look.font(13, 600), color=color, align=middle, is_elided=False)
        foot = self.height() - look.scaled(FOOT) + 6
        name = QRect(column.left(), foot, column.width(), line)
        paint_text(painter, name, bar.name, look.font(13), color=INK_2, align=middle)
        if bar.chip is not None:
            width = chip_width(bar.chip.text)
            left = min(column.center().x() - width / 2, self.width() - width - 2)  # a long sum stays inside
            paint_chip(painter, left, foot + line * 1.6, bar.chip.text, bar.chip.status, bar.chip.icon)
        else:
            note = QRect(column.left(), foot + line, column.width(), line)
            paint_text(painter, note, bar.note, look.font(12), color=INK_3, align=middle)

    def _place_at(self, point: QPoint) -> int | None:
        return next((place for place in range(len(self.bars)) if self.bar_box(place).contains(point)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if place is not None:
            self.current = place
            self.chosen.emit(self.bars[place].key)
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._place_at(event.position().toPoint()) is not None:
            self.opened.emit(self.bars[self.current].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self.bars:
            self.current = max(0, min(len(self.bars) - 1, self.current + step))
            self.chosen.emit(self.bars[self.current].key)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.bars:
            self.opened.emit(self.bars[self.current].key)
        else:
            super().keyPressEvent(event)
