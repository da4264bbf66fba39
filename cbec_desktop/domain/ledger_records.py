"""The ledgers as they are read: evidence with its uses, a 单户 with what it has used of each cap. Money in fen."""

from __future__ import annotations

from dataclasses import dataclass

EVIDENCE_WORDS = {"invoice": "发票", "declaration": "报关单", "manifest": "清单", "lease": "租约"}
USE_WORDS = {"first": "首次", "further": "续用", "refused": "拒绝", "out": "不计"}
EVIDENCE_STATE_WORDS = {
    "available": "可用",
    "used_up": "已用完",
    "conflict": "冲突",
    "red": "红字",
    "void": "作废",
}


@dataclass(frozen=True, slots=True)
class EvidenceUseLine:
    """One use in the order of intake; `sentence` says why it was refused, cut or left out."""

    state: str
    case_no: str
    place: str
    enterprise: str
    credit_code: str
    county_code: str
    measure_id: str
    award_year: int
    claimed: int
    counted: int
    sentence: str
    code: str
    taken_in_on: str
    status: str


@dataclass(frozen=True, slots=True)
class Reversal:
    """A red-letter invoice or a void one as entered; a void one has no amount, it takes back all."""

    record_id: int
    row_version: int
    invoice_key: str
    kind: str
    red_letter_no: str | None
    amount: int | None
    issued_on: str
    reason: str
    recorded_on: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One invoice, declaration, manifest or lease; `available` and `left` None where the paper does not say.

    Amounts are fen, for declarations and manifests 单 (`is_money` False).
    """

    kind: str
    key: str
    number: str
    seller: str
    buyer: str
    issued_on: str
    total: int | None
    available: int | None
    used: int
    state: str
    uses: tuple[EvidenceUseLine, ...] = ()
    reversals: tuple[Reversal, ...] = ()
    is_money: bool = True

    @property
    def left(self) -> int | None:
        """What may still be used; None where the total is not known."""
        return None if self.available is None else max(self.available - self.used, 0)


@dataclass(frozen=True, slots=True)
class Member:
    """One enterprise of a 单户."""

    enterprise_id: int
    credit_code: str
    name: str


@dataclass(frozen=True, slots=True)
class CapLine:
    """One entry of the caps ledger: what was taken (or given back), and what was left of that measure's cap after.

    `state` is effective, reversed (given back later), reversal, or pending (in review, held by the order of intake).
    """

    happened_on: str
    case_no: str
    enterprise: str
    measure_id: str
    award_year: int
    event: str
    note: str
    amount: int
    balance: int
    state: str


@dataclass(frozen=True, slots=True)
class CapUse:
    """One measure's cap of one 单户: granted and held in review are told apart, never added across measures."""

    measure_id: str
    cap: int
    scope: str
    granted: int
    pending: int

    @property
    def left(self) -> int:
        return max(self.cap - self.granted - self.pending, 0)


@dataclass(frozen=True, slots=True)
class AffiliateProposal:
    """Two applicants that share marks; `marks` in words, numbers masked. `affiliation_id` when it was decided."""

    first: Member
    second: Member
    marks: tuple[str, ...]
    decision: str = ""
    reason: str = ""
    decided_on: str = ""
    decided_by: str = ""
    affiliation_id: int | None = None
    row_version: int = 0


@dataclass(frozen=True, slots=True)
class Household:
    """One 单户: its enterprises, its use of each cap, the lines behind it, and pairs proposed or decided."""

    key: str
    members: tuple[Member, ...]
    caps: tuple[CapUse, ...]
    lines: tuple[CapLine, ...]
    affiliates: tuple[AffiliateProposal, ...]
    roles: frozenset[str]

    @property
    def name(self) -> str:
        return self.members[0].name

    @property
    def open_proposals(self) -> int:
        return sum(1 for pair in self.affiliates if not pair.decision)


@dataclass(frozen=True, slots=True)
class EffectCase:
    """What confirming a pair would do to one undecided case."""

    case_no: str
    measure_id: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class AffiliationEffect:
    """The arithmetic of counting two 单户 as one: grants of each measure added, and the cases that would change."""

    firms: int
    grants: tuple[tuple[str, int, tuple[int, ...]], ...]
    """(measure, cap, grants of each present 单户), measures with a grant only."""
    cases: tuple[EffectCase, ...]
