"""Notices when nobody has touched keyboard or mouse for the set minutes."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

CHECK_EVERY_MS = 2_000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """`idle` once when the time is up. It listens at the native windows (a few events a second): a filter on the
    whole application would run Python for every event of every widget.

    The wall clock is compared, so that hours of a sleeping computer count too.
    """

    idle = Signal()

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._clock = clock
        self._limit_s = 0.0
        self._touched_at = clock()
        self._timer = QTimer(self, interval=CHECK_EVERY_MS)
        self._timer.timeout.connect(self.check)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._listen_to)
        self._listen_to(QGuiApplication.focusWindow())

    def set_minutes(self, minutes: int) -> None:
        """Minutes without a touch after which it is idle; 0 = never."""
        self._limit_s = minutes * 60.0
        self.start()

    def start(self) -> None:
        """Count anew from now."""
        self._touched_at = self._clock()
        if self._limit_s:
            self._timer.start()
        else:
            self._timer.stop()

    def stop(self) -> None:
        self._timer.stop()

    def check(self) -> None:
        """Tell when the time is up."""
        if self._timer.isActive() and self._clock() - self._touched_at >= self._limit_s:
            self._timer.stop()
            self.idle.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self.check()  # a computer that woke up is locked by its first key, not opened by it
            self._touched_at = self._clock()
        return False

    def _listen_to(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # once more takes the place of the former one
