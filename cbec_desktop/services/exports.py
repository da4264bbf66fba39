"""Workbooks that go out: templates filled from the store, or blank for filling in."""

from __future__ import annotations

import importlib.metadata
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbec_desktop.domain.clock import timestamp
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_HEADINGS, MEASURE_NUMBERS
from cbec_desktop.domain.rights import Right
from cbec_desktop.domain.statuses import (
    APPLICATION_STATUS_WORDS,
    ASSESSMENT_STATUS_WORDS,
    COUNTIES,
    COUNTY_SHORT,
    ApplicationStatus,
)
from cbec_desktop.exchange.guide import CONTACT
from cbec_desktop.exchange.template import Column, Kind, Sheet, Template
from cbec_desktop.exchange.templates.catalogue import find_template
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context
from cbec_desktop.services.import_fields import store_column
from cbec_desktop.services.settings import contact_words, read_settings
from db.reading import open_reading

if TYPE_CHECKING:
    from db.queries.exports import StoredRows

SOURCE_OF_SHEET = {
    "企业名录": "enterprise",
    "申报汇总": "application",
    "费用明细": "expense_line",
    "房屋租赁": "lease_invoice",
    "报关明细": "customs_declaration",
    "园区实绩": "park_performance",
    "服务活动": "service_event",
    "进出口月报": "trade_performance",
    "报关单清单": "customs_list_entry",
    "审核结果": "result",
}
PERSONAL_TEMPLATES = ("W1", "W2")
"""Never masked, so exporting them filled takes a right of its own (ruling 13)."""


def export_template(
    ctx: Context,
    template_id: str,
    out: Path,
    county: str | None,
    year: int | None,
    is_blank: bool,
    job: JobContext,
) -> int:
    """Write the workbook of `template_id` to `out`, filled from the store or blank; returns the rows written.

    `county` is a division code (None = the whole city), `year` the award year. Imported again, what was exported
    changes nothing. Raises UserError for an unknown template or county, a lacking right, an unwritable target.
    """
    template = find_template(template_id)
    is_personal = template.id in PERSONAL_TEMPLATES and not is_blank
    require_right(ctx, Right.EXPORT_PERSONAL_DATA if is_personal else Right.EXPORT_TABLES)
    if county is not None and county not in COUNTIES:
        known = "、".join(f"{code} {name}" for code, name in COUNTY_SHORT.items())
        raise UserError(f"没有编号为“{county}”的县区。可用的编号：{known}。", "unknown_county")
    from cbec_desktop.exchange.writer import fill_template, replacing

    meta = _meta(ctx, template, county, year)
    with replacing(out) as target:
        if is_blank:
            return fill_template(target, template, meta, {}, job)
        rows = _fill_from_store(ctx, template, meta, target, county=county, year=year, job=job)
        if is_personal:  # the file appears only when the trail knows of it
            _note_export(ctx, template, out, county=county, year=year, rows=rows)
    return rows


def _fill_from_store(
    ctx: Context,
    template: Template,
    meta: dict[str, str],
    target: Path,
    *,
    county: str | None,
    year: int | None,
    job: JobContext,
) -> int:
    from cbec_desktop.exchange.writer import fill_template
    from db.queries.exports import StoredRows

    with open_reading(ctx.store) as connection:
        if template.id == "W2":
            _refuse_shared_numbers(connection, county, year)
        conditions = {"county": county, "year": year}
        rows = {
            sheet.name: ExportRows(
                sheet,
                StoredRows(
                    connection, SOURCE_OF_SHEET[sheet.name], [store_column(c) for c in sheet.columns], conditions
                ),
                is_result=template.id == "W4",
            )
            for sheet in template.sheets
        }
        return fill_template(target, template, meta, rows, job)


def _note_export(
    ctx: Context, template: Template, out: Path, *, county: str | None, year: int | None, rows: int
) -> None:
    """Who took which personal data out, how many rows, into which file."""
    from db.unit_of_work import open_work

    with open_work(ctx.store, actor=ctx.actor, action="export_personal_data") as work:
        work.note("export", {"template": template.id, "county": county, "year": year, "rows": rows, "file": out.name})
        work.commit()


class ExportRows(Collection[Sequence[Any]]):
    """The rows of one sheet as cells, made while they are written."""

    def __init__(self, sheet: Sheet, stored: StoredRows, *, is_result: bool) -> None:
        self._stored = stored
        self._makers = [_maker(column, is_result=is_result) for column in sheet.columns]

    def __len__(self) -> int:
        return len(self._stored)

    def __iter__(self) -> Iterator[Sequence[Any]]:
        makers = self._makers
        for row in self._stored:
            yield [
                value if make is None or value is None else make(value) for make, value in zip(makers, row, strict=True)
            ]

    def __contains__(self, row: object) -> bool:
        return any(row == known for known in self)


def _maker(column: Column, *, is_result: bool) -> Callable[[Any], Any] | None:
    """How a stored value becomes a cell; None when it is one already."""
    if is_result and column.field == "status":
        return result_words
    if column.kind is Kind.MEASURE:
        return _measure_title if is_result else _measure_number
    if column.kind is Kind.FLAG:
        yes, no = column.choices
        return lambda value: yes if value else no
    return _MAKERS.get(column.kind)


_MAKERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.MONEY: lambda fen: Decimal(fen).scaleb(-2),
    Kind.MONEY_WAN: lambda fen: Decimal(fen).scaleb(-6),
    Kind.NUMBER: Decimal,
    Kind.DATE: date.fromisoformat,
    Kind.COUNTY: lambda code: COUNTY_SHORT.get(code, code),
}


def _measure_number(measure_id: str) -> str:
    return str(MEASURE_NUMBERS[measure_id])


def _measure_title(measure_id: str) -> str:
    return f"{MEASURE_NUMBERS[measure_id]} {MEASURE_HEADINGS[measure_id]}"


def result_words(statuses: str) -> str:
    """Status of a case for its county: decided cases by their status, the others by what the assessment says."""
    case_status, _, assessment_status = statuses.partition(":")
    if case_status != ApplicationStatus.SUBMITTED or not assessment_status:
        word = APPLICATION_STATUS_WORDS[ApplicationStatus(case_status)]
        return f"{word}，未核算" if not assessment_status and case_status == ApplicationStatus.SUBMITTED else word
    return "试算：" + next(word for status, word in ASSESSMENT_STATUS_WORDS.items() if status == assessment_status)


def _refuse_shared_numbers(connection: Any, county: str | None, year: int | None) -> None:
    from db.queries.exports import shared_numbers

    shared = shared_numbers(connection, county, year)
    if shared:
        raise UserError(
            f"有 {len(shared)} 个申报编号被两个报送单位或两个年度同时使用（如 {shared[0]}），"
            "放在一个文件里分不清明细属于谁。请按县区和年度分别导出。",
            "shared_numbers",
        )


def _meta(ctx: Context, template: Template, county: str | None, year: int | None) -> dict[str, str]:
    now = ctx.clock()
    return {
        CONTACT: contact_words(read_settings(ctx)),
        "template_id": template.id,
        "template_version": template.version,
        "award_year": str(year or now.year),
        "reporting_unit": county or "",
        "workbook_id": str(uuid.uuid4()),
        "generated_at": timestamp(now),
        "program_version": importlib.metadata.version("cbec-desktop"),
    }
