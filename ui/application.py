"""The start of the window: options, the first paint of the login page, then everything else.

Nothing is imported before that paint which the login page does not draw with.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QLockFile, QTranslator
from PySide6.QtWidgets import QApplication

from cbec_desktop.paths import DataPaths, default_data_folder
from ui.look import dress, look
from ui.shell.login import LoginWindow
from ui.shell.window_state import WindowState

ORIGIN_VARIABLE = "CBEC_STARTED_AT"
"""Seconds since the epoch at which a measuring parent started this process (systems without /proc)."""
_LOADED_AT = time.time()


def process_started_at() -> float:
    """When this process began, in seconds since the epoch."""
    told = os.environ.get(ORIGIN_VARIABLE)
    if told:
        return float(told)
    try:
        ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
        uptime = float(Path("/proc/uptime").read_text().split()[0])
        return time.time() - uptime + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return _LOADED_AT


def make_application(arguments: Sequence[str]) -> QApplication:
    """The dressed Qt application, Chinese in Qt's own texts too."""
    # As an argument: setStyle() would make the Python class of QStyle with all its enums before the first paint.
    application = QApplication([*arguments, "-style", "Fusion"])
    application.setApplicationName("cbec-desktop")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    dress(application)
    return application


def make_login(application: QApplication, folder: Path) -> LoginWindow:
    """The login page over `folder`, in the size and with the name of last time."""
    state = WindowState(folder, None)
    factor = state.get("large_text", 1.0)
    if factor != look.factor:
        look.apply(application, factor)
    return LoginWindow(folder, state.get("last_name", ""), has_store=DataPaths(folder).store.is_file())


def data_folder(arguments: Sequence[str]) -> Path:
    """`--data DIR`, else CBEC_DATA, else the platform's folder; the command line has checked the words."""
    given = dict(zip(arguments, arguments[1:], strict=False)).get("--data") or os.environ.get("CBEC_DATA")
    return Path(given).expanduser() if given else default_data_folder()


def lock_folder(folder: Path) -> QLockFile | None:
    """The window's lock on the data folder; None when another window holds it (ruling 21).

    A folder that is not there yet, or may not be written, has no window: it gets a sentence later.
    """
    lock = QLockFile(str(folder / "window.lock"))
    lock.setStaleLockTime(0)
    if folder.is_dir() and not lock.tryLock(0) and lock.error() == QLockFile.LockError.LockFailedError:
        return None
    return lock


def main(arguments: Sequence[str]) -> int:
    """Run the window until its last one closes."""
    folder = data_folder(arguments)
    application = make_application(sys.argv[:1])
    if "--selftest-window" in arguments:
        return _selftest(application, folder)
    lock = lock_folder(folder)
    if lock is None:
        from ui.single_instance import raise_first

        raise_first(folder)
        return 0
    login = make_login(application, folder)
    programs = []

    def go_on() -> None:
        from ui.program import Program

        programs.append(Program(application, folder, lock, login))

    login.painted.connect(go_on)
    login.show()
    try:
        return application.exec()
    finally:
        for program in programs:
            program.end()


def _selftest(application: QApplication, folder: Path) -> int:
    """Show the first window, say when it was painted, end; touches no data."""
    window = make_login(application, folder)

    def painted() -> None:
        shown_ms = round((time.time() - process_started_at()) * 1000)
        sys.stdout.write(f'{{"shown_ms": {shown_ms}}}\n')
        sys.stdout.flush()
        application.quit()

    window.painted.connect(painted)
    window.show()
    return application.exec()
