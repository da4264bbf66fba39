"""Login, the first run on an empty folder, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.conftest import PASSWORD
from ui.application import lock_folder, make_login
from ui.look import dress
from ui.program import Program
from ui.shell.login import first_run_problem
from ui.shell.window_state import WindowState

Start = Callable[[Path], Program]


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication) -> Iterator[Start]:
    dress(qapp)
    programs: list[Program] = []

    def begin(folder: Path) -> Program:
        lock = lock_folder(folder)
        assert lock is not None
        login = make_login(qapp, folder)
        programs.append(Program(qapp, folder, lock, login))
        login.show()
        return programs[-1]

    yield begin
    for program in programs:
        for window in (program.login, program.shell):
            if window is not None:
                if program.shell is window:
                    qtbot.waitUntil(lambda window=window: not window.runner.is_busy, timeout=10_000)
                window.close()
        program.end()


def test_wrong_then_right_password(qtbot: QtBot, start: Start, data_folder: Path) -> None:
    program = start(data_folder)
    assert program.login is not None
    form = program.login.login
    form.name.setText("测试")
    qtbot.keyClicks(form.password, "wrong")
    qtbot.keyClick(form.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "口令不对" in form.error.sentence, timeout=20_000)
    assert form.password.property("state") == "error"
    form.password.setText(PASSWORD)
    qtbot.keyClick(form.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.shell is not None, timeout=20_000)
    assert program.shell is not None
    assert program.shell.isVisible()
    assert program.login is None
    assert WindowState(data_folder, None).get("last_name", "") == "测试"


def test_log_out_returns_to_login(qtbot: QtBot, start: Start, data_folder: Path) -> None:
    program = start(data_folder)
    assert program.login is not None
    program.login.login.submitted.emit("测试", PASSWORD)
    qtbot.waitUntil(lambda: program.shell is not None, timeout=20_000)
    assert program.shell is not None
    shell = program.shell
    qtbot.waitUntil(lambda: not shell.runner.is_busy, timeout=10_000)
    shell.log_out()
    assert program.shell is None
    assert program.login is not None
    assert program.login.isVisible()
    assert program.login.login.name.text() == "测试"


def test_first_run_makes_store_and_account(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    program = start(tmp_path / "new")
    assert program.login is not None
    form = program.login.first_run
    assert program.login.form is form
    for field, text in zip(
        (form.full_name, form.name, form.password, form.again),
        ("王晓敏", "wangxm", "long-enough", "long-enough"),
        strict=True,
    ):
        field.setText(text)
    form.enter.click()
    qtbot.waitUntil(lambda: program.shell is not None, timeout=40_000)
    assert program.shell is not None
    assert program.shell.ctx.actor is not None
    assert program.shell.ctx.actor.full_name == "王晓敏"
    assert (tmp_path / "new" / "store.db").is_file()
    assert (tmp_path / "new" / "window.lock").exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("", "wangxm", "long-enough", "long-enough"), "请填写姓名"),
        (("王晓敏", " ", "long-enough", "long-enough"), "请填写用户名"),
        (("王晓敏", "wangxm", "short", "short"), "至少 8 个字符"),
        (("王晓敏", "wangxm", "long-enough", "long-enoug"), "不一样"),
        (("王晓敏", "wangxm", "long-enough", "long-enough"), ""),
    ],
)
def test_first_account_is_checked(given: tuple[str, str, str, str], sentence: str) -> None:
    problem = first_run_problem(*given)
    assert sentence in problem
    assert bool(problem) == bool(sentence)
