"""From a cell's typed value to what the store holds, and from there to what people read.

Money becomes integer fen in a column `<field>_fen`, dates ISO text, exact numbers plain decimal text, flags 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.domain.measures import MEASURE_NUMBERS
from cbec_desktop.domain.money import FEN_PER_YUAN, format_yuan, yuan_from_fen
from cbec_desktop.domain.statuses import COUNTY_SHORT
from cbec_desktop.exchange.results import CellChange, ParsedRow, ParsedSheet
from cbec_desktop.exchange.template import Column, Kind, Sheet

Record = dict[str, Any]
MONEY_KINDS = (Kind.MONEY, Kind.MONEY_WAN)
WAN = 10_000


def store_column(column: Column) -> str:
    """Name of the store's column that holds this field."""
    return f"{column.field}_fen" if column.kind in MONEY_KINDS else column.field


def fen_of(amount: Decimal) -> int:
    """Yuan as integer fen; ValueError when a part of a fen would be lost."""
    scaled = amount * FEN_PER_YUAN
    fen = int(scaled)
    if fen != scaled:
        raise ValueError(f"not whole fen: {amount}")
    return fen


def decimal_text(number: Decimal) -> str:
    """One spelling for one number: no exponent, no trailing zeros (`100.50` and `100.5` are the same area)."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_TO_STORE: dict[Kind, Callable[[Any], Any]] = {
    Kind.MONEY: fen_of,
    Kind.MONEY_WAN: fen_of,
    Kind.NUMBER: decimal_text,
    Kind.DATE: date.isoformat,
    Kind.FLAG: int,
}


class RowShape:
    """How the rows of one sheet become records of one table.

    `elsewhere` are fields that are stored in other tables; `defaults` stand for empty cells. Only columns that the
    file has are compared: a missing column never clears what is stored.
    """

    def __init__(
        self, sheet: Sheet, *, elsewhere: Iterable[str] = (), defaults: Record | None = None, only: Iterable[str] = ()
    ) -> None:
        self.sheet = sheet
        self.defaults = defaults or {}
        wanted, left_out = set(only), set(elsewhere)
        self.columns = tuple(
            column
            for column in sheet.columns
            if column.field not in left_out and (not wanted or column.field in wanted)
        )
        self._names = tuple(store_column(column) for column in self.columns)
        self._fields = tuple(column.field for column in self.columns)
        self._pick = itemgetter(*self._fields)
        self._conversions = tuple(
            (store_column(column), convert)
            for column in self.columns
            if (convert := _TO_STORE.get(column.kind)) is not None
        )

    def record(self, values: Record) -> Record:
        """All columns of this shape as stored; ValueError when money has a part of a fen."""
        try:
            stored = dict(zip(self._names, self._pick(values), strict=True))
        except KeyError:  # a row typed in holds only what was typed
            stored = dict(zip(self._names, map(values.get, self._fields), strict=True))
        for name, convert in self._conversions:
            value = stored[name]
            if value is not None:
                stored[name] = convert(value)
        for name, default in self.defaults.items():
            if stored[name] is None:
                stored[name] = default
        return stored

    def differences(self, parsed: ParsedSheet, stored: Record, record: Record) -> Record:
        """The columns of `record` that differ from `stored`, of those that the file has."""
        positions = parsed.positions
        return {
            name: record[name]
            for field, name in zip(self._fields, self._names, strict=True)
            if record[name] != stored[name] and field in positions
        }

    def cell_changes(self, parsed: ParsedSheet, stored: Record, changed: Record) -> tuple[CellChange, ...]:
        """Old → new of the changed columns, as text for people."""
        return tuple(
            CellChange(
                column.field,
                column.header,
                letter_of(parsed, column.field),
                display(column, stored[store_column(column)]),
                display(column, changed[store_column(column)]),
            )
            for column in self.columns
            if store_column(column) in changed
        )


def whole_fen_problems(sheet: ParsedSheet, row: ParsedRow) -> list[RowProblem]:
    """A sentence for every amount that has a part of a fen: it is never rounded."""
    return [
        problem(
            sheet,
            row.row,
            column.field,
            "E-DECIMALS",
            f"“{column.header}”精确到分后还有余数，系统不做四舍五入。请改为不超过两位小数的元。",
        )
        for column in sheet.sheet.columns
        if column.kind in MONEY_KINDS and _has_part_of_fen(row.values.get(column.field))
    ]


def problem(
    sheet: ParsedSheet, row: int | None, field: str | None, code: str, message: str, level: str = "error"
) -> RowProblem:
    """A problem at a cell of `sheet` (a row, or the sheet, when `field` or `row` is None)."""
    header = sheet.sheet.column(field).header if field else None
    letter = letter_of(sheet, field) if field else None
    return RowProblem(sheet.sheet.name, row, header, code, level, message, letter)


def letter_of(sheet: ParsedSheet, field: str) -> str | None:
    """Column letter of a field in the file, None when the file lacks it."""
    position = sheet.positions.get(field)
    return None if position is None else column_letter(position)


def column_letter(position: int) -> str:
    """0-based column index as a letter: 0 → A, 26 → AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def display(column: Column, stored: Any) -> str | None:
    """A stored value as a person reads it; None stays None."""
    if stored is None:
        return None
    if column.kind is Kind.MONEY:
        return format_yuan(yuan_from_fen(stored))
    if column.kind is Kind.MONEY_WAN:
        return decimal_text(yuan_from_fen(stored) / WAN)
    if column.kind is Kind.FLAG:
        return column.choices[0] if stored else column.choices[1]
    if column.kind is Kind.COUNTY:
        return COUNTY_SHORT.get(stored) or str(stored)
    if column.kind is Kind.MEASURE:
        return str(MEASURE_NUMBERS.get(stored, stored))
    if isinstance(stored, (list, tuple)):
        return "、".join(stored)
    return str(stored)


def _has_part_of_fen(amount: Any) -> bool:
    return isinstance(amount, Decimal) and amount.scaleb(2) != int(amount.scaleb(2))
