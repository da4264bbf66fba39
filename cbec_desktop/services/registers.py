"""The registers a clerk looks through: columns, filters and saved views, read in windows from the store."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.money import yuan_from_fen
from cbec_desktop.domain.registers import Cell, RegisterQuery, RegisterRow
from cbec_desktop.services import register_cells as cells
from cbec_desktop.services.context import Context
from cbec_desktop.services.search import search_pieces

ALWAYS, HIDDEN = 1, 9


class CellKind(StrEnum):
    """How a cell is drawn: names elide, codes, dates and numbers never do."""

    NAME = "name"
    TEXT = "text"
    CODE = "code"
    DATE = "date"
    MONEY = "money"
    AWARD = "award"  # whole yuan
    COUNT = "count"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One column. `priority` 1 stays longest when room is short, 9 is shown only when chosen; `width` px at 大字 1.

    `convert` turns what is stored into what is seen; `is_personal` is masked without the right to unmask.
    """

    id: str
    title: str
    kind: CellKind
    priority: int
    width: int
    convert: Callable[[Any], Cell] = cells.plain
    is_summed: bool = False
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """One condition: a list of (value, word) to choose from, or (`is_amount`) a lower limit in yuan."""

    id: str
    title: str
    choices: tuple[tuple[str, str], ...] = ()
    is_amount: bool = False
    is_primary: bool = True


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named set of conditions: offered by the program, or kept by a user (常用), who may keep words to find too."""

    title: str
    filters: tuple[tuple[str, str], ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """A register as it is offered: what it is called, its columns, filters, views."""

    id: str
    title: str
    unit: str
    columns: tuple[RegisterColumn, ...]
    filters: tuple[RegisterFilter, ...]
    views: tuple[SavedView, ...]
    hint: str
    kinds: frozenset[str]
    """Tables whose changes it must hear of."""

    def column(self, column_id: str) -> RegisterColumn:
        """The column with this id; KeyError when there is none."""
        return next(column for column in self.columns if column.id == column_id)

    def shown(self, column_id: str, stored: Any) -> Cell:
        """The cell of a stored value."""
        column = self.column(column_id)
        return None if stored is None and column.kind is not CellKind.STATUS else column.convert(stored)


class RegisterSource:
    """One register over one store. Not for several threads at once: the window reads it in the reading thread."""

    WINDOW = 100
    """Rows that are read together."""
    FIRST_ROWS = 1_000
    """Windows up to here are read by themselves; below, all ids are sorted once."""
    GATHERED = 20_000

    def __init__(self, ctx: Context, register: Register) -> None:
        self.register = register
        self._ctx = ctx
        self._ids: tuple[RegisterQuery, array[int]] | None = None

    def forget(self) -> None:
        """Records changed: what was read before is no longer true."""
        self._ids = None

    def count(self, query: RegisterQuery) -> int:
        """How many rows the query has."""
        from db.queries import registers as queries

        if self._ids is not None and self._ids[0] == query:
            return len(self._ids[1])
        with self._ctx.store.open_view() as view:
            return queries.count_rows(view, self._sql, query, search_pieces(query.text))

    def first(self, query: RegisterQuery) -> tuple[int, list[RegisterRow]]:
        """How many rows the query has, and those of the first window: what a page needs to show itself."""
        rows = self.rows(query, 0, self.WINDOW)
        return (len(rows) if len(rows) < self.WINDOW else self.count(query)), rows

    def prepare(self, query: RegisterQuery) -> None:
        """Sort all ids of the query, so that windows further down come without that wait."""
        with self._ctx.store.open_view() as view:
            self._all_ids(view, query)

    def rows(self, query: RegisterQuery, offset: int, limit: int) -> list[RegisterRow]:
        """The rows of one window. The first ones are read by themselves, any other sorts all ids once."""
        from db.queries import registers as queries

        with self._ctx.store.open_view() as view:
            if (self._ids is None or self._ids[0] != query) and offset + limit <= self.FIRST_ROWS:
                pieces = search_pieces(query.text)
                ids: Sequence[int] = queries.page_ids(view, self._sql, query, pieces, offset=offset, limit=limit)
            else:
                ids = self._all_ids(view, query)[offset : offset + limit]
            names = [column.id for column in self.register.columns]
            stored = queries.read_rows(view, self._sql, names, ids, query.award_year)
        return [self._row(values) for values in stored]

    def ids(self, query: RegisterQuery, first: int = 0, last: int | None = None) -> list[int]:
        """The ids of rows `first` up to and without `last`, loaded or not (for selections)."""
        with self._ctx.store.open_view() as view:
            return list(self._all_ids(view, query)[first:last])

    def rows_of(self, query: RegisterQuery, ids: Collection[int]) -> list[RegisterRow]:
        """The records with `ids` in the order of the query (for copying and printing a selection)."""
        from db.queries import registers as queries

        wanted = set(ids)
        names = [column.id for column in self.register.columns]
        with self._ctx.store.open_view() as view:
            ordered = [record_id for record_id in self._all_ids(view, query) if record_id in wanted]
            stored = queries.read_rows(view, self._sql, names, ordered, query.award_year)
        return [self._row(values) for values in stored]

    def stored_cell(self, record_id: int, column_id: str, award_year: int) -> str:
        """What is stored in one cell, as the JSON of a column condition; `null` when it or the record is absent."""
        from db.queries import registers as queries

        with self._ctx.store.open_view() as view:
            stored = queries.read_rows(view, self._sql, [column_id], [record_id], award_year)
        value = stored[0][2] if stored else None
        return json.dumps(None if value == "" else value, ensure_ascii=False)

    def position(self, query: RegisterQuery, record_id: int) -> int:
        """Where a record stands in the order of the query, -1 when it does not."""
        with self._ctx.store.open_view() as view:
            try:
                return self._all_ids(view, query).index(record_id)
            except ValueError:
                return -1

    def sums(self, query: RegisterQuery, ids: Sequence[int] | None = None) -> dict[str, Cell]:
        """Sums of the money columns in yuan: of the records with `ids`, else of all rows of the query.

        Sums that must be gathered from other tables are left out above `GATHERED` rows: they would keep the reading
        thread for seconds.
        """
        from db.queries import registers as queries

        rows = self.count(query) if ids is None else len(ids)
        summed = [
            column.id
            for column in self.register.columns
            if column.is_summed and (rows <= self.GATHERED or queries.is_quick_sum(self._sql, column.id))
        ]
        if not summed:
            return {}
        with self._ctx.store.open_view() as view:
            fen = queries.sum_columns(view, self._sql, summed, query, search_pieces(query.text), ids)
        return {name: yuan_from_fen(amount) for name, amount in fen.items()}

    @property
    def _sql(self) -> Any:
        from db.queries import registers as queries

        applications = queries.APPLICATIONS
        known = {"enterprises": queries.ENTERPRISES, "applications": applications, "assessments": applications}
        return known[self.register.id]

    def _all_ids(self, view: Any, query: RegisterQuery) -> array[int]:
        from db.queries import registers as queries

        if self._ids is None or self._ids[0] != query:
            self._ids = (query, queries.all_ids(view, self._sql, query, search_pieces(query.text)))
        return self._ids[1]

    def _row(self, values: tuple[Any, ...]) -> RegisterRow:
        record_id, key, *stored = values
        columns = zip(self.register.columns, stored, strict=True)
        shown = {column.id: self.register.shown(column.id, value) for column, value in columns}
        return RegisterRow(record_id, str(key), shown)


def open_register(ctx: Context, register_id: str) -> RegisterSource:
    """The register `register_id` over the store; raises UserError unknown_register."""
    from cbec_desktop.services.register_catalogue import REGISTERS

    for register in REGISTERS:
        if register.id == register_id:
            return RegisterSource(ctx, register)
    known = "、".join(register.id for register in REGISTERS)
    raise UserError(f"没有登记簿“{register_id}”。可用的有：{known}。", "unknown_register")
