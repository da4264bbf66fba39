"""What the smoke tests of the rules' pages share: a page drawn in memory with Qt's model tester on its tables."""

from __future__ import annotations

from typing import Any

from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.look import dress
from ui.widgets.record_table import RecordTable

SIZES = ((1190, 690), (1000, 560))


def shown_page(qtbot: QtBot, application: QApplication, page: QWidget) -> list[Any]:
    """Show the page at both sizes; returns the testers of its tables, which fail at once on a wrong model."""
    dress(application)
    qtbot.addWidget(page)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(table.model(), fatal) for table in page.findChildren(RecordTable)]
    for size in SIZES:
        page.resize(*size)
        page.show()
        application.processEvents()
        assert page.grab().width() >= size[0]
    return testers
