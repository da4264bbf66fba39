"""The reckoning in four lines on F15: its smallest line, cut to the yuan, is the award, with every kind of case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from cbec_desktop.awards.measure import Step
from cbec_desktop.services import assessments
from cbec_desktop.services.context import Context
from cbec_desktop.services.form_evidence import shared_out
from cbec_desktop.services.form_reckoning import reckoning_rows


def test_the_smallest_line_is_the_award_or_the_sheet_is_named(assessed_ctx: Context) -> None:
    for result in assessments.load_assessments(assessed_ctx, 2026):
        rows = reckoning_rows(result)
        assert 1 <= len(rows) <= 4
        if rows[-1].label != "取整":
            continue
        assert rows[-1].amount == result.award_amount
        if "取小值" in rows[-1].expression and "计算书" not in rows[-1].expression:
            assert 0 <= min(row.amount for row in rows[:-1]) - result.award_amount < 1, result.case_no


def test_leases_taken_together_show_what_they_give_after_their_own_limits(assessed_ctx: Context) -> None:
    result = assessments.load_assessments(assessed_ctx, 2026)[0]
    steps = (
        Step("按比例计算", "24,000.00 × 50%", Fraction(12000), "第4条", "", "甲", Fraction(12000)),
        Step("每平方米上限", "80.00 ㎡ × 50.00 元", Fraction(4000), "第4条·A1", "binding", "甲", Fraction(4000)),
        Step("按比例计算", "30,000.00 × 50%", Fraction(15000), "第4条", "", "乙", Fraction(15000)),
        Step("每平方米上限", "500.00 ㎡ × 50.00 元", Fraction(25000), "第4条·A1", "untouched", "乙", Fraction(25000)),
        Step("各租约合计", "4,000.00 + 15,000.00", Fraction(19000), "第4条·A4"),
        Step("单户年度上限", "100,000.00 − 0.00", Fraction(100000), "第4条·A20", "untouched", None, Fraction(100000)),
    )
    rows = reckoning_rows(replace(result, steps=steps, award_amount=Decimal(19000)))
    assert [(row.label, row.amount) for row in rows] == [
        ("按比例", Decimal("27000.00")),
        ("每平方米上限", Decimal("19000.00")),
        ("单户年度上限", Decimal("100000.00")),
        ("取整", Decimal(19000)),
    ]
    assert rows[1].is_binding
    assert rows[-1].expression == "①②③取小值，舍至元"


def test_a_limit_that_bit_is_never_left_out_for_one_that_did_not(assessed_ctx: Context) -> None:
    result = assessments.load_assessments(assessed_ctx, 2026)[0]
    steps = [Step("按比例计算", "x", Fraction(900), "", "", None, Fraction(900))]
    for number, limit in enumerate(("untouched", "binding", "untouched", "binding")):
        steps.append(Step(f"限额{number}", "x", Fraction(800 - number), "", limit, None, Fraction(800 - number)))
    rows = reckoning_rows(replace(result, steps=tuple(steps), award_amount=Decimal(797)))
    assert [row.label for row in rows] == ["按比例", "限额1", "限额3", "取整"]


def test_shared_out_amounts_add_up_to_the_fen() -> None:
    parts = [Fraction(1000, 6)] * 3
    shared = shared_out(parts)
    assert sum(shared) == Decimal("500.00")
    assert sorted(shared) == [Decimal("166.66"), Decimal("166.67"), Decimal("166.67")]
    assert shared_out([]) == []
    assert shared_out([Fraction(1, 3)]) == [Decimal("0.33")]
