"""The holiday table: read by every clock in working days, extended when a year's notice appears."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.rights import Right
from cbec_desktop.domain.workdays import OFF, WORKING, WorkCalendar
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.context import Context
from cbec_desktop.services.policy import HolidayRow


def work_calendar(ctx: Context) -> WorkCalendar:
    """The office's calendar as the table stands now."""
    from db.queries.system import holiday_table

    with ctx.store.open_view() as view:
        return WorkCalendar(holiday_table(view))


def list_holidays(ctx: Context, year: int) -> list[HolidayRow]:
    """The rows of one year, by day."""
    from db.queries.system import holidays_of_year

    with ctx.store.open_view() as view:
        return [HolidayRow(*row) for row in holidays_of_year(view, year)]


def replace_year(ctx: Context, year: int, rows: Sequence[HolidayRow]) -> None:
    """Put a year's arrangement in the place of what the table had for it (right: edit_holidays).

    Raises UserError for a day of another year, a day named twice, an unknown kind, or an empty list.
    """
    from db.models.policy import Holiday
    from db.queries.system import holiday_records
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_HOLIDAYS)
    _check(year, rows)
    wanted = {row.day.isoformat(): row for row in rows}
    with open_work(ctx.store, actor=actor, action="replace_holidays", reason=f"{year}年节假日安排") as work:
        for stored in holiday_records(work.session, year):
            row = wanted.pop(stored.day, None)
            if row is None:
                work.session.delete(stored)
            else:
                stored.kind, stored.name, stored.source = row.kind, row.name, row.source
        work.session.add_all(
            Holiday(day=day, kind=row.kind, name=row.name, source=row.source) for day, row in wanted.items()
        )
        work.commit()


def _check(year: int, rows: Sequence[HolidayRow]) -> None:
    if not rows:
        raise UserError(f"{year} 年的节假日安排是空的，没有保存。请录入国务院通知的放假和上班日期。", "empty_year")
    seen: set[date] = set()
    for row in rows:
        if row.day.year != year:
            raise UserError(f"{row.day} 不在 {year} 年，没有保存。请核对日期。", "wrong_year")
        if row.day in seen:
            raise UserError(f"{row.day} 出现了两次，没有保存。请删去一行。", "day_twice")
        if row.kind not in (OFF, WORKING):
            raise UserError(f"{row.day} 的类别“{row.kind}”不对，只能是“休”或“班”。", "wrong_kind")
        seen.add(row.day)
