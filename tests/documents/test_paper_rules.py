"""What must hold on every page of every form, with ordinary and with the longest texts (forms.md §10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from itertools import chain

import pytest

from cbec_desktop.documents.breaking import NEVER_FIRST, NEVER_LAST
from cbec_desktop.documents.form import PrintMark
from cbec_desktop.documents.forms.catalogue import FORMS, find_form
from cbec_desktop.documents.forms.f02_data import ApplicationFormData
from cbec_desktop.documents.page import Page, Words
from cbec_desktop.domain.amount_reading import read_amount_in_figures, read_amount_in_words
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_IDS, MEASURE_NUMBERS, MEASURE_SHORT
from tests.documents import samples

TRIAL = replace(samples.MARK, is_trial=True, print_no=12)
INSIDE = 0.3
MM_PER_POINT = 25.4 / 72


def many_vouchers():
    table = samples.calculation().vouchers
    assert table is not None
    return samples.calculation(vouchers=replace(table, rows=table.rows * 21))


def many_long_steps():
    plain = samples.calculation()
    return samples.calculation(
        enterprise=samples.LONG_NAME,
        readings=tuple(replace(row, note=row.note * 4, reading=row.reading * 3) for row in plain.readings * 3),
        steps=tuple(replace(step, expression=step.expression * 3) for step in plain.steps * 3),
    )


CASES = {
    "F02": samples.application_form(),
    "F02 longest": samples.longest_application_form(),
    "F02 blank": ApplicationFormData("premises_rent", 4, "房屋租赁费补助"),
    "F15": samples.approval_form(),
    "F15 longest": samples.longest_approval_form(),
    "F15 undetermined": samples.approval_form(amount=None),
    "F16": samples.calculation(),
    "F16 with a list": many_vouchers(),
    "F16 longest": many_long_steps(),
    "F16 customs": samples.customs_calculation(),
    "F16 customs, dear": samples.customs_calculation(400),
    "F16 explained": samples.explained_calculation(),
    "F16 batches": samples.batch_calculation(),
    "F16 undetermined": samples.calculation(amount=None, reason_undetermined="没有评定金额和依据文号，不能核定。"),
}


@pytest.fixture(params=[(name, mark) for name in CASES for mark in ("plain", "trial")], ids="-".join)
def pages(request: pytest.FixtureRequest) -> list[Page]:
    name, kind = request.param
    mark: PrintMark = samples.MARK if kind == "plain" else TRIAL
    return find_form(name[:3]).draw(CASES[name], mark)


def all_words(page: Page) -> Iterator[Words]:
    return chain(page.fixed.words, page.filled.words)


def test_every_text_of_a_cell_stands_inside_it(pages: list[Page]) -> None:
    for words in chain.from_iterable(map(all_words, pages)):
        if words.cell is None:
            continue
        for run in words.runs:
            assert run.x >= words.cell.x + INSIDE - 0.01, words.text
            assert run.right <= words.cell.right - INSIDE + 0.01, words.text
            assert run.baseline - 0.84 * run.size * MM_PER_POINT >= words.cell.y - 0.1, words.text
            assert run.baseline + 0.12 * run.size * MM_PER_POINT <= words.cell.bottom + 0.1, words.text


def test_nothing_stands_left_of_the_binding_or_below_the_foot(pages: list[Page]) -> None:
    for page in pages:
        for words in all_words(page):
            for run in words.runs:
                assert 27.9 <= run.x <= run.right <= 184.1, words.text
                assert run.baseline <= 297 - 10.5


def test_no_size_under_eight_points(pages: list[Page]) -> None:
    assert min(run.size for page in pages for words in all_words(page) for run in words.runs) >= 8


def test_no_rule_and_no_filled_in_text_in_a_seal_area(pages: list[Page]) -> None:
    for page in pages:
        for seal in (*page.fixed.seals, *page.filled.seals):
            for rule in (*page.fixed.rules, *page.filled.rules):
                is_beside = max(rule.x1, rule.x2) <= seal.x + 0.01 or min(rule.x1, rule.x2) >= seal.right - 0.01
                is_above_or_below = (
                    max(rule.y1, rule.y2) <= seal.y + 0.01 or min(rule.y1, rule.y2) >= seal.bottom - 0.01
                )
                assert is_beside or is_above_or_below
            for words in page.filled.words:
                for run in words.runs:
                    assert run.right <= seal.x or run.x >= seal.right or not seal.y < run.baseline < seal.bottom


def test_seal_areas_are_45_mm_and_inside_the_frame(pages: list[Page]) -> None:
    for page in pages:
        for seal in (*page.fixed.seals, *page.filled.seals):
            assert (seal.width, seal.height) == (45, 45)
            assert 5 <= 184 - seal.right <= 7


def test_points_of_a_column_stand_one_below_the_other(pages: list[Page]) -> None:
    money = re.compile(r"¥?-?[\d,]+\.\d\d")
    for page in pages:
        by_column: dict[tuple[float, float, float, str], set[float]] = {}
        for words in page.filled.words:
            run = words.runs[0]
            if words.cell is None or not money.fullmatch(words.text):
                continue
            distance = words.cell.right - run.right
            if abs(run.x - words.cell.x) < abs(distance):
                continue  # set left: a fact, not a column of figures
            key = (round(words.cell.x, 2), round(words.cell.right, 2), run.size, run.line.glyphs[-1].face)
            by_column.setdefault(key, set()).add(
                round(run.right - 2 * run.line.glyphs[-1].room * run.size * MM_PER_POINT / 1000, 1)
            )
        for points in by_column.values():
            assert max(points) - min(points) <= 0.8


def test_no_line_begins_or_ends_with_a_forbidden_mark(pages: list[Page]) -> None:
    for words in chain.from_iterable(map(all_words, pages)):
        for before, after in zip(words.runs, words.runs[1:], strict=False):
            assert after.line.text[0] not in NEVER_FIRST, words.text
            assert before.line.text[-1] not in NEVER_LAST, words.text


def test_pages_are_counted(pages: list[Page]) -> None:
    for number, page in enumerate(pages, start=1):
        assert f"第 {number}/{len(pages)} 页" in [words.text for words in page.filled.words]


def test_every_page_carries_code_and_square_code(pages: list[Page]) -> None:
    for page in pages:
        assert any(words.text == samples.MARK.code for words in page.filled.words)
        (code,) = page.filled.codes
        assert code.content.startswith("CYSW|F")
        assert code.content.endswith(f"|2026.1|{samples.MARK.code}")


def test_figures_and_words_are_of_one_amount(pages: list[Page]) -> None:
    for page in pages:
        said = [words.text for words in page.filled.words]
        for pair in page.amounts:
            assert read_amount_in_figures(pair.figures) == read_amount_in_words(pair.words)
            assert pair.figures in said
            assert pair.words in said


def test_document_numbers_have_their_brackets(pages: list[Page]) -> None:
    for words in chain.from_iterable(map(all_words, pages)):
        assert not re.search(r"[\[(（]20\d\d[\])）]\s*\d+\s*号", words.text), words.text


def test_trial_prints_say_so_and_have_no_fills() -> None:
    for name, data in CASES.items():
        for page in find_form(name[:3]).draw(data, TRIAL):
            assert page.watermark is not None
            assert page.watermark.line.text == "试算"
            assert not page.filled.fills
        first = find_form(name[:3]).draw(data, TRIAL)[0]
        assert any("试算稿" in words.text for words in first.filled.words)
        assert find_form(name[:3]).draw(data, samples.MARK)[0].watermark is None


def test_only_f15_and_f16_show_the_head_of_the_audit_trail() -> None:
    shown = {
        name: any(
            "留痕 a1b2c3d4" in words.text for words in find_form(name).draw(CASES[name], _mark(name))[0].filled.words
        )
        for name in ("F02", "F15", "F16")
    }
    assert shown == {"F02": False, "F15": True, "F16": True}


def _mark(name: str) -> PrintMark:
    return samples.MARK if find_form(name).carries_audit_head else replace(samples.MARK, audit_head=None)


def test_sums_of_a_list_are_the_sums_of_its_rows() -> None:
    data = samples.customs_calculation(95)
    pages = find_form("F16").draw(data, samples.MARK)[1:]
    assert len(pages) == 3
    texts = [[words.text for words in page.filled.words] for page in pages]
    for number, part in enumerate((data.declarations[:40], data.declarations[40:80], data.declarations[80:])):
        for column in ("fee", "at_rate", "award"):
            page_sum = sum((getattr(row, column) for row in part), Decimal(0))
            upto = sum((getattr(row, column) for row in data.declarations[: 40 * number + len(part)]), Decimal(0))
            assert f"{page_sum:,.2f}" in texts[number]
            assert f"{upto:,.2f}" in texts[number]
    assert ["接下页" in text for text in texts] == [True, True, False]
    assert "（完）" in texts[-1]


def test_the_clause_stands_to_the_letter() -> None:
    for number in range(1, 6):
        text = samples.clause_text(number)
        page = find_form("F16").draw(samples.calculation(clause_text=text), samples.MARK)[0]
        assert text in [words.text for words in page.filled.words]


@pytest.mark.parametrize("measure_id", MEASURE_IDS)
def test_each_measure_has_its_own_block_of_one_size(measure_id: str) -> None:
    data = ApplicationFormData(measure_id, MEASURE_NUMBERS[measure_id], MEASURE_SHORT[measure_id])
    page = find_form("F02").draw(data, samples.MARK)[0]
    assert any(f"措施{MEASURE_NUMBERS[measure_id]}" in words.text for words in page.fixed.words)
    lowest = max(rule.y1 for rule in page.fixed.rules if rule.weight == 1.0)
    assert lowest == pytest.approx(265.1)


def test_a_blank_form_has_room_for_its_number_and_both_money_signs() -> None:
    front, back = find_form("F02").draw(CASES["F02 blank"], samples.MARK)
    texts = [words.text for words in front.filled.words]
    assert {"¥", "人民币", "年度"} <= set(texts)
    assert not any("CYKJ" in text for text in texts)
    assert any(words.text == "编号：" for words in back.fixed.words)


def test_what_does_not_fit_is_refused_naming_the_text() -> None:
    endless = "双塔区珠江路三段六十六号" * 20
    with pytest.raises(UserError, match="太长"):
        find_form("F02").draw(samples.application_form(registered_address=endless), samples.MARK)


def test_an_undetermined_award_is_not_printed_as_zero() -> None:
    for name in ("F15 undetermined", "F16 undetermined"):
        page = find_form(name[:3]).draw(CASES[name], samples.MARK)[0]
        assert not page.amounts
        assert "待定" in [words.text for words in page.filled.words]


def test_forms_are_found_by_id_and_code() -> None:
    for form in FORMS:
        assert find_form(form.id) is find_form(form.code.lower()) is form
    with pytest.raises(UserError, match="F02 资金申请表"):
        find_form("F99")


def test_every_field_of_every_form_has_a_sample() -> None:
    """A field that no sample fills could fall off the paper unseen."""
    for form in FORMS:
        filled = [data for name, data in CASES.items() if name.startswith(form.code)]
        for field in fields(form.data_type):
            assert any(getattr(data, field.name) not in ("", None, ()) for data in filled), f"{form.id}.{field.name}"
