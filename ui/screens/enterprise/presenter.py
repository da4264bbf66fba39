"""One enterprise, read only: facts, what is valid when, trade, applications, history of its fields."""

from __future__ import annotations

from typing import Protocol

from cbec_desktop.domain.case_records import HistoryEntry
from cbec_desktop.domain.enterprise_records import EnterpriseView
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.statuses import COUNTY_SHORT
from cbec_desktop.services.enterprises import get_enterprise
from ui.screen import ScreenHost

WATCHED = (
    "enterprise", "enterprise_role", "enterprise_customs_code", "contact", "payee_account", "trade_performance",
    "application", "assessment", "affiliation", "other_support", "honour",
)  # fmt: skip
FACTS = (
    ("credit_code", "统一社会信用代码"),
    ("county", "所属县区"),
    ("legal_representative", "法定代表人"),
    ("established_on", "成立日期"),
    ("registered_address", "注册地址"),
    ("operating_address", "经营地址"),
    ("industry", "所属行业"),
    ("employee_count", "从业人数"),
    ("prior_year_revenue", "上年营业收入（元）"),
    ("main_products", "主营产品"),
    ("industrial_belt", "产业带"),
    ("park_name", "所在产业园"),
    ("platforms_and_shops", "平台及店铺"),
    ("credit_checked_on", "信用查询日期"),
    ("service_officer", "企业服务员"),
    ("remark", "备注"),
)
LONG_FACTS = frozenset({"registered_address", "operating_address", "main_products", "platforms_and_shops", "remark"})
FIELD_WORDS = {
    **dict(FACTS), "name": "企业名称", "county_code": "所属县区", "credit_status": "信用状况", "status": "登记状态",
    "role": "企业角色", "customs_code": "海关备案编码", "valid_from": "生效", "valid_to": "失效", "mobile": "手机",
    "landline": "固定电话", "email": "邮箱", "account_no": "账号", "account_name": "户名", "bank_name": "开户行",
    "bank_code": "支付行号", "prior_year_revenue_fen": "上年营业收入（分）", "is_pending_registration": "待补登记",
    "kind": "身份", "last_verified_on": "核实日期", "void_reason": "作废原因",
}  # fmt: skip
TABLE_WORDS = {
    "enterprise": "", "enterprise_role": "角色 ", "enterprise_customs_code": "海关编码 ", "contact": "联系人 ",
    "payee_account": "账户 ",
}  # fmt: skip
ACTION_WORDS = {"import": "导入"}


class EnterprisePageView(Protocol):
    def show_enterprise(self, found: EnterpriseView) -> None: ...
    def show_missing(self, sentence: str) -> None: ...


class EnterprisePresenter:
    def __init__(self, host: ScreenHost, enterprise_id: int) -> None:
        self.host = host
        self.enterprise_id = enterprise_id
        self.found: EnterpriseView | None = None
        self._view: EnterprisePageView | None = None
        host.watch({*WATCHED, "award_year"}, self.refresh)

    def attach(self, view: EnterprisePageView) -> None:
        self._view = view
        self.refresh()

    def refresh(self) -> None:
        """Read the enterprise anew."""
        year = self.host.award_year
        self.host.jobs.run(
            lambda _job: get_enterprise(self.host.ctx, self.enterprise_id, year), self._show, self._missing
        )

    def fact(self, name: str) -> str | None:
        """A fact of W1 in words; None when the workbook left it empty."""
        if self.found is None:
            return None
        if name == "county":
            return COUNTY_SHORT.get(self.found.county_code, self.found.county_code)
        return self.found.credit_code if name == "credit_code" else self.found.facts.get(name)

    def history_lines(self, entry: HistoryEntry) -> list[str]:
        """`联系人 手机：138****1234 → 139****5678`, a line each change."""
        lines = []
        for change in entry.changes:
            title = FIELD_WORDS.get(change.field, change.field)
            old, new = (_shown(change.field, value) for value in (change.old, change.new))
            arrow = f"{old} → {new}" if change.old is not None else new
            lines.append(f"{TABLE_WORDS.get(change.table, '')}{title}：{arrow}")
        return lines

    def edit(self) -> None:
        """Change what is registered."""
        self.host.open("enterprise_form", enterprise_id=self.enterprise_id)

    def new_application(self) -> None:
        """Enter an application of this enterprise by hand."""
        self.host.open("application_entry", enterprise_id=self.enterprise_id)

    def open_case(self, case_no: str) -> None:
        self.host.open("case", case_no=case_no)

    def open_cases(self) -> None:
        self.host.open("applications", filters=(("enterprise", str(self.enterprise_id)),))

    def _show(self, found: EnterpriseView) -> None:
        self.found = found
        self.host.set_title(found.name)
        self.host.set_status([f"统一社会信用代码 **{found.credit_code}**", f"改动历史 **{len(found.history)}** 条"])
        if self._view is not None:
            self._view.show_enterprise(found)

    def _missing(self, error: UserError) -> None:
        if self._view is not None:
            self._view.show_missing(error.message)


def _shown(field: str, value: str | None) -> str:
    if value is None or value == "":
        return "空"
    if field == "county_code":
        return COUNTY_SHORT.get(value, value)
    if field == "is_pending_registration":
        return "是" if value == "1" else "否"
    return {"active": "存续", "void": "已作废"}.get(value, value) if field == "status" else value
