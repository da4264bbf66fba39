"""Kills, crowds, full disks and closed folders: acknowledged work is there, nothing is half done, a plain sentence."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.db.survival import acknowledged_entries, broken

ROOT = Path(__file__).parent.parent.parent
COUNT = "SELECT count(*) FROM enterprise"


def worker(*arguments: str, acknowledged: Path | None = None) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "ACK"}
    if acknowledged is not None:
        environment["ACK"] = str(acknowledged)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.db.worker", *arguments],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def count(store: Path) -> int:
    with closing(sqlite3.connect(store)) as raw:
        return int(raw.execute(COUNT).fetchone()[0])


@pytest.mark.parametrize("trial", range(5))
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(
    empty_store_path: Path, tmp_path: Path, trial: int
) -> None:
    acknowledged = tmp_path / "ack"
    process = worker("register", str(empty_store_path), "K", "500", acknowledged=acknowledged)
    deadline = time.monotonic() + 30
    while not acknowledged_entries(acknowledged) and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(random.uniform(0, 0.1))  # noqa: S311 - the moment shall be any
    process.send_signal(signal.SIGKILL)
    returncode, _out, err = finish(process)
    assert returncode == -signal.SIGKILL, err
    said = acknowledged_entries(acknowledged)
    assert said
    assert broken(empty_store_path, acknowledged) == []
    assert len(said) <= count(empty_store_path) <= len(said) + 1
    assert finish(worker("register", str(empty_store_path), "L", "1")) == (0, "", "")


def test_four_processes_that_approve_at_once_never_overspend(empty_store_path: Path) -> None:
    processes = [worker("spend", str(empty_store_path), "60") for _ in range(4)]
    assert [finish(process) for process in processes] == [(0, "", "")] * 4
    assert count(empty_store_path) == 60


def test_a_full_disk_is_a_sentence_and_saves_nothing(empty_store_path: Path) -> None:
    size = empty_store_path.stat().st_size
    assert finish(worker("fill", str(empty_store_path), str(size + 20_000)))[:2] == (1, "disk_full")
    assert broken(empty_store_path) == []
    assert count(empty_store_path) == 0
    assert finish(worker("register", str(empty_store_path), "F", "1"))[0] == 0


@pytest.fixture
def closed_folder(empty_store_path: Path) -> Iterator[Path]:
    """A store in a folder that a common user may read and not write."""
    folder = Path(tempfile.mkdtemp(prefix="closed-"))
    path = Path(shutil.copy(empty_store_path, folder / "store.db"))
    path.chmod(0o444)
    folder.chmod(0o555)
    yield path
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("mode", [0o444, 0o666], ids=["read-only file", "writable file"])
def test_a_closed_folder_is_a_sentence_and_saves_nothing(closed_folder: Path, mode: int) -> None:
    closed_folder.chmod(mode)
    before = closed_folder.read_bytes()
    assert finish(worker("unprivileged", str(closed_folder)))[:2] == (1, "read_only")
    assert closed_folder.read_bytes() == before
