"""Schemas: the models are what the migrations make, released stores upgrade, a failed upgrade leaves all as it was."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import stores
from db import models  # noqa: F401 - fills the metadata
from db.base import Base
from db.engine import SCHEMA_VERSION, open_store, read_identity
from db.migrate import VERSIONS, create_store, upgrade_store
from db.migrations.author import first_tables, write_migration
from db.search_index import creation_statements
from tests.conftest import fixed_clock, open_test_context
from tests.db.dumps import dump_store, load_store

RELEASED = sorted((Path(__file__).parent / "released").glob("*.sql"))

NEXT = """
from alembic import op
revision, down_revision = "{number:04d}", "{before:04d}"
def upgrade():
    op.execute("ALTER TABLE enterprise ADD COLUMN nickname TEXT")
    {more}
"""
NEXT_NUMBER = SCHEMA_VERSION + 1


def next_step(more: str) -> str:
    return NEXT.format(number=NEXT_NUMBER, before=SCHEMA_VERSION, more=more)


def schema(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """name → the parts of its definition in an order of their own: rebuilt tables may list them otherwise."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {
        name: sorted(filter(None, (re.sub(r"\s+", " ", part).strip(" ,") for part in sql.split("\n"))))
        for name, sql in rows
    }


def test_the_models_are_what_the_migrations_make(tmp_path: Path) -> None:
    """Tables, columns, defaults, checks, uniques, indexes: the migrated store against the models of today."""
    create_store(tmp_path / "migrated.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        for statement in creation_statements():
            connection.exec_driver_sql(statement)
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "made.db")) as raw:
        made = schema(raw)
    with closing(sqlite3.connect(tmp_path / "migrated.db")) as raw:
        migrated = schema(raw)
    own = {name for name in migrated if name.startswith("tr_") and "_search_" not in name} | {"alembic_version"}
    assert {name: parts for name, parts in migrated.items() if name not in own} == made


def test_the_newest_migration_is_the_schema_number() -> None:
    assert max(path.name[:4] for path in VERSIONS.glob("0*.py")) == f"{SCHEMA_VERSION:04d}"


def test_every_released_schema_is_kept() -> None:
    assert [path.stem for path in RELEASED] == [f"{number:04d}" for number in range(1, SCHEMA_VERSION + 1)]


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_released_stores_open_upgrade_and_stand(released: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    load_store(released.read_text(encoding="utf-8"), folder / "store.db")
    with closing(sqlite3.connect(folder / "store.db")) as raw:
        before = {
            name: raw.execute(f"SELECT count(*) FROM {name}").fetchone() for name in ("application", "audit_entry")
        }
        assert min(before.values()) > (0,)
    ctx = open_test_context(folder)
    assert stores.verify_store(ctx, JobContext()) == []
    with closing(sqlite3.connect(folder / "store.db")) as raw:
        assert {name: raw.execute(f"SELECT count(*) FROM {name}").fetchone() for name in before} == before
    create_store(tmp_path / "new.db")
    with closing(sqlite3.connect(tmp_path / "new.db")) as new, closing(sqlite3.connect(folder / "store.db")) as old:
        assert schema(old) == schema(new)


def test_a_dump_is_the_store(empty_store_path: Path, tmp_path: Path) -> None:
    text = dump_store(empty_store_path)
    load_store(text, tmp_path / "again.db")
    assert dump_store(tmp_path / "again.db") == text


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """A folder of migrations in which a second step may be put."""
    folder = tmp_path / "versions"
    shutil.copytree(VERSIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def columns(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as raw:
        return [row[1] for row in raw.execute("PRAGMA table_info(enterprise)")]


def test_an_upgrade_is_backed_up_first(empty_store_path: Path, versions: Path) -> None:
    (versions / f"{NEXT_NUMBER:04d}_nickname.py").write_text(next_step("pass"))
    backup = upgrade_store(empty_store_path, fixed_clock, versions=versions, target=NEXT_NUMBER)
    assert "nickname" in columns(empty_store_path)
    assert "nickname" not in columns(backup)
    assert read_identity(empty_store_path)[1] == NEXT_NUMBER
    assert read_identity(backup)[1] == SCHEMA_VERSION
    with pytest.raises(UserError, match="更新版本的程序"):
        open_store(empty_store_path)
    with pytest.raises(UserError, match="更新版本的程序"):
        upgrade_store(empty_store_path, fixed_clock)


@pytest.mark.parametrize(
    "fault",
    [
        "raise RuntimeError('half way')",
        "op.execute('CREATE TABLE broken (')",
        "op.execute(\"INSERT INTO contact (enterprise_id, name) VALUES (99, 'nobody')\")",
    ],
    ids=["bug", "syntax", "orphan"],
)
def test_a_failed_upgrade_leaves_the_store_as_it_was(empty_store_path: Path, versions: Path, fault: str) -> None:
    (versions / f"{NEXT_NUMBER:04d}_broken.py").write_text(next_step(fault))
    before = dump_store(empty_store_path)
    with pytest.raises(UserError, match="升级没有成功，数据保持升级前的样子") as refusal:
        upgrade_store(empty_store_path, fixed_clock, versions=versions, target=NEXT_NUMBER)
    assert refusal.value.code == "upgrade_failed"
    assert dump_store(empty_store_path) == before
    with open_store(empty_store_path).open_view() as view:
        assert view.connection().exec_driver_sql("SELECT count(*) FROM account").scalar() == 2


def test_the_next_migration_is_written_by_comparing(versions: Path) -> None:
    """A column added to a model gives a step that adds it; without a change there is nothing to do."""
    written = write_migration("nothing", versions)
    assert "pass" in written.read_text(encoding="utf-8")
    assert written.name == f"{SCHEMA_VERSION + 1:04d}_nothing.py"


def test_the_first_step_is_written_from_the_models() -> None:
    assert first_tables().count("STRICT") == len(Base.metadata.tables)
