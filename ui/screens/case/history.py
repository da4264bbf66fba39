"""What happened to a case, in words: events, changes field by field, imports, assessments, prints."""

from __future__ import annotations

from collections.abc import Iterable

from cbec_desktop.documents.forms.catalogue import FORMS
from cbec_desktop.domain.case_records import FieldChange, HistoryEntry, PrintedCopy
from cbec_desktop.domain.money import format_yuan, yuan_from_fen
from cbec_desktop.exchange.templates.catalogue import find_template
from ui.screens.case.display import ABSENT, money
from ui.widgets.cells import ChipText, TableCell, TableColumn, TableRow

HISTORY_COLUMNS = (
    TableColumn("时间"), TableColumn("谁"), TableColumn("做了什么"), TableColumn("内容", stretch=3, minimum=240),
)  # fmt: skip
PAPER_COLUMNS = (
    TableColumn("表单", stretch=1, minimum=130), TableColumn("次", "right"), TableColumn("金额（元）", "right"),
    TableColumn("页", "right"), TableColumn("打印时间"), TableColumn("打印人"), TableColumn("核验码"),
    TableColumn("状态"), TableColumn("文件", stretch=2, minimum=150),
)  # fmt: skip
_KIND_WORDS = {"import": "导入", "assessment": "核算", "print": "打印"}
_ACTION_WORDS = {
    "import_workbook": "导入",
    "commit_import": "导入",
    "assess_cases": "核算",
    "assess_year": "核算",
    "print_forms": "打印",
}
_SHEETS = {
    "application": "申报汇总",
    "expense_line": "费用明细",
    "lease": "房屋租赁",
    "lease_invoice": "房屋租赁",
    "customs_declaration": "报关明细",
    "park_performance": "园区实绩",
    "service_event": "服务活动",
}
_HEADERS = {
    (sheet.name, column.field): column.header for sheet in find_template("W2").sheets for column in sheet.columns
}
_MORE_FIELDS = {
    "status": "状态",
    "county_reviewed_amount": "县区初审金额",
    "city_reviewed_amount": "市局复核金额",
    "audited_amount": "审计核定金额",
    "approved_amount": "批复金额",
    "allocated_amount": "安排金额",
    "paid_amount": "实拨金额",
    "recovered_amount": "追回金额",
    "void_reason": "作废原因",
    "enterprise_id": "企业",
    "county_code": "县区",
    "position": "行序",
}
_SHOWN_CHANGES = 4


def history_rows(entries: Iterable[HistoryEntry], event_words: dict[str, str]) -> tuple[TableRow, ...]:
    """The newest first; changes with old and new value, long lists cut with their count."""
    return tuple(_history_row(number, entry, event_words) for number, entry in enumerate(entries))


def _history_row(number: int, entry: HistoryEntry, event_words: dict[str, str]) -> TableRow:
    action = _KIND_WORDS.get(entry.kind) or event_words.get(entry.action) or _ACTION_WORDS.get(entry.action)
    changes = [change_words(change) for change in entry.changes]
    shown = "；".join(changes[:_SHOWN_CHANGES])
    if len(changes) > _SHOWN_CHANGES:
        shown += f" 等 {len(changes)} 格"
    detail = entry.detail if entry.kind != "audit" else shown
    note = (entry.reason or "") if entry.kind == "audit" else shown or entry.reason or ""
    tip = "\n".join([detail, *changes, entry.reason or ""]).strip()
    return TableRow(
        (
            TableCell(entry.at[:16].replace("T", " ")),
            TableCell(entry.actor),
            TableCell(action or "修改"),
            TableCell(detail or ABSENT, note=note),
        ),
        key=number,
        tip=tip,
    )


def change_words(change: FieldChange) -> str:
    """One changed field: name, old → new; money from fen to yuan."""
    is_money = change.field.endswith("_fen")
    name = change.field.removesuffix("_fen")
    word = _HEADERS.get((_SHEETS.get(change.table, ""), name)) or _MORE_FIELDS.get(name) or "其他"
    word = word.removesuffix("(元)")
    old, new = (_value(text, is_money) for text in (change.old, change.new))
    return f"{word} {old} → {new}"


def _value(text: str | None, is_money: bool) -> str:
    if text is None or text == "":
        return "（空）"
    return format_yuan(yuan_from_fen(int(text))) if is_money else text


def paper_rows(copies: Iterable[PrintedCopy]) -> tuple[TableRow, ...]:
    """Printed copies; one printed before the last assessment is out of date."""
    titles = {form.id: f"{form.code} {form.title}" for form in FORMS}
    return tuple(
        TableRow(
            (
                TableCell(titles.get(copy.form_id, copy.form_id)),
                TableCell(str(copy.print_no)),
                TableCell(money(copy.amount)),
                TableCell(str(copy.page_count)),
                TableCell(copy.printed_at[:16].replace("T", " ")),
                TableCell(copy.printed_by),
                TableCell(copy.verification_code),
                TableCell("", chip=_copy_chip(copy)),
                TableCell(copy.file_name),
            ),
            key=copy.record_id,
        )
        for copy in copies
    )


def _copy_chip(copy: PrintedCopy) -> ChipText:
    if not copy.is_current:
        return ChipText("已过时", "warn", "triangle-alert")
    return ChipText("试算", "warn", "hourglass") if copy.is_trial else ChipText("有效", "ok", "circle-check")
