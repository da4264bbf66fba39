"""A hand at keyboard and mouse inside the program's own process, one key a turn of its event loop.

Keys enter at the window that has the focus, as those of a keyboard do: shortcuts, dialogs and open lists take them by
the same way. Dialogs that wait for an answer run a loop of their own; the robot's clock goes on ticking there.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

TICK_MS = 2
PATIENCE_TICKS = 15_000
"""At least half a minute for one condition."""


@dataclass(frozen=True, slots=True)
class Until:
    """Wait until this is so; `words` say what was waited for, should it never be."""

    words: str
    is_so: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the keyboard (a sign or a `Qt.Key`), with what is held down."""

    key: str | Qt.Key
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    is_counted: bool = True

    @property
    def strokes(self) -> int:
        if not self.is_counted:
            return 0
        return 1 if self.held == Qt.KeyboardModifier.NoModifier else 2


@dataclass(frozen=True, slots=True)
class Click:
    """One click on the middle of what is shown."""

    target: Callable[[], QWidget]


Act = Until | Key | Click
Script = Iterator[Act]


class Robot(QObject):
    """Plays a script; `on_end` is told the fault, or the empty text, and then nothing more happens."""

    def __init__(self, script: Script, on_end: Callable[[str], None], picture: Path) -> None:
        super().__init__()
        self.strokes = self.clicks = 0
        self._script, self._on_end, self._picture = script, on_end, picture
        self._waiting: Until | None = None
        self._ticks = 0
        self._is_pending = False
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        try:
            self._go_on()
        except StopIteration:
            self._end("")
        except Exception:  # whatever breaks in the script ends the day with its words
            self._end(traceback.format_exc())

    def _go_on(self) -> None:
        if self._is_pending or not give_keyboard():
            return
        if self._waiting is not None:
            if not self._waiting.is_so():
                self._ticks += 1
                if self._ticks > PATIENCE_TICKS:
                    self._end(f"waited in vain: {self._waiting.words}")
                return
            self._waiting = None
        act = next(self._script)
        if isinstance(act, Until):
            self._waiting, self._ticks = act, 0
        else:
            self._is_pending = True
            QTimer.singleShot(0, lambda: self._do(act))

    def _do(self, act: Key | Click) -> None:
        """In a turn of its own: what opens a dialog returns only when the dialog is closed."""
        self._is_pending = False
        if isinstance(act, Key):
            window = focused_window()
            self.strokes += act.strokes
            QTest.keyClick(window, act.key, act.held)  # type: ignore[call-overload]
        else:
            widget = act.target()
            window = widget.window().windowHandle()
            self.clicks += 1
            spot = widget.mapTo(widget.window(), QPoint(widget.width() // 2, widget.height() // 2))
            QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)  # type: ignore[call-overload]

    def _end(self, fault: str) -> None:
        self._timer.stop()
        if fault:
            screen = QGuiApplication.primaryScreen()
            screen.grabWindow(0).save(str(self._picture))
            where = [f"focus {QApplication.focusWidget()!r} in {QGuiApplication.focusWindow()!r}"]
            where += [
                f"open {type(window).__name__}" for window in QApplication.topLevelWidgets() if window.isVisible()
            ]
            fault = "\n".join([fault, *where, f"picture {self._picture}"])
        self._on_end(fault)


def focused_window() -> QWindow:
    """The window with the keyboard."""
    found = QGuiApplication.focusWindow()
    assert found is not None, "no window has the keyboard"
    return found


def give_keyboard() -> bool:
    """What a window manager does, where the display has none: the newest window gets the keyboard. Whether it has."""
    if QApplication.activePopupWidget() is not None:
        return True
    wanted = QApplication.activeModalWidget()
    if wanted is None:
        shown = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.windowType() == Qt.WindowType.Window]
        wanted = shown[-1] if shown else None
    if wanted is None or QGuiApplication.focusWindow() is wanted.windowHandle():
        return wanted is not None
    wanted.activateWindow()
    return False
