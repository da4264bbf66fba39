"""Reads amounts back from paper: the words and the figures, each by its own way.

Shares nothing with the module that writes the words. It reads with patterns from the left, and is strict: a 零 that is
missing, doubled or out of place is an error, so that a page with wrong words is never released.
"""

from __future__ import annotations

import re
from decimal import Decimal

VALUES = {"壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
_D = "[壹贰叁肆伍陆柒捌玖]"
_SECTION = re.compile(
    rf"(?P<lead>零?)(?:(?P<a>{_D})仟)?(?P<za>零?)(?:(?P<b>{_D})佰)?(?P<zb>零?)(?:(?P<c>{_D})拾)?(?P<zc>零?)(?P<d>{_D})?"
)
_WHOLE = re.compile(
    r"(?P<minus>负?)(?:(?P<yuan>[^元角分整]+)元)?(?:(?P<end>整)|(?P<zero>零?)(?:(?P<jiao>.)角)?(?:(?P<fen>.)分)?)"
)
_FIGURES = re.compile(r"¥?(-?)(\d{1,3}(?:,\d{3})*|\d+)\.(\d\d)")


class UnreadableAmountError(ValueError):
    """The text is no well-formed amount."""


def read_amount_in_words(text: str) -> Decimal:
    """Yuan from 大写, with or without 人民币; raises UnreadableAmountError when it is not well-formed."""
    match = _WHOLE.fullmatch(text.removeprefix("人民币"))
    if match is None or (match["yuan"] is None and match["jiao"] is None and match["fen"] is None):
        raise UnreadableAmountError(text)
    yuan = 0 if match["yuan"] in (None, "零") else _read_yuan(match["yuan"], text)
    jiao, fen = (VALUES.get(match[name] or "", 0) for name in ("jiao", "fen"))
    wants_zero = bool(match["yuan"] and not match["jiao"] and match["fen"])
    if any(match[name] and match[name] not in VALUES for name in ("jiao", "fen")):
        raise UnreadableAmountError(text)
    if bool(match["zero"]) != wants_zero or not (match["end"] or jiao or fen):
        raise UnreadableAmountError(text)
    value = Decimal(yuan) + Decimal(jiao) / 10 + Decimal(fen) / 100
    return -value if match["minus"] else value


def read_amount_in_figures(text: str) -> Decimal:
    """Yuan from `¥10,000.00` or `10,000.00`; raises UnreadableAmountError when it is neither."""
    match = _FIGURES.fullmatch(text)
    if match is None:
        raise UnreadableAmountError(text)
    return Decimal(f"{match[1]}{match[2].replace(',', '')}.{match[3]}")


def _read_yuan(words: str, whole: str) -> int:
    """Splits at 亿, then 万; what stands before 亿 is itself a number below 亿."""
    high, has_high, low = words.rpartition("亿")
    if not has_high:
        return _read_below_yi(words, follows=False, skipped=False, whole=whole)
    rest = _read_below_yi(low, follows=True, skipped=high.endswith("万"), whole=whole) if low else 0
    return _read_below_yi(high, follows=False, skipped=False, whole=whole) * 10**8 + rest


def _read_below_yi(words: str, *, follows: bool, skipped: bool, whole: str) -> int:
    high, has_high, low = words.rpartition("万")
    if not has_high:
        return _read_section(low, follows=follows, skipped=follows, whole=whole)
    rest = _read_section(low, follows=True, skipped=False, whole=whole) if low else 0
    return _read_section(high, follows=follows, skipped=skipped, whole=whole) * 10_000 + rest


def _read_section(words: str, *, follows: bool, skipped: bool, whole: str) -> int:
    """One group of four digits; `follows` = something stands before it, `skipped` = a whole group is left out."""
    match = _SECTION.fullmatch(words)
    if match is None or not words:
        raise UnreadableAmountError(whole)
    digits = [VALUES.get(match[name] or "", 0) for name in "abcd"]
    value = int("".join(map(str, digits)))
    zeros = [match["lead"] + match["za"] * (digits[0] == 0)]
    zeros[0] += match["zb"] * (not any(digits[:2])) + match["zc"] * (not any(digits[:3]))
    inner = [match["za"] * (digits[0] > 0), match["zb"] * any(digits[:2]), match["zc"] * any(digits[:3])]
    if value == 0 or zeros[0] != ("零" if follows and (skipped or value < 1000) else ""):
        raise UnreadableAmountError(whole)
    gaps = len(re.findall(r"(?<=[1-9])0+(?=[1-9])", "".join(map(str, digits))))
    if sum(map(len, inner)) != gaps or any(mark and digits[place + 1] for place, mark in enumerate(inner)):
        raise UnreadableAmountError(whole)
    return value
