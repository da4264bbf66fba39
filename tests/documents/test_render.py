"""The PDF itself: embedded fonts, whole text, the same bytes again, and nothing released that does not read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from cbec_desktop.documents.forms.catalogue import FORMS, find_form
from cbec_desktop.documents.forms.f02_data import ApplicationFormData
from cbec_desktop.documents.page import AmountPair, Document
from cbec_desktop.documents.render import AmountMismatchError, render, square_code_matrix
from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import Cancelled, JobContext
from tests.documents import samples

GOLDEN = Path(__file__).parent.parent / "golden"
DATA = {"F02": samples.application_form, "F15": samples.approval_form, "F16": samples.calculation}


def make_pdf(code: str, data: object, **mark: object) -> bytes:
    pages = find_form(code).draw(data, replace(samples.MARK, **mark))
    return render(Document(code, pages))


def page_texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            document[number].get_textpage().get_text_range().replace("\r\n", "\n") for number in range(len(document))
        ]


GOLDENS = {
    "F02": ("F02", samples.application_form()),
    "F02-blank": ("F02", ApplicationFormData("premises_rent", 4, "房屋租赁费补助")),
    "F15": ("F15", samples.approval_form()),
    "F16": ("F16", samples.calculation()),
    "F16-customs": ("F16", samples.customs_calculation()),
}


@pytest.mark.parametrize("name", GOLDENS)
def test_text_of_every_form_is_as_agreed(name: str) -> None:
    """After a wanted change: delete the golden file, run once, look at the difference, commit it."""
    code, data = GOLDENS[name]
    text = "\n---- 页 ----\n".join(page_texts(make_pdf(code, data))) + "\n"
    path = GOLDEN / f"{name}.txt"
    if not path.exists():
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{path.name} was made anew: look at it and commit it")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", DATA)
def test_the_same_pages_give_the_same_bytes(code: str) -> None:
    assert make_pdf(code, DATA[code]()) == make_pdf(code, DATA[code]())


@pytest.mark.parametrize("code", DATA)
def test_all_fonts_are_embedded_and_ours(code: str) -> None:
    pdf = make_pdf(code, DATA[code]())
    assert b"/Helvetica" not in pdf
    names = {part.split(b" ")[0].split(b"\n")[0] for part in pdf.split(b"/BaseFont /")[1:]}
    assert names
    assert all(b"+Noto" in name or b"+LXGWWenKai" in name for name in names)
    assert pdf.count(b"/FontFile2") == pdf.count(b"/Type /FontDescriptor")


def test_numbers_labels_and_names_copy_out_whole() -> None:
    text = page_texts(make_pdf("F02", samples.application_form()))[0]
    for whole in (
        "企业名称", "统一社会信用代码", "91211302MA0TEPT10B", "21050165740800000123", "1,286,400.00", "¥24,000.00",
        "人民币贰万肆仟元整", "中国建设银行股份有限公司朝阳双塔支行", "CYKJ-2026-M4-211302-0007",
        "2026.01.01—2026.12.31",
    ):  # fmt: skip
        assert whole in text
    listed = page_texts(make_pdf("F16", samples.customs_calculation()))[1]
    for row in samples.customs_calculation().declarations[:40]:
        assert row.number in listed
        assert row.invoice_no in listed


@pytest.mark.parametrize("name", samples.RARE_NAMES)
def test_rare_names_print_and_copy_out(name: str) -> None:
    pdf = make_pdf("F02", samples.application_form(legal_representative=f"赵{name}"))
    assert f"赵{name}" in page_texts(pdf)[0]


def test_a_rare_name_leaves_ink_where_it_stands() -> None:
    def ink(name: str) -> bytes:
        with pypdfium2.PdfDocument(make_pdf("F02", samples.application_form(legal_representative=name))) as document:
            picture = document[0].render(scale=2, grayscale=True).to_pil()
        left, top, right, bottom = (round(mm * 144 / 25.4) for mm in (53, 74.5, 100, 82.5))
        return picture.crop((left, top, right, bottom)).tobytes()

    assert len({ink(f"赵{name}") for name in ("", *samples.RARE_NAMES)}) == len(samples.RARE_NAMES) + 1


def test_a_character_without_a_glyph_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="U\\+1F600"):
        make_pdf("F15", samples.approval_form(enterprise="朝阳😀商务有限公司"))


def test_words_that_are_not_the_figures_are_never_released() -> None:
    pages = find_form("F15").draw(samples.approval_form(), samples.MARK)
    for wrong in ("人民币壹万零元整", "人民币壹仟元整", "人民币一万元整"):
        forged = [replace(pages[0], amounts=(AmountPair("¥10,000.00", wrong),))]
        with pytest.raises(AmountMismatchError):
            render(Document("F15", forged))


def test_the_grid_is_stored_once_for_many_copies() -> None:
    one = make_pdf("F15", samples.approval_form())
    pages = [
        page
        for number in range(40)
        for page in find_form("F15").draw(
            samples.approval_form(case_no=f"CYKJ-2026-M4-211302-{number:04d}"), samples.MARK
        )
    ]
    many = render(Document("F15", pages))
    assert many.count(b"/Subtype /Form") == one.count(b"/Subtype /Form") == 1
    assert len(many) < 5 * len(one)


def test_rendering_can_be_stopped_between_pages() -> None:
    job = JobContext()
    pages = find_form("F15").draw(samples.approval_form(), samples.MARK) * 3
    seen = []

    def step(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 1:
            job.cancel()
        job.step(done, total)

    with pytest.raises(Cancelled):
        render(Document("F15", pages), step)
    assert seen == [(0, 3), (1, 3)]
    assert render(Document("F15", pages))  # the fonts are free again


def test_square_codes_have_their_three_corners() -> None:
    matrix = square_code_matrix("CYSW|F16|2026.1|M4F16-9QTA-7KD2-X")
    size = len(matrix)
    assert size == len(matrix[0])
    for row, column in ((0, 0), (0, size - 7), (size - 7, 0)):
        assert all(matrix[row][column : column + 7])
        assert all(matrix[row + 6][column : column + 7])
        assert not any(matrix[row + 1][column + 1 : column + 6])
        assert all(matrix[row + 3][column + 2 : column + 5])


def test_every_form_of_the_catalogue_has_golden_text_and_samples() -> None:
    assert {form.code for form in FORMS} == set(DATA)
    for form in FORMS:
        assert (GOLDEN / f"{form.code}.txt").is_file()
        assert isinstance(DATA[form.code](), form.data_type)


def test_many_drawn_forms_stay_within_bounds() -> None:
    """A hundred different forms in one document: nothing is shared that should not be."""
    pages = []
    for number in range(100):
        data = samples.approval_form(
            case_no=f"CYKJ-2026-M4-211302-{number:04d}", enterprise=f"朝阳{chr(0x4E00 + 7 * number)}电子商务有限公司"
        )
        pages += find_form("F15").draw(data, samples.MARK)
    texts = page_texts(render(Document("F15", pages)))
    assert len(texts) == 100
    for number, text in enumerate(texts):
        assert f"CYKJ-2026-M4-211302-{number:04d}" in text
        assert f"朝阳{chr(0x4E00 + 7 * number)}电子商务有限公司" in text
