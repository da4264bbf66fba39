"""Plan of W2, the line sheets: invoices, declarations, tenants' trade, service events (leases stand apart)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.domain.measures import MEASURE_NUMBERS, measures_of_sheet
from cbec_desktop.domain.statuses import APPLICATION_STATUS_WORDS
from cbec_desktop.domain.texts import fold_name
from cbec_desktop.exchange.results import ParsedRow, ParsedSheet, Verdict
from cbec_desktop.exchange.template import Sheet
from cbec_desktop.exchange.templates.w2_lines import (
    CUSTOMS_DECLARATIONS,
    EXPENSE_LINES,
    PARK_PERFORMANCE,
    SERVICE_EVENTS,
)
from cbec_desktop.services.import_applications import OPEN_STATUSES, CaseBook
from cbec_desktop.services.import_draft import FileDraft, KeyWatch, Title, compare, record_of
from cbec_desktop.services.import_fields import Record, RowShape, problem
from cbec_desktop.services.import_image import Key

NUMBER_LENGTH = 18


@dataclass(frozen=True, slots=True)
class LineKind:
    """How the rows of one line sheet are kept: table, shape, the key under an application, its main column."""

    sheet: Sheet
    table: str
    shape: RowShape
    key_of: Callable[[Record], Key]
    key_field: str


def _invoice_key(record: Record) -> Key:
    return (
        record["invoice_code"] or "",
        record["invoice_no"],
        record["category"],
        record["platform_or_service"],
    )


def _declaration_key(record: Record) -> Key:
    return str(record["declaration_no"])[:NUMBER_LENGTH]


def _tenant_key(record: Record) -> Key:
    return (record["credit_code"], record["supervision_mode"])


def _event_key(record: Record) -> Key:
    return (record["held_on"], record["kind"], record["content"])


def _shape(sheet: Sheet, defaults: Record | None = None) -> RowShape:
    return RowShape(sheet, elsewhere=("reporting_no",), defaults=defaults)


LINE_KINDS = (
    LineKind(EXPENSE_LINES, "expense_line", _shape(EXPENSE_LINES), _invoice_key, "invoice_no"),
    LineKind(
        CUSTOMS_DECLARATIONS,
        "customs_declaration",
        _shape(CUSTOMS_DECLARATIONS, {"ticket_count": 1}),
        _declaration_key,
        "declaration_no",
    ),
    LineKind(PARK_PERFORMANCE, "park_performance", _shape(PARK_PERFORMANCE), _tenant_key, "credit_code"),
    LineKind(SERVICE_EVENTS, "service_event", _shape(SERVICE_EVENTS), _event_key, "content"),
)


class LineSheet:
    """One line sheet being judged; `owner` finds the application of a row or says why there is none."""

    def __init__(self, draft: FileDraft, sheet: ParsedSheet, book: CaseBook, key_field: str) -> None:
        self.draft = draft
        self.sheet = sheet
        self.book = book
        self.watch = KeyWatch(sheet, key_field)

    def title(self, row: ParsedRow) -> Title:
        """How a line is called in the plan: 申报编号 and the firm."""
        number = row.values.get("reporting_no")
        return Title(number or f"第 {row.row} 行", self.book.firms.get(number or "", ""))

    def owner(self, row: ParsedRow) -> Record | RowProblem:
        """The application that a line hangs on: in this file, else in the store."""
        number = row.values["reporting_no"]
        if number in self.book.good:
            return self.book.good[number]
        if number in self.book.refused:
            text = f"“申报汇总”第 {self.book.refused[number]} 行（{number}）被拒绝，本行随之不写入。请先改好那一行。"
            return problem(self.sheet, row.row, "reporting_no", "E-APPLICATION", text)
        application = self._stored(number)
        if application is None:
            text = f"没有编号为 {number} 的申请。请核对申报编号，或在“申报汇总”补上这项申请。"
            return problem(self.sheet, row.row, "reporting_no", "E-ORPHAN", text)
        self.book.good[number] = application
        code = self.draft.image.codes.get(application["enterprise_id"], "")
        self.book.firms[number] = self.draft.image.enterprises[code]["name"] if code else ""
        return application

    def _stored(self, number: str) -> Record | None:
        unit, year = self.draft.reporting_unit, self.draft.award_year
        fits = [
            record
            for (its_unit, its_year, its_number), record in self.draft.image.applications.items()
            if its_number == number and unit in (None, its_unit) and year in (None, its_year)
        ]
        return fits[0] if len(fits) == 1 else None

    def notices(self, row: ParsedRow, application: Record) -> tuple[RowProblem, ...]:
        """A warning when lines of this sheet do not count under the application's measure."""
        name = self.sheet.sheet.name
        if application["measure_id"] in measures_of_sheet(name):
            return ()
        number = MEASURE_NUMBERS[application["measure_id"]]
        text = f"该申请报的是措施 {number}，“{name}”的行不参与核算。请核对措施或申报编号。"
        return (problem(self.sheet, row.row, "reporting_no", "W-MEASURE", text, "warning"),)

    def closed(self, row: ParsedRow, application: Record) -> RowProblem | None:
        """Why a decided or ended case takes no new or changed line."""
        if application["status"] in OPEN_STATUSES:
            return None
        word = APPLICATION_STATUS_WORDS.get(application["status"], application["status"])
        text = f"该案（{application['case_no']}）{word}，不能再用导入增改明细。请按案件流程办理。"
        return problem(self.sheet, row.row, "reporting_no", "E-CLOSED", text)


def plan_lines(draft: FileDraft, sheet: ParsedSheet, book: CaseBook, kind: LineKind) -> None:
    """Judge every row of one line sheet and collect what it writes."""
    lines = LineSheet(draft, sheet, book, kind.key_field)
    owners = {record["id"] for record in (*book.good.values(), *draft.image.applications.values())}
    draft.image.load_lines(draft.connection, kind.table, owners, kind.key_of)
    seen: set[tuple[int, Key]] = set()
    for row in sheet.rows:
        _plan_row(lines, row, kind, seen)
    warn_of_absent_lines(lines, kind.table, seen)


def _plan_row(lines: LineSheet, row: ParsedRow, kind: LineKind, seen: set[tuple[int, Key]]) -> None:
    draft, sheet = lines.draft, lines.sheet
    title = lines.title(row)
    record = None if row.is_refused else record_of(kind.shape, sheet, row)
    claimed = _claimed_key(kind, row)
    twin = lines.watch.claim(claimed, row) if claimed is not None else None
    if record is None:
        return draft.refuse(sheet, row, title)
    owner = lines.owner(row)
    if isinstance(owner, RowProblem):
        return draft.refuse(sheet, row, title, owner)
    title = lines.title(row)
    if twin is not None:
        return draft.judge(sheet, row, twin[0], title, problems=(twin[1],))
    key = kind.key_of(record)
    seen.add((owner["id"], key))
    if kind.table == "customs_declaration":
        number = record["declaration_no"]
        record["declaration_no"], record["item_no"] = number[:NUMBER_LENGTH], number[NUMBER_LENGTH:] or None
    stored = draft.image.line(kind.table, owner["id"], key)
    return _write(lines, row, kind, owner, record, stored, title)


def _write(
    lines: LineSheet,
    row: ParsedRow,
    kind: LineKind,
    owner: Record,
    record: Record,
    stored: Record | None,
    title: Title,
) -> None:
    draft, sheet = lines.draft, lines.sheet
    verdict, changed, changes = (
        compare(kind.shape, sheet, stored, record) if stored is not None else (Verdict.NEW, record, ())
    )
    if stored is not None and kind.table == "customs_declaration" and stored["item_no"] != record["item_no"]:
        verdict, changed = Verdict.CHANGED, changed | {"item_no": record["item_no"]}
    notices = lines.notices(row, owner)
    if verdict is not Verdict.UNCHANGED and (closed := lines.closed(row, owner)) is not None:
        return draft.refuse(sheet, row, title, closed)
    if stored is None:
        place = {"application_id": owner["id"], "position": draft.image.next_position(kind.table, owner["id"])}
        made = draft.image.insert(kind.table, sheet.sheet.name, row.row, place | record)
        draft.image.add_line(kind.table, owner["id"], kind.key_of(record), made)
    elif changed:
        draft.image.update(kind.table, sheet.sheet.name, row.row, stored, changed)
    if kind.table == "park_performance" and verdict is not Verdict.UNCHANGED:
        _write_park(lines, row, owner, record)
    return draft.judge(sheet, row, verdict, title, changes=changes, problems=notices)


def _claimed_key(kind: LineKind, row: ParsedRow) -> Key | None:
    """The key of a row for ruling 2, None when a part of it is missing; refused rows claim theirs, too."""
    values = row.values
    parts = tuple(values.get(name) for name in kind.sheet.key if name != "invoice_code")
    if None in parts:
        return None
    if kind.table == "customs_declaration":
        return (values["reporting_no"], values["declaration_no"][:NUMBER_LENGTH])
    return (values.get("invoice_code") or "", *parts)


def warn_of_absent_lines(lines: LineSheet, table: str, seen: set[tuple[int, Key]]) -> None:
    """Lines that the store holds and the file lacks stay, and the clerk hears of it: they go on counting."""
    draft = lines.draft
    for application in {record["id"]: record for record in lines.book.good.values()}.values():
        held = draft.image.lines.get(table, {}).get(application["id"], {})
        absent = sum((application["id"], key) not in seen for key in held)
        if absent:
            text = (
                f"{application['reporting_no']}：库里另有 {absent} 行，本文件里没有，未作改动、仍参与核算。"
                "如已作废，请在案件里处理。"
            )
            draft.notes.append(problem(lines.sheet, None, None, "W-ABSENT", text, "warning"))


def _write_park(lines: LineSheet, row: ParsedRow, owner: Record, record: Record) -> None:
    """The park and the tenant that a row of 园区实绩 speaks of; a park is known by its normalised name."""
    draft, name = lines.draft, lines.sheet.sheet.name
    image, key = draft.image, fold_name(record["park_name"])
    image.load_parks(draft.connection, [key])
    park = image.parks.get(key)
    if park is None:
        values = {
            "name": record["park_name"],
            "name_key": key,
            "operator_enterprise_id": owner["enterprise_id"],
            "county_code": owner["county_code"],
        }
        park = image.parks[key] = image.insert("industrial_park", name, row.row, values)
    place = (park["id"], record["credit_code"], record["moved_in_on"])
    wanted = {"enterprise_name": record["enterprise_name"], "floor_area": record["floor_area"]}
    tenant = image.tenants.get(place)
    if tenant is None:
        values = {"park_id": park["id"], "credit_code": place[1], "moved_in_on": place[2], **wanted}
        image.tenants[place] = image.insert("park_tenant", name, row.row, values)
    elif changed := {column: value for column, value in wanted.items() if tenant[column] != value}:
        image.update("park_tenant", name, row.row, tenant, changed)
