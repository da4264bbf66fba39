"""What stands on a page, as plain records: the drawing hand (render) and the tests read the same list.

Lengths in mm from the top left corner, sizes and line weights in pt.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cbec_desktop.documents.typeset import SetLine


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    def inset(self, left: float, right: float | None = None) -> Box:
        """The same box with padding at the sides."""
        return Box(self.x + left, self.y, self.width - left - (left if right is None else right), self.height)


@dataclass(frozen=True, slots=True)
class Run:
    """One line of text: left end, baseline, size in pt."""

    x: float
    baseline: float
    size: float
    line: SetLine

    @property
    def right(self) -> float:
        return self.x + self.line.width_at(self.size)


@dataclass(frozen=True, slots=True)
class Words:
    """One piece of text on one or more lines; `text` is what a reader copies out of the PDF."""

    runs: tuple[Run, ...]
    text: str
    gray: float = 0.0
    cell: Box | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    x1: float
    y1: float
    x2: float
    y2: float
    weight: float
    gray: float = 0.0
    dash: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """A grey ground; `white` = 0.94 means 94 % white."""

    box: Box
    white: float


@dataclass(frozen=True, slots=True)
class TickBox:
    x: float
    y: float
    side: float
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class SquareCode:
    """A QR code, level M."""

    x: float
    y: float
    side: float
    content: str


@dataclass(frozen=True, slots=True)
class Watermark:
    """Two big characters, drawn first, opaque (old printer drivers know no transparency)."""

    line: SetLine
    size: float
    angle: float
    white: float


@dataclass(frozen=True, slots=True)
class AmountPair:
    """Figures and words of one amount as they stand on the page: read back before the page is released."""

    figures: str
    words: str


@dataclass(frozen=True, slots=True)
class Layer:
    """A finished list of things to draw. Layers are compared by identity: a shared one is stored once."""

    fills: tuple[Fill, ...] = ()
    rules: tuple[Rule, ...] = ()
    words: tuple[Words, ...] = ()
    ticks: tuple[TickBox, ...] = ()
    codes: tuple[SquareCode, ...] = ()
    seals: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet side: `fixed` is what every copy of the form has, `filled` what this copy has."""

    fixed: Layer
    filled: Layer
    watermark: Watermark | None = None
    amounts: tuple[AmountPair, ...] = ()
    width: float = 210.0
    height: float = 297.0


@dataclass(slots=True)
class Document:
    """The pages of one or more forms in order."""

    title: str
    pages: list[Page] = field(default_factory=list)
    author: str = "朝阳市商务局"
