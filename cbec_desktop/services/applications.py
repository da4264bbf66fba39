"""Applications as cases: one read brings everything the case page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.domain.case_records import (
    CaseEnterprise,
    CaseHeader,
    CaseTitle,
    ChainAmount,
    HistoryEntry,
    PrintedCopy,
)
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.records import ApplicationFacts
from cbec_desktop.services.assessments import load_assessment, load_case_facts
from cbec_desktop.services.context import Context


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case, whole. `assessment` is the current stored one, None until the case was assessed;
    `set_name` and `set_status` are those of the parameter set it was reckoned under."""

    header: CaseHeader
    enterprise: CaseEnterprise
    amounts: tuple[ChainAmount, ...]
    facts: ApplicationFacts
    assessment: Assessment | None
    assessed_at: str | None
    assessed_by: str | None
    set_name: str | None
    set_status: str | None
    printed: tuple[PrintedCopy, ...]
    history: tuple[HistoryEntry, ...]


def get_case(ctx: Context, case_no: str) -> CaseView:
    """Everything known of the case `case_no`; raises UserError unknown_case when there is none."""
    from db.queries import applications as queries

    with ctx.store.open_view() as view:
        application = queries.find_application(view, case_no)
        if application is None:
            raise UserError(f"没有案号为“{case_no}”的申报。请核对案号，或在申报登记里查找。", "unknown_case")
        header = queries.case_header(view, application)
        enterprise = queries.case_enterprise(view, application.enterprise_id)
        amounts = queries.chain_amounts(application)
        moment = queries.assessment_moment(view, application.id)
        printed = queries.printed_copies(view, application.id)
        history = queries.case_history(view, application.id)
    assessed_at, assessed_by, set_name, set_status = moment or (None, None, None, None)
    return CaseView(
        header=header,
        enterprise=enterprise,
        amounts=amounts,
        facts=load_case_facts(ctx, case_no),
        assessment=load_assessment(ctx, case_no) if moment else None,
        assessed_at=assessed_at,
        assessed_by=assessed_by,
        set_name=set_name,
        set_status=set_status,
        printed=printed,
        history=history,
    )


def neighbours(ctx: Context, case_no: str) -> tuple[str | None, str | None]:
    """The case before and after in the year's register (order of intake), for pages opened without a list."""
    from db.queries.applications import case_neighbours

    with ctx.store.open_view() as view:
        return case_neighbours(view, case_no)


def list_case_titles(ctx: Context, case_nos: Sequence[str], form_id: str) -> list[CaseTitle]:
    """Who stands behind these case numbers and whether their `form_id` was printed: for lists to print."""
    from db.queries.applications import case_titles

    with ctx.store.open_view() as view:
        return case_titles(view, case_nos, form_id)
