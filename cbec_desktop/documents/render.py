"""The only module that makes PDFs: draws finished pages, fonts embedded, the same bytes for the same pages.

What every copy of a form has (grid, captions) is stored once as a form XObject. Before a document is released every
pair of figures and words on it is read back by an independent parser.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

from reportlab import rl_config
from reportlab.graphics.barcode import qrencoder
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from cbec_desktop.documents.fonts import typeface
from cbec_desktop.documents.page import Document, Layer, Page, Rule, SquareCode, TickBox, Watermark, Words
from cbec_desktop.documents.typeset import SetLine
from cbec_desktop.domain.amount_reading import UnreadableAmountError, read_amount_in_figures, read_amount_in_words

POINTS = 72 / 25.4
TICK_RULE, TICK_MARK = 0.5, 1.1
QR_MASK = 3
"""Any mask can be read; choosing the prettiest of the eight would take seven times as long."""
SEAM = 0.03
"""Rows of a QR code overlap by a hair, or viewers show white seams between them."""
_PASSED = "/Span << /ActualText <FEFF%s> >> BDC"

rl_config.useA85 = 0  # streams as bytes: a quarter smaller, and without a slow encoder written in Python

# reportlab writes code points above U+FFFF as five digits, which is no UTF-16: rare names would copy out wrong.
_plain_to_unicode: Callable[[str, list[int]], str] = ttfonts.makeToUnicodeCMap
_one_at_a_time = threading.Lock()


def _to_unicode_map(font_name: str, subset: list[int]) -> str:
    def as_utf16(match: re.Match[str]) -> str:
        return f"<{chr(int(match[1], 16)).encode('utf-16-be').hex().upper()}>"

    return re.sub(r"<([0-9A-F]{5,6})>", as_utf16, _plain_to_unicode(font_name, subset))


ttfonts.makeToUnicodeCMap = _to_unicode_map


class AmountMismatchError(Exception):
    """Figures and words on a page differ: a fault of the program, the page is not released."""


def render(document: Document, step: Callable[[int, int], None] | None = None) -> bytes:
    """The PDF of a document; `step(done, total)` is called a page and may raise to stop.

    Raises AmountMismatchError when words and figures differ.
    """
    check_amounts(document.pages)
    with _one_at_a_time:  # a reportlab font serves one document at a time
        return _Drawing(document).bytes(step)


def check_amounts(pages: list[Page]) -> None:
    """Reads the figures and words of every page back and compares them."""
    for page in pages:
        for pair in page.amounts:
            try:
                same = read_amount_in_figures(pair.figures) == read_amount_in_words(pair.words)
            except UnreadableAmountError as error:
                raise AmountMismatchError(f"{pair.figures} / {pair.words}") from error
            if not same:
                raise AmountMismatchError(f"{pair.figures} / {pair.words}")


class _Drawing:
    """One canvas and what was already put into it."""

    def __init__(self, document: Document) -> None:
        pdfmetrics.registerFont(typeface("serif"))
        self._document = document
        self._out = BytesIO()
        self._canvas = Canvas(
            self._out, invariant=1, pageCompression=1, lang="zh-CN", initialFontName=typeface("serif").fontName
        )
        self._canvas.setTitle(document.title)
        self._canvas.setAuthor(document.author)
        self._pdf = self._canvas._doc  # noqa: SLF001 - fonts hand out their subsets by document
        self._layers: dict[int, str] = {}
        self._codes: dict[tuple[str, str], tuple[str, str]] = {}
        self._shown: dict[int, list[tuple[str, str]]] = {}

    def bytes(self, step: Callable[[int, int], None] | None) -> bytes:
        total = len(self._document.pages)
        for place, page in enumerate(self._document.pages):
            if step is not None:
                step(place, total)
            self._draw(page)
        self._canvas.save()
        return self._out.getvalue()

    def _draw(self, page: Page) -> None:
        canvas, height = self._canvas, page.height
        canvas.setPageSize((page.width * POINTS, height * POINTS))
        name = self._stored(page.fixed, height)
        ground = [] if page.watermark is None else self._watermark(page.watermark, page)
        canvas.addLiteral("\n".join([*ground, *_fills(page.filled, height)]))
        canvas.doForm(name)
        canvas.addLiteral("\n".join(self._content(page.filled, height)))
        canvas.showPage()

    def _stored(self, layer: Layer, height: float) -> str:
        """The name of the form XObject that holds a fixed layer; made when it is met first."""
        name = self._layers.get(id(layer))
        if name is None:
            name = self._layers[id(layer)] = f"fixed{len(self._layers) + 1}"
            self._canvas.beginForm(name)
            self._canvas.addLiteral("\n".join([*_fills(layer, height), *self._content(layer, height)]))
            self._canvas.endForm()
        return name

    def _content(self, layer: Layer, height: float) -> list[str]:
        parts = ["2 J 0 G 0 g"]
        parts += _rules(layer.rules, height)
        for tick in layer.ticks:
            parts.append(_tick(tick, height))
        for code in layer.codes:
            parts.append(_square_code(code, height))
        gray = 0.0
        for words in layer.words:
            if words.gray != gray:
                gray = words.gray
                parts.append(f"{gray:.2f} g")
            parts.append(self._words(words, height))
        return parts

    def _words(self, words: Words, height: float) -> str:
        """Text with its own order of characters told where gaps or line ends would put blanks into it."""
        is_told = len(words.runs) > 1 or words.runs[0].line.has_gaps
        parts = [_PASSED % words.text.encode("utf-16-be").hex().upper()] if is_told else []
        for run in words.runs:
            parts.append(f"BT 1 0 0 1 {run.x * POINTS:.3f} {(height - run.baseline) * POINTS:.3f} Tm")
            parts += [f"{font} {run.size:g} Tf {shown}" for font, shown in self._line(run.line)]
            parts.append("ET")
        if is_told:
            parts.append("EMC")
        return "\n".join(parts)

    def _line(self, line: SetLine) -> list[tuple[str, str]]:
        """Font and TJ array of each stretch of one font; independent of place and size, so made once a line."""
        found = self._shown.get(id(line))
        if found is not None:
            return found
        stretches: list[tuple[str, list[str]]] = []
        pen = 0.0
        for box, left in zip(line.glyphs, line.lefts, strict=True):
            font, code = self._code(box.face, box.character)
            if not stretches or stretches[-1][0] != font:
                stretches.append((font, []))
            array = stretches[-1][1]
            if abs(pen - left) > 0.5:
                array.append(f"{pen - left:.0f}")
                pen = left
            array.append(f"<{code}>")
            pen += box.advance
        found = [(font, f"[{''.join(array)}] TJ".replace("><", "")) for font, array in stretches]
        self._shown[id(line)] = found
        return found

    def _code(self, face: str, character: str) -> tuple[str, str]:
        found = self._codes.get((face, character))
        if found is None:
            font = typeface(face)
            ((subset, code),) = font.splitString(character, self._pdf)
            found = (font.getSubsetInternalName(subset, self._pdf), code.hex())
            self._codes[(face, character)] = found
        return found

    def _watermark(self, mark: Watermark, page: Page) -> list[str]:
        radians = math.radians(mark.angle)
        cos, sin = math.cos(radians), math.sin(radians)
        half, drop = mark.line.width * mark.size / 2000, 0.36 * mark.size
        x = (page.width / 2 + 1) * POINTS - half * cos + drop * sin
        y = page.height / 2 * POINTS - half * sin - drop * cos
        parts = [f"{mark.white:.2f} g BT {cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} {x:.2f} {y:.2f} Tm"]
        parts += [f"{font} {mark.size:g} Tf {shown}" for font, shown in self._line(mark.line)]
        return [*parts, "ET 0 g"]


def _fills(layer: Layer, height: float) -> list[str]:
    if not layer.fills:
        return []
    parts = []
    for fill in layer.fills:
        box = fill.box
        parts.append(
            f"{fill.white:.2f} g {box.x * POINTS:.3f} {(height - box.bottom) * POINTS:.3f} "
            f"{box.width * POINTS:.3f} {box.height * POINTS:.3f} re f"
        )
    return [*parts, "0 g"]


def _rules(rules: tuple[Rule, ...], height: float) -> list[str]:
    parts: list[str] = []
    pen: tuple[float, float, tuple[float, float] | None] = (0.0, 0.0, None)
    for rule in rules:
        wanted = (rule.weight, rule.gray, rule.dash)
        if wanted != pen:
            dash = "[] 0 d 2 J" if rule.dash is None else f"[{rule.dash[0]:g} {rule.dash[1]:g}] 0 d 0 J"
            parts.append(f"{rule.weight:g} w {rule.gray:.2f} G {dash}")
            pen = wanted
        parts.append(
            f"{rule.x1 * POINTS:.3f} {(height - rule.y1) * POINTS:.3f} m "
            f"{rule.x2 * POINTS:.3f} {(height - rule.y2) * POINTS:.3f} l S"
        )
    return [*parts, "0 G"] if parts else []


def _tick(tick: TickBox, height: float) -> str:
    left, top, side = tick.x * POINTS, (height - tick.y) * POINTS, tick.side * POINTS
    box = f"{TICK_RULE} w 0 G {left:.3f} {top - side:.3f} {side:.3f} {side:.3f} re S"
    if not tick.is_ticked:
        return box
    points = [(0.20, 0.52), (0.42, 0.76), (0.82, 0.22)]
    (x1, y1), (x2, y2), (x3, y3) = ((left + x * side, top - y * side) for x, y in points)
    return f"{box} {TICK_MARK} w {x1:.3f} {y1:.3f} m {x2:.3f} {y2:.3f} l {x3:.3f} {y3:.3f} l S"


@lru_cache(maxsize=64)
def square_code_matrix(content: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of a QR code of level M, row by row."""
    code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    code.addData(content)
    code.version = code.calculate_version()
    code.makeImpl(False, QR_MASK)
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def _square_code(code: SquareCode, height: float) -> str:
    matrix = square_code_matrix(code.content)
    module = code.side * POINTS / len(matrix)
    left, top = code.x * POINTS, (height - code.y) * POINTS
    parts = ["0 g"]
    for row, modules in enumerate(matrix):
        start = None
        for column, is_dark in enumerate((*modules, False)):
            if is_dark and start is None:
                start = column
            elif not is_dark and start is not None:
                parts.append(
                    f"{left + start * module:.2f} {top - (row + 1) * module:.2f} "
                    f"{(column - start) * module:.2f} {module + SEAM:.2f} re"
                )
                start = None
    return "\n".join([*parts, "f"])
