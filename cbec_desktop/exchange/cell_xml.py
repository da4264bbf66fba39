"""Cells of a sheet as XML text, for streaming rows into a workbook."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

RUNNABLE = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program may take for a formula when a text begins with it."""
DAY_ZERO = date(1899, 12, 30).toordinal()
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def cell_maker(letter: str, plain: int, quoted: int) -> Callable[[int, Any], str]:
    """How one column's values become cells: text stays text whatever it begins with, dates are serial numbers."""

    def make(number: int, value: Any) -> str:
        if value is None or value == "":
            return f'<c r="{letter}{number}" s="{plain}"/>'
        if type(value) is str:
            style = quoted if value[0] in RUNNABLE else plain
            space = ' xml:space="preserve"' if value[0].isspace() or value[-1].isspace() or "\n" in value else ""
            return f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t{space}>{_escaped(value)}</t></is></c>'
        if type(value) is date:
            return f'<c r="{letter}{number}" s="{plain}"><v>{value.toordinal() - DAY_ZERO}</v></c>'
        return f'<c r="{letter}{number}" s="{plain}"><v>{_number_text(value)}</v></c>'

    return make


def _escaped(text: str) -> str:
    """Text as XML; characters that XML cannot hold are left out, a CR is written so that it comes back."""
    if _SPECIAL.search(text) is None:
        return text
    text = _ILLEGAL.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _number_text(value: Any) -> str:
    """A number as XML: Decimal without exponent, so that nothing is rounded on the way out."""
    return format(value, "f") if type(value) is Decimal else str(value)
