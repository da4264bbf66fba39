"""Hashes that bind the audit trail: of one entry to the one before it, and of the rows of a batch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

GENESIS = ""
_CHUNK = 2_000


def canonical_json(value: Any) -> str:
    """One spelling for one value: no blanks, Chinese as it is, keys in order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def chain_hash(previous: str, entry: Sequence[Any]) -> str:
    """SHA-256 that ties an audit entry to its predecessor."""
    return hashlib.sha256((previous + canonical_json(list(entry))).encode()).hexdigest()


def digest_rows(rows: Iterable[Sequence[Any]]) -> str:
    """SHA-256 over rows in order; for an import: (sheet, row_number, table_name, record_id, before_json, after_json).

    Rows are hashed in blocks of a fixed size, which is an order of magnitude cheaper than one by one.
    """
    digest = hashlib.sha256()
    block: list[Sequence[Any]] = []
    for row in rows:
        block.append(row)
        if len(block) == _CHUNK:
            digest.update(canonical_json(block).encode())
            block = []
    digest.update(canonical_json(block).encode())
    return digest.hexdigest()
