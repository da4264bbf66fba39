"""Qt's face of an entry grid's state: the rows, the empty last row, and the result column at the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ui.look import LEFT, RIGHT
from ui.widgets.entry_cells import COLUMN_ROLE, LEVEL_ROLE, TONE_ROLE
from ui.widgets.entry_grid_state import EntryGridState, GridColumn

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
INVITATION = "输入或从 WPS 粘贴"
NO_PARENT = QModelIndex()
Show = Callable[[GridColumn, str], str]


def as_typed(_column: GridColumn, text: str) -> str:
    """Show a cell as it is kept."""
    return text


class EntryGridModel(QAbstractTableModel):
    """All edits go through the state; `edited` follows every one of them."""

    edited = Signal()

    def __init__(self, state: EntryGridState, result_header: str, show: Show = as_typed) -> None:
        super().__init__()
        self.state = state
        self.result_header = result_header
        self._show = show
        self._rows = len(state.rows) + 1

    @property
    def result_column(self) -> int:
        return len(self.state.columns)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.state.columns) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base if index.column() == self.result_column else base | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Role.DisplayRole else None
        is_result = section == self.result_column
        if role == Role.DisplayRole:
            return self.result_header if is_result else self.state.columns[section].header
        if role == COLUMN_ROLE and not is_result:
            return self.state.columns[section]
        if role == Role.ToolTipRole and not is_result:
            return self.state.columns[section].hint or None
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if column == self.result_column:
            return self._result(row, role)
        if role == COLUMN_ROLE:
            return self.state.columns[column]
        if role in (Role.DisplayRole, Role.EditRole, Role.AccessibleTextRole, TONE_ROLE):
            return self._text(row, column, role)
        if role == Role.TextAlignmentRole:
            return RIGHT if self.state.columns[column].is_numeric else LEFT
        mark = self.state.problem(row, column) if role in (LEVEL_ROLE, Role.ToolTipRole) else None
        if mark is None:
            return None
        return mark.level if role == LEVEL_ROLE else mark.message

    def _text(self, row: int, column: int, role: int) -> Any:
        is_empty_row = row >= len(self.state.rows)
        if role == TONE_ROLE:
            return "ghost" if is_empty_row else ""
        if is_empty_row:
            return INVITATION if column == 0 and role != Role.EditRole else ""
        text = self.state.text(row, column)
        if role == Role.EditRole:
            return text
        if role == Role.AccessibleTextRole:
            mark = self.state.problem(row, column)
            return f"{self.state.columns[column].header} {text}" + (f"，{mark.message}" if mark else "")
        return self._show(self.state.columns[column], text)

    def _result(self, row: int, role: int) -> Any:
        result = self.state.results.get(row)
        if result is None:
            return RIGHT if role == Role.TextAlignmentRole else None
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return result.text
        if role == Role.ToolTipRole:
            return result.reason or None
        if role == TONE_ROLE:
            return result.tone
        if role == LEVEL_ROLE:
            return "warning" if result.tone == "warn" else ""
        return RIGHT if role == Role.TextAlignmentRole else None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or not index.isValid() or index.column() == self.result_column:
            return False
        row, text = index.row(), str(value or "")
        if row < len(self.state.rows):
            if not self.state.set_text(row, index.column(), text):
                return False
        elif text.strip():
            self.state.set_text(row, index.column(), text)  # the empty row becomes a line, another follows it
            self.beginInsertRows(NO_PARENT, row + 1, row + 1)
            self._rows = len(self.state.rows) + 1
            self.endInsertRows()
        else:
            return False
        self.refresh()
        self.edited.emit()
        return True

    @contextmanager
    def reshaping(self) -> Iterator[None]:
        """Around edits of many rows (paste, drop, undo); views keep their place themselves."""
        self.beginResetModel()
        try:
            yield
        finally:
            self._rows = len(self.state.rows) + 1
            self.endResetModel()
            self.edited.emit()

    def refresh(self) -> None:
        """Marks or results changed: paint anew."""
        self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, self.columnCount() - 1))
