"""Every field of every screen takes whatever is pasted into it: a sentence or nothing, never a fault, nothing saved."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cbec_desktop.domain.measures import MEASURE_NUMBERS
from cbec_desktop.services.context import Context
from db.queries.system import audit_chain
from tests.ui import walks
from tests.ui.recording_host import RecordingHost
from tests.ui.test_walks import come_to_rest, page_maker
from ui.look import dress
from ui.screen import ScreenSpec
from ui.screens.application_entry.view import build_page as build_entry
from ui.screens.catalogue import SCREENS
from ui.shots import arguments_of
from ui.widgets.lease_grid import LeaseGrid
from ui.widgets.lease_grid_state import Spot

NASTY = (
    "很长" * 2_500,
    "1,2.3",
    "-0.005",
    "１２３４５６７８９０．５",
    "2026-02-30",
    "20260230",
    "=1+1",
    "' OR 1=1 --",
    "第一行\n第二行\t第三格",
    "\u200b\u202e\ufeff看不见",
    "𬭎😀",
    "\x00\x07",
    "NaN",
    "9" * 400,
    "１" * 40,
    "100%_",
    "[(\\",
)
"""Too long, no number, no date, a formula, a quotation, lines and cells, unseen signs, rare signs, patterns."""


def audit_length(ctx: Context) -> int:
    with ctx.store.open_view() as view:
        return len(list(audit_chain(view)))


def fields_of(page: QWidget) -> list[QWidget]:
    """What can be typed into, as it stands now."""
    found: list[QWidget] = []
    for kind in (QLineEdit, QPlainTextEdit, QAbstractSpinBox):
        found += [made for made in walks.shown(page, kind) if made.isEnabled() and not made.isReadOnly()]  # type: ignore[attr-defined]
    return [
        made for made in found if not isinstance(made.parentWidget(), QAbstractSpinBox | QComboBox) or made.hasFocus()
    ]


def paste(field: QWidget, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    field.setFocus()
    for key in (Qt.Key.Key_A, Qt.Key.Key_V):
        QTest.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)
    come_to_rest()
    if isValid(field):
        QTest.keyClick(field, Qt.Key.Key_Return)
        come_to_rest()


@pytest.mark.parametrize("spec", SCREENS, ids=lambda spec: spec.id)
def test_no_field_breaks_on_what_is_pasted(
    spec: ScreenSpec, assessed_ctx: Context, qapp: QApplication, qtbot: QtBot
) -> None:
    dress(qapp)
    _host, messages, build = page_maker(spec, assessed_ctx, qtbot)
    before = audit_length(assessed_ctx)
    page = build()
    tried = 0
    for text in NASTY:
        for number in range(len(fields_of(page))):
            if not isValid(page) or not page.isVisible():
                page = build()
            present = fields_of(page)
            if number < len(present):
                paste(present[number], text)
                tried += 1
    assert isValid(page)
    assert audit_length(assessed_ctx) == before, messages.toasts
    assert tried or not fields_of(page)


@pytest.mark.parametrize("measure_id", MEASURE_NUMBERS)
def test_no_grid_breaks_on_a_block_of_another_shape(
    measure_id: str, assessed_ctx: Context, qapp: QApplication, qtbot: QtBot
) -> None:
    """Blocks too wide, ragged and of the wrong kinds: cells are marked, what stood there comes back by undo."""
    dress(qapp)
    host = RecordingHost(assessed_ctx)
    before = audit_length(assessed_ctx)
    page = build_entry(host, **arguments_of(assessed_ctx, "application_entry"))
    qtbot.addWidget(page)
    page.resize(1190, 640)
    page.show()
    page.presenter.choose_measure(measure_id)
    come_to_rest()
    one_line = [text.replace("\n", " ").replace("\t", " ") for text in NASTY if len(text) < 300]
    blocks = (
        "\n".join(one_line),
        "\t".join(one_line),
        "\n".join("\t".join(one_line[: 1 + number % 5]) for number in range(12)),
        "\t" * 60,
        "\n" * 3,
        '"未合上的引号\t1\n2',
    )
    for grid in page.grids.values():
        for block in blocks:
            QGuiApplication.clipboard().setText(block)
            grid.setFocus()
            grid.go(Spot(0), 0) if isinstance(grid, LeaseGrid) else grid.go(0, 0)
            grid.paste_clipboard()
            come_to_rest()
            page.presenter.recalculate()
            grid.take_back()
            come_to_rest()
    assert page.grids
    assert audit_length(assessed_ctx) == before
    page.presenter.is_dirty = False
