"""The lock: by idle time and by key, opened only by the password of the one logged in; work goes on behind it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cbec_desktop.services import drafts, settings
from cbec_desktop.services.accounts import FAILED_LOGINS_ALLOWED
from cbec_desktop.services.context import Context
from db.models.audit import AuditEntry
from tests.conftest import PASSWORD
from ui.job_runner import RunningJob
from ui.look import dress
from ui.messages import QuestionDialog
from ui.screens.catalogue import SCREENS
from ui.shell.idle_watch import IdleWatch
from ui.shell.locking import Locking
from ui.shell.window import ShellWindow
from ui.shell.window_state import WindowState


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Locked:
    """A real shell window with its lock and a clock in the hand of the test."""

    def __init__(self, qtbot: QtBot, ctx: Context, folder: Path) -> None:
        self.qtbot = qtbot
        self.clock = Clock()
        self.shell = ShellWindow(ctx, SCREENS, WindowState(folder, 1))
        self.shell.open_screen("home")
        with qtbot.waitExposed(self.shell):
            self.shell.show()
        self.shell.activateWindow()
        self.locking = Locking(self.shell, IdleWatch(self.clock))
        self.rest()

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: not self.shell.runner.is_busy, timeout=10_000)

    def answer(self, password: str) -> None:
        window = self.locking.window
        assert window is not None
        window.password.clear()
        QTest.keyClicks(window.password, password)
        QTest.keyClick(window.password, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.locking.window is None or window.enter.isEnabled(), timeout=10_000)


@pytest.fixture
def locked(qtbot: QtBot, qapp: QApplication, assessed_ctx: Context, tmp_path: Path) -> Iterator[Locked]:
    dress(qapp)
    made = Locked(qtbot, assessed_ctx, tmp_path)
    qtbot.addWidget(made.shell)
    yield made
    made.locking.close()
    made.rest()
    made.shell.runner.close()


def test_nobody_for_the_set_minutes_locks_and_any_key_counts_anew(locked: Locked) -> None:
    locked.clock.now += 14 * 60
    locked.locking.watch.check()
    assert not locked.locking.is_locked
    handle = locked.shell.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Shift)
    locked.clock.now += 14 * 60
    locked.locking.watch.check()
    assert not locked.locking.is_locked, "the key counted anew"
    QTest.mouseMove(handle)
    QApplication.processEvents()
    locked.clock.now += 15 * 60
    locked.locking.watch.check()
    assert locked.locking.is_locked
    assert locked.locking.window is not None
    assert locked.locking.window.note.text() == "闲置 15 分钟，已自动锁定。"
    assert not locked.shell.isVisible()


def test_a_key_after_a_long_sleep_locks_instead_of_waking(locked: Locked) -> None:
    locked.clock.now += 8 * 3600
    handle = locked.shell.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Shift)
    assert locked.locking.is_locked


def test_minutes_follow_the_settings_and_nought_never_locks(locked: Locked) -> None:
    settings.save_settings(locked.shell.ctx, {"lock.idle_minutes": "0"})
    locked.locking.read_minutes()
    locked.rest()
    locked.clock.now += 24 * 3600
    locked.locking.watch.check()
    assert not locked.locking.is_locked
    settings.save_settings(locked.shell.ctx, {"lock.idle_minutes": "1"})
    locked.locking.read_minutes()
    locked.rest()
    locked.clock.now += 60
    locked.locking.watch.check()
    assert locked.locking.is_locked


def test_the_key_locks_and_only_the_own_password_opens(locked: Locked) -> None:
    QTest.keyClick(QApplication.focusWidget() or locked.shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    window = locked.locking.window
    assert window is not None
    locked.answer("wrong-password")
    assert window.error.sentence == "口令不对，请重新输入。"
    assert not locked.shell.isVisible()
    locked.answer(PASSWORD)
    assert not locked.locking.is_locked
    assert locked.shell.isVisible()
    with locked.shell.ctx.store.open_view() as view:
        newest = view.scalars(select(AuditEntry).where(AuditEntry.action == "log_in")).all()[-1]
    assert newest.after_json == '{"place":"解锁"}'


def test_wrong_passwords_are_counted_as_at_the_login(locked: Locked) -> None:
    locked.locking.lock()
    window = locked.locking.window
    assert window is not None
    for _ in range(FAILED_LOGINS_ALLOWED):
        locked.answer("wrong-password")
    locked.answer(PASSWORD)
    assert "已锁定到" in window.error.sentence
    assert locked.locking.is_locked


def test_work_goes_on_behind_the_lock_and_asks_nothing(locked: Locked) -> None:
    gate, asked = threading.Event(), []

    def done(_nothing: object) -> None:
        asked.append(locked.shell.messages.ask("删去？", "朝阳某公司", "删去"))

    locked.shell.runner.submit(RunningJob(lambda _job: gate.wait(10), done, None, None, "写入", writes=True))
    locked.locking.lock()
    gate.set()
    locked.rest()
    assert asked == [False]
    assert locked.locking.is_locked
    assert [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()] == [locked.locking.window]


def test_an_open_question_is_stepped_back_from(locked: Locked) -> None:
    dialog = QuestionDialog(locked.shell, "停用 朝阳某公司？", "不能登录", "停用", danger=True, needs_reason=False)
    locked.qtbot.addWidget(dialog)
    dialog.open()
    locked.locking.lock()
    assert not dialog.isVisible()
    assert dialog.result() == QuestionDialog.DialogCode.Rejected


def test_what_was_typed_is_a_draft_before_the_person_leaves(locked: Locked) -> None:
    page = locked.shell.open_screen("application_entry").page
    assert page is not None
    page.presenter.set_head("claimed_amount", "3600")  # type: ignore[attr-defined]
    left: list[bool] = []
    locked.shell.logged_out.connect(lambda: left.append(True))
    locked.locking.lock()
    window = locked.locking.window
    assert window is not None
    window.close()  # the close button logs out, it does not open
    assert window.isVisible()
    locked.qtbot.waitUntil(lambda: bool(left), timeout=10_000)
    offered = drafts.offered_drafts(locked.shell.ctx, "application_entry")
    assert [draft.payload["head"]["claimed_amount"] for draft in offered] == ["3,600.00"]
