"""The pool as bars and rows: what each measure uses by stage, what is left, and how a shortage is shared."""

from __future__ import annotations

from decimal import Decimal

from cbec_desktop.domain.budget_records import Allocation, Pool, PoolRow
from cbec_desktop.domain.measures import MEASURE_LABELS, MEASURE_NUMBERS
from cbec_desktop.domain.money import floor_to_fen
from ui.widgets.cells import ChipText, TableCell, TableColumn, TableRow
from ui.widgets.fall_bars import FallBar

ABSENT = "—"
ALL = "all"
STAGES = ("已拨付", "已安排未拨", "已批复未安排", "在审核定额")
POOL_COLUMNS = (
    TableColumn("分项（元）", stretch=1, minimum=104), TableColumn("资金池", "right"),
    *(TableColumn(name, "right") for name in STAGES),
    TableColumn("占用合计", "right"), TableColumn("余（缺）", "right"),
)  # fmt: skip
SHARE_COLUMNS = (
    TableColumn("企业 / 案号", stretch=1, minimum=110), TableColumn("核定", "right"), TableColumn("安排", "right"),
    TableColumn("压减 J08", "right"),
)  # fmt: skip
RULES = (("pro_rata", "按比例压减", "每件同一比例，舍到元"), ("first_come", "先到先得", "按收件先后，用完为止"))
RATIO_DIGITS = 6


def yuan(amount: Decimal) -> str:
    """Whole yuan without decimals, fen where there are any."""
    shown = floor_to_fen(amount) if amount >= 0 else -floor_to_fen(-amount)
    text = f"{shown:,.2f}".removesuffix(".00")
    return text.replace("-", "−")


def measure_words(measure_id: str) -> str:
    """`M4 房租`: short enough to stand below a bar."""
    return f"M{MEASURE_NUMBERS[measure_id]} {MEASURE_LABELS[measure_id]}"


def fall_bars(pool: Pool) -> tuple[FallBar, ...]:
    """The pool, a bar a measure, the rest."""
    own = sum(1 for row in pool.rows if row.pool is not None)
    note = f"{own} 个分项" if own else "未分项"
    bars = [FallBar(ALL, "资金池", "pool", pool.total, yuan(pool.total), note=note)]
    bars += [_use_bar(row) for row in pool.rows]
    share = f"占 {pool.left * 100 / pool.total:.1f}%" if pool.total else ""
    chip = ChipText(f"缺 {yuan(-pool.left)}", "err", "circle-x") if pool.left < 0 else None
    return (*bars, FallBar("rest", "全池余额", "rest", pool.left, yuan(pool.left), note=share, chip=chip))


def _use_bar(row: PoolRow) -> FallBar:
    label = f"−{yuan(row.used)}" if row.used else "0"
    note, chip = f"{row.case_count} 件", None
    if row.left is not None and row.left < 0:
        chip = ChipText(f"缺 {yuan(-row.left)}", "err", "circle-x")
    elif row.left is not None:
        note = f"余 {yuan(row.left)}" if row.left else "用完"
    return FallBar(
        row.measure_id, measure_words(row.measure_id), "use", row.used, label, row.stages, note, chip, row.pool
    )


def pool_rows(pool: Pool) -> list[TableRow]:
    """One row a measure, the undivided part where there is one, the total."""
    rows = [_pool_row(row) for row in pool.rows]
    if pool.undivided:
        cells = [TableCell("未分项"), TableCell(yuan(pool.undivided)), *(TableCell(ABSENT, tone="muted"),) * 5]
        rows.append(TableRow((*cells, _left(pool.undivided_left)), key=ALL))
    sums = [sum((row.stages[place] for row in pool.rows), Decimal(0)) for place in range(len(STAGES))]
    total = (TableCell("合计"), TableCell(yuan(pool.total)), *map(_amount, sums), _amount(pool.used), _left(pool.left))
    return [*rows, TableRow(total, key="total", back="total")]


def _pool_row(row: PoolRow) -> TableRow:
    pool = TableCell("共用", tone="muted") if row.pool is None else TableCell(yuan(row.pool))
    left = TableCell(ABSENT, tone="muted") if row.left is None else _left(row.left)
    cells = (TableCell(measure_words(row.measure_id)), pool, *map(_amount, row.stages), _amount(row.used), left)
    tip = f"{row.unassessed_count} 件还没有核算，未计入" if row.unassessed_count else ""
    return TableRow(cells, key=row.measure_id, tip=tip)


def _amount(amount: Decimal) -> TableCell:
    return TableCell(yuan(amount)) if amount else TableCell(ABSENT, tone="muted")


def _left(amount: Decimal) -> TableCell:
    return TableCell(yuan(amount), tone="error" if amount < 0 else "")


def share_rows(allocation: Allocation) -> list[TableRow]:
    """Cases by size."""
    ordered = sorted(allocation.cases, key=lambda case: (-case.approved_amount, case.case_no))
    return [
        TableRow(
            (
                TableCell(case.enterprise, note=short_case(case.case_no)),
                TableCell(yuan(case.approved_amount)),
                TableCell(yuan(case.allocated_amount), tone="strong"),
                TableCell(f"−{yuan(case.reduction)}", tone="error")
                if case.reduction
                else TableCell(ABSENT, tone="muted"),
            ),
            key=case.case_no,
            tip=case.expression,
        )
        for case in ordered
    ]


def _cut(amount: Decimal) -> TableCell:
    return TableCell(f"−{yuan(amount)}", tone="error") if amount else TableCell(ABSENT, tone="muted")


def share_total(allocation: Allocation) -> str:
    cut = allocation.asked - allocation.allocated
    words = f"核定 {yuan(allocation.asked)}    安排 {yuan(allocation.allocated)}"
    return f"{words}    压减 −{yuan(cut)}" if cut else words


def ratio_facts(allocation: Allocation) -> list[tuple[str, str]]:
    """Ratio as a fraction with six digits, how each case is cut, what stays in the pool."""
    if not allocation.is_short:
        return [("结果", f"可分 {yuan(allocation.budget)}，够付 {yuan(allocation.asked)}，不压减")]
    left = f"{yuan(allocation.budget)} − {yuan(allocation.allocated)} = {yuan(allocation.residual)} 元，留在池内"
    if allocation.rule == "first_come":
        whole = sum(1 for case in allocation.cases if not case.reduction)
        return [("足额", f"{whole} 件；其余 {len(allocation.cases) - whole} 件少拨或不拨"), ("余数", left)]
    ratio = allocation.ratio
    digits = ratio.numerator * 10**RATIO_DIGITS // ratio.denominator
    is_cut = ratio.denominator * digits != ratio.numerator * 10**RATIO_DIGITS
    shown = f"{Decimal(digits).scaleb(-RATIO_DIGITS)}{'…' if is_cut else ''}"
    unit = "1 元" if allocation.unit == 1 else f"{allocation.unit:,} 元"
    return [
        ("比例", f"{yuan(allocation.budget)} ÷ {yuan(allocation.asked)} = {shown}"),
        ("逐件", f"核定额 × 比例，舍去不足 {unit}"),
        ("余数", left),
    ]


def rule_amount(allocation: Allocation) -> str:
    """What a rule comes to, in a word: the percentage, or how many cases are paid whole."""
    if not allocation.is_short:
        return "不压减"
    if allocation.rule == "first_come":
        return f"{sum(1 for case in allocation.cases if not case.reduction)} 件足额"
    ratio = allocation.ratio
    hundredths = ratio.numerator * 10_000 // ratio.denominator
    return f"{Decimal(hundredths).scaleb(-2)}%"


def short_case(case_no: str) -> str:
    """M4-211302-0007."""
    parts = case_no.split("-")
    return "-".join(parts[2:]) if len(parts) == 5 else case_no
