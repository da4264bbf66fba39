"""What a printed form fulfils, and what one print of it is marked with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from cbec_desktop.documents.page import Page

PREVIEW_CODE = "PREVIEW"
BLANK_CODE = "BLANK"


@dataclass(frozen=True, slots=True)
class PrintMark:
    """One print: when, which time, with which verification code; `audit_head` is the audit chain's newest hash.

    A preview (`is_preview`) has no record, so it carries no code and says that it was not printed.
    """

    printed_at: datetime
    print_no: int
    code: str
    audit_head: str | None = None
    is_trial: bool = False
    is_preview: bool = False
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One printed form: its data record and the function that draws it.

    `draw(data, mark)` gives the pages; `amount(data)` the amount that the paper certifies, None where there is none.
    `title` stands in the footer, `needs_assessment` says that a case must have been assessed first,
    `needs_confirmed_set` that it is refused while the year's parameters are on trial (公示, 批复, 拨付: F18–F21).
    """

    id: str
    code: str
    title: str
    version: str
    data_type: type
    draw: Callable[[Any, PrintMark], list[Page]]
    amount: Callable[[Any], Decimal | None]
    needs_assessment: bool = True
    carries_audit_head: bool = False
    has_blank: bool = False
    needs_confirmed_set: bool = False
