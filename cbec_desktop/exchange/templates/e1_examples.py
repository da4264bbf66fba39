"""E1 算例表: worked cases written by the bureau, with the award each of them expects; no report of a county (W1–W8).

Only what matters is filled in: all else is taken as a firm in good order whose papers are complete.
"""

from __future__ import annotations

from cbec_desktop.domain.measures import NUMBERS_WORDS, measures_of_sheet
from cbec_desktop.exchange.template import Column, Kind, Sheet, Template

NUMBER = Column("example_no", "算例编号", is_required=True, hint="如 局M4-1，每例一个", max_length=20, width=12)
LINE = Column("line_no", "行号", Kind.INTEGER, is_required=True, hint="同一算例内 1、2、3 …", width=8)
YES_NO = ("是", "否")
MODES = ("9610", "9710", "9810", "1210", "1239", "0110", "1039")

CASES = Sheet(
    "算例",
    (
        NUMBER,
        Column("measure", "措施", Kind.MEASURE, is_required=True, hint=NUMBERS_WORDS, width=10),
        Column("title", "情形", is_required=True, hint="一句话说清事实", width=40, max_length=80),
        Column("expected_award", "预期金额(元)", Kind.MONEY, is_required=True, hint="应核定的补助", width=16),
        Column("expected_cost", "预期符合条件费用(元)", Kind.MONEY, hint="可不填", width=20),
        Column("author", "编写人", is_required=True, width=10, max_length=20),
        Column("award_year", "年度", Kind.INTEGER, hint="不填为表头年度", width=8),
        Column("performance", "当年实绩(元)", Kind.MONEY, hint="不填为 1000000，没有填 0", width=16),
        Column("assessed", "评定金额(元)", Kind.MONEY, hint="只用于措施 1", width=16),
        Column("provincial_support", "已获省级以上支持", Kind.FLAG, choices=YES_NO, hint="不填为否", width=16),
        Column("provincial_support_amount", "省级以上支持金额(元)", Kind.MONEY, width=20),
        Column("granted_before", "此前已批金额(元)", Kind.MONEY, hint="同一措施以前批过的", width=18),
        Column("granted_year", "此前年度", Kind.INTEGER, hint="不填为同一年度", width=10),
        Column("remark", "备注", max_length=200, width=24),
    ),
    key=("example_no",),
)
FEES = Sheet(
    "费用",
    (
        NUMBER,
        LINE,
        Column("category", "费用类别", hint="措施 3 不填为 年费，措施 2 不填为 人员培训", width=14),
        Column("amount", "价税合计(元)", Kind.MONEY, is_required=True, width=16),
        Column("paid", "实付金额(元)", Kind.MONEY, hint="不填为全部付清", width=16),
        Column("tax", "税额(元)", Kind.MONEY, width=14),
        Column("invoiced_on", "开票日期", Kind.DATE, hint="不填为 3 月 1 日", width=13),
        Column("paid_on", "付款日期", Kind.DATE, hint="不填同开票日期", width=13),
        Column("method", "付款方式", hint="不填为 对公转账", width=12),
        Column("local_share", "本市企业占比(%)", Kind.NUMBER, hint="只用于措施 2", width=16),
        Column("support", "其他财政支持(元)", Kind.MONEY, width=16),
        Column("invoice", "发票号码", hint="两行同号即同一张发票", width=24),
    ),
    key=("example_no", "line_no"),
    is_optional=True,
)
LEASES = Sheet(
    "租约",
    (
        NUMBER,
        LINE,
        Column("area", "建筑面积(㎡)", Kind.NUMBER, is_required=True, width=13),
        Column("self_used", "自用面积(㎡)", Kind.NUMBER, hint="不填为全部", width=13),
        Column("certificate", "产权证面积(㎡)", Kind.NUMBER, width=14),
        Column("rent", "租金(元)", Kind.MONEY, is_required=True, width=16),
        Column("paid", "实付金额(元)", Kind.MONEY, hint="不填为全部付清", width=16),
        Column("from", "费用所属期起", Kind.DATE, hint="不填为 1 月 1 日", width=14),
        Column("to", "费用所属期止", Kind.DATE, hint="不填为 12 月 31 日", width=14),
        Column("usage", "用途", hint="不填为 办公", width=10),
        Column("paid_on", "付款日期", Kind.DATE, hint="不填同所属期起", width=13),
        Column("method", "付款方式", hint="不填为 对公转账", width=12),
    ),
    key=("example_no", "line_no"),
    is_optional=True,
)
DECLARATIONS = Sheet(
    "报关单",
    (
        NUMBER,
        LINE,
        Column("fee", "报关代理费(元)", Kind.MONEY, is_required=True, hint="每份的代理费", width=16),
        Column("count", "份数", Kind.INTEGER, hint="相同的有几份，不填为 1", width=8),
        Column("tickets", "票数", Kind.INTEGER, hint="9610 批量一行的清单数", width=8),
        Column("mode", "监管方式", Kind.CHOICE, choices=MODES, hint="不填为 9810", width=10),
        Column("direction", "进出口", Kind.CHOICE, choices=("出口", "进口"), hint="不填为 出口", width=10),
        Column("declared_on", "申报日期", Kind.DATE, hint="不填为 3 月 1 日", width=13),
        Column("paid", "实付金额(元)", Kind.MONEY, hint="不填为全部付清", width=16),
    ),
    key=("example_no", "line_no"),
    is_optional=True,
)
TENANTS = Sheet(
    "园区企业",
    (
        NUMBER,
        LINE,
        Column("value", "年进出口额(元)", Kind.MONEY, is_required=True, width=18),
        Column("mode", "监管方式", Kind.CHOICE, choices=MODES, hint="不填为 9710", width=10),
    ),
    key=("example_no", "line_no"),
    is_optional=True,
)
LINE_SHEETS = {FEES.name: "fees", LEASES.name: "leases", DECLARATIONS.name: "declarations", TENANTS.name: "tenants"}
"""Sheet → the name of its facts."""
MEASURES_OF_SHEET = {
    FEES.name: measures_of_sheet("费用明细"),
    LEASES.name: measures_of_sheet("房屋租赁"),
    DECLARATIONS.name: measures_of_sheet("报关明细"),
    TENANTS.name: measures_of_sheet("园区实绩"),
}

TEMPLATE = Template(
    "E1",
    "算例表",
    "1",
    (CASES, FEES, LEASES, DECLARATIONS, TENANTS),
    notes=(
        "一例一行写在“算例”表；它的费用、租约、报关单、园区企业按同一编号写在后面的表。",
        "没有写的一律按资料齐全、已全额对公付款、资格正常的企业处理。",
        "在“政策参数—算例”里导入，不在“数据交换”里导入。",
    ),
)
