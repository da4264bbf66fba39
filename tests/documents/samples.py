"""Made-up forms that the tests of the paper share: an ordinary one of each, and ones with the longest texts."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from cbec_desktop.documents.form import PrintMark
from cbec_desktop.documents.forms.f02_data import ApplicationFormData, SupportRow, TradeRow
from cbec_desktop.documents.forms.f15_approval import ApprovalData, ChainRow, ReckoningRow
from cbec_desktop.documents.forms.f16_data import (
    CalculationData,
    DeclarationRow,
    DetailRow,
    ReadingRow,
    StepRow,
    VoucherRow,
    VoucherTable,
)
from cbec_desktop.domain.clock import CHINA_TIME
from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.services.policy import shipped_policy

MARK = PrintMark(datetime(2027, 2, 26, 15, 8, tzinfo=CHINA_TIME), 1, "M4F16-9QTA-7KD2-X", "a1b2c3d4e5f60718")
RARE_NAMES = "䶮㛃堃喆昇甡𬭎𠮷"
LONG_NAME = "喀喇沁左翼蒙古族自治县紫砂文化创意产业园跨境电子商务运营管理服务股份有限公司"
LONG_ADDRESS = (
    "辽宁省朝阳市喀喇沁左翼蒙古族自治县大城子街道办事处民族团结路北段128号紫砂文化创意产业园B区3号楼2单元1206室"
)


def clause_text(number: int) -> str:
    """A clause of annex 3 to the letter."""
    return next(clause.body for clause in shipped_policy().clauses if clause.label == f"附件3第{number}条")


def application_form(measure_id: str = "premises_rent", **changes: object) -> ApplicationFormData:
    fields: dict[str, object] = {
        "measure_id": measure_id,
        "measure_number": MEASURE_NUMBERS[measure_id],
        "measure_short": MEASURE_SHORT[measure_id],
        "case_no": "CYKJ-2026-M4-211302-0007",
        "award_year": 2026,
        "enterprise": "朝阳燕都跨境电子商务有限公司",
        "credit_code": "91211302MA0TEPT10B",
        "customs_codes": "2113961027",
        "kind_and_scale": "有限责任公司\n（自然人投资或控股）　微型",
        "registered_address": "朝阳市双塔区珠江路三段66号燕都电商大厦8层",
        "county": "双塔区",
        "legal_representative": "赵䶮",
        "landline": "0421-2812345",
        "contact_person": "孙甡",
        "mobile": "13842100000",
        "email": "yandu@example.com",
        "bank_name": "中国建设银行股份有限公司朝阳双塔支行",
        "bank_code": "105234000128",
        "account_no": "21050165740800000123",
        "established_on": date(2021, 6, 18),
        "prior_year": ("3,216,580.00", "41.26%", "4,875,300.00", "268,940.00", "97,316.52", "9"),
        "trade": (
            TradeRow("9710", 36, Decimal("1286400"), Decimal(0)),
            TradeRow("9810", 14, Decimal("742150"), Decimal(0)),
        ),
        "block_rows": (("双塔区珠江路三段66号8层801室", "200.00", "2026.01.01—2026.12.31", "48,000.00"),),
        "cost_total": Decimal(48000),
        "eligible_cost": Decimal(48000),
        "claimed_amount": Decimal(24000),
        "support_state": "none",
    }
    return ApplicationFormData(**{**fields, **changes})  # type: ignore[arg-type]


def longest_application_form() -> ApplicationFormData:
    support = SupportRow(
        "省级以上",
        "辽宁省商务厅、辽宁省财政厅",
        "2025年度外经贸发展专项资金跨境电商综合服务项目",
        "2025",
        Decimal("9876543.21"),
    )
    return application_form(
        enterprise=LONG_NAME,
        customs_codes="2113961027、2113962038、2113963049",
        kind_and_scale="股份有限公司\n（非上市、自然人投资或控股）　中型",
        registered_address=LONG_ADDRESS,
        legal_representative="阿拉坦其其格·额尔德尼巴特尔",
        email="international.business.department@example-company.cn",
        bank_name="中国农业银行股份有限公司喀喇沁左翼蒙古族自治县大城子支行营业部",
        account_no="6228480402564890018512345678",
        prior_year=("123,456,789.00", "100.26%", "987,654,321.00", "-12,345,678.90", "97,316,252.52", "12345"),
        trade=tuple(
            TradeRow(mode, 123456, Decimal("987654321.98"), Decimal("123456789.01"))
            for mode in ("9610", "9710", "9810", "1210", "1239")
        ),
        block_rows=((LONG_ADDRESS[7:40], "12,345.67", "2026.01.01—2026.12.31", "9,999,999.99"),) * 2,
        cost_total=Decimal("199999999.98"),
        eligible_cost=Decimal("199999999.98"),
        claimed_amount=Decimal("98765432.19"),
        support_state="received",
        supports=(support, support),
    )


def approval_form(**changes: object) -> ApprovalData:
    fields: dict[str, object] = {
        "case_no": "CYKJ-2026-M4-211302-0007",
        "award_year": 2026,
        "measure_number": 4,
        "measure_short": "房屋租赁费补助",
        "enterprise": "朝阳燕都跨境电子商务有限公司",
        "credit_code": "91211302MA0TEPT10B",
        "county": "双塔区",
        "chain": (
            ChainRow(Decimal(24000), None, "", date(2027, 1, 12)),
            ChainRow(Decimal(10000), Decimal(14000), "J04 超每平方米上限", date(2027, 1, 28)),
            ChainRow(Decimal(10000), Decimal(0), "", date(2027, 2, 26)),
            ChainRow(),
            ChainRow(),
            ChainRow(),
        ),
        "reckoning": (
            ReckoningRow("按比例", "48,000.00 × 50%", Decimal(24000)),
            ReckoningRow("每平方米上限", "200.00㎡ × 50元", Decimal(10000), "本限额生效", True),
            ReckoningRow("单户年度上限", "100,000.00 − 已享受 0.00", Decimal(100000), "未触及"),
            ReckoningRow("取整", "①②③取小值，舍至元", Decimal(10000)),
        ),
        "amount": Decimal(10000),
        "accepted_on": date(2027, 1, 15),
        "receipt_no": "商跨收〔2027〕7号",
        "storage_place": "二号柜－3层－M4第07盒",
        "opinions": (
            "经初审，材料齐全，租赁合同、发票、付款凭证一致。按每平方米上限核减14,000.00元，同意上报。（双商报〔2027〕5号，原件见卷内第3件）",
            "经复核，有跨境电商进出口实绩（9710、9810共50票），无重复申报，核减理由成立，提请审议。",
            "同意提交局党组会审议。",
            "经2027年3月19日局党组会（第6次）审议，同意支持10,000.00元，按程序公示。",
        ),
        "minutes_no": "朝商党纪〔2027〕6号",
    }
    return ApprovalData(**{**fields, **changes})  # type: ignore[arg-type]


def longest_approval_form() -> ApprovalData:
    row = ChainRow(
        Decimal("98765432.19"), Decimal("12345678.90"), "J09 其他：发票品名与合同不符的部分", date(2027, 12, 28)
    )
    opinion = "经复核，材料齐全，有进出口实绩，无重复申报，核减理由成立，拟按测算金额予以支持，提请审议。" * 4
    return approval_form(
        enterprise=LONG_NAME,
        county="喀喇沁左翼蒙古族自治县",
        chain=(row,) * 6,
        amount=Decimal("98765432.19"),
        reckoning=(
            ReckoningRow("本市企业分担比例", "1,234,567.89 × 50% × 73.33%", Decimal("98765432.19")),
            ReckoningRow("每平方米上限", "3份租约合计，按自用面积", Decimal("98765432.19"), "本限额生效", True),
            ReckoningRow("单户执行期上限", "1,000,000.00 − 999,999.99", Decimal("98765432.19"), "未触及"),
            ReckoningRow("取整", "①②③取小值，舍至元", Decimal("98765432.19")),
        ),
        opinions=(opinion,) * 4,
        receipt_no="喀左商跨收〔2027〕1234号",
        storage_place="二号档案室十二号密集架第3列第4层M4第107盒",
    )


def calculation(**changes: object) -> CalculationData:
    """F16 of the worked rent case: four invoices, five readings, seven steps."""
    invoices = (
        ("26212000000012345678", "1—3月", "2026.01.05"),
        ("26212000000018830427", "4—6月", "2026.04.02"),
        ("26212000000024416095", "7—9月", "2026.07.03"),
        ("26212000000031907744", "10—12月", "2026.10.09"),
    )
    fields: dict[str, object] = {
        "case_no": "CYKJ-2026-M4-211302-0007",
        "award_year": 2026,
        "measure_number": 4,
        "measure_short": "房屋租赁费补助",
        "enterprise": "朝阳燕都跨境电子商务有限公司",
        "credit_code": "91211302MA0TEPT10B",
        "clause_title": "《朝阳市关于支持跨境电商发展的若干政策措施》第4条",
        "clause_text": clause_text(4),
        "readings": (
            ReadingRow("每平方米上限的期间", "按年（每平方米每年50元）", "A1", "当年申报期内一次计算"),
            ReadingRow("每平方米上限的对象", "限制补助额（乘比例之后）", "A2", "原文“补助（每平方米上限…）”"),
            ReadingRow("计租面积", "合同载明且自用的面积", "A3", "不含转租部分，不设面积上限"),
            ReadingRow("“当年所发生”", "按月分摊计入所属年度", "A5", "截止日前已开票并付款"),
            ReadingRow("单户上限的期间", "每一企业每一申报年度", "A20", "已享受额从上限中扣减"),
        ),
        "facts": (
            ("租赁合同", "ZL-2026-0108"),
            ("自用面积", "200.00㎡"),
            ("租赁期限", "2026.01—2026.12"),
            ("进出口实绩", "海关口径50票"),
            ("已享受额", "0.00"),
            ("其他支持", "0.00"),
        ),
        "steps": (
            StepRow("符合条件的租金", "4 × 12,000.00", "48,000.00", "M4·A5"),
            StepRow("按比例计算", "48,000.00 × 50%", "24,000.00", "M4"),
            StepRow("每平方米上限", "200.00㎡ × 50.00元", "10,000.00", "M4·A1·A2", "binding"),
            StepRow("取较小者", "min（24,000.00，10,000.00）", "10,000.00", ""),
            StepRow("单户年度上限", "100,000.00 − 0.00", "100,000.00", "M4·A20", "untouched"),
            StepRow("其他财政支持扣减", "10,000.00 − 0.00", "10,000.00", "A19"),
            StepRow("取整（舍至元）", "10,000.00 → 10,000.00", "10,000.00", "C4", "", True),
        ),
        "amount": Decimal(10000),
        "binding": "每平方米上限",
        "difference": "较按比例计算少 14,000.00",
        "rule": "规则 premises_rent 2026.1　参数集 2026年度第2版（2026-2）",
        "parameters": "（已由局确认：朝商跨〔2026〕18号，2026年12月8日）　参数指纹 0123456789ab",
        "vouchers": VoucherTable(
            ("发票号码", "费用期间", "发票金额", "租赁合同", "付款日期", "计入金额"),
            tuple(
                VoucherRow(number, span, Decimal(12000), "ZL-2026-0108", day, Decimal(12000))
                for number, span, day in invoices
            ),
            "张",
        ),
    }
    return CalculationData(**{**fields, **changes})  # type: ignore[arg-type]


def explained_calculation() -> CalculationData:
    """F16 whose vouchers count in part: the year's numbers, short and long explanations, many places."""
    least = "min（租金 1,234,567.89，实付 1,234,567.88，发票余额 234,567.89）"
    months = f"{least}× （16/31 + 10 + 15/31）÷ （16/31 + 23 + 15/31）"
    return calculation(
        values="补助比例 50%，每平方米上限 50 元，单户上限 100,000 元；2026.01.01—2028.12.31 执行",
        details=(
            DetailRow("1", "min（租金 12,000.00，实付 9,000.00） = 9,000.00"),
            DetailRow("2—3", f"{months} × 自用 1,234.56 ÷ 建筑 12,345.67 = 11,728.3945"),
            DetailRow("4、6、8、10、12、14", "不计（R12）：付款方“沈阳示例代付有限公司”不是申报单位，本行不计。"),
        ),
    )


def batch_calculation() -> CalculationData:
    """F16 with manifests in batches of up to five digits."""
    data = customs_calculation(41)
    rows = [replace(row, mode="9610", tickets=1 + place * 299) for place, row in enumerate(data.declarations)]
    return replace(data, declarations=tuple(rows))


def customs_calculation(count: int = 52, **changes: object) -> CalculationData:
    """F16 of an agency fee case with `count` declarations, the same ones every time."""
    chance = random.Random(count)
    rows = []
    for place in range(count):
        fee = Decimal(chance.choice([320, 360, 420, 480, 560, 640, 880, 960, 1200, 1360]))
        rows.append(
            DeclarationRow(
                number=f"0800{'2026'}0{chance.randrange(10**9):09d}",
                mode=chance.choice(["9710", "9810"]),
                declared_on=f"2026.{1 + place * 11 // max(count, 1):02d}.{1 + place % 28:02d}",
                fee=fee,
                invoice_no=f"2621200000{chance.randrange(10**10):010d}",
                at_rate=fee / 2,
                award=min(fee / 2, Decimal(500)),
                is_limited=fee > 1000,
            )
        )
    award = sum((row.award for row in rows), Decimal(0))
    fees = sum((row.fee for row in rows), Decimal(0))
    fields: dict[str, object] = {
        "case_no": "CYKJ-2026-M5-211381-0003",
        "measure_number": 5,
        "measure_short": "报关代理费补助",
        "clause_title": "《朝阳市关于支持跨境电商发展的若干政策措施》第5条",
        "clause_text": clause_text(5),
        "facts": (
            ("报关代理费发票", f"18张，合计 {fees:,.2f}"),
            ("代理公司", "朝阳捷关报关有限公司"),
            ("已享受额", "0.00"),
        ),
        "steps": (
            StepRow("逐单乘比例", "Σ（代理费 × 50%）", f"{fees / 2:,.2f}", "M5"),
            StepRow("每单上限", "Σ min（代理费 × 50%，500.00）", f"{award:,.2f}", "M5·A8·A9", "binding"),
            StepRow("取整（舍至元）", f"{award:,.2f} → {award:,.2f}", f"{award:,.2f}", "C4", "", True),
        ),
        "amount": award,
        "binding": "每单上限",
        "difference": "",
        "vouchers": None,
        "declarations": tuple(rows),
        "unit_limit": Decimal(500),
    }
    return calculation(**{**fields, **changes})
