"""The holiday table: a new year's notice is entered by the office, never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.services import holidays
from cbec_desktop.services.context import Context
from cbec_desktop.services.policy import HolidayRow

NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"
NEW_YEAR = HolidayRow(date(2027, 1, 1), "休", "元旦", NOTICE)


def test_a_due_date_into_next_year_is_provisional_until_the_notice_is_entered(ctx: Context) -> None:
    start = date(2026, 12, 30)
    assert str(holidays.work_calendar(ctx).due_date(start, 2)) == "2027-01-01（未含调休）"
    holidays.replace_year(ctx, 2027, [NEW_YEAR])
    assert str(holidays.work_calendar(ctx).due_date(start, 2)) == "2027-01-04"


def test_the_spring_festival_of_2026_counts(ctx: Context) -> None:
    """Received on Friday 13 February: the 14th is worked, 15–23 are off, so two working days end on the 24th."""
    assert str(holidays.work_calendar(ctx).due_date(date(2026, 2, 13), 2)) == "2026-02-24"


def test_a_year_is_replaced_whole_and_the_others_stay(ctx: Context) -> None:
    before = holidays.list_holidays(ctx, 2025)
    moved = [
        HolidayRow(date(2026, 1, 1), "休", "元旦", "更正通知"),
        HolidayRow(date(2026, 1, 9), "班", "元旦", "更正通知"),
    ]
    holidays.replace_year(ctx, 2026, moved)
    assert holidays.list_holidays(ctx, 2026) == moved
    assert holidays.list_holidays(ctx, 2025) == before


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "empty_year"),
        ([NEW_YEAR, NEW_YEAR], "day_twice"),
        ([HolidayRow(date(2028, 1, 1), "休", "元旦", NOTICE)], "wrong_year"),
        ([HolidayRow(date(2027, 1, 1), "假", "元旦", NOTICE)], "wrong_kind"),
    ],
)
def test_a_bad_arrangement_changes_nothing(ctx: Context, rows: list[HolidayRow], code: str) -> None:
    with pytest.raises(UserError) as refusal:
        holidays.replace_year(ctx, 2027, rows)
    assert refusal.value.code == code
    assert holidays.list_holidays(ctx, 2027) == []
