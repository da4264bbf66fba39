"""The cells of a new row in words: what the workbook says, column by column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.statuses import COUNTY_SHORT, MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.exchange.results import CellChange, FilePlan, PlannedRow
from cbec_desktop.exchange.template import Column, Kind, Sheet
from cbec_desktop.exchange.templates.catalogue import find_template


def new_cells(plan: FilePlan, row: PlannedRow) -> tuple[CellChange, ...]:
    """The filled cells of a row, in the order of the template; empty when its sheet is not known."""
    sheet = _sheet(plan, row.sheet)
    if sheet is None or row.values is None:
        return ()
    filled = [(column, row.values.get(column.field)) for column in sheet.columns]
    return tuple(
        CellChange(column.field, column.header, None, None, cell_text(column, value))
        for column, value in filled
        if value not in (None, "", ())
    )


def cell_text(column: Column, value: Any) -> str:
    """One read value as a person reads it; money in yuan with two decimals."""
    if isinstance(value, bool):
        return (column.choices or ("是", "否"))[0 if value else 1]
    if isinstance(value, Decimal):
        is_money = column.kind in (Kind.MONEY, Kind.MONEY_WAN)
        return f"{format_yuan(value)} 元" if is_money else f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return "、".join(str(part) for part in value)
    if column.kind is Kind.MEASURE:
        return f"措施 {MEASURE_NUMBERS.get(value, value)} {MEASURE_SHORT.get(value, '')}".strip()
    if column.kind is Kind.COUNTY:
        return COUNTY_SHORT.get(value, str(value))
    return str(value)


def _sheet(plan: FilePlan, name: str) -> Sheet | None:
    if plan.template_id is None:
        return None
    return next((sheet for sheet in find_template(plan.template_id).sheets if sheet.name == name), None)
