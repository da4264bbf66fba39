"""What one page gets from the shell; all that a page started or watches ends with its tab."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import JobContext
from ui.job_runner import RunningJob
from ui.messages import RefusalBar, WindowMessages
from ui.screen import ScreenSpec

if TYPE_CHECKING:
    from cbec_desktop.services.context import Context
    from ui.shell.window import ShellWindow

T = TypeVar("T")


class PageFrame(QWidget):
    """What the stack shows: the page below its refusal bar."""

    def __init__(self, spec: ScreenSpec, arguments: dict[str, Any]) -> None:
        super().__init__()
        self.setObjectName("page")
        self.spec = spec
        self.key: tuple[Any, ...] = ()
        self.show_record(arguments)
        self.title = spec.title
        self.status: tuple[str, ...] = ()
        self.page: QWidget | None = None
        self._first: QWidget | None = None
        self.bar = RefusalBar()
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.bar)

    def show_record(self, arguments: dict[str, Any]) -> None:
        """Which record the page shows: what tells it apart from other pages of the same screen."""
        self.key = (self.spec.id, *(arguments.get(name) for name in self.spec.key))

    def show_page(self, page: QWidget) -> None:
        """Put the page in. Its focus proxy says where it wants the keyboard first and is taken off it: with one, Qt
        takes the whole page for a single field, and Tab would pass by everything else on it."""
        self.page = page
        self._first = page.focusProxy()
        page.setFocusProxy(None)  # type: ignore[arg-type]
        self._layout.addWidget(page, 1)

    @property
    def first_focus(self) -> QWidget | None:
        """Where the page wants the keyboard first, when it said so."""
        return self._first if self._first is not None and isValid(self._first) else None

    def take_focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """The keyboard to where the page wants it, else to the page itself."""
        wanted = self.first_focus or self.page
        if wanted is not None:
            wanted.setFocus(reason)

    def resume_focus(self) -> None:
        """The keyboard to where it was when the page was left, so that its keys work at once."""
        last = self.focusWidget()
        if last is not None and last is not self and last.isVisible() and last.isEnabled():
            last.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.take_focus()


class PageJobs:
    """`ui.screen.Jobs` of one page."""

    def __init__(self, window: ShellWindow, frame: PageFrame) -> None:
        self._window = window
        self._frame = frame

    def run(
        self,
        work: Callable[[JobContext], T],
        on_done: Callable[[T], None],
        on_error: Callable[[UserError], None] | None = None,
        *,
        writes: bool = False,
        title: str = "",
        on_cancelled: Callable[[], None] | None = None,
    ) -> RunningJob:
        job = RunningJob(work, on_done, on_error, on_cancelled, title, writes, owner=self._frame)
        self._window.runner.submit(job)
        if not self._window.has_page(self._frame):  # a closed page lives a moment longer, and so do its timers
            self._window.runner.drop_owner(self._frame)
        return job


class PageHost:
    """`ui.screen.ScreenHost` of one page."""

    def __init__(self, window: ShellWindow, frame: PageFrame) -> None:
        self._window = window
        self._frame = frame
        self._watches: list[tuple[frozenset[str], Callable[[], None]]] = []
        self._may_close: Callable[[], bool] | None = None
        self.jobs = PageJobs(window, frame)
        self.messages = WindowMessages(window, window.ctx.paths.logs, window.ctx.clock, frame.bar)

    @property
    def ctx(self) -> Context:
        return self._window.ctx

    @property
    def award_year(self) -> int:
        return self._window.award_year

    def open(self, screen_id: str, **arguments: Any) -> None:
        self._window.open_screen(screen_id, **arguments)

    def close(self, page: QWidget) -> None:
        if page is self._frame.page or page is self._frame:
            self._window.close_frame(self._frame)

    def set_title(self, title: str) -> None:
        self._window.pages.set_title(self._frame, title)

    def show_record(self, **arguments: Any) -> None:
        self._frame.show_record(arguments)

    def set_status(self, parts: Sequence[str]) -> None:
        self._frame.status = tuple(parts)
        self._window.show_status_of(self._frame)

    def watch(self, kinds: Iterable[str], callback: Callable[[], None]) -> None:
        self._watches.append((frozenset(kinds), callback))

    def announce(self, kinds: Iterable[str]) -> None:
        self._window.announce(kinds)

    def remember(self, key: str, value: Any) -> None:
        self._window.state.put(key, value)

    def recall(self, key: str, default: Any) -> Any:
        return self._window.state.get(key, default)

    def before_close(self, callback: Callable[[], bool]) -> None:
        self._may_close = callback

    def may_close(self) -> bool:
        return self._may_close is None or self._may_close()

    def hear(self, kinds: frozenset[str]) -> None:
        """Call those who watch one of `kinds`."""
        for watched, callback in self._watches:
            if watched & kinds:
                callback()
