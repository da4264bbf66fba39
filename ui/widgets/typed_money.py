"""Money as a clerk types it: understood when it is clear, refused with what to type instead; no Qt."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from cbec_desktop.domain.errors import UserError

_PLAIN = re.compile(r"\d+(\.\d*)?")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
_WAN = re.compile(r"(\d+(?:\.\d+)?)万元?")


def parse_money(text: str) -> Decimal | None:
    """Yuan as typed: `1,234.5`, `¥1234.5`, full width; None when empty.

    Raises UserError with what to type instead: 万 is refused, more than two decimals are refused, never rounded.
    """
    folded = unicodedata.normalize("NFKC", text).strip().removeprefix("\u00a5").removesuffix("元").replace(" ", "")
    if not folded:
        return None
    if wan := _WAN.fullmatch(folded):
        raise UserError(f"请填 {Decimal(wan[1]) * 10000:.2f}")
    if not (_PLAIN.fullmatch(folded) or _GROUPED.fullmatch(folded)):
        raise UserError(f"“{text.strip()}”不是金额，请填数字，例如 1234.50")
    whole, _, cents = folded.replace(",", "").partition(".")
    if len(cents.rstrip("0")) > 2:
        raise UserError("金额最多两位小数，请核对原件后填写")
    if len(whole) > 13:
        raise UserError("金额太大，请核对")
    return Decimal(f"{whole}.{cents or '0'}").quantize(Decimal("0.01"))
