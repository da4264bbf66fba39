"""Work runs in its own two threads; what comes back comes in the window's thread, and never to a closed page."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import JobContext
from ui.job_runner import JobRunner, RunningJob


class Desk:
    """A runner and all that was heard of it."""

    def __init__(self) -> None:
        self.faults: list[BaseException] = []
        self.refusals: list[str] = []
        self.heard: list[Any] = []
        self.threads: list[str] = []
        self.runner = JobRunner(self.faults.append, lambda _job, error: self.refusals.append(error.message))

    def job(self, work: Any, *, writes: bool = False, title: str = "", owner: QObject | None = None) -> RunningJob:
        def done(result: Any) -> None:
            self.threads.append(threading.current_thread().name)
            self.heard.append(result)

        made = RunningJob(work, done, None, lambda: self.heard.append("stopped"), title, writes, owner)
        return self.runner.submit(made)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk()
    yield made
    made.runner.close()


def test_result_comes_back_in_the_window_thread(qtbot: QtBot, desk: Desk) -> None:
    desk.job(lambda _job: threading.current_thread().name)
    desk.job(lambda _job: threading.current_thread().name, writes=True)
    qtbot.waitUntil(lambda: len(desk.heard) == 2)
    assert sorted(desk.heard) == ["reader", "writer"]
    assert set(desk.threads) == {threading.main_thread().name}


def test_writes_wait_for_each_other_while_reads_pass(qtbot: QtBot, desk: Desk) -> None:
    gate = threading.Event()
    desk.job(lambda _job: gate.wait(5) and "first", writes=True)
    desk.job(lambda _job: "second", writes=True)
    desk.job(lambda _job: "read")
    qtbot.waitUntil(lambda: desk.heard == ["read"])
    gate.set()
    qtbot.waitUntil(lambda: desk.heard == ["read", "first", "second"])


def test_refusal_goes_to_the_page_and_a_bug_is_reported(qtbot: QtBot, desk: Desk) -> None:
    def refuse(_job: JobContext) -> None:
        raise UserError("数据库正忙，请稍后再试。")

    def break_down(_job: JobContext) -> None:
        raise ZeroDivisionError

    desk.job(refuse)
    desk.job(break_down)
    qtbot.waitUntil(lambda: bool(desk.faults))
    assert desk.refusals == ["数据库正忙，请稍后再试。"]
    assert isinstance(desk.faults[0], ZeroDivisionError)
    assert desk.heard == []


def test_stop_ends_at_the_next_step(qtbot: QtBot, desk: Desk) -> None:
    def long(job: JobContext) -> None:
        for done in range(10_000):
            job.step(done, 10_000)
            time.sleep(0.001)

    running = desk.job(long, writes=True)
    running.cancel()
    qtbot.waitUntil(lambda: desk.heard == ["stopped"])
    assert running.is_done


def test_bar_appears_after_300_ms_and_only_for_titled_work(qtbot: QtBot, desk: Desk) -> None:
    shown: list[RunningJob] = []
    appeared = threading.Event()  # the slow one lasts until its bar is there, however busy the machine is
    desk.runner.started.connect(lambda job: (shown.append(job), appeared.set()))
    desk.job(lambda _job: time.sleep(0.01), title="很快")
    desk.job(lambda _job: time.sleep(0.6))
    slow = desk.job(lambda _job: appeared.wait(20), title="生成审批表", writes=True)
    qtbot.waitUntil(lambda: len(desk.heard) == 3, timeout=30_000)
    assert shown == [slow]


def test_progress_is_told_but_not_every_step(qtbot: QtBot, desk: Desk) -> None:
    seen: list[tuple[int, int, str]] = []
    desk.runner.progressed.connect(lambda job: seen.append(job.progress))

    def work(job: JobContext) -> None:
        for done in range(2000):
            job.step(done, 2000, "行")
        time.sleep(0.15)
        job.step(2000, 2000, "行")

    desk.job(work, title="导入")
    qtbot.waitUntil(lambda: bool(desk.heard))
    assert 1 <= len(seen) < 100


def test_closed_page_hears_nothing_and_its_reading_stops(qtbot: QtBot, desk: Desk) -> None:
    page = QObject()
    gate = threading.Event()
    running = desk.job(lambda _job: gate.wait(5), owner=page)
    desk.runner.drop_owner(page)
    gate.set()
    qtbot.waitUntil(lambda: running.is_done)
    assert desk.heard == []
    assert running.context.is_cancelled


def test_pages_hear_of_writes_that_changed_records_only(qtbot: QtBot, desk: Desk) -> None:
    wrote: list[bool] = []
    desk.runner.wrote.connect(lambda: wrote.append(True))
    upkeep = RunningJob(lambda _job: 1, desk.heard.append, None, None, "", True, changes_records=False)
    desk.runner.submit(upkeep)
    desk.job(lambda _job: 2)
    desk.job(lambda _job: 3, writes=True)
    qtbot.waitUntil(lambda: len(desk.heard) == 3)
    assert wrote == [True]


def test_a_write_that_was_stopped_tells_of_itself_too(qtbot: QtBot, desk: Desk) -> None:
    """What it saved before it stopped is saved: pages must show it."""
    wrote: list[bool] = []
    desk.runner.wrote.connect(lambda: wrote.append(True))

    def work(_job: JobContext) -> None:
        raise UserError("磁盘满了。", "store_full")

    desk.job(work, writes=True)
    qtbot.waitUntil(lambda: bool(wrote))
