"""Applicants and drafts for tests of entry by hand: one firm, one good draft a measure."""

from __future__ import annotations

from dataclasses import replace

from cbec_desktop.services import entry
from cbec_desktop.services.application_draft import ApplicationDraft
from cbec_desktop.services.context import Context
from cbec_desktop.services.enterprise_entry import save_enterprise
from cbec_desktop.services.enterprise_entry_records import EnterpriseEntry, PartEntry

CODE, NAME = "91211302MA0TEPT10B", "朝阳喵友宠物用品有限公司"
AGENT = "91211303MA0TEPT10R"
PAID = {"paid_on": "2026-08-15", "payment_method": "对公转账", "payer_name": NAME}
HEAD = {"claimed_amount": "4,500.00", "has_provincial_support": "否", "has_undertaking": "有"}
DECLARATION = {
    "declaration_no": "080020260123456789",
    "supervision_mode": "9710",
    "direction": "出口",
    "declared_on": "2026-08-12",
    "domestic_party_code": CODE,
    "declared_value": "12,000.00",
    "agent_name": "锦程报关",
    "agent_credit_code": AGENT,
    "fee_amount": "900.00",
    "invoice_no": "26212000000104417100",
    "paid_amount": "900.00",
    **PAID,
}
LEASE_INVOICE = {
    "_lease": "0",
    "contract_no": "ZL-2026-031",
    "lessor": "双塔物业",
    "location": "双塔区长江路四段 16 号",
    "usage": "办公",
    "floor_area": "180",
    "self_used_area": "180",
    "lease_from": "2026-01-01",
    "lease_to": "2026-12-31",
    "invoice_no": "26212000000210033101",
    "invoiced_on": "2026-03-28",
    "period_from": "2026-01-01",
    "period_to": "2026-12-31",
    "rent_amount": "43,200.00",
    "paid_amount": "43,200.00",
    **PAID,
}
EXPENSE = {
    "category": "年费",
    "platform_or_service": "亚马逊北美站",
    "invoice_no": "26212000000310033101",
    "invoiced_on": "2026-03-28",
    "buyer_credit_code": CODE,
    "invoice_total": "29,800.00",
    "claimed_amount": "29,800.00",
    "paid_amount": "29,800.00",
    **PAID,
}
TENANT = {
    "park_name": "朝阳跨境电商产业园",
    "enterprise_name": "朝阳一号贸易有限公司",
    "credit_code": "91211321MA0TEPT10U",
    "moved_in_on": "2025-05-01",
    "supervision_mode": "9810",
    "trade_value": "3,200,000.00",
}
EVENT = {
    "held_on": "2026-05-06",
    "kind": "培训",
    "content": "选品实训",
    "attendance_count": "120",
    "local_attendance_count": "90",
    "has_sign_in_sheet": "有",
}
LINES = {
    "park_award": {"园区实绩": (TENANT,)},
    "service_platform": {"费用明细": ({**EXPENSE, "category": "人员培训"},), "服务活动": (EVENT,)},
    "platform_entry_fee": {"费用明细": (EXPENSE,)},
    "premises_rent": {"房屋租赁": (LEASE_INVOICE,)},
    "customs_agency_fee": {"报关明细": (DECLARATION,)},
}


def make_applicant(ctx: Context, *, code: str = CODE, name: str = NAME) -> int:
    """An enterprise with everything that eligibility asks for."""
    fields = {
        "credit_code": code,
        "name": name,
        "county_code": "双塔区",
        "credit_status": "正常",
        "credit_checked_on": "2026-11-20",
        "legal_representative": "佟立新",
    }
    account = {
        "account_name": name,
        "bank_name": "盛京银行",
        "account_no": "0221123456786603",
        "bank_code": "313223401018",
    }
    roles = ("卖家", "平台", "园区运营主体")
    contact = PartEntry({"kind": "联系人", "name": "韩雪", "mobile": "13900007715", "landline": "", "email": ""})
    entry_ = EnterpriseEntry(fields=fields, roles=roles, contacts=(contact,), accounts=(PartEntry(account),))
    return save_enterprise(ctx, entry_)


def good_draft(ctx: Context, measure_id: str, enterprise_id: int) -> ApplicationDraft:
    """A draft that can be handed in as it stands."""
    draft = entry.start_application(ctx, 2026, measure_id, enterprise_id)
    head = dict(HEAD)
    if measure_id == "park_award":
        head |= {"assessed_amount": "800,000.00", "assessment_document_no": "朝商发〔2026〕8号"}
    return replace(draft, head=head, lines=LINES[measure_id])
