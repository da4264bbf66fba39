"""Working days of the office by the holiday table of the store; never guessed where the table has no data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

OFF, WORKING = "休", "班"
WITHOUT_ARRANGEMENT = "未含调休"
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day of a term. `is_provisional`: a year on the way has no holiday data, so the day may still move."""

    day: date
    is_provisional: bool

    def __str__(self) -> str:
        return f"{self.day.isoformat()}（{WITHOUT_ARRANGEMENT}）" if self.is_provisional else self.day.isoformat()


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days that differ from the plain week: day → 休 or 班. A year with no row at all has no data."""

    exceptions: Mapping[date, str]

    @property
    def known_years(self) -> frozenset[int]:
        """Years the State Council's arrangement of which is in the table."""
        return frozenset(day.year for day in self.exceptions)

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on `day`: its own entry, else Monday to Friday."""
        kind = self.exceptions.get(day)
        return kind == WORKING if kind else day.weekday() < _SATURDAY

    def due_date(self, start: date, days: int) -> DueDate:
        """The `days`-th working day after `start` (the day of the event is not counted).

        Raises ValueError when `days` is negative.
        """
        if days < 0:
            raise ValueError(f"negative term: {days}")
        known, day, left, is_provisional = self.known_years, start, days, start.year not in self.known_years
        while left:
            day += timedelta(days=1)
            is_provisional = is_provisional or day.year not in known
            left -= self.is_working_day(day)
        return DueDate(day, is_provisional)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.working_days_between(end, start)
        span = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=number)) for number in range(1, span + 1))
