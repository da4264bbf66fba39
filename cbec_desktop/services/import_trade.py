"""Plan of W3: monthly trade by mode, and the customs list of declarations."""

from __future__ import annotations

from cbec_desktop.domain.statuses import CROSS_BORDER_MODES
from cbec_desktop.exchange.results import ParsedRow, ParsedSheet, Verdict
from cbec_desktop.exchange.templates.w3_trade import CUSTOMS_LIST, TRADE_PERFORMANCE
from cbec_desktop.services.import_draft import FileDraft, KeyWatch, Title, compare, record_of
from cbec_desktop.services.import_fields import Record, RowShape

TRADE_SHAPE = RowShape(TRADE_PERFORMANCE)
LIST_SHAPE = RowShape(CUSTOMS_LIST)
TRADE_KEY = ("period", "credit_code", "mode", "source")
NUMBER_LENGTH = 18


def plan_trade(draft: FileDraft, sheet: ParsedSheet) -> None:
    """Judge every row of 进出口月报 and collect what it writes."""
    draft.image.load_trade(draft.connection, {row.values["period"] for row in sheet.rows if row.values.get("period")})
    watch = KeyWatch(sheet, "credit_code")
    known = draft.image.trade
    for row in sheet.rows:
        values = row.values
        key = (values.get("period"), values.get("credit_code"), values.get("mode"), values.get("source"))
        title = Title(values.get("enterprise_name") or f"第 {row.row} 行", values.get("credit_code") or "")
        record = _first_claim(draft, sheet, row, watch, None if None in key else key, TRADE_SHAPE, title)
        if record is None:
            continue
        record["scope"] = trade_scope(record["mode"], record["source"])
        stored = known.get(key)  # type: ignore[arg-type]
        if stored is None:
            made = draft.image.insert("trade_performance", sheet.sheet.name, row.row, record)
            known[key] = made  # type: ignore[index]
            draft.judge(sheet, row, Verdict.NEW, title)
        else:
            _change(draft, sheet, row, TRADE_SHAPE, "trade_performance", stored, record, title)


def plan_customs_list(draft: FileDraft, sheet: ParsedSheet) -> None:
    """Judge every row of 报关单清单 and collect what it writes."""
    numbers = [number[:NUMBER_LENGTH] for row in sheet.rows if (number := row.values.get("declaration_no"))]
    draft.image.load_customs_list(draft.connection, numbers)
    watch = KeyWatch(sheet, "declaration_no")
    for row in sheet.rows:
        number = (row.values.get("declaration_no") or "")[:NUMBER_LENGTH]
        title = Title(number or f"第 {row.row} 行", row.values.get("credit_code") or "")
        record = _first_claim(draft, sheet, row, watch, number or None, LIST_SHAPE, title)
        if record is None:
            continue
        record["declaration_no"] = number
        stored = draft.image.customs_list.get(number)
        if stored is None:
            made = draft.image.insert("customs_list_entry", sheet.sheet.name, row.row, record)
            draft.image.customs_list[number] = made
            draft.judge(sheet, row, Verdict.NEW, title)
        else:
            _change(draft, sheet, row, LIST_SHAPE, "customs_list_entry", stored, record, title)


def trade_scope(mode: str, source: str) -> str:
    """customs = customs figures under the five modes; everything else is all-channel, never added to them."""
    return "customs" if source == "海关" and mode in CROSS_BORDER_MODES else "all_channel"


def _first_claim(
    draft: FileDraft,
    sheet: ParsedSheet,
    row: ParsedRow,
    watch: KeyWatch,
    key: object,
    shape: RowShape,
    title: Title,
) -> Record | None:
    """The record of a row that may be written, or None when the row is judged already."""
    twin = watch.claim(key, row) if key is not None else None
    if row.is_refused or key is None:
        draft.refuse(sheet, row, title)
        return None
    if twin is not None:
        draft.judge(sheet, row, twin[0], title, problems=(twin[1],))
        return None
    record = record_of(shape, sheet, row)
    if record is None:
        draft.refuse(sheet, row, title)
    return record


def _change(
    draft: FileDraft,
    sheet: ParsedSheet,
    row: ParsedRow,
    shape: RowShape,
    table: str,
    stored: Record,
    record: Record,
    title: Title,
) -> None:
    verdict, changed, changes = compare(shape, sheet, stored, record)
    if changed:
        draft.image.update(table, sheet.sheet.name, row.row, stored, changed)
    draft.judge(sheet, row, verdict, title, changes=changes)
