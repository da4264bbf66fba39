"""One enterprise, whole: facts, validity, trade, masking by right, history of its fields."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.services.context import Context
from cbec_desktop.services.enterprises import get_enterprise
from cbec_desktop.services.overview import store_line, year_overview
from db.models.enterprise import Contact, Enterprise, EnterpriseCustomsCode, PayeeAccount
from db.models.trade import TradePerformance
from db.unit_of_work import open_work

NOW = "2026-11-22T09:30:00+08:00"
CODE = "91211302MA0T7K310M"


@pytest.fixture
def firm(ctx: Context) -> int:
    with open_work(ctx.store, actor=ctx.actor, action="test") as work:
        made = Enterprise(
            credit_code=CODE, name="朝阳喵友宠物用品有限公司", county_code="211302", industry="零售业",
            employee_count=26, prior_year_revenue_fen=28650000, name_initials="", created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        work.session.add(made)
        work.session.flush()
        work.session.add_all(
            [
                Contact(enterprise_id=made.id, name="高洋", mobile="13811112206", valid_to="2026-11-18"),
                Contact(enterprise_id=made.id, name="韩雪", mobile="13912347715", kind="联系人"),
                PayeeAccount(
                    enterprise_id=made.id, account_name="朝阳喵友宠物用品有限公司", account_no="022112345678906603"
                ),
                EnterpriseCustomsCode(enterprise_id=made.id, customs_code="2113960A2C", valid_from="2019-05-08"),
            ]
        )
        work.insert_many(
            TradePerformance,
            [
                {
                    "period": f"2026-0{month}", "credit_code": CODE, "enterprise_name": "x", "mode": mode,
                    "export_value_fen": 12345, "import_value_fen": 0, "source": "海关", "scope": "customs",
                }
                for month, mode in ((1, "9710"), (2, "9710"), (2, "9810"))
            ],
        )  # fmt: skip
        work.commit()
        return made.id


def test_everything_in_one_read(ctx: Context, firm: int) -> None:
    found = get_enterprise(ctx, firm, 2026)
    assert [line.name for line in found.contacts] == ["韩雪", "高洋"]  # the present one first
    assert [(line.mode, line.amount) for line in found.trade] == [
        ("9710", Decimal("246.90")),
        ("9810", Decimal("123.45")),
    ]
    assert found.trade_periods == ("2026-01", "2026-02")
    assert found.accounts[0].is_name_equal
    assert found.facts["prior_year_revenue"] == "286,500.00"
    assert found.size.name == "微型"  # turnover below 100 万元
    assert get_enterprise(ctx, firm, 2027).trade == ()


def test_personal_data_is_masked_without_the_right(ctx: Context, firm: int) -> None:
    assert ctx.actor is not None
    assert get_enterprise(ctx, firm, 2026).contacts[0].mobile == "13912347715"
    auditor = ctx.acting(replace(ctx.actor, roles=frozenset({"county_handler"})))
    seen = get_enterprise(auditor, firm, 2026)
    assert seen.contacts[0].mobile == "139****7715"
    assert seen.accounts[0].account_no == "**************6603"
    shown = [change.new for entry in seen.history for change in entry.changes if change.new]
    assert "13912347715" not in shown
    assert "022112345678906603" not in shown


def test_history_tells_old_and_new(ctx: Context, firm: int) -> None:
    with open_work(ctx.store, actor=ctx.actor, action="edit_enterprise", reason="更名") as work:
        work.load(Enterprise, firm).name = "朝阳喵友科技有限公司"
        work.commit()
    newest = next(e for e in get_enterprise(ctx, firm, 2026).history if e.reason == "更名")
    changes = {change.field: (change.old, change.new) for change in newest.changes}
    assert changes == {"name": ("朝阳喵友宠物用品有限公司", "朝阳喵友科技有限公司")}


def test_unknown_enterprise_is_refused(ctx: Context) -> None:
    with pytest.raises(UserError, match="没有这家企业"):
        get_enterprise(ctx, 4711, 2026)


def test_overview_of_a_year_without_cases_names_all_measures(ctx: Context, firm: int) -> None:
    seen = year_overview(ctx, 2026)
    assert (seen.enterprises, seen.trading_enterprises, seen.cases) == (1, 1, 0)
    assert len(seen.measures) == 5
    assert seen.award == 0
    assert year_overview(ctx, 2027).trading_enterprises == 0


def test_store_line_names_the_set_and_that_there_is_no_backup(ctx: Context) -> None:
    assert store_line(ctx, 2026) == "本机数据库 · 还没有备份  参数 2026-试1（试行）"
    ctx.paths.backups.mkdir(exist_ok=True)
    (ctx.paths.backups / "x.db").write_bytes(b"")
    assert "上次备份" in store_line(ctx, 2026)
    assert "未建参数" in store_line(ctx, 2099)
