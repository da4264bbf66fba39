"""Faults of the store as sentences: what SQLite reports, said so that a clerk can act on it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from cbec_desktop.domain.errors import UserError

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
_PRIMARY = 0xFF  # extended result codes keep the primary code in their lowest byte
_WRITE_FAULTS = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE)


def user_error_of(fault: BaseException | None, path: Path, busy_timeout_s: float) -> UserError | None:
    """The sentence for a fault of SQLite, or None when it is a bug of the program.

    A trigger of the store refuses in Chinese; its words are passed on.
    """
    if not isinstance(fault, sqlite3.Error):
        return None
    code = getattr(fault, "sqlite_errorcode", None)
    if code is None:
        return None
    if code == sqlite3.SQLITE_CONSTRAINT_TRIGGER:
        return UserError(str(fault), "refused_by_store")
    return _by_primary_code(code, path, busy_timeout_s)


def _by_primary_code(code: int, path: Path, busy_timeout_s: float) -> UserError | None:
    primary = code & _PRIMARY
    if primary in _BUSY:
        return store_busy(busy_timeout_s)
    if primary in _DAMAGED:
        return damaged(path)
    if primary == sqlite3.SQLITE_FULL or code in _WRITE_FAULTS:
        return UserError(
            f"磁盘空间不足，写不进数据库 {path}。请腾出空间后再试，本次没有保存任何内容，原有数据完好。", "disk_full"
        )
    if primary in _UNWRITABLE:
        return unwritable(path)
    if primary == sqlite3.SQLITE_CANTOPEN:
        return UserError(
            f"打不开数据库 {path}，或不能在它的文件夹里建文件。请检查文件夹是否存在、可写。", "cannot_open"
        )
    if primary == sqlite3.SQLITE_IOERR:
        return UserError(
            f"读写数据库 {path} 时磁盘出错，本次没有保存任何内容。请检查磁盘，并先做一次备份。", "disk_error"
        )
    return None


def store_busy(waited_s: float) -> UserError:
    """Another process kept the store for longer than we wait."""
    return UserError(
        f"数据库正被另一个程序占用，已等待 {waited_s:g} 秒。请等对方完成后再试，本次没有保存任何内容。", "store_busy"
    )


def damaged(path: Path) -> UserError:
    """The file is not a readable store any more; nothing is repaired silently."""
    return UserError(
        f"数据库 {path} 已损坏，或不是数据库文件。请不要再写入；用“恢复备份”（cbec restore）换回最近的备份。",
        "store_damaged",
    )


def unwritable(path: Path) -> UserError:
    """Folder or file is read-only for this user."""
    return UserError(
        f"没有写入 {path} 的权限（文件或文件夹是只读的）。请改权限，或换一个可写的数据文件夹。", "read_only"
    )
