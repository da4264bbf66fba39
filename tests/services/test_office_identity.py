"""The office's own words: on blank workbooks, in the files of printed forms, in the example of a document number."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from openpyxl import load_workbook

from cbec_desktop.jobs import JobContext
from cbec_desktop.services.assessments import load_assessments
from cbec_desktop.services.context import Context
from cbec_desktop.services.exports import export_template
from cbec_desktop.services.forms import preview_form
from cbec_desktop.services.settings import save_settings


def guide_texts(path: Path) -> list[str]:
    book = load_workbook(path)
    return [str(row[0]) for row in book["填报说明"].iter_rows(values_only=True) if row[0]]


def test_a_blank_workbook_says_whom_to_ask(ctx: Context, tmp_path: Path) -> None:
    out = tmp_path / "W1.xlsx"
    export_template(ctx, "W1", out, county=None, year=2026, is_blank=True, job=JobContext())
    assert any(text.endswith("朝阳市商务局电子商务科。") for text in guide_texts(out))
    save_settings(ctx, {"office.phone": "0421-2811234", "office.address": "双塔区长江路"})
    export_template(ctx, "W1", out, county=None, year=2026, is_blank=True, job=JobContext())
    assert "填报有疑问或填完发回：朝阳市商务局，电话 0421-2811234，地址 双塔区长江路。" in guide_texts(out)
    assert "contact" not in [row[0].value for row in load_workbook(out)["_meta"].iter_rows()]


def test_a_form_bears_the_office_as_its_author(assessed_ctx: Context) -> None:
    save_settings(assessed_ctx, {"office.name": "朝阳市商务局（口岸办）"})
    case_no = load_assessments(assessed_ctx, 2026)[0].case_no
    with pypdfium2.PdfDocument(preview_form(assessed_ctx, "F15", case_no)) as document:
        assert document.get_metadata_value("Author") == "朝阳市商务局（口岸办）"
