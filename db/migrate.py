"""New stores and older ones: backup → upgrade step by step → check; alembic is imported here and nowhere else."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cbec_desktop.domain.clock import Clock
from cbec_desktop.domain.errors import UserError
from db.backups import copy_store, sync_folder
from db.engine import APPLICATION_ID, BUSY_TIMEOUT_S, SCHEMA_VERSION, configure, newer_store, read_identity
from db.store_errors import user_error_of

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy.engine import Connection

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = MIGRATIONS / "versions"


def create_store(path: Path) -> None:
    """Make an empty store of the newest schema: under another name first, so that a kill leaves no half store.

    Raises UserError when the folder cannot be written.
    """
    part = path.with_name(f"{path.name}.new")
    try:
        for leftover in (part, part.with_name(f"{part.name}-journal")):
            leftover.unlink(missing_ok=True)
        run_migrations(part, VERSIONS, SCHEMA_VERSION)
        os.replace(part, path)
    except OSError as fault:
        raise UserError(f"不能在 {path.parent} 里建数据库，请检查文件夹是否可写、有空间。", "cannot_write") from fault
    sync_folder(path.parent)


def upgrade_store(path: Path, clock: Clock, *, versions: Path = VERSIONS, target: int = SCHEMA_VERSION) -> Path:
    """Bring an older store up to `target`: backed up first, checked before it is saved; returns the backup's path.

    All steps are one transaction: whatever happens, the store is either as it was or wholly upgraded. Raises
    UserError newer_store, upgrade_failed (also when the upgraded store does not stand its check), or as copying does.
    """
    _identity, version = read_identity(path)
    if version > target:
        raise newer_store(path, version)
    backup = path.parent / "backups" / f"before-upgrade-{version:04d}-{clock():%Y%m%d-%H%M%S}.db"
    backup.parent.mkdir(exist_ok=True)
    copy_store(path, backup)
    try:
        run_migrations(path, versions, target)
    except UserError:
        raise
    except Exception as fault:
        raise UserError(
            f"数据库升级没有成功，数据保持升级前的样子（另有备份 {backup}）。请把日志交给维护人员。", "upgrade_failed"
        ) from fault
    return backup


def run_migrations(path: Path, versions: Path, target: int) -> None:
    """Run all steps up to `target` in one transaction, check the result and stamp the file with its number."""
    from alembic import command

    with migrating(path) as connection:
        command.upgrade(alembic_config(connection, versions), f"{target:04d}")
        _check(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {target}")


def alembic_config(connection: Connection, versions: Path = VERSIONS) -> Config:
    """Alembic set up from code, on a connection of ours."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", _plain(MIGRATIONS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", _plain(versions))
    return config


def _plain(path: Path) -> str:
    return str(path).replace("%", "%%")  # alembic's options are interpolated


@contextmanager
def migrating(path: Path) -> Iterator[Connection]:
    """A transaction with foreign keys off (tables are rebuilt; inside a transaction they cannot be switched)."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import URL, ExceptionContext
    from sqlalchemy.pool import NullPool

    options = {"timeout": BUSY_TIMEOUT_S}
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args=options, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        configure(connection)
        connection.execute("PRAGMA foreign_keys = OFF")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "handle_error")
    def _say(context: ExceptionContext) -> BaseException | None:
        return user_error_of(context.original_exception, path, BUSY_TIMEOUT_S)

    with engine.begin() as connection:
        yield connection


def _check(connection: Connection) -> None:
    """Raise, before anything is saved, when the upgraded store would not stand."""
    said = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if said != "ok" or orphan is not None:
        raise ValueError(f"the migrated store does not stand: {said}, {orphan}")
