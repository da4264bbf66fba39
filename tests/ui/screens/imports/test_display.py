"""How a plan becomes lines: what must be handled first, every changed cell, refused cells with their sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.exchange.results import CellChange, FilePlan, PlannedRow, Verdict
from ui.screens.imports.display import file_item, good_row_count
from ui.screens.imports.plan_lines import Filter, filter_counts, full_sentence, plan_lines, split_advice, table_row

DAMAGED = RowProblem(
    "费用明细", 9, "发票号码", "E-DAMAGED", "error", "号码已变形；请把单元格设为文本，重填 20 位号码。", "F", "2.52E+19"
)
HIGH = RowProblem("申报汇总", 4, "申报金额", "W-HIGH", "warning", "高于上年 3 倍，请核对。", "G", "90,000.00")


def plan() -> FilePlan:
    rows = [
        PlannedRow("申报汇总", 3, Verdict.UNCHANGED, "SB-1", "甲公司"),
        PlannedRow(
            "申报汇总", 4, Verdict.NEW, "SB-2", "乙公司", problems=(HIGH,),
            values={
                "reporting_no": "SB-2", "enterprise": "乙公司", "claimed_amount": Decimal("90000.00"),
                "has_provincial_support": False, "county_reviewed_on": date(2026, 10, 26), "remark": None,
            },
        ),
        PlannedRow(
            "申报汇总", 5, Verdict.CHANGED, "SB-3", "丙公司",
            changes=(
                CellChange("county_reviewed_amount", "县区初审金额(元)", "O", "27,000.00", "24,000.00"),
                CellChange("reduction_reason", "核减原因", "P", None, "物业费不属房租"),
            ),
        ),
        PlannedRow("费用明细", 9, Verdict.REFUSED, "SB-3", "丙公司", problems=(DAMAGED,)),
    ]  # fmt: skip
    counts = {"new": 1, "changed": 1, "unchanged": 1, "refused": 1, "conflict": 0}
    return FilePlan(Path("W2-211302.xlsx"), "W2", counts, rows, [DAMAGED])


def test_pending_shows_refused_first_then_every_changed_cell() -> None:
    lines = plan_lines(plan(), Filter.PENDING, "")
    assert [(line.chip.text, line.field, line.old, line.new) for line in lines] == [
        ("拒绝", "发票号码", None, "2.52E+19"),
        ("变更", "县区初审金额(元)", "27,000.00", "24,000.00"),
        ("变更", "核减原因", "", "物业费不属房租"),
    ]
    assert lines[0].place == "第 9 行 F 列"
    assert lines[0].is_problem
    assert not lines[1].is_problem


def test_all_shows_each_row_once_and_the_warning_beside_its_row() -> None:
    lines = plan_lines(plan(), Filter.ALL, "")
    assert [line.chip.text for line in lines] == ["拒绝", "变更", "变更", "新增", "提醒", "未变"]


def test_a_problem_of_a_row_is_not_told_again_for_the_file() -> None:
    assert sum(line.code == "E-DAMAGED" for line in plan_lines(plan(), Filter.ALL, "")) == 1


def test_a_new_row_opens_into_its_cells() -> None:
    closed = plan_lines(plan(), Filter.NEW, "")[0]
    assert closed.field == "整行 4 格"
    assert "申报金额 90,000.00 元" in closed.new
    cells = [line.new for line in plan_lines(plan(), Filter.NEW, "", frozenset({1})) if line.old == ""]
    assert cells == ["SB-2", "90,000.00 元", "否", "2026-10-26"]


def test_counts_are_over_rows_not_cells() -> None:
    counts = filter_counts(plan())
    assert (counts[Filter.ALL], counts[Filter.PENDING], counts[Filter.CHANGED], counts[Filter.NOTED]) == (4, 2, 1, 1)


@pytest.mark.parametrize(("text", "rows"), [("5", {2}), ("乙公司", {1}), ("物业", {2}), ("没有", set())])
def test_search_finds_row_numbers_firms_and_values(text: str, rows: set[int]) -> None:
    assert {line.row for line in plan_lines(plan(), Filter.ALL, text)} == rows


def test_the_sentence_names_sheet_row_column_and_header() -> None:
    assert full_sentence(DAMAGED).startswith("费用明细 第 9 行 F 列“发票号码”：号码已变形")


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("号码已变形；请把单元格设为文本。", ("号码已变形", "请把单元格设为文本")),
        ("列单位是元；如确为此数改填 35000", ("列单位是元", "如确为此数改填 35000")),
        ("没有这一天。", ("没有这一天", "")),
    ],
)
def test_advice_is_parted_from_what_is_wrong(message: str, parts: tuple[str, str]) -> None:
    assert split_advice(message) == parts


def test_a_refused_cell_stands_on_the_error_back_with_its_value_as_it_came() -> None:
    cell = table_row(plan_lines(plan(), Filter.REFUSED, "")[0], 0).cells[4]
    assert (cell.text, cell.back, cell.note) == ("2.52E+19", "err", "号码已变形")


def test_a_file_refused_whole_carries_its_sentence_and_counts_nothing() -> None:
    refused = FilePlan(Path("x.xlsx"), None, {}, [], [], refusal="x.xlsx：文件设有打开密码。", refusal_code="encrypted")
    item = file_item(refused)
    assert item.state == "err"
    assert item.refusal == "x.xlsx：文件设有打开密码。"
    assert good_row_count([refused, plan()]) == 2
