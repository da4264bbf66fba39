"""What goes out comes back unchanged: blank and filled workbooks, from the program and re-saved by LibreOffice."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from cbec_desktop.bootstrap import open_context
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.statuses import COUNTIES, Role
from cbec_desktop.exchange.templates.catalogue import TEMPLATES, find_template
from cbec_desktop.jobs import Cancelled, JobContext
from cbec_desktop.services import accounts, imports
from cbec_desktop.services.context import Context
from cbec_desktop.services.exports import export_template
from db.models.audit import AuditEntry
from tests.conftest import PASSWORD, open_test_context
from tests.services.workbooks import application, codes, firm, invoice, rent, rows_of, take_in, tenant, workbook
from tests.test_samples_2026 import ORDER
from tests.test_samples_2026 import take_in as take_in_samples

RESAVED = Path(__file__).parent.parent / "samples" / "resaved"
"""Exports of the sample store, opened and saved again by LibreOffice 7.4 (xlsx and ods)."""
TRICKY = ("=1+1", "+86 421", "-5", "@SUM(A1)", "'quoted", '<&>"', "a  b", "第一行\n第二行", "0012")


@pytest.fixture(scope="module")
def sample_store(ready_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A store with all samples; tests of this module only read it."""
    folder = tmp_path_factory.mktemp("samples") / "data"
    folder.mkdir()
    shutil.copyfile(ready_store, folder / "store.db")
    context = open_test_context(folder)
    context = context.acting(accounts.authenticate(context, "测试", PASSWORD))
    take_in_samples(context, ORDER)
    yield context
    context.store.close()


def counts_of(ctx: Context, path: Path) -> dict[str, int]:
    plan = imports.plan_import(ctx, [path], None, JobContext()).files[0]
    assert plan.refusal is None, plan.refusal
    assert not [problem for problem in plan.problems if problem.level == "error"]
    return plan.counts


@pytest.mark.parametrize("template_id", ["W1", "W2"])
@pytest.mark.parametrize("county", COUNTIES)
def test_export_of_a_county_comes_back_unchanged(
    sample_store: Context, tmp_path: Path, template_id: str, county: str
) -> None:
    out = tmp_path / "out.xlsx"
    rows = export_template(sample_store, template_id, out, county, 2026, False, JobContext())
    assert rows > 5
    assert counts_of(sample_store, out) == {"new": 0, "changed": 0, "unchanged": rows, "refused": 0, "conflict": 0}


@pytest.mark.parametrize(("template_id", "expected"), [("W1", 69), ("W2", 797), ("W3", 145)])
def test_export_of_the_city_comes_back_unchanged(
    sample_store: Context, tmp_path: Path, template_id: str, expected: int
) -> None:
    out = tmp_path / "out.xlsx"
    rows = export_template(sample_store, template_id, out, None, 2026, False, JobContext())
    assert rows == expected
    assert counts_of(sample_store, out)["unchanged"] == rows


@pytest.mark.parametrize("path", sorted(RESAVED.iterdir()), ids=lambda path: path.name)
def test_exports_resaved_by_libreoffice_come_back_unchanged(sample_store: Context, path: Path) -> None:
    counts = counts_of(sample_store, path)
    assert counts["unchanged"] > 5
    assert counts == {"new": 0, "changed": 0, "unchanged": counts["unchanged"], "refused": 0, "conflict": 0}


def test_there_are_resaved_files_of_every_kind() -> None:
    names = {path.name for path in RESAVED.iterdir()}
    assert {"W1-211302.xlsx", "W1-211324.ods", "W2-211302.xlsx", "W2-211322.ods", "W3.xlsx"} <= names


def test_results_go_out_with_the_state_in_words(sample_store: Context, tmp_path: Path) -> None:
    out = tmp_path / "W4.xlsx"
    rows = export_template(sample_store, "W4", out, "211302", 2026, False, JobContext())
    page = openpyxl.load_workbook(out)["审核结果"]
    assert rows == 17
    assert page["A3"].value == "CYKJ-2026-M5-211302-0001"
    assert page["E3"].value == "5 支持企业开展跨境电商出口业务"
    assert page["H3"].value == "已提交，未核算"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_a_blank_workbook_explains_itself(ctx: Context, tmp_path: Path, template: object) -> None:
    template = find_template(getattr(template, "id"))  # noqa: B009
    out = tmp_path / "blank.xlsx"
    assert export_template(ctx, template.id, out, "211303", 2026, True, JobContext()) == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["填报说明", *(sheet.name for sheet in template.sheets), "_meta"]
    assert book["_meta"].sheet_state == "veryHidden"
    meta = {row[0]: row[1] for row in book["_meta"].iter_rows(values_only=True)}
    assert list(meta) == [
        "key", "template_id", "template_version", "award_year", "reporting_unit", "workbook_id", "generated_at",
        "program_version",
    ]  # fmt: skip
    assert (meta["template_id"], meta["award_year"], meta["reporting_unit"]) == (template.id, "2026", "211303")
    assert "龙城区" in str(book["填报说明"]["A2"].value)
    for sheet in template.sheets:
        page = book[sheet.name]
        headers = [cell.value for cell in page[2]]
        assert headers == [column.header + ("*" if column.is_required else "") for column in sheet.columns]
        assert page["A1"].value == f"2026年度{sheet.name}"
        assert [str(area) for area in page.merged_cells.ranges] == [f"A1:{page.cell(2, len(headers)).column_letter}1"]
        assert (page.freeze_panes, page.print_title_rows) == ("A3", "$1:$2")
        assert page.page_setup.orientation == "landscape"
        assert page.auto_filter.ref.startswith("A2:")
        assert len(page.data_validations.dataValidation) == len(headers)
        assert all(check.prompt for check in page.data_validations.dataValidation)


def test_prepared_rows_keep_identifiers_text_money_money_and_dates_dates(ctx: Context, tmp_path: Path) -> None:
    out = tmp_path / "blank.xlsx"
    export_template(ctx, "W2", out, None, 2026, True, JobContext())
    page = openpyxl.load_workbook(out)["费用明细"]
    for row in (3, 500, 1002):
        assert cell_of(page, row, "发票号码*").number_format == "@"
        assert cell_of(page, row, "价税合计(元)*").number_format == "#,##0.00"
        assert cell_of(page, row, "开票日期*").number_format == "yyyy-mm-dd"
    lists = {str(check.sqref): check.formula1 for check in page.data_validations.dataValidation}
    assert lists["B3:B1002"].startswith('"入驻费,会员费')


def cell_of(page: Worksheet, row: int, header: str) -> openpyxl.cell.Cell:
    place = [cell.value for cell in page[2]].index(header) + 1
    return page.cell(row, place)


@pytest.mark.parametrize("text", TRICKY)
def test_text_that_looks_like_a_formula_stays_text(ctx: Context, tmp_path: Path, text: str) -> None:
    take_in(ctx, workbook("W1", {"企业名录": [firm(remark=text, main_products=text)]}))
    out = tmp_path / "W1.xlsx"
    export_template(ctx, "W1", out, None, 2026, False, JobContext())
    cell = cell_of(openpyxl.load_workbook(out)["企业名录"], 3, "备注")
    assert (cell.value, cell.data_type) == (text, "s")
    assert bool(cell.quotePrefix) == (text[0] in "=+-@")
    assert counts_of(ctx, out)["unchanged"] == 1


def test_lines_of_every_sheet_come_back_unchanged(ctx: Context, tmp_path: Path) -> None:
    from datetime import date
    from decimal import Decimal

    foreign = {
        "currency": "USD",
        "foreign_amount": Decimal("479.88"),
        "exchange_rate": Decimal("7.1234"),
        "rate_on": date(2026, 4, 6),
        "local_share_percent": Decimal("75.5"),
        "other_support": Decimal("1.05"),
        "remark": "=1+1",
    }
    support = {"provincial_support_amount": Decimal("0.10"), "provincial_support_project": "-项目"}
    take_in(
        ctx,
        workbook(
            "W2",
            {
                "申报汇总": [
                    application(has_provincial_support=True, **support),
                    application("ST-004", measure="premises_rent"),
                    application("ST-001B", measure="park_award", has_undertaking=False),
                ],
                "费用明细": [invoice(**foreign)],
                "房屋租赁": [rent("ST-004", certificate_area=Decimal("99.99"))],
                "园区实绩": [tenant("ST-001B")],
            },
        ),
    )
    out = tmp_path / "W2.xlsx"
    assert export_template(ctx, "W2", out, "211302", 2026, False, JobContext()) == 6
    assert counts_of(ctx, out)["unchanged"] == 6


def test_two_units_with_one_number_cannot_share_a_file(ctx: Context, tmp_path: Path) -> None:
    take_in(ctx, workbook("W2", {"申报汇总": [application()]}))
    take_in(ctx, workbook("W2", {"申报汇总": [application(county_code="211303")]}, unit="211303"))
    with pytest.raises(UserError) as refused:
        export_template(ctx, "W2", tmp_path / "W2.xlsx", None, 2026, False, JobContext())
    assert refused.value.code == "shared_numbers"
    assert export_template(ctx, "W2", tmp_path / "W2.xlsx", "211303", 2026, False, JobContext()) == 1


def test_firms_that_wait_for_registration_are_not_in_the_register(ctx: Context, tmp_path: Path) -> None:
    plan = take_in(ctx, workbook("W2", {"申报汇总": [application()]}))
    assert codes(plan) == []
    assert export_template(ctx, "W1", tmp_path / "W1.xlsx", None, 2026, False, JobContext()) == 0


@pytest.mark.parametrize(("template_id", "is_allowed"), [("W1", False), ("W2", False), ("W3", True), ("W4", True)])
def test_personal_data_take_a_right_of_their_own(
    ctx: Context, tmp_path: Path, template_id: str, is_allowed: bool
) -> None:
    assert ctx.actor is not None
    auditor = ctx.acting(replace(ctx.actor, roles=frozenset({Role.AUDITOR.value})))
    export_template(auditor, template_id, tmp_path / "blank.xlsx", None, 2026, True, JobContext())
    out = tmp_path / "filled.xlsx"
    if is_allowed:
        export_template(auditor, template_id, out, None, 2026, False, JobContext())
    else:
        with pytest.raises(UserError):
            export_template(auditor, template_id, out, None, 2026, False, JobContext())
    assert out.exists() == is_allowed


def test_unknown_template_county_and_folder_are_refused_with_a_sentence(ctx: Context, tmp_path: Path) -> None:
    for template_id, county, out, code in (
        ("W9", None, tmp_path / "a.xlsx", "unknown_template"),
        ("W1", "110101", tmp_path / "a.xlsx", "unknown_county"),
        ("W1", None, tmp_path / "none" / "a.xlsx", "missing_folder"),
        ("W1", None, tmp_path, "cannot_write"),
    ):
        with pytest.raises(UserError) as refused:
            export_template(ctx, template_id, out, county, 2026, False, JobContext())
        assert refused.value.code == code
    assert list(tmp_path.glob(".*")) == []


class _Stopped(JobContext):
    def step(self, done: int, total: int, text: str = "") -> None:
        raise Cancelled


def test_a_stopped_export_leaves_the_old_file(sample_store: Context, tmp_path: Path) -> None:
    out = tmp_path / "W2.xlsx"
    out.write_bytes(b"old")
    with pytest.raises(Cancelled):
        export_template(sample_store, "W2", out, None, 2026, False, _Stopped())
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["W2.xlsx"]


def test_what_is_exported_is_what_is_stored(sample_store: Context, tmp_path: Path) -> None:
    out = tmp_path / "W2.xlsx"
    export_template(sample_store, "W2", out, None, 2026, False, JobContext())
    page = openpyxl.load_workbook(out)["报关明细"]
    total = sum(row[7] for row in page.iter_rows(min_row=3, values_only=True) if row[0])
    stored = rows_of(sample_store, "customs_declaration", "sum(declared_value_fen) AS fen")[0]["fen"]
    assert round(total * 100) == stored


def trail(ctx: Context) -> list[tuple[str, str, str | None]]:
    with ctx.store.open_view() as view:
        entries = view.scalars(select(AuditEntry).where(AuditEntry.action == "export_personal_data")).all()
    return [(entry.actor, entry.table_name, entry.after_json) for entry in entries]


def test_personal_data_goes_out_only_with_an_entry_in_the_trail(ctx: Context, tmp_path: Path) -> None:
    for template_id, is_blank in (("W1", True), ("W3", False), ("W4", False)):
        export_template(ctx, template_id, tmp_path / "open.xlsx", None, 2026, is_blank, JobContext())
    assert trail(ctx) == []
    export_template(ctx, "W1", tmp_path / "firms.xlsx", "211303", 2026, False, JobContext())
    details = '{"county":"211303","file":"firms.xlsx","rows":0,"template":"W1","year":2026}'
    assert trail(ctx) == [("测试", "export", details)]


def test_an_export_that_cannot_be_noted_leaves_no_file(ctx: Context, tmp_path: Path) -> None:
    out = tmp_path / "firms.xlsx"
    hasty = open_context(ctx.paths.folder, busy_timeout_s=0.3).acting(ctx.actor) if ctx.actor else ctx
    with closing(sqlite3.connect(ctx.store.path)) as other:
        other.execute("BEGIN IMMEDIATE")  # somebody else writes and does not end
        with pytest.raises(UserError):
            export_template(hasty, "W1", out, None, 2026, False, JobContext())
    hasty.store.close()
    assert list(tmp_path.glob("*irms*")) == []
