"""Styled export of 50,000 rows, beside bare openpyxl write_only of the same cells with the same styles.

`python -m benchmarks.export_50k`: whole processes on one filled store. Promise: time ≤ 1.1, memory ≤ 1.3. The rival
reads the same rows with sqlite3 and writes each cell with its style, the blank prepared rows too.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.paired import compare_commands

ROWS = 50_000
COLUMNS = (
    "period, credit_code, enterprise_name, customs_code, mode, export_value_fen, import_value_fen, source, markets,"
    " platform, remark"
)


def ours(data: Path, out: Path) -> None:
    """The export as the program does it."""
    from cbec_desktop.jobs import JobContext
    from cbec_desktop.services import accounts, exports
    from tests.conftest import ADMIN, PASSWORD, open_test_context

    ctx = open_test_context(data)
    ctx = ctx.acting(accounts.authenticate(ctx, ADMIN, PASSWORD))
    if exports.export_template(ctx, "W3", out, None, 2026, False, JobContext()) != ROWS:
        sys.exit("not all rows")


def rival(data: Path, out: Path) -> None:
    """openpyxl alone: the same cells and styles; one styled cell a column is reused, the cheapest it can do."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, Side

    book = Workbook(write_only=True)
    page = book.create_sheet("进出口月报")
    side = Side(style="thin", color="D0D7DE")
    font, border = Font(name="宋体", size=10.5), Border(left=side, right=side, top=side, bottom=side)
    right, middle = Alignment(horizontal="right", vertical="center"), Alignment(vertical="center")

    def cell(place: int, *, has_border: bool) -> Any:
        made = WriteOnlyCell(page)
        made.font = font
        made.number_format = "#,##0.00" if place in (5, 6) else "@"
        made.alignment = right if place in (5, 6) else middle
        if has_border:
            made.border = border
        return made

    cells = [cell(place, has_border=True) for place in range(11)]
    blank = [cell(place, has_border=False) for place in range(11)]
    connection = sqlite3.connect(data / "store.db")
    for row in connection.execute(f"SELECT {COLUMNS} FROM trade_performance ORDER BY period, id"):
        for place, value in enumerate(row):
            cells[place].value = Decimal(value).scaleb(-2) if place in (5, 6) else value
        page.append(cells)
    for _ in range(1_000):
        page.append(blank)
    book.save(out)


def main() -> None:
    """Without arguments the benchmark; with `ours|rival DATA OUT` one side of it."""
    if len(sys.argv) > 1:
        (ours if sys.argv[1] == "ours" else rival)(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    from benchmarks.big_workbooks import trade_rows
    from cbec_desktop.services import stores
    from db.models.trade import TradePerformance
    from db.unit_of_work import open_work
    from tests.conftest import ADMIN, PASSWORD, open_test_context

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        ctx = open_test_context(data, create=True)
        stores.init_store(ctx, ADMIN, PASSWORD)
        names = COLUMNS.split(", ")
        rows = [
            dict(zip(names, (int(v * 100) if isinstance(v, Decimal) else v for v in row), strict=True))
            | {"scope": "customs"}
            for row in trade_rows(ROWS)
        ]
        with open_work(ctx.store, actor=ADMIN, action="fill", clock=ctx.clock) as work:
            work.insert_many(TradePerformance, rows)
            work.commit()
        ctx.store.close()
        commands = [
            [sys.executable, "-m", "benchmarks.export_50k", side, str(data), str(Path(folder) / f"{side}.xlsx")]
            for side in ("ours", "rival")
        ]
        result = compare_commands("styled export of 50,000 rows (W3)", commands[0], commands[1], 1.1, pairs=3)
        print(result.line())


if __name__ == "__main__":
    main()
