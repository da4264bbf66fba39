"""Plan of a workbook of 1,000 rows (`cbec import --dry-run`), beside a bare openpyxl read_only read of the file.

`python -m benchmarks.plan_1000`. Promise: whole process ≤ 1.0; without the start-up of `cbec list measures` ≤ 0.3.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.big_workbooks import write_declarations, write_trade
from benchmarks.paired import run_command
from cbec_desktop.services import stores
from tests.conftest import ADMIN, PASSWORD, open_test_context

PAIRS = 7
RIVAL = (
    "import sys, openpyxl; book = openpyxl.load_workbook(sys.argv[1], read_only=True);"
    " [list(page.iter_rows(values_only=True)) for page in book]"
)


def measure(folder: Path, source: Path, name: str) -> None:
    """Three commands in turn: the plan, the program's own start-up, the rival."""
    cbec = [sys.executable, "-m", "cbec_desktop", "--data", str(folder / "data"), "--user", ADMIN]
    commands = (
        [*cbec, "--json", "import", str(source), "--dry-run"],
        [*cbec, "--json", "list", "measures"],
        [sys.executable, "-c", RIVAL, str(source)],
    )
    env = {"CBEC_PASSWORD": PASSWORD}
    for command in commands:
        run_command(command, env)
    rows = [[run_command(command, env)[0] for command in commands] for _ in range(PAIRS)]
    plan, start, rival = (statistics.median(column) for column in zip(*rows, strict=True))
    whole = statistics.median(row[0] / row[2] for row in rows)
    rest = statistics.median((row[0] - row[1]) / row[2] for row in rows)
    print(f"plan of 1,000 rows ({name}): ours {plan:.3f} s, start-up {start:.3f} s, rival {rival:.3f} s")
    print(f"  whole process {whole:.2f} (promise ≤ 1.0) {'holds' if whole <= 1 else 'FAILS'}")
    print(f"  without start-up {rest:.2f} (promise ≤ 0.3) {'holds' if rest <= 0.3 else 'FAILS'}", flush=True)


def main() -> None:
    """Both shapes of workbook on one empty store."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ctx = open_test_context(folder / "data", create=True)
        stores.init_store(ctx, ADMIN, PASSWORD)
        ctx.store.close()
        for words, write in (("W3, 11 columns", write_trade), ("W2 报关明细, 22 columns", write_declarations)):
            source = folder / f"{write.__name__}.xlsx"
            write(source, 1_000)
            measure(folder, source, words)


if __name__ == "__main__":
    main()
