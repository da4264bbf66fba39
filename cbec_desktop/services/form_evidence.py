"""F16's evidence: each voucher as the paper has it, what of it counts, and how that comes about.

A person with the sheet alone must be able to reckon every counted amount again: the details say what the columns do
not (part payment, months of the year, self-used share, other support, a voucher's remainder), and why a line is out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cbec_desktop.awards.amounts import float_free
from cbec_desktop.awards.measure import Assessment, Line
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.periods import months, months_text, within_year
from cbec_desktop.documents.forms.f16_data import DeclarationRow, DetailRow, VoucherRow, VoucherTable
from cbec_desktop.documents.paper_words import area, column_date, row_places
from cbec_desktop.domain.money import floor_to_fen, format_exact, format_yuan, yuan_from_fen
from cbec_desktop.domain.records import ApplicationFacts, CustomsDeclarationLine, ExpenseLine, Lease, LeaseInvoice
from cbec_desktop.domain.statuses import AssessmentStatus


def shared_out(amounts: Sequence[Fraction]) -> list[Decimal]:
    """Amounts in fen whose sum is the exact sum cut to the fen: the largest remainders get the fen left over (C1)."""
    floors = [int(amount * 100 // 1) for amount in amounts]
    missing = int(sum(amounts, Fraction(0)) * 100 // 1) - sum(floors)
    order = sorted(range(len(amounts)), key=lambda place: (floors[place] - amounts[place] * 100, place))
    for place in order[:missing]:
        floors[place] += 1
    return [yuan_from_fen(fen) for fen in floors]


def vouchers(facts: ApplicationFacts, assessment: Assessment, parameters: ParameterSet | None) -> VoucherTable | None:
    """Invoices of measures 2 to 4, or tenants of a park, with what counts (yuan); None for measure 5."""
    if facts.measure_id == "customs_agency_fee":
        return None
    if facts.measure_id == "park_award":
        return _tenants(facts, parameters)
    counted = shared_out([line.eligible for line in assessment.lines])
    if facts.measure_id == "premises_rent":
        heads = ("发票号码", "费用期间", "发票金额", "租赁合同", "付款日期", "计入金额")
        invoices = {invoice.row: (lease, invoice) for lease in facts.leases for invoice in lease.invoices}
        rows = tuple(
            _rent_row(line, *invoices[line.row], amount)
            for line, amount in zip(assessment.lines, counted, strict=True)
            if line.row in invoices
        )
        return VoucherTable(heads, rows, "张")
    heads = ("发票号码", "费用类别", "发票金额", "平台或服务内容", "付款日期", "计入金额")
    expenses = {line.row: line for line in facts.expense_lines}
    voucher_rows = []
    for line, amount in zip(assessment.lines, counted, strict=True):
        expense = expenses.get(line.row)
        if expense is not None:
            paid, about = column_date(expense.paid_on), expense.platform_or_service
            voucher_rows.append(
                VoucherRow(
                    expense.invoice_no,
                    expense.category,
                    expense.invoice_total,
                    about,
                    paid,
                    amount,
                    line.dropped_by or "",
                )
            )
    return VoucherTable(heads, tuple(voucher_rows), "张")


def _rent_row(line: Line, lease: Lease, invoice: LeaseInvoice, counted: Decimal) -> VoucherRow:
    start, end = invoice.period_from, invoice.period_to
    if start.day == 1 and (start.year, start.month) == (end.year, end.month):
        span = f"{start.month}月"
    elif start.year == end.year:
        span = f"{start.month}—{end.month}月"
    else:
        span = f"{start:%y.%m}—{end:%y.%m}"
    return VoucherRow(
        invoice.invoice_no,
        span,
        invoice.rent_amount,
        lease.contract_no,
        column_date(invoice.paid_on),
        counted,
        line.dropped_by or "",
    )


def _tenants(facts: ApplicationFacts, parameters: ParameterSet | None) -> VoucherTable:
    """The tenants with their trade; what stands under another supervision mode (A10) does not count."""
    modes = parameters.readings("mode_codes") if parameters is not None else None
    heads = ("入驻企业信用代码", "监管方式", "年进出口额", "企业名称", "入驻日期", "计入实绩")
    rows = []
    for line in facts.park_performance:
        counts = modes is None or line.supervision_mode in modes
        rows.append(
            VoucherRow(
                line.credit_code,
                line.supervision_mode,
                line.trade_value,
                line.enterprise_name,
                column_date(line.moved_in_on),
                line.trade_value if counts else Decimal(0),
                "" if counts else "R17",
            )
        )
    return VoucherTable(heads, tuple(rows), "行")


def declarations(facts: ApplicationFacts, assessment: Assessment, rate: str) -> tuple[DeclarationRow, ...]:
    """Declarations of measure 5 with fee, fee × rate and award (yuan); empty for other measures."""
    if facts.measure_id != "customs_agency_fee":
        return ()
    share = Fraction(rate.rstrip("%")) / 100 if rate else Fraction(0)
    by_ticket = any("× 票数" in step.expression for step in assessment.steps)
    declared = {line.row: line for line in facts.customs_declarations}
    lines = [line for line in assessment.lines if line.row in declared]
    fees = shared_out([line.eligible for line in lines])
    at_rate = shared_out([line.eligible * share for line in lines])
    awards = shared_out([line.award for line in lines])
    return tuple(
        DeclarationRow(
            number=declared[line.row].declaration_no,
            mode=declared[line.row].supervision_mode,
            declared_on=column_date(declared[line.row].declared_on),
            fee=fee,
            invoice_no=declared[line.row].invoice_no,
            at_rate=rated,
            award=award,
            is_limited=line.unit_limit_bit,
            tickets=declared[line.row].ticket_count if by_ticket else 1,
            mark=line.dropped_by or "",
        )
        for line, fee, rated, award in zip(lines, fees, at_rate, awards, strict=True)
    )


def unit_limit(facts: ApplicationFacts, assessment: Assessment) -> Decimal | None:
    """The limit of one declaration in yuan; None for other measures and where it is not one for each declaration."""
    if facts.measure_id != "customs_agency_fee" or any("每张发票" in step.expression for step in assessment.steps):
        return None
    tickets = {line.row: line.ticket_count for line in facts.customs_declarations}
    for line in assessment.lines:
        if line.unit_limit is not None and tickets.get(line.row) == 1:
            return floor_to_fen(line.unit_limit)
    return None


# ---- how the counted amounts come about


def details(facts: ApplicationFacts, assessment: Assessment, parameters: ParameterSet | None) -> tuple[DetailRow, ...]:
    """Rows below the vouchers: how a counted amount differs from the voucher's, or why the line does not count.

    Lines with the same words stand in one row; `parameters` None (the set was edited since): reasons only.
    """
    expenses = {line.row: line for line in facts.expense_lines}
    rents = {invoice.row: (lease, invoice) for lease in facts.leases for invoice in lease.invoices}
    fees = {line.row: line for line in facts.customs_declarations}
    has_amounts = assessment.status is not AssessmentStatus.UNDETERMINED
    found: dict[str, list[int]] = {}
    for place, line in enumerate(assessment.lines, start=1):
        if line.dropped_by:
            text = f"不计（{line.dropped_by}）：{_reason(assessment, line)}"
        elif parameters is None or not has_amounts:
            text = ""
        elif line.row in expenses and line.table == "expense_line":
            text = _expense_text(expenses[line.row], line, parameters, facts.measure_id)
        elif line.row in rents and line.table == "lease_invoice":
            text = _rent_text(*rents[line.row], line, parameters)
        elif line.row in fees:
            text = _fee_text(fees[line.row], line, parameters)
        else:
            text = ""
        if text:
            found.setdefault(text, []).append(place)
    return tuple(DetailRow(row_places(places), text) for text, places in found.items())


def _reason(assessment: Assessment, line: Line) -> str:
    key = f"{line.table}:{line.record_id}"
    for finding in assessment.findings:
        if finding.code == line.dropped_by and finding.record_key == key:
            return finding.message
    return "见检查结果。"


def _lesser(named: Sequence[tuple[str, Decimal]], counted: Fraction | None) -> str:
    """`min（租金 a，实付 b）`; what is left of the voucher joins where it decides. One amount stands alone."""
    least = min(amount for _, amount in named)
    if counted is not None and counted < Fraction(least):
        named = (*named, ("发票余额", floor_to_fen(counted)))
    if len({amount for _, amount in named}) == 1:
        return f"{named[0][0]} {format_yuan(least)}"
    return f"min（{'，'.join(f'{name} {format_yuan(amount)}' for name, amount in named)}）"


def _equals(text: str, line: Line) -> str:
    return f"{text} = {format_exact(line.eligible)}"


def _expense_text(expense: ExpenseLine, line: Line, parameters: ParameterSet, measure_id: str) -> str:
    """Measures 2 and 3: min(本次申报, 价税合计, 实付) − support × share of local firms (rulings 6, 16 and 23)."""
    named = [("本次申报", expense.claimed_amount), ("价税合计", expense.invoice_total)]
    if parameters.reading("line_basis") == "paid":
        named.append(("实付", expense.paid_amount))
    total, tax = expense.invoice_total, expense.tax_amount
    net_of_tax = Fraction(1)
    if parameters.reading("amount_basis") == "excl_tax" and tax is not None and total:
        net_of_tax = max(Fraction(total) - Fraction(tax), Fraction(0)) / Fraction(total)
    is_platform = measure_id == "service_platform"
    support_reading = parameters.reading("dup.m2" if is_platform else "dup.m3_5")
    received = expense.other_support_amount
    support = received if received and support_reading == "same_lines" else Decimal(0)
    share = Fraction(1)
    if is_platform and parameters.reading("m2.local_share") == "share" and expense.local_share_percent is not None:
        share = min(Fraction(expense.local_share_percent) / 100, Fraction(1))
    whole = (line.eligible / share + Fraction(support)) / net_of_tax if share and net_of_tax and line.eligible else None
    text = _lesser(named, whole)
    if net_of_tax != 1:
        text += f" × （{format_yuan(total)} − 税额 {format_yuan(tax or 0)}）÷ {format_yuan(total)}"
    if support:
        text = f"（{text} − 其他财政支持 {format_yuan(support)}）"
    if share != 1:
        text += f" × 本市企业 {float_free(share * 100)}%"
    if not is_platform and received and support_reading in ("up_to_cost", "highest_only"):
        return f"{_equals(text, line)}，本行已获其他财政支持 {format_yuan(received)}"
    return "" if line.eligible == Fraction(expense.invoice_total) else _equals(text, line)


def _rent_text(lease: Lease, invoice: LeaseInvoice, line: Line, parameters: ParameterSet) -> str:
    """Measure 4: min(租金, 实付) × months in the year ÷ months × 自用 ÷ 建筑面积 (rulings 23 and 27)."""
    named = [("租金", invoice.rent_amount)]
    if parameters.reading("line_basis") == "paid":
        named.append(("实付", invoice.paid_amount))
    factor, words = Fraction(1), ""
    inside = within_year(invoice.period_from, invoice.period_to, parameters.award_year)
    if parameters.reading("m4.timing") == "accrual" and inside:
        whole, part = months(invoice.period_from, invoice.period_to), months(*inside)
        if part != whole:
            factor = part / whole
            words = f" × {_months(*inside)} ÷ {_months(invoice.period_from, invoice.period_to)}"
    if lease.self_used_area != lease.floor_area:
        factor *= min(Fraction(lease.self_used_area) / Fraction(lease.floor_area), Fraction(1))
        words += f" × 自用 {area(lease.self_used_area)} ÷ 建筑 {area(lease.floor_area)}"
    if line.eligible == Fraction(invoice.rent_amount):
        return ""
    return _equals(_lesser(named, line.eligible / factor if factor else None) + words, line)


def _months(start: date, end: date) -> str:
    text = months_text(start, end)
    return f"（{text}）" if "+" in text else text


def _fee_text(fee: CustomsDeclarationLine, line: Line, parameters: ParameterSet) -> str:
    """Measure 5: min(报关代理费, 实付) where it is not the fee of the invoice (ruling 23)."""
    if line.eligible == Fraction(fee.fee_amount):
        return ""
    named = [("代理费", fee.fee_amount)]
    if parameters.reading("line_basis") == "paid":
        named.append(("实付", fee.paid_amount))
    return _equals(_lesser(named, line.eligible), line)
