"""The grids of the entry form, made of the workbook's columns: order and width for a screen, nothing else is new.

Required first, as they are typed; every other column of the sheet follows, so that nothing of W2 is out of reach.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from cbec_desktop.domain.measures import MEASURE_CLAUSES
from cbec_desktop.exchange.template import Column, Kind, Sheet
from cbec_desktop.services.application_draft import line_columns
from cbec_desktop.services.entry_cells import read_text
from ui.widgets.entry_grid_state import GridColumn, Level, Reading
from ui.widgets.lease_grid_state import join_fields, split_fields

NUMERIC = (Kind.MONEY, Kind.MONEY_WAN, Kind.NUMBER, Kind.INTEGER)
PAID = (("paid_on", "付款日期", 92), ("payment_method", "付款方式", 76), ("payer_name", "付款方", 150))
ORDER: dict[str, tuple[tuple[str, str, int], ...]] = {
    "费用明细": (
        ("category", "费用类别", 84),
        ("platform_or_service", "平台或服务", 116),
        ("invoice_no", "发票号码", 178),
        ("invoiced_on", "开票日期", 92),
        ("invoice_total", "价税合计", 98),
        ("claimed_amount", "本次申报", 98),
        ("paid_amount", "实付金额", 98),
        *PAID,
        ("buyer_credit_code", "购方信用代码", 164),
        ("invoice_code", "发票代码", 110),
        ("shop_or_activity", "店铺或活动", 110),
    ),
    "报关明细": (
        ("declaration_no", "报关单号", 156),
        ("supervision_mode", "方式", 54),
        ("direction", "进出口", 62),
        ("declared_on", "申报日期", 90),
        ("declared_value", "报关金额", 100),
        ("agent_name", "代理公司", 84),
        ("fee_amount", "代理费", 84),
        ("invoice_no", "发票号码", 166),
        ("paid_on", "付款日期", 92),
        ("paid_amount", "实付金额", 94),
        ("agent_credit_code", "代理公司代码", 164),
        ("payment_method", "付款方式", 76),
        ("payer_name", "付款方", 150),
        ("domestic_party_code", "境内收发货人", 164),
        ("ticket_count", "票数", 56),
    ),
    "园区实绩": (
        ("park_name", "园区名称", 150),
        ("enterprise_name", "入驻企业", 170),
        ("credit_code", "信用代码", 164),
        ("moved_in_on", "入驻日期", 92),
        ("supervision_mode", "监管方式", 78),
        ("trade_value", "年进出口额", 120),
    ),
    "服务活动": (
        ("held_on", "日期", 92),
        ("kind", "类型", 62),
        ("content", "内容", 190),
        ("attendance_count", "人次", 64),
        ("local_attendance_count", "本市人次", 82),
        ("has_sign_in_sheet", "签到表", 68),
        ("place", "地点", 120),
    ),
}
CLAUSES: dict[str, dict[str, str]] = {
    "费用明细": {"category": "", "claimed_amount": ""},
    "报关明细": {"fee_amount": "3.5"},
    "园区实绩": {"trade_value": "3.1"},
    "服务活动": {"kind": "3.2"},
    "房屋租赁": {"self_used_area": "3.4"},
}
LEASES = (  # parent fields, child fields, header of each, width
    (("contract_no",), "合同编号", ("invoice_no",), "发票号码", 178),
    (("usage",), "用途", ("invoiced_on",), "开票", 84),
    (("lease_from", "lease_to"), "租期", ("period_from", "period_to"), "所属期", 138),
    (("self_used_area", "floor_area"), "自用/建筑㎡", (), "", 112),
    ((), "", ("rent_amount",), "租金", 78),
    ((), "", ("paid_amount",), "实付", 76),
    (("lessor",), "出租方", ("paid_on",), "付款日期", 130),
    (("location",), "坐落", ("payer_name",), "付款方", 170),
    ((), "", ("payment_method",), "付款方式", 84),
    (("certificate_area",), "证载㎡", ("invoice_code",), "发票代码", 120),
    ((), "", ("buyer_credit_code",), "购方信用代码", 170),
    ((), "", ("remark",), "备注", 160),
)


def grid_columns(sheet: Sheet, measure_id: str, ready: Mapping[str, str]) -> tuple[GridColumn, ...]:
    """The columns of a flat grid; `ready` are values that new rows start with."""
    placed = ORDER[sheet.name]
    known = {field for field, _, _ in placed}
    rest = [
        (column.field, column.header.replace("(元)", ""), round(column.width * 7.6))
        for column in line_columns(sheet)
        if column.field not in known
    ]
    clauses = CLAUSES[sheet.name]
    return tuple(
        _made(
            sheet.column(field),
            header,
            width,
            (clauses[field] or MEASURE_CLAUSES[measure_id]) if field in clauses else "",
            ready,
        )
        for field, header, width in (*placed, *rest)
    )


def sheet_order(sheet: Sheet, columns: tuple[GridColumn, ...]) -> tuple[int, ...]:
    """Where each column of the workbook stands in the grid: a block copied from there lands right."""
    places = {column.fields[0]: at for at, column in enumerate(columns)}
    return tuple(places[column.field] for column in line_columns(sheet))


def lease_columns(sheet: Sheet, ready: Mapping[str, str]) -> tuple[tuple[GridColumn, ...], tuple[GridColumn, ...]]:
    """Both levels of 房屋租赁: leases and their invoices share the columns on the screen."""
    parents, children = [], []
    for above, above_header, below, below_header, width in LEASES:
        child = _level(sheet, below, below_header, width, ready)
        parent = _level(sheet, above, above_header, width, ready)
        parents.append(parent if above else replace(parent, is_numeric=child.is_numeric))
        children.append(child)
    return tuple(parents), tuple(children)


def lease_sheet_columns(sheet: Sheet) -> tuple[GridColumn, ...]:
    """The workbook's own columns in order, for blocks that come from it."""
    return tuple(_made(column, column.header, 100, "", {}) for column in line_columns(sheet))


def _level(sheet: Sheet, fields: tuple[str, ...], header: str, width: int, ready: Mapping[str, str]) -> GridColumn:
    if not fields:
        return GridColumn(header, (), width)
    columns = [sheet.column(field) for field in fields]
    clauses = CLAUSES[sheet.name]
    return GridColumn(
        header,
        fields,
        width,
        is_required=any(column.is_required for column in columns),
        is_numeric=columns[0].kind in NUMERIC,
        choices=columns[0].choices,
        clause=next((clauses[field] for field in fields if field in clauses), ""),
        hint="；".join(column.hint for column in columns if column.hint),
        is_name=columns[0].kind is Kind.TEXT,
        default=ready.get(fields[0], ""),
    )


def _made(column: Column, header: str, width: int, clause: str, ready: Mapping[str, str]) -> GridColumn:
    return GridColumn(
        header,
        (column.field,),
        width + (18 if clause else 0),
        is_required=column.is_required,
        is_numeric=column.kind in NUMERIC,
        choices=column.choices,
        clause=clause,
        hint=column.hint,
        names=(column.header, *column.aliases),
        is_name=column.kind is Kind.TEXT and column.max_length > 10,
        default=ready.get(column.field, ""),
    )


class ReadSheet:
    """A cell holds one field, or two as `a 至 b` and `a / b`: each is read by its own column."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __call__(self, column: GridColumn, text: str) -> Reading:
        if len(column.fields) == 1:
            cell = read_text(self._sheet.column(column.fields[0]), text)
            return Reading(cell.text, cell.message, _level_of(cell.level))
        if not text.strip():
            return Reading("")
        parts = split_fields(column, text)
        cells = {field: read_text(self._sheet.column(field), part) for field, part in parts.items()}
        bad = next((cell for cell in cells.values() if cell.level == "error"), None)
        if bad is not None:
            return Reading(text.strip(), bad.message, "error")
        if not all(cell.text for cell in cells.values()):
            return Reading(text.strip(), f"“{column.header}”要写起止两项，如 20260101 至 20261231。", "error")
        return Reading(join_fields(column, {field: cell.text for field, cell in cells.items()}))


def _level_of(level: str) -> Level:
    return "error" if level == "error" else "warning" if level == "warning" else ""


def ready_values(sheet: Sheet, name: str, credit_code: str) -> dict[str, str]:
    """What new rows start with: the applicant pays, buys and consigns, by transfer; all of it can be typed over."""
    own = {
        "payer_name": name,
        "payment_method": "对公转账",
        "buyer_credit_code": credit_code,
        "domestic_party_code": credit_code,
    }
    return {column.field: own[column.field] for column in sheet.columns if column.field in own}


def short_dates(year: int) -> Callable[[GridColumn, str], str]:
    """Shows dates of the award year as 08-12, as lists do; other texts and other years stand whole."""
    pattern = re.compile(rf"\b{year}-(\d\d-\d\d)\b")

    def show(column: GridColumn, text: str) -> str:
        is_date = bool(column.fields) and column.fields[0].endswith(("_on", "_from"))
        return pattern.sub(r"\1", text) if is_date else text

    return show
