"""The line sheets of W2: invoices, leases, declarations, tenants' trade, service events."""

from __future__ import annotations

from cbec_desktop.domain.statuses import (
    DIRECTIONS,
    EVENT_KINDS,
    EXPENSE_CATEGORIES,
    LEASE_USAGES,
    PAYMENT_METHODS,
)
from cbec_desktop.exchange.template import Column, Kind, Sheet

REPORTING_NO = Column(
    "reporting_no", "申报编号", is_required=True, hint="报送单位自编，全表一致，按文本填写", max_length=60, width=18
)
INVOICE_CODE = Column(
    "invoice_code", "发票代码", Kind.IDENTIFIER, identifier="invoice_code", hint="10 或 12 位；数电票留空", width=15
)
INVOICE_NO = Column(
    "invoice_no",
    "发票号码",
    Kind.IDENTIFIER,
    is_required=True,
    identifier="invoice_no",
    hint="8 位，数电票 20 位，按文本填写",
    width=24,
)
PAYMENT_COLUMNS = (
    Column("paid_on", "付款日期", Kind.DATE, is_required=True, width=13),
    Column("payment_method", "付款方式", Kind.CHOICE, is_required=True, choices=PAYMENT_METHODS, width=12),
    Column("payer_name", "付款方名称", is_required=True, width=34),
    Column(
        "paid_amount", "实付金额(元)", Kind.MONEY, is_required=True, hint="该笔付款中属于本行的部分，单位元", width=16
    ),
)
SUPERVISION_MODE = Column(
    "supervision_mode",
    "监管方式",
    is_required=True,
    max_length=4,
    hint="四位代码，如 9610、9710、9810、1210、1239、0110，按文本填写",
    width=10,
)
REMARK = Column("remark", "备注", max_length=500, width=24)


def _buyer_code(is_required: bool) -> Column:
    return Column(
        "buyer_credit_code",
        "购方信用代码",
        Kind.IDENTIFIER,
        is_required=is_required,
        identifier="credit_code",
        hint="发票购买方的 18 位代码",
        width=22,
    )


EXPENSE_LINES = Sheet(
    "费用明细",
    (
        REPORTING_NO,
        Column("category", "费用类别", Kind.CHOICE, is_required=True, choices=EXPENSE_CATEGORIES, width=12),
        Column("platform_or_service", "平台或服务内容", is_required=True, width=24),
        Column("shop_or_activity", "店铺或活动", width=18),
        INVOICE_CODE,
        INVOICE_NO,
        Column("invoiced_on", "开票日期", Kind.DATE, is_required=True, width=13),
        _buyer_code(is_required=True),
        Column("invoice_total", "价税合计(元)", Kind.MONEY, is_required=True, width=16),
        Column("tax_amount", "税额(元)", Kind.MONEY, width=14),
        Column("claimed_amount", "本次申报(元)", Kind.MONEY, is_required=True, hint="单位元，不要写“万”", width=16),
        *PAYMENT_COLUMNS,
        Column("currency", "原币币种", max_length=20, hint="外币付款时填，如 USD", width=10),
        Column("foreign_amount", "原币金额", Kind.NUMBER, width=14),
        Column("exchange_rate", "汇率", Kind.NUMBER, hint="1 外币折合人民币元", width=10),
        Column("rate_on", "汇率日期", Kind.DATE, width=13),
        Column("local_share_percent", "本市企业占比(%)", Kind.NUMBER, hint="仅措施 2 填，空着按 100 计", width=16),
        Column("other_support", "其他财政支持(元)", Kind.MONEY, hint="该笔费用已得的其他财政资金", width=17),
        Column("page_no", "复印件页码", max_length=50, width=12),
        REMARK,
    ),
    key=("reporting_no", "invoice_code", "invoice_no", "category", "platform_or_service"),
    is_optional=True,
)

LEASE_INVOICES = Sheet(
    "房屋租赁",
    (
        REPORTING_NO,
        Column("contract_no", "合同编号", is_required=True, hint="按租赁合同，按文本填写", width=18),
        Column("lessor", "出租方", is_required=True, width=28),
        Column("location", "坐落", is_required=True, width=32),
        Column("usage", "用途", Kind.CHOICE, is_required=True, choices=LEASE_USAGES, width=9),
        Column("floor_area", "建筑面积(㎡)", Kind.NUMBER, is_required=True, width=14),
        Column("self_used_area", "自用面积(㎡)", Kind.NUMBER, is_required=True, hint="不得大于建筑面积", width=14),
        Column("lease_from", "租期起", Kind.DATE, is_required=True, width=13),
        Column("lease_to", "租期止", Kind.DATE, is_required=True, width=13),
        INVOICE_CODE,
        INVOICE_NO,
        Column("invoiced_on", "开票日期", Kind.DATE, is_required=True, width=13),
        Column("period_from", "费用所属期起", Kind.DATE, is_required=True, width=14),
        Column("period_to", "费用所属期止", Kind.DATE, is_required=True, width=14),
        Column("rent_amount", "租金(元)", Kind.MONEY, is_required=True, hint="不含物业、水电、押金", width=15),
        *PAYMENT_COLUMNS,
        REMARK,
        _buyer_code(is_required=False),
        Column("certificate_area", "产权证面积(㎡)", Kind.NUMBER, width=15),
    ),
    key=("reporting_no", "contract_no", "invoice_code", "invoice_no", "period_from"),
    is_optional=True,
)

CUSTOMS_DECLARATIONS = Sheet(
    "报关明细",
    (
        REPORTING_NO,
        Column(
            "declaration_no",
            "报关单号",
            Kind.IDENTIFIER,
            is_required=True,
            aliases=("清单号", "报关单(清单)号"),
            identifier="declaration_no",
            hint="18 位，可带 3 位商品项号，按文本填写",
            width=24,
        ),
        SUPERVISION_MODE,
        Column("direction", "进出口", Kind.CHOICE, is_required=True, choices=DIRECTIONS, width=9),
        Column("declared_on", "申报日期", Kind.DATE, is_required=True, width=13),
        Column("customs_office", "申报关区", width=14),
        Column(
            "domestic_party_code",
            "境内收发货人信用代码",
            Kind.IDENTIFIER,
            is_required=True,
            identifier="credit_code",
            width=23,
        ),
        Column("declared_value", "报关单金额(元)", Kind.MONEY, is_required=True, width=17),
        Column("ticket_count", "票数", Kind.INTEGER, hint="空着按 1 计；只有 9610 批量申报可大于 1", width=8),
        Column("agent_name", "报关代理公司", is_required=True, width=28),
        Column(
            "agent_credit_code",
            "代理公司信用代码",
            Kind.IDENTIFIER,
            is_required=True,
            identifier="credit_code",
            width=22,
        ),
        Column("fee_amount", "报关代理费(元)", Kind.MONEY, is_required=True, width=16),
        INVOICE_CODE,
        INVOICE_NO,
        *PAYMENT_COLUMNS,
        REMARK,
        Column("invoiced_on", "开票日期", Kind.DATE, width=13),
        _buyer_code(is_required=False),
        Column("invoice_total", "发票价税合计(元)", Kind.MONEY, width=17),
    ),
    key=("reporting_no", "declaration_no"),
    is_optional=True,
)

PARK_PERFORMANCE = Sheet(
    "园区实绩",
    (
        REPORTING_NO,
        Column("park_name", "园区名称", is_required=True, width=30),
        Column("enterprise_name", "企业名称", is_required=True, hint="入驻企业", width=36),
        Column(
            "credit_code",
            "统一社会信用代码",
            Kind.IDENTIFIER,
            is_required=True,
            aliases=("信用代码", "社会信用代码"),
            identifier="credit_code",
            hint="入驻企业的 18 位代码",
            width=22,
        ),
        Column("customs_code", "海关备案编码", Kind.IDENTIFIER, identifier="customs_code", width=14),
        Column("moved_in_on", "入驻日期", Kind.DATE, is_required=True, width=13),
        Column("floor_area", "面积(㎡)", Kind.NUMBER, width=12),
        SUPERVISION_MODE,
        Column("trade_value", "年进出口额(元)", Kind.MONEY, is_required=True, width=18),
    ),
    key=("reporting_no", "credit_code", "supervision_mode"),
    is_optional=True,
)

SERVICE_EVENTS = Sheet(
    "服务活动",
    (
        REPORTING_NO,
        Column("held_on", "日期", Kind.DATE, is_required=True, width=13),
        Column("kind", "类型", Kind.CHOICE, is_required=True, choices=EVENT_KINDS, width=9),
        Column("content", "内容", is_required=True, max_length=500, width=36),
        Column("place", "地点", width=24),
        Column("attendance_count", "人次", Kind.INTEGER, is_required=True, width=9),
        Column("local_attendance_count", "本市企业人次", Kind.INTEGER, is_required=True, width=14),
        Column("has_sign_in_sheet", "签到表", Kind.FLAG, is_required=True, choices=("有", "无"), width=9),
        Column("invoice_no", "发票号码", Kind.IDENTIFIER, identifier="invoice_no", width=24),
    ),
    key=("reporting_no", "held_on", "kind", "content"),
    is_optional=True,
)
