"""A password of one's own, and accounts that may no longer log in."""

from __future__ import annotations

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.statuses import Role
from cbec_desktop.services import accounts
from cbec_desktop.services.context import Context
from tests.conftest import PASSWORD


def test_a_changed_password_replaces_the_old_one(ctx: Context) -> None:
    accounts.change_password(ctx, PASSWORD, "another-secret")
    assert accounts.authenticate(ctx, "测试", "another-secret").name == "测试"
    with pytest.raises(UserError, match="口令不对"):
        accounts.authenticate(ctx, "测试", PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("wrong", "another-secret", "wrong_password"),
        (PASSWORD, "1234567", "weak_password"),
        (PASSWORD, PASSWORD, "same_password"),
    ],
)
def test_a_password_is_not_changed_when(ctx: Context, old: str, new: str, code: str) -> None:
    with pytest.raises(UserError) as refusal:
        accounts.change_password(ctx, old, new)
    assert refusal.value.code == code
    assert accounts.authenticate(ctx, "测试", PASSWORD).name == "测试"


def test_an_ended_account_cannot_log_in_until_it_is_let_in_again(ctx: Context) -> None:
    added = accounts.add_account(ctx, "李四", [Role.FINANCE], "another-secret")
    accounts.set_account_active(ctx, added.account_id, is_active=False, row_version=added.row_version)
    with pytest.raises(UserError, match="已停用"):
        accounts.authenticate(ctx, "李四", "another-secret")
    accounts.set_account_active(ctx, added.account_id, is_active=True)
    assert accounts.authenticate(ctx, "李四", "another-secret").name == "李四"


def test_nobody_ends_the_account_in_use(ctx: Context) -> None:
    own = next(account for account in accounts.list_accounts(ctx) if account.name == "测试")
    with pytest.raises(UserError, match="正在使用") as refusal:
        accounts.set_account_active(ctx, own.account_id, is_active=False)
    assert refusal.value.code == "own_account"
