"""附件3第4条, the square-metre cap: a lease at a time or all together, a year, a month or once, on award or base."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from cbec_desktop.awards.amounts import Fen, float_free, money, normal, percent, portion, times, total
from cbec_desktop.awards.caps import UnitCap
from cbec_desktop.awards.measure import LineDraft, Reckoned, Step
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.periods import Span, months, months_text, within_year
from cbec_desktop.awards.run import Run, name_key
from cbec_desktop.awards.steps import lesser_step, limit_word, step, sum_text
from cbec_desktop.domain.records import ApplicationFacts, Lease

UNIT_LABEL = "每平方米上限"


@dataclass(frozen=True, slots=True)
class RentTerms:
    """What a set says about measure 4, drawn once."""

    year: int
    rate: Fraction
    unit_cap: int
    period: str
    prorates: bool
    is_on_base: bool
    area_basis: str
    area_max: Fraction | None
    is_pooled: bool
    accrues: bool

    @staticmethod
    def of(parameters: ParameterSet) -> RentTerms:
        """The terms of one set, cached by the set."""
        return _terms(parameters)


@lru_cache(maxsize=64)
def _terms(parameters: ParameterSet) -> RentTerms:
    return RentTerms(
        year=parameters.award_year,
        rate=parameters.fraction("m4.rate"),
        unit_cap=parameters.fen("m4.unit_cap"),
        period=parameters.reading("m4.unit_cap.period"),
        prorates=parameters.reading("m4.unit_cap.prorate_by_months") == "yes",
        is_on_base=parameters.reading("m4.unit_cap.applies_to") == "base",
        area_basis=parameters.reading("m4.area_basis"),
        area_max=parameters.number("m4.area_max"),
        is_pooled=parameters.reading("m4.pooling") == "pooled",
        accrues=parameters.reading("m4.timing") == "accrual",
    )


@dataclass(slots=True)
class LeaseShare:
    """One lease of a case: its standing lines, its rent of the year, what its unit cap leaves."""

    lease: Lease
    drafts: list[LineDraft]
    rent: Fen
    capacity: Fen = 0
    capacity_text: str = ""
    used_before: Fen = 0
    left: Fen = 0
    award: Fen = 0


def reckon_leases(case: ApplicationFacts, standing: list[LineDraft], terms: RentTerms, run: Run) -> Reckoned:
    """Rent of each lease, rate, unit cap, sum; with the steps of every lease as a group."""
    for draft in standing:
        draft.eligible = times(draft.gross, draft.factor)
    shares = [_lease_share(lease, standing) for lease in case.leases]
    shares = [share for share in shares if share.drafts]
    eligible = total(share.rent for share in shares)
    reckoned = Reckoned(eligible, 0, [])
    if terms.is_pooled and shares:
        _reckon_pool(case, shares, terms, run, reckoned)
    else:
        for share in shares:
            _reckon_lease(case, share, terms, run, reckoned, group=share.lease.contract_no if len(shares) > 1 else None)
    reckoned.amount = total(share.award for share in shares)
    if len(shares) != 1 and not terms.is_pooled:
        text = " + ".join(money(share.award) for share in shares) or "没有符合条件的租金"
        reckoned.steps.append(step("各租约合计", text, reckoned.amount, "第4条·A4"))
    return reckoned


def _lease_share(lease: Lease, standing: list[LineDraft]) -> LeaseShare:
    drafts = [draft for draft in standing if draft.source.lease is lease]
    return LeaseShare(lease, drafts, total(draft.eligible for draft in drafts))


def _reckon_lease(
    case: ApplicationFacts, share: LeaseShare, terms: RentTerms, run: Run, reckoned: Reckoned, *, group: str | None
) -> None:
    cap = run.caps.unit(_cap_key(case, terms, share.lease))
    _cover(cap, share, terms)
    share.used_before = cap.used
    share.left = cap.left
    quantity = share.rent if terms.is_on_base else times(share.rent, terms.rate)
    allowed = min(quantity, share.left)
    cap.used += allowed
    share.award = times(allowed, terms.rate) if terms.is_on_base else allowed
    _spread(share, is_binding=allowed < quantity)
    reckoned.steps.extend(_lease_steps(share, terms, quantity, allowed, group))
    if allowed < quantity and UNIT_LABEL not in reckoned.binding:
        reckoned.binding.append(UNIT_LABEL)


def _reckon_pool(
    case: ApplicationFacts, shares: list[LeaseShare], terms: RentTerms, run: Run, reckoned: Reckoned
) -> None:
    """A4 pooled: Σ rent against unit cap × Σ area."""
    cap = run.caps.unit(_cap_key(case, terms, None))
    before = cap.used
    for share in shares:
        _cover(cap, share, terms)
    rent: Fen = total(share.rent for share in shares)
    by_rate = times(rent, terms.rate)
    quantity = rent if terms.is_on_base else by_rate
    left = cap.left
    allowed = min(quantity, left)
    cap.used += allowed
    award = times(allowed, terms.rate) if terms.is_on_base else allowed
    for share in shares:
        share.award = portion(award, share.rent, rent) if rent else 0
        _spread(share, is_binding=allowed < quantity)
    text = " + ".join(share.capacity_text for share in shares) + (f" − {money(before)}" if before else "")
    rent_text = _rent_text(shares[0], terms) if len(shares) == 1 else sum_text([s.rent for s in shares], "份租约")
    reckoned.steps.append(step("符合条件的租金", rent_text, rent, "第4条·A5"))
    reckoned.steps.extend(_limit_steps(rent, quantity, left, allowed, text, terms, None))
    if allowed < quantity:
        reckoned.binding.append(UNIT_LABEL)


def _cap_key(case: ApplicationFacts, terms: RentTerms, lease: Lease | None) -> Hashable:
    """Ruling 30: the cap belongs to (credit code, award year, 出租方, 合同编号); A1(c) drops the year."""
    year = None if terms.period == "policy_period" else terms.year
    part = ("pool",) if lease is None else (name_key(lease.lessor), lease.contract_no)
    return ("rent", case.enterprise.credit_code, year, *part)


def _cover(cap: UnitCap, share: LeaseShare, terms: RentTerms) -> None:
    area = _area(share.lease, terms)
    part = (name_key(share.lease.lessor), share.lease.contract_no)
    covered, factor = Fraction(1), Fraction(1)
    if terms.period == "month" or terms.prorates:
        covered = cap.months(part, [span for draft in share.drafts if (span := _span(draft, terms))])
    text = f"{_area_text(area)} × {money(terms.unit_cap)} 元"
    if terms.period == "month":
        factor, text = covered, f"{text} × {float_free(covered)} 个月"
    elif terms.prorates:
        factor, text = min(covered / 12, Fraction(1)), f"{text} × {float_free(covered)} ÷ 12"
    share.capacity = normal(area * terms.unit_cap * factor)
    share.capacity_text = text
    cap.cover(part, share.capacity)


def _span(draft: LineDraft, terms: RentTerms) -> Span | None:
    invoice = draft.source.invoice
    if not terms.accrues:
        return (invoice.period_from, invoice.period_to)
    return within_year(invoice.period_from, invoice.period_to, terms.year)


def _area(lease: Lease, terms: RentTerms) -> Fraction:
    """A3: self-used and not above the certificate, or the contract's, or the certificate's; with or without ceiling."""
    if terms.area_basis == "contract":
        area = _exact(lease.floor_area)
    elif terms.area_basis == "certificate" and lease.certificate_area is not None:
        area = _exact(lease.certificate_area)
    else:
        area = _exact(lease.self_used_area)
        if lease.certificate_area is not None:
            area = min(area, _exact(lease.certificate_area))
    return area if terms.area_max is None else min(area, terms.area_max)


_exact = lru_cache(maxsize=1 << 14)(Fraction)
"""An area as a fraction; there are few different ones."""


@lru_cache(maxsize=1 << 14)
def _area_text(area: Fraction) -> str:
    text = float_free(area)
    head, _, tail = text.partition(".")
    return f"{int(head):,}.{tail.ljust(2, '0')} ㎡" if head.isdigit() else f"{text} ㎡"


def _spread(share: LeaseShare, *, is_binding: bool) -> None:
    """The lease's award over its invoices in proportion to their rent: their sum is the lease's award exactly."""
    for draft in share.drafts:
        draft.unit_limit_bit = is_binding
        draft.unit_limit = share.left
        if len(share.drafts) == 1:
            draft.award = share.award
        else:
            draft.award = portion(share.award, draft.eligible, share.rent) if share.rent else 0


def _lease_steps(share: LeaseShare, terms: RentTerms, quantity: Fen, allowed: Fen, group: str | None) -> list[Step]:
    text = share.capacity_text + (f" − {money(share.used_before)}" if share.used_before else "")
    rent = step("符合条件的租金", _rent_text(share, terms), share.rent, "第4条·A5", group=group)
    return [rent, *_limit_steps(share.rent, quantity, share.left, allowed, text, terms, group)]


def _limit_steps(
    rent: Fen, quantity: Fen, left: Fen, allowed: Fen, text: str, terms: RentTerms, group: str | None
) -> list[Step]:
    """Rate and unit cap in the order of the reading A2, the lesser of the two where the cap bites."""
    award = times(allowed, terms.rate) if terms.is_on_base else allowed
    base = allowed if terms.is_on_base else rent
    limit = step(
        UNIT_LABEL,
        text,
        left,
        "第4条·A1·A2",
        limit=limit_word(left < quantity),
        limit_amount=times(left, terms.rate) if terms.is_on_base else left,
        group=group,
    )
    rate = step(
        "按比例计算",
        f"{money(base)} × {percent(terms.rate)}",
        times(base, terms.rate),
        "第4条",
        limit_amount=times(rent, terms.rate),
        group=group,
    )
    if terms.is_on_base:
        return [limit, lesser_step(rent, left, group=group), rate]
    steps = [rate, limit]
    return [*steps, lesser_step(quantity, left, group=group)] if award < quantity or group is None else steps


def _rent_text(share: LeaseShare, terms: RentTerms) -> str:
    drafts = share.drafts
    if len(drafts) == 1:
        return _line_text(drafts[0], terms)
    if all(draft.factor == 1 for draft in drafts):
        return sum_text([draft.gross for draft in drafts], "张发票")
    if len(drafts) <= 3:
        return " + ".join(_line_text(draft, terms) for draft in drafts)
    return f"Σ（租金 × 当年月数 ÷ 月数 × 自用面积 ÷ 建筑面积），{len(drafts)} 张发票"


def _line_text(draft: LineDraft, terms: RentTerms) -> str:
    """`24,000.00 × （16/31 + 4）÷ 12 × 自用 450 ÷ 600`: only what is not 1."""
    lease, invoice = draft.source.lease, draft.source.invoice
    text = money(draft.gross)
    whole = months(invoice.period_from, invoice.period_to)
    inside = within_year(invoice.period_from, invoice.period_to, terms.year)
    if terms.accrues and inside and months(*inside) != whole:
        part = months_text(*inside)
        text += f" × {f'（{part}）' if '+' in part else part} ÷ "
        total = months_text(invoice.period_from, invoice.period_to)
        text += float_free(whole) if whole.denominator == 1 else f"（{total}）"
    if lease.self_used_area != lease.floor_area:
        text += f" × 自用 {lease.self_used_area.normalize():f} ÷ {lease.floor_area.normalize():f}"
    return text
