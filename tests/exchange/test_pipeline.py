"""Whole workbooks: the odd files and the sample set, recognition by headers, findings within one file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cbec_desktop.domain.errors import RowProblem, UserError
from cbec_desktop.exchange.pipeline import read_workbook
from cbec_desktop.exchange.results import ParsedWorkbook
from cbec_desktop.exchange.templates.catalogue import find_template
from cbec_desktop.jobs import Cancelled, JobContext
from cbec_desktop.paths import resources_folder
from tests.exchange.packages import GOOD_ROW, HEADERS, good_sheet, pack, parts, sheet_xml, workbook

ODD = Path(__file__).resolve().parent.parent / "samples" / "odd"
YEAR = resources_folder() / "samples" / "2026"
ODD_CASES = json.loads((ODD / "expected.json").read_text(encoding="utf-8"))["files"]
YEAR_CASES = json.loads((ODD.parent / "2026" / "expected.json").read_text(encoding="utf-8"))["files"]
LEFT_TO_THE_STORE = ("second row for one key", "no application with this number")
ODD_REFUSED = ("html-named.xls", "encrypted.xlsx", "zip-bomb.xlsx", "xxe.xlsx", "duplicate-headers.xlsx")
ODD_TWINS = ("one-key-twice.xlsx",)  # the import service judges rows of one key


def read(path: Path, template: str | None = None) -> ParsedWorkbook:
    return read_workbook(path, template, JobContext())


def refused(parsed: ParsedWorkbook) -> set[tuple[str, int | None, str | None, str | None]]:
    problems = (problem for sheet in parsed.sheets for row in sheet.rows for problem in row.problems)
    return {(p.sheet, p.row, p.column, p.letter) for p in problems if p.level == "error"}


def said(parsed: ParsedWorkbook) -> list[RowProblem]:
    return parsed.problems + [p for sheet in parsed.sheets for row in sheet.rows for p in row.problems]


def messages(parsed: ParsedWorkbook) -> str:
    return "\n".join(problem.message for problem in said(parsed))


@pytest.mark.parametrize("case", ODD_CASES, ids=lambda case: case["file"])
def test_odd_files(case: dict[str, Any]) -> None:
    path = ODD / case["file"]
    if case["file"] in ODD_REFUSED:
        assert "file refused" in case["outcome"]
        with pytest.raises(UserError, match=case["file"]):
            read(path, case["template"])
        return
    parsed = read(path, case["template"])
    assert "read" in case["outcome"] or "row refused" in case["outcome"]
    expected = {(row["sheet"], row["row"], row["column"], row["letter"]) for row in case["rows"]}
    assert refused(parsed) == (set() if case["file"] in ODD_TWINS else expected)
    good = sum(not row.is_refused for sheet in parsed.sheets for row in sheet.rows)
    assert good == case.get("new", good)
    assert not case.get("reported") or any(problem.level in ("warning", "note") for problem in said(parsed))
    assert case.get("message_has", "") in messages(parsed)


@pytest.mark.parametrize("name", YEAR_CASES)
def test_sample_workbooks(name: str) -> None:
    case = YEAR_CASES[name]
    parsed = read(YEAR / name)
    assert parsed.template.id == case["template"]
    left = [row for row in case["refused_rows"] if any(words in row["reason"] for words in LEFT_TO_THE_STORE)]
    expected = {
        (row["sheet"], row["row"], row["column"], row["letter"]) for row in case["refused_rows"] if row not in left
    }
    assert refused(parsed) == expected
    good = sum(not row.is_refused for sheet in parsed.sheets for row in sheet.rows)
    assert good == case["counts"]["new"] + len(left)


def test_every_problem_says_what_to_do_and_where() -> None:
    parsed = read(YEAR / "W2-211302.xlsx")
    damaged = next(problem for problem in said(parsed) if problem.code == "E-DAMAGED")
    assert (damaged.sheet, damaged.row, damaged.column, damaged.letter) == ("费用明细", 14, "发票号码", "F")
    assert all(problem.message.endswith("。") for problem in said(parsed))


def test_only_a_clear_likeness_of_headers_is_taken(tmp_path: Path) -> None:
    parsed = read(YEAR / "W1-211321.xlsx")
    assert "按表头认作 W1" in messages(parsed)
    few = workbook(tmp_path / "a.xlsx")
    with pytest.raises(UserError, match="--template"):
        read(few)
    assert read(few, "w1").sheets[0].rows[0].values["name"] == GOOD_ROW[1]


def test_another_template_than_the_files_own_is_refused() -> None:
    with pytest.raises(UserError, match="自带的模板是 W2"):
        read(YEAR / "W2-211302.xlsx", "W1")


def test_a_template_that_only_goes_out_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="不能导入"):
        read(workbook(tmp_path / "a.xlsx"), "W4")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[*HEADERS, "联系手机", "联系电话"], GOOD_ROW], r"联系手机.*E1和F1"),
        ([HEADERS[:3], GOOD_ROW[:3]], "缺少必填列 “企业角色”"),
        ([["甲", "乙"], [1, 2]], "找不到表头"),
        ([HEADERS], "没有数据行"),
        ([["说明"]] * 10 + [HEADERS, GOOD_ROW], "找不到表头|对不上"),
    ],
)
def test_headers_that_are_not_clear_refuse_the_file(rows: list[list[object]], words: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=words):
        read(workbook(tmp_path / "a.xlsx", sheet_xml(rows)), "W1")


def test_a_header_in_wan_is_not_taken_for_yuan(tmp_path: Path) -> None:
    headers = [column.header for column in find_template("W3").sheets[0].columns]
    sheet = sheet_xml([[header.replace("出口额(元)", "出口额（万元）") for header in headers], ["2026-03"]])
    content = parts({"进出口月报": sheet})
    with pytest.raises(UserError, match=r"F1 的表头单位是万元"):
        read(pack(tmp_path / "a.xlsx", content), "W3")


def test_a_renamed_sheet_is_known_by_its_headers_and_its_problems_by_the_template(tmp_path: Path) -> None:
    headers = [column.header for column in find_template("W1").sheets[0].columns]
    path = pack(tmp_path / "a.xlsx", parts({"Sheet1": sheet_xml([headers, [*GOOD_ROW[:3], "别的"]])}))
    parsed = read(path, "W1")
    assert parsed.sheets[0].source_name == "Sheet1"
    assert refused(parsed) == {("企业名录", 2, "企业角色", "D")}
    assert "“Sheet1”按表头认作“企业名录”" in messages(parsed)


def test_hidden_columns_of_the_program_are_not_foreign(tmp_path: Path) -> None:
    sheet = sheet_xml([[*HEADERS, "_id", "_version", "_hash", "内部备注"], [*GOOD_ROW, 1, 1, "x", "y"]])
    text = messages(read(workbook(tmp_path / "a.xlsx", sheet), "W1"))
    assert "内部备注（H 列）" in text
    assert "_id" not in text


def test_rows_that_are_no_records_are_left_out(tmp_path: Path) -> None:
    rows = [
        [*HEADERS, "内部序号"],
        ["小计", "", "", "", ""],
        [*GOOD_ROW, 1],
        ["", "", "", "", 2],
        [" ", "", "", "", ""],
        ["合计：", "", "", "", ""],
        ["填表人：王某", "", "", "", ""],
    ]
    parsed = read(workbook(tmp_path / "a.xlsx", sheet_xml(rows)), "W1")
    assert [row.row for row in parsed.sheets[0].rows] == [3]


def test_sums_are_compared_over_the_rows_above(tmp_path: Path) -> None:
    headers = ["期间", "统一社会信用代码", "企业名称", "业务方式", "出口额(元)", "进口额(元)", "数据来源"]
    line = ["2026-03", "91211302MA0TEPT10B", "甲", "9610"]
    rows = [
        headers,
        [*line, 100, 1, "海关"],
        ["小计", "", "", "", 100, 2, ""],
        [*line[:3], "9710", 200, 1, "海关"],
        ["合计", "", "", "", 300.5, 2, ""],
    ]
    parsed = read(pack(tmp_path / "a.xlsx", parts({"进出口月报": sheet_xml(rows)})), "W3")
    found = {(problem.row, problem.column) for problem in parsed.problems if problem.code == "W-TOTAL"}
    assert found == {(3, "进口额(元)"), (5, "出口额(元)")}
    assert "相差 0.50" in messages(parsed)


def test_sums_of_counts_and_of_ten_thousands_are_compared_in_the_unit_of_their_column(tmp_path: Path) -> None:
    headers = [*HEADERS, "从业人数", "上年营业收入(万元)"]
    rows = [headers, [*GOOD_ROW, 12, 100], ["合计", "", "", "", 13, 100.5]]
    parsed = read(workbook(tmp_path / "a.xlsx", sheet_xml(rows)), "W1")
    found = {problem.column: problem.message for problem in parsed.problems if problem.code == "W-TOTAL"}
    assert "写的是 13，上面各行相加是 12，相差 1；" in found["从业人数"]
    assert "写的是 100.5，上面各行相加是 100，相差 0.5；" in found["上年营业收入(万元)"]


def test_merged_cells_are_named_as_the_reason(tmp_path: Path) -> None:
    sheet = sheet_xml(
        [HEADERS, GOOD_ROW, ["91211303MA0TEPT10R", "", "龙城区", "卖家"]],
        after='<mergeCells><mergeCell ref="B2:B3"/></mergeCells>',
    )
    parsed = read(workbook(tmp_path / "a.xlsx", sheet), "W1")
    assert "与 B2 合并" in messages(parsed)


def test_a_row_of_nothing_but_an_error_is_not_lost(tmp_path: Path) -> None:
    sheet = good_sheet(extra_rows='<row r="5"><c r="B5" t="e"><v>#N/A</v></c></row>')
    parsed = read(workbook(tmp_path / "a.xlsx", sheet), "W1")
    assert [(row.row, row.is_refused) for row in parsed.sheets[0].rows] == [(2, False), (5, True)]
    assert "#N/A" in messages(parsed)


def test_foreign_hidden_sheets_are_reported_and_not_read(tmp_path: Path) -> None:
    content = parts({"企业名录": good_sheet(), "旧数据": good_sheet()}, {"旧数据": "hidden"})
    parsed = read(pack(tmp_path / "a.xlsx", content), "W1")
    assert len(parsed.sheets[0].rows) == 1
    assert "隐藏的工作表“旧数据”" in messages(parsed)


def lease_row(**changes: object) -> list[object]:
    values: dict[str, object] = {
        "申报编号": "ST2026-4-001", "合同编号": "HT-1", "出租方": "甲", "坐落": "乙", "用途": "办公",
        "建筑面积(㎡)": 100, "自用面积(㎡)": 80, "租期起": "2026-01-01", "租期止": "2026-12-31",
        "发票号码": "26215633504200000290", "开票日期": "2026-01-05", "费用所属期起": "2026-01-01",
        "费用所属期止": "2026-12-31", "租金(元)": 7200, "付款日期": "2026-01-05", "付款方式": "对公转账",
        "付款方名称": "丙", "实付金额(元)": 7200,
    }  # fmt: skip
    return list((values | changes).values())


LEASE_HEADERS = [
    "申报编号", "合同编号", "出租方", "坐落", "用途", "建筑面积(㎡)", "自用面积(㎡)", "租期起", "租期止", "发票号码",
    "开票日期", "费用所属期起", "费用所属期止", "租金(元)", "付款日期", "付款方式", "付款方名称", "实付金额(元)",
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({}, None, None),
        ({"自用面积(㎡)": 100}, None, None),
        ({"自用面积(㎡)": 100.01}, "E-AREA", "自用面积(㎡)"),
        ({"建筑面积(㎡)": 0, "自用面积(㎡)": 0}, "E-AREA", "建筑面积(㎡)"),
        ({"租期止": "2025-12-31"}, "E-PERIOD", "租期止"),
        ({"费用所属期止": "2025-12-31"}, "E-PERIOD", "费用所属期止"),
        ({"费用所属期止": "2027-01-31"}, "W-PERIOD", "费用所属期起"),
        ({"租金(元)": -1}, "E-NEGATIVE", "租金(元)"),
        ({"发票号码": "00012345"}, None, None),
    ],
)
def test_what_a_lease_row_says_against_itself(
    changes: dict[str, object], code: str | None, column: str | None, tmp_path: Path
) -> None:
    content = parts({"房屋租赁": sheet_xml([LEASE_HEADERS, lease_row(**changes)])})
    parsed = read(pack(tmp_path / "a.xlsx", content), "W2")
    problems = [problem for row in parsed.sheets[0].rows for problem in row.problems]
    first = next(((problem.code, problem.column) for problem in problems if problem.code != "W-INVOICE"), (None, None))
    assert first == (code, column)
    assert not problems or problems[0].level == ("warning" if problems[0].code.startswith("W-") else "error")


def test_two_agents_on_one_invoice_are_said_once(tmp_path: Path) -> None:
    problems = [p for p in said(read(YEAR / "W2-211303.xlsx")) if p.code == "W-AGENT"]
    assert [(p.sheet, p.row) for p in problems] == [("报关明细", 14)]


def test_stopping_leaves_no_child_behind(tmp_path: Path) -> None:
    job = JobContext(lambda done, _total, _text: job.cancel() if done else None)
    with pytest.raises(Cancelled):
        read_workbook(workbook(tmp_path / "a.xlsx"), "W1", job)
