"""Events of a case's life-cycle (ruling 34): stored name and Chinese word, in the order they may happen."""

from __future__ import annotations

CASE_EVENTS = {
    "submit": "提交",
    "accept": "受理",
    "decline": "不予受理",
    "request_supplement": "要求补正",
    "supplement": "补正",
    "lapse": "视为放弃",
    "county_approve": "县区初审通过",
    "county_reject": "县区初审不通过",
    "city_handle": "市局复核",
    "send_back": "退回县区",
    "chief_approve": "科长审核",
    "audit": "第三方审计",
    "deputy_approve": "分管副局长审核",
    "decide": "局党组会决定",
    "withdraw_decision": "撤回决定",
    "publish": "公示",
    "object": "提出异议",
    "settle_objection": "异议处理",
    "approve": "批复",
    "request_payment": "拨付申请",
    "pay": "拨付",
    "bounce": "拨付退回",
    "recover": "追回",
    "withdraw": "撤回申报",
    "archive": "归档",
    "void": "作废",
}
