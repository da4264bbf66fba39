"""A thousand approval forms in one PDF: ours against a plain reportlab canvas that redraws the grid on every page.

`python -m benchmarks.forms_1000 [--forms 1000] [--pairs 3]`. Ours is what printing does: lay out each case, check the
glyphs, set figures tabular, read the amounts back, store grid and captions once. The rival is told where everything
stands and only draws: every rule, every text with `drawString`, the same square code; no layout, no checks.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import groupby

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from benchmarks.paired import compare_calls
from cbec_desktop.documents.fonts import FACE_FILES, typeface
from cbec_desktop.documents.forms.catalogue import find_form
from cbec_desktop.documents.forms.f15_approval import ApprovalData
from cbec_desktop.documents.page import Document, Page, Run
from cbec_desktop.documents.render import POINTS, render, square_code_matrix
from tests.documents import samples

PROMISE = 0.75
FORM = find_form("F15")


def cases(count: int) -> list[ApprovalData]:
    """Different cases: number, name, code and amounts change from form to form."""
    return [
        samples.approval_form(
            case_no=f"CYKJ-2026-M4-211302-{number:04d}",
            enterprise=f"朝阳{chr(0x4E00 + number * 3)}{chr(0x6E00 + number)}电子商务有限公司",
            credit_code=f"91211302MA0T{number:05d}B",
            amount=Decimal(10_000 + number),
        )
        for number in range(count)
    ]


def ours(data: list[ApprovalData]) -> bytes:
    document = Document("审批表")
    for number, item in enumerate(data):
        document.pages += FORM.draw(item, replace(samples.MARK, code=f"M4F15-{number:04d}-7KD2-X"))
    return render(document)


def rival(page: Page, data: list[ApprovalData]) -> bytes:
    """Draws `page` once a case with that case's number, name, code and square code."""
    for face in FACE_FILES:
        pdfmetrics.registerFont(typeface(face))
    out = BytesIO()
    canvas = Canvas(out, pagesize=(page.width * POINTS, page.height * POINTS), invariant=1, pageCompression=1)
    shown = samples.approval_form()
    for number, item in enumerate(data):
        swapped = {
            f"案号：{shown.case_no}": f"案号：{item.case_no}",
            shown.enterprise: item.enterprise,
            shown.credit_code: item.credit_code,
        }
        draw_page(canvas, page, swapped, f"CYSW|F15|2026.1|M4F15-{number:04d}-7KD2-X")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def draw_page(canvas: Canvas, page: Page, swapped: dict[str, str], content: str) -> None:
    height = page.height
    for rule in (*page.fixed.rules, *page.filled.rules):
        canvas.setLineWidth(rule.weight)
        canvas.setStrokeGray(rule.gray)
        canvas.line(rule.x1 * POINTS, (height - rule.y1) * POINTS, rule.x2 * POINTS, (height - rule.y2) * POINTS)
    for words in (*page.fixed.words, *page.filled.words):
        canvas.setFillGray(words.gray)
        for run in words.runs:
            draw_run(canvas, run.x * POINTS, (height - run.baseline) * POINTS, run, swapped)
    canvas.setFillGray(0)
    draw_code(canvas, page, content)


def draw_run(canvas: Canvas, x: float, y: float, run: Run, swapped: dict[str, str]) -> None:
    """One `drawString` a face, as a plain program would."""
    line, size = run.line, run.size
    text = swapped.get(line.text)
    if text is not None:
        canvas.setFont(typeface(line.glyphs[0].face).fontName, size)
        canvas.drawString(x, y, text)
        return
    place = 0
    for face, group in groupby(line.glyphs, key=lambda box: box.face):
        boxes = list(group)
        canvas.setFont(typeface(face).fontName, size)
        left = x + line.lefts[place] * size / 1000
        canvas.drawString(left, y, "".join(box.character for box in boxes))
        place += len(boxes)


def draw_code(canvas: Canvas, page: Page, content: str) -> None:
    (code,) = page.filled.codes
    matrix = square_code_matrix(content)
    module = code.side * POINTS / len(matrix)
    path = canvas.beginPath()
    for row, modules in enumerate(matrix):
        for column, is_dark in enumerate(modules):
            if is_dark:
                x, y = code.x * POINTS + column * module, (page.height - code.y) * POINTS - (row + 1) * module
                path.rect(x, y, module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=1000)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    data = cases(options.forms)
    (page,) = FORM.draw(samples.approval_form(), samples.MARK)
    size, plain_size = len(ours(data)), len(rival(page, data))
    print(f"bytes: ours {size:,}, rival {plain_size:,} = {size / plain_size:.2f}")
    result = compare_calls(
        f"{options.forms} approval forms", lambda: ours(data), lambda: rival(page, data), PROMISE, pairs=options.pairs
    )
    print(result.line())


if __name__ == "__main__":
    main()
