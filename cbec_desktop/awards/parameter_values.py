"""Values of parameters as people type them, and what else a value could be: canonical text in, alternatives out."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from cbec_desktop.awards.parameters import NONE, Parameter, default_values, value_problem
from cbec_desktop.domain.records import ParameterSetRecord

_SEPARATORS = str.maketrans(dict.fromkeys("、，;； ", ","))


def read_value(parameter: Parameter, text: str) -> str:
    """The stored text of what was typed: 45% → 0.45, 10,000.50 → 10000.5, the words or letter of a reading → its value.

    What is not understood comes back as typed; `check_values` then says what is wrong with it.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    if parameter.form == "readings":
        parts = [part for part in typed.translate(_SEPARATORS).split(",") if part]
        return ",".join(in_order(parameter, [_reading(parameter, part) for part in parts]))
    if parameter.form == "reading":
        return _reading(parameter, typed)
    if parameter.form == "month_day":
        return typed.replace("月", "-").replace("日", "").replace("/", "-")
    if typed in (NONE, "不设", "") and parameter.form == "number_or_none":
        return NONE
    return _number(parameter, typed)


def _reading(parameter: Parameter, typed: str) -> str:
    wanted = typed.strip("()（）")
    for reading in parameter.readings:
        if wanted in (reading.value, reading.letter, unicodedata.normalize("NFKC", reading.words)):
            return reading.value
    return typed


def in_order(parameter: Parameter, values: list[str]) -> list[str]:
    """Members of a list in the order of their readings, what is unknown last: equal choices are equal text."""
    places = {reading.value: place for place, reading in enumerate(parameter.readings)}
    return sorted(values, key=lambda value: places.get(value, len(places)))


def _number(parameter: Parameter, typed: str) -> str:
    plain = typed.replace(",", "").removesuffix("元").removesuffix(parameter.unit or "元").strip()
    is_percent = plain.endswith("%")
    try:
        number = Decimal(plain.removesuffix("%").strip())
    except InvalidOperation:
        return typed
    if not number.is_finite():
        return typed
    number = number / 100 if is_percent else number
    found = format(number, "f")
    return found.rstrip("0").rstrip(".") if "." in found else found


def value_problems(values: Mapping[str, str], known: Mapping[str, Parameter]) -> dict[str, str]:
    """parameter id → sentence for each value that may not stand; empty when all may (m5.rate is bound by A12)."""
    problems = {}
    for parameter_id, value in values.items():
        parameter = known.get(parameter_id)
        if parameter is None:
            problems[parameter_id] = f"没有名为“{parameter_id}”的参数，请检查拼写。"
        elif said := value_problem(parameter, value):
            problems[parameter_id] = said
    rate, reading = values.get("m5.rate"), values.get("m5.rate_reading")
    if not problems and reading == "fixed" and rate is not None and rate != known["m5.rate"].default:
        problems["m5.rate"] = "口径 A12 定为固定50%时比例不能改；要改比例请先把 A12 改为“最高50%”。"
    return problems


def alternatives(parameter: Parameter, value: str) -> list[str]:
    """Every other value one step away: the other readings, or the list with one member added or taken out.

    Plain numbers have none: their alternatives are not written in the policy.
    """
    if parameter.form == "reading":
        return [reading.value for reading in parameter.readings if reading.value != value]
    if parameter.form != "readings":
        return [parameter.default] if value != parameter.default else []
    chosen = [part for part in value.split(",") if part]
    found = []
    for reading in parameter.readings:
        others = [part for part in chosen if part != reading.value]
        members = others if reading.value in chosen else [*chosen, reading.value]
        if members:
            found.append(",".join(in_order(parameter, members)))
    return found


def change_words(parameter: Parameter, before: str, after: str) -> str:
    """What a change is called: the new reading in words, or `加 店铺月租`、`去 广告` for a list."""
    if parameter.form != "readings":
        return parameter.words_of(after)
    old, new = before.split(","), after.split(",")
    added = [part for part in new if part and part not in old]
    gone = [part for part in old if part and part not in new]
    words = [f"加 {parameter.words_of(part)}" for part in added] + [f"去 {parameter.words_of(part)}" for part in gone]
    return "，".join(words) or parameter.words_of(after)


def complete_values(record: ParameterSetRecord) -> dict[str, str]:
    """All values of a stored set, defaults where it names none."""
    return {**default_values(record.award_year), **record.values}


def period_problem(confirmed: list[ParameterSetRecord], year: int, start: date) -> str | None:
    """Why a set of `year` may not take effect on `start` beside those confirmed; None when it may.

    The sets of a year must follow each other without a gap and without overlapping.
    """
    ahead = [record for record in confirmed if record.effective_from is not None]
    if not ahead:
        first = date(year, 1, 1)
        if start > first:
            return f"{first} 至 {start - timedelta(days=1)} 之间会没有参数集；{year} 年度的第一版请从 {first} 起生效。"
        return None
    last = max(ahead, key=lambda record: record.effective_from or start)
    assert last.effective_from is not None
    if start <= last.effective_from:
        return (
            f"与已确认的 {last.name}（{last.effective_from} 起）日期重叠；"
            f"请填 {last.effective_from + timedelta(days=1)} 或以后的日期。"
        )
    if last.effective_to is not None and start <= last.effective_to:
        return f"与已确认的 {last.name}（到 {last.effective_to} 止）日期重叠；请填它截止以后的日期。"
    if last.effective_to is not None and start > last.effective_to + timedelta(days=1):
        gap = last.effective_to + timedelta(days=1)
        return f"{gap} 至 {start - timedelta(days=1)} 之间会没有参数集；请从 {gap} 起生效。"
    return None
