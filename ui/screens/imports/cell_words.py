"""The cells of a new row in words: what the workbook says, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.statuses import COUNTY_SHORT
from cbec_desktop.exchange.results import CellChange, FilePlan, PlannedRow
from cbec_desktop.exchange.template import Column, Kind
from cbec_desktop.exchange.templates.catalogue import find_template

_MONEY = (Kind.MONEY, Kind.MONEY_WAN)
_SHOWN_MONEY, _SHOWN_CELLS = 2, 3
_EMPTY = (None, "", ())


def new_cells(plan: FilePlan, row: PlannedRow) -> tuple[CellChange, ...]:
    """The filled cells of a row, in the order of the template; empty when its sheet is not known."""
    return tuple(
        CellChange(column.field, column.header, None, None, cell_text(column, value))
        for column, value in _filled(plan, row)
    )


def filled_count(plan: FilePlan, row: PlannedRow) -> int:
    """How many cells of a row are filled."""
    return len(_filled(plan, row))


def summary_words(plan: FilePlan, row: PlannedRow) -> str:
    """What a new row is about in one line: its first amounts, then what is not said in its title."""
    filled = _filled(plan, row)
    told = (row.title, row.subtitle)
    money = [item for item in filled if item[0].kind in _MONEY][:_SHOWN_MONEY]
    rest = [item for item in filled if item[0].kind not in _MONEY and item[1] not in told]
    shown = [*money, *rest][:_SHOWN_CELLS]
    return " · ".join(f"{column.header.partition('(')[0]} {cell_text(column, value)}" for column, value in shown)


def cell_text(column: Column, value: Any) -> str:
    """One read value as a person reads it; money in yuan with two decimals."""
    if isinstance(value, bool):
        return (column.choices or ("是", "否"))[0 if value else 1]
    if isinstance(value, Decimal):
        return f"{format_yuan(value)} 元" if column.kind in _MONEY else f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return "、".join(str(part) for part in value)
    if column.kind is Kind.MEASURE:
        return f"措施 {MEASURE_NUMBERS.get(value, value)} {MEASURE_SHORT.get(value, '')}".strip()
    if column.kind is Kind.COUNTY:
        return COUNTY_SHORT.get(value, str(value))
    return str(value)


def _filled(plan: FilePlan, row: PlannedRow) -> list[tuple[Column, Any]]:
    values = row.values
    if plan.template_id is None or values is None:
        return []
    columns = _columns(plan.template_id, row.sheet)
    return [(column, value) for column in columns if (value := values.get(column.field)) not in _EMPTY]


@cache
def _columns(template_id: str, sheet_name: str) -> Sequence[Column]:
    sheets = find_template(template_id).sheets
    return next((sheet.columns for sheet in sheets if sheet.name == sheet_name), ())
