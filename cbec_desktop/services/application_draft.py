"""An application as it stands on the entry form: texts as typed, so that nothing is lost that cannot be read yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_IDS, measures_of_sheet
from cbec_desktop.exchange.template import Column, Sheet
from cbec_desktop.exchange.templates.w2_applications import APPLICATIONS, TEMPLATE
from cbec_desktop.exchange.templates.w2_lines import LEASE_INVOICES
from cbec_desktop.services.import_leases import LEASE_FIELDS

LEASE_MARK = "_lease"
"""Joins the flat rows of one lease: contract numbers may still be missing or equal while typing."""
FROM_REGISTER = ("reporting_no", "case_no", "award_year", "measure_id", "credit_code", "enterprise_name", "county_code")
FOR_MEASURE_1 = ("assessed_amount", "assessment_document_no")
SUPPORT_DETAILS = ("provincial_support_amount", "provincial_support_project")
COUNTY_FIELDS = (
    "county_reviewed_amount",
    "reduction_reason",
    "county_reviewer",
    "county_reviewed_on",
    "document_count",
    "remark",
)
"""What the county says of it: below the lines, for it is not the applicant's."""

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ApplicationDraft:
    """One application being entered: `head` and the rows of `lines` (by sheet) map fields to texts.

    Rows of 房屋租赁 are flat, an invoice each; `_lease` joins those of one lease. `documents` are the ids handed in.
    """

    key: str
    award_year: int
    measure_id: str
    enterprise_id: int | None = None
    head: Texts = field(default_factory=dict)
    lines: Mapping[str, tuple[Texts, ...]] = field(default_factory=dict)
    documents: tuple[str, ...] = ()

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        return sheets_of(self.measure_id)

    def as_payload(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "key": self.key,
            "award_year": self.award_year,
            "measure_id": self.measure_id,
            "enterprise_id": self.enterprise_id,
            "head": dict(self.head),
            "lines": {sheet: [dict(row) for row in rows] for sheet, rows in self.lines.items()},
            "documents": list(self.documents),
        }


def draft_from_payload(payload: Mapping[str, Any]) -> ApplicationDraft:
    """The draft that `as_payload` kept; UserError when it is not one of this program's."""
    try:
        draft = ApplicationDraft(
            key=str(payload["key"]),
            award_year=int(payload["award_year"]),
            measure_id=str(payload["measure_id"]),
            enterprise_id=payload["enterprise_id"],
            head=dict(payload["head"]),
            lines={sheet: tuple(dict(row) for row in rows) for sheet, rows in payload["lines"].items()},
            documents=tuple(payload["documents"]),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise UserError("这份草稿读不出来，可能由别的版本保存。请放弃它，重新录入。", "draft_unreadable") from fault
    if draft.measure_id not in MEASURE_IDS:
        raise UserError("这份草稿的措施现在没有了。请放弃它，重新录入。", "draft_unreadable")
    return draft


def sheets_of(measure_id: str) -> tuple[Sheet, ...]:
    """The line sheets of a measure, in the order of the workbook."""
    return tuple(
        sheet for sheet in TEMPLATE.sheets if measure_id in measures_of_sheet(sheet.name) and sheet.is_optional
    )


def line_columns(sheet: Sheet) -> tuple[Column, ...]:
    """The columns of a line sheet without the 申报编号 that joins it to its application."""
    return tuple(column for column in sheet.columns if column.field != "reporting_no")


def head_columns(measure_id: str) -> tuple[Column, ...]:
    """What the form asks of the application itself, before its lines."""
    left_out = {*FROM_REGISTER, *COUNTY_FIELDS}
    if measure_id != "park_award":
        left_out |= set(FOR_MEASURE_1)
    return tuple(column for column in APPLICATIONS.columns if column.field not in left_out)


def county_columns() -> tuple[Column, ...]:
    """What the county says of the application."""
    return tuple(APPLICATIONS.column(name) for name in COUNTY_FIELDS)


def is_lease_sheet(sheet: Sheet) -> bool:
    """Whether the rows of a sheet come on two levels."""
    return sheet.name == LEASE_INVOICES.name


def is_lease_field(name: str) -> bool:
    """Whether a field of 房屋租赁 belongs to the lease, not to one invoice."""
    return name in LEASE_FIELDS
