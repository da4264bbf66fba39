"""Registers of a small store: what stands in the cells, orders, filters, sums."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.registers import RegisterQuery, Status
from cbec_desktop.services.context import Context
from cbec_desktop.services.register_catalogue import REGISTERS
from cbec_desktop.services.registers import RegisterSource, open_register
from db.models.enterprise import Contact, Enterprise, EnterpriseRole
from db.models.trade import TradePerformance
from db.queries import registers as sql
from db.unit_of_work import open_work

NOW = "2026-11-22T09:30:00+08:00"
FIRMS = (
    ("乙公司", "211381", "ygs", "正常"),
    ("甲公司", "211302", "jgs", None),
    ("丙公司", "211302", "bgs", "失信"),
)
AMOUNTS = (30000, None, 50050)
"""Customs trade of 2026 in fen; the second firm has none."""


@pytest.fixture
def source(ctx: Context) -> RegisterSource:
    with open_work(ctx.store, actor=ctx.actor, action="test") as work:
        ids = work.insert_many(
            Enterprise,
            [
                {
                    "credit_code": f"91211302MA0000000{number}", "name": name, "county_code": county,
                    "name_initials": initials, "credit_status": credit, "created_at": NOW, "updated_at": NOW,
                }
                for number, (name, county, initials, credit) in enumerate(
                    FIRMS
                )
            ],
        )  # fmt: skip
        work.insert_many(EnterpriseRole, [{"enterprise_id": ids[0], "role": role} for role in ("卖家", "平台")])
        work.insert_many(EnterpriseRole, [{"enterprise_id": ids[0], "role": "服务商", "valid_to": "2026-01-01"}])
        work.insert_many(Contact, [{"enterprise_id": ids[0], "name": "韩雪", "mobile": "13912347715"}])
        work.insert_many(
            TradePerformance,
            [
                {
                    "period": period, "credit_code": f"91211302MA0000000{number}", "enterprise_name": "x",
                    "mode": mode, "export_value_fen": fen, "import_value_fen": 0, "source": source, "scope": scope,
                }
                for number, fen in enumerate(AMOUNTS)
                if fen is not None
                for period, mode, source, scope in (
                    ("2026-01", "9710", "海关", "customs"),
                    ("2026-02", "快件", "企业", "all_channel"),
                    ("2025-12", "9610", "海关", "customs"),
                )
            ],
        )  # fmt: skip
        work.commit()
    return open_register(ctx, "enterprises")


def names(source: RegisterSource, query: RegisterQuery) -> list[object]:
    return [row.cells["name"] for row in source.rows(query, 0, 10)]


def test_cells_say_what_is_stored(source: RegisterSource) -> None:
    first, second, third = source.rows(RegisterQuery(), 0, 10)
    assert first.cells["county"] == "北票市"
    assert first.cells["roles"] == "卖家、平台"  # the ended role is not shown
    assert first.cells["trade"] == Decimal("300.00")  # customs figures of this year only
    assert first.cells["modes"] == "9710"
    assert first.cells["contact"] == "韩雪 139****7715"
    assert first.cells["credit_status"] == Status("正常", "ok")
    assert second.cells["trade"] is None
    assert second.cells["credit_status"] == Status("待查询", "warn")
    assert third.cells["credit_status"] == Status("失信", "err")
    assert first.key == str(first.record_id)


@pytest.mark.parametrize(
    ("sort", "descending", "expected"),
    [
        ("", False, ["乙公司", "甲公司", "丙公司"]),
        ("name", False, ["丙公司", "甲公司", "乙公司"]),  # by pinyin
        ("trade", True, ["丙公司", "乙公司", "甲公司"]),
        ("trade", False, ["乙公司", "丙公司", "甲公司"]),  # unknown stands last both ways
        ("county", False, ["甲公司", "丙公司", "乙公司"]),
    ],
)
def test_orders(source: RegisterSource, sort: str, descending: bool, expected: list[str]) -> None:
    assert names(source, RegisterQuery(sort=sort, descending=descending)) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ((("county", "211302"),), ["甲公司", "丙公司"]),
        ((("role", "平台"),), ["乙公司"]),
        ((("role", "服务商"),), []),
        ((("credit", "待查询"),), ["甲公司"]),
        ((("trade_from", "50050"),), ["丙公司"]),
        ((("has_trade", "1"), ("no_case", "1")), ["乙公司", "丙公司"]),
        ((("county", "211302' OR '1'='1"),), []),
    ],
)
def test_filters(source: RegisterSource, filters: tuple[tuple[str, str], ...], expected: list[str]) -> None:
    query = RegisterQuery(filters=filters)
    assert names(source, query) == expected
    assert source.count(query) == len(expected)


def test_each_cell_finds_its_row_by_its_value(source: RegisterSource) -> None:
    """The condition on a column takes what is stored: money in fen, absent as absent, words as they are."""
    for row in source.rows(RegisterQuery(), 0, 10):
        for column in source.register.columns:
            condition = (f"is:{column.id}", source.stored_cell(row.record_id, column.id, 2026))
            found = source.rows(RegisterQuery(filters=(condition,)), 0, 10)
            assert row in found
            assert {other.cells[column.id] for other in found} == {row.cells[column.id]}
    assert names(source, RegisterQuery(filters=(("is:trade", "50050"),))) == ["丙公司"]
    assert names(source, RegisterQuery(filters=(("is:trade", "null"),))) == ["甲公司"]
    assert names(source, RegisterQuery(filters=(("is:name", '"甲公司\' OR 1=1"'),))) == []


def test_windows_far_away_agree_with_the_first_page(source: RegisterSource) -> None:
    query = RegisterQuery(sort="name")
    first = source.rows(query, 0, 3)
    assert [row.record_id for row in first] == source.ids(query)
    assert source.rows(query, 1, source.FIRST_ROWS) == first[1:]  # read from the kept ids
    assert source.position(query, first[2].record_id) == 2
    assert source.position(query, 999) == -1
    assert source.rows_of(query, [first[2].record_id, first[0].record_id]) == [first[0], first[2]]


def test_sums_of_all_and_of_a_selection(source: RegisterSource) -> None:
    query = RegisterQuery()
    assert source.sums(query)["trade"] == Decimal("800.50")
    assert source.sums(query, source.ids(query)[:2])["trade"] == Decimal("300.00")
    assert source.sums(RegisterQuery(award_year=2027))["trade"] == 0


def test_huge_registers_leave_gathered_sums_out(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RegisterSource, "GATHERED", -1)
    assert set(open_register(ctx, "applications").sums(RegisterQuery())) == {"claimed", "county_reviewed"}


def test_text_finds_by_initials(source: RegisterSource) -> None:
    assert names(source, RegisterQuery(text="jgs")) == ["甲公司"]
    assert names(source, RegisterQuery(text="00002")) == ["丙公司"]


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.id)
def test_every_column_filter_and_view_of_every_register_can_be_asked(ctx: Context, register: object) -> None:
    source = open_register(ctx, register.id)  # type: ignore[attr-defined]
    for column in source.register.columns:
        assert source.rows(RegisterQuery(sort=column.id), 0, 5) == []
    for known in source.register.filters:
        assert source.count(RegisterQuery(filters=((known.id, known.choices[0][0] if known.choices else "1"),))) == 0
    for saved in source.register.views:
        assert source.count(RegisterQuery(filters=saved.filters)) == 0
    source.sums(RegisterQuery())
    assert source.count(RegisterQuery(text="喵友")) == 0


def test_unknown_register_is_refused(ctx: Context) -> None:
    with pytest.raises(UserError, match="没有登记簿"):
        open_register(ctx, "nothing")


def test_ids_come_packed_in_one_value(source: RegisterSource, ctx: Context) -> None:
    with ctx.store.open_view() as view:
        assert list(sql.all_ids(view, sql.ENTERPRISES, RegisterQuery(), [])) == source.ids(RegisterQuery())
        assert len(sql.all_ids(view, sql.ENTERPRISES, RegisterQuery(filters=(("county", "none"),)), [])) == 0


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("register", ["ENTERPRISES", "APPLICATIONS"])
def test_a_gathered_order_is_the_order_of_the_column(assessed_ctx: Context, register: str, descending: bool) -> None:
    """The join that makes it quick sorts as asking each row for its own cell would."""
    quick = getattr(sql, register)
    by_row = {"enterprise": "(SELECT e.name_initials FROM enterprise e WHERE e.id = r.enterprise_id)"}
    slow = replace(quick, gathered={}, sort_keys={**quick.sort_keys, **by_row})
    with assessed_ctx.store.open_view() as view:
        for name in quick.gathered:
            query = RegisterQuery(sort=name, descending=descending, award_year=2026)
            ids = list(sql.all_ids(view, quick, query, ()))
            assert len(ids) > 10
            assert ids == list(sql.all_ids(view, slow, query, ())), name
            assert ids[:5] == sql.page_ids(view, quick, query, (), offset=0, limit=5), name
