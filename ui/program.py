"""The life of the window after its first paint: log in, make the store, work in the shell, log out."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject
from PySide6.QtWidgets import QApplication, QWidget

from cbec_desktop.domain.clock import office_time
from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import JobContext
from cbec_desktop.paths import DataPaths
from ui.application import lock_folder, make_login
from ui.job_runner import JobRunner, RunningJob
from ui.look import look
from ui.messages import WindowMessages
from ui.shell.login import LoginWindow
from ui.shell.window_state import WindowState
from ui.single_instance import RaiseServer

if TYPE_CHECKING:
    from cbec_desktop.services.context import Context
    from ui.shell.locking import Locking
    from ui.shell.window import ShellWindow


class Program(QObject):
    """Login window ↔ shell window over one data folder."""

    def __init__(self, application: QApplication, folder: Path, lock: QLockFile, login: LoginWindow) -> None:
        super().__init__()
        self._application = application
        self._folder = folder
        self._lock = lock
        self._server = RaiseServer(folder, self._come_forward)
        self.login: LoginWindow | None = None
        self.shell: ShellWindow | None = None
        self.locking: Locking | None = None
        self._runner: JobRunner | None = None
        self._ctx: Context | None = None
        self._serve(login)

    def end(self) -> None:
        """Give back threads, store and lock."""
        if self.locking is not None:
            self.locking.close()
        if self._runner is not None:
            self._runner.close()
        if self._ctx is not None:
            self._ctx.store.close()
        self._server.close()
        self._lock.unlock()

    def _serve(self, login: LoginWindow) -> None:
        """Bring the login page to life."""
        self.login = login
        login.show_version(version("cbec-desktop"))
        login.login.submitted.connect(self._log_in)
        login.first_account_wanted.connect(self._create)
        login.folder_wanted.connect(self._change_folder)
        login.large_text_wanted.connect(self._enlarge)
        self._runner = JobRunner(self._messages(login).report_fault, lambda _job, error: self._refuse(error))
        self._runner.finished.connect(lambda _job: login.form.set_busy(False))

    def _messages(self, window: QWidget) -> WindowMessages:
        return WindowMessages(window, DataPaths(self._folder).logs, office_time)

    def _refuse(self, error: UserError) -> None:
        if self.login is not None:
            self.login.form.refuse(error.message)

    def _log_in(self, name: str, password: str) -> None:
        def work(_job: JobContext) -> Context:
            from cbec_desktop.bootstrap import open_context
            from cbec_desktop.services.accounts import log_in

            ctx = open_context(self._folder)
            return ctx.acting(log_in(ctx, name, password, "窗口"))

        self._begin(work)

    def _create(self, full_name: str, name: str, password: str) -> None:
        def work(_job: JobContext) -> Context:
            from cbec_desktop.bootstrap import open_context
            from cbec_desktop.services.accounts import log_in
            from cbec_desktop.services.stores import init_store

            ctx = open_context(self._folder, create=True)
            init_store(ctx, name, password, full_name=full_name)
            return ctx.acting(log_in(ctx, name, password, "窗口"))

        self._begin(work)

    def _begin(self, work: Callable[[JobContext], Context]) -> None:
        if self.login is not None and self._runner is not None:
            self.login.form.set_busy(True)
            self._runner.submit(RunningJob(work, self._enter, None, None, "", writes=True, changes_records=False))

    def _enter(self, ctx: Context) -> None:
        """Logged in: the shell takes over."""
        from ui.screens.catalogue import SCREENS
        from ui.shell.locking import Locking
        from ui.shell.window import ShellWindow

        self._ctx = ctx
        self._hold_lock()
        state = WindowState(self._folder, ctx.actor.account_id if ctx.actor is not None else None)
        self._remember_name(ctx)
        factor = state.get("large_text", look.factor)
        if factor != look.factor:
            look.apply(self._application, factor)
        self.shell = ShellWindow(ctx, SCREENS, state)
        self.shell.logged_out.connect(self._log_out)
        self.locking = Locking(self.shell)
        home = self.shell.open_screen("home")
        self.shell.show()
        home.take_focus()  # else Qt gives the keyboard to the first widget of the top bar
        self.shell.search.refresh_index()
        self._close_login()

    def _hold_lock(self) -> None:
        """A folder that was made just now is locked from now on."""
        if not self._lock.isLocked():
            self._lock.tryLock(0)

    def _remember_name(self, ctx: Context) -> None:
        if self.login is not None and ctx.actor is not None:
            keeps = self.login.form is not self.login.login or self.login.login.remember.isChecked()
            state = WindowState(self._folder, None)
            state.put("last_name", ctx.actor.name if keeps else "")
            state.save()

    def _close_login(self) -> None:
        if self._runner is not None:
            self._runner.close()
        if self.login is not None:
            self.login.close()
            self.login.deleteLater()
        self.login = self._runner = None

    def _log_out(self) -> None:
        login = make_login(self._application, self._folder)
        self._serve(login)
        login.show()
        if self.locking is not None:
            self.locking.close()
        shell, ctx = self.shell, self._ctx
        self.shell = self._ctx = self.locking = None
        if shell is not None and ctx is not None:
            shell.destroyed.connect(ctx.store.close)
            shell.deleteLater()

    def _change_folder(self) -> None:
        if self.login is None:
            return
        chosen = self._messages(self.login).choose_folder("选择数据文件夹")
        if chosen is None or chosen == self._folder:
            return
        lock = lock_folder(chosen)
        if lock is None:
            self.login.form.refuse("这个文件夹已在另一个窗口打开，请到那个窗口操作，或换一个文件夹。")
            return
        self._lock.unlock()
        self._server.close()
        self._folder, self._lock = chosen, lock
        self._server = RaiseServer(chosen, self._come_forward)
        self.login.show_folder(chosen, has_store=DataPaths(chosen).store.is_file())

    def _enlarge(self, factor: float) -> None:
        look.apply(self._application, factor)
        WindowState(self._folder, None).put("large_text", factor)

    def _come_forward(self) -> None:
        lock = self.locking.window if self.locking is not None else None
        window = lock or self.shell or self.login
        if window is not None:
            window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
            window.show()
            window.raise_()
            window.activateWindow()
