"""Assessing a year: read, reckon, explain, write; against a bare read of the same rows and a bare write of the results.

`python -m benchmarks.assess [--cases 10000] [--pairs 3] [--linear]`. Ours is the service of window and command line:
facts in one SELECT a table, every award with its steps, findings and readings, all of it stored with the audit trail
in one durable transaction. The rival is sqlite3 alone: the same SELECTs fetched, and the same rows (results and
findings) written by `executemany` in one durable transaction; it reckons and explains nothing.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from cbec_desktop.domain.identifiers import CREDIT_CODE_ALPHABET
from cbec_desktop.domain.statuses import COUNTIES
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import accounts, assessments, stores
from cbec_desktop.services.context import Context
from db.queries import facts
from tests.conftest import ADMIN, PASSWORD, open_test_context

PROMISE = 3.0
SEED = 20_261_122
MEASURES = ("platform_entry_fee", "premises_rent", "customs_agency_fee")
QUARTERS = (("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31"))
PAID = {"paid_on": "2026-03-02", "payment_method": "对公转账"}
MOMENTS = {"created_at": "", "updated_at": ""}
SELECTS = tuple(
    getattr(facts, name)
    for name in vars(facts)
    if name.isupper() and isinstance(getattr(facts, name), str) and "SELECT" in getattr(facts, name)
)


def make_store(folder: Path, cases: int) -> Context:
    """A store with `cases` applications of measures 3, 4 and 5 and some 57,000 lines to 10,000 of them."""
    context = open_test_context(folder, create=True)
    stores.init_store(context, ADMIN, PASSWORD)
    with closing(sqlite3.connect(context.paths.store)) as connection:
        fill(connection, cases)
        connection.commit()
    return context.acting(accounts.authenticate(context, ADMIN, PASSWORD))


def fill(connection: sqlite3.Connection, cases: int) -> None:
    """Applications with their firms, trade and lines, straight into the tables."""
    chance, counties = random.Random(SEED), tuple(COUNTIES)
    connection.execute("PRAGMA foreign_keys = OFF")
    for number in range(1, cases + 1):
        firm = Firm(number, counties[number % len(counties)])
        firm.insert(connection)
        measure = MEASURES[number % 3]
        case_no = f"CYKJ-2026-M{3 + number % 3}-{firm.county}-{number:06d}"
        columns = {"id": number, "case_no": case_no, "reporting_unit": firm.county, "reporting_no": f"B{number}"}
        columns |= {"award_year": 2026, "measure_id": measure, "enterprise_id": number, "county_code": firm.county}
        columns |= {"claimed_amount_fen": chance.randrange(10**5, 10**7), "intake_order": number}
        insert(connection, "application", **columns, taken_in_at="", taken_in_by="", **MOMENTS)
        LINES[measure](connection, firm, chance)


class Firm:
    """An invented firm with a valid code and trade of its own."""

    def __init__(self, number: int, county: str) -> None:
        self.number, self.county = number, county
        self.name = f"朝阳基准第{number}示例有限公司"
        self.code = credit_code(number)

    def insert(self, connection: sqlite3.Connection) -> None:
        known = {"credit_status": "正常", "credit_checked_on": "2026-11-01"}
        known |= {"legal_representative": f"法人{self.number}", "registered_address": f"示例路{self.number}号"}
        insert(
            connection, "enterprise", id=self.number, credit_code=self.code, name=self.name, county_code=self.county,
            **known, **MOMENTS,
        )  # fmt: skip
        insert(connection, "enterprise_role", enterprise_id=self.number, role="卖家")
        insert(
            connection, "trade_performance", period="2026-03", credit_code=self.code, enterprise_name=self.name,
            mode="9710", export_value_fen=10**9, import_value_fen=0, source="海关", scope="customs",
        )  # fmt: skip


def credit_code(number: int) -> str:
    """A code with the right check character (GB 32100-2015)."""
    body = f"91211302MA{number:07d}"
    total = sum(CREDIT_CODE_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + CREDIT_CODE_ALPHABET[-total % 31]


def insert(connection: sqlite3.Connection, table: str, **values: object) -> None:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))


def expenses(connection: sqlite3.Connection, firm: Firm, chance: random.Random) -> None:
    for at in range(1, 6):
        fen = chance.randrange(10**4, 10**7)
        insert(
            connection, "expense_line", application_id=firm.number, position=at, category="年费",
            platform_or_service="示例站", invoice_no=f"26{firm.number:012d}{at:06d}", invoiced_on="2026-03-01",
            buyer_credit_code=firm.code, invoice_total_fen=fen, claimed_amount_fen=fen, paid_amount_fen=fen,
            payer_name=firm.name, **PAID,
        )  # fmt: skip


def rents(connection: sqlite3.Connection, firm: Firm, chance: random.Random) -> None:
    area = f"{chance.randrange(50, 900)}.{chance.randrange(10, 99)}"
    insert(
        connection, "lease", id=firm.number, application_id=firm.number, position=1, contract_no=f"HT-{firm.number}",
        lessor="示例置业有限公司", location=f"朝阳市示例街{firm.number}号", usage="办公", floor_area=area,
        self_used_area=area, lease_from="2026-01-01", lease_to="2026-12-31",
    )  # fmt: skip
    for at, (start, end) in enumerate(QUARTERS, start=1):
        fen = chance.randrange(10**5, 10**7)
        insert(
            connection, "lease_invoice", lease_id=firm.number, position=at, usage="办公",
            invoice_no=f"27{firm.number:012d}{at:06d}", invoiced_on=f"2026-{start}", period_from=f"2026-{start}",
            period_to=f"2026-{end}", rent_amount_fen=fen, paid_amount_fen=fen, payer_name=firm.name, **PAID,
        )  # fmt: skip


def declarations(connection: sqlite3.Connection, firm: Firm, chance: random.Random) -> None:
    for at in range(1, 9):
        fen = chance.randrange(10**4, 2 * 10**5)
        insert(
            connection, "customs_declaration", application_id=firm.number, position=at,
            declaration_no=f"080020260{firm.number * 10 + at:09d}", supervision_mode="9810", direction="出口",
            declared_on="2026-03-01", domestic_party_code=firm.code, declared_value_fen=10**6,
            agent_name="示例报关有限公司", agent_credit_code="91211303MA0TEPT10R", fee_amount_fen=fen,
            invoice_no=f"28{firm.number:012d}{at:06d}", payer_name=firm.name, paid_amount_fen=fen, **PAID,
        )  # fmt: skip


LINES = {"platform_entry_fee": expenses, "premises_rent": rents, "customs_agency_fee": declarations}


def ours(context: Context) -> float:
    """One run that stores every result anew."""
    clear(context)
    started = time.perf_counter()
    assessments.assess_year(context, 2026, None, None, JobContext())
    return time.perf_counter() - started


def clear(context: Context) -> None:
    """Forget earlier results, so that each run writes all of them."""
    with closing(sqlite3.connect(context.paths.store)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'tr_assess%'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM assessment_finding")
        connection.execute("DELETE FROM assessment")
        connection.commit()


def rival(context: Context) -> float:
    """The bare read and write of the rows that our last run left, in the same store."""
    with closing(sqlite3.connect(context.paths.store)) as connection:
        tables = {
            table: connection.execute(f"SELECT * FROM {table}").fetchall()
            for table in ("assessment", "assessment_finding")
        }
    clear(context)
    started = time.perf_counter()
    with closing(sqlite3.connect(context.paths.store, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        for statement in SELECTS:
            connection.execute(statement.format(closed="'draft', 'withdrawn', 'void'", only="")).fetchall()
        connection.execute("BEGIN IMMEDIATE")
        for table, rows in tables.items():
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        connection.execute("COMMIT")
    return time.perf_counter() - started


def measure(cases: int, pairs: int) -> float:
    """Median ratio of the pairs; prints what was seen and returns our median seconds."""
    with tempfile.TemporaryDirectory() as folder:
        context = make_store(Path(folder) / "data", cases)
        rows = [(ours(context), rival(context)) for _ in range(pairs)]
        context.store.close()
    mine, bare = (statistics.median(side) for side in zip(*rows, strict=True))
    ratio = statistics.median(a / b for a, b in rows)
    verdict = "holds" if ratio <= PROMISE else "FAILS"
    seconds = f"ours {mine:.2f} s, rival {bare:.2f} s"
    print(f"{cases} applications: {seconds}, ratio {ratio:.2f} (promise ≤ {PROMISE}) {verdict}")
    return mine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--linear", action="store_true", help="also measure ten times as many")
    options = parser.parse_args()
    small = measure(options.cases, options.pairs)
    if options.linear:
        large = measure(options.cases * 10, 1)
        print(f"ten times as many take {large / small:.1f} times as long")


if __name__ == "__main__":
    main()
