"""What one row says against itself, and rows of one file against each other, before the store is asked (ruling 10).

Rows of one key, orphan lines and the terms of one lease are judged by the import service, which knows the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from cbec_desktop.domain.statuses import YUAN_NAMES
from cbec_desktop.exchange.converters import Converted
from cbec_desktop.exchange.results import ParsedRow

Values = dict[str, Any]
Finding = tuple[str, Converted]


def _error(field: str, code: str, message: str) -> Finding:
    return field, Converted(None, code, "error", message)


def _warning(field: str, code: str, message: str) -> Finding:
    return field, Converted(None, code, "warning", message)


def _later(values: Values, first: str, second: str) -> bool:
    return values[first] is not None and values[second] is not None and values[first] > values[second]


def _supervision_mode(values: Values) -> Iterator[Finding]:
    mode = values["supervision_mode"]
    if mode is not None and not (len(mode) == 4 and mode.isascii() and mode.isdigit()):
        text = f"监管方式“{mode}”应为四位代码（如 9610、0110），单元格请设为文本，以免丢失开头的 0。"
        yield _error("supervision_mode", "E-MODE", text)


def _lease(values: Values) -> Iterator[Finding]:
    floor, used = values["floor_area"], values["self_used_area"]
    if floor is not None and floor == 0:
        yield _error("floor_area", "E-AREA", "建筑面积是 0，请按租赁合同填写。")
    elif floor is not None and used is not None and used > floor:
        text = f"自用面积 {used} 大于建筑面积 {floor}，请按租赁合同核对。"
        yield _error("self_used_area", "E-AREA", text)
    if _later(values, "lease_from", "lease_to"):
        yield _error("lease_to", "E-PERIOD", "租期止早于租期起，请按租赁合同核对。")
    if _later(values, "period_from", "period_to"):
        yield _error("period_to", "E-PERIOD", "费用所属期止早于费用所属期起，请按发票核对。")
    elif _later(values, "lease_from", "period_from") or _later(values, "period_to", "lease_to"):
        yield _warning("period_from", "W-PERIOD", "费用所属期超出租期，请核对合同和发票；超出的部分须说明。")


def _declaration(values: Values) -> Iterator[Finding]:
    yield from _supervision_mode(values)
    tickets, mode = values["ticket_count"], values["supervision_mode"]
    if tickets is not None and tickets == 0:
        yield _error("ticket_count", "E-TICKETS", "票数是 0；一票请填 1 或留空。")
    elif tickets is not None and tickets > 1 and mode is not None and mode != "9610":
        text = f"票数 {tickets} 大于 1，但监管方式是 {mode}；只有 9610 批量申报可以大于 1，请按报关单逐票填写。"
        yield _error("ticket_count", "E-TICKETS", text)


def _service_event(values: Values) -> Iterator[Finding]:
    total, local = values["attendance_count"], values["local_attendance_count"]
    if total is not None and local is not None and local > total:
        text = f"本市企业人次 {local} 大于人次 {total}，请按签到表核对。"
        yield _error("local_attendance_count", "E-ATTENDANCE", text)


def _expense(values: Values) -> Iterator[Finding]:
    share = values["local_share_percent"]
    if share is not None and share > 100:
        yield _error("local_share_percent", "E-PERCENT", f"本市企业占比 {share} 大于 100，请核对。")


def _currency(values: Values) -> Iterator[Finding]:
    """A line in foreign currency without rate or date is stored and counts nothing (R15): said at the cell."""
    if (values["currency"] or "").upper() in YUAN_NAMES and values["foreign_amount"] is None:
        return
    for field, name in (("exchange_rate", "汇率"), ("rate_on", "汇率日期"), ("foreign_amount", "原币金额")):
        if values[field] is None:
            yield _warning(field, "W-CURRENCY", f"外币行没有填{name}，核算时本行不计（R15）；请按付款凭证补填。")


def _invoice(values: Values) -> Iterator[Finding]:
    number, code = values.get("invoice_no"), values.get("invoice_code")
    if number is not None and len(number) == 8 and "invoice_code" in values and code is None:
        text = "8 位发票号码须有发票代码才能确定是哪一张，请补填发票代码。"
        yield _warning("invoice_no", "W-INVOICE", text)
    elif number is not None and len(number) == 20 and code is not None:
        yield _warning("invoice_code", "W-INVOICE", "数电发票（20 位）没有发票代码，请核对。")


RULES: dict[str, tuple[Callable[[Values], Iterator[Finding]], ...]] = {
    "费用明细": (_expense, _currency, _invoice),
    "房屋租赁": (_lease, _invoice),
    "报关明细": (_declaration, _invoice),
    "园区实绩": (_supervision_mode,),
    "服务活动": (_service_event,),
    "报关单清单": (_supervision_mode,),
}


def judge_rows(sheet_name: str, rows: list[ParsedRow], award_year: str) -> Iterator[tuple[ParsedRow, Finding]]:
    """What the rows of one sheet say against themselves and each other; `award_year` is the file's own."""
    rules = RULES.get(sheet_name, ())
    for row in rows if rules else ():
        for rule in rules:
            for finding in rule(row.values):
                yield row, finding
    if rows and award_year and "award_year" in rows[0].values:
        for row in rows:
            for finding in _other_year(row.values, award_year):
                yield row, finding
    if sheet_name == "报关明细":
        yield from _two_agents(rows)


def _other_year(values: Values, award_year: str) -> Iterator[Finding]:
    year = values["award_year"]
    if year is not None and str(year) != award_year:
        text = f"本行年度 {year} 与文件的年度 {award_year} 不同，请核对。"
        yield _warning("award_year", "W-YEAR", text)


def _two_agents(rows: list[ParsedRow]) -> Iterator[tuple[ParsedRow, Finding]]:
    """A warning, once for each invoice and agent, when an earlier row names another agent for the invoice."""
    first: dict[tuple[Any, Any], tuple[int, Any]] = {}
    said: set[tuple[Any, Any, Any]] = set()
    for row in rows:
        number, agent = row.values.get("invoice_no"), row.values.get("agent_credit_code")
        if number is None or agent is None:
            continue
        invoice = (row.values.get("invoice_code"), number)
        at, known = first.setdefault(invoice, (row.row, agent))
        if known != agent and (*invoice, agent) not in said:
            said.add((*invoice, agent))
            text = f"同一张发票在第 {at} 行写的是另一家代理公司（{known}），请核对发票。"
            yield row, _warning("agent_credit_code", "W-AGENT", text)
