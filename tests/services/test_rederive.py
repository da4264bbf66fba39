"""Every award of the demo is proved by its own sheet: reckoned again from the text of the printed page alone."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from cbec_desktop.services import parameters
from cbec_desktop.services.context import Context
from tests.awards.second_reckoning_switches import random_values
from tests.services.sheet_printing import Sheets, add_support, not_rederived, open_demo, print_sheets
from tests.services.sheet_reading import read_sheet, reckon_expression, rederive


@pytest.fixture(scope="module")
def demo_ctx(ready_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A store with the demo's cases, not yet reckoned."""
    ctx = open_demo(ready_store, tmp_path_factory.mktemp("rederive"))
    yield ctx
    ctx.store.close()


@pytest.fixture(scope="module")
def demo_sheets(demo_ctx: Context) -> Sheets:
    """By case: the text of its F16's pages, and the award that the store holds."""
    return print_sheets(demo_ctx)


@pytest.mark.parametrize("seed", [0, 9, 323, 441, 1649, 2706])
def test_every_award_is_rederived_under_other_readings(seed: int, ready_store: Path, tmp_path: Path) -> None:
    """Readings and numbers drawn at random, every one at least once, and public support as the demo has none."""
    ctx = open_demo(ready_store, tmp_path)
    add_support(ctx)
    (name,) = (summary.name for summary in parameters.list_sets(ctx, 2026))
    values = random_values(random.Random(seed))
    parameters.edit_set(ctx, name, values)
    sheets = print_sheets(ctx)
    ctx.store.close()
    assert not_rederived(sheets) == {}, values


def test_every_award_of_the_demo_is_rederived_from_its_page(
    demo_sheets: Sheets,
) -> None:
    assert not_rederived(demo_sheets) == {}
    assert len(demo_sheets) >= 90
    assert {read_sheet(pages).measure for pages, _award in demo_sheets.values()} == {1, 2, 3, 4, 5}


def test_every_step_that_is_a_sum_of_numbers_is_right_on_paper(
    demo_sheets: Sheets,
) -> None:
    """`48,000.00 × 50%` gives the amount beside it: the reader needs no machine."""
    checked = 0
    for pages, _award in demo_sheets.values():
        for step in read_sheet(pages).steps:
            if "Σ" in step.expression or "…" in step.expression or not re.search(r"\d", step.expression):
                continue
            if "→" in step.expression or "〔" in step.expression or re.search(r"^\d+ (行|张)", step.expression):
                continue
            exact = reckon_expression(step.expression)
            assert max(exact, Fraction(0)) - step.amount < Fraction(1, 1000), step
            checked += 1
    assert checked > 300


def test_a_changed_figure_on_the_page_is_noticed(demo_sheets: Sheets) -> None:
    """The reading is no rubber stamp: another voucher amount gives another award or contradicts the sheet."""
    case_no, (pages, award) = next(
        (case_no, sheet) for case_no, sheet in demo_sheets.items() if "-M3-" in case_no and sheet[1]
    )
    sheet = read_sheet(pages)
    place, voucher = next((place, voucher) for place, voucher in sheet.vouchers.items() if voucher.counted)
    shown = f"{voucher.number} "
    start = pages[0].index(shown)
    changed = pages[0][:start] + re.sub(r"[\d,]+\.\d\d", "123.00", pages[0][start:], count=1)
    altered = read_sheet([changed, *pages[1:]])
    if place not in altered.details:
        with pytest.raises(AssertionError):
            rederive(altered)
    else:
        assert altered.vouchers[place].amount == 123
    assert rederive(sheet) == award, case_no


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("min（租金 36,000.00，实付 30,000.00）× （16/31 + 4）÷ 12", Fraction(30000) * (Fraction(16, 31) + 4) / 12),
        ("（价税合计 300,000.00 − 其他财政支持 100,000.00）× 本市企业 75%", Fraction(150_000)),
        ("4 × 12,000.00", Fraction(48_000)),
        ("90.00 ㎡ × 50.00 元", Fraction(4_500)),
        ("租金 24,000.00 × 自用 450.00 ÷ 建筑 600.00", Fraction(18_000)),
    ],
)
def test_expressions_are_read_as_a_person_reads_them(text: str, value: Fraction) -> None:
    assert reckon_expression(text) == value
