"""What must be true of a store after its writer was killed: nothing acknowledged lost, nothing half done."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from cbec_desktop.services.store_checks import check_audit_chain, check_file
from tests.conftest import open_test_context

HALF_DONE = {
    "enterprise without its contact": "SELECT id FROM enterprise WHERE id NOT IN (SELECT enterprise_id FROM contact)",
    "record without its audit entry": """
        SELECT id FROM enterprise WHERE id NOT IN (SELECT record_id FROM audit_entry WHERE table_name = 'enterprise')
        UNION ALL
        SELECT id FROM contact WHERE id NOT IN (SELECT record_id FROM audit_entry WHERE table_name = 'contact')""",
    "audit entry without its record": """
        SELECT id FROM audit_entry WHERE table_name = 'enterprise' AND record_id NOT IN (SELECT id FROM enterprise)""",
}


def broken(store: Path, acknowledged: Path | None = None) -> list[str]:
    """What does not hold; empty when all is well."""
    ctx = open_test_context(store.parent)
    faults = [problem.message for check in (check_file, check_audit_chain) for problem in check(ctx)]
    ctx.store.close()
    with closing(sqlite3.connect(store)) as raw:
        faults += [name for name, query in HALF_DONE.items() if raw.execute(query).fetchone()]
        entries = {row[0] for row in raw.execute("SELECT id FROM audit_entry")}
    lost = [entry for entry in acknowledged_entries(acknowledged) if entry not in entries]
    return faults + [f"acknowledged but lost: {entry}" for entry in lost]


def acknowledged_entries(path: Path | None) -> list[int]:
    """Audit entries that the program said were saved; a last line without its end was never said."""
    if path is None or not path.exists():
        return []
    whole = path.read_text(encoding="utf-8").split("\n")[:-1]
    return [int(line.split(" ")[2]) for line in whole]
