"""The calculation beside the form: an application being entered, reckoned among all others, stored nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.evidence import invoice_key
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.parameters import build_set
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.money import format_yuan, yuan_from_fen
from cbec_desktop.domain.records import ApplicationFacts, ParameterSetRecord
from cbec_desktop.exchange.templates.w2_applications import APPLICATIONS
from cbec_desktop.services import entry_lines
from cbec_desktop.services.application_draft import ApplicationDraft
from cbec_desktop.services.assessment_run import audit_head, context_of, read_sets
from cbec_desktop.services.context import Context
from cbec_desktop.services.entry import evidence_fields
from cbec_desktop.services.entry_cells import read_text
from cbec_desktop.services.entry_workbook import EntryProblem, readable_rows

if TYPE_CHECKING:
    from db.models.evidence import InvoiceReversal
    from db.queries.facts import StoredFacts

TRIAL_ID = -1
DECLARATION_LENGTH = 18
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
    """Evidence that a stored application uses already, with its case number, or an earlier line of this form.

    Invoices that red-letter invoices reduced, or that are void, are told too.
    """
    from db.queries.entry import enterprise_record, first_uses
    from db.queries.ledgers import reversals_of

    claims = _claims(draft)
    with ctx.store.open_view() as view:
        firm = enterprise_record(view, draft.enterprise_id) if draft.enterprise_id is not None else None
        own_code = firm.credit_code if firm is not None else ""
        reversals = reversals_of(view, sorted({claim.key for claim in claims if claim.kind == "invoice"}))
        invoices = first_uses(view, "invoice", {claim.number for claim in claims if claim.kind == "invoice"})
        declared = first_uses(view, "declaration", {claim.number for claim in claims if claim.kind == "declaration"})
    found: list[EntryProblem] = []
    seen: dict[str, int] = {}
    for claim in claims:
        first = seen.setdefault(claim.number, claim.row) if claim.kind == "declaration" else claim.row
        use = (declared if claim.kind == "declaration" else invoices).get(claim.number)
        if first != claim.row:
            sentence = f"报关单号与第 {first + 1} 行重复，一张报关单只能用一次。"
            found.append(EntryProblem(claim.sheet, claim.row, claim.field, "error", sentence, "used_above"))
        elif use is not None:
            tail = "先用的有效，本行只能用余下的部分。"
            if claim.kind == "declaration":
                tail = "一张报关单只能用一次，本行不计。"
            elif own_code and use.credit_code != own_code:
                tail = "一张发票只属于一家企业，本行不计。"
            sentence = (
                f"{NAMES[claim.kind]} {claim.number} 已在 {use.case_no}（{use.enterprise}，{use.place}）用过，{tail}"
            )
            found.append(EntryProblem(claim.sheet, claim.row, claim.field, "warning", sentence, "second_use"))
    return [*found, *_reversed(claims, reversals)]


def _reversed(claims: Sequence[_Claim], reversals: Sequence[InvoiceReversal]) -> list[EntryProblem]:
    found = []
    for claim in claims:
        mine = [record for record in reversals if claim.kind == "invoice" and record.invoice_key == claim.key]
        if not mine:
            continue
        taken = yuan_from_fen(sum(record.amount_fen or 0 for record in mine))
        sentence = f"发票 {claim.number} 已被红字发票冲减 {format_yuan(taken)} 元，本行只能用余下的部分。"
        if any(record.kind == "void" for record in mine):
            sentence = f"发票 {claim.number} 已登记作废，本行不计。"
        found.append(EntryProblem(claim.sheet, claim.row, claim.field, "warning", sentence, "reversed"))
    return found


@dataclass(frozen=True, slots=True)
class _Claim:
    """One line of the form that names evidence."""

    sheet: str
    row: int
    field: str
    kind: str
    number: str
    key: str


def _claims(draft: ApplicationDraft) -> list[_Claim]:
    return [
        _Claim(
            sheet.name,
            row,
            field,
            kind,
            number[:DECLARATION_LENGTH] if kind == "declaration" else number,
            invoice_key(texts.get("invoice_code", "").strip() or None, number),
        )
        for sheet in draft.sheets
        for field, kind in evidence_fields(sheet)
        for row, texts in enumerate(draft.lines.get(sheet.name, ()))
        if (number := texts.get(field, "").strip())
    ]


def trial_assessment(ctx: Context, draft: ApplicationDraft) -> Assessment | None:
    """What the form would be awarded as it stands; see `TrialDesk.assess`."""
    return TrialDesk(ctx).assess(draft)


class TrialDesk:
    """Reckons one form again and again: all other cases are read once, and again only when something was saved."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._head = -1
        self._facts: StoredFacts | None = None
        self._sets: dict[int, ParameterSetRecord] = {}

    def assess(self, draft: ApplicationDraft) -> Assessment | None:
        """What the form would be awarded as it stands, in the context of all other cases; stores nothing.

        Lines that cannot be read yet are left out. None before an applicant is chosen or a line can be read.
        Raises UserError no_parameter_set for a year without a set.
        """
        case = facts_of(self._ctx, draft)
        if case is None:
            return None
        facts = self._stored()
        if case.award_year not in self._sets:
            raise UserError(f"{case.award_year} 年度没有参数集，不能测算。", "no_parameter_set")
        last = max((other.intake_order for other in facts.cases), default=0) + 1
        cases = [*facts.cases, replace(case, intake_order=last)]
        sets = {year: build_set(self._sets[year]) for year in {other.award_year for other in cases}}
        results = assess_all(cases, context_of(facts), sets)
        return next(result for result in results if result.application_id == TRIAL_ID)

    def _stored(self) -> StoredFacts:
        from db.queries.facts import load_facts

        with self._ctx.store.open_view() as view:
            head = audit_head(view)
            if self._facts is None or head != self._head:
                self._head, self._facts, self._sets = head, load_facts(view), read_sets(view, None, None)
        return self._facts


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
