"""Verification codes of printed forms (ruling 37): bound to the record, short enough to be read out.

`M4F16-9QTA-7KD2-X`: measure and form, eight Crockford base-32 characters of an HMAC, one check character.
"""

from __future__ import annotations

import hashlib
import hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_MODULUS = 0b100101  # x⁵ + x² + 1: the field in which the check character is reckoned


def verification_code(store_key: bytes, *, form: str, version: str, data_hash: str, copy: str, prefix: str) -> str:
    """The printed code of one form of one state of a record; a reprint of the same state gives the same code."""
    message = "\x1f".join((form, version, data_hash, copy)).encode()
    digest = int.from_bytes(hmac.new(store_key, message, hashlib.sha256).digest()[:5], "big")
    body = "".join(ALPHABET[digest >> shift & 31] for shift in range(35, -1, -5))
    return f"{prefix}-{body[:4]}-{body[4:]}-{check_character(prefix + body)}"


def check_character(text: str) -> str:
    """Finds every single wrong character and every two neighbours changed over."""
    total = 0
    for character in text:
        total = _times_two(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def is_well_formed(code: str) -> bool:
    """Whether a code, as typed by a person, has the right check character (case, O/0 and I/1 forgiven)."""
    parts = code.strip().upper().translate(LOOKALIKES).split("-")
    if len(parts) != 4 or [len(part) for part in parts[1:]] != [4, 4, 1]:
        return False
    text = "".join(parts[:3])
    return all(character in ALPHABET for character in text) and check_character(text) == parts[3]


def _times_two(value: int) -> int:
    value <<= 1
    return value ^ _MODULUS if value & 32 else value
