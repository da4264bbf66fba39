"""Looking up where evidence was used, while a number is typed: promised ≤ 50 ms among 100,000 lines.

`python -m benchmarks.evidence_lookup [--cases 18000] [--rounds 400]`. The store is the one of `benchmarks.assess`; half
of the numbers looked up are in it, half are not. Printed: median, 99th percentile and the longest, and the same for a
whole form of forty lines; beside them what one SELECT by the bare library costs.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from benchmarks.assess import SEED, make_store
from cbec_desktop.services import entry, trial
from cbec_desktop.services.context import Context

PROMISE_MS = 50.0
FORM_LINES = 40


def lines_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        tables = ("expense_line", "lease_invoice", "customs_declaration")
        return sum(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables)


def numbers_of(path: Path, kind: str, count: int) -> list[str]:
    """Numbers to look up: every second one is in the store."""
    table, column = ("expense_line", "invoice_no") if kind == "invoice" else ("customs_declaration", "declaration_no")
    with closing(sqlite3.connect(path)) as connection:
        known = [row[0] for row in connection.execute(f"SELECT {column} FROM {table}")]
    chance = random.Random(SEED)
    return [chance.choice(known) if number % 2 else f"99{chance.randrange(10**16):016d}" for number in range(count)]


def timed(call: Callable[[str], object], numbers: list[str]) -> list[float]:
    """Milliseconds of each call, one warm-up before."""
    call(numbers[0])
    found = []
    for number in numbers:
        started = time.perf_counter()
        call(number)
        found.append((time.perf_counter() - started) * 1000)
    return found


def report(name: str, times: list[float]) -> bool:
    ordered = sorted(times)
    high = ordered[int(len(ordered) * 0.99)]
    print(f"{name}: median {statistics.median(times):.2f} ms, p99 {high:.2f} ms, longest {ordered[-1]:.2f} ms")
    return high <= PROMISE_MS


def measure(context: Context, rounds: int) -> bool:
    path = context.paths.store
    holds = True
    for kind in ("invoice", "declaration"):
        numbers = numbers_of(path, kind, rounds)
        holds &= report(
            f"find_evidence_use {kind}",
            timed(lambda number, kind=kind: entry.find_evidence_use(context, kind, number), numbers),
        )
    with closing(sqlite3.connect(path)) as bare:
        report(
            "  bare SELECT on one table",
            timed(
                lambda number: bare.execute(
                    "SELECT application_id FROM expense_line WHERE invoice_no = ?", (number,)
                ).fetchall(),
                numbers_of(path, "invoice", rounds),
            ),
        )
    draft = entry.start_application(context, 2026, "platform_entry_fee", 1)
    numbers = numbers_of(path, "invoice", FORM_LINES)
    filled = replace(draft, lines={"费用明细": tuple({"invoice_no": number} for number in numbers)})
    holds &= report(
        f"second_uses of a form of {FORM_LINES} lines",
        timed(lambda _number: trial.second_uses(context, filled), numbers),
    )
    return holds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=18_000)
    parser.add_argument("--rounds", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        context = make_store(Path(folder) / "data", options.cases)
        print(f"{lines_of(context.paths.store):,} lines")
        holds = measure(context, options.rounds)
        context.store.close()
    print(f"promise ≤ {PROMISE_MS:.0f} ms {'holds' if holds else 'FAILS'}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
