"""Terms in working days: counted by the table, marked where the table has no data."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_desktop.domain.workdays import OFF, WORKING, DueDate, WorkCalendar

NATIONAL_DAYS = {date(2026, 10, day): OFF for day in range(1, 8)}
CALENDAR = WorkCalendar(
    NATIONAL_DAYS | {date(2026, 9, 20): WORKING, date(2026, 10, 10): WORKING, date(2026, 1, 1): OFF}
)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 11, 23), 5, date(2026, 11, 30)),  # Monday + 5 = next Monday
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday + 1 = Monday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # received on a Saturday
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the National Day week
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # the Saturday that is worked counts
        (date(2026, 9, 30), 0, date(2026, 9, 30)),
    ],
)
def test_terms_begin_the_day_after(start: date, days: int, due: date) -> None:
    assert CALENDAR.due_date(start, days) == DueDate(due, is_provisional=False)


def test_a_term_into_a_year_without_data_says_so() -> None:
    due = CALENDAR.due_date(date(2026, 12, 30), 5)
    assert due == DueDate(date(2027, 1, 6), is_provisional=True)
    assert str(due) == "2027-01-06（未含调休）"
    assert str(CALENDAR.due_date(date(2026, 12, 28), 2)) == "2026-12-30"


def test_a_worked_weekend_and_a_holiday() -> None:
    assert CALENDAR.is_working_day(date(2026, 9, 20))
    assert not CALENDAR.is_working_day(date(2026, 10, 1))
    assert not CALENDAR.is_working_day(date(2026, 11, 22))


def test_a_negative_term_is_a_bug() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.due_date(date(2026, 1, 1), -1)


@given(st.dates(date(2026, 1, 1), date(2026, 11, 30)), st.integers(1, 60))
def test_between_start_and_due_date_lie_exactly_the_days(start: date, days: int) -> None:
    due = CALENDAR.due_date(start, days).day
    assert CALENDAR.is_working_day(due)
    assert CALENDAR.working_days_between(start, due) == days
    assert CALENDAR.working_days_between(due, start) == -days
    assert CALENDAR.working_days_between(start, due - timedelta(days=1)) == days - 1
