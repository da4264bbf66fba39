"""Ctrl+K: one field that finds enterprises and cases; two characters suffice, recent records when empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.look import CANVAS, INK, INK_2, INK_3, TINT, look
from ui.widgets.icons import icon, paint_icon
from ui.widgets.paint import elided, paint_text
from ui.widgets.parts import column, frame, label

if TYPE_CHECKING:
    from cbec_desktop.services.search import Hit

WAIT_MS = 150
FEWEST_CHARACTERS = 2
WIDTH = 196
LIST_WIDTH = 420


class HitDelegate(QStyledItemDelegate):
    """Two lines: name, and what it is."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(LIST_WIDTH, max(44, look.scaled(44)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit: Hit = index.data(Qt.ItemDataRole.UserRole)
        box: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, TINT)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, CANVAS)
        name = "building-2" if hit.kind == "enterprise" else "file-text"
        paint_icon(painter, name, QPoint(box.left() + 12, box.center().y() - 8).toPointF(), INK_2, 16)
        inner = box.adjusted(38, 4, -12, -4)
        top, bottom = QRect(inner), QRect(inner)
        top.setHeight(inner.height() // 2)
        bottom.setTop(top.bottom() + 1)
        paint_text(painter, top, hit.title, look.font(13), color=INK)
        paint_text(painter, bottom, elided(hit.note, look.font(12), bottom.width()), look.font(12), color=INK_3)


class SearchBox(QLineEdit):
    """Asks for hits after 150 ms and shows them below itself; Enter opens, Esc leaves."""

    wanted = Signal(str)
    chosen = Signal(object)

    def __init__(self, recent: Callable[[], Sequence[Hit]]) -> None:
        super().__init__()
        self._recent = recent
        self.setPlaceholderText("查企业、案号、代码")
        self.setAccessibleName("全局查找")
        self.addAction(icon("search", INK_2, 16), QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self._ask)
        self.textEdited.connect(self._typed)
        self._panel: QWidget | None = None
        self._list = QListWidget()
        self._note = label("", "meta")
        look.changed.connect(self._measure)
        self._measure()

    def show_hits(self, text: str, hits: Sequence[Hit]) -> None:
        """Results for `text`; late ones for an older text are dropped."""
        if text == self.text().strip() and self.hasFocus():
            self._fill(hits, "没有找到，换几个字再试。" if not hits else "")

    def open_recent(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if not self.text():
            hits = self._recent()
            self._fill(hits, "最近打开" if hits else "输入两个字即可查找：名称、代码末几位、案号、拼音首字母。")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._list.count():
            step = 1 if key == Qt.Key.Key_Down else -1
            self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif key == Qt.Key.Key_Escape:
            self._hide()
            self.clear()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if not (self._panel and self._panel.underMouse()):
            self._hide()
        super().focusOutEvent(event)

    def _typed(self) -> None:
        if len(self.text().strip()) >= FEWEST_CHARACTERS:
            self._timer.start()
        else:
            self._timer.stop()
            self._hide()

    def _ask(self) -> None:
        self.wanted.emit(self.text().strip())

    def _fill(self, hits: Sequence[Hit], note: str) -> None:
        panel = self._ensure_panel()
        self._list.clear()
        for hit in hits:
            item = QListWidgetItem(f"{hit.title} {hit.note}")
            item.setData(Qt.ItemDataRole.UserRole, hit)
            self._list.addItem(item)
        self._list.setVisible(bool(hits))
        self._list.setCurrentRow(0)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        rows = min(len(hits), 8)
        self._list.setFixedHeight(rows * max(44, look.scaled(44)) + 2)
        panel.adjustSize()
        corner = self.mapTo(self.window(), QPoint(self.width() - panel.width(), self.height() + 4))
        panel.move(max(4, corner.x()), corner.y())
        panel.show()
        panel.raise_()

    def _ensure_panel(self) -> QWidget:
        if self._panel is None:
            self._list.setItemDelegate(HitDelegate(self._list))
            self._list.setMouseTracking(True)
            self._list.setFrameShape(QListWidget.Shape.NoFrame)
            self._list.setFixedWidth(LIST_WIDTH)
            self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._list.setAccessibleName("查找结果")
            self._list.itemClicked.connect(lambda _item: self._choose())
            self._panel = frame("popover", column(self._note, self._list, spacing=4, margins=(6, 8, 6, 8)))
            self._panel.setParent(self.window())
            self._note.setContentsMargins(8, 0, 8, 0)
        return self._panel

    def _choose(self) -> None:
        item = self._list.currentItem()
        if self._panel is not None and self._panel.isVisible() and item is not None:
            hit = item.data(Qt.ItemDataRole.UserRole)
            self._hide()
            self.clear()
            self.chosen.emit(hit)
        elif len(self.text().strip()) >= FEWEST_CHARACTERS:
            self._ask()

    def _hide(self) -> None:
        if self._panel is not None:
            self._panel.hide()

    def _measure(self) -> None:
        self.setFixedWidth(look.scaled(WIDTH) if look.factor < 1.3 else WIDTH)
