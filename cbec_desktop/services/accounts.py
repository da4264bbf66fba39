"""Accounts: who may log in, with which roles; passwords as argon2id, no default one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cbec_desktop.domain.clock import timestamp
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.records import Actor
from cbec_desktop.domain.rights import RIGHT_WORDS, ROLES_OF_RIGHT, Right, has_right
from cbec_desktop.domain.statuses import ROLE_WORDS, Role
from cbec_desktop.services.context import Context, PasswordCost

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from db.queries.logins import AccountRecord
    from db.unit_of_work import Work

FAILED_LOGINS_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=10)
FEWEST_PASSWORD_CHARACTERS = 8
SYSTEM = "system"
"""Who acts in the trail where nobody is logged in yet."""


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """One account as the administrator sees it."""

    account_id: int
    name: str
    full_name: str
    roles: tuple[str, ...]
    is_active: bool
    locked_until: str | None
    row_version: int

    @property
    def role_words(self) -> str:
        """The roles in words, for lists."""
        return "、".join(ROLE_WORDS[Role(role)] for role in self.roles)


def authenticate(ctx: Context, name: str, password: str) -> Actor:
    """Log `name` in; UserError wrong_password (the same for an unknown name), account_locked, account_inactive.

    Five wrong passwords in a row lock the account for ten minutes.
    """
    from db.queries.logins import account_for_login
    from db.reading import open_reading

    with open_reading(ctx.store) as connection:
        account = account_for_login(connection, name)
    now = ctx.clock()
    if account is not None and _is_locked(account, now):
        raise UserError(f"账户 {name} 因多次输错口令已锁定到 {account.locked_until}，请稍后再试。", "account_locked")
    if account is None or not password_matches(ctx.password_cost, account.password_hash, password):
        _count_failure(ctx, account, now)
        raise UserError("用户名或口令不对，请重新输入。", "wrong_password")
    if not account.is_active:
        raise UserError(f"账户 {name} 已停用，请联系系统管理员。", "account_inactive")
    if account.failed_logins or account.locked_until:
        _clear_failures(ctx, account.id)
    return actor_of(account)


def log_in(ctx: Context, name: str, password: str, place: str) -> Actor:
    """`authenticate` with an entry in the trail that says where (窗口, 解锁): who was let in, and when."""
    from db.unit_of_work import open_work

    actor = authenticate(ctx, name, password)
    with open_work(ctx.store, actor=actor, action="log_in") as work:
        work.note("login", {"place": place}, actor.account_id)
        work.commit()
    return actor


def password_matches(cost: PasswordCost, stored: str, password: str) -> bool:
    """Whether `password` is the one behind the stored argon2id hash."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher(cost).verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def actor_of(account: AccountRecord) -> Actor:
    """The account as it enters audit entries."""
    return Actor(account.id, account.name, account.full_name, account.roles)


def add_account(
    ctx: Context, name: str, roles: Collection[str], password: str, full_name: str | None = None
) -> AccountSummary:
    """Make an account (right: manage_accounts); UserError for a known name, an unknown role or a weak password."""
    from db.queries.system import account_by_name
    from db.unit_of_work import open_work

    require_right(ctx, Right.MANAGE_ACCOUNTS)
    with open_work(ctx.store, actor=ctx.actor, action="add_account") as work:
        if account_by_name(work.session, name) is not None:
            raise UserError(f"账户 {name} 已经存在，请换一个用户名。", "account_exists")
        account_id = insert_account(work, ctx.password_cost, name, roles, password, full_name)
        work.commit()
    return next(account for account in list_accounts(ctx) if account.account_id == account_id)


def password_problem(password: str) -> str:
    """What is wrong with a new password, as a sentence; empty when nothing is: the one rule."""
    if len(password.strip()) < FEWEST_PASSWORD_CHARACTERS:
        return f"口令至少 {FEWEST_PASSWORD_CHARACTERS} 个字符，请再长一些。"
    return ""


def change_password(ctx: Context, old: str, new: str) -> None:
    """Give the acting account another password; UserError wrong_password, account_locked, weak_password, same_password.

    The old one is asked as at the login: five wrong ones lock the account.
    """
    from db.models.system import Account
    from db.unit_of_work import open_work

    if ctx.actor is None:
        raise UserError("请先登录再操作。", "not_logged_in")
    if problem := password_problem(new):
        raise UserError(problem, "weak_password")
    if old == new:
        raise UserError("新口令与原口令相同，请换一个。", "same_password")
    authenticate(ctx, ctx.actor.name, old)
    with open_work(ctx.store, actor=ctx.actor, action="change_password") as work:
        work.load(Account, _account_id(ctx)).password_hash = _hasher(ctx.password_cost).hash(new)
        work.commit()


def set_account_active(ctx: Context, account_id: int, *, is_active: bool, row_version: int | None = None) -> None:
    """Let an account log in or no longer (right: manage_accounts); UserError own_account.

    Accounts are never deleted: their names stand in the trail. As nobody ends the own one, an administrator stays.
    """
    from db.models.system import Account
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.MANAGE_ACCOUNTS)
    if not is_active and account_id == actor.account_id:
        raise UserError("不能停用正在使用的账户，请由另一位管理员操作。", "own_account")
    action = "activate_account" if is_active else "deactivate_account"
    with open_work(ctx.store, actor=actor, action=action) as work:
        work.load(Account, account_id, row_version).is_active = int(is_active)
        work.commit()


def _account_id(ctx: Context) -> int:
    assert ctx.actor is not None
    assert ctx.actor.account_id is not None
    return ctx.actor.account_id


def insert_account(
    work: Work,
    cost: PasswordCost,
    name: str,
    roles: Collection[str],
    password: str,
    full_name: str | None = None,
) -> int:
    """Put a checked account with its roles into `work` and return its id."""
    from db.models.system import Account, AccountRole

    name = name.strip()
    _check_new(name, roles, password)
    account = Account(
        name=name,
        full_name=(full_name or name).strip(),
        password_hash=_hasher(cost).hash(password),
        created_at=work.now,
    )
    work.session.add(account)
    work.session.flush()
    work.session.add_all(AccountRole(account_id=account.id, role=str(role)) for role in sorted(roles))
    return account.id


def list_accounts(ctx: Context) -> list[AccountSummary]:
    """All accounts, without anything secret."""
    from db.queries.system import list_accounts as stored_accounts

    with ctx.store.open_view() as view:
        accounts = stored_accounts(view)
    return [
        AccountSummary(
            account_id=account.id,
            name=account.name,
            full_name=account.full_name,
            roles=tuple(role.value for role in Role if role in account.roles),
            is_active=account.is_active,
            locked_until=account.locked_until,
            row_version=account.row_version,
        )
        for account in accounts
    ]


def active_account_names(ctx: Context) -> list[str]:
    """Names that may log in, in the order the accounts were made."""
    return [account.name for account in list_accounts(ctx) if account.is_active]


def can(ctx: Context, right: Right) -> bool:
    """Whether the account in charge has `right`; False when nobody is logged in."""
    return ctx.actor is not None and has_right(ctx.actor.roles, right)


def require_right(ctx: Context, right: Right | str) -> Actor:
    """The acting account when it has `right`; UserError not_logged_in or no_right otherwise."""
    right = Right(right)
    if ctx.actor is None:
        raise UserError("请先登录再操作。", "not_logged_in")
    if not has_right(ctx.actor.roles, right):
        raise UserError(f"账户 {ctx.actor.name} {lacking_sentence(right)}", "no_right")
    return ctx.actor


def lacking_sentence(right: Right) -> str:
    """What stands beside a button that the account may not press, and who may."""
    needed = "、".join(ROLE_WORDS[role] for role in Role if role in ROLES_OF_RIGHT[right])
    return f"没有“{RIGHT_WORDS[right]}”的权限，请由{needed}操作。"


def _check_new(name: str, roles: Collection[str], password: str) -> None:
    if not name:
        raise UserError("用户名不能为空。", "empty_name")
    if problem := password_problem(password):
        raise UserError(f"账户 {name} 的{problem}", "weak_password")
    unknown = sorted(set(roles) - {role.value for role in Role})
    if unknown or not roles:
        known = "、".join(f"{role.value}（{word}）" for role, word in ROLE_WORDS.items())
        raise UserError(f"没有角色“{'、'.join(unknown)}”。可用的角色：{known}。", "unknown_role")


def _hasher(cost: PasswordCost) -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=cost.rounds, memory_cost=cost.memory_kib, parallelism=cost.lanes)


def _is_locked(account: AccountRecord, now: datetime) -> bool:
    return account.locked_until is not None and datetime.fromisoformat(account.locked_until) > now


def _count_failure(ctx: Context, account: AccountRecord | None, now: datetime) -> None:
    """Count a wrong password; the fifth in a row locks. An unknown name costs a hash all the same."""
    from db.models.system import Account
    from db.unit_of_work import open_work

    if account is None:
        _hasher(ctx.password_cost).hash("no such account")
        return
    with open_work(ctx.store, actor=SYSTEM, action="count_failed_login") as work:
        stored = work.load(Account, account.id)
        stored.failed_logins += 1
        if stored.failed_logins >= FAILED_LOGINS_ALLOWED:
            stored.failed_logins, stored.locked_until = 0, timestamp(now + LOCKED_FOR)
        work.commit()


def _clear_failures(ctx: Context, account_id: int) -> None:
    from db.models.system import Account
    from db.unit_of_work import open_work

    with open_work(ctx.store, actor=SYSTEM, action="clear_failed_logins") as work:
        stored = work.load(Account, account_id)
        stored.failed_logins, stored.locked_until = 0, None
        work.commit()
