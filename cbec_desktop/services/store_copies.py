"""Backups made, and put back after they stood every check; the present store is always kept."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from cbec_desktop.domain.clock import Clock, office_time
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.records import Actor
from cbec_desktop.domain.rights import Right
from cbec_desktop.paths import DataPaths
from cbec_desktop.services import accounts
from cbec_desktop.services.context import Context, PasswordCost

if TYPE_CHECKING:
    from db.engine import Store

Login = tuple[str | None, str | None]


def backup_store(ctx: Context, out: Path | None = None) -> Path:
    """Copy the store, check the copy, put it under its name (default: backups/store-<time>.db); returns its path.

    Right: back_up. Raises UserError when `out` cannot be written, or is a file that is no store.
    """
    from db.backups import copy_store
    from db.unit_of_work import open_work

    actor = accounts.require_right(ctx, Right.BACK_UP)
    target = _backup_target(ctx, out)
    copy_store(ctx.store.path, target)
    with open_work(ctx.store, actor=actor, action="back_up") as work:
        work.note("backup", {"file": str(target)})
        work.commit()
    return target


def restore_store(
    paths: DataPaths,
    file: Path,
    *,
    name: str | None,
    password: str,
    second_name: str | None = None,
    second_password: str | None = None,
    clock: Clock = office_time,
) -> Path | None:
    """Put a backup back after checking it; returns where the present store was kept, None when there was none.

    Right: restore, asked of the present store's accounts, or of the backup's when there is no readable present one.
    With two or more active accounts a second person must agree (ruling 20). Raises UserError; nothing changed then.
    """
    scratch = _checked_copy(paths, file, clock)
    try:
        present = _present_store(paths, clock)
        persons = _agreeing(paths, present or scratch, (name, password), (second_name, second_password), clock)
        kept = _keep_present(paths, present, clock)
        _put_in_place(paths, scratch, is_living=present is not None)
    finally:
        scratch.close()
        scratch.path.unlink(missing_ok=True)
    _note_restore(paths, file, kept, persons, clock)
    return kept


def _backup_target(ctx: Context, out: Path | None) -> Path:
    default_name = f"store-{ctx.clock():%Y%m%d-%H%M%S}.db"
    if out is None:
        ctx.paths.backups.mkdir(exist_ok=True)
        return ctx.paths.backups / default_name
    target = out.expanduser().absolute()
    if target.is_dir():
        target = target / default_name
    if not target.parent.is_dir():
        raise UserError(f"找不到文件夹 {target.parent}，请先建立，或换一个备份位置。", "missing_folder")
    if target.exists():
        if target.samefile(ctx.store.path):
            raise UserError("备份不能写到正在使用的数据库上，请换一个文件名。", "same_file")
        if not _is_store(target):
            raise UserError(f"{target} 已存在，而且不是备份文件，不会覆盖它。请换一个文件名。", "file_exists")
    return target


def _is_store(path: Path) -> bool:
    """Whether a file is one of ours: only such a file may be replaced by a backup."""
    from db.engine import APPLICATION_ID, read_identity

    try:
        return path.is_file() and read_identity(path)[0] == APPLICATION_ID
    except UserError:
        return False


def _checked_copy(paths: DataPaths, file: Path, clock: Clock) -> Store:
    """A scratch copy of the backup beside the store, upgraded and checked: the present store is not touched yet."""
    from db.backups import copy_store
    from db.engine import APPLICATION_ID, open_store, read_identity

    file = file.expanduser().absolute()
    if not file.is_file():
        raise UserError(f"找不到备份文件 {file}，请检查路径。", "missing_file")
    if paths.store.exists() and file.samefile(paths.store):
        raise UserError("要恢复的文件就是正在使用的数据库，没有改动。请选一个备份文件。", "same_file")
    if read_identity(file)[0] != APPLICATION_ID:
        raise UserError(f"{file} 不是本程序的备份，没有恢复。", "not_our_store")
    paths.folder.mkdir(parents=True, exist_ok=True)
    scratch = paths.folder / "store.db.restoring"
    copy_store(file, scratch)
    try:
        return open_store(scratch, clock=clock)
    except UserError:
        scratch.unlink(missing_ok=True)
        raise


def _present_store(paths: DataPaths, clock: Clock) -> Store | None:
    """The store in place, or None when there is none that can be read (a damaged one is a reason to restore)."""
    from db.engine import open_store

    try:
        store = open_store(paths.store, clock=clock)
        return store if _accounts_of(store) else None
    except UserError as refusal:
        if refusal.code in ("no_store", "store_damaged", "not_our_store"):
            return None
        raise


def _accounts_of(store: Store) -> int:
    from db.queries.system import list_accounts

    with store.open_view() as view:
        return sum(account.is_active for account in list_accounts(view))


def _agreeing(paths: DataPaths, asked: Store, first: Login, second: Login, clock: Clock) -> list[Actor]:
    """The persons who agree to the restore, each with a password; two of them where two accounts are active."""
    ctx = Context(paths=paths, store=asked, clock=clock, password_cost=PasswordCost())
    names = accounts.active_account_names(ctx)
    name = first[0] or (names[0] if len(names) == 1 else None)
    if name is None:
        raise UserError("请用 --user 指明由谁恢复。", "no_user")
    actor = accounts.authenticate(ctx, name, first[1] or "")
    accounts.require_right(ctx.acting(actor), Right.RESTORE)
    if asked.path != paths.store or len(names) < 2:
        return [actor]
    if second[0] is None:
        raise UserError("现有数据库有两个以上启用的账户，恢复须由第二人同意：请加 --second 用户名。", "second_needed")
    if second[0] == name:
        raise UserError("第二人不能是同一个账户。", "second_needed")
    return [actor, accounts.authenticate(ctx, second[0], second[1] or "")]


def _keep_present(paths: DataPaths, present: Store | None, clock: Clock) -> Path | None:
    """Copy the present store into the backups; one that cannot be read is copied byte by byte."""
    from db.backups import copy_store

    if not paths.store.exists():
        return None
    paths.backups.mkdir(exist_ok=True)
    kept = paths.backups / f"before-restore-{clock():%Y%m%d-%H%M%S}.db"
    if present is None:
        shutil.copyfile(paths.store, kept)
    else:
        present.close()
        copy_store(paths.store, kept)
    return kept


def _put_in_place(paths: DataPaths, scratch: Store, *, is_living: bool) -> None:
    from db.backups import copy_store, overwrite_store

    scratch.close()
    if is_living:
        overwrite_store(scratch.path, paths.store)
        return
    paths.store.with_name(f"{paths.store.name}-journal").unlink(missing_ok=True)  # of the file that is replaced
    copy_store(scratch.path, paths.store)


def _note_restore(paths: DataPaths, file: Path, kept: Path | None, persons: list[Actor], clock: Clock) -> None:
    from db.engine import open_store
    from db.unit_of_work import open_work

    store = open_store(paths.store, clock=clock)
    with open_work(store, actor=persons[0], action="restore_store") as work:
        details = {
            "file": str(file),
            "kept": str(kept) if kept else None,
            "agreed": [person.name for person in persons],
        }
        work.note("store", details)
        work.commit()
    store.close()
