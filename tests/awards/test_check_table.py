"""Every check R01–R38: the smallest case that raises it, or the later stage of work that will, with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cbec_desktop.awards.checks import ASSESSMENT, CHECKS
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.domain.records import ApplicationFacts, CustomsListEntry, ServiceEventLine, TradeFigure
from cbec_desktop.domain.statuses import FindingLevel
from tests.awards.made_cases import AGENT, FEE, PARK, PLATFORM, RENT, assess, case_of, firm, found

ERROR, WARNING, NOTE, UNKNOWN = (
    FindingLevel.ERROR, FindingLevel.WARNING, FindingLevel.NOTE, FindingLevel.NOT_CHECKED,
)  # fmt: skip
SECOND = {"credit_code": "91211303MA0TEPT10R", "name": "另一家有限公司"}
NUMBER, INVOICE = "080020260123456789", "26210000000000000001"
LINE = "费用明细 第 1 行"
DECLARED = "报关明细 第 1 行"


@dataclass(frozen=True)
class Row:
    """One line of the table: what is said (a piece of the sentence), how strongly, and where."""

    code: str
    level: FindingLevel
    words: str
    make: Callable[[], Assessment]
    place: str | None = None
    clause: str | None = None


def fee(**line: Any) -> ApplicationFacts:
    return case_of(FEE, fees=[{"amount": "10000"} | line])


def lease(**facts: Any) -> ApplicationFacts:
    return case_of(RENT, leases=[{"area": "200", "rent": "48000", "contract": "甲"} | facts])


def declared(**line: Any) -> ApplicationFacts:
    return case_of(AGENT, declarations=[{"fee": "200", "number": NUMBER} | line])


def after(case: ApplicationFacts, **enterprise: Any) -> ApplicationFacts:
    """The same case once more, later, of a firm that may differ."""
    return firm(replace(case, application_id=2, case_no="例2", intake_order=2), **enterprise)


def event(**facts: Any) -> ApplicationFacts:
    held = ServiceEventLine(1, date(2026, 5, 1), "培训", "第一期", 50, 40, facts.get("signed", True))
    return replace(case_of(PLATFORM, fees=[{"amount": "1000"}]), service_events=(held,))


def used_twice() -> Assessment:
    """The invoice of an earlier application of another firm."""
    line = {"amount": "10000", "invoice": INVOICE}
    first, second = fee(invoice=INVOICE), after(case_of(FEE, fees=[line], enterprise=SECOND))
    firms = (first.enterprise.credit_code, SECOND["credit_code"])
    trade = tuple(TradeFigure("2026-01", code, "9710", Decimal(10**7), Decimal(0), "海关") for code in firms)
    return assess(second, first, trade=trade)


def deleted_declaration() -> Assessment:
    case = declared()
    entry = CustomsListEntry(NUMBER, case.enterprise.credit_code, "9810", date(2026, 3, 1), Decimal(50000), "删单")
    return assess(case, customs_list=(entry,))


def remark(words: str) -> ApplicationFacts:
    case = lease()
    only = case.leases[0]
    return replace(case, leases=(replace(only, invoices=(replace(only.invoices[0], remark=words),)),))


def dear_rent() -> Assessment:
    usual = [{"area": "200", "rent": "24000", "contract": f"邻{at}"} for at in range(1, 6)]
    return assess(case_of(RENT, leases=[{"area": "200", "rent": "96000", "contract": "甲"}, *usual]))


def granted_before(*, same_park: bool) -> Assessment:
    first = case_of(PARK, assessed="600000", granted="600000", park="甲园", tenants=[{"value": "1000"}])
    second = case_of(PARK, assessed="1000", park="甲园" if same_park else "乙园", tenants=[{"value": "1000"}])
    return assess(after(second), first)


def supported() -> Assessment:
    return assess(
        case_of(
            PARK, assessed="1000", provincial_support=True, provincial_support_amount="500", tenants=[{"value": "9"}]
        )
    )


ACCOUNT = {"payee_account_no": "6222000011112222", "payee_bank_code": "313223000012"}
RAISED = (
    Row("R01", ERROR, "校验", lambda: assess(firm(fee(), credit_code="91211302MA0TEPT10C")), None, "附件3"),
    Row("R02", WARNING, "请按营业执照核对", lambda: assess(firm(fee(), name="朝阳示例"))),
    Row("R03", ERROR, "不在本年可申报的主体类型内", lambda: assess(firm(fee(), credit_code="92211302MA0TEPT108"))),
    Row("R04", ERROR, "请核对注册地", lambda: assess(firm(fee(), county_code="210102"))),
    Row("R05", ERROR, "没有填信用查询日期", lambda: assess(firm(fee(), credit_checked_on=None))),
    Row("R06", UNKNOWN, "追回台账和禁止申报名单尚未启用", lambda: assess(fee())),
    Row("R07", UNKNOWN, "请看纸件核对", lambda: assess(fee())),
    Row("R08", NOTE, "没有填银行账号、支付行号", lambda: assess(fee())),
    Row("R08", NOTE, "户名“别家”与企业名称不一致", lambda: assess(firm(fee(), **ACCOUNT, payee_account_name="别家"))),
    Row("R08", NOTE, "银行账号只能是数字", lambda: assess(firm(fee(), **(ACCOUNT | {"payee_account_no": "62A"})))),
    Row("R08", NOTE, "支付行号应为 12 位", lambda: assess(firm(fee(), **(ACCOUNT | {"payee_bank_code": "3132"})))),
    Row(
        "R09", WARNING, "与另一家有限公司相同",
        lambda: assess(
            firm(fee(), contact_mobile="13800001234"), after(fee(), **SECOND, contact_mobile="13800001234")
        ),
    ),
    Row("R10", WARNING, "不在 2026 年度内，本行不计", lambda: assess(fee(invoiced_on="2025-12-31")), LINE),
    Row("R10", WARNING, "不在 2026 年度内", lambda: assess(declared(declared_on="2025-12-31")), DECLARED),
    Row("R11", WARNING, "首次使用，本行不计", used_twice, LINE),
    Row("R12", WARNING, "付款方式是现金", lambda: assess(fee(method="现金")), LINE),
    Row("R12", WARNING, "不是申报单位", lambda: assess(fee(payer="李四")), LINE),
    Row("R13", NOTE, "按实付计", lambda: assess(fee(paid="9000")), LINE),
    Row("R13", WARNING, "晚于截止日 2027-03-31", lambda: assess(fee(paid_on="2027-04-01")), LINE),
    Row("R14", WARNING, "不是申报单位，本行不计", lambda: assess(fee(buyer="别家")), LINE),
    Row("R15", WARNING, "没有填汇率", lambda: assess(fee(currency="USD", foreign="1400")), LINE, "附件3第2、3条"),
    Row("R16", ERROR, "不是 18 位报关单号", lambda: assess(declared(number="08002026012345678")), DECLARED),
    Row("R16", WARNING, "第 9 位表示进口", lambda: assess(declared(number="080020261123456789")), DECLARED),
    Row("R17", WARNING, "本行不计", lambda: assess(declared(mode="0110")), DECLARED, "附件3第5条"),
    Row("R18", WARNING, "本行不计", lambda: assess(declared(consignee="91211303MA0TEPT10R")), DECLARED),
    Row("R18", WARNING, "例1", lambda: assess(after(declared()), declared()), DECLARED),
    Row("R19", WARNING, "状态为“删单”", deleted_declaration, DECLARED),
    Row("R20", ERROR, "不相等，请更正分摊", lambda: assess(declared(invoice_total="300")), DECLARED),
    Row("R21", WARNING, "自理报关", lambda: assess(declared(agent="91211302MA0TEPT10B")), DECLARED),
    Row("R22", WARNING, "偏高", lambda: assess(declared(fee="2000.01")), DECLARED),
    Row("R23", ERROR, "大于产权证面积", lambda: assess(lease(certificate="150")), "合同 甲", "附件3第4条"),
    Row(
        "R23", WARNING, "租期重叠",
        lambda: assess(lease(location="示例街1号"), after(lease(location="示例街1号", contract="乙"), **SECOND)),
        "合同 甲",
    ),
    Row("R24", WARNING, "备注有“物业”", lambda: assess(remark("租金含物业费")), "房屋租赁 第 1 行"),
    Row("R25", WARNING, "偏离超过 3 倍", dear_rent, "合同 甲"),
    Row("R26", WARNING, "租金是否公允", lambda: assess(lease(lessor="朝阳示例有限公司")), "合同 甲"),
    Row("R27", ERROR, "不再奖励", lambda: granted_before(same_park=True), None, "附件3第1条"),
    Row("R27", WARNING, "另一园区", lambda: granted_before(same_park=False)),
    Row("R28", ERROR, "不再重复支持", supported),
    Row("R29", ERROR, "没有签到表", lambda: assess(event(signed=False)), "服务活动 第 1 行", "附件3第2条"),
    Row("R30", UNKNOWN, "全市培训台账尚未启用", lambda: assess(event())),
    Row(
        "R31", WARNING, "海关月报中没有本年度实绩",
        lambda: assess(case_of(PARK, assessed="1000", tenants=[{"value": "500"}])), "园区实绩 第 1 行",
    ),
    Row("R32", NOTE, "低于核算 3,000.00 元", lambda: assess(fee())),
    Row(
        "R32", WARNING, "高于最高奖励",
        lambda: assess(case_of(PARK, assessed="9000000", tenants=[{"value": "500"}])),
    ),
)  # fmt: skip
LATER = {
    "R33": "经办与复核的环节随案件事件（受理、复核、批复）来；现在没有复核动作可比。",
    "R34": "公示期随公示来；现在没有公示记录。",
    "R35": "盖章随纸质流转来；现在改过资料的案件印不出旧数（见打印的检查）。",
    "R36": "F18–F21 印发前要求已确认的参数集：见 tests/services/test_trial_gate.py，表格随公示、批复、拨付来。",
    "R37": "批复随案件事件来；资金池页已写明批复前只是试分配（见 tests/ui/screens/pool）。",
    "R38": "上报批次和上报文号随申报批次来；现在一个文件就是一批，没有另报的合计。",
}


def test_every_code_stands_in_the_table_once_as_raised_or_as_later() -> None:
    raised = {row.code for row in RAISED}
    assert raised.isdisjoint(LATER)
    assert raised | set(LATER) == {f"R{number:02d}" for number in range(1, 39)}


def test_only_checks_of_a_later_stage_wait() -> None:
    """R08 is told ahead of the pay-out it blocks, so it stands in both."""
    waiting = {check.code for check in CHECKS if check.stage != ASSESSMENT}
    assert set(LATER) == waiting - {"R08"}
    assert all(re.search("[一-鿿]", reason) for reason in LATER.values())


@pytest.mark.parametrize("row", RAISED, ids=lambda row: f"{row.code}-{row.level.value}-{row.words}")
def test_the_case_raises_the_check(row: Row) -> None:
    findings = found(row.make(), row.code)
    finding = next((item for item in findings if row.words in item.message), None)
    assert finding is not None, [item.message for item in findings]
    assert finding.level is row.level
    assert finding.place == row.place
    assert finding.clause.startswith(row.clause or "附件3") or finding.clause == "实施口径"
    assert finding.message.endswith(("。", "）"))
