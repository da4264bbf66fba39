"""Import of 50,000 rows end to end, beside a bare calamine read with executemany into the same tables.

`python -m benchmarks.import_50k`: whole processes, a fresh store each. Promise: time ≤ 1.6, memory ≤ 1.3. Ours
pre-checks, validates, compares, keeps an image of every row and the audit entry; the rival only stores.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from datetime import date
from pathlib import Path

from benchmarks.paired import compare_commands

ROWS = 50_000
TRADE = (
    "INSERT INTO trade_performance (period, credit_code, enterprise_name, customs_code, mode, export_value_fen,"
    " import_value_fen, source, markets, platform, remark, scope) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'customs')"
)
DECLARATION_COLUMNS = (
    "declaration_no", "supervision_mode", "direction", "declared_on", "customs_office", "domestic_party_code",
    "declared_value_fen", "ticket_count", "agent_name", "agent_credit_code", "fee_amount_fen", "invoice_code",
    "invoice_no", "paid_on", "payment_method", "payer_name", "paid_amount_fen", "remark", "invoiced_on",
    "buyer_credit_code", "invoice_total_fen",
)  # fmt: skip
DECLARATION = (
    f"INSERT INTO customs_declaration (application_id, position, {', '.join(DECLARATION_COLUMNS)})"
    f" VALUES ({', '.join('?' * (len(DECLARATION_COLUMNS) + 2))})"
)


def ours(store: Path, source: Path) -> None:
    """Plan and commit, as the program does it."""
    from cbec_desktop.jobs import JobContext
    from cbec_desktop.services import accounts, imports
    from tests.conftest import ADMIN, PASSWORD, open_test_context

    ctx = open_test_context(store.parent)
    ctx = ctx.acting(accounts.authenticate(ctx, ADMIN, PASSWORD))
    plan = imports.plan_import(ctx, [source], None, JobContext())
    imports.commit_import(ctx, plan, False, JobContext())
    if not plan.files[0].is_committed or plan.files[0].counts["new"] < ROWS:
        sys.exit(f"not imported: {plan.files[0].counts} {plan.files[0].problems[:3]}")


def rival(store: Path, source: Path) -> None:
    """Read with calamine, put into the table, one transaction."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(source))
    connection = sqlite3.connect(store, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    if "进出口月报" in book.sheet_names:
        rows = book.get_sheet_by_name("进出口月报").iter_rows()
        connection.executemany(TRADE, (_trade(row) for row in rows if _is_data(row, "期间*")))
    else:
        applications = _store_applications(connection, book)
        rows = book.get_sheet_by_name("报关明细").iter_rows()
        data = (row for row in rows if _is_data(row, "申报编号*"))
        connection.executemany(DECLARATION, (_declaration(applications, row, n) for n, row in enumerate(data)))
    connection.execute("COMMIT")


def _is_data(row: list[object], header: str) -> bool:
    return header not in row and row[4] != ""


def _fen(value: object) -> int | None:
    return round(value * 100) if isinstance(value, float) else None


def _text(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def _trade(row: list[object]) -> list[object]:
    return [*(_text(value) for value in row[:5]), _fen(row[5]), _fen(row[6]), *(_text(value) for value in row[7:11])]


def _declaration(applications: dict[object, int], row: list[object], position: int) -> list[object]:
    money = (7, 11, 17, 21)
    values: list[object] = [_fen(value) if place in money else _text(value) for place, value in enumerate(row[:22])]
    values[8] = values[8] or 1
    return [applications[row[0]], position, *values[1:]]


def _store_applications(connection: sqlite3.Connection, book: object) -> dict[object, int]:
    ids: dict[object, int] = {}
    for number, row in enumerate(book.get_sheet_by_name("申报汇总").iter_rows()):  # type: ignore[attr-defined]
        if not _is_data(row, "案号"):
            continue
        firm = connection.execute(
            "INSERT INTO enterprise (credit_code, name, county_code, created_at, updated_at) VALUES (?, ?, ?, '', '')",
            (row[4], row[5], "211302"),
        ).lastrowid
        ids[row[0]] = connection.execute(
            "INSERT INTO application (case_no, reporting_unit, reporting_no, award_year, measure_id, enterprise_id,"
            " county_code, claimed_amount_fen, intake_order, taken_in_at, taken_in_by, created_at, updated_at)"
            " VALUES (?, '211302', ?, 2026, 'customs_agency_fee', ?, '211302', 1, ?, '', '', '', '')",
            (str(number), row[0], firm, number),
        ).lastrowid or 0  # fmt: skip
    return ids


def main() -> None:
    """Without arguments the benchmark; with `ours|rival STORE SOURCE` one side of it on a copy of the store."""
    if len(sys.argv) > 1:
        side, seed, source = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder) / "store.db"
            shutil.copyfile(seed, store)
            (ours if side == "ours" else rival)(store, source)
        return
    from benchmarks.big_workbooks import write_declarations, write_trade
    from cbec_desktop.services import stores
    from tests.conftest import ADMIN, PASSWORD, open_test_context

    with tempfile.TemporaryDirectory() as folder:
        ctx = open_test_context(Path(folder) / "data", create=True)
        stores.init_store(ctx, ADMIN, PASSWORD)
        ctx.store.close()
        for name, write in (("W3, 11 columns", write_trade), ("W2 报关明细, 22 columns", write_declarations)):
            source = Path(folder) / f"{write.__name__}.xlsx"
            write(source, ROWS)
            commands = [
                [sys.executable, "-m", "benchmarks.import_50k", side, str(ctx.paths.store), str(source)]
                for side in ("ours", "rival")
            ]
            print(compare_commands(f"import of 50,000 rows ({name})", commands[0], commands[1], 1.6).line(), flush=True)


if __name__ == "__main__":
    main()
