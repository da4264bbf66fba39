"""The one door for writes: nothing is saved unless someone says commit, and the audit trail is saved with it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, event, inspect
from sqlalchemy.orm import LoaderCallableStatus, ORMExecuteState, Session, UOWTransaction
from sqlalchemy.orm.exc import StaleDataError

from cbec_desktop.domain.clock import Clock, timestamp
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.records import Actor
from db.base import Base
from db.bulk import insert_rows, stale_record, update_rows
from db.digests import GENESIS, canonical_json, chain_hash, digest_rows
from db.engine import CLOCK, Store
from db.models.audit import AuditEntry

RecordT = TypeVar("RecordT", bound=Base)
ACKNOWLEDGE_FILE = "ACK"
SECRET_COLUMNS = frozenset({"password_hash", "hmac_key", "payload_json"})
"""Never copied into the audit trail: that they changed is enough."""

_AUDIT: Table = AuditEntry.__table__  # type: ignore[assignment]


class WorkSession(Session):
    """The session of a unit of work; its events reach the `Work` that is kept in `info`."""


@event.listens_for(WorkSession, "before_flush")
def _before_flush(session: Session, _context: UOWTransaction, _objects: object) -> None:
    session.info[Work].remember(session)


@event.listens_for(WorkSession, "after_flush")
def _after_flush(session: Session, _context: UOWTransaction) -> None:
    session.info[Work].record(session)


@event.listens_for(WorkSession, "before_commit")
def _before_commit(session: Session) -> None:
    session.info[Work].refuse_other_commits()


@event.listens_for(WorkSession, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    if not state.is_select:
        raise RuntimeError("bulk statements bypass the audit trail: use insert_many or update_many")


class Work:
    """One transaction with its audit entries; made by `open_work`, used by one thread.

    `session` is for single records (add, change, delete ORM objects); `insert_many` and `update_many` are for many.
    """

    def __init__(
        self, store: Store, session: Session, *, actor: str, action: str, reason: str | None, at: datetime
    ) -> None:
        self._store = store
        self.session = session
        self.at = at
        self.actor = actor
        self.audit_head: int | None = None
        """Number of the last audit entry of this work, once it is committed."""
        self._action = action
        self._reason = reason
        self._pending: list[tuple[str, int | None, str | None, str | None]] = []
        self._before: dict[tuple[str, int], dict[str, Any]] = {}
        self._is_committing = False
        session.info[Work] = self

    @property
    def now(self) -> str:
        """The moment of this work as stored text: one moment for everything it saves."""
        return timestamp(self.at)

    def load(self, model: type[RecordT], record_id: int, row_version: int | None = None) -> RecordT:
        """The record to change; raises StaleRecordError when it is gone or no longer the `row_version` seen."""
        record = self.session.get(model, record_id)
        if record is None or (row_version is not None and record.row_version != row_version):
            raise stale_record(model.__tablename__)
        return record

    def insert_many(
        self, table: type[Base], rows: Sequence[Mapping[str, Any]], *, digest: str | None = None
    ) -> list[int]:
        """Insert many rows at once and return their ids in order; one audit entry carries the rows' digest.

        `digest` spares hashing rows twice when the caller keeps their images itself (`import_row`).
        """
        target = _table_of(table)
        self.session.flush()
        ids = insert_rows(self._connection, target, rows)
        if rows:
            digest = digest or digest_rows([record_id, *row.values()] for record_id, row in zip(ids, rows, strict=True))
            summary = {"rows": len(rows), "first_id": min(ids), "last_id": max(ids), "digest": digest}
            self._pending.append((target.name, None, None, canonical_json(summary)))
        return ids

    def update_many(self, table: type[Base], rows: Sequence[Mapping[str, Any]], *, digest: str | None = None) -> None:
        """Change many rows, each with its `id` and the columns to set; raises StaleRecordError as `update_rows`."""
        target = _table_of(table)
        self.session.flush()
        update_rows(self._connection, target, rows)
        if rows:
            digest = digest or digest_rows(list(row.items()) for row in rows)
            self._pending.append((target.name, None, None, canonical_json({"changed": len(rows), "digest": digest})))
            self.session.expire_all()

    def note(self, subject: str, details: Mapping[str, Any], record_id: int | None = None) -> None:
        """Put an entry into the trail for what changes no record: an export, an unmasked number, a restore."""
        self._pending.append((subject, record_id, None, canonical_json(dict(details))))

    def commit(self) -> frozenset[str]:
        """Save everything with its audit entries; returns the names of the tables that changed.

        Raises StaleRecordError when somebody else saved one of the records first, UserError when the store is full,
        busy or unwritable. Nothing is saved then.
        """
        try:
            self.session.flush()
            kinds = frozenset(entry[0] for entry in self._pending)
            head = self.audit_head = self._write_audit()
            self._is_committing = True
            self.session.commit()
        except StaleDataError as fault:
            raise stale_record("record") from fault
        finally:
            self._is_committing = False
        self._pending.clear()
        self._store.note_changes(kinds)
        _acknowledge(self._action, head)
        return kinds

    @property
    def _connection(self) -> Connection:
        return self.session.connection()

    def remember(self, session: Session) -> None:
        """Before a flush: keep the stored image of every record that it will change or delete."""
        touched = [record for record in session.dirty if session.is_modified(record)] + list(session.deleted)
        for record in touched:
            self._before[record.__tablename__, record.id] = self._stored_image(record)

    def _stored_image(self, record: Base) -> dict[str, Any]:
        """What the row holds now: as loaded under the write lock, else read again."""
        replaced = inspect(record).committed_state
        if LoaderCallableStatus.NO_VALUE not in replaced.values():
            return _values(record) | {name: value for name, value in replaced.items() if name in record.__table__.c}
        statement = f'SELECT * FROM "{record.__tablename__}" WHERE id = ?'
        return dict(self._connection.exec_driver_sql(statement, (record.id,)).mappings().one())

    def record(self, session: Session) -> None:
        """After a flush: turn what it did into entries; they are written, chained, at commit."""
        for record in session.new:
            self._pending.append((record.__tablename__, record.id, None, _image(_values(record))))
        for record in session.dirty:
            before = self._before.pop((record.__tablename__, record.id), None)
            if before is not None:
                self._pending.append((record.__tablename__, record.id, *_difference(before, _values(record))))
        for record in session.deleted:
            before = self._before.pop((record.__tablename__, record.id), {})
            self._pending.append((record.__tablename__, record.id, _image(before), None))

    def _write_audit(self) -> int | None:
        """Chain the pending entries onto the trail; returns the id of the last one."""
        if not self._pending:
            return None
        connection = self._connection
        last = connection.exec_driver_sql("SELECT id, hash FROM audit_entry ORDER BY id DESC LIMIT 1").first()
        number, previous = (last[0], last[1]) if last is not None else (0, GENESIS)
        rows: list[dict[str, Any]] = []
        for table_name, record_id, before, after in self._pending:
            number += 1
            entry = (number, self.now, self.actor, self._action, self._reason, table_name, record_id, before, after)
            digest = chain_hash(previous, entry)
            rows.append(dict(zip(AUDIT_FIELDS, entry, strict=True)) | {"previous_hash": previous, "hash": digest})
            previous = digest
        insert_rows(connection, _AUDIT, rows)
        return number

    def refuse_other_commits(self) -> None:
        """Before a commit: only ours saves, for only ours writes the trail."""
        if not self._is_committing:
            raise RuntimeError("only Work.commit() saves")


AUDIT_FIELDS = ("id", "at", "actor", "action", "reason", "table_name", "record_id", "before_json", "after_json")
"""What the hash of an entry covers, in this order, after the hash of the entry before it."""


@contextmanager
def open_work(
    store: Store, *, actor: Actor | str | None, action: str, reason: str | None = None, clock: Clock | None = None
) -> Iterator[Work]:
    """Open a writing transaction for `actor`; leaving the block without `commit()` saves nothing.

    Waits for the write lock as long as the store's busy timeout. Raises UserError when nobody is logged in or the
    store is busy, RuntimeError when this thread already has one open.
    """
    if actor is None:
        raise UserError("请先登录再操作。", "not_logged_in")
    if getattr(store.working, "is_open", False):
        raise RuntimeError(f"unit of work inside a unit of work: {action}")
    store.working.is_open = True
    session = WorkSession(store.writer, expire_on_commit=False, info={CLOCK: clock or store.clock})
    try:
        session.connection()  # takes the write lock: what is read from here on stays true until commit
        name = actor if isinstance(actor, str) else actor.name
        yield Work(store, session, actor=name, action=action, reason=reason, at=(clock or store.clock)())
    except StaleDataError as fault:
        raise stale_record("record") from fault
    finally:
        store.working.is_open = False
        session.close()


def _table_of(model: type[Base]) -> Table:
    return model.__table__  # type: ignore[return-value]


def _values(record: Base) -> dict[str, Any]:
    return {column.key: getattr(record, column.key) for column in _table_of(type(record)).columns}


def _image(values: Mapping[str, Any]) -> str:
    return canonical_json({name: _shown(name, value) for name, value in values.items()})


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str]:
    """Only the columns that differ, before and after."""
    changed = [name for name in after if before.get(name) != after[name]]
    return _image({name: before.get(name) for name in changed}), _image({name: after[name] for name in changed})


def _shown(name: str, value: Any) -> Any:
    return "***" if name in SECRET_COLUMNS and value is not None else value


def _acknowledge(action: str, audit_id: int | None) -> None:
    """Tell a test that kills the program what must be found again: `ACK action audit-id` per saved work."""
    target = os.environ.get(ACKNOWLEDGE_FILE)
    if target and audit_id is not None:
        with open(target, "a", encoding="utf-8") as stream:
            stream.write(f"ACK {action} {audit_id}\n")
