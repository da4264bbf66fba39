"""How text from people is folded before it is compared or checked: one form for one meaning."""

from __future__ import annotations

import re
import unicodedata

# Zero-width, soft hyphen, bidi controls, variation selectors, byte-order mark: nobody sees them, every comparison does.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")


def fold_text(text: str) -> str:
    """NFKC, no invisible and no control characters, `\\n` line ends, trimmed (full-width becomes half-width)."""
    if text.isascii() and text.isprintable():
        return text.strip()
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    folded = _CONTROL.sub("", folded.replace("\r\n", "\n").replace("\r", "\n"))
    return folded.strip()


def fold_header(text: str) -> str:
    """A header without blanks, line ends and the asterisk of required columns, in lower case."""
    return _BLANKS.sub("", fold_text(text)).strip("*").lower()


def fold_name(text: str) -> str:
    """A name of a firm or park for comparison: folded, without blanks."""
    return _BLANKS.sub("", fold_text(text))


def without_blanks(text: str) -> str:
    """Folded, upper-case, without any blank: the form in which codes and numbers are kept."""
    return _BLANKS.sub("", fold_text(text)).upper()


def shown(value: object, limit: int = 40) -> str:
    """A value quoted in a sentence: on one line, cut at `limit` characters."""
    text = _BLANKS.sub(" ", fold_text(str(value)))
    return text if len(text) <= limit else text[: limit - 1] + "…"
