"""Runs ours and a bare rival in turn (A B A B …) and gives the median of the pairwise ratios.

Times of one machine do not travel, ratios in one run do. Each side is a function or a command; commands are timed as
whole processes with their peak memory (the operating system's own figure of the finished child).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Paired:
    """Medians over the pairs; memory is in MB and 0 for functions."""

    name: str
    ours_s: float
    rival_s: float
    ratio: float
    promise: float
    ours_mb: float = 0.0
    rival_mb: float = 0.0

    def line(self) -> str:
        verdict = "holds" if self.ratio <= self.promise else "FAILS"
        memory = (
            f"; memory {self.ours_mb:.0f} / {self.rival_mb:.0f} MB = {self.ours_mb / self.rival_mb:.2f}"
            if self.rival_mb
            else ""
        )
        return (
            f"{self.name}: ours {self.ours_s:.3f} s, rival {self.rival_s:.3f} s, "
            f"ratio {self.ratio:.2f} (promise ≤ {self.promise}) {verdict}{memory}"
        )


def run_command(command: Sequence[str], env: dict[str, str] | None = None) -> tuple[float, float]:
    """Seconds and peak MB of one finished process; its failure ends the benchmark."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **(env or {})}
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        assert process.stderr is not None
        sys.exit(f"{command[:6]} ended with {process.returncode}: {process.stderr.read()[-800:]!r}")
    return seconds, usage.ru_maxrss / 1024


def compare_commands(
    name: str,
    ours: Sequence[str],
    rival: Sequence[str],
    promise: float,
    *,
    pairs: int = 5,
    env: dict[str, str] | None = None,
) -> Paired:
    """Whole processes side by side, one warm-up each."""
    run_command(ours, env), run_command(rival, env)
    rows = [(run_command(ours, env), run_command(rival, env)) for _ in range(pairs)]
    return Paired(
        name,
        statistics.median(a[0] for a, _ in rows),
        statistics.median(b[0] for _, b in rows),
        statistics.median(a[0] / b[0] for a, b in rows),
        promise,
        statistics.median(a[1] for a, _ in rows),
        statistics.median(b[1] for _, b in rows),
    )


def compare_calls(
    name: str, ours: Callable[[], object], rival: Callable[[], object], promise: float, *, pairs: int = 5
) -> Paired:
    """Calls inside one process side by side, one warm-up each."""

    def seconds(call: Callable[[], object]) -> float:
        started = time.perf_counter()
        call()
        return time.perf_counter() - started

    seconds(ours), seconds(rival)
    rows = [(seconds(ours), seconds(rival)) for _ in range(pairs)]
    return Paired(
        name,
        statistics.median(a for a, _ in rows),
        statistics.median(b for _, b in rows),
        statistics.median(a / b for a, b in rows),
        promise,
    )
