"""Whatever a clerk edits, the plan is exactly the difference, and committing it leaves nothing to do."""

from __future__ import annotations

import copy
import json
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.big_workbooks import credit_codes
from cbec_desktop.exchange.templates.w1_enterprises import TEMPLATE
from cbec_desktop.services.context import Context
from cbec_desktop.services.import_commit import _Imager
from tests.services.workbooks import application, figure, firm, invoice, plan, take_in, verdicts, workbook

CODES = credit_codes(6)
EDITS: dict[str, st.SearchStrategy[Any]] = {
    "remark": st.sampled_from([None, "甲", "=1+1", "乙 丙"]),
    "contact_mobile": st.sampled_from([None, "13800000001", "13900000002"]),
    "account_no": st.sampled_from([None, "6222000000000001", "6222000000000002"]),
    "employee_count": st.none() | st.integers(0, 999),
    "prior_year_revenue": st.none() | st.integers(0, 10**6).map(lambda wan: Decimal(wan) * 10_000),
    "established_on": st.none() | st.dates(date(1990, 1, 1), date(2026, 1, 1)),
    "roles": st.lists(st.sampled_from(["卖家", "平台", "服务商"]), min_size=1, unique=True).map(tuple),
    "customs_codes": st.sampled_from([(), ("2113260001",), ("2113260001", "2113260002")]),
}
edits = st.dictionaries(
    st.sampled_from(CODES), st.fixed_dictionaries({}, optional=EDITS), min_size=0, max_size=len(CODES)
)
HEADERS = {column.field: column.header for column in TEMPLATE.sheets[0].columns}


def same(field: str, one: Any, two: Any) -> bool:
    """Whether two cells mean the same: the order of a list does not count, an empty list is an empty cell."""
    if field in ("roles", "customs_codes"):
        return set(one or ()) == set(two or ())
    return bool(one == two)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=edits, second=edits)
def test_plan_of_the_register_is_the_difference(ctx: Context, first: dict[str, Any], second: dict[str, Any]) -> None:
    base = {code: firm(code, name=f"示例{code[-4:]}有限公司") | first.get(code, {}) for code in CODES[:4]}
    take_in(ctx, workbook("W1", {"企业名录": list(base.values())}))
    edited = {code: row | second.get(code, {}) for code, row in base.items()}
    added = {code: firm(code, name="新来的") for code in second if code not in base}
    book = workbook("W1", {"企业名录": [*edited.values(), *added.values()]})
    planned = plan(ctx, book)
    known = {row.subtitle: row for row in planned.files[0].rows}
    for code, row in edited.items():
        expected = {HEADERS[name] for name in row if not same(name, row.get(name), base[code].get(name))}
        assert {change.header for change in known[code].changes} == expected
        assert known[code].verdict.value == ("changed" if expected else "unchanged")
    held = {code for code in added if known[code].verdict.value == "new"}
    assert {known[code].verdict.value for code in added} <= {"new", "unchanged", "changed"}
    take_in(ctx, book)
    again = plan(ctx, book)
    assert set(verdicts(again)) == {"unchanged"}
    assert held <= set(added)


money = st.integers(0, 10**9).map(lambda fen: Decimal(fen).scaleb(-2))
lines = st.lists(
    st.fixed_dictionaries(
        {
            "invoice_no": st.integers(0, 5).map(lambda n: f"2621560520880000{n:04d}"),
            "claimed_amount": money,
            "category": st.sampled_from(["年费", "佣金"]),
            "remark": st.sampled_from([None, "备注"]),
        }
    ),
    max_size=8,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=lines, second=lines)
def test_plan_of_lines_is_the_difference(
    ctx: Context, first: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    number = f"P-{len(plan_numbers)}"
    plan_numbers.append(number)
    stored: dict[tuple[str, str], dict[str, Any]] = {}
    for rows in (first, second):
        book = workbook("W2", {"申报汇总": [application(number)], "费用明细": [invoice(number, **row) for row in rows]})
        planned = take_in(ctx, copy.deepcopy(book))
        seen: dict[tuple[str, str], dict[str, Any]] = {}
        for row, verdict in zip(rows, verdicts(planned)[1:], strict=True):
            key = (row["invoice_no"], row["category"])
            if key in seen:
                assert verdict == ("unchanged" if seen[key] == row else "refused")
                continue
            seen[key] = row
            before = stored.get(key)
            assert verdict == ("new" if before is None else "unchanged" if before == row else "changed")
        stored |= seen


plan_numbers: list[str] = []


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["2026-01", "2026-02"]), st.sampled_from(["9610", "快件"]), st.sampled_from("ab")),
        money,
        max_size=6,
    )
)
def test_figures_of_several_files_come_together_in_any_cut(
    ctx: Context, figures: dict[tuple[str, ...], Decimal]
) -> None:
    rows = [
        figure(period, CODES[0] if firm_name == "a" else CODES[1], mode, export_value=value)
        for (period, mode, firm_name), value in figures.items()
    ]
    half = len(rows) // 2
    take_in(
        ctx,
        workbook("W3", {"进出口月报": rows[:half]}, unit=None),
        workbook("W3", {"进出口月报": rows[half:]}, unit=None),
    )
    assert set(verdicts(plan(ctx, workbook("W3", {"进出口月报": rows}, unit=None)))) <= {"unchanged"}


values = st.one_of(st.none(), st.integers(), st.text())


@given(st.dictionaries(st.text(min_size=1, max_size=8), values, min_size=1, max_size=8))
def test_images_are_the_canonical_json(record: dict[str, Any]) -> None:
    canonical = json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert _Imager().image(record) == canonical
