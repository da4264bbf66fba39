"""W1 企业名录: the register of enterprises, both ways, sent when something changes."""

from __future__ import annotations

from cbec_desktop.domain.statuses import CREDIT_STATUSES, ENTERPRISE_ROLES
from cbec_desktop.exchange.template import Column, Kind, Sheet, Template

COLUMNS = (
    Column(
        "credit_code",
        "统一社会信用代码",
        Kind.IDENTIFIER,
        is_required=True,
        aliases=("信用代码", "社会信用代码"),
        identifier="credit_code",
        hint="按营业执照填 18 位，按文本填写",
        width=22,
    ),
    Column("name", "企业名称", is_required=True, aliases=("单位名称",), hint="与营业执照一致", width=36),
    Column(
        "county_code",
        "所属县区",
        Kind.COUNTY,
        is_required=True,
        aliases=("县区", "县(市)区"),
        hint="填代码、全称或简称；朝阳市与朝阳县须写清",
        width=14,
    ),
    Column(
        "roles",
        "企业角色",
        Kind.CHOICES,
        is_required=True,
        choices=ENTERPRISE_ROLES,
        hint="可填多个，用顿号隔开：" + "、".join(ENTERPRISE_ROLES),
        width=20,
    ),
    Column("legal_representative", "法定代表人", is_personal=True, max_length=50, width=12),
    Column("contact_person", "联系人", is_personal=True, max_length=50, width=12),
    Column(
        "contact_mobile", "联系手机", Kind.PHONE, aliases=("联系电话",), is_personal=True, hint="11 位手机号", width=15
    ),
    Column("registered_address", "注册地址", width=32),
    Column("operating_address", "经营地址", width=32),
    Column("established_on", "成立日期", Kind.DATE, hint="如 2020-11-10", width=13),
    Column("industry", "所属行业", width=18),
    Column("employee_count", "从业人数", Kind.INTEGER, hint="整数", width=11),
    Column("prior_year_revenue", "上年营业收入(万元)", Kind.MONEY_WAN, hint="单位万元", width=18),
    Column(
        "customs_codes",
        "海关备案编码",
        Kind.IDENTIFIERS,
        identifier="customs_code",
        hint="10 位，可填多个，用顿号隔开",
        width=18,
    ),
    Column("main_products", "主营产品", width=18),
    Column("industrial_belt", "产业带", width=16),
    Column("park_name", "所在产业园", width=24),
    Column("platforms_and_shops", "跨境平台及店铺", max_length=500, width=26),
    Column("bank_name", "开户银行", width=28),
    Column(
        "account_no",
        "银行账号",
        Kind.IDENTIFIER,
        identifier="account_no",
        is_personal=True,
        hint="按文本填写，户名须与企业名称一致",
        width=24,
    ),
    Column("bank_code", "支付行号", Kind.IDENTIFIER, identifier="bank_code", hint="12 位，按文本填写", width=16),
    Column("credit_status", "信用状况", Kind.CHOICE, choices=CREDIT_STATUSES, width=11),
    Column("credit_checked_on", "信用查询日期", Kind.DATE, hint="如 2026-11-05", width=14),
    Column("service_officer", "企业服务员", is_personal=True, max_length=50, width=13),
    Column("remark", "备注", max_length=500, width=24),
)

TEMPLATE = Template(
    id="W1",
    title="企业名录",
    purpose="县区登记、更新企业名录",
    version="1",
    sheets=(Sheet("企业名录", COLUMNS, key=("credit_code",)),),
    direction="both",
    notes=(
        "一家企业一行；信用代码相同的行视为同一家企业，再次报送时按最新内容更新。",
        "联系人、银行账号变更时直接填新的，旧的留存备查，不会被覆盖。",
        "企业角色、海关备案编码可填多个，用顿号隔开。",
    ),
)
