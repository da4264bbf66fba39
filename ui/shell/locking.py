"""Locks the program when nobody is there or at a key, and opens it again for the one who is logged in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import JobContext
from ui.job_runner import JobRunner, RunningJob
from ui.messages import Toast
from ui.shell.idle_watch import IdleWatch
from ui.shell.lock import AFTER_IDLE, BY_HAND, LockWindow

if TYPE_CHECKING:
    from cbec_desktop.domain.records import Actor
    from ui.shell.window import ShellWindow

WAIT_MS = 200


class Locking(QObject):
    """Belongs to one shell window. Jobs run on while it is locked, and drafts are saved as ever."""

    def __init__(self, shell: ShellWindow, watch: IdleWatch | None = None) -> None:
        super().__init__(shell)
        self._shell = shell
        self.watch = watch or IdleWatch()
        self.window: LockWindow | None = None
        self._minutes = 0
        self._runner: JobRunner | None = None
        self._leaving = QTimer(self, interval=WAIT_MS)
        self._leaving.timeout.connect(self._leave_when_written)
        self.watch.idle.connect(lambda: self.lock(AFTER_IDLE.format(minutes=self._minutes)))
        shell.lock_wanted.connect(self.lock)
        shell.runner.wrote.connect(self.read_minutes)
        self.read_minutes()

    @property
    def is_locked(self) -> bool:
        return self.window is not None

    def read_minutes(self) -> None:
        """Ask the settings how long nobody may be away."""

        def read(_job: JobContext) -> int:
            from cbec_desktop.services.settings import read_settings

            return int(read_settings(self._shell.ctx)["lock.idle_minutes"])

        self._shell.runner.submit(RunningJob(read, self._set_minutes, None, None, "", writes=False))

    def lock(self, note: str = BY_HAND) -> None:
        """Hide everything now; what waits for an answer is stepped back from."""
        actor = self._shell.ctx.actor
        if self.is_locked or actor is None:
            return
        self.watch.stop()
        self._keep_drafts()
        _step_back()
        self.window = LockWindow(actor.full_name, actor.name)
        self.window.say(note)
        self.window.submitted.connect(self._try)
        self.window.leave_wanted.connect(self._leave)
        self._runner = JobRunner(self._shell.messages.report_fault, lambda _job, error: self._refuse(error))
        self._runner.finished.connect(self._answered)
        self.window.show()  # before the other goes: the last window that closes would end the program
        self.window.password.setFocus()
        self._shell.setProperty("locked", True)
        self._shell.hide()

    def close(self) -> None:
        """The shell ends: no lock window and no thread stays behind."""
        self.watch.stop()
        self._leaving.stop()
        if self._runner is not None:
            self._runner.close()
            self._runner = None
        if self.window is not None:
            self.window.end()
            self.window = None

    def _set_minutes(self, minutes: int) -> None:
        if minutes != self._minutes:
            self._minutes = minutes
            if not self.is_locked:
                self.watch.set_minutes(minutes)

    def _keep_drafts(self) -> None:
        for frame in self._shell.pages.frames():
            save: Callable[[], object] | None = getattr(getattr(frame.page, "presenter", None), "save_draft", None)
            if save is not None:
                save()

    def _try(self, password: str) -> None:
        actor, ctx = self._shell.ctx.actor, self._shell.ctx
        assert actor is not None
        name = actor.name

        def work(_job: JobContext) -> Actor:
            from cbec_desktop.services.accounts import log_in

            return log_in(ctx, name, password, "解锁")

        if self.window is not None and self._runner is not None:
            self.window.set_busy(True)
            self._runner.submit(RunningJob(work, self._open, None, None, "", writes=True, changes_records=False))

    def _answered(self, _job: RunningJob) -> None:
        if self.window is not None:
            self.window.set_busy(False)

    def _refuse(self, error: UserError) -> None:
        if self.window is not None:
            wrong = error.code == "wrong_password"
            self.window.refuse("口令不对，请重新输入。" if wrong else error.message)

    def _open(self, _actor: Actor) -> None:
        for toast in self._shell.findChildren(Toast):
            toast.close()
        self._shell.setProperty("locked", False)
        self._shell.show()
        self._shell.activateWindow()
        self.close()
        self.watch.set_minutes(self._minutes)

    def _leave(self) -> None:
        """Log out without a question that would show a record: what was typed is a draft by now."""
        if self.window is not None:
            self.window.say("正在写入的写完，就退出登录。" if self._shell.runner.is_writing else "正在退出登录。")
            self._leaving.start()

    def _leave_when_written(self) -> None:
        if not self._shell.runner.is_writing:
            self._leaving.stop()
            self._shell.leave()


def _step_back() -> None:
    """Close menus and lists, answer every open question with 取消."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
