"""What a template is: sheets of columns, each column a field with a kind that converts and checks it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a cell is read and written; the Python type of a read value stands behind."""

    TEXT = "text"  # str
    IDENTIFIER = "identifier"  # str, format @; `identifier` says which check
    IDENTIFIERS = "identifiers"  # tuple[str, ...]: several in one cell
    MONEY = "money"  # Decimal yuan, two decimals
    MONEY_WAN = "money_wan"  # Decimal yuan, the cell is in 万元
    NUMBER = "number"  # Decimal (areas, rates, percent)
    INTEGER = "integer"  # int
    DATE = "date"  # date
    MONTH = "month"  # str YYYY-MM
    CHOICE = "choice"  # str, one of `choices`
    CHOICES = "choices"  # tuple[str, ...], several of `choices`
    FLAG = "flag"  # bool: choices[0] is True, choices[1] False
    COUNTY = "county"  # str division code
    MEASURE = "measure"  # str measure id
    PHONE = "phone"  # str; a whole number of up to 15 digits is read


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `header` is without the asterisk; `is_optional` = the whole column may be missing
    (columns that are not required may be missing too, but are always exported)."""

    field: str
    header: str
    kind: Kind = Kind.TEXT
    is_required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    identifier: str = ""
    hint: str = ""
    width: float = 14
    is_personal: bool = False
    max_length: int = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """One data sheet; `key` names the fields that identify a row (ruling 1)."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    is_optional: bool = False

    def column(self, field: str) -> Column:
        """The column of `field`; KeyError when there is none."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)


@dataclass(frozen=True, slots=True)
class Template:
    """One workbook of the exchange; `id` is what stands in `_meta` (W1 …), `direction` in, out or both.

    `purpose` says in the window who fills it in for whom.
    """

    id: str
    title: str
    version: str
    sheets: tuple[Sheet, ...]
    direction: str = "both"
    notes: tuple[str, ...] = ()
    purpose: str = ""
