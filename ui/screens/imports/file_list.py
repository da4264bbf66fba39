"""The files of an import with their counts: 55 px each, counts in colour and in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.look import ACCENT, CANVAS, ERROR, HAIR, INK_3, OK, TINT, TONES, WARNING, WHITE, look
from ui.screens.imports.display import FileItem
from ui.widgets.icons import paint_icon
from ui.widgets.paint import paint_text

HEIGHT = 55
_TONES = {"ok": OK, "accent": ACCENT, "error": ERROR, "warn": WARNING}
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class FileModel(QAbstractListModel):
    """The files as records."""

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[FileItem, ...] = ()

    def show_items(self, items: Sequence[FileItem]) -> None:
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{item.name}\n{item.hint}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            counts = " ".join(f"{word} {count}" for word, count, _ in item.counts)
            return f"{item.name} {counts}{item.refusal}"
        return None


class FileDelegate(QStyledItemDelegate):
    """Name, then the four counts in their columns, or why the file was not read."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        box: QRect = option.rect  # type: ignore[attr-defined]
        return QSize(box.width(), look.scaled(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model: FileModel = index.model()  # type: ignore[assignment]
        item = model.items[index.row()]
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(box, TINT if is_selected else CANVAS if is_hovered else WHITE)
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), HAIR)
        if is_selected:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), ACCENT)
        tone = TONES[item.state]
        line = QFontMetrics(look.font(13)).height()
        top = box.top() + (box.height() - 2 * line - 2) // 2
        paint_icon(painter, tone.icon, QPointF(box.left() + 14, top + (line - 16) / 2), tone.text, 16)
        left = box.left() + 38
        name = QRect(left, top, box.right() - left - 8, line)
        paint_text(painter, name, item.name, look.font(13, 600 if is_selected else 400))
        self._paint_second(painter, name.translated(0, line + 1), item)
        painter.restore()

    def _paint_second(self, painter: QPainter, line: QRect, item: FileItem) -> None:
        if item.refusal:
            paint_text(painter, line, item.refusal, look.font(12), color=ERROR)
            return
        width = line.width() // max(len(item.counts), 1)
        for number, (word, count, tone) in enumerate(item.counts):
            cell = QRect(line.left() + number * width, line.top(), width, line.height())
            color = _TONES[tone] if count else INK_3
            font = look.font(12, 600 if count else 400)
            paint_text(painter, cell, f"{word} {count:,}", font, color=color, is_elided=False)


class FileList(QListView):
    """The list; `chosen` gives the number of the current file."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._model = FileModel()
        self._is_showing = False
        self.setModel(self._model)
        self.setItemDelegate(FileDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName("导入的文件")
        self.selectionModel().currentChanged.connect(self._tell)

    def show_items(self, items: Sequence[FileItem], current: int) -> None:
        """Show the files; the current one is marked without telling so again."""
        self._is_showing = True
        if self._model.items != tuple(items):
            self._model.show_items(items)
        if self.currentIndex().row() != current:
            self.setCurrentIndex(self._model.index(current))
        self._is_showing = False

    def _tell(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._is_showing:
            self.chosen.emit(current.row())
