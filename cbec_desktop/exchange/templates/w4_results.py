"""W4 审核结果: what came of each application, city → county, a file a round."""

from __future__ import annotations

from cbec_desktop.exchange.template import Column, Kind, Sheet, Template

COLUMNS = (
    Column("case_no", "案号", width=28),
    Column("reporting_no", "申报编号", width=18),
    Column("enterprise_name", "企业名称", width=36),
    Column("credit_code", "统一社会信用代码", Kind.IDENTIFIER, identifier="credit_code", width=22),
    Column("measure_id", "措施", Kind.MEASURE, width=38),
    Column("claimed_amount", "申报金额(元)", Kind.MONEY, width=17),
    Column("approved_amount", "核定金额(元)", Kind.MONEY, hint="未定案的为试算金额", width=17),
    Column("status", "状态", width=14),
    Column("reduction_reason", "不予支持或核减原因", max_length=2000, width=60),
    Column("notice_no", "通知书文号", width=22),
    Column("supplement_due_on", "补正期限", Kind.DATE, width=13),
)

TEMPLATE = Template(
    id="W4",
    title="审核结果",
    purpose="市局把审核结果发回县区",
    version="1",
    sheets=(Sheet("审核结果", COLUMNS, key=("case_no",)),),
    direction="out",
    notes=(
        "本表由市局发出，供县区通知企业，不用填写、不用回传。",
        "状态为“待定”的，缺少决定金额的事实，补齐后再核定，不等于不予补助。",
    ),
)
