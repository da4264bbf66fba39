"""Plan of one workbook: what each of its rows would do to the store; nothing is written and nothing locked."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.exchange.results import FilePlan, ParsedSheet, ParsedWorkbook, SheetPlace, Verdict
from cbec_desktop.exchange.templates.w2_applications import APPLICATIONS
from cbec_desktop.exchange.templates.w2_lines import LEASE_INVOICES
from cbec_desktop.exchange.templates.w3_trade import CUSTOMS_LIST, TRADE_PERFORMANCE
from cbec_desktop.services.import_applications import CaseBook, plan_applications
from cbec_desktop.services.import_draft import FileDraft
from cbec_desktop.services.import_enterprises import plan_register
from cbec_desktop.services.import_image import StoreImage, Writes
from cbec_desktop.services.import_leases import plan_leases
from cbec_desktop.services.import_lines import LINE_KINDS, plan_lines
from cbec_desktop.services.import_trade import plan_customs_list, plan_trade


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """What committing one file needs: its identity, what it writes, and the audit head it was planned at."""

    sha256: str
    meta: dict[str, str]
    template_version: str
    writes: Writes
    head: int | None
    places: tuple[SheetPlace, ...]


def plan_workbook(
    workbook: ParsedWorkbook, image: StoreImage, connection: sqlite3.Connection, *, now: str, actor: str
) -> FilePlan:
    """Judge every data row of `workbook` against `image`, which then holds what the file would write."""
    image.begin_file()
    image.note_head(connection)
    draft = FileDraft(workbook, image, connection, now, actor)
    _PLANNERS[workbook.template.id](draft)
    return FilePlan(
        path=workbook.path,
        template_id=workbook.template.id,
        counts=count_verdicts(draft),
        rows=draft.rows,
        problems=_all_problems(draft),
        commit_data=PreparedFile(
            workbook.sha256, workbook.meta, workbook.template.version, image.writes, image.head, _places(workbook)
        ),
    )


def _places(workbook: ParsedWorkbook) -> tuple[SheetPlace, ...]:
    return tuple(
        SheetPlace(
            sheet.sheet.name,
            sheet.source_name or sheet.sheet.name,
            sheet.header_row,
            max(sheet.positions.values(), default=0),
        )
        for sheet in workbook.sheets
    )


def count_verdicts(draft: FileDraft) -> dict[str, int]:
    """Rows by verdict, over all data sheets (ruling 7)."""
    counts = Counter(row.verdict.value for row in draft.rows)
    return {verdict.value: counts[verdict.value] for verdict in Verdict}


def _plan_w1(draft: FileDraft) -> None:
    for sheet in draft.workbook.sheets:
        plan_register(draft, sheet)


def _plan_w2(draft: FileDraft) -> None:
    """Applications first, whatever the order of the sheets in the file; then their lines."""
    sheets = {sheet.sheet.name: sheet for sheet in draft.workbook.sheets}
    _load_for_applications(draft, list(sheets.values()))
    book = CaseBook()
    if (applications := sheets.get(APPLICATIONS.name)) is not None:
        plan_applications(draft, applications, book)
    kinds = {kind.sheet.name: kind for kind in LINE_KINDS}
    for template_sheet in draft.workbook.template.sheets:
        sheet = sheets.get(template_sheet.name)
        if sheet is None or template_sheet.name == APPLICATIONS.name:
            continue
        if template_sheet.name == LEASE_INVOICES.name:
            plan_leases(draft, sheet, book)
        else:
            plan_lines(draft, sheet, book, kinds[template_sheet.name])


def _load_for_applications(draft: FileDraft, sheets: list[ParsedSheet]) -> None:
    rows = [row for sheet in sheets for row in sheet.rows]
    numbers = {number for row in rows if (number := row.values.get("reporting_no"))}
    case_nos = {case_no for row in rows if (case_no := row.values.get("case_no"))}
    draft.image.load_applications(draft.connection, numbers, case_nos)
    applications = [sheet for sheet in sheets if sheet.sheet.name == APPLICATIONS.name]
    codes = {code for sheet in applications for row in sheet.rows if (code := row.values.get("credit_code"))}
    draft.image.load_enterprises(draft.connection, codes, with_parts=False)


def _plan_w3(draft: FileDraft) -> None:
    sheets = {sheet.sheet.name: sheet for sheet in draft.workbook.sheets}
    if (trade := sheets.get(TRADE_PERFORMANCE.name)) is not None:
        plan_trade(draft, trade)
    if (customs_list := sheets.get(CUSTOMS_LIST.name)) is not None:
        plan_customs_list(draft, customs_list)


_PLANNERS: dict[str, Callable[[FileDraft], None]] = {"W1": _plan_w1, "W2": _plan_w2, "W3": _plan_w3}


def _all_problems(draft: FileDraft) -> list[RowProblem]:
    """Everything said about the file, once each: what the reader found, what the plan adds, row by row."""
    said = [*draft.workbook.problems, *draft.notes]
    for row in draft.rows:
        said.extend(row.problems)
    return list(dict.fromkeys(said))
