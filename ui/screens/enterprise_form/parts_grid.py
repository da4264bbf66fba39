"""Contacts and accounts as small grids with validity: a row taken out ends, it is not erased."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from cbec_desktop.domain.masking import is_masked
from cbec_desktop.exchange.template import Column
from cbec_desktop.services.enterprise_entry_records import VALIDITY_COLUMNS, PartEntry
from cbec_desktop.services.entry_cells import read_text
from ui.look import restyle
from ui.widgets.entry_grid import EntryGrid
from ui.widgets.entry_grid_state import EntryGridState, GridColumn, LineResult, Reading
from ui.widgets.form_fields import text_field
from ui.widgets.parts import button, clear, column, frame, label, row, tool

WIDTHS = {
    "kind": 82,
    "name": 78,
    "mobile": 108,
    "landline": 112,
    "email": 140,
    "account_name": 170,
    "bank_name": 160,
    "account_no": 172,
    "bank_code": 112,
    "valid_from": 92,
    "valid_to": 92,
}
ID = GridColumn("编号", ("record_id",), 10)


class PartsGrid(QWidget):
    """One grid of parts; `parts` gives them back with the ids of those that are stored."""

    def __init__(self, title: str, columns: Sequence[Column], ready: Mapping[str, str]) -> None:
        super().__init__()
        self._columns = (*columns, *VALIDITY_COLUMNS)
        by_field = {item.field: item for item in self._columns}

        def read(made: GridColumn, text: str) -> Reading:
            if made is ID or is_masked(text):
                return Reading(text)
            cell = read_text(by_field[made.fields[0]], text)
            return Reading(cell.text, cell.message, "error" if cell.level == "error" else "")

        self._grid_columns = (*(_grid_column(item, ready) for item in self._columns), ID)
        self.state = EntryGridState(self._grid_columns, read)
        self.grid = EntryGrid(self.state, title, result_header="状态")
        self.grid.table.setColumnHidden(len(self._columns), True)
        self.grid.setMinimumHeight(150)
        self.count = label("", "meta")
        self.setLayout(column(self.grid, spacing=0))
        self.grid.edited.connect(self.show_states)

    def load(self, parts: Iterable[PartEntry]) -> None:
        """Show these parts; there is nothing to undo."""
        with self.grid.model.reshaping():
            self.state.load([_texts(part, self._columns) for part in parts])
        self.show_states()

    def parts(self) -> tuple[PartEntry, ...]:
        """What stands in the grid; a row that only holds what it began with is empty."""
        fields = [item.field for item in self._columns]
        made = []
        for cells in self.state.rows:
            if cells == self.state.new_row:
                continue
            texts = dict(zip(fields, cells, strict=False))
            record_id = int(cells[-1]) if cells[-1] else None
            made.append(PartEntry(
                {name: texts[name] for name in fields if name not in ("valid_from", "valid_to")},
                texts["valid_from"], texts["valid_to"], record_id,
            ))  # fmt: skip
        return tuple(made)

    def show_states(self) -> None:
        """有效 or 已停用 beside each row."""
        ended = len(self._columns) - 1
        self.state.results = {
            at: LineResult("已停用", "old") if cells[ended] else LineResult("有效")
            for at, cells in enumerate(self.state.rows)
        }
        valid = sum(not cells[ended] for cells in self.state.rows)
        self.count.setText(f"{valid} 个有效" if self.state.rows else "")
        self.grid.model.refresh()

    def go_to(self, row_number: int, field: str) -> None:
        """Put the cursor on a cell."""
        fields = [item.field for item in self._columns]
        self.grid.go(row_number, fields.index(field) if field in fields else 0)


def _grid_column(item: Column, ready: Mapping[str, str]) -> GridColumn:
    return GridColumn(
        item.header.replace("联系", ""),
        (item.field,),
        WIDTHS.get(item.field, 100),
        is_required=item.is_required,
        choices=item.choices,
        hint=item.hint,
        names=(item.header,),
        is_name=item.field in ("bank_name", "account_name", "name", "email"),
        default=ready.get(item.field, ""),
    )


def _texts(part: PartEntry, columns: Sequence[Column]) -> list[str]:
    own = {**part.values, "valid_from": part.valid_from, "valid_to": part.valid_to}
    texts = [own.get(item.field, "") for item in columns]
    return [*texts, str(part.record_id) if part.record_id is not None else ""]


class CodeMarks(QFrame):
    """Customs codes as marks: value, validity, × ends it; 添加 takes another."""

    def __init__(self, read: Column, today: str, on_change: Callable[[], None]) -> None:
        super().__init__()
        self._read, self._today = read, today
        self._parts: list[PartEntry] = []
        self._row: QHBoxLayout = row(spacing=6)
        self._on_change = on_change
        self.field = text_field(placeholder="10 位编码", longest=40)
        self.field.setAccessibleName("新的海关备案编码")
        self.field.setFixedWidth(130)
        self.field.returnPressed.connect(self.add)
        self.sentence = label("", "error", wraps=True)
        self.sentence.hide()
        self.setLayout(column(self._row, self.sentence, spacing=2))

    def load(self, parts: Iterable[PartEntry]) -> None:
        self._parts = list(parts)
        self._show()

    def parts(self) -> tuple[PartEntry, ...]:
        return tuple(self._parts)

    def add(self) -> None:
        """Take what was typed as another code, when it can be read."""
        typed = self.field.text()
        cell = read_text(self._read, typed)
        known = any(part.values["customs_code"] == cell.text and not part.valid_to for part in self._parts)
        message = "这个编码已经有了。" if known else cell.message if cell.level == "error" else ""
        if not typed.strip():
            message = ""
        self.sentence.setText(message)
        self.sentence.setVisible(bool(message))
        restyle(self.field, state="error" if message else "")
        if message or not cell.text:
            return
        self._parts.append(PartEntry({"customs_code": cell.text}, self._today))
        self.field.clear()
        self._changed()

    def _add_typed(self) -> None:
        """The button: without a code it says what is missing, where Enter just goes on."""
        if self.field.text().strip():
            self.add()
            return
        self.sentence.setText("请先在左边输入 10 位编码，再按“添加”。")
        self.sentence.show()
        self.field.setFocus()

    def _end(self, at: int) -> None:
        part = self._parts[at]
        if part.record_id is None:
            del self._parts[at]
        else:
            self._parts[at] = PartEntry(part.values, part.valid_from, self._today, part.record_id)
        self._changed()

    def _changed(self) -> None:
        self._show()
        self._on_change()

    def _show(self) -> None:
        self.field.setParent(self)
        clear(self._row)
        for at, part in enumerate(self._parts):
            self._row.addWidget(self._mark(at, part))
        self._row.addWidget(self.field)
        self._row.addWidget(button("添加", "link", self._add_typed, icon_name="plus"))
        self._row.addStretch(1)
        self.field.show()

    def _mark(self, at: int, part: PartEntry) -> QFrame:
        value = part.values["customs_code"]
        said = f"{part.valid_to} 止" if part.valid_to else f"{part.valid_from} 起" if part.valid_from else ""
        items: list[QWidget] = [label(value, "meta" if part.valid_to else "", selectable=True), label(said, "meta")]
        if not part.valid_to:
            items.append(tool("x", f"停用 {value}", lambda: self._end(at)))
        return frame("well", row(*items, spacing=6, margins=(8, 1, 4, 1)))
