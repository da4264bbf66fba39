"""Dates and months in all the ways clerks write them, and the seven counties by name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbec_desktop.domain.dates import NotADateError, date_from_number, parse_date, parse_month
from cbec_desktop.domain.divisions import county_code, county_fault, division_code

FIFTH = date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-3-5", "2026-03-05", "2026/03/05", "2026.3.5", "2026年3月5日", "20260305", "２０２６－０３－０５",
        " 2026-03-05 ", "2026-03-05 00:00:00", "2026-03-05T08:30:00", "2026 年 3 月 5 日",
    ],
)  # fmt: skip
def test_every_style_gives_the_same_day(text: str) -> None:
    assert parse_date(text) == FIFTH


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-02-30", "没有这一天"),
        ("2026-13-01", "没有这个月份"),
        ("3月5日", "没有年份"),
        ("3-5", "没有年份"),
        ("3/5/26", "不清楚"),
        ("26.3.5", "不清楚"),
        ("2026年3月", "没有写到日"),
        ("二〇二六年三月五日", "不是日期"),
        ("1890-01-01", "超出"),
        ("待定", "不是日期"),
    ],
)
def test_what_is_not_clear_is_refused(text: str, words: str) -> None:
    with pytest.raises(NotADateError, match=words):
        parse_date(text)


def test_bare_numbers() -> None:
    assert date_from_number(20260305) == FIFTH
    assert date_from_number(46086) == FIFTH
    assert date_from_number(46086 - 1462, is_1904=True) == FIFTH
    for number in (60, -1, 0.5, 2958466, 1e308, 20261301):
        with pytest.raises(NotADateError):
            date_from_number(number)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_what_is_written_is_read_back(day: date) -> None:
    for pattern in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"):
        assert parse_date(day.strftime(pattern)) == day
    assert parse_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert date_from_number((day - date(1899, 12, 30)) / timedelta(days=1)) == day


@pytest.mark.parametrize("text", ["2026-03", "2026年3月", "202603", "2026.3", "2026-3-31", "20260301", "2026年3月份"])
def test_months(text: str) -> None:
    assert parse_month(text) == "2026-03"


@pytest.mark.parametrize("text", ["3月", "2026-13", "2026", "一季度"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(NotADateError):
        parse_month(text)


@pytest.mark.parametrize("text", ["喀左", "喀左县", "喀喇沁左翼蒙古族自治县", "211324", "朝阳市喀左县"])
def test_one_county_by_all_its_names(text: str) -> None:
    assert county_code(text) == "211324"


def test_chaoyang_alone_is_asked_about() -> None:
    assert county_code("朝阳") is None
    assert "朝阳市还是朝阳县" in county_fault("朝阳")
    assert county_code("朝阳县") == "211321"
    assert county_code("朝阳市") is None
    assert division_code("朝阳市") == "211300"
    assert "双塔区" in county_fault("沈阳")
    assert county_code("双塔") == county_code("双塔区") == county_code("２１１３０２") == "211302"
