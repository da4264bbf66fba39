"""The closed lists of the policy and of the life-cycle: stored value and Chinese word in one place."""

from __future__ import annotations

from enum import StrEnum

CROSS_BORDER_MODES = ("9610", "9710", "9810", "1210", "1239")
REPORT_MODES = (*CROSS_BORDER_MODES, "一般贸易线上", "快件", "邮件")
ENTERPRISE_ROLES = ("卖家", "平台", "园区运营主体", "服务商", "海外仓运营", "制造企业", "传统外贸")
CREDIT_STATUSES = ("正常", "失信", "异常")
EXPENSE_CATEGORIES = (
    "入驻费", "会员费", "年费", "店铺月租", "保证金", "佣金", "广告费",
    "代运营", "独立站", "孵化服务", "人员培训", "选品服务", "其他",
)  # fmt: skip
LEASE_USAGES = ("办公", "仓储", "厂房", "直播间", "宿舍", "其他")
PAYMENT_METHODS = ("对公转账", "现金", "个人支付")
YUAN_NAMES = frozenset({"", "CNY", "RMB", "人民币", "元", "人民币元"})
"""What stands as 原币币种 where nothing was converted."""
DIRECTIONS = ("出口", "进口")
EVENT_KINDS = ("孵化", "培训", "选品")
TRADE_SOURCES = ("海关", "企业")

COUNTIES = {  # GB/T 2260; 211300 is the city itself
    "211302": "双塔区",
    "211303": "龙城区",
    "211321": "朝阳县",
    "211322": "建平县",
    "211324": "喀喇沁左翼蒙古族自治县",
    "211381": "北票市",
    "211382": "凌源市",
}
COUNTY_SHORT = {**COUNTIES, "211324": "喀左县"}
CITY_CODE = "211300"


class ApplicationStatus(StrEnum):
    """Where a case stands (domain.md §3); what lies beyond `assessed` comes with the case events."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PAID = "paid"
    WITHDRAWN = "withdrawn"
    VOID = "void"


APPLICATION_STATUS_WORDS = {
    ApplicationStatus.DRAFT: "草稿",
    ApplicationStatus.SUBMITTED: "已提交",
    ApplicationStatus.APPROVED: "已批复",
    ApplicationStatus.PAID: "已拨付",
    ApplicationStatus.WITHDRAWN: "已撤回",
    ApplicationStatus.VOID: "已作废",
}


class AssessmentStatus(StrEnum):
    """`undetermined` is not zero: a fact that decides the amount is missing (ruling 16)."""

    GRANTED = "granted"
    ZERO = "zero"
    UNDETERMINED = "undetermined"


ASSESSMENT_STATUS_WORDS = {
    AssessmentStatus.GRANTED: "有补助",
    AssessmentStatus.ZERO: "不予补助",
    AssessmentStatus.UNDETERMINED: "待定",
}


class FindingLevel(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NOT_CHECKED = "not_checked"


FINDING_LEVEL_WORDS = {
    FindingLevel.ERROR: "必须改",
    FindingLevel.WARNING: "需说明",
    FindingLevel.NOTE: "提示",
    FindingLevel.NOT_CHECKED: "未检查",
}


class SetStatus(StrEnum):
    TRIAL = "trial"
    CONFIRMED = "confirmed"


SET_STATUS_WORDS = {SetStatus.TRIAL: "试行", SetStatus.CONFIRMED: "已确认"}


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    CITY_HANDLER = "city_handler"
    SECTION_CHIEF = "section_chief"
    DEPUTY_DIRECTOR = "deputy_director"
    PARTY_GROUP = "party_group"
    FINANCE = "finance"
    AUDITOR = "auditor"
    COUNTY_HANDLER = "county_handler"
    COUNTY_HEAD = "county_head"


ROLE_WORDS = {
    Role.ADMINISTRATOR: "系统管理员",
    Role.CITY_HANDLER: "市局经办",
    Role.SECTION_CHIEF: "业务科长",
    Role.DEPUTY_DIRECTOR: "分管副局长",
    Role.PARTY_GROUP: "局党组会",
    Role.FINANCE: "财务",
    Role.AUDITOR: "审计",
    Role.COUNTY_HANDLER: "县区经办",
    Role.COUNTY_HEAD: "县区负责人",
}
# "not_checked" stands in the JSON and on paper as level `note` with the words 未检查 in front.
