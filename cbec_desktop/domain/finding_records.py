"""Findings over a year as services hand them out: hits, their groups, their reasons, what was not checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cbec_desktop.domain.measures import MEASURE_IDS
from cbec_desktop.domain.money import format_yuan, yuan_from_fen
from cbec_desktop.domain.statuses import FindingLevel


class FindingState(StrEnum):
    """What is still to be done about a finding."""

    OPEN = "open"
    EXPLAINED = "explained"
    AUTOMATIC = "automatic"


_DIGEST = re.compile(r":[0-9a-f]{8,}$")
_VOUCHER = re.compile(r"([0-9A-Za-z]{8,}):(\d+)")


def change_words(before: str, after: str) -> str:
    """How a judged value changed, for people: vouchers with their amount, no digests of personal data."""
    old, new = _value_words(before), _value_words(after)
    return f"值由“{old}”改为“{new}”" if old != new else f"“{new}”的内容有变"


def _value_words(value: str) -> str:
    voucher = _VOUCHER.fullmatch(value)
    if voucher is not None:
        return f"{voucher[1]} {format_yuan(yuan_from_fen(int(voucher[2])))} 元"
    return _DIGEST.sub("", value)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a finding may stand: `value` is what was judged when it was written."""

    text: str
    value: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding of one case. `lapsed` is a reason that no longer holds because the value changed.

    `level` is note while the check is on trial; `amount_out` yuan taken out by the rule.
    """

    case_no: str
    application_id: int
    enterprise: str
    measure_id: str
    code: str
    level: FindingLevel
    message: str
    clause: str
    place: str | None
    record_key: str
    value: str
    amount_out: Decimal | None
    state: FindingState
    is_trial: bool = False
    reason: Reason | None = None
    lapsed: Reason | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """(case number, code, record, value): what a reason is written for."""
        return self.case_no, self.code, self.record_key, self.value

    @property
    def is_blocking(self) -> bool:
        """An error, or a warning without a reason: the case cannot be approved."""
        return self.state is FindingState.OPEN and not self.is_trial and self.level is not FindingLevel.NOT_CHECKED


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The same finding over all cases of a year."""

    code: str
    title: str
    level: FindingLevel
    is_trial: bool
    clause: str
    hits: tuple[Hit, ...]

    @property
    def key(self) -> tuple[str, FindingLevel]:
        return self.code, self.level

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures with such a finding, in the order of the policy."""
        present = {hit.measure_id for hit in self.hits}
        return tuple(measure_id for measure_id in MEASURE_IDS if measure_id in present)

    @property
    def case_count(self) -> int:
        return len({hit.application_id for hit in self.hits})

    @property
    def amount_out(self) -> Decimal:
        """Yuan taken out by this check."""
        return sum((hit.amount_out for hit in self.hits if hit.amount_out is not None), Decimal("0.00"))

    def count(self, state: FindingState | None = None) -> int:
        """Findings in a state, or all: 命中 = 待处理 + 已说明 + 自动."""
        return sum(1 for hit in self.hits if state is None or hit.state is state)


@dataclass(frozen=True, slots=True)
class UncheckedCheck:
    """A check that could not be made: why, and in how many cases."""

    code: str
    title: str
    message: str
    case_count: int


@dataclass(frozen=True, slots=True)
class FindingsOfYear:
    """All checks of a year: hits in groups, what was not checked, what passed, what a later stage will check."""

    year: int
    case_count: int
    assessed_count: int
    assessed_at: str | None
    groups: tuple[FindingGroup, ...]
    unchecked: tuple[UncheckedCheck, ...]
    passed: tuple[str, ...]
    later: tuple[str, ...]

    def total(self, state: FindingState | None = None) -> int:
        """Findings over all groups, without those on trial."""
        return sum(group.count(state) for group in self.groups if not group.is_trial)

    @property
    def blocked_cases(self) -> int:
        """Cases with an error that nobody may explain away."""
        return len(
            {
                hit.application_id
                for group in self.groups
                for hit in group.hits
                if hit.level is FindingLevel.ERROR and hit.is_blocking
            }
        )


@dataclass(frozen=True, slots=True)
class CheckTrialState:
    """A check on trial: since when, why, by whom."""

    code: str
    reason: str
    since: str
    by: str
