"""What the free painters of the case page draw: records without Qt, so that presenters can make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, overload

StageState = Literal["done", "now", "ahead"]
ChipStatus = Literal["ok", "warn", "err", "info", "neutral"]


@dataclass(frozen=True, slots=True)
class ChipText:
    """A chip: word, status colour and icon always together (tokens §1)."""

    text: str
    status: ChipStatus
    icon: str


@dataclass(frozen=True, slots=True)
class StageMark:
    """One stage of the timeline; `note` is date and person, or what is to come."""

    title: str
    note: str
    state: StageState


@dataclass(frozen=True, slots=True)
class ChainCell:
    """One cell of the amount chain; `reduction` is drawn in red, `note` behind or instead of it."""

    label: str
    amount: str
    reduction: str = ""
    note: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class LimitCell:
    """One limit of the strip; `share` is its length on the common scale, 0 … 1."""

    name: str
    short_name: str
    amount: str
    share: Fraction
    is_binding: bool


@dataclass(frozen=True, slots=True)
class LimitResult:
    """The result cell at the right end of the strip."""

    label: str
    amount: str
    in_words: str


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a record table; with `stretch` it shares what is left, else it fits its content."""

    title: str
    align: Literal["left", "right", "center"] = "left"
    stretch: int = 0
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell: `note` stands in a second line, `old` is struck through before `text`, `chip` replaces the text."""

    text: str
    note: str = ""
    tone: Literal["", "strong", "accent", "muted", "error", "warn", "link"] = ""
    old: str | None = None
    back: Literal["", "err", "warn", "tint"] = ""
    chip: ChipText | None = None
    check: bool | None = None
    bar: Fraction | None = None
    """How much of something is used, 0 … 1: drawn as a bar instead of the text."""


@dataclass(frozen=True, slots=True)
class BarPart:
    """One part of a stacked bar; `tone` used, further, pending, taken_back; `share` of the whole length."""

    share: Fraction
    tone: Literal["used", "further", "pending", "taken_back"]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; `key` is what the presenter knows it by, `back` tints it whole, a group row spans the table."""

    cells: tuple[TableCell, ...]
    key: object = None
    back: Literal["", "tint", "group", "total"] = ""
    tip: str = ""


class LazyRows(Sequence[TableRow]):
    """Rows made when they come into view; the key of each is its place, and none is a group row."""

    def __init__(self, count: int, make: Callable[[int], TableRow]) -> None:
        self._count = count
        self._make = make
        self._made: dict[int, TableRow] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> TableRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[TableRow]: ...
    def __getitem__(self, place: int | slice) -> TableRow | Sequence[TableRow]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(self._count))]
        if not 0 <= place < self._count:
            raise IndexError(place)
        row = self._made.get(place)
        if row is None:
            row = self._made[place] = self._make(place)
        return row
