"""Every line of evidence of a case with what became of it: counted, cut by a limit, or dropped and by which check."""

from __future__ import annotations

from dataclasses import dataclass

from cbec_desktop.awards.measure import Assessment, Line
from cbec_desktop.domain.money import format_exact, format_yuan
from cbec_desktop.domain.records import ApplicationFacts
from ui.screens.case.display import ABSENT, money, plain, span
from ui.widgets.cells import TableCell, TableColumn, TableRow

_OUTCOME = (
    TableColumn("计入（元）", "right"),
    TableColumn("本行补助（元）", "right"),
    TableColumn("结果", stretch=2, minimum=150),
)


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """One kind of lines: title, how many, the table."""

    title: str
    note: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]


class Outcomes:
    """Finds what the reckoning made of a line, by table and record."""

    def __init__(self, assessment: Assessment | None) -> None:
        lines = assessment.lines if assessment else ()
        self._is_assessed = assessment is not None
        self._by_record: dict[tuple[str, int | None], Line] = {
            (line.table, line.record_id): line for line in lines if line.record_id is not None
        }
        self._by_row = {(line.table, line.row): line for line in lines}

    def find(self, table: str, record_id: int | None, row: int) -> Line | None:
        """The line of a stored record, or of its row when the record is not named."""
        return self._by_record.get((table, record_id)) or self._by_row.get((table, row))

    def cells(self, line: Line | None) -> tuple[TableCell, ...]:
        """Counted, award, and the outcome in words."""
        if line is None:
            word = "未单独计算" if self._is_assessed else "未核算"
            return (TableCell(ABSENT, tone="muted"), TableCell(ABSENT, tone="muted"), TableCell(word, tone="muted"))
        if line.dropped_by:
            words = f"不计 · {line.dropped_by}"
            return (
                TableCell("0.00", tone="warn"),
                TableCell("0.00", tone="warn"),
                TableCell(words, note=line.note or "", tone="warn"),
            )
        award = TableCell(format_exact(line.award), tone="accent" if line.unit_limit_bit else "")
        words = f"单项上限 {format_yuan(line.unit_limit)} 起作用" if line.unit_limit_bit and line.unit_limit else "计入"
        if line.eligible < line.claimed and not line.unit_limit_bit:
            words = "部分计入"
        return TableCell(format_exact(line.eligible)), award, TableCell(words, note=line.note or "")


def evidence_tables(facts: ApplicationFacts, assessment: Assessment | None) -> tuple[EvidenceTable, ...]:
    """The tables of the kinds of lines this case has, in the order of the workbook."""
    outcomes = Outcomes(assessment)
    tables = (
        _expenses(facts, outcomes),
        _leases(facts, outcomes),
        _declarations(facts, outcomes),
        _tenants(facts),
        _events(facts),
    )
    return tuple(table for table in tables if table.rows)


def line_count(facts: ApplicationFacts) -> int:
    """Lines of evidence of all kinds."""
    invoices = sum(len(lease.invoices) for lease in facts.leases)
    return (
        len(facts.expense_lines)
        + invoices
        + len(facts.customs_declarations)
        + len(facts.park_performance)
        + len(facts.service_events)
    )


def _payment(method: str, payer: str, firm: str) -> TableCell:
    is_plain = method == "对公转账" and payer == firm
    return TableCell(method, note="" if payer == firm else payer, tone="" if is_plain else "warn")


def _expenses(facts: ApplicationFacts, outcomes: Outcomes) -> EvidenceTable:
    columns = (
        TableColumn("行", "right"), TableColumn("类别 / 平台或服务", stretch=2, minimum=130),
        TableColumn("发票号码"), TableColumn("开票 / 付款"), TableColumn("付款方式"),
        TableColumn("价税合计（元）", "right"), TableColumn("实付（元）", "right"),
        TableColumn("本次申报（元）", "right"), *_OUTCOME,
    )  # fmt: skip
    rows = tuple(
        TableRow(
            (
                TableCell(str(line.row)),
                TableCell(line.category, note=line.platform_or_service),
                TableCell(line.invoice_no, note=f"代码 {line.invoice_code}" if line.invoice_code else ""),
                TableCell(line.invoiced_on.isoformat(), note=line.paid_on.isoformat()),
                _payment(line.payment_method, line.payer_name, facts.enterprise.name),
                TableCell(money(line.invoice_total)),
                TableCell(money(line.paid_amount)),
                TableCell(money(line.claimed_amount)),
                *outcomes.cells(outcomes.find("expense_line", line.record_id, line.row)),
            ),
            key=("expense_line", line.record_id),
        )
        for line in facts.expense_lines
    )
    return EvidenceTable("费用明细", f"{len(rows)} 行", columns, rows)


def _leases(facts: ApplicationFacts, outcomes: Outcomes) -> EvidenceTable:
    columns = (
        TableColumn("行", "right"), TableColumn("用途"), TableColumn("发票号码"), TableColumn("所属期"),
        TableColumn("开票 / 付款"), TableColumn("付款方式"), TableColumn("租金（元）", "right"),
        TableColumn("实付（元）", "right"), *_OUTCOME,
    )  # fmt: skip
    rows: list[TableRow] = []
    for lease in facts.leases:
        area = f"自用 {plain(lease.self_used_area)} / 建筑 {plain(lease.floor_area)} ㎡"
        words = (lease.contract_no, lease.lessor, lease.location, area, span(lease.lease_from, lease.lease_to))
        rows.append(TableRow((TableCell(" · ".join(words)),), back="group"))
        for invoice in lease.invoices:
            rows.append(
                TableRow(
                    (
                        TableCell(str(invoice.row)),
                        TableCell(invoice.usage),
                        TableCell(
                            invoice.invoice_no, note=f"代码 {invoice.invoice_code}" if invoice.invoice_code else ""
                        ),
                        TableCell(invoice.period_from.isoformat(), note=f"至 {invoice.period_to.isoformat()}"),
                        TableCell(invoice.invoiced_on.isoformat(), note=invoice.paid_on.isoformat()),
                        _payment(invoice.payment_method, invoice.payer_name, facts.enterprise.name),
                        TableCell(money(invoice.rent_amount)),
                        TableCell(money(invoice.paid_amount)),
                        *outcomes.cells(outcomes.find("lease_invoice", invoice.record_id, invoice.row)),
                    ),
                    key=("lease_invoice", invoice.record_id),
                )
            )
    count = sum(len(lease.invoices) for lease in facts.leases)
    return EvidenceTable("房屋租赁", f"{len(facts.leases)} 份租约，{count} 张发票", columns, tuple(rows))


def _declarations(facts: ApplicationFacts, outcomes: Outcomes) -> EvidenceTable:
    columns = (
        TableColumn("行", "right"), TableColumn("报关单号 / 清单号"), TableColumn("方式"), TableColumn("申报日期"),
        TableColumn("单数", "right"), TableColumn("报关代理", stretch=2, minimum=152), TableColumn("发票号码"),
        TableColumn("付款方式"), TableColumn("代理费（元）", "right"), TableColumn("实付（元）", "right"), *_OUTCOME,
    )  # fmt: skip
    rows = tuple(
        TableRow(
            (
                TableCell(str(line.row)),
                TableCell(line.declaration_no, note=f"项号 {line.item_no}" if line.item_no else ""),
                TableCell(line.supervision_mode, note=line.direction),
                TableCell(line.declared_on.isoformat()),
                TableCell(f"{line.ticket_count:,}"),
                TableCell(line.agent_name, note=line.agent_credit_code),
                TableCell(line.invoice_no),
                _payment(line.payment_method, line.payer_name, facts.enterprise.name),
                TableCell(money(line.fee_amount)),
                TableCell(money(line.paid_amount)),
                *outcomes.cells(outcomes.find("customs_declaration", line.record_id, line.row)),
            ),
            key=("customs_declaration", line.record_id),
        )
        for line in facts.customs_declarations
    )
    return EvidenceTable("报关明细", f"{len(rows)} 行", columns, rows)


def _tenants(facts: ApplicationFacts) -> EvidenceTable:
    columns = (
        TableColumn("行", "right"), TableColumn("园区", stretch=1, minimum=120),
        TableColumn("入驻企业", stretch=2, minimum=160), TableColumn("信用代码"), TableColumn("入驻日期"),
        TableColumn("监管方式"), TableColumn("年进出口额（元）", "right"),
    )  # fmt: skip
    rows = tuple(
        TableRow(
            (
                TableCell(str(line.row)),
                TableCell(line.park_name),
                TableCell(line.enterprise_name, note=f"海关编码 {line.customs_code}" if line.customs_code else ""),
                TableCell(line.credit_code),
                TableCell(line.moved_in_on.isoformat()),
                TableCell(line.supervision_mode),
                TableCell(money(line.trade_value)),
            ),
            key=("park_performance", line.record_id),
        )
        for line in facts.park_performance
    )
    return EvidenceTable("园区实绩", f"{len(rows)} 行", columns, rows)


def _events(facts: ApplicationFacts) -> EvidenceTable:
    columns = (
        TableColumn("行", "right"), TableColumn("日期"), TableColumn("类型"),
        TableColumn("内容", stretch=2, minimum=180), TableColumn("人次", "right"),
        TableColumn("其中本市企业", "right"), TableColumn("签到表"), TableColumn("发票号码"),
    )  # fmt: skip
    rows = tuple(
        TableRow(
            (
                TableCell(str(line.row)),
                TableCell(line.held_on.isoformat()),
                TableCell(line.kind),
                TableCell(line.content, note=line.place or ""),
                TableCell(f"{line.attendance_count:,}"),
                TableCell(f"{line.local_attendance_count:,}"),
                TableCell("有" if line.has_sign_in_sheet else "没有", tone="" if line.has_sign_in_sheet else "warn"),
                TableCell(line.invoice_no or ABSENT),
            ),
            key=("service_event", line.record_id),
        )
        for line in facts.service_events
    )
    return EvidenceTable("服务活动", f"{len(rows)} 场", columns, rows)
