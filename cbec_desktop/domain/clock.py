"""The time of the office: China has one zone, and the zone tables of the machine are not needed for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

CHINA_TIME = timezone(timedelta(hours=8), "CST")

Clock = Callable[[], datetime]


def office_time() -> datetime:
    """Now, in China's time; the one place of the program that asks the machine's clock."""
    return datetime.now(CHINA_TIME)


def timestamp(moment: datetime) -> str:
    """ISO text to the second, as it stands in every `*_at` column."""
    return moment.isoformat(timespec="seconds")
