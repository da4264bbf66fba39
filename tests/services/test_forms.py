"""Printing with a record of every copy: what is written, what is refused, and that nothing is left after a stop."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select

from cbec_desktop.documents.verification import is_well_formed
from cbec_desktop.domain.amount_reading import read_amount_in_words
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_IDS
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.statuses import AssessmentStatus
from cbec_desktop.jobs import Cancelled, JobContext
from cbec_desktop.services import assessments, forms
from cbec_desktop.services.context import Context
from cbec_desktop.services.store_checks import check_printed_forms
from db.models.application import Application
from db.models.paper import PrintedForm
from db.unit_of_work import open_work


def texts(pdf: Path | bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            document[number].get_textpage().get_text_range().replace("\r\n", "\n") for number in range(len(document))
        ]


def copies(ctx: Context) -> list[PrintedForm]:
    with ctx.store.open_view() as view:
        return list(view.scalars(select(PrintedForm).order_by(PrintedForm.id)))


def case_of(ctx: Context, measure: int) -> str:
    return next(case_no for case_no in forms.case_numbers(ctx, 2026) if f"-M{measure}-" in case_no)


def everything(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


@pytest.mark.parametrize("form_id", ["F02", "f15_approval", "F16"])
def test_a_form_of_every_case_carries_the_award_that_was_reckoned(
    assessed_ctx: Context, tmp_path: Path, form_id: str
) -> None:
    ctx = assessed_ctx
    case_nos = forms.case_numbers(ctx, 2026)
    files = forms.print_forms(ctx, form_id, case_nos, tmp_path / "out", JobContext())
    assert len(files) == len(case_nos)
    results = {result.case_no: result for result in assessments.load_assessments(ctx, 2026)}
    for case_no, path in zip(case_nos, files, strict=True):
        text = "\n".join(texts(path))
        assert case_no in text
        assert "试算稿" in text
        result = results[case_no]
        if result.status is AssessmentStatus.UNDETERMINED and form_id != "F02":
            assert "待定" in text
            continue
        amount = result.claimed_amount if form_id == "F02" else result.award_amount
        assert f"¥{format_yuan(amount)}" in text
        (words,) = re.findall(r"人民币\S+", text)
        assert read_amount_in_words(words) == amount
    for row, path in zip(copies(ctx), files, strict=True):
        assert row.file_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (ctx.paths.printed / row.file_name).read_bytes() == path.read_bytes()
        assert row.is_trial == 1
        assert is_well_formed(row.verification_code)
        assert row.verification_code in texts(path)[-1]
    assert list(check_printed_forms(ctx)) == []


def test_the_sheet_proves_the_award_by_its_own_text(assessed_ctx: Context) -> None:
    """From the page alone: Σ of what counts, the last step and the result agree to the fen."""
    for measure in range(2, 5):
        case_no = case_of(assessed_ctx, measure)
        page = texts(forms.preview_form(assessed_ctx, "F16", case_no))[0]
        award = re.search(r"核定金额 ¥([\d,.]+)", page)
        floor = re.search(r"取整（舍至元） ([\d,.]+) → ([\d,.]+)", page)
        assert award
        assert floor
        assert floor[2] == award[1]
        exact, floored = (Decimal(part.replace(",", "")) for part in floor.groups())
        assert floored <= exact < floored + 1


def test_all_cases_in_one_file_in_order(assessed_ctx: Context, tmp_path: Path) -> None:
    case_nos = forms.case_numbers(assessed_ctx, 2026)[:5]
    out = tmp_path / "批次.pdf"
    assert forms.print_forms(assessed_ctx, "F15", case_nos, out, JobContext()) == [out]
    assert [case_no for text, case_no in zip(texts(out), case_nos, strict=True) if case_no in text] == case_nos
    rows = copies(assessed_ctx)
    assert {row.file_name for row in rows} == {rows[0].file_name}
    assert "5件" in rows[0].file_name
    assert list(check_printed_forms(assessed_ctx)) == []


def test_a_reprint_counts_on_and_keeps_its_code_until_the_data_change(assessed_ctx: Context, tmp_path: Path) -> None:
    ctx, case_no = assessed_ctx, case_of(assessed_ctx, 4)
    for _ in range(2):
        forms.print_forms(ctx, "F15", [case_no], tmp_path, JobContext())
    first, second = copies(ctx)
    assert (first.print_no, second.print_no) == (1, 2)
    assert first.verification_code == second.verification_code
    assert "第 2 次打印" in texts(tmp_path / f"F15-{case_no}.pdf")[0]
    with open_work(ctx.store, actor=ctx.actor, action="edit") as work:
        case = work.session.scalars(select(Application).where(Application.case_no == case_no)).one()
        case.claimed_amount_fen += 100
        work.commit()
    with pytest.raises(UserError, match="重新核算") as caught:
        forms.print_forms(ctx, "F15", [case_no], tmp_path, JobContext())
    assert caught.value.code == "stale_assessment"
    assessments.assess_year(ctx, year=2026, case_no=None, parameter_set=None, job=JobContext())
    forms.print_forms(ctx, "F15", [case_no], tmp_path, JobContext())
    third = copies(ctx)[-1]
    assert third.print_no == 3
    assert third.verification_code != first.verification_code
    assert (third.amount_fen, third.assessment_id) != (None, first.assessment_id)


def test_f15_and_f16_are_sealed_with_the_head_of_the_trail(assessed_ctx: Context, tmp_path: Path) -> None:
    from db.queries.system import audit_head

    with assessed_ctx.store.open_view() as view:
        head = audit_head(view)
    case_no = case_of(assessed_ctx, 3)
    for form_id in ("F15", "F16"):
        (path,) = forms.print_forms(assessed_ctx, form_id, [case_no], tmp_path, JobContext())
        shown = re.search(r"留痕 ([0-9a-f]{8})", texts(path)[0])
        assert shown
        assert copies(assessed_ctx)[-1].audit_head.startswith(shown[1])
        assert (shown[1] == head[:8]) == (form_id == "F15")  # printing F15 moved the head


def test_a_preview_leaves_no_trace_and_says_so(assessed_ctx: Context) -> None:
    before = everything(assessed_ctx.paths.folder)
    pdf = forms.preview_form(assessed_ctx, "F16", case_of(assessed_ctx, 5))
    text = texts(pdf)[0]
    assert "预览" in text
    assert "未打印" in text
    assert "PREVIEW" in text
    assert copies(assessed_ctx) == []
    assert everything(assessed_ctx.paths.folder) == before


@pytest.mark.parametrize("measure_id", MEASURE_IDS)
def test_a_blank_form_of_every_measure(assessed_ctx: Context, measure_id: str) -> None:
    front, back = texts(forms.blank_form("F02", measure_id, assessed_ctx.clock()))
    assert "BLANK-2026" in front
    assert "本单位郑重承诺" in back


def test_a_form_without_a_blank_says_so(assessed_ctx: Context) -> None:
    with pytest.raises(UserError, match="没有空白表"):
        forms.blank_form("F15", "premises_rent", assessed_ctx.clock())


@pytest.mark.parametrize("target", ["new/folder", "all.pdf"])
def test_a_stop_in_the_middle_leaves_nothing_behind(assessed_ctx: Context, tmp_path: Path, target: str) -> None:
    before = everything(assessed_ctx.paths.folder)
    case_nos = forms.case_numbers(assessed_ctx, 2026)
    job = JobContext(lambda done, total, text: job.cancel() if done == 3 else None)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Cancelled):
        forms.print_forms(assessed_ctx, "F16", case_nos, out / target, job)
    assert everything(out) == set()
    assert everything(assessed_ctx.paths.folder) == before
    assert copies(assessed_ctx) == []


def test_an_earlier_file_comes_back_when_the_work_is_not_saved(
    assessed_ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.unit_of_work import Work

    case_no = case_of(assessed_ctx, 4)
    (path,) = forms.print_forms(assessed_ctx, "F16", [case_no], tmp_path / "out", JobContext())
    kept, archive = path.read_bytes(), everything(assessed_ctx.paths.printed)

    def full(self: Work) -> None:
        raise UserError("磁盘已满。", "disk_full")

    monkeypatch.setattr(Work, "commit", full)
    with pytest.raises(UserError, match="磁盘已满"):
        forms.print_forms(assessed_ctx, "F16", [case_no], tmp_path / "out", JobContext())
    assert path.read_bytes() == kept
    assert everything(tmp_path / "out") == {path}
    assert everything(assessed_ctx.paths.printed) == archive


def test_refusals_are_sentences(ctx: Context, tmp_path: Path) -> None:
    for form_id, case_nos, code in (
        ("F99", ["x"], "unknown_form"),
        ("F15", [], "no_cases"),
        ("F15", ["CYKJ-2026-M4-211302-9999"], "unknown_case"),
    ):
        with pytest.raises(UserError) as caught:
            forms.print_forms(ctx, form_id, case_nos, tmp_path, JobContext())
        assert caught.value.code == code
        assert re.search(r"[\u4e00-\u9fff]", caught.value.message)
    with pytest.raises(UserError):
        forms.print_forms(replace(ctx, actor=None), "F15", ["x"], tmp_path, JobContext())


def test_a_place_that_cannot_hold_files_is_refused(assessed_ctx: Context, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError) as caught:
        forms.print_forms(assessed_ctx, "F02", [case_of(assessed_ctx, 4)], tmp_path / "file" / "sub", JobContext())
    assert caught.value.code == "unwritable_output"
    assert copies(assessed_ctx) == []


def test_printing_into_the_archive_makes_one_file(assessed_ctx: Context) -> None:
    printed = assessed_ctx.paths.printed
    files = forms.print_forms(assessed_ctx, "F02", [case_of(assessed_ctx, 4)], printed, JobContext())
    assert everything(printed) == set(files)


def test_a_rare_name_without_glyph_names_case_and_character(assessed_ctx: Context, tmp_path: Path) -> None:
    from db.models.enterprise import Enterprise

    case_no = case_of(assessed_ctx, 4)
    with open_work(assessed_ctx.store, actor=assessed_ctx.actor, action="edit") as work:
        case = work.session.scalars(select(Application).where(Application.case_no == case_no)).one()
        work.session.get_one(Enterprise, case.enterprise_id).legal_representative = "赵😀"
        work.commit()
    with pytest.raises(UserError, match=case_no) as caught:
        forms.print_forms(assessed_ctx, "F02", [case_no], tmp_path, JobContext())
    assert "U+1F600" in caught.value.message
    assert not list(tmp_path.glob("*.pdf"))
