"""Pictures of every screen with the demo's data: 1366 × 768 at 100 % and 125 %, 大字 off and on.

`python -m ui.shots OUT` (what `dev.py shots` calls). The scale of Qt is fixed when a process starts, so each scale is
a process of its own over one store. `python -m ui.shots --handbook` draws the pictures of the handbook instead: one a
screen at 100 %, with few colours so that they stay small.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from cbec_desktop.jobs import JobContext
from cbec_desktop.paths import resources_folder

if TYPE_CHECKING:
    from cbec_desktop.services.context import Context
    from ui.shell.window import ShellWindow

SCALES = (("100", "1", 1366, 768), ("125", "1.25", 1093, 614))
FACTORS = (("", 1.0), ("-large", 1.2))
HANDBOOK_SIZE = (1240, 700)
HANDBOOK_COLOURS = 128
HANDBOOK_FOLDER = Path("D:/跨境电商扶持/数据")
"""The data folder that the handbook's pictures show: nobody's own."""
WAIT_S = 60.0
ACCOUNT, PASSWORD = "demo", "only-for-pictures"


def main(arguments: Sequence[str]) -> int:
    """Make the store once, then a process for each scale; returns 0 when all pictures stand."""
    options = read_options(arguments)
    if options.handbook:
        options.out = resources_folder() / "handbook" / "pictures"
    if options.scale:
        return draw(options)
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(options.data) if options.data else fill_store(Path(scratch) / "data")
        for name, factor, _width, _height in SCALES[:1] if options.handbook else SCALES:
            command = [sys.executable, "-m", "ui.shots", str(options.out), "--data", str(data), "--scale", name]
            command += [f"--only={screen}" for screen in options.only]
            command += ["--handbook"] if options.handbook else []
            environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor}
            if subprocess.call(command, env=environment):
                return 1
    return 0


def read_options(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="ui.shots")
    parser.add_argument("out", type=Path, nargs="?", default=Path("shots"))
    parser.add_argument("--data", help="a data folder to draw (left as it is); without it the demo's data")
    parser.add_argument("--handbook", action="store_true", help="draw the pictures of the handbook")
    parser.add_argument("--scale", choices=[scale[0] for scale in SCALES])
    parser.add_argument("--only", action="append", default=[], help="a screen's id")
    return parser.parse_args(arguments)


def fill_store(data: Path) -> Path:
    """A store with the shipped samples imported and assessed."""
    from cbec_desktop.bootstrap import open_context
    from cbec_desktop.services import accounts, assessments, imports, stores

    ctx = open_context(data, create=True)
    stores.init_store(ctx, ACCOUNT, PASSWORD, "王晓敏")
    ctx = ctx.acting(accounts.authenticate(ctx, ACCOUNT, PASSWORD))
    samples = sorted((resources_folder() / "samples" / "2026").glob("W*.*"))
    imports.commit_import(ctx, imports.plan_import(ctx, samples, None, JobContext()), True, JobContext())
    assessments.assess_year(ctx, year=2026, case_no=None, parameter_set=None, job=JobContext())
    ctx.store.close()
    return data


def draw(options: Namespace) -> int:
    """All screens at the scale of this process."""
    from cbec_desktop.bootstrap import open_context
    from cbec_desktop.services import accounts
    from ui.application import make_application
    from ui.look import look

    application = make_application(sys.argv[:1])
    _name, _factor, width, height = next(scale for scale in SCALES if scale[0] == options.scale)
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    began = time.time()
    ctx = open_context(Path(options.data))
    actor = accounts.list_accounts(ctx)[0]
    from cbec_desktop.domain.records import Actor

    ctx = ctx.acting(Actor(actor.account_id, actor.name, actor.full_name, frozenset(actor.roles)))
    for suffix, factor in FACTORS[:1] if options.handbook else FACTORS:
        look.apply(application, factor)
        ending = "" if options.handbook else f"-{options.scale}{suffix}"
        draw_login(HANDBOOK_FOLDER if options.handbook else Path(options.data), folder, ending, options.only)
        draw_screens(ctx, folder, ending, options.only, HANDBOOK_SIZE if options.handbook else (width, height))
    if options.handbook:
        for picture in folder.glob("*.png"):
            if picture.stat().st_mtime >= began:  # the others were reduced when they were drawn
                reduce_colours(picture)
    ctx.store.close()
    return 0


def draw_login(data: Path, folder: Path, suffix: str, only: Sequence[str]) -> None:
    from ui.shell.login import LoginWindow

    for name, has_store in (("login", True), ("first_run", False)):
        if not only or name in only:
            window = LoginWindow(data, "wangxm" if has_store else "", has_store=has_store)
            window.resize(760, 460)
            window.show_version(version("cbec-desktop"))
            window.show()
            settle()
            window.grab().save(str(folder / f"{name}{suffix}.png"))
            window.close()
    if not only or "lock" in only:
        draw_lock(folder / f"lock{suffix}.png")


def draw_lock(picture: Path) -> None:
    from ui.shell.lock import AFTER_IDLE, LockWindow

    window = LockWindow("王晓敏", "wangxm")
    window.say(AFTER_IDLE.format(minutes=15))
    window.resize(760, 460)
    window.show()
    settle()
    grab(window, picture)
    window.end()


def draw_screens(ctx: Context, folder: Path, suffix: str, only: Sequence[str], size: tuple[int, int]) -> None:
    """Each screen in a window of its own, so that one picture owes nothing to another."""
    from ui.screens.catalogue import SCREENS
    from ui.shell.window import ShellWindow
    from ui.shell.window_state import WindowState

    for spec in SCREENS:
        if only and spec.id not in only:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            window = ShellWindow(ctx, SCREENS, WindowState(Path(scratch), None))
            window.resize(*size)
            window.show()
            if spec.id != "home":
                window.open_screen("home")
            frame = window.open_screen(spec.id, **arguments_of(ctx, spec.id))
            settle(window)
            go_on(frame.page, spec.id)
            settle(window)
            grab(window, folder / f"{spec.id}{suffix}.png")
            window.runner.close()
            window.close()


def arguments_of(ctx: Context, screen_id: str) -> dict[str, Any]:
    """What a screen of one record is opened with: the first record that has much to show."""
    from cbec_desktop.domain.registers import RegisterQuery
    from cbec_desktop.services.registers import open_register

    if screen_id in ("enterprise", "enterprise_form", "application_entry"):
        firms = open_register(ctx, "enterprises").rows(RegisterQuery(sort="award", descending=True), 0, 1)
        return {"enterprise_id": firms[0].record_id}
    if screen_id in ("case", "print_preview"):
        granted = RegisterQuery(filters=(("measure", "premises_rent"),), sort="award", descending=True)
        cases = [row.key for row in open_register(ctx, "applications").rows(granted, 0, 6)]
        return {"case_no": cases[0], "case_nos": cases} if screen_id == "case" else {"case_nos": cases}
    if screen_id == "imports":
        samples = resources_folder() / "samples" / "2026"
        return {"paths": [str(samples / name) for name in ("W1-211302.xlsx", "W2-211302.xlsx")]}
    return {}


def reduce_colours(picture: Path) -> None:
    """Rewrite a PNG with a palette: a page of the window needs few colours and is then a third of the size."""
    from PIL import Image

    with Image.open(picture) as drawn:
        reduced = drawn.convert("RGB").quantize(
            HANDBOOK_COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    reduced.save(picture, optimize=True)


def go_on(page: Any, screen_id: str) -> None:
    """Bring a page that begins empty to where it has something to show."""
    if screen_id == "imports":
        page.presenter.read()
    if screen_id == "settings":
        page.folder.setText(str(HANDBOOK_FOLDER))
    if screen_id == "application_entry":
        for field, text in (("claimed_amount", "3600"), ("has_provincial_support", "否"), ("has_undertaking", "有")):
            page.presenter.set_head(field, text)
        QGuiApplication.clipboard().setText("\n".join(declaration_line(number) for number in range(1, 5)))
        grid = page.grids["报关明细"]
        grid.go(0, 0)
        grid.paste_clipboard()
        page.presenter.recalculate()
        page.presenter.is_dirty = False  # closing must not ask


def declaration_line(number: int) -> str:
    """One line of a measure-5 application as WPS copies it."""
    cells = (f"08002026012345{number:04d}", "9710", "出口", f"2026-08-1{number}", "12000", "锦程报关有限公司", "900")
    return "\t".join((*cells, f"262120000001044{number:05d}", f"2026-08-2{number}", "900", "91211303MA0TEPT10R"))


def settle(window: ShellWindow | None = None) -> None:
    """Let jobs end and the loop come to rest."""
    until = time.monotonic() + WAIT_S
    quiet = 0
    while quiet < 5 and time.monotonic() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.01)
        quiet = 0 if window is not None and window.runner.is_busy else quiet + 1


def grab(window: QWidget, path: Path) -> None:
    window.grab().save(str(path))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
