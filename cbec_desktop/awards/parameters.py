"""The law as data with a date and a clause: limits and questions from TOML + a year's choice → one checked set.

`parameters.toml` of each measure and `common.toml` say what the policy fixes and which readings a question has;
a `ParameterSetRecord` holds what the bureau chose for one award year. Both together make a `ParameterSet`:
checked, immutable, with a content hash that is frozen into every assessment.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.money import fen_from_yuan
from cbec_desktop.domain.records import ParameterSetRecord

DrawnT = TypeVar("DrawnT")
NONE = "none"
FORMS = ("reading", "readings", "yuan", "fraction", "integer", "month_day", "number_or_none")
KINDS = ("reckons", "finding", "text")
AWARDS_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a phrase: stored value, words for people, letter of the alternative (A1(b))."""

    value: str
    words: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the policy or one open question, in force from a date, with its clause.

    `code` is the question (A1…A32) or the reckoning rule (C1…), empty for plain limits; `limit` the policy's
    ceiling; `kind` what it changes (ruling 33); `note` the short reason that is printed, `reason` the long one.
    """

    id: str
    phrase: str
    form: str
    kind: str
    clause: str
    default: str
    effective_from: date
    effective_to: date | None = None
    code: str = ""
    limit: str | None = None
    unit: str = ""
    note: str = ""
    reason: str = ""
    readings: tuple[Reading, ...] = ()
    allowed: tuple[str, ...] = ()
    measure_id: str | None = None

    def words_of(self, value: str) -> str:
        """The value as people read it: the reading's words, or the number with its unit."""
        words = {reading.value: reading.words for reading in self.readings}
        if self.form == "readings":
            return "、".join(words.get(part, part) for part in value.split(",") if part)
        if self.form == "fraction":
            return f"{format(Decimal(value) * 100, 'f').rstrip('0').rstrip('.')}%" if value else ""
        if self.form == "yuan":
            return f"{Decimal(value):,f} 元"
        if value == NONE:
            return "不设"
        return words.get(value, f"{value}{self.unit}" if self.form == "integer" else value)


@dataclass(frozen=True, eq=False)
class ParameterSet:
    """What one award year is reckoned with: all parameters with their values, checked; amounts in fen.

    Made by `build_set`; compared by identity so that rules may cache what they draw from it.
    """

    name: str
    award_year: int
    version: int
    status: str
    values: Mapping[str, str]
    content_hash: str
    parameters: Mapping[str, Parameter]
    document_no: str | None = None
    confirmed_on: date | None = None
    record_id: int | None = None
    _drawn: dict[str, Any] = field(default_factory=dict, repr=False)
    """Values as rules read them, converted once: a year's run asks for each of them ten thousand times."""

    def reading(self, parameter_id: str) -> str:
        """The chosen reading of one question."""
        return self.values[parameter_id]

    def readings(self, parameter_id: str) -> frozenset[str]:
        """The chosen members of a list (监管方式, 费用类别 …)."""
        return self._draw(parameter_id, _members)

    def fen(self, parameter_id: str) -> int:
        """An amount in fen."""
        return self._draw(parameter_id, _fen)

    def fraction(self, parameter_id: str) -> Fraction:
        """A rate as an exact fraction."""
        return self._draw(parameter_id, Fraction)

    def integer(self, parameter_id: str) -> int:
        """A whole number."""
        return self._draw(parameter_id, int)

    def _draw(self, parameter_id: str, convert: Callable[[str], DrawnT]) -> DrawnT:
        found = self._drawn.get(parameter_id)
        if found is None:
            found = self._drawn[parameter_id] = convert(self.values[parameter_id])
        return cast("DrawnT", found)

    def number(self, parameter_id: str) -> Fraction | None:
        """A number, or None where the set says 不设."""
        value = self.values[parameter_id]
        return None if value == NONE else Fraction(value)

    def paid_by(self) -> date:
        """The last day on which a cost of this award year may have been paid (ruling 26)."""
        month, day = self.values["period.paid_by"].split("-")
        return date(self.award_year + 1, int(month), int(day))

    def is_default(self, parameter_id: str) -> bool:
        """Whether the year keeps the program's default reading."""
        return self.values[parameter_id] == self.parameters[parameter_id].default


def _members(text: str) -> frozenset[str]:
    return frozenset(part for part in text.split(",") if part)


def _fen(text: str) -> int:
    return fen_from_yuan(Decimal(text))


@lru_cache
def all_parameters() -> tuple[Parameter, ...]:
    """Every parameter of every date, measures first in the order of the catalogue; checked for overlaps."""
    from cbec_desktop.awards.measures.catalogue import MEASURES

    found = [item for measure in MEASURES for item in read_parameters(measure.folder / "parameters.toml", measure.id)]
    found += read_parameters(AWARDS_FOLDER / "common.toml", None)
    if problems := overlap_problems(found):
        raise ValueError("; ".join(problems))
    return tuple(found)


def read_parameters(path: Path, measure_id: str | None) -> list[Parameter]:
    """The parameters of one TOML file; ValueError when one lacks its clause, form or a known kind."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["parameter"]
    return [_parameter(entry, measure_id) for entry in entries]


def _parameter(entry: Mapping[str, Any], measure_id: str | None) -> Parameter:
    plain = {key: value for key, value in entry.items() if key not in ("readings", "allowed")}
    readings = tuple(Reading(**item) for item in entry.get("readings", ()))
    parameter = Parameter(**plain, readings=readings, allowed=tuple(entry.get("allowed", ())), measure_id=measure_id)
    if parameter.form not in FORMS or parameter.kind not in KINDS or not parameter.clause:
        raise ValueError(f"{parameter.id}: unknown form or kind, or no clause")
    if problem := value_problem(parameter, parameter.default):
        raise ValueError(f"{parameter.id}: default refused: {problem}")
    return parameter


def overlap_problems(parameters: Iterable[Parameter]) -> list[str]:
    """Sentences about values of one parameter whose dates overlap."""
    by_id: dict[str, list[Parameter]] = {}
    for parameter in parameters:
        by_id.setdefault(parameter.id, []).append(parameter)
    problems = []
    for dated in by_id.values():
        dated.sort(key=lambda item: item.effective_from)
        for earlier, later in zip(dated, dated[1:], strict=False):
            if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
                problems.append(
                    f"参数“{later.phrase}”从 {later.effective_from} 起的值与 {earlier.effective_from} 起的值日期重叠，"
                    "请先给前一个值填上截止日期。"
                )
    return problems


@lru_cache
def parameters_at(year: int) -> Mapping[str, Parameter]:
    """The parameters in force for one award year, by id; raises UserError outside the policy's years."""
    start = date(year, 1, 1)
    found = {
        item.id: item
        for item in all_parameters()
        if item.effective_from <= start and (item.effective_to is None or item.effective_to >= start)
    }
    missing = sorted({item.phrase for item in all_parameters() if item.id not in found})
    if missing:
        raise UserError(
            f"{year} 年度没有现行的政策限额（{'、'.join(missing[:3])} 等 {len(missing)} 项）。"
            "政策执行期是 2026 至 2028 年度，请先录入新的政策文件。",
            "no_parameters",
        )
    return found


def questions(year: int = 2026) -> tuple[Parameter, ...]:
    """The open questions A1–A32 in their order (one question may have several parameters)."""
    lettered = [item for item in parameters_at(year).values() if item.code.startswith("A")]
    return tuple(sorted(lettered, key=lambda item: (int(item.code[1:]), item.id)))


def default_values(year: int) -> dict[str, str]:
    """The trial set of a new store: every parameter of `year` at its default (id → text)."""
    return {parameter_id: parameter.default for parameter_id, parameter in parameters_at(year).items()}


def check_values(values: Mapping[str, str], year: int = 2026) -> list[str]:
    """Chinese sentences about what is wrong with a year's values; empty when the set may be used."""
    known = parameters_at(year)
    problems = [f"没有名为“{name}”的参数，请检查拼写。" for name in values if name not in known]
    for parameter_id, parameter in known.items():
        if parameter_id in values and (problem := value_problem(parameter, values[parameter_id])):
            problems.append(f"{parameter.clause}“{parameter.phrase}”：{problem}")
    full = {**default_values(year), **values}
    if not problems and full["m5.rate_reading"] == "fixed" and full["m5.rate"] != known["m5.rate"].default:
        problems.append("附件3第5条“补助比例”：口径 A12 定为固定50%时比例不能改；要改比例请先把 A12 改为“最高50%”。")
    return problems


def value_problem(parameter: Parameter, value: str) -> str | None:
    """What is wrong with one value, as a Chinese sentence; None when nothing is."""
    if parameter.form in ("reading", "readings"):
        return _reading_problem(parameter, value)
    if parameter.form == "month_day":
        return _month_day_problem(value)
    if parameter.form == "number_or_none" and value == NONE:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return f"“{value}”不是数，请填数字。"
    if not number.is_finite() or number < 0:
        return f"“{value}”不能用，请填不小于 0 的数。"
    if parameter.form == "integer" and number != int(number):
        return f"“{value}”不是整数，请填整数。"
    if parameter.form == "yuan" and number != round(number, 2):
        return f"{value} 元含有不足一分的零头，请填到分。"
    if parameter.allowed and value not in parameter.allowed:
        return f"“{value}”不在可选范围（{'、'.join(parameter.allowed)}）内。"
    if parameter.limit is not None and number > Decimal(parameter.limit):
        shown, limit = parameter.words_of(value), parameter.words_of(parameter.limit)
        return f"{shown} 高于政策上限 {limit}，不能保存；请填不高于 {limit} 的数。"
    return "比例不能高于 100%。" if parameter.form == "fraction" and number > 1 else None


def _reading_problem(parameter: Parameter, value: str) -> str | None:
    chosen = [part for part in value.split(",") if part] if parameter.form == "readings" else [value]
    known = {reading.value for reading in parameter.readings}
    unknown = [part for part in chosen if part not in known]
    if unknown:
        words = "、".join(f"{item.value}（{item.words}）" for item in parameter.readings)
        return f"没有“{unknown[0]}”这种读法，可选：{words}。"
    if not chosen:
        return "至少要选一项。"
    return "同一项选了两次。" if len(chosen) != len(set(chosen)) else None


def _month_day_problem(value: str) -> str | None:
    try:
        date.fromisoformat(f"2027-{value}")
    except ValueError:
        return f"“{value}”不是月日，请写成 03-31。"
    return None


def build_set(record: ParameterSetRecord) -> ParameterSet:
    """One checked set; raises UserError with every problem of its values."""
    if problems := check_values(record.values, record.award_year):
        raise UserError(f"参数集 {record.name} 不能用：" + "".join(problems), "bad_parameters")
    values = {**default_values(record.award_year), **record.values}
    return ParameterSet(
        name=record.name,
        award_year=record.award_year,
        version=record.version,
        status=record.status,
        values=values,
        content_hash=hash_values(record.award_year, values),
        parameters=parameters_at(record.award_year),
        document_no=record.document_no,
        confirmed_on=record.confirmed_on,
        record_id=record.record_id,
    )


def hash_values(year: int, values: Mapping[str, str]) -> str:
    """SHA-256 over year, values and the policy's ceilings: what an assessment says it was reckoned with."""
    limits = {item.id: item.limit for item in parameters_at(year).values() if item.limit is not None}
    text = json.dumps([year, sorted(values.items()), sorted(limits.items())], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
