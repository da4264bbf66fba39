"""Enterprises: one read brings everything the page shows, personal data masked by right."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from cbec_desktop.domain.case_records import FieldChange, HistoryEntry
from cbec_desktop.domain.enterprise_records import AccountLine, ContactLine, EnterpriseView
from cbec_desktop.domain.enterprise_size import size_class
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.masking import mask_account, mask_email, mask_phone
from cbec_desktop.domain.money import format_yuan, yuan_from_fen
from cbec_desktop.domain.rights import Right
from cbec_desktop.services.accounts import can
from cbec_desktop.services.context import Context

if TYPE_CHECKING:
    from db.models.enterprise import Enterprise

FACT_FIELDS = (
    "legal_representative", "registered_address", "operating_address", "established_on", "industry",
    "employee_count", "main_products", "industrial_belt", "park_name", "platforms_and_shops", "credit_checked_on",
    "service_officer", "remark", "void_reason",
)  # fmt: skip
_MASKS = {
    ("contact", "mobile"): mask_phone,
    ("contact", "landline"): mask_phone,
    ("contact", "email"): mask_email,
    ("payee_account", "account_no"): mask_account,
}


def get_enterprise(ctx: Context, enterprise_id: int, award_year: int) -> EnterpriseView:
    """Everything known of one enterprise, trade and applications of `award_year`; raises UserError unknown_enterprise.

    Telephone and account numbers are masked unless the account has the right to see them (unmask).
    """
    from db.queries import enterprises as queries

    with ctx.store.open_view() as view:
        firm = queries.find_enterprise(view, enterprise_id)
        if firm is None:
            raise UserError("没有这家企业，可能已被别人改动。请在企业名录里重新查找。", "unknown_enterprise")
        trade, periods = queries.trade_of(view, firm.credit_code, award_year)
        found = EnterpriseView(
            enterprise_id=firm.id,
            row_version=firm.row_version,
            name=firm.name,
            credit_code=firm.credit_code,
            county_code=firm.county_code,
            status=firm.status,
            credit_status=firm.credit_status,
            is_pending_registration=bool(firm.is_pending_registration),
            facts=_facts(firm),
            size=size_class(firm.industry, firm.employee_count, _revenue(firm)),
            roles=queries.roles_of(view, enterprise_id),
            customs_codes=queries.customs_codes_of(view, enterprise_id),
            contacts=queries.contacts_of(view, enterprise_id),
            accounts=queries.accounts_of(view, firm),
            trade=trade,
            trade_periods=periods,
            applications=queries.applications_of(view, enterprise_id, award_year),
            history=queries.history_of(view, enterprise_id),
        )
    return found if can(ctx, Right.UNMASK) else _masked(found)


def _facts(firm: Enterprise) -> dict[str, str | None]:
    facts = {name: _text(getattr(firm, name)) for name in FACT_FIELDS}
    revenue = _revenue(firm)
    facts["prior_year_revenue"] = None if revenue is None else format_yuan(revenue)
    return facts


def _revenue(firm: Enterprise) -> Decimal | None:
    return None if firm.prior_year_revenue_fen is None else yuan_from_fen(firm.prior_year_revenue_fen)


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


def _masked(found: EnterpriseView) -> EnterpriseView:
    return replace(
        found,
        contacts=tuple(_masked_contact(line) for line in found.contacts),
        accounts=tuple(_masked_account(line) for line in found.accounts),
        history=tuple(_masked_entry(entry) for entry in found.history),
    )


def _masked_contact(line: ContactLine) -> ContactLine:
    return replace(
        line, mobile=mask_phone(line.mobile), landline=mask_phone(line.landline), email=mask_email(line.email)
    )


def _masked_account(line: AccountLine) -> AccountLine:
    return replace(line, account_no=mask_account(line.account_no))


def _masked_entry(entry: HistoryEntry) -> HistoryEntry:
    return replace(entry, changes=tuple(_masked_change(change) for change in entry.changes))


def _masked_change(change: FieldChange) -> FieldChange:
    mask = _MASKS.get((change.table, change.field))
    return replace(change, old=mask(change.old), new=mask(change.new)) if mask is not None else change
