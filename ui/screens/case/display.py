"""The head of the case page as words: chips, timeline, amount chain, facts. Pure functions on records, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.records import ApplicationFacts
from cbec_desktop.domain.statuses import (
    APPLICATION_STATUS_WORDS,
    ASSESSMENT_STATUS_WORDS,
    COUNTY_SHORT,
    ApplicationStatus,
    AssessmentStatus,
    SetStatus,
)
from cbec_desktop.services.applications import CaseView
from ui.widgets.cells import ChainCell, ChipStatus, ChipText, StageMark, StageState

ABSENT = "—"

_STATUS_CHIPS: dict[str, tuple[ChipStatus, str]] = {
    ApplicationStatus.DRAFT: ("neutral", "circle"),
    ApplicationStatus.SUBMITTED: ("info", "circle-dot"),
    ApplicationStatus.APPROVED: ("ok", "circle-check"),
    ApplicationStatus.PAID: ("ok", "circle-check"),
    ApplicationStatus.WITHDRAWN: ("neutral", "minus"),
    ApplicationStatus.VOID: ("neutral", "ban"),
}
_RESULT_CHIPS: dict[str, tuple[ChipStatus, str]] = {
    AssessmentStatus.GRANTED: ("ok", "circle-check"),
    AssessmentStatus.ZERO: ("neutral", "minus"),
    AssessmentStatus.UNDETERMINED: ("err", "circle-alert"),
}
_OPEN = (ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the case; `is_text` may be cut when room is short, numbers and dates may not."""

    label: str
    value: str
    is_text: bool = False


def money(amount: Decimal | None) -> str:
    """Yuan with separators; unknown is a dash, never 0."""
    return ABSENT if amount is None else format_yuan(amount)


def day(value: date | str | None, this_year: int | None = None) -> str:
    """A date as `2026-11-22`; as `11-22` when it lies in `this_year`."""
    if not value:
        return ABSENT
    text = value.isoformat() if isinstance(value, date) else value[:10]
    return text[5:] if this_year is not None and text.startswith(f"{this_year}-") else text


def span(start: date, end: date) -> str:
    """From … to, the year once when it is the same."""
    return f"{start.isoformat()} 至 {day(end, start.year)}"


def plain(value: Decimal | None) -> str:
    """A number without tailing zeros below two decimals (areas)."""
    return ABSENT if value is None else f"{value:,.2f}"


def chips(view: CaseView) -> tuple[ChipText, ...]:
    """State of the case, result of the reckoning, and 试算 as long as the year's set is a trial."""
    status = view.header.status
    kind, icon = _STATUS_CHIPS.get(status, ("neutral", "circle"))
    found = [ChipText(APPLICATION_STATUS_WORDS[ApplicationStatus(status)], kind, icon)]
    assessment = view.assessment
    if assessment is None:
        found.append(ChipText("未核算", "neutral", "circle"))
        return tuple(found)
    kind, icon = _RESULT_CHIPS[assessment.status]
    found.append(ChipText(ASSESSMENT_STATUS_WORDS[assessment.status], kind, icon))
    if view.set_status != SetStatus.CONFIRMED:
        found.append(ChipText("试算", "warn", "hourglass"))
    return tuple(found)


def second_line(view: CaseView) -> tuple[str, ...]:
    """What stands behind the applicant's name: code, county, measure, year and round, the county's people."""
    header = view.header
    parts = [
        view.enterprise.credit_code,
        COUNTY_SHORT.get(header.county_code, header.county_code),
        f"措施 {MEASURE_NUMBERS[header.measure_id]} {MEASURE_SHORT[header.measure_id]}",
        f"{header.award_year} 年度" + (f" 第 {header.round_no} 批" if header.round_no else ""),
        f"申报编号 {header.reporting_no}",
    ]
    return tuple(parts)


def stages(view: CaseView, this_year: int) -> tuple[StageMark, ...]:
    """The ten stages. What no record proves is 未登记 (behind) or 未开始 (ahead), never guessed."""
    header = view.header
    is_open = header.status in _OPEN
    is_paid = header.status == ApplicationStatus.PAID
    is_approved = is_paid or header.status == ApplicationStatus.APPROVED
    is_submitted = header.status != ApplicationStatus.DRAFT
    has_county = header.county_reviewed_on is not None or view.facts.county_reviewed_amount is not None
    county_note = " ".join(
        part for part in (day(header.county_reviewed_on, this_year), header.county_reviewer or "") if part != ABSENT
    )
    review: StageState = "now" if is_open and is_submitted else ("done" if is_approved else "ahead")
    review_note = f"{day(view.assessed_at, this_year)} 已核算" if view.assessment else "待核算"
    return (
        StageMark("提交", day(header.taken_in_at, this_year), "done" if is_submitted else "now"),
        StageMark("受理", "未登记" if has_county or is_approved else "未开始", "ahead"),
        StageMark(
            "县区初审", county_note or ("未登记" if is_approved else "未开始"), "done" if has_county else "ahead"
        ),
        StageMark("市局复核", review_note if is_submitted else "未开始", review),
        StageMark("审计", "可选", "ahead"),
        StageMark("党组会", "未开始", "ahead"),
        StageMark("公示", "未开始", "ahead"),
        StageMark("批复", "已批复" if is_approved else "未开始", "done" if is_approved else "ahead"),
        StageMark("拨付", "已拨付" if is_paid else "未开始", "done" if is_paid else "ahead"),
        StageMark("归档", "未开始", "ahead"),
    )


def amount_chain(view: CaseView, this_year: int) -> tuple[ChainCell, ...]:
    """The eight amounts. The reckoned award stands in 市局复核额 as a proposal until somebody decides it."""
    cells = []
    before: Decimal | None = None
    for entry in view.amounts:
        amount, note, is_current = entry.amount, "", False
        if entry.id == "claimed":
            note = f"{day(view.header.taken_in_at, this_year)} 企业申报"
        elif entry.id == "county_reviewed" and amount is None:
            note = "县区未填"
        elif entry.id == "city_reviewed":
            is_current = view.header.status in _OPEN
            amount, note = _city_amount(view, amount)
        reduction = "" if amount is None or before is None or amount >= before else f"−{format_yuan(before - amount)}"
        if reduction and entry.id == "county_reviewed":
            note = view.header.reduction_reason or ""
        cells.append(ChainCell(entry.label, money(amount), reduction, note, is_current))
        before = before if amount is None else amount
    return tuple(cells)


def _city_amount(view: CaseView, decided: Decimal | None) -> tuple[Decimal | None, str]:
    assessment = view.assessment
    if decided is not None:
        return decided, ""
    if assessment is None:
        return None, "待核算"
    if assessment.status == AssessmentStatus.UNDETERMINED:
        return None, "待定"
    return assessment.award_amount, short_limit(assessment.binding_limit or "核算额")


def short_limit(name: str) -> str:
    """A limit's name where room is short: 每㎡上限."""
    return name.replace("每平方米", "每㎡").replace("年度", "").replace("企业", "")


def common_facts(facts: ApplicationFacts) -> list[Fact]:
    """What every measure asks: other public money and the undertaking."""
    support = "无"
    if facts.has_provincial_support:
        support = f"有 · {money(facts.provincial_support_amount)} 元"
        if facts.provincial_support_project:
            support += f" · {facts.provincial_support_project}"
    return [
        Fact("省级支持", support, is_text=facts.has_provincial_support),
        Fact("承诺书", "已收" if facts.has_undertaking else "未收"),
    ]


def case_facts(facts: ApplicationFacts) -> list[Fact]:
    """The facts that decide under the case's measure, in the order of the paper."""
    by_measure = {
        "park_award": _park_facts,
        "premises_rent": _lease_facts,
        "customs_agency_fee": _declaration_facts,
    }
    return [*by_measure.get(facts.measure_id, _expense_facts)(facts), *common_facts(facts)]


def facts_line(facts: ApplicationFacts) -> str:
    """The facts folded to one line (compact windows)."""
    told = [fact for fact in case_facts(facts) if not fact.is_text and fact.value != ABSENT]
    return " · ".join(f"{fact.label} {fact.value}" for fact in told[:4])


def _park_facts(facts: ApplicationFacts) -> list[Fact]:
    rows = facts.park_performance
    parks = sorted({row.park_name for row in rows})
    total = sum((row.trade_value for row in rows), Decimal(0))
    return [
        Fact("园区", "、".join(parks) or ABSENT, is_text=True),
        Fact("入驻企业", f"{len({row.credit_code for row in rows})} 家 · {len(rows)} 行"),
        Fact("实绩合计", f"{format_yuan(total)} 元" if rows else ABSENT),
        Fact("评定金额", ABSENT if facts.assessed_amount is None else f"{format_yuan(facts.assessed_amount)} 元"),
        Fact("评定依据", facts.assessment_document_no or ABSENT, is_text=True),
    ]


def _expense_facts(facts: ApplicationFacts) -> list[Fact]:
    rows = facts.expense_lines
    if not rows:
        return [Fact("费用明细", "没有费用行")]
    claimed = sum((row.claimed_amount for row in rows), Decimal(0))
    paid = sum((row.paid_amount for row in rows), Decimal(0))
    methods = sorted({row.payment_method for row in rows})
    found = [
        Fact("费用", f"{len(rows)} 行 · {format_yuan(claimed)} 元"),
        Fact("类别", "、".join(dict.fromkeys(row.category for row in rows)), is_text=True),
        Fact("平台或服务", "、".join(dict.fromkeys(row.platform_or_service for row in rows)), is_text=True),
        Fact("开票", span(min(row.invoiced_on for row in rows), max(row.invoiced_on for row in rows))),
        Fact("实付", f"{format_yuan(paid)} 元 · {'、'.join(methods)}"),
    ]
    if facts.service_events:
        people = sum(event.attendance_count for event in facts.service_events)
        found.append(Fact("服务活动", f"{len(facts.service_events)} 场 · {people:,} 人次"))
    return found


def _lease_facts(facts: ApplicationFacts) -> list[Fact]:
    leases = facts.leases
    if not leases:
        return [Fact("房屋租赁", "没有租约")]
    invoices = [invoice for lease in leases for invoice in lease.invoices]
    rent = sum((invoice.rent_amount for invoice in invoices), Decimal(0))
    paid = sum((invoice.paid_amount for invoice in invoices), Decimal(0))
    used = sum((lease.self_used_area for lease in leases), Decimal(0))
    floor = sum((lease.floor_area for lease in leases), Decimal(0))
    first = leases[0]
    methods = "、".join(sorted({invoice.payment_method for invoice in invoices}))
    return [
        Fact("租约", f"{first.contract_no} · {len(leases)} 份" if len(leases) == 1 else f"{len(leases)} 份"),
        Fact("坐落", "、".join(dict.fromkeys(lease.location for lease in leases)), is_text=True),
        Fact("租期", span(min(lease.lease_from for lease in leases), max(lease.lease_to for lease in leases))),
        Fact("面积", f"自用 {plain(used)} / 建筑 {plain(floor)} ㎡"),
        Fact("发票", f"{len(invoices)} 张 · {format_yuan(rent)} 元"),
        Fact("实付", f"{format_yuan(paid)} 元 · {methods}"),
    ]


def _declaration_facts(facts: ApplicationFacts) -> list[Fact]:
    rows = facts.customs_declarations
    if not rows:
        return [Fact("报关明细", "没有报关单")]
    fee = sum((row.fee_amount for row in rows), Decimal(0))
    paid = sum((row.paid_amount for row in rows), Decimal(0))
    tickets = sum(row.ticket_count for row in rows)
    return [
        Fact("报关单", f"{len(rows)} 行 · {tickets:,} 单"),
        Fact("监管方式", "、".join(sorted({row.supervision_mode for row in rows}))),
        Fact("申报日期", span(min(row.declared_on for row in rows), max(row.declared_on for row in rows))),
        Fact("报关代理", "、".join(dict.fromkeys(row.agent_name for row in rows)), is_text=True),
        Fact("代理费", f"{format_yuan(fee)} 元 · 发票 {len({row.invoice_no for row in rows})} 张"),
        Fact("实付", f"{format_yuan(paid)} 元"),
    ]
