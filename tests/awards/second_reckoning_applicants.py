"""The second reckoning's applicants: who is out, who lacks a fact, what other public money counts against whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.awards.second_reckoning import Row, Year

Values = Mapping[str, str]
COST_MEASURES = ("platform_entry_fee", "premises_rent", "customs_agency_fee")


@dataclass(frozen=True)
class Money:
    """Other public money of one application: said by the workbook, registered for the whole case, of its lines."""

    counts: bool
    declared: int | None
    registered: int | None
    lines: int
    lines_named: bool

    @property
    def is_known(self) -> bool:
        """A registered sum that is not known leaves all unknown; one that is known stands for the workbook's."""
        return self.registered is not None and (self.declared is not None or self.registered > 0)

    @property
    def unnamed(self) -> int:
        """What no line names; what workbook and register both tell is the same money: the larger one."""
        return max((self.declared or 0) - self.lines, self.registered or 0, 0)


def judge(year: Year, values: Values) -> tuple[list[Row], dict[int, Money]]:
    """Applications with `ok` (not refused) and `known` (no deciding fact lacks); lines get their registered support."""
    rows: dict[int, list[Row]] = {}
    supports: dict[int, list[Row]] = {}
    for line in year.expenses:
        rows.setdefault(line["app"], []).append(line)
    for item in year.supports:
        supports.setdefault(item["app"], []).append(item)
    performance = Performance(year, values)
    judged, money = [], {}
    for app in year.applications:
        own = _money(app, rows.get(app["id"], []), supports.get(app["id"], []), values)
        money[app["id"]] = own
        ok = _passes(app, own, performance, values)
        judged.append({**app, "ok": int(ok), "known": int(_is_known(app, own, values))})
    return judged, money


def _money(app: Row, lines: list[Row], supports: list[Row], values: Values) -> Money:
    wants_any = app["measure"] in COST_MEASURES or values["dup.level"] == "any"
    invoices = {line["invoice"] for line in lines}
    named, whole = [], []
    for item in supports:
        counts_by_level = wants_any or item["level"] in ("国家", "省")
        counts_by_state = item["state"] == "received" or values["dup.count_pending"] == "yes"
        if item["related"] and counts_by_level and counts_by_state:
            is_named = item["invoice"] in invoices and item["amount"] is not None
            (named if is_named else whole).append(item)
    _give_to_lines(lines, named)
    amounts = [item["amount"] for item in whole]
    return Money(
        counts=bool(app["flag"] or whole),
        declared=app["support"] if app["flag"] else 0,
        registered=None if None in amounts else sum(amounts),
        lines=sum(line["supported"] or 0 for line in lines),
        lines_named=any(line["supported"] is not None for line in lines),
    )


def _give_to_lines(lines: list[Row], named: Iterable[Row]) -> None:
    """Money registered for an invoice goes to its lines one after another, up to what each claims."""
    left: dict[str, int] = {}
    for item in named:
        left[item["invoice"]] = left.get(item["invoice"], 0) + item["amount"]
    for line in lines:
        given = min(left.get(line["invoice"], 0), line["claimed"])
        line["supported"] = line["other"]
        if given:
            left[line["invoice"]] -= given
            line["supported"] = max(line["other"] or 0, given)


def _is_known(app: Row, own: Money, values: Values) -> bool:
    """Ruling 16: facts that decide the amount and are missing."""
    if app["measure"] == "park_award":
        tops_up = values["dup.m1"] == "highest_only" and own.counts
        return bool(app["assessed"] and app["document"]) and (own.is_known or not tops_up)
    if app["measure"] == "service_platform":
        if values["dup.m2"] == "same_lines":
            return not own.counts or own.lines > 0
        return values["dup.m2"] != "highest_only" or own.is_known or not own.counts or own.lines > 0
    return own.is_known or not own.counts or own.lines_named or values["dup.m3_5"] in ("stack", "exclude")


class Performance:
    """有进出口实绩 (A10, A17, A23, ruling 25): customs figures and own declarations of a year, by firm."""

    def __init__(self, year: Year, values: Values) -> None:
        self.modes = values["mode_codes"].split(",")
        self.least = Fraction(values["perf_min"]) * 100
        self.rule = values["m1.perf_rule"]
        self.sums: dict[tuple[str, str], int] = {}
        self.parks: dict[int, dict[str, int]] = {}
        for row in year.trade:
            if row["source"] == "海关":
                self._add(row["firm"], str(row["year"]), row)
        for row in _each_number_once(year):
            self._add(row["consignee"], row["declared_on"][:4], row)
        for row in year.tenants:
            if row["mode"] in self.modes:
                tenants = self.parks.setdefault(row["app"], {})
                tenants[row["tenant"]] = tenants.get(row["tenant"], 0) + row["value"]

    def _add(self, firm: str, year: str, row: Row) -> None:
        if row["mode"] in self.modes:
            self.sums[firm, year] = self.sums.get((firm, year), 0) + row["value"]

    def is_enough(self, app: Row) -> bool:
        """Whether the application may have anything: measures 1, 3 and 4 demand trade of the year."""
        if app["measure"] not in ("park_award", "platform_entry_fee", "premises_rent"):
            return True
        value = self.sums.get((app["firm"], str(app["year"])), 0)
        if app["measure"] == "park_award" and self.rule != "operator":
            tenants = self.parks.get(app["id"], {}).values()
            value = max(tenants, default=0) if self.rule == "any_tenant" else sum(tenants)
            if self.rule == "officer":
                return True
        return value > 0 and value >= self.least


def _each_number_once(year: Year) -> list[Row]:
    """Declarations of all applications, decided ones first; a number that comes again adds nothing."""
    rank = {app["id"]: (app["granted"] is None, app["id"]) for app in year.applications}
    first: dict[str, Row] = {}
    for row in sorted(year.declarations, key=lambda row: (*rank[row["app"]], row["row"])):
        first.setdefault(row["no"], row)
    return list(first.values())


def _passes(app: Row, own: Money, performance: Performance, values: Values) -> bool:
    if app["firm"][:2] not in values["eligible_entity_types"].split(",") or app["credit"] == "失信":
        return False
    if app["measure"] == "park_award":
        if app["role"] != "园区运营主体" or (own.counts and values["dup.m1"] == "exclude"):
            return False
    elif app["measure"] == "service_platform":
        is_supported = bool(own.counts or own.lines)
        is_platform = app["role"] in values["m2.entity_types"].split(",")
        return is_platform and not (values["dup.m2"] == "exclude" and is_supported)
    elif own.counts and values["dup.m3_5"] == "exclude":
        return False
    return performance.is_enough(app)
