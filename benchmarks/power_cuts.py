"""Replays power cuts: what a disk may hold when the current fails after each call of a saving process (needs strace).

`python -m benchmarks.power_cuts`: a worker saves three works; every call on its folder is recorded. For each moment the
states a disk may be in are made: writes to a file are certain after its fsync, names in the folder after the folder's
fsync; of what is not certain yet nothing, all, or some arrived. Each state is opened: what had been acknowledged must
be there and the file must stand. Ends 1 when one does not.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from cbec_desktop.services import stores
from tests.conftest import ADMIN, PASSWORD, open_test_context

CALLS = "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink"
SYNCS = ("fsync", "fdatasync")
LINE = re.compile(r"\d+\s+(\w+)\((.*)\)\s+=\s+(-?\d+)")
SEED = 20_261_122
Write = tuple[int, bytes | None]
"""(offset, bytes), or (length, None) for a truncation."""


@dataclass
class File:
    """One inode: what is certainly on the disk and what came since."""

    certain: bytes = b""
    pending: list[Write] = field(default_factory=list)

    def content(self, arrived: list[Write]) -> bytes:
        image = bytearray(self.certain)
        for at, data in arrived:
            if data is None:
                image = image[:at] + bytes(max(0, at - len(image)))
            else:
                image.extend(bytes(max(0, at + len(data) - len(image))))
                image[at : at + len(data)] = data
        return bytes(image)

    def sync(self) -> None:
        self.certain, self.pending = self.content(self.pending), []


class Disk:
    """A folder as the calls leave it, with what is certain of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = {path.name: File(path.read_bytes()) for path in folder.iterdir() if path.is_file()}
        self.certain_names = dict(self.names)
        self.acknowledged: list[int] = []

    def apply(self, call: str, arguments: str) -> bool:
        """Follow one call; True when it may have changed what is on the disk."""
        texts = [bytes.fromhex(found.replace("\\x", "")) for found in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', arguments)]
        numbers = [int(found) for found in re.findall(r"(?:^|, )(\d+)(?=,|$)", arguments)]
        place = self._place(call, arguments, texts)
        if place is None:
            return False
        if place.name == "ack" and call == "write":
            self.acknowledged += [int(line.split()[2]) for line in texts[-1].decode().splitlines()]
        if place == self.folder:
            if call in SYNCS:
                self.certain_names = dict(self.names)
            return call in SYNCS
        if place.parent != self.folder:
            return False
        return self._change(call, place.name, arguments, texts, numbers)

    def _change(self, call: str, name: str, arguments: str, texts: list[bytes], numbers: list[int]) -> bool:
        if call == "unlink":
            self.names.pop(name, None)
        elif call == "openat":
            if "O_CREAT" not in arguments or name in self.names:
                return False
            self.names[name] = File()
        elif call == "pwrite64":
            self.names[name].pending.append((numbers[-1], texts[-1]))
        elif call == "ftruncate":
            self.names[name].pending.append((numbers[-1], None))
        else:
            self.names[name].sync()
        return True

    def _place(self, call: str, arguments: str, texts: list[bytes]) -> Path | None:
        if call in ("unlink", "openat"):
            return Path(texts[0].decode()) if texts else None
        found = re.match(r"\d+<(.*?)>", arguments)
        if found is None:
            return None
        shown = found[1]
        return Path(bytes.fromhex(shown.replace("\\x", "")).decode() if shown.startswith("\\x") else shown)

    def states(self, chance: random.Random) -> Iterator[dict[str, bytes]]:
        """What the folder may hold if the current fails now."""
        for names in (self.certain_names, self.names):
            yield {name: file.certain for name, file in names.items()}
            yield {name: file.content(file.pending) for name, file in names.items()}
            some = {name: [write for write in file.pending if chance.random() < 0.5] for name, file in names.items()}
            yield {name: file.content(some[name]) for name, file in names.items()}


def faults(state: dict[str, bytes], acknowledged: list[int], scratch: Path) -> list[str]:
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for name, content in state.items():
        (scratch / name).write_bytes(content)
    try:
        with closing(sqlite3.connect(scratch / "store.db")) as raw:
            said = raw.execute("PRAGMA integrity_check").fetchone()[0]
            entries = {row[0] for row in raw.execute("SELECT id FROM audit_entry")}
    except sqlite3.Error as fault:
        return [f"does not open: {fault}"]
    lost = [f"acknowledged but lost: {entry}" for entry in acknowledged if entry not in entries]
    return lost + ([] if said == "ok" else [said])


def record(folder: Path, log: Path) -> None:
    """Run the worker under strace, everything in hexadecimal."""
    command = [sys.executable, "-m", "tests.db.worker", "register", str(folder / "store.db"), "P", "3"]
    tracer = ["strace", "-f", "-qq", "-y", "-xx", "-s", "1000000", "-e", "signal=none", "-e", f"trace={CALLS}"]
    environment = dict(os.environ, ACK=str(folder.parent / "ack"))
    subprocess.run([*tracer, "-o", str(log), *command], env=environment, check=True, timeout=120)


def main() -> int:
    root = Path(tempfile.mkdtemp(prefix="power-cuts-"))
    folder = root / "data"
    ctx = open_test_context(folder, create=True)
    stores.init_store(ctx, ADMIN, PASSWORD)
    ctx.store.close()
    disk, chance, tally = Disk(folder), random.Random(SEED), defaultdict(int)  # noqa: S311
    record(folder, root / "strace.log")
    for line in (root / "strace.log").read_text().splitlines():
        found = LINE.match(line)
        if not found or int(found[3]) < 0:
            continue
        said = len(disk.acknowledged)
        if not disk.apply(found[1], found[2]) and len(disk.acknowledged) == said:
            continue
        for state in disk.states(chance):
            wrong = faults(state, disk.acknowledged, root / "state")
            tally["states"] += 1
            tally["broken"] += bool(wrong)
            if wrong and tally["broken"] <= 5:
                print(f"BROKEN after {found[1]}: {wrong[:2]}")
    print(
        f"{tally['states']} states of the disk, {len(disk.acknowledged)} works acknowledged, {tally['broken']} broken"
    )
    shutil.rmtree(root)
    return int(tally["broken"] > 0 or len(disk.acknowledged) != 3)


if __name__ == "__main__":
    sys.exit(main())
