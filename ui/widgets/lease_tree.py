"""The views of the two-level grid: a tree without indentation, and the column of chevrons beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from ui.look import CANVAS, HAIR, WHITE, look
from ui.widgets.entry_cells import BACK_ROLE
from ui.widgets.grid_keys import GridActions, is_own, press
from ui.widgets.icons import pixmap

CHEVRON = 28


class TreeGrid(GridActions, Protocol):
    """The grid that owns the tree."""

    def press_of_tree(self, event: QKeyEvent) -> bool: ...


class LeaseTree(QTreeView):
    """A tree without indentation whose keys go to the grid that owns it; the chevron has a margin of its own."""

    def __init__(self, grid: TreeGrid, name: str) -> None:
        super().__init__()
        self._grid = grid
        self.setAccessibleName(name)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )

    def sizeHint(self) -> QSize:
        """Small: the page gives it what is left, and scrolls only when that is too little."""
        return QSize(240, look.scaled(110))

    def event(self, event: QEvent) -> bool:
        is_shortcut = event.type() == QEvent.Type.ShortcutOverride
        if is_shortcut and isinstance(event, QKeyEvent) and is_own(event, has_clause=self._grid.has_clause()):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) == Qt.Key.Key_Escape:
            super().focusNextPrevChild(True)
        elif not self._grid.press_of_tree(event) and not press(self._grid, event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in the grid; F6 or Esc leaves it."""
        del forward
        return False


class ChevronColumn(QWidget):
    """Left of the rows: a chevron beside each lease, to fold it with the mouse."""

    def __init__(self, tree: QTreeView, toggle: Callable[[int], None]) -> None:
        super().__init__()
        self._tree, self._toggle = tree, toggle
        self.setFixedWidth(CHEVRON)
        self.setAccessibleName("折叠或展开租约")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(CHEVRON, 60)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        top = self._tree.header().height()
        painter.fillRect(self.rect(), WHITE)
        painter.fillRect(QRect(0, 0, self.width(), top), CANVAS)
        painter.fillRect(QRect(0, top - 1, self.width(), 1), QColor("#C3CBD5"))
        index = self._tree.indexAt(self._tree.viewport().rect().topLeft())
        while index.isValid():
            box = self._tree.visualRect(index.siblingAtColumn(0))
            here = QRect(0, top + box.top(), self.width(), box.height())
            if here.top() > self.height():
                break
            is_parent = not index.parent().isValid()
            painter.fillRect(here, CANVAS if index.data(BACK_ROLE) else WHITE)
            painter.fillRect(QRect(0, here.bottom(), self.width(), 1), HAIR)
            if is_parent:
                name = "plus" if not index.data(BACK_ROLE) else "chevron-down"
                if name == "chevron-down" and not self._tree.isExpanded(index.siblingAtColumn(0)):
                    name = "chevron-right"
                painter.drawPixmap(here.left() + 8, here.center().y() - 7, pixmap(name, size=14))
            index = self._tree.indexBelow(index)
        painter.end()

    def mousePressEvent(self, event: object) -> None:
        place = event.position().toPoint()  # type: ignore[attr-defined]
        place.setY(place.y() - self._tree.header().height())
        place.setX(4)
        index = self._tree.indexAt(place)
        if index.isValid() and not index.parent().isValid():
            self._toggle(index.row())
