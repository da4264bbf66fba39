"""Dates and months as clerks write them: read without guessing, refused with a sentence."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from cbec_desktop.domain.texts import fold_text

EARLIEST = date(1949, 10, 1)
LATEST = date(2100, 12, 31)
_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_SERIAL_FROM = date(1980, 1, 1)
_FULL = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:份)?")
_COMPACT_MONTH = re.compile(r"(\d{4})(\d{2})")
_NO_YEAR = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?")
_UNCLEAR = re.compile(r"\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,4}|\d{2}年.*")


class NotADateError(ValueError):
    """Why a text is no date; the message is a Chinese sentence."""


def parse_date(text: str) -> date:
    """A date written as 2026-3-5, 2026/03/05, 2026.3.5, 2026年3月5日 or 20260305; raises NotADateError."""
    folded = fold_text(text)
    match = _FULL.fullmatch(folded) or _COMPACT.fullmatch(folded)
    if match:
        year, month, day = (int(part) for part in match.groups())
        return _checked(year, month, day, folded)
    if _NO_YEAR.fullmatch(folded):
        raise NotADateError(f"日期“{folded}”没有年份，请写成 2026-03-05 的样子。")
    if _UNCLEAR.fullmatch(folded):
        raise NotADateError(f"日期“{folded}”的年份或月日先后不清楚，请写成 2026-03-05 的样子。")
    if _MONTH.fullmatch(folded) or _COMPACT_MONTH.fullmatch(folded):
        raise NotADateError(f"日期“{folded}”没有写到日，请写成 2026-03-05 的样子。")
    raise NotADateError(f"“{folded[:30]}”不是日期，请写成 2026-03-05 的样子。")


def _checked(year: int, month: int, day: int, text: str) -> date:
    if not 1 <= month <= 12:
        raise NotADateError(f"日期“{text}”没有这个月份（{month} 月），请核对。")
    if not 1 <= year <= 9999:
        raise NotADateError(f"日期“{text}”的年份不对，请核对。")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise NotADateError(f"日期“{text}”没有这一天（{year} 年 {month} 月没有 {day} 日），请核对。")
    return within_reason(date(year, month, day))


def within_reason(day: date) -> date:
    """The same day when it lies between 1949 and 2100, else NotADateError."""
    if not EARLIEST <= day <= LATEST:
        raise NotADateError(f"日期 {day.isoformat()} 超出 1949 至 2100 年，请核对。")
    return day


def date_from_number(number: float, is_1904: bool = False) -> date:
    """A date from a bare number: 20260305, or a serial of a spreadsheet (1900 or 1904 system); raises NotADateError."""
    if 19491001 <= number <= 21001231 and number == int(number):
        return parse_date(str(int(number)))
    if 1 <= number < 100_000:
        day = (_EPOCH_1904 if is_1904 else _EPOCH_1900) + timedelta(days=int(number))
        if _SERIAL_FROM <= day <= LATEST:
            return day
    raise NotADateError(f"数字 {number:g} 不是日期，请写成 2026-03-05 的样子，单元格设为日期格式。")


def parse_month(text: str) -> str:
    """A month as YYYY-MM from 2026-03, 2026年3月, 202603 or any date in it; raises NotADateError."""
    folded = fold_text(text)
    match = _MONTH.fullmatch(folded) or _COMPACT_MONTH.fullmatch(folded)
    if not match:
        try:
            return month_of(parse_date(folded))
        except NotADateError:
            raise NotADateError(f"“{folded[:30]}”不是期间，请写成 2026-03 的样子。") from None
    year, month = (int(part) for part in match.groups())
    if not 1 <= month <= 12:
        raise NotADateError(f"期间“{folded}”没有这个月份（{month} 月），请核对。")
    return month_of(within_reason(date(year, month, 1)))


def month_of(day: date) -> str:
    """The month of a date as YYYY-MM."""
    return f"{day.year:04d}-{day.month:02d}"
