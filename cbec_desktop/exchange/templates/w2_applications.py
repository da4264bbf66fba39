"""W2 资金申报包: whole applications with all their lines, county → city, a file a round."""

from __future__ import annotations

from cbec_desktop.domain.measures import MEASURE_BY_NUMBER, MEASURE_HEADINGS, NUMBERS_WORDS
from cbec_desktop.exchange.template import Column, Kind, Sheet, Template
from cbec_desktop.exchange.templates.w2_lines import (
    CUSTOMS_DECLARATIONS,
    EXPENSE_LINES,
    LEASE_INVOICES,
    PARK_PERFORMANCE,
    REPORTING_NO,
    SERVICE_EVENTS,
)

APPLICATION_COLUMNS = (
    REPORTING_NO,
    Column("case_no", "案号", hint="由市局给出，首次申报留空", width=28),
    Column("award_year", "年度", Kind.INTEGER, is_required=True, hint="奖励年度，如 2026", width=9),
    Column(
        "measure_id",
        "措施",
        Kind.MEASURE,
        is_required=True,
        choices=tuple(str(number) for number in MEASURE_BY_NUMBER),
        hint=f"填 {NUMBERS_WORDS}："
        + "；".join(f"{n} {title}" for n, title in enumerate(MEASURE_HEADINGS.values(), start=1)),
        width=9,
    ),
    Column(
        "credit_code",
        "统一社会信用代码",
        Kind.IDENTIFIER,
        is_required=True,
        aliases=("信用代码", "社会信用代码"),
        identifier="credit_code",
        hint="申报企业的 18 位代码，按文本填写",
        width=22,
    ),
    Column("enterprise_name", "企业名称", is_required=True, aliases=("单位名称",), width=36),
    Column("county_code", "所属县区", Kind.COUNTY, is_required=True, aliases=("县区", "县(市)区"), width=14),
    Column("claimed_amount", "申报金额(元)", Kind.MONEY, is_required=True, hint="申请的补助金额，单位元", width=16),
    Column(
        "has_provincial_support",
        "已获省级以上支持",
        Kind.FLAG,
        is_required=True,
        choices=("是", "否"),
        width=17,
    ),
    Column("provincial_support_amount", "省级以上支持金额(元)", Kind.MONEY, width=21),
    Column("provincial_support_project", "省级以上支持项目", width=24),
    Column("assessed_amount", "评定金额(元)", Kind.MONEY, hint="仅措施 1 填", width=16),
    Column("assessment_document_no", "评定依据文号", hint="仅措施 1 填", width=22),
    Column("has_undertaking", "承诺书", Kind.FLAG, is_required=True, choices=("有", "无"), width=10),
    Column("county_reviewed_amount", "县区初审金额(元)", Kind.MONEY, width=17),
    Column("reduction_reason", "核减原因", max_length=500, width=26),
    Column("county_reviewer", "初审人", max_length=50, width=11),
    Column("county_reviewed_on", "初审日期", Kind.DATE, width=13),
    Column("document_count", "材料份数", Kind.INTEGER, width=10),
    Column("remark", "备注", max_length=500, width=24),
)

APPLICATIONS = Sheet("申报汇总", APPLICATION_COLUMNS, key=("award_year", "reporting_no"))

TEMPLATE = Template(
    id="W2",
    title="资金申报包",
    purpose="县区报送申报和明细",
    version="1",
    sheets=(
        APPLICATIONS,
        EXPENSE_LINES,
        LEASE_INVOICES,
        CUSTOMS_DECLARATIONS,
        PARK_PERFORMANCE,
        SERVICE_EVENTS,
    ),
    direction="both",
    notes=(
        "先填“申报汇总”，一项申请一行；其余各表按“申报编号”挂到申请上。",
        "申报编号由报送单位自编，同一单位同一年度内不得重复，已用过的编号不得改作他用。",
        "措施 1 填“园区实绩”，措施 2、3 填“费用明细”，措施 4 填“房屋租赁”，措施 5 填“报关明细”；"
        "措施 2 另填“服务活动”。",
        "一张发票一行；红字发票不在此填报，由市局在凭证页登记。",
        "实付金额是该笔付款中属于本行的部分；申报金额按元填写，不要写“万”。",
    ),
)
