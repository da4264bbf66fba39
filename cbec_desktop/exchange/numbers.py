"""Numbers and money as clerks write them: exact, never guessed; what is not clear is refused with a suggestion."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from cbec_desktop.domain.texts import fold_text, shown

WAN = 10_000
MAX_AMOUNT = Decimal(10) ** 12
NOISE = Decimal("0.000001")  # what binary fractions leave behind: 0.1 + 0.2 = 0.30000000000000004
_CENT = Decimal("0.01")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_MANY = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(万|千|百万|千万|亿)元?")
_TIMES = {"千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_YUAN_WORDS = re.compile(r"^(?:人民币|rmb|cny)?\s*[¥￥]?\s*|\s*(?:元整?|圆整?)?$", re.IGNORECASE)
_MEASURE_WORDS = re.compile(r"\s*(?:m2|平方米|平米|%|人次|人|票|份|家|个|学时|年度?)$", re.IGNORECASE)


class NotANumberError(ValueError):
    """Why a cell holds no usable number; `code` is stable, the message a Chinese sentence."""

    def __init__(self, message: str, code: str = "E-NUMBER") -> None:
        super().__init__(message)
        self.code = code


def money_from_number(number: float) -> Decimal:
    """Yuan with two decimals from the number of a cell; NotANumberError when more decimals would be lost."""
    number += 0.0  # minus zero is zero
    text = repr(number)
    _, _, decimals = text.partition(".")
    if len(decimals) <= 2 and text.isascii() and "e" not in text and "n" not in text and number >= 0:
        amount = Decimal(f"{number:.2f}")
        if amount < MAX_AMOUNT:
            return amount
    return _two_decimals(exact_from_number(number), text)


def yuan_from_wan(number: float) -> Decimal:
    """Yuan from a number of 万元 as it is shown; NotANumberError when negative, absurd or no number."""
    return not_negative(exact_from_number(number), repr(number)) * WAN


def exact_from_number(number: float) -> Decimal:
    """The number as it would be shown, without binary noise; NotANumberError for NaN and infinity."""
    value = Decimal(repr(number))
    if not value.is_finite():
        raise NotANumberError("单元格里不是有效的数字，请重新填写。")
    return value


def money_from_text(text: str) -> Decimal:
    """Yuan from text: separators, ¥ and 元 are taken off; 3.5万 is refused with the suggestion 35000.00."""
    folded = fold_text(text)
    bare = _YUAN_WORDS.sub("", folded).strip()
    if many := _MANY.fullmatch(bare):
        amount = Decimal(many[1].replace(",", "")) * _TIMES[many[2]]
        raise NotANumberError(f"“{shown(text)}”带了“{many[2]}”，本列单位是元；如确为此数请改填 {amount:.2f}。", "E-WAN")
    return _two_decimals(_plain(bare, text), shown(text))


def exact_from_text(text: str) -> Decimal:
    """A number from text: separators and a unit at its end (㎡, %, 人 …) are taken off."""
    return _plain(_MEASURE_WORDS.sub("", fold_text(text)), text)


def _plain(bare: str, original: str) -> Decimal:
    is_negative = bare.startswith("-") or (bare.startswith("(") and bare.endswith(")"))
    digits = bare.strip("()").lstrip("+-").strip()
    if not _GROUPED.fullmatch(digits):
        raise NotANumberError(f"“{shown(original)}”不是数字，请只填数字；没有就留空，零填 0。")
    value = Decimal(digits.replace(",", "").replace(" ", ""))
    return -value if is_negative else value


def _two_decimals(value: Decimal, written: str) -> Decimal:
    if value < 0:
        raise NotANumberError(f"金额 {written} 是负数；红字发票不在表里填负数，由市局在凭证页登记。", "E-NEGATIVE")
    if value >= MAX_AMOUNT:
        raise NotANumberError(f"金额 {written} 过大，请核对单位和小数点。")
    rounded = value.quantize(_CENT, rounding=ROUND_HALF_UP)
    if abs(value - rounded) > NOISE:
        raise NotANumberError(
            f"金额 {written} 多于两位小数，请按票据填到分；如需四舍五入请改填 {rounded}。", "E-DECIMALS"
        )
    return rounded


def not_negative(value: Decimal, written: str) -> Decimal:
    """The same number when it is not negative and not absurd; areas, rates and counts are neither."""
    if value < 0:
        raise NotANumberError(f"数字 {written} 是负数，请核对。", "E-NEGATIVE")
    if value >= MAX_AMOUNT:
        raise NotANumberError(f"数字 {written} 过大，请核对。")
    return value
