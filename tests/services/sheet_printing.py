"""Prints the F16 of every case of the demo, and holds what the pages say against what the store holds."""

from __future__ import annotations

import re
import sqlite3
from fractions import Fraction
from pathlib import Path

import pypdfium2

from cbec_desktop.domain.amount_reading import read_amount_in_words
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import accounts, assessments, forms, imports
from cbec_desktop.services.context import Context
from tests.conftest import PASSWORD, SAMPLES, open_test_context
from tests.services.page_text import page_text
from tests.services.sheet_reading import UNDETERMINED, amount, read_sheet, rederive

Sheets = dict[str, tuple[list[str], Fraction]]
"""By case: the text of its pages, and the award in yuan that the store holds."""


def open_demo(ready_store: Path, folder: Path) -> Context:
    """A store in `folder` with the sample files of 2026, not yet reckoned."""
    (folder / "store.db").write_bytes(ready_store.read_bytes())
    ctx = open_test_context(folder)
    ctx = ctx.acting(accounts.authenticate(ctx, "测试", PASSWORD))
    plan = imports.plan_import(ctx, sorted(SAMPLES.glob("W*.*")), None, JobContext())
    imports.commit_import(ctx, plan, True, JobContext())
    return ctx


def add_support(ctx: Context) -> None:
    """Give lines and cases public support of many sizes, past the program: the samples hold nearly none."""
    with sqlite3.connect(ctx.paths.store) as store:
        store.execute("UPDATE expense_line SET other_support_fen = (id % 4) * 137700 WHERE id % 2 = 1")
        store.execute(
            "UPDATE application SET has_provincial_support = 1, provincial_support_amount_fen = (id % 7) * 101150"
            " WHERE id % 3 = 0 AND has_provincial_support = 0"
        )
    store.close()


def print_sheets(ctx: Context) -> Sheets:
    """Reckon 2026 and print every F16 into one PDF, as the program does."""
    path = ctx.paths.folder / "F16.pdf"
    path.unlink(missing_ok=True)
    results = assessments.assess_year(ctx, 2026, None, None, JobContext())
    forms.print_forms(ctx, "F16", [result.case_no for result in results], path, JobContext())
    awards = {result.case_no: Fraction(result.award_amount) for result in results}
    pages = texts_by_case(path)
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


def not_rederived(sheets: Sheets) -> dict[str, str]:
    """What the pages of a case say against its award, for each case where they disagree."""
    wrong: dict[str, str] = {}
    for case_no, (pages, award) in sheets.items():
        try:
            sheet = read_sheet(pages)
            found = rederive(sheet)
            if sheet.granted == UNDETERMINED:
                is_right = award == 0
            else:
                is_right = found == award == amount(sheet.granted) == Fraction(read_amount_in_words(sheet.in_words))
            if not is_right:
                wrong[case_no] = f"{award} in the store, {found} by the page, {sheet.granted} {sheet.in_words} printed"
        except Exception as fault:  # a page that cannot be read is a finding like another
            wrong[case_no] = f"{type(fault).__name__}: {fault}"
    return wrong
