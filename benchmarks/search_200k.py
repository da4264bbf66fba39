"""Find as you type in many firms: the service against LIKE on three columns, the same texts in turn, p99 of both.

`python -m benchmarks.search_200k [--firms 200000] [--texts 300]`. The rival is sqlite3 alone with the same ranking left
out: `name LIKE … OR credit_code LIKE … OR name_initials LIKE …`, all that match, twelve fetched.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.big_store import make_big_store
from benchmarks.big_workbooks import SEED
from cbec_desktop.services.search import find_records

PROMISE = 0.15
LIKE = (
    "SELECT id, name, credit_code FROM enterprise WHERE name LIKE ? OR credit_code LIKE ? OR name_initials LIKE ? "
    "ORDER BY length(name), id LIMIT 12"
)


def texts(connection: sqlite3.Connection, count: int) -> list[str]:
    """Parts of names, last digits of codes, beginnings of initials, two to six characters; some that nobody has."""
    chance = random.Random(SEED)  # noqa: S311
    most = connection.execute("SELECT max(id) FROM enterprise").fetchone()[0]
    made = []
    for number in range(count):
        row = connection.execute(
            "SELECT name, credit_code, name_initials FROM enterprise WHERE id = ?", (chance.randint(1, most),)
        ).fetchone()
        length, at = chance.randint(2, 6), chance.randint(0, 4)
        kinds = (row[0][at : at + length], row[1][-length:], row[2][:length], f"{row[0][:2]}鑫{length}")
        made.append(kinds[number % 4])
    return made


def p99(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)]


def timed(call: object) -> float:
    started = time.perf_counter()
    call()  # type: ignore[operator]
    return time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=200_000)
    parser.add_argument("--texts", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        context = make_big_store(Path(folder) / "data", options.firms)
        with closing(sqlite3.connect(context.paths.store)) as raw:
            ours, rival = [], []
            for text in texts(raw, options.texts):
                like = (f"%{text}%",) * 3
                ours.append(timed(lambda text=text: find_records(context, text)))
                rival.append(timed(lambda like=like: raw.execute(LIKE, like).fetchall()))
        context.store.close()
    ratio = p99(ours) / p99(rival)
    verdict = "holds" if ratio <= PROMISE else "FAILS"
    print(
        f"search in {options.firms:,} firms: p99 ours {p99(ours) * 1000:.1f} ms, LIKE {p99(rival) * 1000:.1f} ms, "
        f"ratio {ratio:.3f} (promise ≤ {PROMISE}) {verdict}; medians {sorted(ours)[len(ours) // 2] * 1000:.1f} / "
        f"{sorted(rival)[len(rival) // 2] * 1000:.1f} ms"
    )
    return int(ratio > PROMISE)


if __name__ == "__main__":
    sys.exit(main())
