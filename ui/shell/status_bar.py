"""The status bar (what belongs to the page left, the store right) and the bar of running work above it."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton

from ui.job_runner import RunningJob
from ui.look import look
from ui.widgets.parts import button, clear, label, rich_label, row, vline

_BOLD = re.compile(r"\*\*(.+?)\*\*")


def status_html(part: str) -> str:
    """`共 **186** 家` with the figure in ink and 600."""
    return _BOLD.sub(
        r'<span style="color:#1A2330;font-weight:600">\1</span>', html.escape(part).replace("  ", "&nbsp;&nbsp;")
    )


class StatusBar(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "status")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._left = row(spacing=10)
        self._right = rich_label("")
        layout = row(spacing=0, margins=(12, 0, 16, 0))
        layout.addLayout(self._left)
        layout.addStretch(1)
        layout.addWidget(self._right)
        self.setLayout(layout)
        look.changed.connect(self._measure)
        self._measure()

    def show_parts(self, parts: Sequence[str]) -> None:
        """Texts of the page, parted by hairlines."""
        clear(self._left)
        for index, part in enumerate(parts):
            if index:
                rule = vline()
                rule.setFixedHeight(14)
                self._left.addWidget(rule)
            self._left.addWidget(rich_label(status_html(part)))
        self.setAccessibleName("状态栏：" + "，".join(_BOLD.sub(r"\1", part) for part in parts))

    def show_store(self, text: str) -> None:
        self._right.setText(status_html(text))

    def texts(self) -> list[str]:
        return [made.text() for made in self.findChildren(QLabel) if made.isVisibleTo(self) and made.text()]

    def _measure(self) -> None:
        self.setFixedHeight(look.scaled(28))


class ProgressStrip(QFrame):
    """Work under way: title, count, time left, 停止; hidden when nothing runs."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "footer")
        self._jobs: list[RunningJob] = []
        self._title, self._count, self._left = label("", "strong"), label(), label("", "meta")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("进度")
        self._stop: QPushButton = button("停止", "link", self._cancel)
        layout = row(self._title, self._count, spacing=10, margins=(16, 6, 16, 6))
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._left)
        layout.addWidget(self._stop)
        self.setLayout(layout)
        self.hide()

    def begin(self, job: RunningJob) -> None:
        self._jobs.append(job)
        self._stop.setEnabled(True)
        self._stop.setText("停止")
        self.advance(job)
        self.show()

    def advance(self, job: RunningJob) -> None:
        if not self._jobs or job is not self._jobs[-1]:
            return
        done, total, text = job.progress
        self._title.setText(job.title)
        self._bar.setRange(0, total if total > 0 else 0)
        self._bar.setValue(done)
        self._count.setText(f"{done:,} / {total:,} {text}".rstrip() if total > 0 else text)
        self._left.setText(time_left(done, total, time.monotonic() - job.started_at))

    def end(self, job: RunningJob) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
        if self._jobs:
            self.advance(self._jobs[-1])
        else:
            self.hide()

    def _cancel(self) -> None:
        if self._jobs:
            self._jobs[-1].cancel()
            self._stop.setEnabled(False)
            self._stop.setText("正在停止")


def time_left(done: int, total: int, elapsed_s: float) -> str:
    """约剩 4 秒; empty while too little is known."""
    if done <= 0 or total <= done or elapsed_s < 1:
        return ""
    seconds = round(elapsed_s / done * (total - done))
    return f"约剩 {seconds} 秒" if seconds < 90 else f"约剩 {round(seconds / 60)} 分钟"
