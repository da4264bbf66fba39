"""Saving one record with its audit entry against the same two rows by raw sqlite3, both on the disk of `--folder`."""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from benchmarks.paired import compare_calls
from db.engine import configure, open_store
from db.models.enterprise import Enterprise
from db.unit_of_work import open_work
from tests.db.records import enterprise_row

PROMISE = 3.0
SAVE = "UPDATE enterprise SET name = ?, row_version = row_version + 1 WHERE id = 1 AND row_version = ?"
AUDIT = (
    "INSERT INTO audit_entry (at, actor, action, table_name, record_id, before_json, after_json, previous_hash, hash) "
    "VALUES ('2026-11-22T09:30:00+08:00', '张三', 'rename', 'enterprise', 1, ?, ?, ?, ?)"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=None, help="where to measure (default: the temporary folder)")
    folder = Path(tempfile.mkdtemp(prefix="save-record-", dir=parser.parse_args().folder))
    store = open_store(folder / "ours.db", create=True)
    with open_work(store, actor="张三", action="add") as work:
        work.insert_many(Enterprise, [enterprise_row(number) for number in range(100)])
        work.commit()
    store.close()
    shutil.copy(folder / "ours.db", folder / "raw.db")
    raw = sqlite3.connect(folder / "raw.db")
    configure(raw)  # the same durability
    numbers = itertools.count(1)

    def ours() -> None:
        with open_work(store, actor="张三", action="rename") as work:
            work.load(Enterprise, 1).name = f"新名{next(numbers)}"
            work.commit()

    def rival() -> None:
        raw.execute("BEGIN IMMEDIATE")
        name, version = raw.execute("SELECT name, row_version FROM enterprise WHERE id = 1").fetchone()
        raw.execute(SAVE, (f"{name[:6]}{version}", version))
        (head,) = raw.execute("SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone()
        before, after = json.dumps({"name": name}), json.dumps({"name": f"{name[:6]}{version}"})
        raw.execute(AUDIT, (before, after, head, hashlib.sha256((head + before + after).encode()).hexdigest()))
        raw.execute("COMMIT")

    result = compare_calls("save one record with audit", ours, rival, PROMISE, pairs=200)
    print(result.line())
    raw.close()
    store.close()
    shutil.rmtree(folder)
    return int(result.ratio > PROMISE)


if __name__ == "__main__":
    sys.exit(main())
