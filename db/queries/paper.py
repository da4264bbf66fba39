"""What printed forms need of a case, and the state of its printed copies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cbec_desktop.domain.money import yuan_from_fen
from cbec_desktop.domain.paper_records import (
    PaperCase,
    PaperEnterprise,
    PaperEvent,
    PaperSet,
    PaperSupport,
    PaperTrade,
)
from cbec_desktop.domain.statuses import CROSS_BORDER_MODES, SetStatus
from db.models.application import Application, ApplicationEvent, OtherSupport
from db.models.assessment import Assessment
from db.models.enterprise import Contact, Enterprise, PayeeAccount
from db.models.paper import PrintedForm
from db.models.policy import ParameterSet
from db.models.trade import TradePerformance
from db.queries.applications import case_enterprise, case_header, chain_amounts, find_application

DAY = 10


def paper_case(session: Session, case_no: str) -> PaperCase | None:
    """Everything the forms of one case need, None for an unknown number."""
    application = find_application(session, case_no)
    if application is None:
        return None
    firm = case_enterprise(session, application.enterprise_id)
    assessment_id, facts_hash, parameter_set = _current_set(session, application.id)
    return PaperCase(
        header=case_header(session, application),
        firm=firm,
        more=_more(session, application.enterprise_id),
        chain=chain_amounts(application),
        trade=_trade(session, firm.credit_code, application.award_year),
        supports=_supports(session, application),
        events=_events(session, application.id),
        taken_in_on=date.fromisoformat(application.taken_in_at[:DAY]),
        assessment_id=assessment_id,
        facts_hash=facts_hash,
        parameter_set=parameter_set,
    )


def copies_so_far(session: Session, application_ids: Collection[int], form_id: str) -> dict[int, int]:
    """Application id → number of the last printed copy of a form; cases without a copy are left out."""
    statement = (
        select(PrintedForm.application_id, func.max(PrintedForm.print_no))
        .where(PrintedForm.form_id == form_id)
        .group_by(PrintedForm.application_id)
    )
    return {row[0]: row[1] for row in session.execute(statement) if row[0] is not None and row[0] in application_ids}


def case_numbers_of_year(session: Session, award_year: int | None) -> list[str]:
    """Case numbers in the order of intake, of one award year or of all."""
    statement = select(Application.case_no).where(Application.status != "void").order_by(Application.intake_order)
    if award_year is not None:
        statement = statement.where(Application.award_year == award_year)
    return list(session.scalars(statement))


def _current_set(session: Session, application_id: int) -> tuple[int | None, str, PaperSet | None]:
    row = session.execute(
        select(Assessment.id, Assessment.facts_hash, ParameterSet)
        .join(ParameterSet, ParameterSet.id == Assessment.parameter_set_id)
        .where(Assessment.application_id == application_id, Assessment.is_current == 1)
    ).first()
    if row is None:
        return None, "", None
    stored: ParameterSet = row[2]
    return (
        row[0],
        row[1],
        PaperSet(
            name=stored.name,
            award_year=stored.award_year,
            version=stored.version,
            is_trial=stored.status != SetStatus.CONFIRMED,
            document_no=stored.document_no,
            confirmed_on=_day(stored.confirmed_on),
            content_hash=stored.content_hash,
            policy_text_id=stored.policy_text_id,
        ),
    )


def _more(session: Session, enterprise_id: int) -> PaperEnterprise:
    firm = session.get_one(Enterprise, enterprise_id)
    contact = session.scalar(_valid(Contact, enterprise_id))
    account = session.scalar(_valid(PayeeAccount, enterprise_id))
    revenue = firm.prior_year_revenue_fen
    return PaperEnterprise(
        established_on=_day(firm.established_on),
        industry=firm.industry,
        employee_count=firm.employee_count,
        prior_year_revenue=None if revenue is None else yuan_from_fen(revenue),
        landline=contact.landline if contact else None,
        email=contact.email if contact else None,
        bank_code=account.bank_code if account else None,
    )


def _valid(table: Any, enterprise_id: int) -> Any:
    return select(table).where(table.enterprise_id == enterprise_id, table.valid_to.is_(None)).order_by(table.id)


def _trade(session: Session, credit_code: str, year: int) -> tuple[PaperTrade, ...]:
    rows = session.execute(
        select(
            TradePerformance.mode,
            func.sum(TradePerformance.export_value_fen),
            func.sum(TradePerformance.import_value_fen),
        )
        .where(
            TradePerformance.credit_code == credit_code,
            TradePerformance.period.between(f"{year}-01", f"{year}-12"),
            TradePerformance.scope == "customs",
            TradePerformance.mode.in_(CROSS_BORDER_MODES),
        )
        .group_by(TradePerformance.mode)
    )
    return tuple(
        PaperTrade(mode, yuan_from_fen(exported), yuan_from_fen(imported)) for mode, exported, imported in rows
    )


def _supports(session: Session, application: Application) -> tuple[PaperSupport, ...]:
    rows = session.scalars(
        select(OtherSupport).where(OtherSupport.application_id == application.id).order_by(OtherSupport.id)
    )
    return tuple(
        PaperSupport(
            level=row.level,
            authority=row.authority or "",
            project=row.project,
            year=row.support_year,
            amount=None if row.amount_fen is None else yuan_from_fen(row.amount_fen),
            state=row.state,
        )
        for row in rows
    )


def _events(session: Session, application_id: int) -> dict[str, PaperEvent]:
    """The last event of each kind."""
    rows = session.scalars(
        select(ApplicationEvent).where(ApplicationEvent.application_id == application_id).order_by(ApplicationEvent.id)
    )
    return {
        row.event: PaperEvent(date.fromisoformat(row.at[:DAY]), row.opinion or "", row.document_no or "")
        for row in rows
    }


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored[:DAY]) if stored else None
