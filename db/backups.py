"""Copies of a store by SQLite's backup API: consistent while others write, checked, then put under their name."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from cbec_desktop.domain.errors import UserError
from db.engine import BUSY_TIMEOUT_S
from db.store_errors import store_busy, user_error_of


def copy_store(source: Path, target: Path) -> None:
    """Copy a store whole: backup API → fsync → check → rename; `target` is never half written.

    Raises UserError when the copy cannot be written or does not stand the check.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(source, timeout=BUSY_TIMEOUT_S)) as origin,
            closing(sqlite3.connect(part)) as copy,
        ):
            copy.execute("PRAGMA synchronous = EXTRA")
            origin.backup(copy)
            faults = integrity_faults(copy)
        if faults:
            raise UserError(f"副本 {target} 检查未通过：{faults[0]}。原数据库没有改动。", "backup_broken")
        _sync_file(part)
        os.replace(part, target)
    except sqlite3.Error as fault:
        raise user_error_of(fault, target, BUSY_TIMEOUT_S) or fault from fault
    except OSError as fault:
        raise UserError(f"写不了副本 {target}：请检查文件夹是否存在、可写、有空间。", "cannot_write") from fault
    finally:
        _remove(part)
    sync_folder(target.parent)


def overwrite_store(source: Path, target: Path, wait_s: float = BUSY_TIMEOUT_S) -> None:
    """Put the content of `source` into the living store `target` in one transaction: a kill leaves the old one.

    Other processes that have `target` open go on with the new content. Raises UserError when it stays locked for
    `wait_s`, or cannot be written.
    """
    deadline = time.monotonic() + wait_s

    def _give_up(status: int, _remaining: int, _pages: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise store_busy(wait_s)

    try:
        with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target, timeout=wait_s)) as living:
            living.execute("PRAGMA synchronous = EXTRA")
            origin.backup(living, progress=_give_up)
    except sqlite3.Error as fault:
        raise user_error_of(fault, target, wait_s) or fault from fault


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut (Windows cannot and need not)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def integrity_faults(connection: sqlite3.Connection) -> list[str]:
    """What SQLite's own checks say against the file; empty when it stands."""
    said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    faults = [] if said == ["ok"] else said
    orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(20)
    return faults + [f"{table} 的第 {row} 条指向不存在的 {parent}" for table, row, parent, _number in orphans]


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
