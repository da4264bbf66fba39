"""Long work that can tell how far it is and can be stopped."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Cancelled(Exception):  # noqa: N818 - a request of the user, not an error
    """Raised inside long work when the clerk pressed 停止; the transaction rolls back."""


class JobContext:
    """Handed to every long service function: call `step` often, it reports and raises `Cancelled`."""

    def __init__(self, report: Callable[[int, int, str], None] | None = None) -> None:
        self._report = report
        self._stop = threading.Event()

    def step(self, done: int, total: int, text: str = "") -> None:
        """Report progress (`done` of `total`, Chinese `text`) and stop here if asked to."""
        if self._stop.is_set():
            raise Cancelled
        if self._report is not None:
            self._report(done, total, text)

    def cancel(self) -> None:
        """Ask the work to stop at its next step; callable from any thread."""
        self._stop.set()

    @property
    def is_cancelled(self) -> bool:
        return self._stop.is_set()


@contextmanager
def collector_paused() -> Iterator[None]:
    """Spare bulk work the cycle collector: tens of thousands of new records that all stay cost it a quarter of the
    time of an import, and it finds nothing.

    What was made meanwhile counts as old afterwards: else the first pass would walk all of it at once and hold up the
    window for as long."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()  # back, but into the oldest generation
        if was_enabled:
            gc.enable()
