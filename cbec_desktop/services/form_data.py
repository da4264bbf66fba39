"""From a case to what its forms say: one function a form, each gives the form's own data record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.documents.forms.f02_data import ApplicationFormData, SupportRow, TradeRow
from cbec_desktop.documents.forms.f15_approval import CHAIN_LABELS, ApprovalData, ChainRow
from cbec_desktop.domain.enterprise_size import size_class
from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.paper_records import PaperCase
from cbec_desktop.domain.records import ApplicationFacts
from cbec_desktop.domain.statuses import COUNTY_SHORT, AssessmentStatus
from cbec_desktop.services.form_blocks import block_rows, cost_total
from cbec_desktop.services.form_reckoning import reckoning_rows


@dataclass(frozen=True, slots=True)
class CasePaper:
    """Everything of one case that its forms are made from."""

    case: PaperCase
    facts: ApplicationFacts
    assessment: Assessment | None
    clause_text: str = ""
    decisions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(code, phrase) of a decided reading → document and date of the decision."""
    parameters: ParameterSet | None = None
    """The set of the result, None when it was edited since: then its values are not those that were reckoned with."""


def application_form(paper: CasePaper) -> ApplicationFormData:
    """F02: who applies, for what, with which trade and cost; 符合条件费用 once the case was assessed."""
    case, facts, firm, more = paper.case, paper.facts, paper.case.firm, paper.case.more
    measure_id = case.header.measure_id
    revenue = more.prior_year_revenue
    staff = more.employee_count
    return ApplicationFormData(
        measure_id=measure_id,
        measure_number=MEASURE_NUMBERS[measure_id],
        measure_short=MEASURE_SHORT[measure_id],
        case_no=case.header.case_no,
        award_year=case.header.award_year,
        enterprise=firm.name,
        credit_code=firm.credit_code,
        customs_codes="、".join(firm.customs_codes),
        kind_and_scale=size_class(more.industry, staff, revenue).name or "",
        registered_address=firm.registered_address or "",
        county=COUNTY_SHORT.get(case.header.county_code, case.header.county_code),
        legal_representative=firm.legal_representative or "",
        landline=more.landline or "",
        contact_person=firm.contact_name or "",
        mobile=firm.contact_mobile or "",
        email=more.email or "",
        bank_name=firm.bank_name or "",
        bank_code=more.bank_code or "",
        account_no=firm.account_no or "",
        established_on=more.established_on,
        prior_year=(
            "",
            "",
            "" if revenue is None else format_yuan(revenue),
            "",
            "",
            "" if staff is None else str(staff),
        ),
        trade=tuple(TradeRow(row.mode, None, row.export_value, row.import_value) for row in case.trade),
        block_rows=block_rows(facts),
        cost_total=cost_total(facts),
        eligible_cost=paper.assessment.eligible_cost if paper.assessment else None,
        claimed_amount=facts.claimed_amount,
        support_state=_support_state(paper),
        supports=_supports(paper),
    )


def _support_state(paper: CasePaper) -> str:
    states = {support.state for support in paper.case.supports}
    if paper.facts.has_provincial_support or "received" in states:
        return "received"
    return "applied" if "applied" in states else "none"


def _supports(paper: CasePaper) -> tuple[SupportRow, ...]:
    rows = [
        SupportRow(support.level, support.authority, support.project, str(support.year or ""), support.amount)
        for support in paper.case.supports
    ]
    facts = paper.facts
    if facts.has_provincial_support and not rows:
        rows.append(
            SupportRow("省级以上", "", facts.provincial_support_project or "", "", facts.provincial_support_amount)
        )
    return tuple(rows[:2])


CHAIN_IDS = ("claimed", "county_reviewed", "city_reviewed", "audited", "approved", "allocated")
CHAIN_EVENTS = ("submit", "county_approve", "city_handle", "audit", "approve", "decide")
OPINION_EVENTS = ("county_approve", "chief_approve", "deputy_approve", "decide")


MOST_REASON = 20
"""A longer reason of reduction does not fit its cell: it goes before the county's opinion."""


def approval_form(paper: CasePaper) -> ApprovalData:
    """F15: the chain of amounts, the reckoning in short, the opinions so far. The case must have been assessed."""
    case, assessment = paper.case, paper.assessment
    assert assessment is not None
    measure_id = case.header.measure_id
    accepted, decided = case.events.get("accept"), case.events.get("decide")
    opinions = [event.opinion if (event := case.events.get(name)) else "" for name in OPINION_EVENTS]
    reason = case.header.reduction_reason or ""
    if len(reason) > MOST_REASON:
        opinions[0] = f"核减原因：{reason.rstrip('。')}。{opinions[0]}"
    is_undetermined = assessment.status is AssessmentStatus.UNDETERMINED
    return ApprovalData(
        case_no=case.header.case_no,
        award_year=case.header.award_year,
        measure_number=MEASURE_NUMBERS[measure_id],
        measure_short=MEASURE_SHORT[measure_id],
        enterprise=case.firm.name,
        credit_code=case.firm.credit_code,
        county=COUNTY_SHORT.get(case.header.county_code, case.header.county_code),
        chain=_chain(case),
        reckoning=reckoning_rows(assessment),
        amount=None if is_undetermined else assessment.award_amount,
        accepted_on=accepted.on if accepted else None,
        receipt_no=accepted.document_no if accepted else "",
        opinions=(opinions[0], opinions[1], opinions[2], opinions[3]),
        minutes_no=decided.document_no if decided else "",
    )


def _chain(case: PaperCase) -> tuple[ChainRow, ...]:
    amounts = {amount.id: amount for amount in case.chain}
    rows = []
    before: Decimal | None = None
    for place, (name, event_name) in enumerate(zip(CHAIN_IDS, CHAIN_EVENTS, strict=True)):
        amount = amounts[name].amount
        if amount is None:
            rows.append(ChainRow())
            continue
        event = case.events.get(event_name)
        day = event.on if event else None
        if place == 0:
            day = day or case.taken_in_on
        elif place == 1:
            day = day or case.header.county_reviewed_on
        reduction = None if before is None else max(before - amount, Decimal(0))
        reason = (case.header.reduction_reason or "") if place == 1 and reduction else ""
        reason = reason if len(reason) <= MOST_REASON else "见县区意见栏"
        rows.append(ChainRow(amount, reduction, reason, day))
        before = amount
    assert len(rows) == len(CHAIN_LABELS)
    return tuple(rows)


def data_for(code: str, paper: CasePaper) -> Any:
    """The data record of a form (F02 …) of one case."""
    from cbec_desktop.services.form_calculation import calculation_sheet

    builders = {"F02": application_form, "F15": approval_form, "F16": calculation_sheet}
    return builders[code](paper)
