"""Parameters: every value has a clause and a date, every question a default; nonsense is refused with a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cbec_desktop.awards.measures.catalogue import MEASURES
from cbec_desktop.awards.parameters import (
    all_parameters,
    build_set,
    check_values,
    default_values,
    overlap_problems,
    parameters_at,
    questions,
)
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.records import ParameterSetRecord

RECKONS = {f"A{number}" for number in (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 15, 17, 18, 19, 20, 22, 23, 28)}


def record(values: dict[str, str] | None = None, year: int = 2026) -> ParameterSetRecord:
    return ParameterSetRecord("试", year, 1, "trial", values or {})


def test_all_thirty_two_questions_have_a_default_a_clause_and_a_reason() -> None:
    assert {item.code for item in questions()} == {f"A{number}" for number in range(1, 33)}
    for item in questions():
        assert item.clause
        assert item.note
        assert item.reason
        assert item.phrase


def test_the_kinds_are_those_of_the_ruling() -> None:
    assert {item.code for item in questions() if item.kind == "reckons"} == RECKONS


def test_every_alternative_has_words() -> None:
    for item in all_parameters():
        assert all(reading.words for reading in item.readings), item.id
        if item.form in ("reading", "readings"):
            assert len(item.readings) >= 2, item.id


def test_every_value_of_a_measure_names_its_clause() -> None:
    for measure in MEASURES:
        own = [item for item in all_parameters() if item.measure_id == measure.id]
        assert own, measure.id
        assert {item.clause for item in own} == {measure.clause}


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_the_defaults_of_every_policy_year_may_be_used(year: int) -> None:
    assert check_values(default_values(year), year) == []
    assert build_set(record(year=year)).award_year == year


def test_a_year_outside_the_policy_has_no_limits() -> None:
    with pytest.raises(UserError, match="2029 年度没有现行的政策限额"):
        default_values(2029)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("m4.rate", "0.55", "55% 高于政策上限 50%"),
        ("m3.cap", "50000.01", "高于政策上限"),
        ("m4.unit_cap.period", "week", "没有“week”这种读法"),
        ("mode_codes", "", "至少要选一项"),
        ("mode_codes", "9610,9610", "选了两次"),
        ("m5.unit_cap", "499.995", "不足一分"),
        ("round_unit", "7", "不在可选范围"),
        ("period.paid_by", "02-30", "不是月日"),
        ("perf_min", "-1", "不小于 0"),
        ("perf_min", "NaN", "不能用"),
        ("perf_min", "一万", "不是数"),
        ("no.such", "1", "没有名为“no.such”的参数"),
        ("m5.rate", "0.4", "A12"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(name: str, value: str, words: str) -> None:
    problems = check_values({name: value})
    assert len(problems) == 1
    assert words in problems[0]
    assert problems[0].endswith("。")
    with pytest.raises(UserError):
        build_set(record({name: value}))


def test_overlapping_dates_are_refused() -> None:
    rate = parameters_at(2026)["m4.rate"]
    later = replace(rate, effective_from=date(2028, 1, 1), effective_to=None)
    assert overlap_problems([rate, later]) != []
    assert overlap_problems([replace(rate, effective_to=date(2027, 12, 31)), later]) == []


def test_the_content_hash_follows_the_values_only() -> None:
    plain = build_set(record())
    assert plain.content_hash == build_set(replace(record(), name="另一名", version=9)).content_hash
    assert plain.content_hash != build_set(record({"m4.rate": "0.4"})).content_hash
    assert plain.content_hash != build_set(record(year=2027)).content_hash


def test_values_are_read_as_words() -> None:
    known = parameters_at(2026)
    assert known["m4.rate"].words_of("0.335") == "33.5%"
    assert known["m4.cap"].words_of("100000") == "100,000 元"
    assert known["mode_codes"].words_of("9610,1210") == "9610 电子商务、1210 保税电商"
    assert known["m4.area_max"].words_of("none") == "不设"
