"""The frame of the program: puts bar, tree, pages and status together and carries keys and messages between them.

Only frame: what a page shows and does stands in its screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import JobContext
from ui.job_runner import JobRunner, RunningJob
from ui.look import is_compact, look
from ui.messages import WindowMessages
from ui.screen import ScreenSpec
from ui.shell.function_tree import FunctionTree
from ui.shell.global_search import GlobalSearch
from ui.shell.host import PageFrame, PageHost
from ui.shell.pages import OpenPages
from ui.shell.status_bar import ProgressStrip, StatusBar
from ui.shell.top_bar import PROGRAM_NAME, TopBar
from ui.shell.window_state import WindowState

if TYPE_CHECKING:
    from cbec_desktop.services.context import Context

AWARD_YEARS = (2026, 2027, 2028)
MINIMUM_SIZE = (960, 520)


class ShellWindow(QMainWindow):
    """The main window of one logged-in account."""

    logged_out = Signal()
    lock_wanted = Signal()

    def __init__(self, ctx: Context, screens: Sequence[ScreenSpec], state: WindowState) -> None:
        super().__init__()
        self.ctx = ctx
        self.state = state
        self._screens = {spec.id: spec for spec in screens}
        self._hosts: dict[PageFrame, PageHost] = {}
        self._is_leaving = False
        self.messages = WindowMessages(self, ctx.paths.logs, ctx.clock)
        self.runner = JobRunner(self.messages.report_fault, self._refuse_in_page)
        self.pages = OpenPages()
        self.tree = FunctionTree(screens)
        self.search = GlobalSearch(self)
        actor = ctx.actor
        self.top = TopBar(self.pages, self.search.box, AWARD_YEARS, who_text(ctx) if actor else "未登录")
        self.status = StatusBar()
        self.status.show_store("本机数据库")
        self.progress = ProgressStrip()
        self.setWindowTitle(f"{PROGRAM_NAME}业务系统")
        self.setMinimumSize(*MINIMUM_SIZE)
        self._assemble()
        self._connect()
        self._restore()

    @property
    def award_year(self) -> int:
        return int(self.top.year.currentData())

    def open_screen(self, screen_id: str, **arguments: Any) -> PageFrame:
        """Raise the page of this screen and record, or build it; raises KeyError for an unknown screen."""
        spec = self._screens[screen_id]
        frame = PageFrame(spec, arguments)
        for present in self.pages.frames():
            if present.key == frame.key:
                frame.deleteLater()
                self.pages.raise_frame(present)
                if self.isVisible():
                    present.resume_focus()
                return present
        host = PageHost(self, frame)
        self._hosts[frame] = host
        self.pages.add(frame)
        frame.show_page(spec.build(host, **arguments))
        self._show_frame(frame)
        if self.isVisible():
            frame.take_focus()
        return frame

    def close_frame(self, frame: PageFrame) -> bool:
        """Close a tab unless its page objects; 首页 stays."""
        if frame.spec.id == "home" or not self._hosts[frame].may_close():
            return False
        self.runner.drop_owner(frame)
        del self._hosts[frame]
        self.pages.remove(frame)
        return True

    def announce(self, kinds: Iterable[str]) -> None:
        """Records of these kinds changed: everybody who watches one reads again."""
        heard = frozenset(kinds)
        for host in list(self._hosts.values()):
            host.hear(heard)

    def show_status_of(self, frame: PageFrame) -> None:
        if frame is self.pages.current:
            self.status.show_parts(frame.status)

    def screen_titles(self) -> dict[str, str]:
        return {spec.id: spec.title for spec in self._screens.values()}

    def has_page(self, frame: PageFrame) -> bool:
        """Whether the page is still open."""
        return frame in self._hosts

    def host_of(self, frame: PageFrame) -> PageHost:
        return self._hosts[frame]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._is_leaving and not self._may_leave():
            event.ignore()
            return
        self._remember()
        self.runner.close()
        event.accept()

    def log_out(self) -> None:
        """Back to the login page, pages asked first."""
        if self._may_leave():
            self.leave()

    def leave(self) -> None:
        """Back to the login page without a question."""
        self._is_leaving = True
        self.logged_out.emit()  # the login page first: the last window that closes ends the program
        self.close()

    def _assemble(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.tree)
        middle.addWidget(self.pages.stack, 1)
        whole = QVBoxLayout()
        whole.setSpacing(0)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.top)
        whole.addLayout(middle, 1)
        whole.addWidget(self.progress)
        whole.addWidget(self.status)
        central = QWidget()
        central.setLayout(whole)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        self.tree.screen_wanted.connect(self.open_screen)
        self.pages.current_changed.connect(self._show_frame)
        self.pages.close_wanted.connect(self.close_frame)
        self.top.year_changed.connect(self._change_year)
        self.top.large_text_wanted.connect(self.set_large_text)
        self.top.logout_wanted.connect(self.log_out)
        self.top.lock_wanted.connect(self.lock_wanted)
        self.top.help_wanted.connect(self._open_handbook)
        self.runner.started.connect(self.progress.begin)
        self.runner.progressed.connect(self.progress.advance)
        self.runner.finished.connect(self.progress.end)
        self.runner.wrote.connect(self._after_write)
        for keys, action in self._keys():
            QShortcut(QKeySequence(keys), self, action, context=Qt.ShortcutContext.WindowShortcut)

    def _keys(self) -> list[tuple[str, Callable[[], object]]]:
        stages = [(f"Alt+{(n + 1) % 10}", self._stage_opener(n)) for n in range(10)]
        return [
            ("Ctrl+K", self.search.box.open_recent),
            ("Ctrl+Tab", lambda: self._step_page(1)),
            ("Ctrl+Shift+Tab", lambda: self._step_page(-1)),
            ("Ctrl+W", self._close_current),
            ("Ctrl+L", self.lock_wanted.emit),
            ("F1", self._open_handbook),
            ("F6", self._next_area),
            *stages,
        ]

    def _step_page(self, offset: int) -> None:
        self.pages.step(offset)
        if self.pages.current is not None:
            self.pages.current.resume_focus()

    def _stage_opener(self, number: int) -> Callable[[], None]:
        return lambda: self.tree.press_stage(number)

    def _show_frame(self, frame: PageFrame) -> None:
        self.tree.show_current(frame.spec)
        self.status.show_parts(frame.status)

    def _change_year(self, _year: int) -> None:
        self.announce({"award_year"})
        self.read_store_line()

    def read_store_line(self) -> None:
        """Backup and parameter set at the right of the status bar."""

        def read(_job: JobContext) -> str:
            from cbec_desktop.services.overview import store_line

            return store_line(self.ctx, self.award_year)

        self.runner.submit(RunningJob(read, self.status.show_store, None, None, "", writes=False))

    def _after_write(self) -> None:
        """Pages read again when a table that they show was written, and not otherwise."""
        if kinds := self.ctx.store.take_changes():
            self.announce(kinds)
            self.read_store_line()
            self.search.refresh_index()

    def _close_current(self) -> None:
        if self.pages.current is not None:
            self.close_frame(self.pages.current)

    def _open_handbook(self) -> None:
        """The handbook at the page of the screen in view."""
        current = self.pages.current
        page_id = current.spec.id if current is not None and current.spec.id != "handbook" else "home"
        frame = self.open_screen("handbook", page_id=page_id)
        show_page = getattr(frame.page, "show_page", None)
        if show_page is not None:
            show_page(page_id)

    def _next_area(self) -> None:
        """F6: tree → page → its side panel → status bar."""
        frame = self.pages.current
        page = frame.page if frame is not None else None
        panel = getattr(page, "side_panel", None)
        areas = [area for area in (self.tree, page, panel, self.status) if isinstance(area, QWidget)]
        focus = QApplication.focusWidget()
        holding = [
            i for i, area in enumerate(areas) if focus is not None and (area is focus or area.isAncestorOf(focus))
        ]
        target = areas[(holding[-1] + 1) % len(areas)] if holding else areas[0]
        if target is self.tree:
            self.tree.take_focus()
        elif frame is not None and target is page and frame.first_focus is not None:
            frame.take_focus(Qt.FocusReason.TabFocusReason)
        else:
            _focus_first(target)

    def _refuse_in_page(self, job: RunningJob, error: UserError) -> None:
        host = self._hosts.get(job.owner) if isinstance(job.owner, PageFrame) else None
        (host.messages if host is not None else self.messages).refuse(error.message)

    def _fold(self) -> None:
        compact = is_compact(self.size())
        self.tree.set_rail(compact)
        self.top.set_compact(compact)

    def set_large_text(self, factor: float) -> None:
        """大字 for this account, from now on."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            look.apply(application, factor)
        self.state.put("large_text", factor)
        self.top.show_large_text(factor)
        self._fold()

    def _may_leave(self) -> bool:
        if not all(host.may_close() for host in self._hosts.values()):
            return False
        if self.runner.is_writing:
            return self.messages.ask(
                "正在写入数据", "现在离开会停止写入，这一批不会保存（已保存的不受影响）。", "停止并离开", danger=True
            )
        return True

    def _restore(self) -> None:
        geometry = self.state.get_bytes("geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            room = self.screen().availableGeometry()
            self.resize(min(1366, room.width()), min(768, room.height()))
        self.top.set_year(int(self.state.get("award_year", self.ctx.clock().year)))
        self.top.show_large_text(look.factor)
        self.read_store_line()

    def _remember(self) -> None:
        self.state.put_bytes("geometry", self.saveGeometry())
        self.state.put("award_year", self.award_year)
        self.state.save()


def who_text(ctx: Context) -> str:
    """王晓敏 · 市局经办: name and first role of who is logged in."""
    from cbec_desktop.domain.statuses import ROLE_WORDS, Role

    if ctx.actor is None:
        return ""
    working = [role for role in Role if role in ctx.actor.roles and role != Role.ADMINISTRATOR] or list(Role)[:1]
    return f"{ctx.actor.full_name} · {ROLE_WORDS[working[0]]}"


def _focus_first(area: QWidget) -> None:
    """Give the keyboard to `area`, or to the first part of it that takes it."""
    if area.focusPolicy() != Qt.FocusPolicy.NoFocus or area.focusProxy() is not None:
        area.setFocus(Qt.FocusReason.TabFocusReason)
        return
    for part in area.findChildren(QWidget):
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisibleTo(area) and part.isEnabled():
            part.setFocus(Qt.FocusReason.TabFocusReason)
            return
