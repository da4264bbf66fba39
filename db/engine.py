"""The one engine factory: how the store is opened, locked, written and read.

journal_mode=DELETE with synchronous=EXTRA (power-cut replays lost saved work with WAL + NORMAL; FULL does not sync the
folder after the journal is unlinked, so a cut right after "saved" could roll it back), BEGIN IMMEDIATE for every
writing transaction (else two threads that read a budget and then approve overspend it without an error),
foreign keys on. SQLAlchemy is imported when the first session opens, not when a window starts.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbec_desktop.domain.clock import Clock, office_time
from cbec_desktop.domain.errors import UserError
from db.mounts import MountTable, is_on_network_share, read_mounts
from db.store_errors import damaged, user_error_of

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine import Connection, ExceptionContext
    from sqlalchemy.orm import Session

APPLICATION_ID = 0x43594B4A  # "CYKJ": `file` and this program know a store by it
SCHEMA_VERSION = 4
"""Number of the newest migration; kept in the file as user_version, so that a newer store is seen without alembic."""
BUSY_TIMEOUT_S = 30.0
CLOCK = "clock"
"""Under this name a session carries the store's clock: queries that ask what is in force today need one."""


class Store:
    """One store file with its two engines: one that writes, one that can only read.

    Made by `open_store`. Callable from any thread; each transaction belongs to one thread.
    """

    def __init__(self, path: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S, clock: Clock = office_time) -> None:
        self.path = path
        self.busy_timeout_s = busy_timeout_s
        self.clock = clock
        self.working = threading.local()
        """Marks the thread that has a unit of work open: a second one inside it would wait for itself."""
        self._changed: set[str] = set()
        self._changed_lock = threading.Lock()

    def note_changes(self, kinds: Iterable[str]) -> None:
        """Remember the tables that a transaction changed, until somebody takes them."""
        with self._changed_lock:
            self._changed |= set(kinds)

    def take_changes(self) -> frozenset[str]:
        """The tables that this program's transactions changed since they were last taken."""
        with self._changed_lock:
            taken = frozenset(self._changed)
            self._changed.clear()
        return taken

    @cached_property
    def writer(self) -> Engine:
        """Engine of the unit of work; every transaction begins with the write lock."""
        return _make_engine(self, begin="BEGIN IMMEDIATE")

    @cached_property
    def reader(self) -> Engine:
        """Engine of queries: `query_only`, plain BEGIN, so that reading never waits for the write lock."""
        return _make_engine(self, begin="BEGIN", is_reader=True)

    @contextmanager
    def open_view(self) -> Iterator[Session]:
        """A read-only session for `db/queries/*`: one consistent state, given back at the end."""
        from sqlalchemy.orm import Session

        with Session(self.reader, autoflush=False, info={CLOCK: self.clock}) as session:
            yield session

    def close(self) -> None:
        """Give back all connections; the store may be opened again afterwards."""
        for name in ("writer", "reader"):
            engine = self.__dict__.pop(name, None)
            if engine is not None:
                engine.dispose()


def open_store(
    path: Path,
    *,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
    create: bool = False,
    clock: Clock = office_time,
    mounts: MountTable = read_mounts,
) -> Store:
    """Open (or with `create` make) the store at `path`; an older one is backed up and upgraded first.

    Raises UserError with codes missing_folder, network_share, no_store, store_exists, not_our_store, newer_store,
    store_damaged, store_busy, read_only, cannot_open.
    """
    path = path.absolute()
    if not path.parent.is_dir():
        raise UserError(f"找不到数据文件夹 {path.parent}。请检查 --data 写的路径，或先建立它。", "missing_folder")
    if is_on_network_share(path.resolve(), mounts()):
        raise UserError(
            f"数据文件夹 {path.parent} 在网络共享上，多台电脑同时写会损坏数据。请放在本机硬盘上。", "network_share"
        )
    if create and not _is_awaiting_first_account(path, busy_timeout_s):
        from db.migrate import create_store

        create_store(path)
    elif not path.is_file():
        raise UserError(f"数据文件夹 {path.parent} 里还没有数据库。请先建立（cbec init），或检查 --data。", "no_store")
    _check_identity(path, busy_timeout_s, clock)
    return Store(path, busy_timeout_s=busy_timeout_s, clock=clock)


def configure(connection: sqlite3.Connection, *, is_reader: bool = False) -> None:
    """Set what every connection to a store needs; SQLite forgets these with the connection."""
    connection.isolation_level = None  # transactions begin where we say so, not where the driver guesses
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute("PRAGMA query_only = ON" if is_reader else "PRAGMA journal_mode = DELETE")


def read_identity(path: Path, busy_timeout_s: float = BUSY_TIMEOUT_S) -> tuple[int, int]:
    """(application_id, schema version) of the file at `path`; raises UserError when it cannot be read."""
    try:
        with closing(sqlite3.connect(path, timeout=busy_timeout_s)) as connection:
            application_id = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as fault:
        raise user_error_of(fault, path, busy_timeout_s) or damaged(path) from fault
    return application_id, version


def _is_awaiting_first_account(path: Path, busy_timeout_s: float) -> bool:
    """Whether a kill came between making the store and filling it; raises UserError store_exists for a filled one."""
    if not path.exists():
        return False
    if read_identity(path, busy_timeout_s) == (APPLICATION_ID, SCHEMA_VERSION):
        with closing(sqlite3.connect(path, timeout=busy_timeout_s)) as connection:
            if connection.execute("SELECT count(*) FROM store_identity").fetchone()[0] == 0:
                return True
    raise UserError(f"{path.parent} 里已经有数据库，不会覆盖它。请换一个空的数据文件夹。", "store_exists")


def _check_identity(path: Path, busy_timeout_s: float, clock: Clock) -> None:
    application_id, version = read_identity(path, busy_timeout_s)
    if application_id != APPLICATION_ID:
        raise UserError(f"{path} 不是本程序的数据库，没有打开它。请检查数据文件夹。", "not_our_store")
    if version > SCHEMA_VERSION:
        raise newer_store(path, version)
    if version < SCHEMA_VERSION:
        from db.migrate import upgrade_store

        upgrade_store(path, clock)


def newer_store(path: Path, version: int) -> UserError:
    """A store of a later release is never opened: this program does not know its rules."""
    return UserError(
        f"数据库 {path} 由更新版本的程序建立（结构 {version}，本程序只认到 {SCHEMA_VERSION}）。"
        "请安装新版程序再打开，数据没有改动。",
        "newer_store",
    )


def _make_engine(store: Store, *, begin: str, is_reader: bool = False) -> Engine:
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import URL

    url = URL.create("sqlite", database=str(store.path))
    engine = create_engine(url, connect_args={"timeout": store.busy_timeout_s}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: Any) -> None:
        configure(connection, is_reader=is_reader)

    @event.listens_for(engine, "checkin")
    def _let_go(connection: sqlite3.Connection | None, _record: Any) -> None:
        if connection is not None and connection.in_transaction:  # a commit that failed leaves its locks behind
            connection.rollback()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    @event.listens_for(engine, "handle_error")
    def _say(context: ExceptionContext) -> BaseException | None:
        if is_reader and getattr(context.original_exception, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY:
            return None  # a query that writes is a bug, not a read-only folder
        return user_error_of(context.original_exception, store.path, store.busy_timeout_s)

    return engine
