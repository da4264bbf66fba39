"""Qt's face of a two-level grid: parents, their children, the empty rows to type into, two result columns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ui.look import LEFT, RIGHT
from ui.widgets.entry_cells import BACK_ROLE, COLUMN_ROLE, INDENT_ROLE, LEVEL_ROLE, TONE_ROLE
from ui.widgets.entry_grid_model import Show, as_typed
from ui.widgets.entry_grid_state import GridColumn, LineResult
from ui.widgets.lease_grid_state import LeaseGridState, Spot

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NO_PARENT = QModelIndex()
TOP = 0
RESULT_HEADERS = ("计入", "本约补助")
NEW_CHILD = "输入或粘贴发票"
NEW_PARENT = "新租约：输入合同编号"


class LeaseGridModel(QAbstractItemModel):
    """A child's internal id is its parent's row + 1, a parent's is 0; all edits go through the state."""

    edited = Signal()

    def __init__(self, state: LeaseGridState, show: Show = as_typed) -> None:
        super().__init__()
        self.state = state
        self._show = show
        self._shape: list[int] = []
        self._measure()

    @property
    def result_column(self) -> int:
        return len(self.state.parent_columns)

    def _measure(self) -> None:
        """Rows shown: every parent with one empty child row, and the empty parent at the end."""
        state = self.state
        self._shape = [*(state.child_count(parent) + 1 for parent in range(state.parent_count)), 0]

    def spot(self, index: Index) -> Spot:
        """The row of the state behind an index."""
        return Spot(index.row()) if index.internalId() == TOP else Spot(index.internalId() - 1, index.row())

    def index_of(self, spot: Spot, column: int) -> QModelIndex:
        parent = min(spot.parent, len(self._shape) - 1)
        if spot.child is None or self._shape[parent] == 0:
            return self.createIndex(parent, column, TOP)
        return self.createIndex(min(spot.child, self._shape[parent] - 1), column, parent + 1)

    def index(self, row: int, column: int, parent: Index = NO_PARENT) -> QModelIndex:
        if not (0 <= row < self.rowCount(parent) and 0 <= column < self.columnCount(parent)):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else TOP)

    def parent(self, index: Index = NO_PARENT) -> QModelIndex:  # type: ignore[override]
        if not index.isValid() or index.internalId() == TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, TOP)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        if not parent.isValid():
            return len(self._shape)
        if parent.internalId() != TOP or parent.column() != 0:
            return 0
        return self._shape[parent.row()]

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        del parent
        return self.result_column + len(RESULT_HEADERS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        column = self._column(self.spot(index), index.column())
        return base | Qt.ItemFlag.ItemIsEditable if column is not None and column.fields else base

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if section >= self.result_column:
            return RESULT_HEADERS[section - self.result_column] if role == Role.DisplayRole else None
        above, below = self.state.parent_columns[section], self.state.child_columns[section]
        joined = _joined(above, below)
        return {Role.DisplayRole: joined.header, COLUMN_ROLE: joined, Role.ToolTipRole: joined.hint or None}.get(role)

    def _column(self, spot: Spot, column: int) -> GridColumn | None:
        return self.state.columns(spot)[column] if column < self.result_column else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        spot, column = self.spot(index), index.column()
        if role == BACK_ROLE:
            return spot.child is None and self.state.exists(spot)
        if column >= self.result_column:
            return self._result(spot, column, role)
        own = self.state.columns(spot)[column]
        if role == COLUMN_ROLE:
            return own
        if role == INDENT_ROLE:
            return 13 if spot.child is not None and column == 0 else 0
        if role == Role.TextAlignmentRole:
            return RIGHT if own.is_numeric else LEFT
        if role in (LEVEL_ROLE, Role.ToolTipRole):
            mark = self.state.problem(spot, column)
            return None if mark is None else mark.level if role == LEVEL_ROLE else mark.message
        return self._text(spot, column, own, role)

    def _text(self, spot: Spot, column: int, own: GridColumn, role: int) -> Any:
        exists = self.state.exists(spot)
        if role == TONE_ROLE:
            return "ghost" if not exists else "strong" if spot.child is None and column == 0 else ""
        if role == Role.EditRole:
            return self.state.text(spot, column)
        if role not in (Role.DisplayRole, Role.AccessibleTextRole):
            return None
        if not exists:
            return "" if column else NEW_PARENT if spot.child is None else NEW_CHILD
        text = self._sum(spot, column) if not own.fields else self._show(own, self.state.text(spot, column))
        return f"{own.header} {text}" if role == Role.AccessibleTextRole else text

    def _sum(self, spot: Spot, column: int) -> str:
        """What stands in a parent's cell that is not its own: the sum of its children."""
        return self.state.sum_of(spot.parent, column) if self.state.child_columns[column].is_numeric else ""

    def _result(self, spot: Spot, column: int, role: int) -> Any:
        source = self.state.counted if column == self.result_column else self.state.results
        result: LineResult | None = source.get(spot)
        if role == Role.TextAlignmentRole:
            return RIGHT
        if result is None:
            return None
        values = {
            Role.DisplayRole: result.text,
            Role.AccessibleTextRole: result.text,
            Role.ToolTipRole: result.reason or None,
            TONE_ROLE: result.tone or ("strong" if spot.child is None else ""),
            LEVEL_ROLE: "warning" if result.tone == "warn" else "",
        }
        return values.get(role)

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        spot, text = self.spot(index), str(value or "")
        column = self._column(spot, index.column())
        if role != Role.EditRole or column is None or not column.fields:
            return False
        if self.state.exists(spot):
            if not self.state.set_text(spot, index.column(), text):
                return False
        elif not text.strip():
            return False
        elif spot.child is None:
            self._begin_parent(spot.parent, index.column(), text)
        else:
            self.state.set_text(spot, index.column(), text)
            self.beginInsertRows(self.index_of(Spot(spot.parent), 0), spot.child + 1, spot.child + 1)
            self._shape[spot.parent] += 1
            self.endInsertRows()
        self.refresh()
        self.edited.emit()
        return True

    def _begin_parent(self, row: int, column: int, text: str) -> None:
        """The empty parent becomes a real one: a new empty parent follows, and it gets its empty child row."""
        self.state.set_text(Spot(row), column, text)
        self.beginInsertRows(QModelIndex(), row + 1, row + 1)
        self._shape.append(0)
        self.endInsertRows()
        self.beginInsertRows(self.index_of(Spot(row), 0), 0, 0)
        self._shape[row] = 1
        self.endInsertRows()

    @contextmanager
    def reshaping(self) -> Iterator[None]:
        """Around edits of many rows (paste, drop, undo); the view keeps its place itself."""
        self.beginResetModel()
        try:
            yield
        finally:
            self._measure()
            self.endResetModel()
            self.edited.emit()

    def refresh(self) -> None:
        """Marks or results changed: paint anew."""
        last = self.columnCount() - 1
        top = len(self._shape) - 1
        self.dataChanged.emit(self.index_of(Spot(0), 0), self.index_of(Spot(top), last))
        for parent, children in enumerate(self._shape):
            if children:
                first, end = self.index_of(Spot(parent, 0), 0), self.index_of(Spot(parent, children - 1), last)
                self.dataChanged.emit(first, end)


def _joined(above: GridColumn, below: GridColumn) -> GridColumn:
    """Both levels' heads in one: 合同编号 / 发票号码."""
    names = [column.header for column in (above, below) if column.fields or column.header]
    header = " / ".join(dict.fromkeys(name for name in names if name))
    return GridColumn(
        header,
        fields=(),
        is_required=above.is_required or below.is_required,
        is_numeric=below.is_numeric and (above.is_numeric or not above.fields),
        clause=above.clause or below.clause,
        hint="；".join(dict.fromkeys(hint for hint in (above.hint, below.hint) if hint)),
    )
