"""Entering an application by hand: start, check, reckon on trial, hand in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cbec_desktop.domain.clock import timestamp
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_IDS
from cbec_desktop.domain.rights import Right
from cbec_desktop.exchange.results import FilePlan, ParsedWorkbook, Verdict
from cbec_desktop.exchange.template import Sheet
from cbec_desktop.exchange.templates.w2_applications import APPLICATIONS
from cbec_desktop.exchange.templates.w2_lines import CUSTOMS_DECLARATIONS
from cbec_desktop.jobs import JobContext
from cbec_desktop.paths import resources_folder
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.application_draft import ApplicationDraft
from cbec_desktop.services.context import Context
from cbec_desktop.services.drafts import remove_draft
from cbec_desktop.services.entry_workbook import UNNUMBERED, EntryProblem, as_workbook, entry_problems, with_sound_head
from cbec_desktop.services.import_commit import RealIds, write_file
from cbec_desktop.services.import_image import StoreImage
from cbec_desktop.services.import_plan import plan_workbook
from cbec_desktop.services.search import search_pieces
from db.queries.entry import ApplicantChoice, EvidenceUse

if TYPE_CHECKING:
    from db.unit_of_work import Work

SCREEN = "application_entry"
HAND_PREFIX = "手录"
MOST_CHOICES = 8
EVIDENCE_KINDS = ("invoice", "declaration")
__all__ = ["ApplicantChoice", "EntryProblem", "EvidenceUse"]


@dataclass(frozen=True, slots=True)
class RequiredDocument:
    """One line of a measure's checklist."""

    id: str
    title: str
    note: str
    is_required: bool


def start_application(ctx: Context, award_year: int, measure_id: str, enterprise_id: int | None) -> ApplicationDraft:
    """An empty application with its own key; UserError when the right to edit is lacking or the measure unknown."""
    require_right(ctx, Right.EDIT_RECORDS)
    if measure_id not in MEASURE_IDS:
        raise UserError(f"没有措施“{measure_id}”。", "unknown_measure")
    return ApplicationDraft(uuid.uuid4().hex, award_year, measure_id, enterprise_id)


def find_applicants(ctx: Context, text: str) -> list[ApplicantChoice]:
    """Enterprises by part of the name, the code or pinyin initials (two characters suffice), best first."""
    from db.queries import entry
    from db.queries.search import find_enterprises

    pieces = search_pieces(text)
    if not pieces:
        return []
    with ctx.store.open_view() as view:
        hits = find_enterprises(view, pieces, MOST_CHOICES)
        found = [entry.applicant(view, int(hit.record)) for hit in hits]
    return [choice for choice in found if choice is not None]


def get_applicant(ctx: Context, enterprise_id: int) -> ApplicantChoice:
    """The enterprise that applies; UserError when it is not in the register, or void."""
    from db.queries import entry

    with ctx.store.open_view() as view:
        found = entry.applicant(view, enterprise_id)
    if found is None:
        raise UserError("名录里没有这家企业，请重新选择申请单位。", "unknown_enterprise")
    return found


@cache
def _all_documents() -> tuple[tuple[RequiredDocument, tuple[str, ...]], ...]:
    import tomllib

    text = (resources_folder() / "policy" / "documents.toml").read_text(encoding="utf-8")
    return tuple(
        (
            RequiredDocument(row["id"], row["title"], row.get("note", ""), row.get("is_required", True)),
            tuple(row.get("measures", MEASURE_IDS)),
        )
        for row in tomllib.loads(text)["document"]
    )


def required_documents(measure_id: str) -> tuple[RequiredDocument, ...]:
    """The checklist of a measure (domain.md §2.2), in the order in which papers are bound."""
    return tuple(document for document, measures in _all_documents() if measure_id in measures)


def find_evidence_use(ctx: Context, kind: str, number: str) -> EvidenceUse | None:
    """Where an invoice or declaration was used first (`kind` invoice or declaration), None when nowhere."""
    from db.queries.entry import first_uses

    wanted = number.strip()[:18] if kind == "declaration" else number.strip()
    with ctx.store.open_view() as view:
        return first_uses(view, kind, [wanted]).get(wanted)


def check_application(ctx: Context, draft: ApplicationDraft) -> list[EntryProblem]:
    """Everything that stands against handing the application in, and what is worth knowing; errors first.

    Judged by the plan of an import of the same rows, so that paper, workbook and screen obey the same rules.
    """
    applicant, early = _applicant_of(ctx, draft)
    if applicant is None:
        return early
    number = (draft.head.get("reporting_no") or "").strip() or UNNUMBERED
    workbook, of_head = with_sound_head(as_workbook(draft, applicant, number))
    plan = _plan(ctx, workbook)
    plan.problems = [*of_head, *plan.problems]
    return _problems(draft, plan)


def submit_application(ctx: Context, draft: ApplicationDraft) -> str:
    """Hand the application in, with its lines, documents and event, in one transaction; returns the case number.

    Number and order of intake are given by the code of the import. Raises UserError when anything stands against
    it (`check_application` says what and where), the right is lacking, or the store cannot be written.
    """
    from db.queries.entry import highest_hand_number
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    applicant, early = _applicant_of(ctx, draft)
    if applicant is None:
        raise UserError(early[0].message, "entry_refused")
    with open_work(ctx.store, actor=actor, action="submit_application", clock=ctx.clock) as work:
        number = (draft.head.get("reporting_no") or "").strip()
        if not number:
            prefix = f"{HAND_PREFIX}{draft.award_year}-"
            serial = highest_hand_number(work.session, applicant.county_code, draft.award_year, prefix) + 1
            number = f"{prefix}{serial:04d}"
        plan = _plan(ctx, as_workbook(draft, applicant, number))
        problems = _problems(draft, plan)
        first = next((problem for problem in problems if problem.level == "error"), None)
        if first is not None:
            raise UserError(f"还不能提交：{first.message}", "entry_refused")
        write_file(work, plan, plan.commit_data, RealIds(), JobContext())
        case_no = _store_documents(work, draft, applicant.county_code, number)
        remove_draft(work, actor.account_id, SCREEN, draft.key)
        work.commit()
    return case_no


def _applicant_of(ctx: Context, draft: ApplicationDraft) -> tuple[ApplicantChoice | None, list[EntryProblem]]:
    if draft.enterprise_id is None:
        sentence = "还没有选申请单位。请输入企业名称、信用代码或拼音首字母，从名录里选。"
        return None, [EntryProblem("", None, "enterprise", "error", sentence, "no_applicant")]
    return get_applicant(ctx, draft.enterprise_id), []


def _plan(ctx: Context, workbook: ParsedWorkbook) -> FilePlan:
    from db.reading import open_reading

    actor = ctx.actor.name if ctx.actor else ""
    with open_reading(ctx.store) as connection:
        return plan_workbook(workbook, StoreImage(), connection, now=timestamp(ctx.clock()), actor=actor)


def _problems(draft: ApplicationDraft, plan: FilePlan) -> list[EntryProblem]:
    problems = entry_problems(draft, plan.rows, plan.problems)
    known = next((row for row in plan.rows if row.sheet == APPLICATIONS.name), None)
    if known is not None and known.verdict in (Verdict.CHANGED, Verdict.UNCHANGED):
        number = draft.head.get("reporting_no", "").strip()
        sentence = f"申报编号 {number} 在本单位本年度已经用过，请换一个，或留空由程序编号。"
        problems.insert(0, EntryProblem("", None, "reporting_no", "error", sentence, "known_number"))
    if not any(_has_lines(draft, sheet) for sheet in draft.sheets):
        name = draft.sheets[0].name
        sentence = f"“{name}”一行也没有。请至少填一行，或从 WPS 粘贴。"
        problems.append(EntryProblem(name, 0, None, "error", sentence, "no_lines"))
    return sorted(problems, key=lambda problem: problem.level != "error")


def _has_lines(draft: ApplicationDraft, sheet: Sheet) -> bool:
    return any(text.strip() for row in draft.lines.get(sheet.name, ()) for text in row.values())


def _store_documents(work: Work, draft: ApplicationDraft, unit: str, number: str) -> str:
    """Note the documents that came with it; returns the case number that was given."""

    from db.models.entry import SupportingDocument
    from db.queries.entry import application_by_number

    application = application_by_number(work.session, unit, draft.award_year, number)
    titles = {document.id: document.title for document in required_documents(draft.measure_id)}
    for document_id in draft.documents:
        if document_id in titles:
            work.session.add(
                SupportingDocument(
                    application_id=application.id,
                    document_id=document_id,
                    title=titles[document_id],
                    received_at=work.now,
                    received_by=work.actor,
                )
            )
    return application.case_no


def evidence_fields(sheet: Sheet) -> Sequence[tuple[str, str]]:
    """The fields of a sheet that name evidence, with their kind: looked up while they are typed."""
    fields = [("invoice_no", "invoice")] if any(column.field == "invoice_no" for column in sheet.columns) else []
    return [("declaration_no", "declaration"), *fields] if sheet is CUSTOMS_DECLARATIONS else fields
