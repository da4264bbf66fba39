"""Tests of the window draw into memory: no screen is needed, and none is used unless a platform is named."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cbec_desktop.services.context import Context
from tests.ui.recording_host import RecordingHost
from ui.look import dress

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
PageT = TypeVar("PageT", bound=QWidget)


@pytest.fixture
def show_page(qtbot: QtBot, qapp: QApplication) -> Callable[[PageT, int], PageT]:
    """Shows a page dressed as in the program, beside the tree of a window 1366 wide, active so that keys arrive."""

    def show(page: PageT, height: int) -> PageT:
        dress(qapp)
        qtbot.addWidget(page)
        page.resize(1190, height)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        return page

    return show


@pytest.fixture
def case_host(assessed_ctx: Context) -> RecordingHost:
    """A host over the assessed cases that does everything at once."""
    return RecordingHost(assessed_ctx)
