"""Kills a writing process at every write, sync, rename and unlink it makes on its data folder (needs strace).

`python -m benchmarks.kill_points [--points N] [--subject register|import|backup|restore]`: one trial a point on a
fresh copy of a store; afterwards everything acknowledged must be there and nothing half done, in backups too. Ends 1
when a trial breaks that; its folder is kept and named.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from cbec_desktop.services import accounts, stores
from cbec_desktop.services.store_checks import check_audit_chain, check_file, check_import_images
from db.backups import integrity_faults
from tests.conftest import ADMIN, PASSWORD, open_test_context
from tests.db.survival import acknowledged_entries, broken

CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat,renameat2,openat"
SAMPLE = Path(__file__).parent.parent / "resources" / "samples" / "2026" / "W1-211303.xlsx"
SEED = 20_261_122
Point = tuple[str, int]


def subject(name: str, folder: Path) -> list[str]:
    """The command to kill."""
    if name == "register":
        return [sys.executable, "-m", "tests.db.worker", "register", str(folder / "store.db"), "K", "3"]
    commands = {
        "import": ["import", str(SAMPLE), "--good-rows"],
        "backup": ["backup", "--out", str(folder / "backups" / "new.db")],
        "restore": ["restore", str(folder / "backups" / "seed.db")],
    }
    return [sys.executable, "-m", "cbec_desktop", "--data", str(folder), "--user", ADMIN, *commands[name]]


def run(command: Sequence[str], acknowledged: Path, *strace: str) -> int:
    environment = dict(os.environ, ACK=str(acknowledged), CBEC_PASSWORD=PASSWORD)
    before = ("strace", "-f", "-qq", "-e", f"trace={CALLS}", *strace) if strace else ()
    done = subprocess.run([*before, *command], env=environment, capture_output=True, timeout=120, check=False)
    return done.returncode


def points_of(command: Sequence[str], folder: Path, acknowledged: Path) -> list[Point]:
    """(call, its number in its thread) for each call that names the folder: strace counts them so."""
    log = folder.parent / "strace.log"
    run(command, acknowledged, "-y", "-e", "signal=none", "-o", str(log))
    seen: Counter[tuple[str, str]] = Counter()
    hits: list[Point] = []
    for line in log.read_text(errors="replace").splitlines():
        if found := re.match(r"(\d+)\s+(\w+)\(", line):
            seen[found.groups()] += 1  # type: ignore[index]
            if str(folder) in line:
                hits.append((found[2], seen[found.groups()]))  # type: ignore[index]
    return hits


def faults_of(name: str, folder: Path, acknowledged: Path) -> list[str]:
    if name == "register":
        return broken(folder / "store.db", acknowledged)
    ctx = open_test_context(folder)
    checks = (check_file, check_audit_chain, check_import_images)
    faults = [problem.message for check in checks for problem in check(ctx)]
    for copy in folder.glob("backups/*.db"):
        with closing(sqlite3.connect(copy)) as raw:
            faults += [f"{copy.name}: {fault}" for fault in integrity_faults(raw)]
    with ctx.store.open_view() as view:
        entries = set(view.connection().exec_driver_sql("SELECT id FROM audit_entry").scalars())
    ctx.store.close()
    return faults + [f"lost {entry}" for entry in acknowledged_entries(acknowledged) if entry not in entries]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=60)
    parser.add_argument("--subject", choices=("register", "import", "backup", "restore"), default="register")
    options = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="kill-points-"))
    seed = root / "seed"
    ctx = open_test_context(seed, create=True)
    stores.init_store(ctx, ADMIN, PASSWORD)
    admin = ctx.acting(accounts.authenticate(ctx, ADMIN, PASSWORD))
    stores.backup_store(admin, seed / "backups" / "seed.db")
    ctx.store.close()

    def fresh(number: int | str) -> tuple[Path, Path]:
        folder = root / f"trial-{number}" / "data"
        shutil.copytree(seed, folder)
        return folder, folder.parent / "ack"

    folder, acknowledged = fresh("count")
    hits = points_of(subject(options.subject, folder), folder, acknowledged)
    chosen = hits if len(hits) <= options.points else random.Random(SEED).sample(hits, options.points)  # noqa: S311
    print(f"{options.subject}: {len(hits)} calls on the data folder, {len(chosen)} kills")
    failures = killed = 0
    for number, (call, count) in enumerate(chosen):
        folder, acknowledged = fresh(number)
        code = run(
            subject(options.subject, folder),
            acknowledged,
            "-e",
            f"inject={call}:signal=KILL:when={count}",
            "-o",
            os.devnull,
        )
        killed += code != 0
        faults = faults_of(options.subject, folder, acknowledged)
        if not faults and run(subject("register", folder)[:-2] + ["Z", "1"], acknowledged) != 0:
            faults = ["the next work did not go through"]
        if faults:
            failures += 1
            print(f"BROKEN at {call} {count}: {faults[:3]}; kept in {folder}")
        else:
            shutil.rmtree(folder.parent)
    print(f"{killed} killed, {len(chosen) - killed} finished first, {failures} broken")
    if not failures:
        shutil.rmtree(root)
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
