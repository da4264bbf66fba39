"""What reading and planning a workbook give back; shown, sent as JSON, committed, or left."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.exchange.template import Sheet, Template


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    CONFLICT = "conflict"


VERDICT_WORDS = {
    Verdict.NEW: "新增",
    Verdict.CHANGED: "变更",
    Verdict.UNCHANGED: "未变",
    Verdict.REFUSED: "拒绝",
    Verdict.CONFLICT: "冲突",
}


@dataclass(slots=True)
class ParsedRow:
    """One data row: `values` typed by column kind (absent or empty = None), `problems` of its cells."""

    row: int
    values: dict[str, Any]
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return any(problem.level == "error" for problem in self.problems)


@dataclass(slots=True)
class ParsedSheet:
    """One data sheet as read; `positions` maps field → 0-based column index of the file.

    `source_name` is the sheet's own name in the file, which may differ from the template's.
    """

    sheet: Sheet
    header_row: int
    positions: dict[str, int]
    rows: list[ParsedRow]
    source_name: str = ""


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """Where a data sheet lies in the county's file: its own name, header row and last used column (0-based)."""

    name: str
    source_name: str
    header_row: int
    last_column: int


@dataclass(slots=True)
class ParsedWorkbook:
    """One workbook, converted but not yet compared with the store."""

    path: Path
    sha256: str
    template: Template
    meta: dict[str, str]
    sheets: list[ParsedSheet]
    problems: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CellChange:
    """Old → new of one cell, as text for people."""

    field: str
    header: str
    letter: str | None
    old: str | None
    new: str | None


@dataclass(slots=True)
class PlannedRow:
    """What will happen to one row: `title` names the record (申报编号 or 企业), `subtitle` the firm.

    `values` are the row's values as read (by field), so that a new row can be shown cell by cell.
    """

    sheet: str
    row: int
    verdict: Verdict
    title: str
    subtitle: str
    changes: tuple[CellChange, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    values: dict[str, Any] | None = None


@dataclass(slots=True)
class FilePlan:
    """The plan of one file. `refusal` is the sentence when the file is refused whole (then no rows).

    `commit_data` is what the committing service needs; nobody else looks into it.
    """

    path: Path
    template_id: str | None
    counts: dict[str, int]
    rows: list[PlannedRow]
    problems: list[RowProblem]
    refusal: str | None = None
    refusal_code: str | None = None
    commit_data: Any = None
    is_committed: bool = False


@dataclass(slots=True)
class ImportPlan:
    """All files of one import, each its own transaction (ruling 14)."""

    files: list[FilePlan]

    @property
    def has_refused_rows(self) -> bool:
        return any(plan.counts.get("refused", 0) for plan in self.files)
