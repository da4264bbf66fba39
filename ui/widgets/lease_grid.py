"""The two-level grid: leases with their invoices, folded and opened, results of each lease at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.look import look
from ui.widgets.clipboard_block import BlockError
from ui.widgets.entry_cells import EntryCellDelegate, EntryHeader
from ui.widgets.entry_grid_model import Show, as_typed
from ui.widgets.lease_grid_model import RESULT_HEADERS, LeaseGridModel
from ui.widgets.lease_grid_state import LeaseGridState, Spot
from ui.widgets.lease_tree import ChevronColumn, LeaseTree
from ui.widgets.sentence_bar import SentenceBar


class LeaseGrid(QWidget):
    """Tree, results and sentence bar. `submitted` is Ctrl+Enter on the empty lease row."""

    edited = Signal()
    submitted = Signal()
    clause_asked = Signal(str, QRect)
    left = Signal()

    def __init__(self, state: LeaseGridState, name: str, *, show: Show = as_typed) -> None:
        super().__init__()
        self.state = state
        self.model = LeaseGridModel(state, show)
        self.table = LeaseTree(self, name)
        self.results = LeaseTree(self, f"{name}：{'、'.join(RESULT_HEADERS)}")
        self.chevrons = ChevronColumn(self.table, self.toggle)
        self.bar = SentenceBar(self.jump_to_fault)
        self._below = QWidget()
        self._jump_to: tuple[Spot, int] | None = None
        self._folded: set[int] = set()
        self._build()
        self.model.edited.connect(self._after_edit)
        look.changed.connect(self.measure)
        self.measure()
        self._open_all()

    def _build(self) -> None:
        for view in (self.table, self.results):
            view.setModel(self.model)
            view.setItemDelegate(EntryCellDelegate(view, self.step))
            header = EntryHeader(view)
            view.setHeader(header)
            header.setStretchLastSection(False)
            header.clause_asked.connect(self._pass_clause)
        self.results.setSelectionModel(self.table.selectionModel())
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.selectionModel().currentChanged.connect(lambda *_: self.say())
        for view, other in ((self.table, self.results), (self.results, self.table)):
            view.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
            view.verticalScrollBar().valueChanged.connect(lambda _value: self.chevrons.update())
        self.table.horizontalScrollBar().rangeChanged.connect(lambda *_: self._keep_level())
        for column in range(self.model.columnCount()):
            self.table.setColumnHidden(column, column >= self.model.result_column)
            self.results.setColumnHidden(column, column < self.model.result_column)
        sides, beside = QHBoxLayout(), QVBoxLayout()
        for layout in (sides, beside):
            layout.setSpacing(0)
            layout.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.results, 1)
        beside.addWidget(self._below)
        sides.addWidget(self.chevrons)
        sides.addWidget(self.table, 1)
        sides.addLayout(beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(sides, 1)
        layout.addWidget(self.bar)
        self.setFocusProxy(self.table)

    def measure(self) -> None:
        """Column widths in the size of 大字."""
        for at, (above, below) in enumerate(zip(self.state.parent_columns, self.state.child_columns, strict=True)):
            self.table.setColumnWidth(at, look.scaled(max(above.width, below.width)))
        width = look.scaled(80)
        for at in range(self.model.result_column, self.model.columnCount()):
            self.results.setColumnWidth(at, width)
        self.results.setFixedWidth(2 * width + 14)
        self.table.scheduleDelayedItemsLayout()
        self.results.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_level()

    # ---- what keys ask

    def press_of_tree(self, event: QKeyEvent) -> bool:
        """Keys of the tree alone: ← → fold and open, Alt+↑↓ to the leases."""
        spot = self._spot()
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else 0 if spot.child is not None else -1
            self.go(Spot(min(max(spot.parent + step, 0), self.state.parent_count)), 0)
            return True
        is_first = self.table.currentIndex().column() == 0 and spot.child is None
        is_fold = is_first and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.state.exists(spot)
        if is_fold and self.table.isExpanded(self.model.index_of(spot, 0)) == (key == Qt.Key.Key_Left):
            self.toggle(spot.parent)
            return True
        return False

    def step(self, where: str) -> None:
        """Go to the next cell to fill or a neighbour; `save` begins a new lease, on the empty one it submits."""
        spot, column = self._spot(), max(self.table.currentIndex().column(), 0)
        if where == "save":
            if spot.child is None and not self.state.exists(spot):
                self.submitted.emit()
            else:
                self.go(Spot(self.state.parent_count), 0)
        elif where == "next":
            self.go(*self._next_to_fill(spot, column))
        elif where in ("right", "left"):
            self.go(*self._beside(spot, column, 1 if where == "right" else -1))
        else:
            index = self.table.currentIndex()
            other = self.table.indexBelow(index) if where == "down" else self.table.indexAbove(index)
            if other.isValid():
                self.go(self.model.spot(other), column)

    def _next_to_fill(self, spot: Spot, column: int) -> tuple[Spot, int]:
        """The next required cell of the row; after the last, the first child row, or the next child row."""
        if self.state.exists(spot):
            for at in range(column + 1, self.model.result_column):
                wanted = self.state.columns(spot)[at]
                if wanted.is_required and not (wanted.default and self.state.text(spot, at)):
                    return spot, at
            return Spot(spot.parent, 0 if spot.child is None else spot.child + 1), 0
        return spot, 0

    def _beside(self, spot: Spot, column: int, step: int) -> tuple[Spot, int]:
        """The next or former cell of this row that can be filled, else of the row below or above."""
        at = column + step
        while 0 <= at < self.model.result_column:
            if self.state.columns(spot)[at].fields:
                return spot, at
            at += step
        index = self.table.currentIndex()
        other = self.table.indexBelow(index) if step > 0 else self.table.indexAbove(index)
        if not other.isValid():
            if step < 0:
                self.left.emit()
            return spot, column
        return self.model.spot(other), 0 if step > 0 else self.model.result_column - 1

    def go(self, spot: Spot, column: int) -> None:
        """Put the cursor on a cell; a folded lease opens."""
        if spot.child is not None:
            parent = self.model.index_of(Spot(spot.parent), 0)
            if not self.table.isExpanded(parent):
                self.toggle(spot.parent)
        index = self.model.index_of(spot, column)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)
        self.table.setFocus()

    def toggle(self, parent: int) -> None:
        """Fold or open one lease."""
        self._folded ^= {parent}
        for view in (self.table, self.results):
            view.setExpanded(self.model.index_of(Spot(parent), 0), parent not in self._folded)
        self.chevrons.update()

    def fold_all(self) -> bool:
        """Fold every lease, or open all when all are folded; returns whether they are folded now."""
        everything = set(range(self.state.parent_count))
        self._folded = set() if everything <= self._folded else everything
        self._open_all()
        return bool(self._folded)

    def fill_down(self) -> None:
        spots, columns = self._selected()
        with self._kept(spots[0], columns[0]):
            self.state.fill_down(spots[0], columns)

    def paste_clipboard(self) -> None:
        spots, columns = self._selected()
        try:
            with self._kept(spots[0], columns[0]):
                self.state.paste(spots[0], columns[0], QGuiApplication.clipboard().text())
        except BlockError as fault:
            self.bar.show_sentence(str(fault), "error", can_jump=False)

    def copy_selection(self) -> None:
        spots, columns = self._selected()
        QGuiApplication.clipboard().setText(self.state.copy(spots, columns))

    def take_back(self) -> None:
        self._replay(self.state.undo)

    def do_again(self) -> None:
        self._replay(self.state.redo)

    def drop_rows(self) -> None:
        if not self.state.parent_count:
            self.bar.show_sentence("还没有录入，没有可删的行。", "note", can_jump=False)
            return
        spots, columns = self._selected()
        with self._kept(spots[0], columns[0]):
            self.state.drop(spots)

    def clear_cells(self) -> None:
        spots, columns = self._selected()
        with self._kept(spots[0], columns[0]):
            self.state.clear((spot, column) for spot in spots for column in columns)

    def has_clause(self) -> bool:
        """Whether a clause governs the column of the cursor."""
        return bool(self._clause_of(self.table.currentIndex().column()))

    def _clause_of(self, column: int) -> str:
        if not 0 <= column < self.model.result_column:
            return ""
        return self.state.parent_columns[column].clause or self.state.child_columns[column].clause

    def explain_column(self) -> None:
        column = self.table.currentIndex().column()
        if self.has_clause():
            self._pass_clause(self._clause_of(column), QRect(self.table.columnViewportPosition(column), 0, 20, 20))

    # ---- marks and results

    def show_results(self) -> None:
        """Marks or results of the state were set: paint them and say what is wrong."""
        self.model.refresh()
        self.say()

    def place(self, spot: Spot) -> str:
        """A row in words: ZL-2026-007 第 2 张."""
        name = self.state.text(Spot(spot.parent), 0) or f"第 {spot.parent + 1} 份租约"
        return name if spot.child is None else f"{name} 第 {spot.child + 1} 张"

    def say(self) -> None:
        """The current cell's sentence, else the first fault's."""
        index = self.table.currentIndex()
        if index.isValid() and index.column() < self.model.result_column:
            spot = self.model.spot(index)
            mark = self.state.problem(spot, index.column())
            if mark is not None:
                self.bar.show_sentence(f"{self.place(spot)}：{mark.message}", mark.level, can_jump=False)
                return
        faults = sorted(self.state.faults(), key=lambda fault: fault[2].level != "error")
        if not faults:
            self.bar.show_sentence("", "")
            return
        spot, column, mark = faults[0]
        self._jump_to = (spot, column)
        more = f"（另有 {len(faults) - 1} 处）" if len(faults) > 1 else ""
        self.bar.show_sentence(f"{self.place(spot)}：{mark.message}{more}", mark.level)

    def jump_to_fault(self) -> None:
        if self._jump_to is not None:
            self.go(*self._jump_to)

    # ---- inside

    def _spot(self) -> Spot:
        index = self.table.currentIndex()
        return self.model.spot(index) if index.isValid() else Spot(0)

    def _selected(self) -> tuple[list[Spot], list[int]]:
        """Rows and columns of what is selected, the current cell when nothing is."""
        last = self.model.result_column
        cells = [index for index in self.table.selectionModel().selectedIndexes() if index.column() < last]
        if not cells:
            return [self._spot()], [min(max(self.table.currentIndex().column(), 0), last - 1)]
        spots = {self.model.spot(index) for index in cells}
        order = {spot: (spot.parent, -1 if spot.child is None else spot.child) for spot in spots}
        return sorted(spots, key=order.__getitem__), sorted({index.column() for index in cells})

    def _open_all(self) -> None:
        for view in (self.table, self.results):
            for parent in range(self.state.parent_count):
                view.setExpanded(self.model.index_of(Spot(parent), 0), parent not in self._folded)
        self.chevrons.update()

    def _replay(self, take: Callable[[], Spot | None]) -> None:
        column = max(self.table.currentIndex().column(), 0)
        with self.model.reshaping():
            spot = take()
        self._open_all()
        if spot is not None:
            self.go(spot, column)

    def _kept(self, spot: Spot, column: int) -> _Kept:
        return _Kept(self, spot, column)

    def reopened(self) -> None:
        """Rows were put in from outside (a draft): show them all."""
        self._folded.clear()
        self._open_all()

    def _after_edit(self) -> None:
        self._open_all()
        self._keep_level()
        self.edited.emit()
        self.say()

    def _keep_level(self) -> None:
        """The results have no horizontal scroll bar: leave the same room below."""
        bar = self.table.horizontalScrollBar()
        self._below.setFixedHeight(bar.sizeHint().height() if bar.maximum() > 0 else 0)
        self.chevrons.update()

    def _pass_clause(self, clause: str, circle: QRect) -> None:
        header = self.table.header()
        self.clause_asked.emit(clause, QRect(header.viewport().mapTo(self, circle.topLeft()), circle.size()))


class _Kept:
    """Around an edit of many rows: the cursor comes back to its cell."""

    def __init__(self, grid: LeaseGrid, spot: Spot, column: int) -> None:
        self._grid, self._spot, self._column = grid, spot, column
        self._inner = grid.model.reshaping()

    def __enter__(self) -> None:
        self._inner.__enter__()

    def __exit__(self, *fault: object) -> None:
        self._inner.__exit__(*fault)  # type: ignore[arg-type]
        self._grid.reopened()
        self._grid.go(self._spot, self._column)
