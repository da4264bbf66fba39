"""New stores and older ones: backup → upgrade step by step → check; alembic is imported here and nowhere else."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cbec_desktop.domain.clock import Clock
from cbec_desktop.domain.errors import UserError
from db.engine import APPLICATION_ID, SCHEMA_VERSION, configure, newer_store, read_identity
from db.store_errors import user_error_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

MIGRATIONS = Path(__file__).parent / "migrations"


def create_store(path: Path) -> None:
    """Make an empty store of the newest schema: under another name first, so that a kill leaves no half store."""
    part = path.with_name(f"{path.name}.new")
    part.unlink(missing_ok=True)
    _run_migrations(part, MIGRATIONS / "versions", SCHEMA_VERSION)
    os.replace(part, path)
    sync_folder(path.parent)


def upgrade_store(
    path: Path, clock: Clock, *, versions: Path = MIGRATIONS / "versions", target: int = SCHEMA_VERSION
) -> Path:
    """Bring an older store up to `target`: backed up first, checked afterwards; returns the backup's path.

    Raises UserError when the store is newer, or does not stand after the upgrade (then the backup is put back).
    """
    from db.backups import copy_store

    _identity, version = read_identity(path)
    if version > target:
        raise newer_store(path, version)
    backup = path.parent / "backups" / f"before-upgrade-{version:04d}-{clock():%Y%m%d-%H%M%S}.db"
    backup.parent.mkdir(exist_ok=True)
    copy_store(path, backup)
    try:
        _run_migrations(path, versions, target)
    except Exception as fault:
        copy_store(backup, path)
        raise UserError(
            f"数据库升级没有成功，已恢复到升级前的样子（备份在 {backup}）。请把日志交给维护人员。", "upgrade_failed"
        ) from fault
    return backup


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut (Windows cannot and need not)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _run_migrations(path: Path, versions: Path, target: int) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    with _migration_engine(path) as engine, engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, f"{target:04d}")
    with closing(sqlite3.connect(path)) as raw:
        _check(raw)
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version = {target}")


@contextmanager
def _migration_engine(path: Path) -> Iterator[Engine]:
    """Foreign keys are off while tables are rebuilt (they cannot be switched inside a transaction), checked after."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import URL, Connection, ExceptionContext
    from sqlalchemy.pool import NullPool

    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        configure(connection)
        connection.execute("PRAGMA foreign_keys = OFF")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "handle_error")
    def _say(context: ExceptionContext) -> BaseException | None:
        return user_error_of(context.original_exception, path, 5)

    try:
        yield engine
    finally:
        engine.dispose()


def _check(connection: sqlite3.Connection) -> None:
    """Raise when the upgraded store does not stand."""
    if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("integrity_check failed after the upgrade")
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise sqlite3.DatabaseError("foreign_key_check failed after the upgrade")
