"""What registers are asked and what they answer: plain records between store, services and window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

COLUMN_IS = "is:"
"""Begins the filter id of a column condition; its value is what is stored in the cell, as JSON (`null` is absent)."""


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """Which rows, in which order. `filters` are (filter id, value) pairs, all of which must hold.

    The filter id `is:<column id>` asks for the rows whose cell holds exactly the value.
    `text` finds part of a name, code or case number and pinyin initials; every word of it must be found.
    An empty `sort` is the order of registration.
    """

    text: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    descending: bool = False
    award_year: int = 2026

    def filtered(self, filter_id: str, value: str) -> RegisterQuery:
        """The same with one filter set, or taken away by an empty value."""
        kept = tuple(pair for pair in self.filters if pair[0] != filter_id)
        filters = (*kept, (filter_id, value)) if value else kept
        return RegisterQuery(self.text, filters, self.sort, self.descending, self.award_year)

    def filter_value(self, filter_id: str) -> str:
        return dict(self.filters).get(filter_id, "")


class Status(NamedTuple):
    """A chip: its word and its tone (ok, warn, err, info, neutral)."""

    word: str
    tone: str


class TwoLine(NamedTuple):
    """A cell of two lines; the second holds the key facts in small type."""

    first: str
    second: str


Cell = str | int | Decimal | Status | TwoLine | None


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row: the record's id, what opens it (`key`: id or case number), its cells by column id."""

    record_id: int
    key: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record found by text; `kind` is enterprise or application."""

    kind: str
    record: str
    title: str
    note: str
