"""A host for presenters and pages without a window: work runs at once, what was said and opened is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import Cancelled, JobContext
from cbec_desktop.services.context import Context

T = TypeVar("T")


class DoneJob:
    """Work that has already ended."""

    is_done = True

    def cancel(self) -> None:
        raise AssertionError("nothing is left to cancel")


class ImmediateJobs:
    """Runs work in the caller's thread; `stops_at` cancels it at that step."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.writes: list[bool] = []
        self.steps: list[tuple[int, int, str]] = []
        self.stops_at: int | None = None
        self.refuse: Callable[[str], None] = lambda _text: None

    def run(
        self,
        work: Callable[[JobContext], T],
        on_done: Callable[[T], None],
        on_error: Callable[[UserError], None] | None = None,
        *,
        writes: bool = False,
        title: str = "",
        on_cancelled: Callable[[], None] | None = None,
    ) -> DoneJob:
        self.titles.append(title)
        self.writes.append(writes)
        job = JobContext(self._report)
        if self.stops_at == 0:
            job.cancel()
        try:
            result = work(job)
        except UserError as error:
            if on_error is None:
                self.refuse(error.message)
            else:
                on_error(error)
        except Cancelled:
            if on_cancelled is not None:
                on_cancelled()
        else:
            on_done(result)
        return DoneJob()

    def _report(self, done: int, total: int, text: str) -> None:
        self.steps.append((done, total, text))


class RecordedMessages:
    """What the person would have seen; answers are set by the test."""

    def __init__(self) -> None:
        self.toasts: list[str] = []
        self.refusals: list[str] = []
        self.files: list[Path] = []
        self.folders: list[Path] = []
        self.target: Path | None = None
        self.folder: Path | None = None
        self.answer = True

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        self.toasts.append(text)

    def refuse(self, text: str) -> None:
        self.refusals.append(text)

    def open_folder(self, folder: Path) -> None:
        self.folders.append(folder)

    def ask(self, question: str, consequence: str, verb: str, *, danger: bool = False) -> bool:
        return self.answer

    def ask_reason(self, question: str, consequence: str, verb: str) -> str | None:
        return "原因" if self.answer else None

    def choose_files(self, title: str, patterns: Sequence[str]) -> list[Path]:
        return self.files

    def choose_target(self, title: str, name: str, patterns: Sequence[str]) -> Path | None:
        return self.target

    def choose_folder(self, title: str) -> Path | None:
        return self.folder

    def report_fault(self, error: BaseException) -> str:
        raise error


class RecordingHost:
    """`ui.screen.ScreenHost` over a real context."""

    def __init__(self, ctx: Context, award_year: int = 2026) -> None:
        self.ctx = ctx
        self.award_year = award_year
        self.jobs = ImmediateJobs()
        self.messages = RecordedMessages()
        self.jobs.refuse = self.messages.refuse
        self.opened: list[tuple[str, dict[str, Any]]] = []
        self.titles: list[str] = []
        self.status: tuple[str, ...] = ()
        self.record: dict[str, Any] = {}
        self.announced: set[str] = set()
        self.kept: dict[str, Any] = {}
        self._watches: list[tuple[frozenset[str], Callable[[], None]]] = []

    def open(self, screen_id: str, **arguments: Any) -> None:
        self.opened.append((screen_id, arguments))

    def close(self, page: Any) -> None:
        self.opened.append(("close", {"page": page}))

    def set_title(self, title: str) -> None:
        self.titles.append(title)

    def show_record(self, **arguments: Any) -> None:
        self.record = arguments

    def set_status(self, parts: Sequence[str]) -> None:
        self.status = tuple(parts)

    def watch(self, kinds: Iterable[str], callback: Callable[[], None]) -> None:
        self._watches.append((frozenset(kinds), callback))

    def announce(self, kinds: Iterable[str]) -> None:
        self.announced |= set(kinds)
        for watched, callback in self._watches:
            if watched & set(kinds):
                callback()

    def remember(self, key: str, value: Any) -> None:
        self.kept[key] = value

    def recall(self, key: str, default: Any) -> Any:
        return self.kept.get(key, default)

    def before_close(self, callback: Callable[[], bool]) -> None:
        self.may_close = callback
