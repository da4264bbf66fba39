"""The one windowed table model: rows come in pages from the reading thread, sorted and filtered by SQL.

Never put a proxy on it: order and filters belong to the query.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from cbec_desktop.domain.registers import Cell, RegisterQuery, RegisterRow
from cbec_desktop.services.registers import CellKind, RegisterColumn, RegisterSource
from ui.look import LEFT, RIGHT
from ui.screen import Jobs
from ui.widgets.register.cell_text import cell_text

PAGE = RegisterSource.WINDOW
AHEAD_MS = 400
"""So long nothing new is asked for before the ids of all rows are sorted: typing goes on meanwhile."""
PAGES_KEPT = 60
CHECK_COLUMN = 0
RIGHT_KINDS = (CellKind.MONEY, CellKind.AWARD, CellKind.COUNT)
_NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class RegisterModel(QAbstractTableModel):
    """Column 0 is the check mark; the others are the register's columns, chosen and ordered by the view."""

    selection_changed = Signal()
    page_arrived = Signal(int, int)

    def __init__(self, source: RegisterSource, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self.columns: tuple[RegisterColumn, ...] = source.register.columns
        self.query = RegisterQuery()
        self.checked: set[int] = set()
        self._jobs = jobs
        self._count = 0
        self._pages: OrderedDict[int, list[RegisterRow]] = OrderedDict()
        self._wanted: set[int] = set()
        self._titles: dict[str, str] = {}
        self._ahead = QTimer(self, singleShot=True, interval=AHEAD_MS)
        self._ahead.timeout.connect(self._sort_ahead)

    def show_rows(self, query: RegisterQuery, count: int, first: Sequence[RegisterRow] = ()) -> None:
        """Begin anew with `count` rows; pages behind `first` are fetched as they come into view."""
        self.beginResetModel()
        self.query = query
        self._count = count
        self._pages.clear()
        self._wanted.clear()
        if first:
            self._pages[0] = list(first)
        self._titles = {c.id: c.title.format(year=query.award_year) for c in self.columns}
        self.endResetModel()
        if first:
            self.page_arrived.emit(0, len(first) - 1)
        if count > RegisterSource.FIRST_ROWS:
            self._ahead.start()
        else:
            self._ahead.stop()

    def _sort_ahead(self) -> None:
        query = self.query
        self._jobs.run(lambda _job: self.source.prepare(query), lambda _nothing: None)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns) + 1

    def row_at(self, row: int) -> RegisterRow | None:
        """The record of a row; None while its page is still being read (which asking for it begins)."""
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            self._fetch(number)
            page = self._pages.get(number)
            if page is None:
                return None
        self._pages.move_to_end(number)
        return page[place] if place < len(page) else None

    def cell(self, row: int, column: int) -> Cell:
        record = self.row_at(row)
        return None if record is None else record.cells.get(self.columns[column - 1].id)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if index.column() == CHECK_COLUMN:
            return self._check_data(index.row(), role)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(self.cell(index.row(), index.column()), self.columns[index.column() - 1].kind)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            title = self._titles.get(self.columns[index.column() - 1].id, "")
            cell = self.cell(index.row(), index.column())
            return f"{title} {cell_text(cell, self.columns[index.column() - 1].kind)}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if section == CHECK_COLUMN:
                return "选中" if role == Qt.ItemDataRole.AccessibleTextRole else ""
            return self._titles.get(self.columns[section - 1].id, self.columns[section - 1].title)
        return None

    def is_checked(self, row: int) -> bool:
        record = self.row_at(row)
        return record is not None and record.record_id in self.checked

    def check_state(self) -> Qt.CheckState:
        """Of the header: all, some or none."""
        if not self.checked:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if len(self.checked) >= self._count else Qt.CheckState.PartiallyChecked

    def toggle(self, row: int) -> None:
        """Space, or a click on the mark."""
        record = self.row_at(row)
        if record is not None:
            self.checked ^= {record.record_id}
            self._marks_changed()

    def check_range(self, first: int, last: int) -> None:
        """Check rows `first` to `last`, those not loaded too."""
        query = self.query

        def arrived(ids: list[int]) -> None:
            if query is self.query:
                self.checked |= set(ids)
                self._marks_changed()

        self._jobs.run(lambda _job: self.source.ids(query, min(first, last), max(first, last) + 1), arrived)

    def check_all(self) -> None:
        """Ctrl+A: every row of the query."""
        self.check_range(0, max(0, self._count - 1))

    def uncheck_all(self) -> None:
        self.checked.clear()
        self._marks_changed()

    def read_checked(self, on_done: Callable[[list[RegisterRow]], None]) -> None:
        """All checked records in the order of the register, those not loaded too."""
        query, ids = self.query, frozenset(self.checked)
        self._jobs.run(lambda _job: self.source.rows_of(query, ids), on_done)

    def _check_data(self, row: int, role: int) -> object:
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if self.is_checked(row) else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "已选中" if self.is_checked(row) else "未选中"
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        return RIGHT if column and self.columns[column - 1].kind in RIGHT_KINDS else LEFT

    def _marks_changed(self) -> None:
        if self._count:
            top, bottom = self.index(0, 0), self.index(self._count - 1, self.columnCount() - 1)
            self.dataChanged.emit(top, bottom, [Qt.ItemDataRole.CheckStateRole])
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)
        self.selection_changed.emit()

    def _fetch(self, number: int) -> None:
        if number in self._wanted:
            return
        self._wanted.add(number)
        query = self.query

        def arrived(rows: list[RegisterRow]) -> None:
            if query is self.query:
                self._arrive(number, rows)

        self._jobs.run(self._reader(query, number), arrived)

    def _reader(self, query: RegisterQuery, number: int) -> Callable[[object], list[RegisterRow]]:
        return lambda _job: self.source.rows(query, number * PAGE, PAGE)

    def _arrive(self, number: int, rows: list[RegisterRow]) -> None:
        self._wanted.discard(number)
        self._pages[number] = rows
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        first, last = number * PAGE, min(self._count, (number + 1) * PAGE) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
            self.page_arrived.emit(first, last)
