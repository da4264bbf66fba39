"""One run of the engine: what the applications share, indexed once, and the ledgers that are used up in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar, cast

from cbec_desktop.awards.amounts import fen_of
from cbec_desktop.awards.caps import CapLedger
from cbec_desktop.awards.evidence import EvidenceLedger
from cbec_desktop.domain.records import ApplicationFacts, CustomsListEntry, EnterpriseFacts, TradeFigure
from cbec_desktop.domain.texts import fold_name

IndexT = TypeVar("IndexT")
ModeSums = dict[str, int]
NO_TRADE: ModeSums = {}

name_key = lru_cache(maxsize=65_536)(fold_name)
"""A name of a firm, lessor or park as it is compared: folded, without blanks."""


@dataclass(frozen=True, slots=True)
class PriorAward:
    """An award granted outside the applications at hand (before the program, or on paper)."""

    measure_id: str
    award_year: int
    credit_code: str
    amount: Decimal
    case_no: str = ""
    park_name: str | None = None


@dataclass(frozen=True)
class AssessmentContext:
    """Everything beside the applications themselves that may decide an award.

    `affiliates` maps a credit code to the one under which its group counts as one 单户 (confirmed by the clerk);
    `red_letters` maps an invoice key to the yuan taken back by red-letter invoices; a void invoice pays nothing.
    """

    trade: Sequence[TradeFigure] = ()
    customs_list: Sequence[CustomsListEntry] = ()
    enterprises: Mapping[str, EnterpriseFacts] = field(default_factory=dict)
    prior_awards: Sequence[PriorAward] = ()
    affiliates: Mapping[str, str] = field(default_factory=dict)
    red_letters: Mapping[str, Decimal] = field(default_factory=dict)
    void_invoices: frozenset[str] = frozenset()


class Run:
    """The state of one run: cases are taken in the order of `in_order`, so the input's order never matters."""

    def __init__(self, cases: Iterable[ApplicationFacts], context: AssessmentContext) -> None:
        self.cases = in_order(cases)
        self.context = context
        self.evidence = EvidenceLedger(
            {key: fen_of(amount) for key, amount in context.red_letters.items()}, context.void_invoices
        )
        self.caps = CapLedger()
        self._indexes: dict[str, Any] = {}
        for prior in context.prior_awards:
            self.caps.use(self.household(prior.credit_code), prior.measure_id, prior.award_year, fen_of(prior.amount))

    def household(self, credit_code: str) -> str:
        """The 单户 that a firm belongs to: its own code, or that of its confirmed group (A21)."""
        return self.context.affiliates.get(credit_code, credit_code)

    def indexed(self, name: str, build: Callable[[Run], IndexT]) -> IndexT:
        """An index over all cases, built when a rule first asks for it."""
        if name not in self._indexes:
            self._indexes[name] = build(self)
        return cast("IndexT", self._indexes[name])

    def performance(self, credit_code: str, year: int, modes: frozenset[str]) -> tuple[int, int]:
        """(customs figures of the monthly report, own declarations) of a firm's year in fen (ruling 25)."""
        key = (credit_code, year)
        reported = self.indexed("reported", _reported_by_mode).get(key, NO_TRADE)
        declared = self.indexed("declared", _declared_by_mode).get(key, NO_TRADE)
        return _sum_of(reported, modes), _sum_of(declared, modes)


def _sum_of(sums: ModeSums, modes: frozenset[str]) -> int:
    return sum([value for mode, value in sums.items() if mode in modes]) if sums else 0


def in_order(cases: Iterable[ApplicationFacts]) -> list[ApplicationFacts]:
    """Granted cases first, then the order of intake (ruling 30)."""
    return sorted(cases, key=lambda case: (case.decided_amount is None, case.intake_order, case.application_id))


def _reported_by_mode(run: Run) -> dict[tuple[str, int], ModeSums]:
    sums: dict[tuple[str, int], ModeSums] = {}
    for figure in run.context.trade:
        if figure.source == "海关":
            modes = sums.setdefault((figure.credit_code, int(figure.period[:4])), {})
            value = fen_of(figure.export_value) + fen_of(figure.import_value)
            modes[figure.mode] = modes.get(figure.mode, 0) + value
    return sums


def _declared_by_mode(run: Run) -> dict[tuple[str, int], ModeSums]:
    """Declarations by their consignee, whoever files them; a number that comes twice counts once."""
    sums: dict[tuple[str, int], ModeSums] = {}
    seen: set[str] = set()
    for case in run.cases:
        for line in case.customs_declarations:
            if line.declaration_no not in seen:
                seen.add(line.declaration_no)
                modes = sums.setdefault((line.domestic_party_code, line.declared_on.year), {})
                modes[line.supervision_mode] = modes.get(line.supervision_mode, 0) + fen_of(line.declared_value)
    return sums
