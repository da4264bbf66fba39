"""The start: a painted login page before anything heavy is imported; one window a data folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from pytestqt.qtbot import QtBot

from ui.application import data_folder, lock_folder
from ui.single_instance import RaiseServer, raise_first

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("CBEC_")} | {
    "QT_QPA_PLATFORM": "offscreen"
}
HEAVY = ("sqlalchemy", "alembic", "openpyxl", "reportlab", "pypinyin", "argon2", "python_calamine", "pypdfium2")


def test_selftest_window_says_when_it_was_painted_and_touches_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    command = [sys.executable, "-m", "cbec_desktop", "--selftest-window", "--data", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=ENVIRONMENT, check=False)
    assert done.returncode == 0, done.stderr
    assert 0 < json.loads(done.stdout)["shown_ms"] < 60_000
    assert not folder.exists()


def test_nothing_heavy_is_imported_before_the_first_paint(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from ui import application\n"
        f"assert application.main(['--selftest-window', '--data', {str(tmp_path)!r}]) == 0\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=ENVIRONMENT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_second_window_raises_the_first_and_ends(qtbot: QtBot, tmp_path: Path) -> None:
    raised: list[bool] = []
    lock = lock_folder(tmp_path)
    assert lock is not None
    server = RaiseServer(tmp_path, lambda: raised.append(True))
    command = [sys.executable, "-m", "ui", "--data", str(tmp_path)]
    second = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    qtbot.waitUntil(lambda: bool(raised), timeout=30_000)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    assert second.communicate() == (b"", b"")
    assert second.returncode == 0
    server.close()
    lock.unlock()


def test_a_folder_that_is_not_there_has_no_window(tmp_path: Path) -> None:
    lock = lock_folder(tmp_path / "new")
    assert isinstance(lock, QLockFile)
    assert not lock.isLocked()
    assert not raise_first(tmp_path / "new")


def test_data_folder_comes_from_the_option_then_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBEC_DATA", "/tmp/from-environment")
    assert data_folder(["--data", "/tmp/given"]) == Path("/tmp/given")
    assert data_folder([]) == Path("/tmp/from-environment")
