"""The engine factory: locks that hold, a reader that only reads, and a sentence for every file that is no store."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from cbec_desktop.domain.errors import UserError
from db.engine import APPLICATION_ID, SCHEMA_VERSION, Store, open_store
from db.models.enterprise import Enterprise
from db.mounts import Mount
from db.unit_of_work import open_work
from tests.db.records import enterprise_row


@pytest.fixture
def store(empty_store_path: Path) -> Iterator[Store]:
    opened = open_store(empty_store_path, busy_timeout_s=10)
    yield opened
    opened.close()


def pragma(store: Store, name: str, *, is_reader: bool = False) -> object:
    engine = store.reader if is_reader else store.writer
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize(
    ("name", "value"), [("journal_mode", "delete"), ("synchronous", 3), ("foreign_keys", 1), ("query_only", 0)]
)
def test_the_writer_is_durable_and_strict(store: Store, name: str, value: object) -> None:
    assert pragma(store, name) == value


def test_the_reader_can_only_read(store: Store) -> None:
    assert pragma(store, "query_only", is_reader=True) == 1
    with store.open_view() as view:
        view.add(Enterprise(**enterprise_row()))
        with pytest.raises(OperationalError, match="readonly"):
            view.flush()


def test_the_file_says_whose_it_is(store: Store) -> None:
    assert pragma(store, "application_id") == APPLICATION_ID
    assert pragma(store, "user_version") == SCHEMA_VERSION


def test_two_threads_that_read_and_then_write_do_not_overspend(store: Store) -> None:
    """A budget of three firms, eight who read the count and then add: only the write lock keeps it to three."""
    start, faults = threading.Barrier(8), []

    def spend(number: int) -> None:
        start.wait()
        try:
            with open_work(store, actor="测试", action="spend") as work:
                if (work.session.scalar(select(func.count(Enterprise.id))) or 0) < 3:
                    work.session.add(Enterprise(**enterprise_row(number)))
                    work.commit()
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=spend, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.open_view() as view:
        assert view.scalar(select(func.count(Enterprise.id))) == 3
    assert faults == []


def test_a_rolled_back_transaction_takes_its_tables_along(store: Store) -> None:
    with store.writer.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE half_done (id INTEGER)")
        connection.rollback()
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'half_done'").scalar() == 0


def test_reading_does_not_wait_for_a_writer(store: Store) -> None:
    with open_work(store, actor="测试", action="long") as work:
        work.session.add(Enterprise(**enterprise_row()))
        work.session.flush()
        with store.open_view() as view:
            assert view.scalar(select(func.count(Enterprise.id))) == 0


def test_a_store_that_stays_locked_is_said_after_the_waiting_time(empty_store_path: Path) -> None:
    impatient = open_store(empty_store_path, busy_timeout_s=0.1)
    with closing(sqlite3.connect(empty_store_path)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = "正被另一个程序占用，已等待 0.1 秒"
        with pytest.raises(UserError, match=said) as refusal, open_work(impatient, actor="测试", action="try"):
            pytest.fail("the lock was given")
        assert refusal.value.code == "store_busy"
    with open_work(impatient, actor="测试", action="again") as work:  # and works once the other is gone
        work.session.add(Enterprise(**enterprise_row()))
        work.commit()
    impatient.close()


def test_a_commit_that_a_reader_holds_up_saves_nothing(empty_store_path: Path) -> None:
    impatient = open_store(empty_store_path, busy_timeout_s=0.1)
    with closing(sqlite3.connect(empty_store_path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM enterprise").fetchone()
        with open_work(impatient, actor="测试", action="held_up") as work:
            work.session.add(Enterprise(**enterprise_row()))
            with pytest.raises(UserError, match="本次没有保存任何内容"):
                work.commit()
        reader.execute("COMMIT")
        assert reader.execute("SELECT count(*) FROM enterprise").fetchone() == (0,)
    impatient.close()


def refusal_of(path: Path, **options: object) -> UserError:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(UserError) as refusal:
        open_store(path, **options)  # type: ignore[arg-type]
    assert (path.read_bytes() if path.is_file() else None) == before
    return refusal.value


def test_a_missing_folder_and_a_missing_store_are_two_sentences(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "nowhere" / "store.db").code == "missing_folder"
    assert refusal_of(tmp_path / "store.db").code == "no_store"
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    assert refusal_of(path).code == "not_our_store"
    path.write_bytes(b"")
    assert refusal_of(path).code == "not_our_store"


def test_a_newer_store_is_refused(empty_store_path: Path) -> None:
    with closing(sqlite3.connect(empty_store_path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    refusal = refusal_of(empty_store_path)
    assert refusal.code == "newer_store"
    assert "安装新版程序" in refusal.message


@pytest.mark.parametrize("damage", ["text", "half", "header"])
def test_a_damaged_store_is_said_and_left_alone(empty_store_path: Path, damage: str) -> None:
    whole = empty_store_path.read_bytes()
    damaged = {"text": b"not a database at all" * 400, "half": whole[:5000], "header": b"\0" * 100 + whole[100:]}[
        damage
    ]
    empty_store_path.write_bytes(damaged)
    assert refusal_of(empty_store_path).code == "store_damaged"


def test_damage_found_while_reading_is_the_same_sentence(empty_store_path: Path) -> None:
    whole = bytearray(empty_store_path.read_bytes())
    whole[8192:] = b"\xff" * (len(whole) - 8192)
    empty_store_path.write_bytes(whole)

    def read_all() -> None:
        with open_store(empty_store_path).open_view() as view:
            view.scalars(select(Enterprise)).all()

    with pytest.raises(UserError) as refusal:
        read_all()
    assert refusal.value.code == "store_damaged"


def test_a_network_share_is_refused(empty_store_path: Path) -> None:
    share = [Mount("/", "ext4"), Mount(str(empty_store_path.parent), "cifs")]
    refusal = refusal_of(empty_store_path, mounts=lambda: share)
    assert refusal.code == "network_share"
    open_store(empty_store_path, mounts=lambda: [Mount("/", "cifs"), Mount(str(empty_store_path.parent), "ext4")])


def test_opening_a_store_does_not_load_the_mapper(empty_store_path: Path) -> None:
    """Start-up: the window shows before sqlalchemy or alembic are read from the disk."""
    import subprocess
    import sys

    said = (
        "import sys; from pathlib import Path; from cbec_desktop.bootstrap import open_context; "
        f"open_context(Path({str(empty_store_path.parent)!r})); "
        "print([name for name in ('sqlalchemy', 'alembic', 'argon2', 'openpyxl') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
