"""From the raw value of a cell to the typed value of its column: tolerant of form, strict about facts.

`convert_column` is what imports use: distinct values are converted once, and clean columns of text are recognised
by a few searches over the whole column. `convert_cell` says what one cell means; a test holds the two equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cbec_desktop.domain.dates import NotADateError, date_from_number, month_of, parse_date, parse_month, within_reason
from cbec_desktop.domain.divisions import county_code, county_fault
from cbec_desktop.domain.identifiers import NUMERIC_LENGTHS, Checked, check_identifier, check_phone, is_credit_code
from cbec_desktop.domain.measures import MEASURE_BY_NUMBER, MEASURE_HEADINGS, MEASURE_SHORT, NUMBERS_WORDS
from cbec_desktop.domain.texts import INVISIBLE, fold_name, fold_text, shown
from cbec_desktop.exchange.numbers import (
    WAN,
    NotANumberError,
    exact_from_number,
    exact_from_text,
    money_from_number,
    money_from_text,
    not_negative,
    yuan_from_wan,
)
from cbec_desktop.exchange.reading import TimeText
from cbec_desktop.exchange.template import Column, Kind

BLOCK = 4096
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)
_SEPARATORS = re.compile(r"[、,;/|\s]+")
_MEASURE = re.compile(r"(?:措施|第)?([1-9一二三四五六七八九])(?:条|项)?(?:支持措施|措施)?")
_CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNCLEAN = re.compile(
    f"[\x00-\x09\x0b-\x1f\x7f-\xa0{INVISIBLE}]|\\*\\*|^\\s|\\s$|^[0-9](?:\\.[0-9]+)?[eE]\\+?[0-9]{{1,3}}$", re.MULTILINE
)
_CLEAN_IDENTIFIERS = {
    kind: re.compile(f"(?:(?:{pattern})?\n)*")
    for kind, pattern in {
        "customs_code": "[0-9]{10}",
        "declaration_no": "[0-9]{8}[01IE][0-9]{9}",
        "invoice_no": "[0-9]{20}|[0-9]{8}",
        "invoice_code": "[0-9]{10}|[0-9]{12}",
        "account_no": "[0-9]{8,32}",
        "bank_code": "[0-9]{12}",
        "phone": "1[3-9][0-9]{9}",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Converted:
    """A typed value, or what is to be said about the cell (`level` error, warning or note; empty = nothing)."""

    value: Any = None
    code: str = ""
    level: str = ""
    message: str = ""


class _RefusedError(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def convert_cell(column: Column, raw: Any, is_1904: bool = False) -> Converted:
    """What one cell means in its column; never raises."""
    try:
        if isinstance(raw, str):
            if not fold_text(raw):
                return _empty(column)
            if "*" in raw or "＊" in raw:
                _refuse_mask(column, raw)
        result = _CONVERTERS[column.kind](column, raw, is_1904)
    except _RefusedError as error:
        return Converted(None, error.code, "error", str(error))
    except NotANumberError as error:
        return Converted(None, error.code, "error", str(error))
    except NotADateError as error:
        return Converted(None, "E-DATE", "error", str(error))
    return result if isinstance(result, Converted) else Converted(result)


def convert_column(
    column: Column, cells: Sequence[Any], is_1904: bool = False
) -> tuple[list[Any], dict[int, Converted]]:
    """The typed values of a column and, by place, the cells about which there is something to say."""
    values: list[Any] = []
    remarks: dict[int, Converted] = {}
    known: dict[Any, Converted] = {}
    for start in range(0, len(cells), BLOCK):
        block = cells[start : start + BLOCK]
        types = set(map(type, block))
        if types == {str} and _is_clean(column, block):
            if column.kind is Kind.IDENTIFIERS:
                values.extend([(value,) if value else None for value in block])
            else:
                values.extend([value or None for value in block])
            continue
        if bool in types:  # True equals 1, but does not mean it
            results = [convert_cell(column, raw, is_1904) for raw in block]
        else:
            for raw in set(block) - known.keys():
                known[raw] = convert_cell(column, raw, is_1904)
            results = [known[raw] for raw in block]
        values.extend(result.value for result in results)
        remarks.update((start + place, result) for place, result in enumerate(results) if result.level)
    return values, remarks


def _is_clean(column: Column, block: Sequence[str]) -> bool:
    """Whether every cell of a block of text stands for itself, told by searches over all of it at once."""
    if column.is_required and "" in block:
        return False
    if column.kind in (Kind.IDENTIFIER, Kind.IDENTIFIERS, Kind.PHONE):
        if column.identifier == "credit_code":
            return all(not code or is_credit_code(code) for code in block)
        return bool(_CLEAN_IDENTIFIERS[column.identifier or "phone"].fullmatch("\n".join(block) + "\n"))
    if column.kind is not Kind.TEXT or max(map(len, block)) > column.max_length:
        return False
    joined = "\n".join(block)
    if column.is_personal and "*" in joined:
        return False
    return not _UNCLEAN.search(joined) and unicodedata.is_normalized("NFKC", joined)


def _empty(column: Column) -> Converted:
    if column.is_required:
        return Converted(None, "E-REQUIRED", "error", f"必填项“{column.header}”没有填，请补填。")
    return Converted()


def _refuse_mask(column: Column, raw: str) -> None:
    text = fold_text(raw)
    is_identifying = column.is_personal or column.kind in (Kind.IDENTIFIER, Kind.IDENTIFIERS, Kind.PHONE)
    if "**" in text or ("*" in text and is_identifying):
        raise _RefusedError("E-MASK", f"“{shown(raw)}”是遮盖过的内容（带 *），请填写完整内容。")


def _damaged(shape: str) -> _RefusedError:
    return _RefusedError(
        "E-DAMAGED", f"号码已变形（{shape}），尾数可能丢失；请把单元格设为文本，按原件重新填写完整号码。"
    )


def _whole_digits(number: float) -> str | None:
    """The digits of a whole number that a cell holds exactly (up to 15), else None."""
    if number == number and abs(number) < 10**15 and number == int(number) and number >= 0:
        return str(int(number))
    return None


def _as_text(raw: Any) -> str:
    """The raw value of a cell as text: whole numbers as digits, dates in ISO form; long numbers are damaged."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, int | float):
        digits = _whole_digits(raw)
        if digits is None and not abs(raw) < 10**15:  # NaN is not below anything
            raise _damaged(f"按数值存成了 {raw:.6E}")
        return digits if digits is not None else repr(raw)
    if isinstance(raw, datetime):
        return raw.isoformat(sep=" ")
    return raw.isoformat() if isinstance(raw, date) else str(raw.text)


def _text(column: Column, raw: Any, _is_1904: bool) -> str | Converted:
    text = fold_text(_as_text(raw))
    if "DISPIMG(" in text and text.startswith("="):
        level, code = ("error", "E-REQUIRED") if column.is_required else ("warning", "W-IMAGE")
        return Converted(None, code, level, "单元格里是嵌入的图片，图片不读取；需要的内容请写成文字。")
    if _SCIENTIFIC.fullmatch(text):
        raise _damaged(f"成了科学计数 {text}")
    if len(text) > column.max_length:
        raise _RefusedError("E-LENGTH", f"内容有 {len(text)} 个字，最多 {column.max_length} 个字，请缩短。")
    return text


def _identifier(column: Column, raw: Any, _is_1904: bool) -> Converted:
    if not isinstance(raw, str):
        return _identifier_from_number(column, raw)
    text = fold_text(raw)
    if _SCIENTIFIC.fullmatch(text) and len(text) < 25:
        raise _damaged(f"成了科学计数 {text}")
    return _from_check(check_identifier(column.identifier, text))


def _from_check(checked: Checked, code: str = "E-ID") -> Converted:
    if checked.error:
        return Converted(None, code, "error", checked.error)
    if checked.note:
        return Converted(checked.value, "N-ID", "note", checked.note)
    return Converted(checked.value)


def _identifier_from_number(column: Column, raw: Any) -> Converted:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise _RefusedError("E-ID", f"{column.header}里是日期或真假值，不是号码；请设为文本重新填写。")
    digits = _whole_digits(raw)
    if digits is not None and len(digits) in NUMERIC_LENGTHS.get(column.identifier, ()):
        note = f"{column.header}按数值存放，已读作 {digits}；请设为文本，以免丢失开头的 0。"
        return Converted(digits, "N-NUMERIC", "note", note)
    written = f"{raw:.6E}" if abs(raw) >= 10**15 else f"{raw:.15g}"
    raise _damaged(f"按数值存成了 {written}")


def _identifiers(column: Column, raw: Any, is_1904: bool) -> Converted:
    if not isinstance(raw, str):
        single = _identifier_from_number(column, raw)
        return Converted((single.value,), single.code, single.level, single.message)
    values: list[str] = []
    note = ""
    for part in _SEPARATORS.split(fold_text(raw)):
        if part:
            single = _identifier(column, part, is_1904)
            if single.level == "error":
                return Converted(None, single.code, "error", f"其中“{shown(part)}”：{single.message}")
            note = note or single.message
            values.append(single.value)
    unique = tuple(dict.fromkeys(values))
    return Converted(unique, "N-ID", "note", note) if note else Converted(unique)


def _phone(_column: Column, raw: Any, _is_1904: bool) -> Converted:
    return _from_check(check_phone(_as_text(raw)), "E-PHONE")


def _number_of(raw: Any) -> float:
    if isinstance(raw, bool):
        raise NotANumberError("单元格里是真假值（TRUE/FALSE），不是数字，请重新填写。")
    if not isinstance(raw, int | float):
        raise NotANumberError("单元格是日期或时间格式，不是数字；请把单元格设为数值格式后重新填写。")
    return raw


def _money(_column: Column, raw: Any, _is_1904: bool) -> Decimal:
    return money_from_text(raw) if isinstance(raw, str) else money_from_number(_number_of(raw))


def _money_wan(_column: Column, raw: Any, _is_1904: bool) -> Decimal:
    if not isinstance(raw, str):
        return yuan_from_wan(_number_of(raw))
    bare = re.sub(r"^(?:人民币\s*)?[¥￥]?\s*", "", fold_text(raw))
    value = exact_from_text(re.sub(r"\s*(?:万元?|元)$", _only_wan, bare))
    return not_negative(value, shown(raw)) * WAN


def _only_wan(match: re.Match[str]) -> str:
    if "万" not in match[0]:
        raise NotANumberError("本列单位是万元，却写了“元”；请换算成万元再填。", "E-WAN")
    return ""


def _exact(column: Column, raw: Any, _is_1904: bool) -> Decimal:
    is_percent = "%" in column.header
    if isinstance(raw, str):
        return not_negative(exact_from_text(raw), shown(raw))
    value = not_negative(exact_from_number(_number_of(raw)), f"{raw:g}")
    if is_percent and 0 < value <= 1:
        raise NotANumberError(
            f"数字 {raw:g} 像是百分比格式；本列单位是 %，{value:.0%} 请填 {value * 100:f}。", "E-PERCENT"
        )
    return value


def _integer(column: Column, raw: Any, _is_1904: bool) -> int:
    value = _exact(column, raw, False)
    if value != int(value):
        raise NotANumberError(f"“{shown(raw)}”不是整数，请核对。")
    return int(value)


def _date(_column: Column, raw: Any, is_1904: bool) -> date | Converted:
    if isinstance(raw, datetime):
        return within_reason(raw.date())
    if isinstance(raw, date):
        return within_reason(raw)
    if isinstance(raw, str):
        return parse_date(raw)
    if isinstance(raw, TimeText | bool):
        raise NotADateError("单元格里是时间或真假值，不是日期；请写成 2026-03-05 的样子。")
    day = date_from_number(raw, is_1904)
    if raw >= 100_000:
        return day
    message = f"日期按序号 {raw:g} 存放，已读作 {day.isoformat()}，请核对并设为日期格式。"
    return Converted(day, "W-DATE", "warning", message)


def _month(_column: Column, raw: Any, is_1904: bool) -> str:
    if isinstance(raw, str):
        return parse_month(raw)
    if isinstance(raw, date):
        return month_of(raw)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return (
            parse_month(str(int(raw)))
            if 100_000 <= raw < 10_000_000 and raw == int(raw)
            else month_of(date_from_number(raw, is_1904))
        )
    raise NotADateError("单元格里不是期间，请写成 2026-03 的样子。")


def _choice(column: Column, raw: Any, _is_1904: bool) -> str:
    wanted = fold_name(_as_text(raw)).lower()
    for choice in column.choices:
        if fold_name(choice).lower() == wanted:
            return choice
    raise _RefusedError("E-CHOICE", f"“{shown(raw)}”不在可选范围，请填：{'、'.join(column.choices)}。")


def _choices(column: Column, raw: Any, is_1904: bool) -> tuple[str, ...]:
    parts = [part for part in _SEPARATORS.split(fold_text(_as_text(raw))) if part]
    found = dict.fromkeys(_choice(column, part, is_1904) for part in parts)
    return tuple(choice for choice in found)


def _flag(column: Column, raw: Any, is_1904: bool) -> bool:
    if isinstance(raw, bool):
        return raw
    return _choice(column, raw, is_1904) == column.choices[0]


def _county(_column: Column, raw: Any, _is_1904: bool) -> str:
    text = _as_text(raw)
    code = county_code(text)
    if code is None:
        raise _RefusedError("E-COUNTY", county_fault(text))
    return code


def _measure(_column: Column, raw: Any, _is_1904: bool) -> str:
    text = fold_name(_as_text(raw))
    for titles in (MEASURE_HEADINGS, MEASURE_SHORT):
        for measure_id, title in titles.items():
            if fold_name(title) == text:
                return measure_id
    if match := _MEASURE.fullmatch(text):
        number = _CHINESE_DIGITS.get(match[1]) or int(match[1])
        if number in MEASURE_BY_NUMBER:
            return MEASURE_BY_NUMBER[number]
    raise _RefusedError("E-MEASURE", f"“{shown(text)}”不是措施；请填 {NUMBERS_WORDS}，或措施的标题。")


_CONVERTERS: dict[Kind, Callable[[Column, Any, bool], Any]] = {
    Kind.TEXT: _text,
    Kind.IDENTIFIER: _identifier,
    Kind.IDENTIFIERS: _identifiers,
    Kind.MONEY: _money,
    Kind.MONEY_WAN: _money_wan,
    Kind.NUMBER: _exact,
    Kind.INTEGER: _integer,
    Kind.DATE: _date,
    Kind.MONTH: _month,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.FLAG: _flag,
    Kind.COUNTY: _county,
    Kind.MEASURE: _measure,
    Kind.PHONE: _phone,
}
