"""How caps and affiliates are said: rows of the tables, arithmetic of an effect. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from cbec_desktop.domain.ledger_records import AffiliateProposal, AffiliationEffect, CapLine, CapUse, Household
from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.services.caps_ledger import fullest_cap
from ui.widgets.cells import BarPart, ChipText, TableCell, TableColumn, TableRow

ABSENT = "—"
SCOPE_WORDS = {"year": "按申报年度", "policy_period": "按执行期", "project": "按项目"}
HOUSEHOLD_COLUMNS = (TableColumn("单户", stretch=1, minimum=110), TableColumn("占用", "right", minimum=84))
LINE_COLUMNS = (
    TableColumn("日期"),
    TableColumn("案号 企业 / 文号", stretch=1, minimum=206),
    TableColumn("事项"),
    TableColumn("占用（元）", "right"),
    TableColumn("该项余额（元）", "right"),
    TableColumn("状态", minimum=88),
)
STATE_CHIPS = {
    "effective": ChipText("有效", "ok", "circle-check"),
    "reversed": ChipText("已冲销", "neutral", "ban"),
    "reversal": ChipText("冲销", "neutral", "ban"),
    "pending": ChipText("占用", "info", "circle-dot"),
}
DECISION_CHIPS = {
    "confirmed": ChipText("已认定", "ok", "circle-check"),
    "rejected": ChipText("不是关联", "neutral", "minus"),
    "": ChipText("待认定", "warn", "triangle-alert"),
}


def whole_yuan(fen: int) -> str:
    """Awards are whole yuan; a fen amount keeps its two places."""
    sign, number = ("−" if fen < 0 else ""), abs(fen)
    text = f"{number // 100:,}"
    return f"{sign}{text}" if number % 100 == 0 else f"{sign}{text}.{number % 100:02d}"


def short_measure(measure_id: str) -> str:
    return f"M{MEASURE_NUMBERS[measure_id]}"


def percent_used(cap: CapUse) -> str:
    """69.2%: what is granted or held of a cap."""
    thousandths = (cap.granted + cap.pending) * 1000 // cap.cap if cap.cap else 0
    return f"{thousandths // 10}.{thousandths % 10}%"


def household_row(household: Household, place: int) -> TableRow:
    """Name and number of firms; the cap of which most is used, as words and bar."""
    note = f"{len(household.members)} 家"
    waiting = household.open_proposals
    if waiting:
        note += f" · 待认定 {waiting}"
    cap = fullest_cap(household)
    used = TableCell(ABSENT, tone="muted")
    if cap is not None:
        share = Fraction(cap.granted + cap.pending, cap.cap) if cap.cap else Fraction(1)
        used = TableCell(f"{short_measure(cap.measure_id)} {percent_used(cap)}", bar=share)
    return TableRow((TableCell(household.name, note=note), used), key=place, tip=household.name)


def short_day(line: CapLine) -> str:
    """11-16; with its year where that is not the award year."""
    is_own_year = line.happened_on.startswith(str(line.award_year))
    return line.happened_on[5:] if is_own_year else line.happened_on


def line_rows(lines: Sequence[CapLine], only: str) -> list[TableRow]:
    """The entries in their order; a total stands only below those of one measure, never across measures."""
    rows = [
        TableRow(
            (
                TableCell(short_day(line)),
                TableCell(line.case_no, note=" · ".join(part for part in (line.enterprise, line.note) if part)),
                TableCell(line.event),
                TableCell(whole_yuan(line.amount), tone="muted" if line.state == "reversed" else ""),
                TableCell(whole_yuan(line.balance)),
                TableCell("", chip=STATE_CHIPS[line.state]),
            ),
            key=line.case_no,
            tip=f"{line.case_no} {line.enterprise}",
        )
        for line in lines
    ]
    if only and lines:
        total = whole_yuan(sum(line.amount for line in lines))
        cells = ("合计", f"{short_measure(only)} {MEASURE_SHORT[only]}", "", total, ABSENT, "")
        rows.append(TableRow(tuple(TableCell(text) for text in cells), back="total"))
    return rows


def cap_parts(cap: CapUse) -> list[BarPart]:
    """Granted, then held in review, on the length of the cap."""
    if not cap.cap:
        return []
    granted = Fraction(min(cap.granted, cap.cap), cap.cap)
    pending = min(Fraction(cap.pending, cap.cap), 1 - granted)
    return [part for part in (BarPart(granted, "used"), BarPart(pending, "pending")) if part.share > 0]


def cap_words(cap: CapUse) -> str:
    """已批复 31,400　在审 3,225"""
    parts = [f"已批复 {whole_yuan(cap.granted)}"] if cap.granted else []
    if cap.pending:
        parts.append(f"在审 {whole_yuan(cap.pending)}")
    return "　".join(parts) or "未占用"


def scopes_line(scopes: Mapping[str, str]) -> str:
    """口径 A20 按申报年度，A21 单户; where measures differ each is named."""
    words = {SCOPE_WORDS.get(scope, scope) for scope in scopes.values()}
    if len(words) == 1:
        return f"口径 A20 {words.pop()}，A21 单户"
    named = "、".join(f"{short_measure(name)} {SCOPE_WORDS.get(scope, scope)}" for name, scope in scopes.items())
    return f"口径 A20 {named}，A21 单户"


def other_of(pair: AffiliateProposal, household: Household) -> str:
    """The firm of a pair that the card is about: the one outside the 单户, else the second."""
    own = {member.enterprise_id for member in household.members}
    if pair.first.enterprise_id in own and pair.second.enterprise_id in own:
        return pair.second.name if household.members[0] == pair.first else pair.first.name
    return pair.second.name if pair.first.enterprise_id in own else pair.first.name


def effect_lines(effect: AffiliationEffect) -> list[tuple[str, str]]:
    """The arithmetic, line by line: grants added, what is left, each case that would change."""
    lines = []
    for measure_id, cap, grants in effect.grants:
        name, total = short_measure(measure_id), sum(grants)
        terms = " + ".join(whole_yuan(amount) for amount in grants)
        lines.append((f"{name} 已批复", f"{terms} = {whole_yuan(total)}" if len(grants) > 1 else terms))
        left = whole_yuan(cap - total) if total <= cap else f"0（已超 {whole_yuan(total - cap)}）"
        lines.append((f"{name} 余", f"{whole_yuan(cap)} − {whole_yuan(total)} = {left}"))
    lines += [
        (case.case_no.split("-", 2)[-1], f"{whole_yuan(case.before)} → {whole_yuan(case.after)}")
        for case in effect.cases
    ]
    return lines


def effect_sentence(effect: AffiliationEffect) -> str:
    """What it comes to."""
    less = sum(case.before - case.after for case in effect.cases)
    if not effect.cases:
        return "没有案件的金额会变。已批复的不动。"
    return f"合计减 {whole_yuan(less)} 元，原因 J05 单户上限。已批复的不动。"
