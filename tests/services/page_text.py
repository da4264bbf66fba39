"""The text of a PDF page in the order in which it was drawn, words whole: blanks only where the eye sees one."""

from __future__ import annotations

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium

BLANK = 1.5
"""Points between two letters from which on they are two words."""
SAME_LINE = 3.0


def page_text(page: pypdfium2.PdfPage) -> str:
    """Letters joined by their places: PDFium's own breaks depend on the faces that are mixed in a word."""
    textpage = page.get_textpage()
    said: list[str] = []
    right = top = bottom = 0.0
    box = pdfium.FS_RECTF()
    for place in range(textpage.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(textpage, place))
        if letter.isspace() and letter != "\u3000":
            continue
        if not pdfium.FPDFText_GetLooseCharBox(textpage, place, ctypes.byref(box)):
            continue
        centre, before = (box.top + box.bottom) / 2, (top + bottom) / 2
        is_next = abs(centre - before) < SAME_LINE and -1.0 < box.left - right < BLANK
        if said and not is_next:
            said.append(" ")
        said.append(letter)
        right, top, bottom = box.right, box.top, box.bottom
    return "".join(said)
