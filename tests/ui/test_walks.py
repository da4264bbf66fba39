"""Walks over every screen with real cases: nothing dead, nameless, out of reach, English, clipped or default-grey."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cbec_desktop.services.context import Context
from tests.ui import walks
from tests.ui.recording_host import RecordedMessages, RecordingHost
from ui.look import dress, look
from ui.screen import ScreenSpec
from ui.screens.catalogue import SCREENS
from ui.shell.window import ShellWindow
from ui.shell.window_state import WindowState
from ui.shots import arguments_of, settle

SIZES = ((1366, 697), (1093, 543))
"""The inside of a 1366 × 768 screen at 100 % and at 125 %."""
FACTORS = (1.0, 1.4)
CHECKS = (walks.deaf_buttons, walks.nameless, walks.out_of_reach, walks.english, walks.undressed)
ROOM_CHECKS = (walks.clipped, walks.overlapping)


class AskedMessages(RecordedMessages):
    """Steps back from every question, and remembers that it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def ask(self, question: str, consequence: str, verb: str, *, danger: bool = False) -> bool:
        self.asked.append(question)
        return False

    def ask_reason(self, question: str, consequence: str, verb: str) -> str | None:
        self.asked.append(question)
        return None

    def choose_files(self, title: str, patterns: Sequence[str]) -> list[Path]:
        self.asked.append(title)
        return []

    def choose_target(self, title: str, name: str, patterns: Sequence[str]) -> Path | None:
        self.asked.append(title)
        return None

    def choose_folder(self, title: str) -> Path | None:
        self.asked.append(title)
        return None


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, assessed_ctx: Context, tmp_path: Path) -> Iterator[ShellWindow]:
    dress(qapp)
    made = ShellWindow(assessed_ctx, SCREENS, WindowState(tmp_path, 1))
    qtbot.addWidget(made)
    made.resize(*SIZES[0])
    made.show()
    yield made
    settle(made)
    made.runner.close()
    look.apply(qapp, 1.0)


def opened(window: ShellWindow, spec: ScreenSpec) -> QWidget:
    """The page of a screen with what it shows of the cases."""
    page = window.open_screen(spec.id, **arguments_of(window.ctx, spec.id)).page
    assert page is not None
    settle(window)
    return page


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("size", SIZES, ids=["100%", "125%"])
def test_every_screen_passes(window: ShellWindow, qapp: QApplication, size: tuple[int, int], factor: float) -> None:
    look.apply(qapp, factor)
    window.resize(*size)
    is_plain = (size, factor) == (SIZES[0], FACTORS[0])
    checks = (*CHECKS, *ROOM_CHECKS) if is_plain else ROOM_CHECKS
    faults = []
    for spec in SCREENS:
        page = opened(window, spec)
        faults += [f"{spec.id}: {fault}" for check in checks for fault in check(page)]
    faults += [f"shell: {fault}" for check in checks for part in (window.top, window.status) for fault in check(part)]
    assert window.width() == size[0]
    assert faults == []


@pytest.mark.parametrize("spec", SCREENS, ids=lambda spec: spec.id)
def test_every_button_does_something_when_pressed(
    spec: ScreenSpec, assessed_ctx: Context, qapp: QApplication, qtbot: QtBot
) -> None:
    dress(qapp)
    host, messages, build = page_maker(spec, assessed_ctx, qtbot)
    page = build()
    dead = []
    for number in range(len(buttons_of(page))):
        if not isValid(page) or not page.isVisible():
            page = build()
        present = buttons_of(page)
        if number < len(present) and is_dead(present[number], page, host, messages):
            dead.append(walks.described(present[number]))
    assert dead == []


def page_maker(
    spec: ScreenSpec, ctx: Context, qtbot: QtBot
) -> tuple[RecordingHost, AskedMessages, Callable[[], QWidget]]:
    """A host whose questions are stepped back from, and what makes the page of a screen on it, again when it closed."""
    host, messages = RecordingHost(ctx), AskedMessages()
    host.messages = messages
    host.jobs.refuse = messages.refuse
    arguments = arguments_of(ctx, spec.id)

    def build() -> QWidget:
        made = spec.build(host, **arguments)
        assert isinstance(made, QWidget)
        qtbot.addWidget(made)
        made.resize(1190, 640)
        made.show()
        come_to_rest()
        return made

    return host, messages, build


def come_to_rest() -> None:
    """The host does its work at once; only timers without delay and paints are waited for."""
    for _ in range(4):
        QApplication.processEvents()


def buttons_of(page: QWidget) -> list[QAbstractButton]:
    return [
        made
        for made in walks.shown(page, QAbstractButton)
        if isinstance(made, QAbstractButton) and made.isEnabled() and not made.property("is_current")
    ]


def is_dead(made: QAbstractButton, page: QWidget, host: RecordingHost, messages: AskedMessages) -> bool:
    """Whether nothing at all is different after a press."""
    if made.isCheckable() and made.isChecked() and made.autoExclusive():
        return False  # the chosen one of several
    if made.property("on") == "true":
        return False
    if isinstance(made, QPushButton) and made.menu() is not None:
        return not made.menu().actions() and not made.menu().receivers("2aboutToShow()")
    above = made.parentWidget()
    while above is not None:  # what is scrolled out of sight would change nothing in the picture
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(made)
        above = above.parentWidget()
    QGuiApplication.clipboard().setText("")
    before = trace(page, host, messages)
    made.click()
    come_to_rest()
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
        return False
    return isValid(page) and trace(page, host, messages) == before


def trace(page: QWidget, host: RecordingHost, messages: AskedMessages) -> tuple[object, ...]:
    """All that a press can change: pages, words, jobs, what is remembered, the clipboard, the picture itself."""
    focus = QApplication.focusWidget()
    children = sum(1 for child in page.findChildren(QWidget) if child.isVisible())
    picture = page.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    said = (
        len(messages.folders),
        len(messages.toasts),
        len(messages.refusals),
        len(messages.asked),
        QGuiApplication.clipboard().text(),
    )
    done = (len(host.opened), len(host.jobs.titles), len(host.titles), str(host.kept), frozenset(host.announced))
    place = focus.mapTo(focus.window(), QPoint()) if focus is not None else None
    return (*said, *done, children, bytes(picture.constBits()), str(place))


def test_the_walks_see_what_is_wrong(qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp)
    page = QWidget()
    layout = QVBoxLayout(page)
    tight, dumb = QLabel("这一句话放不下"), QPushButton("Save all")
    tight.setFixedWidth(30)
    dumb.setProperty("kind", "shiny")
    icon_only = QPushButton()
    for part in (tight, dumb, icon_only):
        layout.addWidget(part)
    qtbot.addWidget(page)
    page.show()
    assert ["wants" in fault for fault in walks.clipped(page)] == [True]
    assert len(walks.deaf_buttons(page)) == 2
    assert len(walks.nameless(page)) == 1
    assert any("Save all" in fault for fault in walks.english(page))
    assert any("kind=shiny" in fault for fault in walks.undressed(page))
    wrapped = QLabel("这一句话很长，要折成好几行才看得完，而它只有一行的高度。", page)
    wrapped.setWordWrap(True)
    wrapped.setGeometry(0, 0, 120, 20)
    wrapped.show()
    assert len(walks.clipped(page)) == 2


def test_codes_and_keys_are_not_english() -> None:
    for text in (
        "案号 CYKJ-2026-M4-211302-0001",
        "按 Ctrl+K 查找",
        "导入 W1-211302.xlsx",
        "存为 PDF",
        "91211302MA0T00001B",
    ):
        assert walks.foreign_words(text) == []
    assert walks.foreign_words("Cancel 操作") == ["Cancel"]
