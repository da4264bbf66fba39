"""The grid in which lines are typed or pasted: cells at the left scroll, the award of each line stays at the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from ui.look import look
from ui.widgets.clipboard_block import BlockError
from ui.widgets.entry_cells import ROW_HEIGHT, EntryCellDelegate, EntryHeader
from ui.widgets.entry_grid_model import EntryGridModel, Show, as_typed
from ui.widgets.entry_grid_state import EntryGridState
from ui.widgets.grid_keys import is_own, press
from ui.widgets.sentence_bar import SentenceBar

NUMBERS = (
    "QHeaderView::section:vertical { background: #FFFFFF; border: 0; border-bottom: 1px solid #E8ECF0;"
    " font-weight: 400; padding: 0 6px; }"
)


class EntryTable(QTableView):
    """A table whose keys go to the grid that owns it."""

    def __init__(self, grid: EntryGrid, name: str) -> None:
        super().__init__()
        self._grid = grid
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
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
        elif not press(self._grid, event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in the grid; F6 or Esc leaves it."""
        del forward
        return False


class EntryGrid(QWidget):
    """Grid, result column and sentence bar. `submitted` is Ctrl+Enter, `left` is Tab before the first cell."""

    edited = Signal()
    submitted = Signal()
    clause_asked = Signal(str, QRect)
    left = Signal()

    def __init__(self, state: EntryGridState, name: str, *, result_header: str, show: Show = as_typed) -> None:
        super().__init__()
        self.state = state
        self.model = EntryGridModel(state, result_header, show)
        self.table = EntryTable(self, name)
        self.results = EntryTable(self, f"{name}：{result_header}")
        self.bar = SentenceBar(self.jump_to_fault)
        self._below = QWidget()
        self._build()
        self._jump_to: tuple[int, int] | None = None
        self.model.edited.connect(self._after_edit)
        look.changed.connect(self.measure)
        self.measure()

    def _build(self) -> None:
        self.table.setModel(self.model)
        self.table.setItemDelegate(EntryCellDelegate(self.table, self.step))
        header = EntryHeader(self.table)
        self.table.setHorizontalHeader(header)
        header.clause_asked.connect(self._pass_clause)
        self.table.verticalHeader().setStyleSheet(NUMBERS)
        self.table.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.selectionModel().currentChanged.connect(lambda *_: self.say())
        self.results.setModel(self.model)
        self.results.setSelectionModel(self.table.selectionModel())
        self.results.setItemDelegate(EntryCellDelegate(self.results, self.step))
        self.results.setHorizontalHeader(EntryHeader(self.results))
        self.results.verticalHeader().hide()
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for view, other in ((self.table, self.results), (self.results, self.table)):
            view.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
        self.table.horizontalScrollBar().rangeChanged.connect(lambda *_: self._keep_level())
        self.table.setColumnHidden(self.model.result_column, True)
        for column in range(self.model.result_column):
            self.results.setColumnHidden(column, True)
        sides = QHBoxLayout()
        sides.setSpacing(0)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.addWidget(self.table, 1)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.results, 1)
        beside.addWidget(self._below)
        sides.addLayout(beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(sides, 1)
        layout.addWidget(self.bar)
        self.setFocusProxy(self.table)

    def measure(self) -> None:
        """Row heights and column widths in the size of 大字."""
        for view in (self.table, self.results):
            view.verticalHeader().setDefaultSectionSize(look.scaled(ROW_HEIGHT))
            view.verticalHeader().setMinimumSectionSize(look.scaled(ROW_HEIGHT))
        for at, column in enumerate(self.state.columns):
            self.table.setColumnWidth(at, look.scaled(column.width))
        width = look.scaled(96)
        self.results.setColumnWidth(self.model.result_column, width)
        self.results.setFixedWidth(width + 14)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_level()

    def _keep_level(self) -> None:
        """The result column has no horizontal scroll bar: leave the same room below."""
        bar = self.table.horizontalScrollBar()
        self._below.setFixedHeight(bar.sizeHint().height() if bar.maximum() > 0 else 0)

    # ---- what keys ask

    def step(self, where: str) -> None:
        """Go to the next cell to fill, or a neighbour; `save` asks the page to submit."""
        if where == "save":
            self.submitted.emit()
            return
        index = self.table.currentIndex()
        row, column = max(index.row(), 0), max(index.column(), 0)
        if where == "next":
            row, column = self._next_to_fill(row, column)
        elif where == "right":
            row, column = (row, column + 1) if column + 1 < self.model.result_column else (row + 1, 0)
        elif where == "left":
            if (row, column) == (0, 0):
                self.left.emit()
                return
            row, column = (row, column - 1) if column else (row - 1, self.model.result_column - 1)
        else:
            row += 1 if where == "down" else -1
        self.go(min(max(row, 0), self.model.rowCount() - 1), column)

    def _next_to_fill(self, row: int, column: int) -> tuple[int, int]:
        """The next required cell of the row that has no ready value, else the first cell of the next row."""
        if row >= len(self.state.rows):
            return row, column
        for at in range(column + 1, self.model.result_column):
            wanted = self.state.columns[at]
            if wanted.is_required and not (wanted.default and self.state.text(row, at)):
                return row, at
        return row + 1, 0

    def go(self, row: int, column: int) -> None:
        """Put the cursor on a cell."""
        index = self.model.index(row, column)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)
        self.table.setFocus()

    def fill_down(self) -> None:
        top, left, bottom, right = self._selection()
        columns = range(left, right + 1)
        with self._kept(bottom, left):
            if bottom > top:
                self.state.fill_down(top, columns, bottom)
            else:
                self.state.fill_down(top, columns)

    def paste_clipboard(self) -> None:
        top, left, _, _ = self._selection()
        try:
            with self._kept(top, left):
                self.state.paste(top, left, QGuiApplication.clipboard().text())
        except BlockError as fault:
            self.bar.show_sentence(str(fault), "error", can_jump=False)

    def copy_selection(self) -> None:
        top, left, bottom, right = self._selection()
        QGuiApplication.clipboard().setText(self.state.copy(top, left, bottom, right))

    def take_back(self) -> None:
        self._replay(self.state.undo)

    def do_again(self) -> None:
        self._replay(self.state.redo)

    def drop_rows(self) -> None:
        if not self.state.rows:
            self.bar.show_sentence("还没有录入，没有可删的行。", "note", can_jump=False)
            return
        top, left, bottom, _ = self._selection()
        with self._kept(top, left):
            self.state.drop(range(top, bottom + 1))

    def clear_cells(self) -> None:
        top, left, bottom, right = self._selection()
        with self._kept(top, left):
            self.state.clear((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))

    def has_clause(self) -> bool:
        """Whether a clause governs the column of the cursor."""
        column = self.table.currentIndex().column()
        return 0 <= column < len(self.state.columns) and bool(self.state.columns[column].clause)

    def explain_column(self) -> None:
        column = self.table.currentIndex().column()
        if 0 <= column < len(self.state.columns) and self.state.columns[column].clause:
            left = self.table.columnViewportPosition(column)
            self._pass_clause(self.state.columns[column].clause, QRect(left, 0, 20, 20))

    # ---- marks and results

    def show_results(self) -> None:
        """Marks or results of the state were set: paint them and say what is wrong."""
        self.model.refresh()
        self.say()

    def say(self) -> None:
        """The current cell's sentence, else the first fault's."""
        index = self.table.currentIndex()
        mark = self.state.problem(index.row(), index.column()) if index.isValid() else None
        if mark is not None:
            self._jump_to = None
            self.bar.show_sentence(f"第 {index.row() + 1} 行：{mark.message}", mark.level, can_jump=False)
            return
        faults = self.state.faults()
        faults.sort(key=lambda fault: fault[2].level != "error")
        if not faults:
            self.bar.show_sentence("", "")
            return
        row, column, mark = faults[0]
        self._jump_to = (row, column)
        more = f"（另有 {len(faults) - 1} 处）" if len(faults) > 1 else ""
        self.bar.show_sentence(f"第 {row + 1} 行：{mark.message}{more}", mark.level)

    def jump_to_fault(self) -> None:
        if self._jump_to is not None:
            self.go(*self._jump_to)

    # ---- inside

    def _replay(self, step: object) -> None:
        place: tuple[int, int] | None = None
        with self.model.reshaping():
            place = step()  # type: ignore[operator]
        if place is not None:
            self.go(min(place[0], self.model.rowCount() - 1), place[1])

    def _selection(self) -> tuple[int, int, int, int]:
        """Top, left, bottom, right of what is selected, the current cell when nothing is."""
        last = self.model.result_column - 1
        cells = [index for index in self.table.selectionModel().selectedIndexes() if index.column() <= last]
        if not cells:
            index = self.table.currentIndex()
            row, column = max(index.row(), 0), min(max(index.column(), 0), last)
            return row, column, row, column
        rows, columns = [c.row() for c in cells], [c.column() for c in cells]
        return min(rows), min(columns), max(rows), max(columns)

    def _kept(self, row: int, column: int) -> _Kept:
        return _Kept(self, row, column)

    def _after_edit(self) -> None:
        self._keep_level()
        self.edited.emit()
        self.say()

    def _pass_clause(self, clause: str, circle: QRect) -> None:
        header = self.table.horizontalHeader()
        self.clause_asked.emit(clause, QRect(header.viewport().mapTo(self, circle.topLeft()), circle.size()))


class _Kept:
    """Around an edit of many rows: the cursor comes back to a cell."""

    def __init__(self, grid: EntryGrid, row: int, column: int) -> None:
        self._grid, self._row, self._column = grid, row, column
        self._inner = grid.model.reshaping()

    def __enter__(self) -> None:
        self._inner.__enter__()

    def __exit__(self, *fault: object) -> None:
        self._inner.__exit__(*fault)  # type: ignore[arg-type]
        self._grid.go(min(self._row, self._grid.model.rowCount() - 1), self._column)
