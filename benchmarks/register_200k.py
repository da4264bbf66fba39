"""The register of many firms in the real window: first paint against a model that loads all, sort against a proxy.

`python -m benchmarks.register_200k [--rows 200000] [--proxy-rows 20000]`. Ours: the window is open, the register is
asked for, and time runs until its first rows are painted; then a click on a header until the rows of the new order are
painted; then PgDn after PgDn. The rivals are what one writes first: a Python table model over a list of all rows with a
QTableView, and QSortFilterProxyModel.sort on it. The proxy is measured on `--proxy-rows` rows and scaled by n·log n
(give the same number as `--rows` to measure it whole: minutes).
"""

from __future__ import annotations

import argparse
import math
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from benchmarks.big_store import make_big_store
from cbec_desktop.services.context import Context
from ui.application import make_application
from ui.screens.catalogue import SCREENS
from ui.shell.window import ShellWindow
from ui.shell.window_state import WindowState
from ui.widgets.register.page import RegisterPage

FIRST_PROMISE, SORT_PROMISE, FLIPS = 0.2, 0.01, 40
ALL = (
    "SELECT e.name, e.credit_code, e.county_code, e.status, e.name_initials, a.case_no, a.claimed_amount_fen "
    "FROM enterprise e LEFT JOIN application a ON a.enterprise_id = e.id ORDER BY e.id"
)
NO_PARENT = QModelIndex()


class LoadAll(QAbstractTableModel):
    """The rival: every row in a Python list."""

    def __init__(self, rows: list[tuple[object, ...]]) -> None:
        super().__init__()
        self.rows = rows

    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex = NO_PARENT) -> int:  # noqa: N802
        return len(self.rows)

    def columnCount(self, _parent: QModelIndex | QPersistentModelIndex = NO_PARENT) -> int:  # noqa: N802
        return 7

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self.rows[index.row()][index.column()])
        return None


def wait(is_done: Callable[[], bool], application: QApplication) -> None:
    until = time.perf_counter() + 120
    while not is_done():
        application.processEvents()
        if time.perf_counter() > until:
            sys.exit("the register did not come")


def rows_are_painted(page: RegisterPage) -> Callable[[], bool]:
    """Whether the row in view stands in memory; painting it now ends the measurement."""

    def done() -> bool:
        model = page.model
        first = page.table.rowAt(0)
        if model.rowCount() == 0 or first < 0 or model.row_at(first) is None:
            return False
        page.table.viewport().repaint()
        return True

    return done


def sort_by(page: RegisterPage, column: str, application: QApplication) -> float:
    """Seconds from the click on a head until the rows of the new order are painted."""
    started, query = time.perf_counter(), page.model.query
    page.table.head.sort_wanted.emit(column)
    wait(lambda: page.model.query is not query and rows_are_painted(page)(), application)
    return time.perf_counter() - started


def ours(context: Context, application: QApplication) -> tuple[float, float, list[float], float]:
    """Seconds: first paint, sort by a column of its own, each flip, sort by one gathered from another table."""
    with tempfile.TemporaryDirectory() as folder:
        window = ShellWindow(context, SCREENS, WindowState(Path(folder), None))
        window.resize(1366, 768)
        window.show()
        window.open_screen("handbook")
        wait(lambda: not window.runner.is_busy, application)
        started = time.perf_counter()
        page = window.open_screen("enterprises").page
        assert isinstance(page, RegisterPage)
        wait(rows_are_painted(page), application)
        first = time.perf_counter() - started
        wait(lambda: not window.runner.is_busy, application)
        sort = sort_by(page, "name", application)
        wait(lambda: not window.runner.is_busy, application)
        flips = []
        for _ in range(FLIPS):
            started = time.perf_counter()
            QTest.keyClick(page.table, Qt.Key.Key_PageDown)
            wait(rows_are_painted(page), application)
            flips.append(time.perf_counter() - started)
        wait(lambda: not window.runner.is_busy, application)
        gathered = sort_by(page, "trade", application)
        wait(lambda: not window.runner.is_busy, application)
        window.close()
    return first, sort, flips, gathered


def load_all(path: Path, application: QApplication) -> tuple[float, LoadAll]:
    started = time.perf_counter()
    with closing(sqlite3.connect(path)) as raw:
        model = LoadAll(raw.execute(ALL).fetchall())
    view = QTableView()
    view.setModel(model)
    view.resize(1190, 600)
    view.show()
    application.processEvents()
    view.viewport().repaint()
    seconds = time.perf_counter() - started
    view.close()
    return seconds, model


def proxy_sort(model: LoadAll, rows: int) -> float:
    """Seconds of one proxy sort of `rows` rows, scaled to all of the model by n·log n."""
    part = LoadAll(model.rows[:rows])
    proxy = QSortFilterProxyModel()
    proxy.setSourceModel(part)
    started = time.perf_counter()
    proxy.sort(0)
    proxy.index(0, 0).data()
    seconds = time.perf_counter() - started
    count = len(model.rows)
    return seconds * (count * math.log(count)) / (rows * math.log(rows))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--proxy-rows", type=int, default=20_000)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    application = make_application(["benchmark"])
    with tempfile.TemporaryDirectory() as folder:
        context = make_big_store(Path(folder) / "data", options.rows)
        ours(context, application)  # warm-up
        runs = [(ours(context, application), load_all(context.paths.store, application)) for _ in range(options.pairs)]
        proxy = proxy_sort(runs[0][1][1], min(options.proxy_rows, options.rows))
        context.store.close()
    first = statistics.median(a[0] / b[0] for a, b in runs)
    sort = statistics.median(a[1] for a, _ in runs) / proxy
    flips = sorted(seconds for a, _ in runs for seconds in a[2])
    sort_s = statistics.median(a[1] for a, _ in runs)
    print(
        f"register of {options.rows:,} rows: first paint {runs[0][0][0]:.3f} s, load-all {runs[0][1][0]:.3f} s, "
        f"ratio {first:.3f} (promise ≤ {FIRST_PROMISE}) {'holds' if first <= FIRST_PROMISE else 'FAILS'}; "
        f"sort {sort_s:.3f} s, proxy {proxy:.1f} s (from {options.proxy_rows:,} rows), "
        f"ratio {sort:.4f} (promise ≤ {SORT_PROMISE}) {'holds' if sort <= SORT_PROMISE else 'FAILS'}; "
        f"sort by trade (gathered) {statistics.median(a[3] for a, _ in runs):.2f} s; "
        f"page flip median {flips[len(flips) // 2] * 1000:.0f} ms, most {flips[-1] * 1000:.0f} ms; "
        f"load {os.getloadavg()[0]:.1f}"
    )
    return int(first > FIRST_PROMISE or sort > SORT_PROMISE)


if __name__ == "__main__":
    sys.exit(main())
