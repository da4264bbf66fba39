"""Puts text, rules and marks on a sheet by the house rules of the forms, and hands over a finished layer.

Text is centred by eye: the baseline lies a role's `rise` below the optical centre, not by the font's ascent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from cbec_desktop.documents.breaking import break_text, two_halves
from cbec_desktop.documents.edges import EdgeSet
from cbec_desktop.documents.fonts import HEI, KAI, SONG, SONG_MEDIUM, Role
from cbec_desktop.documents.page import AmountPair, Box, Fill, Layer, Rule, Run, SquareCode, TickBox, Words
from cbec_desktop.documents.typeset import MM_PER_POINT, SetLine, grouped_line, set_line, spread_line
from cbec_desktop.domain.amount_in_words import rmb_in_words
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.money import format_yuan

HAIRLINE, HEAD_RULE, FRAME_RULE, BLANK_RULE = 0.5, 0.75, 1.0, 0.4
PADDING, MONEY_PADDING = 2.0, 1.8
LABEL_LEAD, VALUE_LEAD, CRAMPED_LEAD, TIGHT_LEAD = 1.26, 1.28, 1.2, 1.08
SMALLEST, SMALLEST_VALUE = 8.0, 9.0
SEAL_SIDE = 45.0
BAR_WHITE, SUM_WHITE, BINDING_WHITE = 0.93, 0.94, 0.90
SEAL_GRAY = 0.55


@dataclass(slots=True)
class Sheet:
    """Collects what one layer of one page shows. `shows_fills` is off on trial prints."""

    shows_fills: bool = True
    edges: EdgeSet = field(default_factory=EdgeSet)
    fills: list[Fill] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    ticks: list[TickBox] = field(default_factory=list)
    codes: list[SquareCode] = field(default_factory=list)
    seals: list[Box] = field(default_factory=list)
    amounts: list[AmountPair] = field(default_factory=list)

    def layer(self) -> Layer:
        """Everything drawn so far; each edge once, hairlines before frames."""
        return Layer(
            fills=tuple(self.fills),
            rules=(*self.edges.rules(), *self.rules),
            words=tuple(self.words),
            ticks=tuple(self.ticks),
            codes=tuple(self.codes),
            seals=tuple(self.seals),
        )

    # ---- rules and grounds

    def frame(self, box: Box, weight: float = FRAME_RULE) -> None:
        self.edges.add_box(box, weight)

    def row(self, x: float, y: float, widths: tuple[float, ...], height: float) -> list[Box]:
        """One row of cells with hairlines around; returns the cells from left to right."""
        cells = []
        for width in widths:
            cell = Box(x, y, width, height)
            self.edges.add_box(cell, HAIRLINE)
            cells.append(cell)
            x += width
        return cells

    def fill(self, box: Box, white: float) -> None:
        if self.shows_fills:
            self.fills.append(Fill(box, white))

    def rule(self, x1: float, x2: float, y: float, weight: float = BLANK_RULE, gray: float = 0.0) -> None:
        self.rules.append(Rule(x1, y, x2, y, weight, gray))

    # ---- lines of text

    def put(self, x: float, centre: float, line: SetLine, size: float, role: Role, **kind: object) -> Run:
        """One line with its left end at `x` and its optical centre at `centre`."""
        run = Run(x, centre + role.rise * size * MM_PER_POINT, size, line)
        self._say((run,), line.text, **kind)
        return run

    def _say(self, runs: tuple[Run, ...], text: str, *, gray: object = 0.0, cell: object = None) -> None:
        assert isinstance(gray, float)
        assert cell is None or isinstance(cell, Box)
        if text:
            self.words.append(Words(runs, text, gray, cell))

    def left(self, x: float, centre: float, text: str, size: float, role: Role, gray: float = 0.0) -> float:
        """Text from `x` on; returns the x of its right end."""
        return self.put(x, centre, set_line(text, role), size, role, gray=gray).right

    def right(self, x: float, centre: float, text: str, size: float, role: Role, gray: float = 0.0) -> None:
        line = set_line(text, role)
        self.put(x - line.width_at(size), centre, line, size, role, gray=gray)

    def centred(self, x: float, centre: float, text: str, size: float, role: Role, gray: float = 0.0) -> None:
        line = set_line(text, role)
        self.put(x - line.width_at(size) / 2, centre, line, size, role, gray=gray)

    # ---- text in cells

    def label(self, cell: Box, text: str, *, size: float = 10.5, ems: float = 5.0) -> None:
        """A caption: 2–5 characters spread to `ems`, in brackets centred; lines apart by line breaks."""
        lines = text.split("\n")
        size = size if len(lines) == 1 else min(size, 9.75)
        step = size * LABEL_LEAD * MM_PER_POINT
        top = cell.middle - step * (len(lines) - 1) / 2
        runs = []
        for place, words in enumerate(lines):
            is_spread = 2 <= len(words) <= 5 and "（" not in words
            line = spread_line(words, SONG, ems) if is_spread else set_line(words, SONG)
            x = cell.x + (cell.width - line.width_at(size)) / 2
            runs.append(Run(x, top + place * step + SONG.rise * size * MM_PER_POINT, size, line))
        self._say(tuple(runs), "".join(lines), cell=cell)

    def upright(self, cell: Box, text: str, *, size: float = 11.0, pitch: float = 5.6) -> None:
        """A caption written from top to bottom in the middle of a narrow cell."""
        top = cell.middle - pitch * (len(text) - 1) / 2
        runs = []
        for place, character in enumerate(text):
            line = set_line(character, SONG)
            x = cell.x + (cell.width - line.width_at(size)) / 2
            runs.append(Run(x, top + place * pitch + SONG.rise * size * MM_PER_POINT, size, line))
        self._say(tuple(runs), text, cell=cell)

    def heading(self, cell: Box, text: str, size: float) -> None:
        """A column head: centred, a line break makes two lines."""
        lines = text.split("\n")
        step = size * LABEL_LEAD * MM_PER_POINT
        top = cell.middle - step * (len(lines) - 1) / 2
        runs = []
        for place, words in enumerate(lines):
            line = set_line(words, SONG)
            x = cell.x + (cell.width - line.width_at(size)) / 2
            runs.append(Run(x, top + place * step + SONG.rise * size * MM_PER_POINT, size, line))
        self._say(tuple(runs), "".join(lines), cell=cell)

    def entry(
        self, cell: Box, text: str, size: float, role: Role = KAI, *, align: str = "left", pad: float = PADDING
    ) -> None:
        """Text in a column by the fitting rule of columns (see `fit_entry`); left, centre or right."""
        lines, fitted = fit_entry(text, role, size, cell.width - 2 * pad)
        lead = VALUE_LEAD if len(lines) < 3 else CRAMPED_LEAD
        if _depth(len(lines), lead, fitted) > cell.height:
            lines, fitted, lead = break_text(text, role, SMALLEST, cell.width - 2 * pad), SMALLEST, TIGHT_LEAD
        needed = _depth(len(lines), lead, fitted)
        if needed > cell.height or any(line.width_at(fitted) > cell.width - 2 * pad + 0.3 for line in lines):
            raise TextTooLongError(text)
        self._lines_in(cell, lines, fitted, role, align, pad, text, lead)

    def value(self, cell: Box, text: str, *, size: float = 11.0, role: Role = KAI) -> None:
        """A filled-in value beside its caption, by the fitting rule of key-value cells (see `fit_value`)."""
        if "\n" in text:
            self._two_values(cell, text, role, size)
            return
        lines, size = fit_value(text, role, size, cell.width - 2 * PADDING)
        lead = VALUE_LEAD if len(lines) < 3 else CRAMPED_LEAD
        if _depth(len(lines), lead, size) > cell.height:
            lines, size, lead = break_text(text, role, SMALLEST, cell.width - 2 * PADDING), SMALLEST, TIGHT_LEAD
        if _depth(len(lines), lead, size) > cell.height:
            raise TextTooLongError(text)
        self._lines_in(cell, lines, size, role, "left", PADDING, text, lead)

    def _two_values(self, cell: Box, text: str, role: Role, size: float) -> None:
        """Two facts in one cell, a line each."""
        parts, room = text.split("\n"), cell.width - 2 * PADDING
        lines, size, lead = [set_line(part, role) for part in parts], max(size - 1.5, SMALLEST_VALUE), VALUE_LEAD
        while size > SMALLEST and any(line.width_at(size) > room for line in lines):
            size -= 0.25
        if any(line.width_at(size) > room for line in lines):
            lines = [line for part in parts for line in break_text(part, role, SMALLEST, room)]
            lead = TIGHT_LEAD
        if _depth(len(lines), lead, size) > cell.height:
            raise TextTooLongError(text.replace("\n", "　"))
        self._lines_in(cell, lines, size, role, "left", PADDING, text.replace("\n", " "), lead)

    def account(self, cell: Box, number: str, size: float = 11.0) -> None:
        """An account number in groups of four to the eye, contiguous to the reader of the PDF."""
        line = grouped_line(number, SONG)
        while size > SMALLEST and line.width_at(size) > cell.width - 2 * PADDING:
            size -= 0.25
        if line.width_at(size) > cell.width - PADDING:
            raise TextTooLongError(number)
        self._lines_in(cell, [line], size, SONG, "left", PADDING)

    def _lines_in(
        self, cell: Box, lines: list[SetLine], size: float, role: Role, align: str, pad: float,
        text: str | None = None, lead: float = VALUE_LEAD,
    ) -> None:  # fmt: skip
        step = size * lead * MM_PER_POINT
        top = cell.middle - step * (len(lines) - 1) / 2
        runs = []
        for place, line in enumerate(lines):
            width = line.width_at(size)
            x = {"left": cell.x + pad, "right": cell.right - pad - width}.get(align, cell.x + (cell.width - width) / 2)
            runs.append(Run(x, top + place * step + role.rise * size * MM_PER_POINT, size, line))
        self._say(tuple(runs), lines[0].text if text is None else text, cell=cell)

    def money(
        self, cell: Box, amount: Decimal | None, size: float, role: Role = SONG, *, pad: float = MONEY_PADDING
    ) -> None:
        """An amount at the right of its cell; None stays empty (unknown is not zero)."""
        if amount is not None:
            self.figure(cell, format_yuan(amount), size, role, pad=pad)

    def figure(self, cell: Box, text: str, size: float, role: Role = SONG, *, pad: float = MONEY_PADDING) -> None:
        """A number at the right of its cell, smaller where it would not fit, never under 8 pt."""
        line = set_line(text, role)
        while size > SMALLEST and line.width_at(size) > cell.width - 2 * pad:
            size -= 0.25
        if line.width_at(size) > cell.width - 0.6:
            raise TextTooLongError(text)
        self._lines_in(cell, [line], size, role, "right", min(pad, (cell.width - line.width_at(size)) / 2))

    def award(self, figures: Box, words: Box, amount: Decimal, *, size: float = 13.0, words_size: float = 12.5) -> None:
        """¥ and 大写 of one amount; both are read back before the page is released."""
        in_figures, in_words = f"¥{format_yuan(amount)}", rmb_in_words(amount)
        self.figure(figures, in_figures, size, SONG_MEDIUM)
        lines, fitted = fit_value(in_words, SONG_MEDIUM, words_size, words.width - 2 * PADDING)
        self._lines_in(words, lines, fitted, SONG_MEDIUM, "left", PADDING, in_words)
        self.amounts.append(AmountPair(in_figures, in_words))

    def none(self, cell: Box, size: float = 10.5) -> None:
        """The dash for "none"."""
        self._lines_in(cell, [set_line("—", SONG)], size, SONG, "centre", 0.0)

    # ---- running text, marks, signatures

    def paragraph(
        self, x: float, centre: float, width: float, text: str, size: float, role: Role, *,
        lead: float, indent: float = 0.0, most_lines: int | None = None,
    ) -> float:  # fmt: skip
        """Running text; `centre` is the first line's, `lead` in ems; returns the centre of the last line."""
        lines = break_text(text, role, size, width, indent=indent)
        if most_lines is not None and len(lines) > most_lines:
            raise TextTooLongError(text)
        step = size * lead * MM_PER_POINT
        runs = []
        for place, line in enumerate(lines):
            start = x + (indent * size * MM_PER_POINT if place == 0 else 0.0)
            runs.append(Run(start, centre + place * step + role.rise * size * MM_PER_POINT, size, line))
        self._say(tuple(runs), text)
        return centre + max(len(lines) - 1, 0) * step

    def signature(self, x: float, centre: float, label: str, blank: tuple[float, float], size: float = 10.5) -> None:
        """A caption and the line to sign on; nothing may ever be printed on that line."""
        self.left(x, centre, label, size, SONG)
        self.rule(*blank, centre + 1.9)

    def date_blank(self, right: float, centre: float, size: float = 10.5) -> None:
        """年 月 日 with room to write: paper may be signed later than it is printed."""
        em = size * MM_PER_POINT
        runs = []
        for character, ems in (("年", 7.0), ("月", 4.0), ("日", 1.0)):
            run = Run(right - ems * em, centre + SONG.rise * em, size, set_line(character, SONG))
            runs.append(run)
        self._say(tuple(runs), "年　　月　　日")

    def seal(self, right: float, bottom: float, caption: str) -> None:
        """A free area for a seal, with its pale caption in the middle."""
        area = Box(right - SEAL_SIDE, bottom - SEAL_SIDE, SEAL_SIDE, SEAL_SIDE)
        self.seals.append(area)
        if caption:
            self.centred(area.x + SEAL_SIDE / 2, area.middle, caption, 9.5, SONG, gray=SEAL_GRAY)

    def tick(self, x: float, centre: float, text: str, *, is_ticked: bool = False, size: float = 10.5) -> float:
        """A box to tick and what it means; returns the x where the next box may begin."""
        self.ticks.append(TickBox(x, centre - 1.45, 2.9, is_ticked))
        return self.left(x + 4.0, centre, text, size, SONG) + 4.0

    def bar(self, box: Box, text: str) -> None:
        """A section bar."""
        self.fill(box, BAR_WHITE)
        self.edges.add_box(box, HAIRLINE)
        self.left(box.x + 2.4, box.middle, text, 10.0, HEI)


class TextTooLongError(UserError):
    """A text that does not fit its cell in the smallest permitted size: never cut, never printed over the edge."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”太长，表格的格子在最小字号下也放不下；请改用简称后再打印。", code="text_too_long")


def fit_value(text: str, role: Role, size: float, room: float) -> tuple[list[SetLine], float]:
    """Lines and size for a key-value cell `room` mm wide: smaller down to 9, two lines, then more lines at 9."""
    line = set_line(text, role)
    steps = int((size - SMALLEST_VALUE) / 0.25) + 1
    for smaller in (size - 0.25 * step for step in range(steps)):
        if line.width_at(smaller) <= room:
            return [line], smaller
    small = max(size - 1.5, SMALLEST_VALUE)
    while small >= SMALLEST_VALUE:
        halves = two_halves(text, role, small, room)
        if halves is not None:
            return [set_line(half, role) for half in halves], small
        small -= 0.25
    return break_text(text, role, SMALLEST_VALUE, room), SMALLEST_VALUE


def fit_entry(text: str, role: Role, size: float, room: float) -> tuple[list[SetLine], float]:
    """Lines and size for a column `room` mm wide: at most 0.75 pt smaller, else two lines, else more lines at 8 pt."""
    line = set_line(text, role)
    for smaller in (size, size - 0.25, size - 0.5, size - 0.75):
        if smaller >= SMALLEST and line.width_at(smaller) <= room:
            return [line], smaller
    small = max(size - 0.75, SMALLEST)
    while small >= SMALLEST:
        halves = two_halves(text, role, small, room)
        if halves is not None:
            return [set_line(half, role) for half in halves], small
        small -= 0.25
    return break_text(text, role, SMALLEST, room), SMALLEST


def _depth(lines: int, lead: float, size: float) -> float:
    """What lines take from the top of the first to the foot of the last, in mm."""
    return ((lines - 1) * lead + 1) * size * MM_PER_POINT


def row_height(lines: int, base: float) -> float:
    """A row with cells of up to `lines` lines: 8.8 for two, and what three or more take."""
    if lines <= 1:
        return base
    return max(base, 8.8 if lines == 2 else (lines - 1) * SMALLEST * CRAMPED_LEAD * MM_PER_POINT + 4.8)
