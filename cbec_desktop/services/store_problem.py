"""What `verify` says of one record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoreProblem:
    """One thing that is wrong with the store: stable code, which record, what and what to do."""

    code: str
    record: str
    message: str
