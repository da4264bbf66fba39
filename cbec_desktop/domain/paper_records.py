"""What the paper needs of a case beside its facts and its assessment: plain records read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cbec_desktop.domain.case_records import CaseEnterprise, CaseHeader, ChainAmount


@dataclass(frozen=True, slots=True)
class PaperEnterprise:
    """What the register knows of the applicant beyond `CaseEnterprise`; money in yuan."""

    established_on: date | None
    industry: str | None
    employee_count: int | None
    prior_year_revenue: Decimal | None
    landline: str | None
    email: str | None
    bank_code: str | None


@dataclass(frozen=True, slots=True)
class PaperTrade:
    """Customs figures of one mode in the award year (yuan)."""

    mode: str
    export_value: Decimal
    import_value: Decimal


@dataclass(frozen=True, slots=True)
class PaperSupport:
    """One other public support; `state` is applied or received."""

    level: str
    authority: str
    project: str
    year: int | None
    amount: Decimal | None
    state: str


@dataclass(frozen=True, slots=True)
class PaperEvent:
    """The last event of its kind in the case's life."""

    on: date
    opinion: str
    document_no: str


@dataclass(frozen=True, slots=True)
class PaperSet:
    """The parameter set under which the current assessment was reckoned."""

    name: str
    award_year: int
    version: int
    is_trial: bool
    document_no: str | None
    confirmed_on: date | None
    content_hash: str = ""
    policy_text_id: int | None = None


@dataclass(frozen=True, slots=True)
class PaperCase:
    """One case as its forms need it; `assessment_id` and `parameter_set` are None while it was not assessed."""

    header: CaseHeader
    firm: CaseEnterprise
    more: PaperEnterprise
    chain: tuple[ChainAmount, ...]
    trade: tuple[PaperTrade, ...]
    supports: tuple[PaperSupport, ...]
    events: dict[str, PaperEvent]
    taken_in_on: date
    assessment_id: int | None
    facts_hash: str
    """Hash of the facts that the current assessment was reckoned from, \"\" without one."""
    parameter_set: PaperSet | None
