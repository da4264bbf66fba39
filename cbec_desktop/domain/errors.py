"""What the program tells a person when something cannot be done."""

from __future__ import annotations

from dataclasses import dataclass


class UserError(Exception):
    """A refusal that the clerk can act on.

    `message` is a Chinese sentence that says where, what is wrong and what to do; `code` is a stable
    short name for scripts (`--json`).
    """

    def __init__(self, message: str, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class UsageError(UserError):
    """The command line was used wrongly (exit code 2)."""


class StaleRecordError(UserError):
    """Somebody else saved the record after it was opened (row version differs)."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing said about one place of a workbook; collected, never raised.

    `row` is the sheet's own row number (1-based) or None for the whole sheet, `column` the header text
    without its asterisk, `letter` the column letter, `level` error, warning or note.
    """

    sheet: str
    row: int | None
    column: str | None
    code: str
    level: str
    message: str
    letter: str | None = None
    value: str | None = None
