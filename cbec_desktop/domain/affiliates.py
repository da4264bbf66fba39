"""Enterprises that count as one 单户 (A21): the groups that confirmed pairs make."""

from __future__ import annotations

from collections.abc import Iterable


def affiliate_groups(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Credit code → the code under which its group counts (the smallest of the group); firms without a pair are absent.

    A pair joins whole groups: A with B and B with C make one of three.
    """
    leader: dict[str, str] = {}

    def find(code: str) -> str:
        while leader.setdefault(code, code) != code:
            code = leader[code]
        return code

    for first, second in pairs:
        left, right = find(first), find(second)
        leader[max(left, right)] = min(left, right)
    return {code: find(code) for code in sorted(leader)}
