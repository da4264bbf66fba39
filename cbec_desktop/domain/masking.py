"""Personal data as lists, logs and registers show it: enough to recognise, not enough to use."""

from __future__ import annotations

MASK = "*"
_SHOWN_TAIL = 4


def mask_phone(number: str | None) -> str | None:
    """A telephone number with its middle hidden: 138****5678, 0421-***2345."""
    if not number:
        return number
    if len(number) == 11 and number.isdigit():
        return f"{number[:3]}{MASK * 4}{number[-_SHOWN_TAIL:]}"
    area, dash, local = number.partition("-")
    if dash and len(local) > _SHOWN_TAIL:
        return f"{area}{dash}{MASK * (len(local) - _SHOWN_TAIL)}{local[-_SHOWN_TAIL:]}"
    return _keep_tail(number)


def mask_account(number: str | None) -> str | None:
    """A bank account number: only the last four digits are shown."""
    return _keep_tail(number) if number else number


def mask_email(address: str | None) -> str | None:
    """A mail address: the first sign of the name and the domain."""
    if not address:
        return address
    name, at, domain = address.partition("@")
    return f"{name[:1]}{MASK * 3}{at}{domain}" if at else _keep_tail(address)


def is_masked(text: str | None) -> bool:
    """Whether a value carries a mask: such a value must never be stored as the real one (ruling 11)."""
    return text is not None and MASK in text


def _keep_tail(text: str) -> str:
    shown = min(_SHOWN_TAIL, len(text) // 2)
    return MASK * (len(text) - shown) + text[len(text) - shown :]
