"""Every award of the demo is proved by its own sheet: reckoned again from the text of the printed page alone."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pypdfium2
import pytest

from cbec_desktop.domain.amount_reading import read_amount_in_words
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import accounts, assessments, forms, imports
from tests.conftest import PASSWORD, SAMPLES, open_test_context
from tests.services.page_text import page_text
from tests.services.sheet_reading import amount, read_sheet, reckon_expression, rederive


@pytest.fixture(scope="module")
def demo_sheets(ready_store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[str], Fraction]]:
    """By case: the text of its F16's pages, and the award that the store holds."""
    folder = tmp_path_factory.mktemp("rederive")
    (folder / "store.db").write_bytes(ready_store.read_bytes())
    ctx = open_test_context(folder)
    ctx = ctx.acting(accounts.authenticate(ctx, "测试", PASSWORD))
    plan = imports.plan_import(ctx, sorted(SAMPLES.glob("W*.*")), None, JobContext())
    imports.commit_import(ctx, plan, True, JobContext())
    results = assessments.assess_year(ctx, 2026, None, None, JobContext())
    forms.print_forms(ctx, "F16", [result.case_no for result in results], folder / "F16.pdf", JobContext())
    ctx.store.close()
    awards = {result.case_no: Fraction(result.award_amount) for result in results}
    pages = texts_by_case(folder / "F16.pdf")
    assert pages.keys() == awards.keys()
    return {case_no: (pages[case_no], award) for case_no, award in awards.items()}


def texts_by_case(path: Path) -> dict[str, list[str]]:
    """The text of each page, with the pages of one case together."""
    found: dict[str, list[str]] = {}
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page_text(page)
            case_no = re.search(r"案号：(\S+)", text)
            assert case_no
            found.setdefault(case_no[1], []).append(text)
    return found


def test_every_award_of_the_demo_is_rederived_from_its_page(
    demo_sheets: dict[str, tuple[list[str], Fraction]],
) -> None:
    wrong, measures = [], Counter[int]()
    for case_no, (pages, award) in demo_sheets.items():
        sheet = read_sheet(pages)
        measures[sheet.measure] += 1
        if not rederive(sheet) == award == amount(sheet.granted) == Fraction(read_amount_in_words(sheet.in_words)):
            wrong.append((case_no, award, rederive(sheet), sheet.granted, sheet.in_words))
    assert wrong == []
    assert len(demo_sheets) == sum(measures.values()) >= 90
    assert set(measures) == {1, 2, 3, 4, 5}


def test_every_step_that_is_a_sum_of_numbers_is_right_on_paper(
    demo_sheets: dict[str, tuple[list[str], Fraction]],
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


def test_a_changed_figure_on_the_page_is_noticed(demo_sheets: dict[str, tuple[list[str], Fraction]]) -> None:
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
