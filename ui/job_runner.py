"""The only place that starts threads: one worker that writes, one that reads; results come back to the window."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import Cancelled, JobContext, collector_paused

PROGRESS_AFTER_MS = 300
REPORT_EVERY_S = 0.05
SWITCH_EVERY_S = 0.0001
"""Python's threads hand the interpreter over after this, not after its 5 ms: painting a table gives it up hundreds of
times, and would wait that long each time while a worker reckons."""


@dataclass(eq=False)
class RunningJob:
    """One piece of work and who waits for it; `owner` is the page whose end makes its result unwanted."""

    work: Callable[[JobContext], Any]
    on_done: Callable[[Any], None]
    on_error: Callable[[UserError], None] | None
    on_cancelled: Callable[[], None] | None
    title: str
    writes: bool
    owner: QObject | None = None
    changes_records: bool = True
    """False for upkeep (search index) that no page need hear of."""
    context: JobContext = field(default_factory=JobContext)
    started_at: float = 0.0
    progress: tuple[int, int, str] = (0, 0, "")
    is_done: bool = False
    is_unwanted: bool = False

    def cancel(self) -> None:
        self.context.cancel()


@dataclass(frozen=True, slots=True)
class _Outcome:
    job: RunningJob
    result: Any = None
    error: BaseException | None = None


class JobRunner(QObject):
    """Queues work for the two workers; all signals and callbacks come in the thread that made the runner."""

    started = Signal(object)
    """A titled job has run for 300 ms: show its bar."""
    progressed = Signal(object)
    finished = Signal(object)
    wrote = Signal()
    """A writing job ended, well or not: what it saved before it stopped is saved."""
    _ended = Signal(object)
    _reported = Signal(object)

    def __init__(
        self, report_fault: Callable[[BaseException], object], refuse: Callable[[RunningJob, UserError], object]
    ) -> None:
        super().__init__()
        self._report_fault = report_fault
        self._refuse = refuse
        self._queues: dict[bool, queue.SimpleQueue[RunningJob | None]] = {
            True: queue.SimpleQueue(),
            False: queue.SimpleQueue(),
        }
        self._threads: dict[bool, threading.Thread] = {}
        self._open: set[RunningJob] = set()
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)

    def submit(self, job: RunningJob) -> RunningJob:
        """Queue `job`; its bar appears when it takes longer than 300 ms."""
        job.context = JobContext(self._reporter(job))
        self._open.add(job)
        self._ensure_thread(job.writes)
        self._queues[job.writes].put(job)
        if job.title:
            QTimer.singleShot(PROGRESS_AFTER_MS, self, lambda: self._announce(job))
        return job

    def drop_owner(self, owner: QObject) -> None:
        """A page closed: its reads stop, nothing comes back to it; its writes run to their end."""
        for job in self._open:
            if job.owner is owner:
                job.is_unwanted = True
                if not job.writes:
                    job.cancel()

    @property
    def is_busy(self) -> bool:
        return bool(self._open)

    @property
    def is_writing(self) -> bool:
        return any(job.writes for job in self._open)

    def close(self, timeout_s: float = 10.0) -> None:
        """Ask everything to stop and wait for the workers; open transactions roll back."""
        for job in self._open:
            job.is_unwanted = True
            job.cancel()
        for writes, thread in self._threads.items():
            self._queues[writes].put(None)
            thread.join(timeout_s)
        self._threads.clear()

    def _ensure_thread(self, writes: bool) -> None:
        if not self._threads:
            sys.setswitchinterval(SWITCH_EVERY_S)
        if writes not in self._threads:
            name = "writer" if writes else "reader"
            thread = threading.Thread(target=self._work, args=(self._queues[writes],), name=name, daemon=True)
            self._threads[writes] = thread
            thread.start()

    def _work(self, jobs: queue.SimpleQueue[RunningJob | None]) -> None:
        while (job := jobs.get()) is not None:
            job.started_at = time.monotonic()
            try:
                if job.context.is_cancelled:
                    raise Cancelled
                with collector_paused() if job.writes else nullcontext():  # a full pass holds up the window
                    outcome = _Outcome(job, result=job.work(job.context))
            except BaseException as error:  # noqa: BLE001 - a worker that died would hang the window
                outcome = _Outcome(job, error=error)
            self._ended.emit(outcome)

    def _reporter(self, job: RunningJob) -> Callable[[int, int, str], None]:
        last = 0.0

        def report(done: int, total: int, text: str) -> None:
            nonlocal last
            job.progress = (done, total, text)
            now = time.monotonic()
            if job.title and now - last >= REPORT_EVERY_S:
                last = now
                self._reported.emit(job)

        return report

    def _announce(self, job: RunningJob) -> None:
        if not job.is_done:
            self.started.emit(job)

    def _show_progress(self, job: RunningJob) -> None:
        if not job.is_done:
            self.progressed.emit(job)

    def _deliver(self, outcome: _Outcome) -> None:
        job = outcome.job
        job.is_done = True
        self._open.discard(job)
        self.finished.emit(job)
        try:
            self._hand_over(outcome)
        finally:
            if job.writes and job.changes_records:
                self.wrote.emit()

    def _hand_over(self, outcome: _Outcome) -> None:
        job, error = outcome.job, outcome.error
        if error is not None and not isinstance(error, (UserError, Cancelled)):
            self._report_fault(error)
        elif job.is_unwanted:
            return
        elif error is None:
            job.on_done(outcome.result)
        elif isinstance(error, Cancelled):
            if job.on_cancelled is not None:
                job.on_cancelled()
        elif isinstance(error, UserError):
            (job.on_error or (lambda refused: self._refuse(job, refused)))(error)
