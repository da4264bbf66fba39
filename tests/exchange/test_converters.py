"""From cells to values: what is read, what is refused, and the sentence that says what to do."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_desktop.exchange.converters import convert_cell, convert_column
from cbec_desktop.exchange.reading import TimeText
from cbec_desktop.exchange.template import Column, Kind
from cbec_desktop.exchange.templates.catalogue import TEMPLATES

CODE = "91211302MA0TEPT10B"
TEXT = Column("remark", "备注", max_length=20)
REQUIRED = Column("name", "企业名称", is_required=True)
PERSON = Column("contact_person", "联系人", is_personal=True)
CREDIT = Column("credit_code", "统一社会信用代码", Kind.IDENTIFIER, identifier="credit_code")
CUSTOMS = Column("customs_code", "海关备案编码", Kind.IDENTIFIER, identifier="customs_code")
CUSTOMS_MANY = Column("customs_codes", "海关备案编码", Kind.IDENTIFIERS, identifier="customs_code")
DECLARATION = Column("declaration_no", "报关单号", Kind.IDENTIFIER, identifier="declaration_no")
ACCOUNT = Column("account_no", "银行账号", Kind.IDENTIFIER, identifier="account_no", is_personal=True)
BANK = Column("bank_code", "支付行号", Kind.IDENTIFIER, identifier="bank_code")
INVOICE = Column("invoice_no", "发票号码", Kind.IDENTIFIER, identifier="invoice_no")
MONEY = Column("amount", "本次申报(元)", Kind.MONEY)
WAN = Column("revenue", "上年营业收入(万元)", Kind.MONEY_WAN)
AREA = Column("floor_area", "建筑面积(㎡)", Kind.NUMBER)
PERCENT = Column("share", "本市企业占比(%)", Kind.NUMBER)
COUNT = Column("count", "票数", Kind.INTEGER)
DAY = Column("day", "开票日期", Kind.DATE)
PERIOD = Column("period", "期间", Kind.MONTH)
MODE = Column("mode", "业务方式", Kind.CHOICE, choices=("9610", "1210", "快件"))
ROLES = Column("roles", "企业角色", Kind.CHOICES, choices=("卖家", "平台", "服务商"))
FLAG = Column("flag", "承诺书", Kind.FLAG, choices=("有", "无"))
COUNTY = Column("county_code", "所属县区", Kind.COUNTY)
MEASURE = Column("measure_id", "措施", Kind.MEASURE)
PHONE = Column("mobile", "联系手机", Kind.PHONE, is_personal=True)

READ: list[tuple[Column, Any, Any]] = [
    (TEXT, " 朝阳（示例）\u200b ", "朝阳(示例)"),
    (TEXT, "", None),
    (TEXT, "\u3000", None),
    (TEXT, "=1+1", "=1+1"),
    (TEXT, "*技术服务*平台费", "*技术服务*平台费"),
    (TEXT, 20260001.0, "20260001"),
    (TEXT, date(2026, 3, 5), "2026-03-05"),
    (CREDIT, "９１２１１３０２ma0tept10b", CODE),
    (DECLARATION, "080020260123456789001", "080020260123456789001"),
    (CUSTOMS_MANY, "2113960037、2113960777;2113960037", ("2113960037", "2113960777")),
    (ACCOUNT, "6222 0200 0000 0000 003", "6222020000000000003"),
    (PHONE, 13800007690.0, "13800007690"),
    (MONEY, 1234.5, Decimal("1234.50")),
    (MONEY, 0.1 + 0.2, Decimal("0.30")),
    (MONEY, 0.0, Decimal("0.00")),
    (MONEY, -0.0, Decimal("0.00")),
    (MONEY, "¥1,234.50", Decimal("1234.50")),
    (MONEY, "￥１，２３４．５０元", Decimal("1234.50")),
    (MONEY, "50\u00a0000", Decimal("50000.00")),
    (MONEY, "人民币 1234.5 元整", Decimal("1234.50")),
    (WAN, 7145.0, Decimal(71450000)),
    (WAN, "1.2万元", Decimal(12000)),
    (WAN, "￥1,234.50", Decimal(12_345_000)),
    (AREA, "61.73㎡", Decimal("61.73")),
    (AREA, 61.73, Decimal("61.73")),
    (PERCENT, "75%", Decimal(75)),
    (PERCENT, 75.0, Decimal(75)),
    (COUNT, "12,000票", 12000),
    (COUNT, 3.0, 3),
    (DAY, datetime.fromisoformat("2026-03-05T23:59"), date(2026, 3, 5)),
    (DAY, "2026年3月5日", date(2026, 3, 5)),
    (DAY, 20260305.0, date(2026, 3, 5)),
    (PERIOD, date(2026, 3, 31), "2026-03"),
    (PERIOD, 202603.0, "2026-03"),
    (MODE, 9610.0, "9610"),
    (MODE, " 快 件 ", "快件"),
    (ROLES, "卖家,服务商；卖家", ("卖家", "服务商")),
    (FLAG, "有", True),
    (FLAG, False, False),
    (COUNTY, 211324.0, "211324"),
    (COUNTY, "喀左", "211324"),
    (MEASURE, 3.0, "platform_entry_fee"),
    (MEASURE, "措施1", "park_award"),
    (MEASURE, "第五条", "customs_agency_fee"),
    (MEASURE, "支持培育跨境电商发展", "premises_rent"),
]

REFUSED: list[tuple[Column, Any, str, str]] = [
    (REQUIRED, "\u200b", "E-REQUIRED", "企业名称"),
    (TEXT, "字" * 21, "E-LENGTH", "最多 20"),
    (TEXT, "1.23E+17", "E-DAMAGED", "科学计数"),
    (TEXT, 1.23e17, "E-DAMAGED", "文本"),
    (PERSON, "张*", "E-MASK", "遮盖"),
    (TEXT, "138****7690", "E-MASK", "遮盖"),
    (CREDIT, 9.121130200000000e17, "E-DAMAGED", "重新填写"),
    (CREDIT, "91211302MA0TEPT10C", "E-ID", "校验位"),
    (DECLARATION, "8.00202601234568E+16", "E-DAMAGED", "科学计数"),
    (DECLARATION, 80020260123456700.0, "E-DAMAGED", "文本"),
    (INVOICE, 12345678.0, "E-DAMAGED", "文本"),
    (ACCOUNT, 62220200.0, "E-DAMAGED", "文本"),
    (CUSTOMS, 211396003.0, "E-DAMAGED", "文本"),
    (CUSTOMS, date(2026, 3, 5), "E-ID", "日期"),
    (CUSTOMS_MANY, "2113960037、211396", "E-ID", "211396"),
    (PHONE, "1284210000", "E-PHONE", "0421"),
    (MONEY, "3.5万", "E-WAN", "35000.00"),
    (MONEY, "0.2亿元", "E-WAN", "20000000.00"),
    (MONEY, "约5万", "E-NUMBER", "数字"),
    (MONEY, "1,2345", "E-NUMBER", "数字"),
    (MONEY, "1e5", "E-NUMBER", "数字"),
    (MONEY, "٥٠٠", "E-NUMBER", "数字"),
    (MONEY, "无", "E-NUMBER", "留空"),
    (MONEY, "-100", "E-NEGATIVE", "红字"),
    (MONEY, -0.01, "E-NEGATIVE", "红字"),
    (MONEY, 33333.333333333336, "E-DECIMALS", "33333.33"),
    (MONEY, "49999.995", "E-DECIMALS", "50000.00"),
    (MONEY, 1e308, "E-NUMBER", "过大"),
    (MONEY, float("nan"), "E-NUMBER", "有效"),
    (MONEY, float("inf"), "E-NUMBER", "有效"),
    (MONEY, True, "E-NUMBER", "真假"),
    (MONEY, date(2026, 3, 5), "E-NUMBER", "日期"),
    (WAN, "7145元", "E-WAN", "万元"),
    (AREA, -1.0, "E-NEGATIVE", "负数"),
    (PERCENT, 0.75, "E-PERCENT", "75"),
    (COUNT, 1.5, "E-NUMBER", "整数"),
    (DAY, "2026-02-30", "E-DATE", "没有这一天"),
    (DAY, "3月5日", "E-DATE", "年份"),
    (DAY, TimeText("0:00:00"), "E-DATE", "时间"),
    (DAY, date(1900, 1, 1), "E-DATE", "超出"),
    (DAY, True, "E-DATE", "真假"),
    (PERIOD, "一季度", "E-DATE", "2026-03"),
    (MODE, "一般贸易", "E-CHOICE", "9610、1210、快件"),
    (ROLES, "卖家、电商公司", "E-CHOICE", "电商公司"),
    (FLAG, "是", "E-CHOICE", "有、无"),
    (COUNTY, "朝阳", "E-COUNTY", "朝阳县"),
    (MEASURE, 6.0, "E-MEASURE", "1 至 5"),
]


@pytest.mark.parametrize(("column", "raw", "value"), READ)
def test_what_is_read(column: Column, raw: Any, value: Any) -> None:
    converted = convert_cell(column, raw)
    assert (converted.value, converted.message) == (value, "")
    assert type(converted.value) is type(value)


@pytest.mark.parametrize(("column", "raw", "code", "words"), REFUSED)
def test_what_is_refused_and_the_sentence(column: Column, raw: Any, code: str, words: str) -> None:
    converted = convert_cell(column, raw)
    assert (converted.value, converted.code, converted.level) == (None, code, "error")
    assert words in converted.message
    assert converted.message.endswith("。")


@pytest.mark.parametrize(
    ("column", "raw", "value", "level"),
    [
        (CUSTOMS, 2113960037.0, "2113960037", "note"),
        (BANK, 102234000012.0, "102234000012", "note"),
        (CUSTOMS_MANY, 2113960037.0, ("2113960037",), "note"),
        (CUSTOMS, "2113960A1B", "2113960A1B", "note"),
        (DAY, 46086.0, date(2026, 3, 5), "warning"),
        (TEXT, '=DISPIMG("ID_0A1B",1)', None, "warning"),
    ],
)
def test_what_is_read_with_a_remark(column: Column, raw: Any, value: Any, level: str) -> None:
    converted = convert_cell(column, raw)
    assert (converted.value, converted.level) == (value, level)
    assert converted.message


def test_the_serial_of_a_1904_workbook_is_another_day() -> None:
    assert convert_cell(DAY, 44624.0, is_1904=True).value == date(2026, 3, 5)


COLUMNS = [column for template in TEMPLATES for sheet in template.sheets for column in sheet.columns]
RAW = st.one_of(
    st.text(max_size=30),
    st.sampled_from([raw for _, raw, *_ in READ] + [raw for _, raw, *_ in REFUSED]),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.sampled_from(["", CODE, "是", "2026-03-05", "1,000.00"]),
)


@given(st.sampled_from(COLUMNS), st.lists(RAW, min_size=1, max_size=12))
def test_a_column_is_converted_like_its_cells(column: Column, cells: list[Any]) -> None:
    values, remarks = convert_column(column, cells)
    single = [convert_cell(column, raw) for raw in cells]
    assert [repr(value) for value in values] == [repr(converted.value) for converted in single]
    assert remarks == {place: converted for place, converted in enumerate(single) if converted.level}


@given(st.lists(st.sampled_from([CODE, "", "91211303MA0TEPT10R", CODE.lower(), "x"]), min_size=1, max_size=8))
def test_one_unclean_cell_never_hides_in_a_clean_column(cells: list[str]) -> None:
    values, remarks = convert_column(CREDIT, cells)
    assert values == [None if cell in ("", "x") else cell.upper() for cell in cells]
    assert set(remarks) == {place for place, cell in enumerate(cells) if cell == "x"}


@given(st.decimals(0, 10**9, places=2))
def test_money_survives_the_way_through_a_cell(amount: Decimal) -> None:
    assert convert_cell(MONEY, float(amount)).value == amount
    assert convert_cell(MONEY, f"{amount:,.2f}元").value == amount
