"""The pool of the award year: what binds it, how a shortage would be shared, entries by document. Knows no widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Protocol

from cbec_desktop.domain.budget_records import Allocation, Pool
from cbec_desktop.domain.dates import NotADateError, parse_date
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_BY_NUMBER, NUMBERS_WORDS
from cbec_desktop.domain.texts import fold_text
from cbec_desktop.services import budget
from cbec_desktop.services.budget_export import export_allocation
from cbec_desktop.services.context import Context
from ui.screen import ScreenHost
from ui.screens.pool.display import ALL, yuan

WATCHED = ("budget_pool", "application", "assessment", "award_year", "parameter_set")
ENTRY, TRANSFER = "entry", "transfer"


@dataclass(frozen=True, slots=True)
class PoolState:
    """What one load brings: the pool, the part in view, its shares under each rule ({} without a pool)."""

    pool: Pool
    part: str
    shares: Mapping[str, Allocation]


class PoolView(Protocol):
    """What the page must be able to show."""

    def show_state(self, state: PoolState, rule: str) -> None: ...
    def show_form(self, kind: str) -> None: ...
    def close_form(self) -> None: ...
    def refuse_form(self, sentence: str) -> None: ...


class PoolPresenter:
    """State of the page; its public methods are what the clerk wants."""

    def __init__(self, host: ScreenHost, view: PoolView) -> None:
        self.host = host
        self._view = view
        self.part = ""
        self.rule = "pro_rata"
        self.state: PoolState | None = None

    def start(self) -> None:
        self.host.watch(WATCHED, self.load)
        self.load()

    def load(self) -> None:
        """Read the pool and reckon the shares of the part in view under both rules."""
        ctx, year, part = self.host.ctx, self.host.award_year, self.part
        self.host.jobs.run(lambda _job: read_state(ctx, year, part), self._loaded)

    def choose_part(self, part: str) -> None:
        """Show the shares of another measure, or of the whole pool."""
        wanted = ALL if part in ("rest", "total") else part
        if wanted != self.part:
            self.part = wanted
            self.load()

    def choose_rule(self, rule: str) -> None:
        self.rule = rule
        if self.state is not None:
            self._view.show_state(self.state, rule)

    def open_case(self, case_no: str) -> None:
        shares = self.allocation
        case_nos = tuple(case.case_no for case in shares.cases) if shares else ()
        self.host.open("case", case_no=case_no, case_nos=case_nos)

    def open_cases(self, part: str) -> None:
        """Enter on a bar: its cases in the register of results."""
        filters = (("measure", part),) if part in MEASURE_BY_NUMBER.values() else ()
        self.host.open("assessments", filters=filters)

    @property
    def allocation(self) -> Allocation | None:
        """The shares in view."""
        return self.state.shares.get(self.rule) if self.state is not None else None

    def ask_entry(self) -> None:
        self._view.show_form(ENTRY)

    def ask_transfer(self) -> None:
        self._view.show_form(TRANSFER)

    def save_entry(self, values: Mapping[str, str]) -> None:
        """Register money by a document."""
        ctx, year = self.host.ctx, self.host.award_year

        def work() -> None:
            measure = _measure(values["measure"])
            amount, day = _amount(values["amount"]), parse_date(values["decided_on"])
            budget.add_entry(ctx, year, measure, amount, document_no=values["document_no"], decided_on=day)

        self._save(work, "资金池已登记。")

    def save_transfer(self, values: Mapping[str, str]) -> None:
        """Move money between measures by a document."""
        ctx, year = self.host.ctx, self.host.award_year

        def work() -> None:
            source, target = _measure(values["source"]), _measure(values["target"])
            amount, day = _amount(values["amount"]), parse_date(values["decided_on"])
            budget.transfer(ctx, year, source, target, amount, document_no=values["document_no"], decided_on=day)

        self._save(work, "已调剂，两笔都记在台账里。")

    def export(self) -> None:
        """The shares in view as a workbook."""
        shares, ctx = self.allocation, self.host.ctx
        if shares is None:
            self.host.messages.refuse("还没有登记资金池，没有可导出的分配。")
            return
        out = self.host.messages.choose_target("导出资金分配", f"{shares.year}年度资金分配.xlsx", ("*.xlsx",))
        if out is not None:
            self.host.jobs.run(
                lambda _job: export_allocation(ctx, shares, out),
                lambda count: self.host.messages.toast(f"已导出 {count} 件到 {out.name}。"),
                writes=True,
                title="导出资金分配",
            )

    # --- inside ---------------------------------------------------------------------------------------------

    def _save(self, work: Callable[[], None], said: str) -> None:
        def run(_job: object) -> None:
            try:
                work()
            except NotADateError as fault:
                raise UserError(str(fault), "bad_date") from fault

        def done(_nothing: None) -> None:
            self._view.close_form()
            self.host.messages.toast(said)
            self.host.announce(("budget_pool",))

        self.host.jobs.run(run, done, lambda error: self._view.refuse_form(error.message), writes=True)

    def _loaded(self, state: PoolState) -> None:
        self.state, self.part = state, state.part
        self._view.show_state(state, self.rule)
        pool = state.pool
        parts = [f"池 **{yuan(pool.total)}**  占用 **{yuan(pool.used)}**  余 **{yuan(pool.left)}** 元"]
        waiting = sum((row.in_process for row in pool.rows), Decimal(0))
        if waiting:
            parts.append(f"在审 {yuan(waiting)} 元全部批复后，才能转为正式安排方案（R37）")
        parts.append("←→ 换柱  Enter 看案件")
        self.host.set_status(parts)


def read_state(ctx: Context, year: int, part: str) -> PoolState:
    """The pool and the shares of a part; without a wish the part that lacks most."""
    pool = budget.pool_of_year(ctx, year)
    if not part:
        lacking = sorted(pool.rows, key=lambda row: -pool.lack(row.measure_id))
        own = [row for row in lacking if row.pool is not None and pool.lack(row.measure_id)]
        part = own[0].measure_id if own else ALL
    shares = {}
    if pool.entries:
        measure_id = None if part == ALL else part
        shares = {rule: budget.try_allocation(ctx, year, measure_id, rule) for rule in budget.RULES}
    return PoolState(pool, part, shares)


def _measure(text: str) -> str | None:
    """1…5 or M1…M5; empty: the undivided part."""
    folded = fold_text(text).upper().removeprefix("M").strip()
    if not folded:
        return None
    if folded.isdigit() and int(folded) in MEASURE_BY_NUMBER:
        return MEASURE_BY_NUMBER[int(folded)]
    raise UserError(f"措施“{text}”看不懂，请填 {NUMBERS_WORDS}，留空表示未分项。", "unknown_measure")


def _amount(text: str) -> Decimal:
    try:
        return Decimal(fold_text(text).replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise UserError(f"金额“{text}”不是数字，请按元填写，例如 2400000。", "bad_amount") from None
