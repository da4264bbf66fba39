"""The table of a register: keys, selection beyond what is loaded, columns that come and go with the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QMenu, QTableView, QToolButton

from cbec_desktop.domain.registers import RegisterRow
from cbec_desktop.services.registers import HIDDEN, CellKind
from ui.look import look
from ui.widgets.icons import icon, icon_size
from ui.widgets.register.cell_text import cell_text
from ui.widgets.register.delegate import ELIDED, RegisterDelegate
from ui.widgets.register.frozen import FrozenColumns
from ui.widgets.register.header import RegisterHeader
from ui.widgets.register.model import CHECK_COLUMN, RegisterModel

CHECK_WIDTH = 38
ROW_HEIGHT = 30
MEASURED_ROWS = 60
TELL_MS = 300
"""A drag sends a width for every pixel: it is told when it rests."""


class RegisterTable(QTableView):
    opened = Signal(object)
    filter_wanted = Signal(str, object)
    columns_chosen = Signal(list)
    layout_dragged = Signal(dict, list)

    def __init__(self, model: RegisterModel, name: str) -> None:
        super().__init__()
        self.register_model = model
        self._anchor = -1
        self._chosen: list[str] | None = None
        self._is_measured = False
        self._is_own_doing = False
        self._widths: dict[str, int] = {}
        self.setModel(model)
        self.drawn = RegisterDelegate(model)
        self.setItemDelegate(self.drawn)
        self.head = RegisterHeader(model, self)
        self.setHorizontalHeader(self.head)
        self.setAccessibleName(name)
        self._dress()
        self.frozen = FrozenColumns(self, model, self.head)
        self.frozen.pressed_at.connect(self._pressed)
        self.frozen.menu_wanted.connect(lambda index, place: self._row_menu(index).popup(place))
        self._chooser = self._chooser_button()
        self.head.kept_free = self._chooser.width() + 4
        self._refit = QTimer(self, singleShot=True, interval=0)
        self._refit.timeout.connect(self.fit_columns)
        self._tell = QTimer(self, singleShot=True, interval=TELL_MS)
        self._tell.timeout.connect(lambda: self.layout_dragged.emit(self._widths, self.places()))
        self.head.sectionResized.connect(self._resized)
        self.head.sectionMoved.connect(lambda *_: None if self._is_own_doing else self._tell.start())
        model.page_arrived.connect(self._page_arrived)
        model.modelReset.connect(self._begin_anew)
        look.changed.connect(self._measure)
        self.head.all_toggled.connect(self._toggle_all)
        self.doubleClicked.connect(self._open)
        self._measure()

    @property
    def chosen_columns(self) -> list[str] | None:
        """The columns this user picked; None lets the room decide."""
        return self._chosen

    def choose_columns(self, names: list[str] | None) -> None:
        self._chosen = names
        self.fit_columns()

    def restore_layout(self, widths: Mapping[str, int], places: Sequence[str]) -> None:
        """Widths (px at 大字 1) and order of columns as a user dragged them; empty = the register's own."""
        self._widths = dict(widths)
        numbers = {column.id: number for number, column in enumerate(self.register_model.columns, start=1)}
        order = [name for name in places if name in numbers]
        order += [name for name in numbers if name not in order]
        self._is_own_doing = True
        for place, name in enumerate(order, start=1):
            self.head.moveSection(self.head.visualIndex(numbers[name]), place)
        self._is_own_doing = False
        self.fit_columns()

    def places(self) -> list[str]:
        """The ids of all columns in the order they stand in, hidden ones too; empty in the register's own order."""
        columns = self.register_model.columns
        order = [self.head.logicalIndex(visual) for visual in range(self.head.count())]
        names = [columns[number - 1].id for number in order if number != CHECK_COLUMN]
        return [] if names == [column.id for column in columns] else names

    def shown_columns(self) -> list[str]:
        columns = self.register_model.columns
        return [column.id for number, column in enumerate(columns, start=1) if not self.isColumnHidden(number)]

    def fit_columns(self) -> None:
        """Show what fits by priority (or what was chosen), widen what must not elide, give the rest to names.

        A width that the user dragged stays.
        """
        self._is_own_doing = True
        try:
            self._fit()
        finally:
            self._is_own_doing = False

    def _fit(self) -> None:
        columns = self.register_model.columns
        wanted = {number: self._wanted_width(number) for number in range(1, len(columns) + 1)}
        if self._chosen is None:
            shown = {number for number, column in enumerate(columns, start=1) if column.priority < HIDDEN}
            room = self.viewport().width() - look.scaled(CHECK_WIDTH) - self._chooser.width()
            while sum(wanted[number] for number in shown) > room:
                least = max(shown, key=lambda number: (columns[number - 1].priority, number))
                if columns[least - 1].priority <= 1:
                    break
                shown.discard(least)
        else:
            shown = {number for number, column in enumerate(columns, start=1) if column.id in self._chosen}
        self.setColumnWidth(CHECK_COLUMN, look.scaled(CHECK_WIDTH) if look.factor > 1 else CHECK_WIDTH)
        for number in wanted:
            self.setColumnHidden(number, number not in shown)
            self.setColumnWidth(number, wanted[number])
        self._spread({number: wanted[number] for number in shown})
        self.frozen.freeze(next(iter(self._in_order()), -1))

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """The frozen columns must not hide the cell that the keyboard goes to."""
        super().scrollTo(index, hint)
        frozen = next(iter(self._in_order()), -1)
        if self.frozen.isVisible() and index.column() not in (CHECK_COLUMN, frozen):
            hidden = self.frozen.width() - self.columnViewportPosition(index.column())
            if hidden > 0:
                bar = self.horizontalScrollBar()
                bar.setValue(bar.value() - hidden)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.currentIndex().row()
        is_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.register_model.check_all()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self._open(self.currentIndex())
        elif key == Qt.Key.Key_Space and row >= 0:
            self._anchor = row
            self.register_model.toggle(row)
        elif is_shift and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and row >= 0:
            self._extend(row, 1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._check(index, event.modifiers())

    def _pressed(self, index: QModelIndex, held: Qt.KeyboardModifier) -> None:
        """The mouse on a frozen column."""
        bar = self.horizontalScrollBar().value()
        self.setCurrentIndex(index)
        self.horizontalScrollBar().setValue(bar)  # the cell stands in sight already
        self._check(index, held)

    def _check(self, index: QModelIndex, held: Qt.KeyboardModifier) -> None:
        if held & Qt.KeyboardModifier.ShiftModifier and self._anchor >= 0:
            self.register_model.check_range(self._anchor, index.row())
        elif index.column() == CHECK_COLUMN:
            self._anchor = index.row()
            self.register_model.toggle(index.row())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid() and index.column() != CHECK_COLUMN:
            self._row_menu(index).popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_chooser()
        self.frozen.lay_out()
        self._refit.start()

    def copy_rows(self) -> None:
        """Checked rows, loaded or not, else the current one, with headers, as WPS takes them."""
        model = self.register_model
        if model.checked:
            model.read_checked(self._to_clipboard)
        elif self.currentIndex().isValid() and (current := model.row_at(self.currentIndex().row())) is not None:
            self._to_clipboard([current])

    def _to_clipboard(self, rows: list[RegisterRow]) -> None:
        model = self.register_model
        numbers = self._in_order()
        lines = ["\t".join(str(model.headerData(n, Qt.Orientation.Horizontal)) for n in numbers)]
        for record in rows:
            shown = [model.columns[n - 1] for n in numbers]
            lines.append("\t".join(_for_clipboard(cell_text(record.cells.get(c.id), c.kind)) for c in shown))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalHeader().hide()
        self.setMouseTracking(True)

    def _measure(self) -> None:
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(look.scaled(ROW_HEIGHT))
        self._refit.start()

    def _resized(self, number: int, _old: int, width: int) -> None:
        """A drag of the header's edge; what the table sets itself is not remembered."""
        if self._is_own_doing or number == CHECK_COLUMN or not width:
            return
        self._widths[self.register_model.columns[number - 1].id] = round(width / look.factor)
        self._tell.start()

    def _begin_anew(self) -> None:
        self._is_measured = False
        self._anchor = -1
        if self.register_model.rowCount():
            self.setCurrentIndex(self.register_model.index(0, 1))
        self._refit.start()

    def _page_arrived(self, first: int, _last: int) -> None:
        if not self._is_measured or first == 0:
            self._is_measured = True
            self._refit.start()

    def _wanted_width(self, number: int) -> int:
        """Preset width, wider when numbers, dates, codes or chips of the first rows want it."""
        column = self.register_model.columns[number - 1]
        if column.id in self._widths:
            return look.scaled(self._widths[column.id])
        width = max(look.scaled(column.width), self.head.label_width(number))
        if column.kind in ELIDED:
            return width
        loaded = min(MEASURED_ROWS, self.register_model.rowCount()) if self._is_measured else 0
        return max([width, *(self.drawn.needed_width(row, number) for row in range(loaded))])

    def _spread(self, shown: dict[int, int]) -> None:
        """Room left over goes to the columns that elide, names first."""
        room = self.viewport().width() - self.columnWidth(CHECK_COLUMN)
        spare = room - sum(shown.values()) - self._chooser.width()
        columns = self.register_model.columns
        names = [n for n in shown if columns[n - 1].kind is CellKind.NAME and columns[n - 1].id not in self._widths]
        if spare > 0 and names:
            for number in names:
                self.setColumnWidth(number, shown[number] + spare // len(names))
        order = self._in_order()
        rest = room - sum(self.columnWidth(number) for number in order)
        if order and rest > 0:  # the last column runs on under the column chooser
            self.setColumnWidth(order[-1], self.columnWidth(order[-1]) + rest)

    def _in_order(self) -> list[int]:
        head = self.horizontalHeader()
        order = [head.logicalIndex(visual) for visual in range(head.count())]
        return [number for number in order if number != CHECK_COLUMN and not self.isColumnHidden(number)]

    def _extend(self, row: int, step: int) -> None:
        if self._anchor < 0:
            self._anchor = row
        target = max(0, min(self.register_model.rowCount() - 1, row + step))
        self.setCurrentIndex(self.register_model.index(target, self.currentIndex().column()))
        self.register_model.check_range(self._anchor, target)

    def _toggle_all(self) -> None:
        if self.register_model.checked:
            self.register_model.uncheck_all()
        else:
            self.register_model.check_all()

    def _open(self, index: QModelIndex) -> None:
        record = self.register_model.row_at(index.row())
        if record is not None and index.column() != CHECK_COLUMN:
            self.opened.emit(record)

    def _row_menu(self, index: QModelIndex) -> QMenu:
        menu = QMenu(self)
        column = self.register_model.columns[index.column() - 1]
        cell = self.register_model.cell(index.row(), index.column())
        menu.addAction("打开", lambda: self._open(index))
        menu.addAction("复制这一格", lambda: QGuiApplication.clipboard().setText(cell_text(cell, column.kind)))
        menu.addAction("复制这一行（含表头）", self.copy_rows)
        menu.addSeparator()
        record = self.register_model.row_at(index.row())
        if record is not None:
            menu.addAction("按这个值筛选", lambda: self.filter_wanted.emit(column.id, record))
        return menu

    def _chooser_button(self) -> QToolButton:
        made = QToolButton(self)
        made.setIcon(icon("columns-3"))
        made.setIconSize(icon_size(15))
        made.setToolTip("选择显示的列")
        made.setAccessibleName("选择显示的列")
        made.setFixedSize(26, 26)
        made.clicked.connect(self._show_chooser)
        return made

    def _place_chooser(self) -> None:
        bar = self.verticalScrollBar().width()
        height = self.head.height() or look.scaled(32)
        self._chooser.move(self.width() - bar - self._chooser.width() - 2, (height - self._chooser.height()) // 2)
        self._chooser.raise_()

    def _show_chooser(self) -> None:
        menu = QMenu(self)
        shown = set(self.shown_columns())
        for column in self.register_model.columns:
            title = column.title.format(year=self.register_model.query.award_year)
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(column.id in shown)
            action.setEnabled(column.priority > 1)
            action.toggled.connect(lambda _on, name=column.id: self._toggle_column(name))
        menu.addSeparator()
        menu.addAction("恢复默认", self.reset_layout)
        menu.popup(self._chooser.mapToGlobal(QPoint(0, self._chooser.height())))

    def reset_layout(self) -> None:
        """Columns, widths and order as the register has them."""
        self._choose(None)
        self.restore_layout({}, ())
        self._tell.start()

    def _toggle_column(self, name: str) -> None:
        shown = set(self.shown_columns()) ^ {name}
        self._choose([column.id for column in self.register_model.columns if column.id in shown])

    def _choose(self, names: list[str] | None) -> None:
        self.choose_columns(names)
        self.columns_chosen.emit(names if names is not None else [])


def _for_clipboard(text: str) -> str:
    return "" if text == "—" else text
