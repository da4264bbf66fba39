"""The reply to a county: its own file marked, and the corrected file through the same door."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from cbec_desktop.domain.errors import UserError
from cbec_desktop.exchange.problem_workbook import RED, RESULT_HEADER, YELLOW
from cbec_desktop.exchange.results import ImportPlan
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import imports
from cbec_desktop.services.context import Context
from tests.test_samples_2026 import SAMPLES

ODD = Path(__file__).parent.parent / "samples" / "odd"


def plan_of(ctx: Context, *paths: Path, template: str | None = None) -> ImportPlan:
    return imports.plan_import(ctx, list(paths), template, JobContext())


def reply_to(ctx: Context, source: Path, out: Path) -> openpyxl.Workbook:
    assert imports.write_problem_workbook(ctx, plan_of(ctx, source), out) == [out]
    return openpyxl.load_workbook(out)


def test_refused_cells_are_coloured_with_a_comment_and_a_word_at_the_end(ctx: Context, tmp_path: Path) -> None:
    book = reply_to(ctx, SAMPLES / "W2-211302.xlsx", tmp_path / "reply.xlsx")
    page = book["费用明细"]
    for place, words in (("F14", "设为文本"), ("K15", "35000.00")):
        assert page[place].fill.fgColor.rgb.endswith(RED)
        assert words in page[place].comment.text
    assert page["X2"].value == RESULT_HEADER
    assert "K 列“本次申报(元)”" in page["X15"].value
    assert page["X13"].value is None
    assert book["房屋租赁"]["D8"].fill.fgColor.rgb.endswith(YELLOW)
    assert "改好后" in str(book["填报说明"].cell(book["填报说明"].max_row, 1).value)


def test_the_rest_of_the_county_file_stays_as_it_was(ctx: Context, tmp_path: Path) -> None:
    source, out = SAMPLES / "W1-211302.xlsx", tmp_path / "reply.xlsx"
    reply, original = reply_to(ctx, source, out), openpyxl.load_workbook(source)
    assert reply.sheetnames == original.sheetnames
    assert reply["_meta"].sheet_state == "veryHidden"
    for page in original:
        answered = reply[page.title]
        assert answered.freeze_panes == page.freeze_panes
        assert answered.auto_filter.ref == page.auto_filter.ref
        assert {str(a) for a in answered.merged_cells.ranges} == {str(a) for a in page.merged_cells.ranges}
        assert len(answered.data_validations.dataValidation) == len(page.data_validations.dataValidation)
        for row in page.iter_rows(max_row=min(page.max_row, 60)):
            for cell in row:
                twin = answered[cell.coordinate]
                assert (twin.value, twin.number_format) == (cell.value, cell.number_format)
                assert (repr(twin.font), repr(twin.border)) == (repr(cell.font), repr(cell.border))


def test_corrected_and_sent_again_it_goes_through(ctx: Context, tmp_path: Path) -> None:
    out, again = tmp_path / "reply.xlsx", tmp_path / "again.xlsx"
    first = plan_of(ctx, SAMPLES / "W1-211302.xlsx")
    imports.write_problem_workbook(ctx, first, out)
    imports.commit_import(ctx, first, True, JobContext())
    book = openpyxl.load_workbook(out)
    book["企业名录"]["T18"].value = "2113012840000000045"
    book.save(again)
    corrected = plan_of(ctx, again)
    assert corrected.files[0].counts == {"new": 1, "changed": 0, "unchanged": 16, "refused": 0, "conflict": 0}
    assert not [problem for problem in corrected.files[0].problems if RESULT_HEADER in problem.message]


def test_marks_of_an_earlier_reply_go_when_the_mistake_is_mended(ctx: Context, tmp_path: Path) -> None:
    out, again = tmp_path / "reply.xlsx", tmp_path / "again.xlsx"
    book = reply_to(ctx, SAMPLES / "W1-211302.xlsx", out)
    assert book["企业名录"]["T18"].comment is not None
    book["企业名录"]["T18"].value = "2113012840000000045"
    book["企业名录"]["D5"].value = "电商公司"
    book.save(again)
    page = reply_to(ctx, again, tmp_path / "second.xlsx")["企业名录"]
    assert page["T18"].comment is None
    assert not page["T18"].fill.fgColor.rgb.endswith(RED)
    assert page["Z18"].value is None
    assert page["D5"].comment is not None
    assert [cell.value for cell in page[2]].count(RESULT_HEADER) == 1


def cells_of(path: Path, *, values: bool) -> dict[tuple[int, int], object]:
    """What 费用明细 of a file holds in its first rows: formulas, or (`values`) their results."""
    page = openpyxl.load_workbook(path, data_only=values, read_only=True)["费用明细"]
    rows = enumerate(page.iter_rows(max_row=40, values_only=True), start=1)
    return {(row, column): value for row, cells in rows for column, value in enumerate(cells)}


def test_formulas_keep_their_results(ctx: Context, tmp_path: Path) -> None:
    source, out = SAMPLES / "W2-211303.xlsx", tmp_path / "reply.xlsx"
    plan = plan_of(ctx, source)
    imports.write_problem_workbook(ctx, plan, out)
    formulas = [place for place, text in cells_of(source, values=False).items() if str(text).startswith("=")]
    before, after = cells_of(source, values=True), cells_of(out, values=True)
    assert len(formulas) >= 12
    assert [after[place] for place in formulas] == [before[place] for place in formulas]
    assert plan_of(ctx, out).files[0].counts == plan.files[0].counts


def test_validations_that_look_at_another_sheet_come_back(ctx: Context, tmp_path: Path) -> None:
    source = tmp_path / "county.xlsx"
    extension = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
        ' uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations'
        ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list"'
        ' allowBlank="1"><x14:formula1><xm:f>填报说明!$A$1:$A$9</xm:f></x14:formula1><xm:sqref>E3:E90</xm:sqref>'
        "</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    with zipfile.ZipFile(SAMPLES / "W1-211302.xlsx") as package, zipfile.ZipFile(source, "w") as changed:
        for name in package.namelist():
            content = package.read(name)
            if name == "xl/worksheets/sheet2.xml":
                content = content.replace(b"</worksheet>", extension.encode())
            changed.writestr(name, content)
    page = reply_to(ctx, source, tmp_path / "reply.xlsx")["企业名录"]
    checks: dict[str, DataValidation] = {str(check.sqref): check for check in page.data_validations.dataValidation}
    assert checks["E3:E90"].formula1 == "填报说明!$A$1:$A$9"


@pytest.mark.parametrize("name", ["W1-211324.ods", "wrong.csv"])
def test_other_kinds_are_answered_by_a_new_workbook_that_says_so(ctx: Context, tmp_path: Path, name: str) -> None:
    source = SAMPLES / name
    if name.endswith(".csv"):
        source = tmp_path / name
        text = (ODD / "gb18030.csv").read_text(encoding="gb18030")
        source.write_text(re.sub(r"卖家", "电商公司", text, count=1), encoding="gb18030")
    plan = plan_of(ctx, source, template="W1")
    assert plan.files[0].counts["refused"] == 1
    out = tmp_path / "reply.xlsx"
    imports.write_problem_workbook(ctx, plan, out)
    book = openpyxl.load_workbook(out)
    assert name in str(book["填报说明"]["A1"].value)
    assert "新的 .xlsx" in str(book["填报说明"]["A2"].value)
    again = plan_of(ctx, out, template="W1").files[0]
    assert again.counts == plan.files[0].counts
    refused = [row.row for row in plan.files[0].rows if row.verdict.value == "refused"]
    assert [row.row for row in again.rows if row.verdict.value == "refused"] == refused


def test_an_old_xls_is_answered_too(ctx: Context, tmp_path: Path) -> None:
    imports.commit_import(ctx, plan_of(ctx, SAMPLES / "W1-211322.xls"), True, JobContext())
    plan = plan_of(ctx, SAMPLES / "W1-211322.xls")
    assert imports.write_problem_workbook(ctx, plan, tmp_path / "reply.xlsx") == []


def test_several_files_get_a_reply_each_and_a_list(ctx: Context, tmp_path: Path) -> None:
    out = tmp_path / "问题簿.xlsx"
    plan = plan_of(
        ctx, SAMPLES / "W1-211302.xlsx", SAMPLES / "W1-211303.xlsx", ODD / "encrypted.xlsx", SAMPLES / "W1-211382.xlsx"
    )
    written = [path.name for path in imports.write_problem_workbook(ctx, plan, out)]
    assert written == ["问题簿.xlsx", "问题簿-W1-211302.xlsx", "问题簿-W1-211382.xlsx"]
    page = openpyxl.load_workbook(out)["问题汇总"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert [(row[0], row[2], row[5]) for row in rows] == [
        ("W1-211302.xlsx", 18, "拒绝"),
        ("encrypted.xlsx", None, "拒绝"),
        ("W1-211382.xlsx", 12, "拒绝"),
    ]
    assert all(row[6] for row in rows)


def test_a_file_that_changed_since_the_plan_is_not_marked(ctx: Context, tmp_path: Path) -> None:
    source = tmp_path / "W1.xlsx"
    shutil.copyfile(SAMPLES / "W1-211302.xlsx", source)
    plan = plan_of(ctx, source)
    shutil.copyfile(SAMPLES / "W1-211382.xlsx", source)
    with pytest.raises(UserError) as refused:
        imports.write_problem_workbook(ctx, plan, tmp_path / "reply.xlsx")
    assert refused.value.code == "file_changed"
    assert not (tmp_path / "reply.xlsx").exists()


def test_an_unwritable_target_is_said(ctx: Context, tmp_path: Path) -> None:
    plan = plan_of(ctx, SAMPLES / "W1-211302.xlsx")
    with pytest.raises(UserError) as refused:
        imports.write_problem_workbook(ctx, plan, tmp_path / "none" / "reply.xlsx")
    assert refused.value.code == "missing_folder"
