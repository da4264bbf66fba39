"""The window shown from process start, against a bare PySide6 window that says when it was painted: whole processes.

`python -m benchmarks.window_start [--pairs 7]`. Bytecode is compiled first, for both sides, as an installed program has
it; both run offscreen with the same fonts of the system. What is compared is the time until the first paint as the
process itself tells it (counted from the moment it is launched), and the wall time of the whole process beside it.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROMISE = 1.5
ROOT = Path(__file__).resolve().parents[1]
BARE = """
import os, sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Bare(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, done)
def done():
    sys.stdout.write('{"shown_ms": %d}\\n' % round((time.time() - float(os.environ["CBEC_STARTED_AT"])) * 1000))
    sys.stdout.flush()
    application.quit()
application = QApplication(sys.argv)
window = Bare()
window.resize(760, 460)
window.show()
application.exec()
"""


def run(command: list[str]) -> tuple[float, float]:
    """Seconds until the first paint, and of the whole process; its failure ends the benchmark."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "CBEC_STARTED_AT": repr(time.time())}
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{command[:4]} ended with {done.returncode}: {done.stderr[-800:]}")
    return json.loads(done.stdout.splitlines()[-1])["shown_ms"] / 1000, seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=7)
    pairs = parser.parse_args().pairs
    for package in ("cbec_desktop", "ui", "db"):
        compileall.compile_dir(ROOT / package, quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        ours = [sys.executable, "-m", "cbec_desktop", "--selftest-window", "--data", str(Path(folder) / "none")]
        rival = [sys.executable, str(bare)]
        run(ours), run(rival)
        rows = [(run(ours), run(rival)) for _ in range(pairs)]
    shown, whole = (statistics.median(a[side] / b[side] for a, b in rows) for side in (0, 1))
    mine, theirs = (statistics.median(side) for side in zip(*((a[0], b[0]) for a, b in rows), strict=True))
    verdict = "holds" if shown <= PROMISE else "FAILS"
    print(
        f"window shown: ours {mine:.3f} s, bare PySide6 {theirs:.3f} s, ratio {shown:.2f} (promise ≤ {PROMISE}) "
        f"{verdict}; whole process {whole:.2f}; load {os.getloadavg()[0]:.1f}"
    )
    return int(shown > PROMISE)


if __name__ == "__main__":
    sys.exit(main())
