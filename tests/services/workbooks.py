"""Workbooks as the reader hands them over, made by hand: rows of typed values, a few fields said, the rest filled."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.exchange.results import ImportPlan, ParsedRow, ParsedSheet, ParsedWorkbook
from cbec_desktop.exchange.templates.catalogue import find_template
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import imports
from cbec_desktop.services.context import Context
from db.reading import open_reading

CODE_A, CODE_B, CODE_C = "91211302MA0TW7UWXF", "91211302MA0TXY5Y6B", "91211302MA0T73K15C"
Values = dict[str, Any]
_numbers = itertools.count(1)


def firm(credit_code: str = CODE_A, **more: Any) -> Values:
    """A row of 企业名录."""
    row: Values = {
        "credit_code": credit_code,
        "name": "朝阳尖山示例羊绒电子商务有限公司",
        "county_code": "211302",
        "roles": ("卖家",),
        "contact_person": "张样文",
        "contact_mobile": "13800007690",
        "prior_year_revenue": Decimal(71_450_000),
        "customs_codes": ("2113260001",),
        "bank_name": "示例银行",
        "account_no": "2113385840000000003",
        "credit_status": "正常",
        "established_on": date(2020, 11, 10),
    }
    return row | more


def application(
    number: str = "ST-001", credit_code: str = CODE_A, measure: str = "platform_entry_fee", **more: Any
) -> Values:
    """A row of 申报汇总."""
    row: Values = {
        "reporting_no": number,
        "award_year": 2026,
        "measure_id": measure,
        "credit_code": credit_code,
        "enterprise_name": "朝阳尖山示例羊绒电子商务有限公司",
        "county_code": "211302",
        "claimed_amount": Decimal("8940.00"),
        "has_provincial_support": False,
        "has_undertaking": True,
        "document_count": 2,
    }
    return row | more


def invoice(number: str = "ST-001", invoice_no: str = "26215605208800000242", **more: Any) -> Values:
    """A row of 费用明细."""
    row: Values = {
        "reporting_no": number,
        "category": "年费",
        "platform_or_service": "示例跨境平台甲",
        "invoice_no": invoice_no,
        "invoiced_on": date(2026, 4, 5),
        "buyer_credit_code": CODE_A,
        "invoice_total": Decimal("29800.00"),
        "claimed_amount": Decimal("29800.00"),
        "paid_on": date(2026, 4, 6),
        "payment_method": "对公转账",
        "payer_name": "朝阳尖山示例羊绒电子商务有限公司",
        "paid_amount": Decimal("29800.00"),
    }
    return row | more


def rent(
    number: str = "ST-001", contract_no: str = "HT-1", invoice_no: str = "26215605208800000300", **more: Any
) -> Values:
    """A row of 房屋租赁."""
    row: Values = {
        "reporting_no": number,
        "contract_no": contract_no,
        "lessor": "朝阳示例置业有限公司",
        "location": "示例街 28 号",
        "usage": "办公",
        "floor_area": Decimal("100"),
        "self_used_area": Decimal("80.5"),
        "lease_from": date(2026, 1, 1),
        "lease_to": date(2026, 12, 31),
        "invoice_no": invoice_no,
        "invoiced_on": date(2026, 1, 5),
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 12, 31),
        "rent_amount": Decimal("7200.00"),
        "paid_on": date(2026, 1, 5),
        "payment_method": "对公转账",
        "payer_name": "朝阳尖山示例羊绒电子商务有限公司",
        "paid_amount": Decimal("7200.00"),
    }
    return row | more


def declaration(number: str = "ST-001", declaration_no: str = "090120260200000341", **more: Any) -> Values:
    """A row of 报关明细."""
    row: Values = {
        "reporting_no": number,
        "declaration_no": declaration_no,
        "supervision_mode": "9710",
        "direction": "出口",
        "declared_on": date(2026, 3, 16),
        "domestic_party_code": CODE_A,
        "declared_value": Decimal("46879.48"),
        "agent_name": "示例渤远报关服务有限公司",
        "agent_credit_code": CODE_B,
        "fee_amount": Decimal("200.00"),
        "invoice_no": "26215621908100000342",
        "paid_on": date(2026, 3, 16),
        "payment_method": "对公转账",
        "payer_name": "朝阳尖山示例羊绒电子商务有限公司",
        "paid_amount": Decimal("200.00"),
    }
    return row | more


def tenant(number: str = "ST-001", credit_code: str = CODE_B, **more: Any) -> Values:
    """A row of 园区实绩."""
    row: Values = {
        "reporting_no": number,
        "park_name": "双塔示例产业园",
        "enterprise_name": "入驻企业",
        "credit_code": credit_code,
        "moved_in_on": date(2026, 2, 23),
        "floor_area": Decimal("151"),
        "supervision_mode": "1210",
        "trade_value": Decimal("2337172.93"),
    }
    return row | more


def figure(period: str = "2026-03", credit_code: str = CODE_A, mode: str = "9810", **more: Any) -> Values:
    """A row of 进出口月报."""
    row: Values = {
        "period": period,
        "credit_code": credit_code,
        "enterprise_name": "朝阳尖山示例羊绒电子商务有限公司",
        "mode": mode,
        "export_value": Decimal("871905.45"),
        "import_value": Decimal("0.00"),
        "source": "海关",
    }
    return row | more


def workbook(
    template_id: str,
    sheets: Mapping[str, Sequence[Values]],
    *,
    unit: str | None = "211302",
    missing: Sequence[str] = (),
) -> ParsedWorkbook:
    """A workbook of `template_id` with these rows from row 3; `missing` are columns that the file lacks."""
    template = find_template(template_id)
    parsed = []
    for name, rows in sheets.items():
        sheet = next(sheet for sheet in template.sheets if sheet.name == name)
        fields = [column.field for column in sheet.columns if column.field not in missing]
        parsed_rows = [
            ParsedRow(number, dict.fromkeys(fields) | {key: value for key, value in row.items() if key in fields})
            for number, row in enumerate(rows, start=3)
        ]
        parsed.append(ParsedSheet(sheet, 2, {field: place for place, field in enumerate(fields)}, parsed_rows))
    number = next(_numbers)
    meta = {"template_id": template_id, "award_year": "2026", "reporting_unit": unit or ""}
    return ParsedWorkbook(Path(f"{template_id}-{number}.xlsx"), f"{number:064x}", template, meta, parsed)


def refuse_row(book: ParsedWorkbook, sheet: str, row: int) -> None:
    """Let the reader have refused a cell of this row."""
    found = next(one for one in book.sheets if one.sheet.name == sheet)
    found.rows[row - 3].problems.append(RowProblem(sheet, row, None, "money_wan", "error", "请改填 35000.00"))


def reader_of(books: Sequence[ParsedWorkbook]) -> Callable[[Path, str | None, JobContext], ParsedWorkbook]:
    """Reads these workbooks instead of files; every reading gives fresh rows, as a file would."""
    import copy

    by_path = {book.path: book for book in books}
    return lambda path, _template_id, _job: copy.deepcopy(by_path[path])


def plan(ctx: Context, *books: ParsedWorkbook) -> ImportPlan:
    """The plan of these workbooks, in this order."""
    return imports.plan_import(ctx, [book.path for book in books], None, JobContext(), read=reader_of(books))


def take_in(ctx: Context, *books: ParsedWorkbook, good_rows: bool = True) -> ImportPlan:
    """Plan and commit these workbooks."""
    read = reader_of(books)
    planned = imports.plan_import(ctx, [book.path for book in books], None, JobContext(), read=read)
    return imports.commit_import(ctx, planned, good_rows, JobContext(), read=read)


def rows_of(ctx: Context, table: str, columns: str = "*", more: str = "") -> list[Values]:
    """What a table of the store holds."""
    with open_reading(ctx.store) as connection:
        return connection.execute(f"SELECT {columns} FROM {table} {more}").fetchall()  # type: ignore[no-any-return]


def verdicts(planned: ImportPlan, file: int = 0) -> list[str]:
    """The verdicts of one file, row by row."""
    return [row.verdict.value for row in planned.files[file].rows]


def codes(planned: ImportPlan, file: int = 0) -> list[str]:
    """The codes of everything said about one file."""
    return [problem.code for problem in planned.files[file].problems]
