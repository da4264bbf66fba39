"""The reckoning screen: the register of results with the run's button, its summary, and printing of the batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout

from ui.screen import ScreenHost
from ui.screens.assessments.presenter import AssessmentsPresenter
from ui.widgets.parts import button, frame, icon_label, label, row
from ui.widgets.register.page import RegisterPage

PRINTED_FORMS = (("F15", "F15 审批表"), ("F16", "F16 计算书"), ("F02", "F02 资金申请表"))


class AssessmentsPage(RegisterPage):
    """`RunView` besides the register's own view."""

    def __init__(self, host: ScreenHost, filters: Sequence[tuple[str, str]]) -> None:
        presenter = AssessmentsPresenter(host, filters)
        self._run_presenter = presenter
        self.print_button = button("打印", "", None, icon_name="printer")
        self.run_button = button("核算全年", "primary", presenter.assess_year, icon_name="calculator")
        self.run_button.setToolTip("按当年参数核算全年申报，已批复的不变（F9）")
        super().__init__(presenter, (self.print_button, self.run_button))
        self._summary = label("", wraps=True, selectable=True)
        inner = row(icon_label("circle-check"), spacing=8, margins=(12, 6, 12, 6))
        inner.addWidget(self._summary, 1)
        self._notice = frame("notice-ok", inner)
        self._notice.hide()
        self._add_menu()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, self._notice)
        presenter.show_runs_in(self)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F9"), self, presenter.assess_year, context=context)
        QShortcut(QKeySequence("Ctrl+P"), self, lambda: presenter.preview("F15"), context=context)

    def show_running(self, is_running: bool) -> None:
        self.run_button.setEnabled(not is_running)
        self.run_button.setText("正在核算" if is_running else "核算全年")
        if is_running:
            self._notice.hide()

    def show_summary(self, text: str) -> None:
        self._summary.setText(text)
        self._notice.show()

    def _add_menu(self) -> None:
        menu = QMenu(self.print_button)
        for form_id, words in PRINTED_FORMS:
            action = QAction(words, menu)
            action.triggered.connect(lambda _checked=False, form_id=form_id: self._run_presenter.preview(form_id))
            menu.addAction(action)
        self.print_button.setMenu(menu)


def build_page(host: ScreenHost, filters: Sequence[tuple[str, str]] = (), **_arguments: Any) -> AssessmentsPage:
    """The results of the year; `filters` narrow them from the start."""
    return AssessmentsPage(host, filters)
