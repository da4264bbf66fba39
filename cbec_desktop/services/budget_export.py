"""The shares of a pool as a workbook: each case, what was approved, what it gets, the cut and how it comes about."""

from __future__ import annotations

from pathlib import Path

from cbec_desktop.domain.budget_records import Allocation
from cbec_desktop.domain.measures import MEASURE_NUMBERS
from cbec_desktop.domain.rights import Right
from cbec_desktop.exchange.writer import new_book, replacing, write_text
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context

HEADS = ("案号", "企业名称", "措施", "核定额(元)", "安排额(元)", "压减(元)", "压减代码", "算式", "状态")
MONEY_FORMAT = "#,##0.00"
RULE_WORDS = {"pro_rata": "按比例压减", "first_come": "先到先得"}


def export_allocation(ctx: Context, allocation: Allocation, out: Path) -> int:
    """Write the shares to `out` (.xlsx) and note it in the trail; returns the count of cases.

    Raises UserError cannot_write, missing_folder, disk_full, no_right.
    """
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EXPORT_TABLES)
    book = new_book()
    page = book.create_sheet("资金分配")
    trial = "（试分配，含未批复的申报）" if allocation.is_trial else ""
    rule = RULE_WORDS.get(allocation.rule, allocation.rule)
    write_text(page, 1, 1, f"{allocation.year}年度资金分配{trial}　办法：{rule}　参数见计算书")
    for place, head in enumerate(HEADS, start=1):
        write_text(page, 2, place, head)
    for number, case in enumerate(allocation.cases, start=3):
        texts = (case.case_no, case.enterprise, f"M{MEASURE_NUMBERS[case.measure_id]}" if case.measure_id else "")
        for place, text in enumerate(texts, start=1):
            write_text(page, number, place, text)
        amounts = (case.approved_amount, case.allocated_amount, case.reduction)
        _money(page, number, 4, amounts)
        for place, text in enumerate(
            (case.reduction_code, case.expression, "在审" if case.is_open else "已批复"), start=7
        ):
            write_text(page, number, place, text)
    last = len(allocation.cases) + 3
    write_text(page, last, 1, "合计")
    _money(page, last, 4, (allocation.asked, allocation.allocated, allocation.asked - allocation.allocated))
    write_text(page, last + 1, 1, "资金池可分")
    _money(page, last + 1, 4, (allocation.budget,))
    write_text(page, last + 2, 1, "舍尾余数，留在池内")
    _money(page, last + 2, 4, (allocation.residual,))
    for letter, width in zip("ABCDEFGHI", (24, 30, 6, 14, 14, 12, 9, 52, 8), strict=True):
        page.column_dimensions[letter].width = width
    with replacing(out) as target:
        book.save(target)
    with open_work(ctx.store, actor=actor, action="export_allocation", reason=out.name, clock=ctx.clock) as work:
        work.note("budget_pool", {"file": out.name, "cases": len(allocation.cases), "rule": allocation.rule})
        work.commit()
    return len(allocation.cases)


def _money(page: object, row: int, first: int, amounts: tuple[object, ...]) -> None:
    for place, amount in enumerate(amounts, start=first):
        cell = page.cell(row, place)  # type: ignore[attr-defined]
        cell.value = amount
        cell.number_format = MONEY_FORMAT
