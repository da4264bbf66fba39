"""Accounts: who gets in, what a wrong password does, who may do what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.rights import RIGHT_WORDS, ROLES_OF_RIGHT, Right
from cbec_desktop.domain.statuses import Role
from cbec_desktop.services import accounts
from cbec_desktop.services.context import Context, PasswordCost
from db.models.audit import AuditEntry
from db.models.system import Account
from tests.conftest import ADMIN, NOW, PASSWORD


def test_the_first_account_is_administrator_and_city_handler(ctx: Context) -> None:
    actor = accounts.authenticate(ctx, ADMIN, PASSWORD)
    assert actor.roles == {Role.ADMINISTRATOR, Role.CITY_HANDLER}


@pytest.mark.parametrize("name", [ADMIN, "查无此人"])
def test_a_wrong_password_and_an_unknown_name_are_told_alike(ctx: Context, name: str) -> None:
    with pytest.raises(UserError, match="用户名或口令不对") as refusal:
        accounts.authenticate(ctx, name, "wrong")
    assert refusal.value.code == "wrong_password"


def test_five_wrong_passwords_lock_for_ten_minutes(ctx: Context) -> None:
    for _ in range(accounts.FAILED_LOGINS_ALLOWED):
        with pytest.raises(UserError, match="口令不对"):
            accounts.authenticate(ctx, ADMIN, "wrong")
    with pytest.raises(UserError, match="已锁定") as refusal:
        accounts.authenticate(ctx, ADMIN, PASSWORD)
    assert refusal.value.code == "account_locked"
    later = replace(ctx, clock=lambda: NOW + accounts.LOCKED_FOR + timedelta(seconds=1))
    assert accounts.authenticate(later, ADMIN, PASSWORD).name == ADMIN


def test_a_right_password_clears_the_count(ctx: Context) -> None:
    for _ in range(accounts.FAILED_LOGINS_ALLOWED - 1):
        with pytest.raises(UserError):
            accounts.authenticate(ctx, ADMIN, "wrong")
    accounts.authenticate(ctx, ADMIN, PASSWORD)
    with pytest.raises(UserError, match="口令不对"):
        accounts.authenticate(ctx, ADMIN, "wrong")
    assert accounts.authenticate(ctx, ADMIN, PASSWORD).name == ADMIN


def test_passwords_are_argon2id_and_stay_out_of_the_audit_trail(ctx: Context) -> None:
    accounts.add_account(ctx, "李四", [Role.FINANCE], "another-secret")
    with ctx.store.open_view() as view:
        stored = view.scalar(select(Account.password_hash).where(Account.name == "李四"))
        trail = view.scalars(select(AuditEntry.after_json).where(AuditEntry.table_name == "account")).all()
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert trail
    assert all(stored not in (image or "") for image in trail)
    assert any('"password_hash":"***"' in (image or "") for image in trail)


def test_the_default_cost_is_not_the_cheap_one_of_the_tests() -> None:
    cost = PasswordCost()
    assert cost.memory_kib >= 19_456
    assert cost.rounds >= 2


def test_an_account_may_hold_several_roles(ctx: Context) -> None:
    summary = accounts.add_account(ctx, "李四", [Role.FINANCE, Role.AUDITOR], "long-secret", "李四儿")
    assert summary.role_words == "财务、审计"
    assert accounts.authenticate(ctx, "李四", "long-secret").full_name == "李四儿"
    assert accounts.active_account_names(ctx)[-1] == "李四"


@pytest.mark.parametrize(
    ("name", "roles", "password", "code"),
    [
        (ADMIN, [Role.FINANCE], "long-secret", "account_exists"),
        ("", [Role.FINANCE], "long-secret", "empty_name"),
        ("李四", ["king"], "long-secret", "unknown_role"),
        ("李四", [], "long-secret", "unknown_role"),
        ("李四", [Role.FINANCE], "  ", "weak_password"),
        ("李四", [Role.FINANCE], "1234567", "weak_password"),
    ],
)
def test_a_bad_new_account_is_refused(ctx: Context, name: str, roles: list[str], password: str, code: str) -> None:
    before = accounts.list_accounts(ctx)
    with pytest.raises(UserError) as refusal:
        accounts.add_account(ctx, name, roles, password)
    assert refusal.value.code == code
    assert accounts.list_accounts(ctx) == before


def test_only_the_administrator_adds_accounts(ctx: Context) -> None:
    accounts.add_account(ctx, "李四", [Role.FINANCE], "long-secret")
    finance = ctx.acting(accounts.authenticate(ctx, "李四", "long-secret"))
    with pytest.raises(UserError, match="没有“管理账户”的权限，请由系统管理员操作") as refusal:
        accounts.add_account(finance, "王五", [Role.FINANCE], "long-secret")
    assert refusal.value.code == "no_right"
    with pytest.raises(UserError, match="请先登录"):
        accounts.add_account(replace(ctx, actor=None), "王五", [Role.FINANCE], "long-secret")


def test_personal_data_leaves_only_by_the_hands_of_ruling_13() -> None:
    allowed = ROLES_OF_RIGHT[Right.EXPORT_PERSONAL_DATA]
    assert allowed == {Role.CITY_HANDLER, Role.SECTION_CHIEF, Role.FINANCE}


def test_every_right_has_words_and_somebody_who_holds_it() -> None:
    assert set(RIGHT_WORDS) == set(ROLES_OF_RIGHT) == set(Right)
    assert all(ROLES_OF_RIGHT.values())


def test_an_inactive_account_stays_out(ctx: Context, data_folder: Path) -> None:
    from db.unit_of_work import open_work

    with open_work(ctx.store, actor=ctx.actor, action="deactivate_account") as work:
        account = work.session.scalars(select(Account).where(Account.name == ADMIN)).one()
        account.is_active = 0
        work.commit()
    with pytest.raises(UserError, match="已停用"):
        accounts.authenticate(ctx, ADMIN, PASSWORD)


def test_a_login_stands_in_the_trail(ctx: Context) -> None:
    actor = accounts.log_in(ctx, ADMIN, PASSWORD, "窗口")
    with ctx.store.open_view() as view:
        entry = view.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.actor, entry.action, entry.table_name, entry.record_id) == (
        ADMIN,
        "log_in",
        "login",
        actor.account_id,
    )
    assert entry.after_json == '{"place":"窗口"}'
    with pytest.raises(UserError):
        accounts.log_in(ctx, ADMIN, "wrong-password", "窗口")
    with ctx.store.open_view() as view:
        newest = view.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert newest is not None
    assert newest.action == "count_failed_login"
