"""W3 进出口月报: monthly trade by mode, and (optional) the customs list of declarations."""

from __future__ import annotations

from cbec_desktop.domain.statuses import REPORT_MODES, TRADE_SOURCES
from cbec_desktop.exchange.template import Column, Kind, Sheet, Template

CREDIT_CODE = Column(
    "credit_code",
    "统一社会信用代码",
    Kind.IDENTIFIER,
    is_required=True,
    aliases=("信用代码", "社会信用代码"),
    identifier="credit_code",
    hint="18 位，按文本填写",
    width=22,
)

TRADE_PERFORMANCE = Sheet(
    "进出口月报",
    (
        Column("period", "期间", Kind.MONTH, is_required=True, hint="如 2026-03", width=11),
        CREDIT_CODE,
        Column("enterprise_name", "企业名称", is_required=True, aliases=("单位名称",), width=36),
        Column("customs_code", "海关备案编码", Kind.IDENTIFIER, identifier="customs_code", width=14),
        Column("mode", "业务方式", Kind.CHOICE, is_required=True, choices=REPORT_MODES, width=14),
        Column("export_value", "出口额(元)", Kind.MONEY, is_required=True, hint="没有填 0", width=18),
        Column("import_value", "进口额(元)", Kind.MONEY, is_required=True, hint="没有填 0", width=18),
        Column(
            "source",
            "数据来源",
            Kind.CHOICE,
            is_required=True,
            choices=TRADE_SOURCES,
            hint="海关数据作资格依据，企业自报只作统计",
            width=11,
        ),
        Column("markets", "主要市场", width=18),
        Column("platform", "平台", width=18),
        Column("remark", "备注", max_length=500, width=24),
    ),
    key=("period", "credit_code", "mode", "source"),
)

CUSTOMS_LIST = Sheet(
    "报关单清单",
    (
        Column(
            "declaration_no",
            "报关单号",
            Kind.IDENTIFIER,
            is_required=True,
            aliases=("清单号", "报关单(清单)号"),
            identifier="declaration_no",
            hint="18 位，按文本填写",
            width=24,
        ),
        CREDIT_CODE,
        Column("supervision_mode", "监管方式", is_required=True, max_length=4, hint="四位代码", width=10),
        Column("declared_on", "申报日期", Kind.DATE, is_required=True, width=13),
        Column("amount", "金额(元)", Kind.MONEY, is_required=True, width=17),
        Column("status", "状态", is_required=True, hint="如 放行、结关、删单、改单", max_length=20, width=10),
    ),
    key=("declaration_no",),
    is_optional=True,
)

TEMPLATE = Template(
    id="W3",
    title="进出口月报",
    purpose="市局整理海关进出口月报",
    version="1",
    sheets=(TRADE_PERFORMANCE, CUSTOMS_LIST),
    direction="both",
    notes=(
        "一家企业一个月一种业务方式一种来源一行；再次报送时按最新内容更新。",
        "“报关单清单”是海关提供的报关单目录，没有可以不填。",
    ),
)
