"""The reckoning as the page words it: limits, steps, findings; worked on assessments a clerk can check by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from cbec_desktop.awards.measure import Assessment, Finding, Step
from cbec_desktop.domain.statuses import AssessmentStatus, FindingLevel
from ui.screens.case.reckoning import (
    binding_row,
    copy_text,
    finding_counts,
    finding_items,
    limit_cells,
    place_note,
    step_rows,
)


def rent(*steps: Step, findings: tuple[Finding, ...] = (), award: str = "10000") -> Assessment:
    return Assessment(
        application_id=1, case_no="CYKJ-2026-M4-211302-0007", reporting_unit="211302", reporting_no="SB-7",
        award_year=2026, measure_id="premises_rent", credit_code="91211302MA0TEPT10B", enterprise="辽宁燕都",
        claimed_amount=Decimal("27000.00"), eligible_cost=Decimal("48000.00"), award_amount=Decimal(award),
        status=AssessmentStatus.GRANTED, findings=findings, steps=steps, lines=(), readings=(),
        binding_limit="每平方米上限", parameter_set="2026-试1", parameter_hash="", rule_version="1",
    )  # fmt: skip


RATE = Step("按比例计算", "48,000.00 × 50%", Fraction(24000), "第4条", "", None, Fraction(24000))
AREA = Step("每平方米上限", "200.00 ㎡ × 50.00 元", Fraction(10000), "第4条·A1·A2", "binding", None, Fraction(10000))
CAP = Step("单户年度上限", "100,000.00 − 0.00", Fraction(100000), "第4条·A20", "untouched", None, Fraction(100000))


def test_the_limit_that_bit_is_marked_and_all_stand_on_one_scale() -> None:
    cells = limit_cells(rent(RATE, AREA, CAP))
    assert [(cell.name, cell.amount, cell.is_binding) for cell in cells] == [
        ("按比例计算", "24,000.00", False),
        ("每平方米上限", "10,000.00", True),
        ("单户年度上限", "100,000.00", False),
    ]
    assert [cell.share for cell in cells] == [Fraction(24, 100), Fraction(1, 10), Fraction(1)]
    assert cells[1].short_name == "每㎡上限"


def test_when_nothing_bit_the_ratio_decided() -> None:
    cells = limit_cells(rent(RATE, CAP))
    assert [cell.is_binding for cell in cells] == [True, False]


def test_limits_of_several_leases_are_added() -> None:
    first = Step("每平方米上限", "80 × 50", Fraction(4000), "第4条", "binding", "甲约", Fraction(4000))
    second = Step("每平方米上限", "500 × 50", Fraction(25000), "第4条", "untouched", "乙约", Fraction(25000))
    (cell,) = limit_cells(rent(first, second))
    assert (cell.amount, cell.is_binding) == ("29,000.00", True)


def test_steps_are_numbered_through_with_a_heading_for_each_lease() -> None:
    grouped = Step("符合条件的租金", "4 × 12,000.00", Fraction(48000), "第4条·A5", "", "HT-1")
    rows = step_rows(rent(grouped, AREA, CAP))
    assert [(row.number, row.label, row.is_group) for row in rows] == [
        ("", "HT-1", True),
        ("1", "符合条件的租金", False),
        ("2", "每平方米上限", False),
        ("3", "单户年度上限", False),
    ]
    assert rows[3].expression.endswith("，未起作用")
    assert rows[1].basis == "第4条 A5"
    assert binding_row(rows) == 2


def test_the_copied_text_has_every_step_and_the_result() -> None:
    text = copy_text(rent(RATE, AREA, CAP)).splitlines()
    assert text[0] == "CYKJ-2026-M4-211302-0007\t辽宁燕都\t参数 2026-试1"
    assert text[2] == "2\t每平方米上限\t200.00 ㎡ × 50.00 元\t第4条 A1 A2\t10,000.00"
    assert text[-1] == "\t核算额\t\t\t10,000.00"


def found(code: str, level: FindingLevel, message: str, place: str | None = None, out: str | None = None) -> Finding:
    return Finding(code, level, message, "第4条", place, f"lease_invoice:{place}", None, Decimal(out) if out else None)


def test_findings_stand_by_urgency_and_unchecked_ones_last() -> None:
    items = finding_items([
        found("R24", FindingLevel.NOT_CHECKED, "没有项目名称"),
        found("R32", FindingLevel.NOTE, "申报高于核算"),
        found("E05", FindingLevel.ERROR, "没有承诺书"),
        found("R09", FindingLevel.WARNING, "法定代表人相同"),
    ])  # fmt: skip
    assert [item.code for item in items] == ["E05", "R09", "R32", "R24"]
    counts = finding_counts(items)
    assert counts[FindingLevel.NOT_CHECKED] == 1
    assert sum(counts.values()) == 4


def test_the_same_finding_on_many_rows_is_one_item_with_its_rows() -> None:
    rows = [
        found("R12", FindingLevel.WARNING, f"第 {n} 张是个人付款", f"房屋租赁 第 {n} 行", "100.00") for n in range(1, 6)
    ]
    (item,) = finding_items(rows)
    assert item.message == "第 1 张是个人付款（同类共 5 条）"
    assert place_note(item) == "房屋租赁 第 1 行、房屋租赁 第 2 行、房屋租赁 第 3 行 等 5 处 · 剔除 500.00 元"
    assert len(item.sentences) == 5


def test_two_different_sentences_of_one_check_stay_apart() -> None:
    pair = [found("R09", FindingLevel.WARNING, text) for text in ("电话相同", "地址相同")]
    assert [item.message for item in finding_items(pair)] == ["电话相同", "地址相同"]
