"""From process start to a usable register of 200,000 firms, against a bare PySide6 window: whole processes.

`python -m benchmarks.register_start [--rows 200000] [--pairs 5]`. Ours opens the store, logs in (with a cheap password
check: its cost is chosen, not suffered), builds the window and ends when the first rows of the register are painted.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.big_store import make_big_store
from benchmarks.window_start import BARE, run
from tests.conftest import ADMIN, PASSWORD

PROMISE = 3.5
OURS = """
import os, sys, tempfile, time
from pathlib import Path
from ui.application import make_application
application = make_application(["benchmark"])
from cbec_desktop.bootstrap import open_context
from cbec_desktop.services import accounts
from cbec_desktop.services.context import PasswordCost
from ui.screens.catalogue import SCREENS
from ui.shell.window import ShellWindow
from ui.shell.window_state import WindowState
context = open_context(Path(sys.argv[1]), password_cost=PasswordCost(rounds=1, memory_kib=8, lanes=1))
context = context.acting(accounts.authenticate(context, sys.argv[2], sys.argv[3]))
window = ShellWindow(context, SCREENS, WindowState(Path(tempfile.mkdtemp()), None))
window.resize(1366, 768)
page = window.open_screen("enterprises").page
window.show()
while page.model.rowCount() == 0 or page.model.row_at(0) is None:
    application.processEvents()
page.table.viewport().repaint()
print('{"shown_ms": %d}' % round((time.time() - float(os.environ["CBEC_STARTED_AT"])) * 1000), flush=True)
window.runner.close()
os._exit(0)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make_big_store(Path(folder) / "data", options.rows).store.close()
        command = [sys.executable, "-c", OURS, str(Path(folder) / "data"), ADMIN, PASSWORD]
        run(command)  # compiles what is not compiled yet
        runs = [(run(command)[0], run([sys.executable, "-c", BARE])[0]) for _ in range(options.pairs)]
    ratio = statistics.median(ours / bare for ours, bare in runs)
    ours, bare = (statistics.median(side) for side in zip(*runs, strict=True))
    verdict = "holds" if ratio <= PROMISE else "FAILS"
    print(
        f"register of {options.rows:,} firms usable: ours {ours:.2f} s, bare window {bare:.2f} s, "
        f"ratio {ratio:.2f} (promise ≤ {PROMISE}) {verdict}; load {os.getloadavg()[0]:.1f}"
    )
    return int(ratio > PROMISE)


if __name__ == "__main__":
    sys.exit(main())
