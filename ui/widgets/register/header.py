"""The header of a register: labels aligned as their column, the sorted one in accent with its arrow, all-rows mark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.look import ACCENT, CANVAS, INK_2, LINE_2, SUNKEN, look
from ui.widgets.icons import paint_icon
from ui.widgets.paint import paint_check, paint_text
from ui.widgets.register.model import CHECK_COLUMN, RIGHT_KINDS, RegisterModel

ARROW = 12


class RegisterHeader(QHeaderView):
    sort_wanted = Signal(str)
    all_toggled = Signal()

    def __init__(self, model: RegisterModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._register = model
        self._pressed_at = -1
        self._hovered = -1
        self.kept_free = 0
        """Pixels at the right end where no label is painted: the column chooser stands there."""
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)  # the check mark stays first
        self.setMouseTracking(True)
        self.setMinimumSectionSize(38)
        self.setAccessibleName("表头")
        self.sectionClicked.connect(self._clicked)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look.scaled(32))

    def label_width(self, section: int) -> int:
        """Room the label and its arrow want."""
        text = str(self._register.headerData(section, Qt.Orientation.Horizontal) or "")
        return look.text_width(text, 12, 600) + 16 + (ARROW + 6 if self._is_sorted(section) else 0) + 2

    def paintSection(self, painter: QPainter, box: QRect, section: int) -> None:
        painter.save()
        painter.fillRect(box, SUNKEN if section == self._hovered and section != CHECK_COLUMN else CANVAS)
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), LINE_2)
        if section == CHECK_COLUMN:
            paint_check(painter, QRectF(box.left() + 12, box.center().y() - 6.5, 14, 14), self._register.check_state())
        else:
            self._paint_label(painter, box.adjusted(8, 0, -8, 0), section)
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.kept_free:
            painter = QPainter(self.viewport())
            width, height = self.viewport().width(), self.viewport().height()
            painter.fillRect(QRect(width - self.kept_free, 0, self.kept_free, height), CANVAS)
            painter.fillRect(QRect(width - self.kept_free, height - 1, self.kept_free, 1), LINE_2)
            painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self.logicalIndexAt(event.position().toPoint())
        self.viewport().update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: object) -> None:
        self._hovered = -1
        self.viewport().update()
        super().leaveEvent(event)  # type: ignore[arg-type]

    def _paint_label(self, painter: QPainter, box: QRect, section: int) -> None:
        text = str(self._register.headerData(section, Qt.Orientation.Horizontal) or "")
        is_sorted = self._is_sorted(section)
        is_right = self._register.columns[section - 1].kind in RIGHT_KINDS
        color = ACCENT if is_sorted else INK_2
        if is_sorted:
            name = "arrow-down" if self._register.query.descending else "arrow-up"
            width = look.text_width(text, 12, 600)
            left = box.right() - ARROW if is_right else min(box.left() + width + 6, box.right() - ARROW)
            paint_icon(painter, name, QPointF(left, box.center().y() - ARROW / 2 + 0.5), ACCENT, ARROW)
            if is_right:
                box = box.adjusted(0, 0, -ARROW - 6, 0)
        align = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        paint_text(painter, box, text, look.font(12, 600), color=color, align=align)

    def _is_sorted(self, section: int) -> bool:
        return section != CHECK_COLUMN and self._register.query.sort == self._register.columns[section - 1].id

    def _clicked(self, section: int) -> None:
        if section == CHECK_COLUMN:
            self.all_toggled.emit()
        else:
            self.sort_wanted.emit(self._register.columns[section - 1].id)
