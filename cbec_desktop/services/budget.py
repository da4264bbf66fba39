"""The budget pool: what was given by which document, what is bound, and how a pool that is too small is shared.

A share is reckoned and shown; it enters a case only by the decision that grants it, so nothing here changes a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cbec_desktop.awards.combine import allocate
from cbec_desktop.awards.parameters import ParameterSet, build_set
from cbec_desktop.domain.budget_records import ZERO, Allocation, CaseShare, Pool, PoolEntry, PoolRow
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_IDS, MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.money import fen_from_yuan, format_yuan, yuan_from_fen
from cbec_desktop.domain.records import Actor
from cbec_desktop.domain.rights import Right
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.assessment_run import read_sets
from cbec_desktop.services.context import Context

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Row = dict[str, Any]
RULES = ("pro_rata", "first_come")
MOST_YUAN = Decimal(100_000_000_000)
FIRST_YEAR, LAST_YEAR = 2026, 2099


def pool_of_year(ctx: Context, year: int) -> Pool:
    """The pool of `year` with everything that binds it, as it is now."""
    from db.queries import review

    with ctx.store.open_view() as view:
        entries, cases = review.pool_entries(view, year), review.case_money(view, year)
    return _pool(year, ctx.clock().date(), entries, cases)


def add_entry(
    ctx: Context,
    year: int,
    measure_id: str | None,
    amount: Decimal,
    *,
    document_no: str,
    decided_on: date,
    remark: str = "",
) -> None:
    """Put `amount` yuan into the pool (below zero: take back) by a document; `measure_id` None: undivided.

    Raises UserError bad_year, unknown_measure, bad_amount, no_document, bad_date, pool_below_zero (or below what is
    already allocated), no_right.
    """
    _write(ctx, year, [(measure_id, amount)], document_no, decided_on, remark, "add_budget")


def transfer(
    ctx: Context,
    year: int,
    source: str | None,
    target: str | None,
    amount: Decimal,
    *,
    document_no: str,
    decided_on: date,
) -> None:
    """Move `amount` yuan between measures (None: the undivided part) by a document: two entries, saved together.

    Raises UserError same_measure, and as `add_entry`.
    """
    if source == target:
        raise UserError("调出和调入是同一项，没有可调剂的。", "same_measure")
    if amount <= 0:
        raise UserError("调剂金额要大于 0。", "bad_amount")
    words = f"{_words(source)} 调剂到 {_words(target)}"
    _write(ctx, year, [(source, -amount), (target, amount)], document_no, decided_on, words, "transfer_budget")


def allocate_pool(
    ctx: Context, year: int, budget: Decimal | None = None, rule: str | None = None, measure_id: str | None = None
) -> Allocation:
    """What each approved case of `year` (of one measure) gets from `budget` yuan; stores nothing.

    `budget` None: what the stored pool still has for the approved cases that have no share yet. `rule` pro_rata or
    first_come (None: the year's set decides), exact, cut to the set's unit, the residual by the set's rule (C7).
    Raises UserError bad_budget, bad_rule, unknown_measure, no_parameter_set, no_pool.
    """
    require_right(ctx, Right.ASSESS)
    _check_measure(measure_id)
    if budget is not None and (not budget.is_finite() or budget < 0 or budget != round(budget, 2)):
        raise UserError("资金池金额要填不小于 0、最多两位小数的数（元）。", "bad_budget")
    return _shared(ctx, year, measure_id, rule, budget, with_open=False)


def try_allocation(ctx: Context, year: int, measure_id: str | None, rule: str | None = None) -> Allocation:
    """How the stored pool would be shared if all open cases were approved as reckoned (试分配); stores nothing.

    The cases of a measure without a share of its own compete with all others of that kind for the undivided part.
    Raises UserError as `allocate_pool`.
    """
    require_right(ctx, Right.ASSESS)
    _check_measure(measure_id)
    return _shared(ctx, year, measure_id, rule, None, with_open=True)


def _shared(
    ctx: Context, year: int, measure_id: str | None, rule: str | None, budget: Decimal | None, *, with_open: bool
) -> Allocation:
    from db.queries import review

    with ctx.store.open_view() as view:
        parameters = _parameters(view, year)
        entries, cases = review.pool_entries(view, year), review.case_money(view, year)
    chosen = rule or parameters.reading("budget.rule")
    if chosen not in RULES:
        raise UserError(f"没有“{chosen}”这种分配办法，可用 pro_rata（按比例）或 first_come（先到先得）。", "bad_rule")
    if budget is None:
        measures, room = _room(_pool(year, ctx.clock().date(), entries, cases), measure_id)
        asking = [row for row in cases if row["measure_id"] in measures and row["allocated"] is None]
        asking = [row for row in asking if row["paid"] is None]
    else:
        room = budget
        asking = [row for row in cases if measure_id in (None, row["measure_id"]) and row["approved"] is not None]
    asked = [(row, _asked(row, with_open=with_open)) for row in asking]
    wanted = {row["case_no"]: (row, amount) for row, amount in asked if amount is not None}
    unit = parameters.integer("round_unit")
    shares, left = allocate(
        [(case_no, amount) for case_no, (_, amount) in wanted.items()],
        fen_from_yuan(room),
        rule=chosen,
        unit=unit * 100,
        residual=parameters.reading("budget.residual"),
    )
    found = tuple(
        CaseShare(
            case_no=share.case_no,
            approved_amount=yuan_from_fen(share.approved),
            allocated_amount=yuan_from_fen(share.allocated),
            expression=share.expression,
            enterprise=row["enterprise"],
            measure_id=row["measure_id"],
            is_open=row["approved"] is None,
        )
        for share in shares
        for row in (wanted[share.case_no][0],)
    )
    return Allocation(year, room, chosen, found, yuan_from_fen(left), unit)


def _asked(row: Row, *, with_open: bool) -> int | None:
    """Fen that a case asks of the pool: approved, else what was reckoned; None where it takes no part."""
    if row["approved"] is not None:
        return int(row["approved"])
    return int(row["in_process"]) if with_open and row["in_process"] else None


def _room(pool: Pool, measure_id: str | None) -> tuple[frozenset[str], Decimal]:
    """The measures that compete for one part of the pool, and what that part still has for them (yuan)."""
    if not pool.entries:
        raise UserError(f"{pool.year} 年度还没有登记资金池。请先登记预算文号和金额。", "no_pool")
    if measure_id is None:
        rows, given = pool.rows, pool.total
    elif (own := pool.row(measure_id).pool) is not None:
        rows, given = (pool.row(measure_id),), own
    else:
        rows, given = tuple(row for row in pool.rows if row.pool is None), pool.undivided
    granted = sum((row.paid + row.allocated for row in rows), ZERO)
    return frozenset(row.measure_id for row in rows), max(given - granted, ZERO)


def _pool(year: int, as_of: date, entries: Sequence[Row], cases: Sequence[Row]) -> Pool:
    given: dict[str | None, int] = {}
    for entry in entries:
        given[entry["measure_id"]] = given.get(entry["measure_id"], 0) + entry["amount_fen"]
    rows = []
    for measure_id in MEASURE_IDS:
        own = [row for row in cases if row["measure_id"] == measure_id]
        stages = [_stages(row) for row in own]
        paid, allocated, approved, in_process = (
            yuan_from_fen(sum(stage[place] for stage in stages)) for place in range(4)
        )
        open_ones = sum(1 for row in own if row["approved"] is None and row["in_process"] is None)
        share = yuan_from_fen(given[measure_id]) if measure_id in given else None
        rows.append(PoolRow(measure_id, share, paid, allocated, approved, in_process, len(own), open_ones))
    return Pool(
        year=year,
        as_of=as_of,
        entries=tuple(_entry(entry) for entry in entries),
        rows=tuple(rows),
        undivided=yuan_from_fen(given.get(None, 0)),
    )


def _stages(row: Row) -> tuple[int, int, int, int]:
    """Fen paid (less recovered), allocated not paid, approved not allocated, in process: each fen once."""
    approved, allocated, paid = row["approved"], row["allocated"], row["paid"]
    if paid is not None:
        return paid - (row["recovered"] or 0), max((allocated or 0) - paid, 0), 0, 0
    if allocated is not None:
        return 0, allocated, 0, 0
    if approved is not None:
        return 0, 0, approved, 0
    return 0, 0, 0, row["in_process"] or 0


def _entry(row: Row) -> PoolEntry:
    return PoolEntry(
        entry_id=row["id"],
        measure_id=row["measure_id"],
        amount=yuan_from_fen(row["amount_fen"]),
        document_no=row["document_no"],
        decided_on=date.fromisoformat(row["decided_on"]),
        remark=row["remark"] or "",
        recorded_by=row["recorded_by"],
    )


def _parameters(view: Session, year: int) -> ParameterSet:
    record = read_sets(view, None, None).get(year)
    if record is None:
        raise UserError(f"{year} 年度没有参数集，不能分配。", "no_parameter_set")
    return build_set(record)


def _write(
    ctx: Context,
    year: int,
    amounts: Sequence[tuple[str | None, Decimal]],
    document_no: str,
    decided_on: date,
    remark: str,
    action: str,
) -> None:
    from db.models.review import BudgetPool
    from db.queries import review
    from db.unit_of_work import open_work

    actor: Actor = require_right(ctx, Right.MANAGE_BUDGET)
    document = document_no.strip()
    _check_entry(ctx, year, amounts, document, decided_on)
    with open_work(ctx.store, actor=actor, action=action, reason=document, clock=ctx.clock) as work:
        for measure_id, amount in amounts:
            work.session.add(
                BudgetPool(
                    award_year=year, measure_id=measure_id, amount_fen=fen_from_yuan(amount), document_no=document,
                    decided_on=decided_on.isoformat(), remark=remark.strip() or None, recorded_at=work.now,
                    recorded_by=work.actor,
                )
            )  # fmt: skip
        work.session.flush()
        after = _pool(year, decided_on, review.pool_entries(work.session, year), review.case_money(work.session, year))
        _refuse_less_than_granted(after, {measure_id for measure_id, amount in amounts if amount < 0})
        work.commit()


def _refuse_less_than_granted(after: Pool, lowered: set[str | None]) -> None:
    """Money that is allocated or paid cannot be taken out of the pool."""
    for measure_id in lowered:
        if measure_id is None:
            rows, given = tuple(row for row in after.rows if row.pool is None), after.undivided
        else:
            rows, given = (after.row(measure_id),), after.row(measure_id).pool or ZERO
        granted = sum((row.paid + row.allocated for row in rows), ZERO)
        if given < granted or given < 0:
            raise UserError(
                f"{_words(measure_id)} 调减后只剩 {format_yuan(given)} 元，"
                f"少于已安排和已拨付的 {format_yuan(granted)} 元。请改小调减金额。",
                "pool_below_zero",
            )


def _check_entry(
    ctx: Context, year: int, amounts: Sequence[tuple[str | None, Decimal]], document: str, decided_on: date
) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(f"年度 {year} 不对，要填 {FIRST_YEAR}—{LAST_YEAR}。", "bad_year")
    for measure_id, amount in amounts:
        _check_measure(measure_id)
        if not amount.is_finite() or amount == 0 or abs(amount) >= MOST_YUAN or amount != round(amount, 2):
            raise UserError("金额要填不为 0、最多两位小数、小于 1,000 亿元的数（元）。", "bad_amount")
    if not document:
        raise UserError("请填预算文号，例如 朝财预〔2026〕112号；没有文件不能登记资金池。", "no_document")
    if decided_on > ctx.clock().date():
        raise UserError(f"文件日期 {decided_on} 在今天之后，请核对。", "bad_date")


def _check_measure(measure_id: str | None) -> None:
    if measure_id is not None and measure_id not in MEASURE_IDS:
        raise UserError(f"没有“{measure_id}”这项措施，可用：{'、'.join(MEASURE_IDS)}。", "unknown_measure")


def _words(measure_id: str | None) -> str:
    return "未分项" if measure_id is None else f"M{MEASURE_NUMBERS[measure_id]} {MEASURE_SHORT[measure_id]}"
