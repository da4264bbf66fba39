"""A table of some hundreds of records: fitted columns, one or two lines a row, chips, changes, marks.

Registers with hundreds of thousands of rows have their own windowed model; this one holds its rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHeaderView, QTableView, QWidget

from ui.look import CENTER, LEFT, RIGHT, look
from ui.widgets.cells import LazyRows, TableCell, TableColumn, TableRow
from ui.widgets.paint import chip_width
from ui.widgets.record_delegate import CELL_PADDING, RecordDelegate

_ALIGN = {"left": LEFT, "right": RIGHT, "center": CENTER}
_MEASURED_ROWS = 200
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class RecordModel(QAbstractTableModel):
    """Rows as records; the delegate reads the cell itself from the user role."""

    def __init__(self, columns: Sequence[TableColumn], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: Sequence[TableRow] = ()

    def show_rows(self, rows: Sequence[TableRow]) -> None:
        self.beginResetModel()
        self.rows = rows if isinstance(rows, LazyRows) else tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, index: Index) -> TableCell:
        cells = self.rows[index.row()].cells
        return cells[index.column()] if index.column() < len(cells) else TableCell("")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.rows[index.row()].tip or " ".join(part for part in (cell.text, cell.note) if part) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return plain_text(cell)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[index.column()].align]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[section].align]
        return None


def plain_text(cell: TableCell) -> str:
    """A cell as it is copied and read aloud."""
    if cell.chip is not None:
        return cell.chip.text
    if cell.check is not None:
        return "选中" if cell.check else "未选"
    text = cell.text if cell.old is None else f"{cell.old or '（空）'} → {cell.text or '（空）'}"
    return " ".join(part for part in (text, cell.note) if part)


class RecordTable(QTableView):
    """The table; `fitted` makes it as high as its rows, so that the page scrolls and not the table.

    `activated_row` gives the key of the row on Enter or double click, `current_row` the key of the row in view.
    """

    activated_row = Signal(object)
    activated_cell = Signal(object, int)
    current_row = Signal(object)
    checked_row = Signal(object)

    def __init__(
        self, columns: Sequence[TableColumn], name: str, *, row_height: int = 30, fitted: bool = False
    ) -> None:
        super().__init__()
        self._model = RecordModel(columns, self)
        self._row_height = row_height
        self._fitted = fitted
        self.setModel(self._model)
        self.setItemDelegate(RecordDelegate(self))
        self.setAccessibleName(name)
        self._configure()
        self.selectionModel().currentRowChanged.connect(self._tell_current)
        self.activated.connect(self._tell_activated)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fit_columns)
        look.changed.connect(self.fit)

    def _configure(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerWidget(QWidget())
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        if self._fitted:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.verticalHeader().setDefaultSectionSize(look.scaled(self._row_height))

    def rows(self) -> Sequence[TableRow]:
        return self._model.rows

    def show_rows(self, rows: Sequence[TableRow]) -> None:
        """Show other rows; the row with the same key stays current."""
        kept = self.current_key()
        self._model.show_rows(rows)
        self._span_groups()
        self.fit()
        if kept is not None:
            self.select_key(kept)

    def show_columns(self, columns: Sequence[TableColumn]) -> None:
        """Head the table with other columns of the same number."""
        self._model.columns = tuple(columns)
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)

    def current_key(self) -> object:
        row = self.currentIndex().row()
        return self._model.rows[row].key if 0 <= row < len(self._model.rows) else None

    def select_key(self, key: object) -> bool:
        """Make the row of `key` current and visible; False when there is none."""
        number = self._place_of(key)
        if number is None:
            return False
        index = self._model.index(number, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def _place_of(self, key: object) -> int | None:
        rows = self._model.rows
        if isinstance(rows, LazyRows):
            return key if isinstance(key, int) and 0 <= key < len(rows) else None
        return next((place for place, row in enumerate(rows) if row.key == key and key is not None), None)

    def selected_keys(self) -> list[object]:
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._model.rows[number].key for number in numbers]

    def fit(self) -> None:
        """Measure rows and columns again."""
        self.verticalHeader().setDefaultSectionSize(look.scaled(self._row_height))
        self._fit_columns()
        self._later.start()
        if self._fitted:
            self.setFixedHeight(self._fitted_height())

    def sizeHint(self) -> QSize:
        return QSize(480, self._fitted_height() if self._fitted else 320)

    def _fitted_height(self) -> int:
        bar = self.horizontalScrollBar().sizeHint().height() if self._needs_bar() else 0
        header = self.horizontalHeader().sizeHint().height()
        return header + len(self._model.rows) * look.scaled(self._row_height) + bar + 1

    def _needs_bar(self) -> bool:
        return self.horizontalHeader().length() > self.width() > 0

    def _span_groups(self) -> None:
        self.clearSpans()
        if isinstance(self._model.rows, LazyRows):
            return
        for number, row in enumerate(self._model.rows):
            if row.back == "group" and len(self._model.columns) > 1:
                self.setSpan(number, 0, 1, len(self._model.columns))

    def _fit_columns(self) -> None:
        columns = self._model.columns
        least = self.horizontalHeader().minimumSectionSize()
        widths = [
            max(self._content_width(number), look.scaled(column.minimum), least)
            for number, column in enumerate(columns)
        ]
        shares = sum(column.stretch for column in columns)
        fixed = sum(
            width
            for number, (width, column) in enumerate(zip(widths, columns, strict=True))
            if not column.stretch and not self.isColumnHidden(number)
        )
        room = self.viewport().width() - fixed
        for number, (width, column) in enumerate(zip(widths, columns, strict=True)):
            minimum = look.scaled(column.minimum or 120)
            if column.stretch:
                self.setColumnWidth(number, max(minimum, room * column.stretch // shares))
            else:
                self.setColumnWidth(number, width)

    def _content_width(self, number: int) -> int:
        column = self._model.columns[number]
        if column.stretch:
            return 0
        widest = QFontMetrics(look.font(12, 600)).horizontalAdvance(column.title)
        body, note = QFontMetrics(look.font(13, 600)), QFontMetrics(look.font(12))
        for row in self._model.rows[:_MEASURED_ROWS]:
            if row.back == "group" or number >= len(row.cells):
                continue
            cell = row.cells[number]
            wide = chip_width(cell.chip.text) if cell.chip else body.horizontalAdvance(_one_line(cell))
            widest = max(widest, wide, note.horizontalAdvance(cell.note))
        return widest + 2 * CELL_PADDING + 2

    def _tell_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.current_row.emit(self._model.rows[current.row()].key)

    def _tell_activated(self, index: QModelIndex) -> None:
        row = self._model.rows[index.row()]
        if row.key is not None:
            self.activated_row.emit(row.key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        self._later.start()  # once more when the scroll bars have found their place
        if self._fitted:
            self.setFixedHeight(self._fitted_height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        cell, row = self._model.cell(index), self._model.rows[index.row()]
        if cell.check is not None:
            self.checked_row.emit(row.key)
        elif cell.tone == "link" and row.key is not None:
            self.activated_cell.emit(row.key, index.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.copied_text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._tell_activated(self.currentIndex())
        elif event.key() == Qt.Key.Key_Space and self._has_checks():
            self.checked_row.emit(self.current_key())
        else:
            super().keyPressEvent(event)

    def _has_checks(self) -> bool:
        return bool(self._model.rows) and any(cell.check is not None for cell in self._model.rows[0].cells)

    def copied_text(self) -> str:
        """The selected rows (all when none) with their headers, tab-separated, for WPS."""
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
        rows = [self._model.rows[number] for number in chosen] or list(self._model.rows)
        lines = ["\t".join(column.title for column in self._model.columns)]
        lines += ["\t".join(plain_text(cell) for cell in row.cells) for row in rows]
        return "\n".join(lines)


def _one_line(cell: TableCell) -> str:
    return cell.text if cell.old is None else f"{cell.old or '（空）'}  →  {cell.text or '（空）'}"
