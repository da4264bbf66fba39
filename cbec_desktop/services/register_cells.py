"""What is stored in a column → what is seen in its cell."""

from __future__ import annotations

from typing import Any

from cbec_desktop.domain.masking import mask_phone
from cbec_desktop.domain.measures import MEASURE_IDS, MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.money import yuan_from_fen
from cbec_desktop.domain.registers import Cell, Status
from cbec_desktop.domain.statuses import (
    APPLICATION_STATUS_WORDS,
    ASSESSMENT_STATUS_WORDS,
    COUNTY_SHORT,
    ApplicationStatus,
    AssessmentStatus,
)

APPLICATION_TONES = {
    ApplicationStatus.DRAFT: "neutral",
    ApplicationStatus.SUBMITTED: "info",
    ApplicationStatus.APPROVED: "ok",
    ApplicationStatus.PAID: "ok",
    ApplicationStatus.WITHDRAWN: "neutral",
    ApplicationStatus.VOID: "neutral",
}
ASSESSMENT_TONES = {
    AssessmentStatus.GRANTED: "ok",
    AssessmentStatus.ZERO: "neutral",
    AssessmentStatus.UNDETERMINED: "warn",
}
CREDIT_TONES = {"正常": "ok", "失信": "err", "异常": "warn"}


def plain(value: Any) -> Cell:
    """A text as stored; an empty one is absent."""
    return value if value != "" else None


def money(value: Any) -> Cell:
    """Fen as yuan."""
    return yuan_from_fen(value)


def county(value: Any) -> Cell:
    """A county's short name."""
    return COUNTY_SHORT.get(str(value), str(value))


def measure(value: Any) -> Cell:
    """`M4 房屋租赁费补助`."""
    return f"M{MEASURE_NUMBERS[value]} {MEASURE_SHORT[value]}"


def measures(value: Any) -> Cell:
    """`M3 M4` in the order of the policy."""
    present = str(value).split(",")
    return " ".join(f"M{MEASURE_NUMBERS[name]}" for name in MEASURE_IDS if name in present) or None


def words(value: Any) -> Cell:
    """A stored list, sorted, blank between."""
    return " ".join(sorted(str(value).split(",")))


def contact(value: Any) -> Cell:
    """Name and number, the number masked."""
    name, _, number = str(value).partition("\n")
    return " ".join(part for part in (name, mask_phone(number) or "") if part) or None


def credit(value: Any) -> Cell:
    """The credit status; a firm that was never looked up says so."""
    return Status(value, CREDIT_TONES.get(value, "warn")) if value else Status("待查询", "warn")


def application_status(value: Any) -> Cell:
    """Where a case stands."""
    try:
        status = ApplicationStatus(value)
    except ValueError:
        return Status(str(value), "neutral")
    return Status(APPLICATION_STATUS_WORDS[status], APPLICATION_TONES[status])


def result(value: Any) -> Cell:
    """What the reckoning said; a case that was never reckoned says so."""
    if value is None:
        return Status("未核算", "neutral")
    return Status(ASSESSMENT_STATUS_WORDS[AssessmentStatus(value)], ASSESSMENT_TONES[AssessmentStatus(value)])


def findings(value: Any) -> Cell:
    """`必须改 1 · 需说明 2`, only what there is."""
    errors, _, warnings = str(value).partition(" ")
    parts = [f"{word} {count}" for word, count in (("必须改", errors), ("需说明", warnings)) if count not in ("", "0")]
    return " · ".join(parts) or None


def registration(value: Any) -> Cell:
    """Whether the enterprise is in force or void."""
    return Status("存续", "ok") if value == "active" else Status("已作废", "neutral")


def pending(value: Any) -> Cell:
    """Marks an enterprise whose W1 has not come yet."""
    return "待补登记" if value else None
