"""Amounts in words (大写) as a cheque wants them: 人民币壹万陆仟肆佰零玖元零贰分.

To 元 add 整; after 角 it is left out, after 分 it never stands (domain.md §5).
"""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
SECTIONS = ("", "万", "亿", "万亿")
LIMIT = Decimal(10) ** 16


def amount_in_words(amount: Decimal) -> str:
    """Yuan in words without 人民币; raises ValueError for fractions of a fen and from ten thousand 万亿 on."""
    if abs(amount) >= LIMIT or amount != round(amount, 2):
        raise ValueError(f"cannot be written in words: {amount}")
    sign = "负" if amount < 0 else ""
    yuan, fen = divmod(int(abs(amount) * 100), 100)
    return sign + (_yuan_words(yuan) if yuan or not fen else "") + _fen_words(fen, has_yuan=yuan > 0)


def rmb_in_words(amount: Decimal) -> str:
    """The same with 人民币 directly before it, as it stands on forms."""
    return "人民币" + amount_in_words(amount)


def _yuan_words(yuan: int) -> str:
    if yuan == 0:
        return "零元"
    words = ""
    for power in reversed(range(len(SECTIONS))):
        section = yuan // 10_000**power % 10_000
        if not section:
            continue
        if words and (section < 1000 or not yuan // 10_000 ** (power + 1) % 10_000):
            words += "零"
        # 万亿 is 万 of 亿: the second character is said once, with the 亿 section if there is one.
        unit = "万" if power == 3 and yuan // 10_000**2 % 10_000 else SECTIONS[power]
        words += _section_words(section) + unit
    return words + "元"


def _section_words(section: int) -> str:
    words = ""
    for place in reversed(range(4)):
        digit = section // 10**place % 10
        if digit:
            gap = "零" if words and not section // 10 ** (place + 1) % 10 else ""
            words += gap + DIGITS[digit] + PLACES[place]
    return words


def _fen_words(fen: int, *, has_yuan: bool) -> str:
    jiao, fen = divmod(fen, 10)
    if not jiao and not fen:
        return "整"
    head = f"{DIGITS[jiao]}角" if jiao else ("零" if has_yuan else "")
    return head + (f"{DIGITS[fen]}分" if fen else "")
