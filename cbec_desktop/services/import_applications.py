"""Plan of W2, sheet 申报汇总: the applications that the other sheets hang their lines on."""

from __future__ import annotations

from dataclasses import dataclass, field

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.domain.identifiers import FIRST_POLICY_YEAR, LAST_POLICY_YEAR
from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.statuses import APPLICATION_STATUS_WORDS, ApplicationStatus
from cbec_desktop.domain.texts import fold_name
from cbec_desktop.exchange.results import ParsedRow, ParsedSheet, Verdict
from cbec_desktop.exchange.templates.w2_applications import APPLICATIONS
from cbec_desktop.services.import_draft import FileDraft, KeyWatch, Title, compare, record_of
from cbec_desktop.services.import_enterprises import other_county_warning
from cbec_desktop.services.import_fields import Record, RowShape, problem
from cbec_desktop.services.search_keys import name_initials

SHAPE = RowShape(APPLICATIONS, elsewhere=("case_no", "credit_code", "enterprise_name"))
OPEN_STATUSES = (ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED)
SUPPORT_LEVEL = "省级以上"
UNNAMED_PROJECT = "未写项目名称"


@dataclass(slots=True)
class CaseBook:
    """The applications of one file by 申报编号: good ones, and rows of refused ones."""

    good: dict[str, Record] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    firms: dict[str, str] = field(default_factory=dict)


def plan_applications(draft: FileDraft, sheet: ParsedSheet, book: CaseBook) -> None:
    """Judge every row of 申报汇总, fill `book`, and collect what the rows write."""
    watch = KeyWatch(sheet, "reporting_no")
    for row in sheet.rows:
        number = row.values.get("reporting_no")
        title = Title(number or f"第 {row.row} 行", row.values.get("enterprise_name") or "")
        problems = _plan_row(draft, sheet, row, title, watch, book)
        if problems is None:
            continue
        draft.refuse(sheet, row, title, *problems)
        if number:
            book.refused.setdefault(number, row.row)


def _plan_row(
    draft: FileDraft, sheet: ParsedSheet, row: ParsedRow, title: Title, watch: KeyWatch, book: CaseBook
) -> tuple[RowProblem, ...] | None:
    """Judge one row; returns why it is refused, None when it is judged already."""
    number = row.values.get("reporting_no")
    twin = watch.claim(number, row) if number else None
    if row.is_refused or not number:
        return ()
    if twin is not None:
        draft.judge(sheet, row, twin[0], title, problems=(twin[1],))
        return None
    record = record_of(SHAPE, sheet, row)
    if record is None:
        return ()
    stored, refusal = _find(draft, sheet, row)
    if refusal is None and stored is not None:
        refusal = _contradiction(draft, sheet, row, stored)
    if refusal is not None:
        return (refusal,)
    book.firms[number] = row.values["enterprise_name"]
    if stored is None:
        book.good[number] = _make(draft, sheet, row, record)
        warned = (*other_county_warning(draft, sheet, row), *_name_warning(draft, sheet, row))
        draft.judge(sheet, row, Verdict.NEW, title, problems=warned)
        return None
    return _change(draft, sheet, row, stored, record, title, book)


def _find(draft: FileDraft, sheet: ParsedSheet, row: ParsedRow) -> tuple[Record | None, RowProblem | None]:
    """The stored application of a row (ruling 1): by 案号, else by unit, year and 申报编号."""
    values = row.values
    case_no, year = values.get("case_no"), values["award_year"]
    if not FIRST_POLICY_YEAR <= year <= LAST_POLICY_YEAR:
        text = f"年度写的是 {year}，不在政策执行期 {FIRST_POLICY_YEAR}—{LAST_POLICY_YEAR} 内。请核对奖励年度。"
        return None, problem(sheet, row.row, "award_year", "E-YEAR", text)
    if not case_no:
        unit = draft.reporting_unit or values["county_code"]
        return draft.image.applications.get((unit, year, values["reporting_no"])), None
    stored = draft.image.applications_by_case.get(case_no)
    if stored is None:
        text = f"库里没有案号 {case_no}。案号由市局给出：首次申报请留空，再次报送请照抄原案号。"
        return None, problem(sheet, row.row, "case_no", "E-CASE-NO", text)
    return stored, None


def _contradiction(draft: FileDraft, sheet: ParsedSheet, row: ParsedRow, stored: Record) -> RowProblem | None:
    """Another firm, measure, number or year under a known key (ruling 1): the present one is named."""
    values = row.values
    present_code = draft.image.codes.get(stored["enterprise_id"], "")
    case_no = stored.get("case_no") or "本次导入的前一个文件中的申请"
    checks = (
        ("credit_code", values["credit_code"], present_code, present_code),
        ("measure_id", values["measure_id"], stored["measure_id"], _measure_words(stored["measure_id"])),
        ("reporting_no", values["reporting_no"], stored["reporting_no"], stored["reporting_no"]),
        ("award_year", values["award_year"], stored["award_year"], str(stored["award_year"])),
    )
    for name, given, present, words in checks:
        if given != present:
            header = sheet.sheet.column(name).header
            text = f"该申请已在库（{case_no}），{header}是 {words}，与本行不同。请改正，或换一个新的申报编号。"
            return problem(sheet, row.row, name, "E-KNOWN-KEY", text)
    return None


def _measure_words(measure_id: str) -> str:
    return f"{MEASURE_NUMBERS[measure_id]} {MEASURE_SHORT[measure_id]}"


def _make(draft: FileDraft, sheet: ParsedSheet, row: ParsedRow, record: Record) -> Record:
    name, values = sheet.sheet.name, row.values
    unit = draft.reporting_unit or values["county_code"]
    enterprise = draft.image.enterprises.get(values["credit_code"]) or _make_pending(draft, sheet, row)
    more = {
        "case_no": None,  # given at commit, in order
        "intake_order": None,
        "reporting_unit": unit,
        "enterprise_id": enterprise["id"],
        "status": ApplicationStatus.SUBMITTED.value,
        "taken_in_at": draft.now,
        "taken_in_by": draft.actor,
        "created_at": draft.now,
        "updated_at": draft.now,
    }
    made = draft.image.insert("application", name, row.row, record | more)
    draft.image.applications[unit, record["award_year"], record["reporting_no"]] = made
    event = {
        "application_id": made["id"],
        "event": "submit",
        "to_status": ApplicationStatus.SUBMITTED.value,
        "at": draft.now,
        "actor": draft.actor,
    }
    draft.image.insert("application_event", name, row.row, event)
    _write_support(draft, sheet, row, made)
    return made


def _make_pending(draft: FileDraft, sheet: ParsedSheet, row: ParsedRow) -> Record:
    """The firm of an application whose W1 has not come yet (ruling 7): 待补登记."""
    values = {
        "credit_code": row.values["credit_code"],
        "name": row.values["enterprise_name"],
        "county_code": row.values["county_code"],
        "is_pending_registration": 1,
        "name_initials": name_initials(row.values["enterprise_name"]),
        "created_at": draft.now,
        "updated_at": draft.now,
    }
    made = draft.image.insert("enterprise", sheet.sheet.name, row.row, values)
    draft.image.add_new_enterprise(made)
    return made


def _change(
    draft: FileDraft,
    sheet: ParsedSheet,
    row: ParsedRow,
    stored: Record,
    record: Record,
    title: Title,
    book: CaseBook,
) -> tuple[RowProblem, ...] | None:
    verdict, changed, changes = compare(SHAPE, sheet, stored, record)
    if changed and stored["status"] not in OPEN_STATUSES:
        word = APPLICATION_STATUS_WORDS.get(stored["status"], stored["status"])
        text = f"该案（{stored['case_no']}）{word}，不能再用导入改动。请按案件流程办理，或撤销本行改动。"
        return (problem(sheet, row.row, None, "E-CLOSED", text),)
    if changed:
        draft.image.update("application", sheet.sheet.name, row.row, stored, changed | {"updated_at": draft.now})
        _write_support(draft, sheet, row, stored)
    book.good[record["reporting_no"]] = stored
    warned = (*other_county_warning(draft, sheet, row), *_name_warning(draft, sheet, row))
    draft.judge(sheet, row, verdict, title, changes=changes, problems=warned)
    return None


def _name_warning(draft: FileDraft, sheet: ParsedSheet, row: ParsedRow) -> tuple[RowProblem, ...]:
    registered = draft.image.enterprises[row.values["credit_code"]]["name"]
    if fold_name(registered) == fold_name(row.values["enterprise_name"]):
        return ()
    text = f"企业名称与名录不同：名录里是“{registered}”。以名录为准；若已更名，请报新的企业名录。"
    return (problem(sheet, row.row, "enterprise_name", "W-NAME", text, "warning"),)


def _write_support(draft: FileDraft, sheet: ParsedSheet, row: ParsedRow, application: Record) -> None:
    """Keep the register of other public support in step with 已获省级以上支持."""
    held = draft.image.supports.get(application["id"])
    amount = application["provincial_support_amount_fen"] if application["has_provincial_support"] else 0
    project = application["provincial_support_project"] or UNNAMED_PROJECT
    name = sheet.sheet.name
    if held is not None:
        wanted = {"amount_fen": amount} | ({"project": project} if application["has_provincial_support"] else {})
        changed = {column: value for column, value in wanted.items() if held[column] != value}
        if changed:
            draft.image.update("other_support", name, row.row, held, changed)
    elif application["has_provincial_support"]:
        values = {
            "enterprise_id": application["enterprise_id"],
            "application_id": application["id"],
            "level": SUPPORT_LEVEL,
            "project": project,
            "amount_fen": amount,
            "state": "received",
        }
        draft.image.supports[application["id"]] = draft.image.insert("other_support", name, row.row, values)
