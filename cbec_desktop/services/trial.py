"""The calculation beside the form: an application being entered, reckoned among all others, stored nowhere."""

from __future__ import annotations

from decimal import Decimal

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.domain.records import ApplicationFacts
from cbec_desktop.exchange.templates.w2_applications import APPLICATIONS
from cbec_desktop.services import entry_lines
from cbec_desktop.services.application_draft import ApplicationDraft
from cbec_desktop.services.assessments import assess_draft
from cbec_desktop.services.context import Context
from cbec_desktop.services.entry import evidence_fields, find_evidence_use
from cbec_desktop.services.entry_cells import read_text
from cbec_desktop.services.entry_workbook import EntryProblem, readable_rows

TRIAL_ID = -1
HEAD_FACTS = (
    "claimed_amount",
    "has_provincial_support",
    "provincial_support_amount",
    "provincial_support_project",
    "assessed_amount",
    "assessment_document_no",
    "has_undertaking",
    "county_reviewed_amount",
    "county_reviewed_on",
)
NAMES = {"invoice": "发票", "declaration": "报关单"}


def second_uses(ctx: Context, draft: ApplicationDraft) -> list[EntryProblem]:
    """Evidence that a stored application uses already, with its case number, or an earlier line of this form."""
    found: list[EntryProblem] = []
    seen: dict[str, int] = {}
    for sheet in draft.sheets:
        for field, kind in evidence_fields(sheet):
            for row, texts in enumerate(draft.lines.get(sheet.name, ())):
                number = texts.get(field, "").strip()
                first = seen.setdefault(number[:18], row) if kind == "declaration" and number else row
                if first != row:
                    sentence = f"报关单号与第 {first + 1} 行重复，一张报关单只能用一次。"
                    found.append(EntryProblem(sheet.name, row, field, "error", sentence, "used_above"))
                    continue
                use = find_evidence_use(ctx, kind, number, texts.get("invoice_code")) if number else None
                if use is not None:
                    sentence = (
                        f"{NAMES[kind]} {number} 已在 {use.case_no}（{use.enterprise}，{use.place}）用过，"
                        "先用的有效，本行只能用余下的部分。"
                    )
                    found.append(EntryProblem(sheet.name, row, field, "warning", sentence, "second_use"))
    return found


def trial_assessment(ctx: Context, draft: ApplicationDraft) -> Assessment | None:
    """What the form would be awarded as it stands, in the context of all other cases; stores nothing.

    Lines that cannot be read yet are left out. None before an applicant is chosen or a line can be read.
    """
    facts = facts_of(ctx, draft)
    return None if facts is None else assess_draft(ctx, facts)


def facts_of(ctx: Context, draft: ApplicationDraft) -> ApplicationFacts | None:
    """The form as the rules take it, None while there is nothing to reckon."""
    from db.queries.entry import applicant_facts

    if draft.enterprise_id is None:
        return None
    rows = {sheet.name: readable_rows(draft, sheet) for sheet in draft.sheets}
    if not any(rows.values()):
        return None
    with ctx.store.open_view() as view:
        enterprise = applicant_facts(view, draft.enterprise_id)
    if enterprise is None:
        return None
    head = {name: read_text(APPLICATIONS.column(name), draft.head.get(name, "")).value for name in HEAD_FACTS}
    return ApplicationFacts(
        application_id=TRIAL_ID,
        case_no="",
        reporting_unit=enterprise.county_code,
        reporting_no="",
        award_year=draft.award_year,
        measure_id=draft.measure_id,
        enterprise=enterprise,
        county_code=enterprise.county_code,
        claimed_amount=head["claimed_amount"] or Decimal("0.00"),
        intake_order=0,
        has_provincial_support=bool(head["has_provincial_support"]),
        provincial_support_amount=head["provincial_support_amount"],
        provincial_support_project=head["provincial_support_project"],
        assessed_amount=head["assessed_amount"],
        assessment_document_no=head["assessment_document_no"],
        has_undertaking=head["has_undertaking"] is not False,
        county_reviewed_amount=head["county_reviewed_amount"],
        county_reviewed_on=head["county_reviewed_on"],
        expense_lines=entry_lines.expense_lines(rows.get("费用明细", ())),
        leases=entry_lines.leases(rows.get("房屋租赁", ())),
        customs_declarations=entry_lines.customs_declarations(rows.get("报关明细", ())),
        park_performance=entry_lines.park_performance(rows.get("园区实绩", ())),
        service_events=entry_lines.service_events(rows.get("服务活动", ())),
        accepted_on=ctx.clock().date(),
    )
