"""The caps ledger: what each 单户 has used of each cap in its scope, line by line, as at a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cbec_desktop.awards.caps import PERIOD, PROJECT
from cbec_desktop.awards.measure import Measure
from cbec_desktop.awards.measures.catalogue import MEASURES
from cbec_desktop.awards.parameters import ParameterSet, build_set
from cbec_desktop.domain.affiliates import affiliate_groups
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.ledger_records import AffiliateProposal, CapLine, CapUse, Household, Member
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.affiliates import CONFIRMED, propose_affiliates
from cbec_desktop.services.assessment_run import read_sets
from cbec_desktop.services.context import Context

CLOSED = frozenset({"draft", "withdrawn", "void"})
GRANT, REGRANT, REVERSAL, REVIEW = "批复", "重批", "冲销", "在审"
EFFECTIVE, REVERSED, GIVEN_BACK, PENDING = "effective", "reversed", "reversal", "pending"
PLATFORM_ROLE = "平台"


def capped_measures() -> tuple[Measure, ...]:
    """The measures whose cap belongs to a 单户 (measure 1 is granted once a park, not by household)."""
    return tuple(measure for measure in MEASURES if measure.cap is not None and measure.cap_scope is not None)


@dataclass(frozen=True, slots=True)
class CapsLedger:
    """All 单户 of one award year as at a day; `readings` says under which scope each cap is used."""

    award_year: int
    as_at: str
    set_name: str
    households: tuple[Household, ...]
    scopes: Mapping[str, str]


def read_caps(ctx: Context, award_year: int, as_at: date | None, job: JobContext) -> CapsLedger:
    """Every 单户 with lines in the scope of `award_year` or with a proposal, the fullest first.

    `as_at` None is today. Raises UserError no_parameter_set for a year without a set.
    """
    from db.queries import ledgers

    job.step(0, 1, "读取额度")
    day = str(as_at or ctx.clock().date())
    with ctx.store.open_view() as view:
        record = read_sets(view, None, None).get(award_year)
        cases, grants = ledgers.cases_with_awards(view), ledgers.grant_events(view)
        applicants, decided = ledgers.applicants_with_marks(view), ledgers.standing_affiliations(view)
    if record is None:
        raise UserError(f"{award_year} 年度没有参数集，看不到额度。", "no_parameter_set")
    parameters = build_set(record)
    pairs = propose_affiliates(applicants, decided)
    groups = affiliate_groups(
        (pair.first.credit_code, pair.second.credit_code) for pair in pairs if pair.decision == CONFIRMED
    )
    entries: dict[str, list[_Entry]] = defaultdict(list)
    for case in cases:
        key = groups.get(str(case["credit_code"]), str(case["credit_code"]))
        entries[key].extend(_entries(case, grants.get(case["id"], ()), day))
    households = _households(applicants, groups, entries, pairs, parameters, award_year)
    return CapsLedger(
        award_year,
        day,
        parameters.name,
        tuple(sorted(households, key=_fullness)),
        {measure.id: parameters.reading(measure.cap_scope or "") for measure in capped_measures()},
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One taking or giving back before balances are known."""

    happened_on: str
    case: Mapping[str, Any]
    event: str
    note: str
    amount: int
    state: str

    @property
    def order(self) -> tuple[bool, str, int]:
        """Grants as they happened, then what is in review by the order of intake (ruling 30)."""
        is_pending = self.state == PENDING
        return is_pending, "" if is_pending else self.happened_on, self.case["intake_order"]


def _entries(case: Mapping[str, Any], events: Sequence[Mapping[str, Any]], day: str) -> list[_Entry]:
    """What one case took and gave back up to `day`; in review it holds its present award."""
    found: list[_Entry] = []
    standing: int | None = None
    for event in events:
        if event["happened_on"] > day:
            break
        if event["event"] == "approve" and event["amount_fen"] is not None:
            word = REGRANT if found else GRANT
            standing = len(found)
            found.append(
                _Entry(event["happened_on"], case, word, event["document_no"] or "", event["amount_fen"], EFFECTIVE)
            )
        elif event["event"] == "withdraw_decision" and standing is not None:
            taken = found[standing]
            found[standing] = _Entry(taken.happened_on, case, taken.event, taken.note, taken.amount, REVERSED)
            note = f"{event['opinion'] or '撤回决定'}，冲 {taken.happened_on[5:]} 批复"
            found.append(_Entry(event["happened_on"], case, REVERSAL, note, -taken.amount, GIVEN_BACK))
            standing = None
    approved = case["approved_amount_fen"]
    if not events and approved is not None and case["status"] not in CLOSED and case["updated_on"] <= day:
        return [_Entry(case["updated_on"], case, GRANT, "", approved, EFFECTIVE)]
    if standing is None and case["status"] not in CLOSED and case["taken_in_on"] <= day and case["award_amount_fen"]:
        found.append(_Entry(case["taken_in_on"], case, REVIEW, "按收件先后占用", case["award_amount_fen"], PENDING))
    return found


def _households(
    applicants: Sequence[Mapping[str, Any]],
    groups: Mapping[str, str],
    entries: Mapping[str, Sequence[_Entry]],
    pairs: Sequence[AffiliateProposal],
    parameters: ParameterSet,
    award_year: int,
) -> list[Household]:
    members: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in applicants:
        members[groups.get(row["credit_code"], row["credit_code"])].append(row)
    pairs_of: dict[str, list[AffiliateProposal]] = defaultdict(list)
    for pair in pairs:
        keys = {groups.get(each.credit_code, each.credit_code) for each in (pair.first, pair.second)}
        for key in keys:
            pairs_of[key].append(pair)
    found = []
    for key, firms in members.items():
        lines, caps = _balanced(entries.get(key, ()), parameters, award_year)
        if not lines and key not in pairs_of:
            continue
        roles = frozenset(role for firm in firms for role in (firm["roles"] or "").split(",") if role)
        people = tuple(Member(firm["id"], firm["credit_code"], firm["name"]) for firm in firms)
        found.append(Household(key, people, caps, lines, tuple(pairs_of.get(key, ())), roles))
    return found


def _balanced(
    entries: Sequence[_Entry], parameters: ParameterSet, award_year: int
) -> tuple[tuple[CapLine, ...], tuple[CapUse, ...]]:
    """Lines with what was left after each, measure by measure; a cap a project is used by that case alone."""
    lines: list[CapLine] = []
    caps: list[CapUse] = []
    for measure in capped_measures():
        cap, scope = parameters.fen(measure.cap or ""), parameters.reading(measure.cap_scope or "")
        mine = [
            entry
            for entry in entries
            if entry.case["measure_id"] == measure.id and (scope == PERIOD or entry.case["award_year"] == award_year)
        ]
        used: dict[str, int] = defaultdict(int)
        for entry in sorted(mine, key=lambda entry: entry.order):
            owner = entry.case["case_no"] if scope == PROJECT else ""
            used[owner] += entry.amount
            lines.append(_line(entry, cap - used[owner]))
        granted = sum(entry.amount for entry in mine if entry.state != PENDING)
        pending = sum(entry.amount for entry in mine if entry.state == PENDING)
        caps.append(CapUse(measure.id, cap, scope, granted, pending))
    ordered = sorted(lines, key=lambda line: (line.state == PENDING, line.happened_on, line.case_no))
    return tuple(ordered), tuple(caps)


def _line(entry: _Entry, balance: int) -> CapLine:
    return CapLine(
        happened_on=entry.happened_on,
        case_no=entry.case["case_no"],
        enterprise=entry.case["name"],
        measure_id=entry.case["measure_id"],
        award_year=entry.case["award_year"],
        event=entry.event,
        note=entry.note,
        amount=entry.amount,
        balance=balance,
        state=entry.state,
    )


def fullest_cap(household: Household) -> CapUse | None:
    """The cap of which most is used; None where nothing is used."""
    used = [cap for cap in household.caps if cap.granted + cap.pending > 0 and cap.scope != PROJECT]
    return max(
        used, key=lambda cap: ((cap.granted + cap.pending) * 10**6 // max(cap.cap, 1), cap.measure_id), default=None
    )


def _fullness(household: Household) -> tuple[int, str]:
    cap = fullest_cap(household)
    return (-((cap.granted + cap.pending) * 10**6 // max(cap.cap, 1)) if cap else 0, household.key)
