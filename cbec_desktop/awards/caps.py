"""What has been used of each cap: of an applicant, of all measures together, of one lease, of one 单 (ruling 30)."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

from cbec_desktop.awards.amounts import Fen
from cbec_desktop.awards.periods import Span, months_of

YEAR, PERIOD, PROJECT = "year", "policy_period", "project"


class UnitCap:
    """One unit cap (a lease, a pool of leases, a 单): its capacity grows with what it covers, its use never shrinks."""

    __slots__ = ("_capacities", "_capacity", "_spans", "used")

    def __init__(self) -> None:
        self.used: Fen = 0
        self._capacity: Fen = 0
        self._capacities: dict[Hashable, Fen] = {}
        self._spans: dict[Hashable, list[Span]] = {}

    def months(self, part: Hashable, spans: list[Span]) -> Fraction:
        """Months that `part` (a lease) now covers, with those of earlier applications; each month once."""
        known = self._spans.setdefault(part, [])
        known.extend(spans)
        return months_of(known)

    def cover(self, part: Hashable, capacity: Fen) -> None:
        """`part` adds its capacity; the same part twice keeps the larger one."""
        before = self._capacities.get(part, 0)
        if capacity > before:
            self._capacities[part] = capacity
            self._capacity += capacity - before

    @property
    def left(self) -> Fen:
        return max(self._capacity - self.used, 0)


class CapLedger:
    """Use of caps in one run, in fen; granted awards are entered first, the others in the order of intake."""

    def __init__(self) -> None:
        self._used: dict[tuple[str, str, int | None], int] = {}
        self._total: dict[tuple[str, int], int] = {}
        self._units: dict[Hashable, UnitCap] = {}

    def used(self, household: str, measure_id: str, year: int, scope: str) -> int:
        """What a 单户 has used of one measure's cap in its scope."""
        if scope == PROJECT:
            return 0
        return self._used.get((household, measure_id, year if scope == YEAR else None), 0)

    def used_in_all(self, household: str, year: int) -> int:
        """What a 单户 has of all measures in one award year (A22)."""
        return self._total.get((household, year), 0)

    def use(self, household: str, measure_id: str, year: int, amount: int) -> None:
        """Enter an award; it counts in the year and in the policy period."""
        if amount:
            for key in ((household, measure_id, year), (household, measure_id, None)):
                self._used[key] = self._used.get(key, 0) + amount
            self._total[household, year] = self._total.get((household, year), 0) + amount

    def unit(self, key: Hashable) -> UnitCap:
        """The unit cap with this key, new when nothing used it yet."""
        found = self._units.get(key)
        if found is None:
            found = self._units[key] = UnitCap()
        return found
