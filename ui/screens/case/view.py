"""The case page: one head, four tabs, everything of one application in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from cbec_desktop.services.policy import Clause
from ui.look import is_compact, look
from ui.screen import ScreenHost
from ui.screens.case.evidence import line_count
from ui.screens.case.head import CaseHead
from ui.screens.case.presenter import CasePageData, CasePresenter
from ui.screens.case.reckoning import FindingItem
from ui.screens.case.reckoning_page import ReckoningPage
from ui.screens.case.record_pages import EvidencePage, HistoryPage, PaperPage
from ui.widgets.clause_popover import ClausePopover
from ui.widgets.parts import clear, empty_state

RECKONING, EVIDENCE, PAPER, HISTORY, MISSING = range(5)


class CasePage(QWidget):
    """The view of `CasePresenter`."""

    def __init__(self, host: ScreenHost, case_no: str, case_nos: Sequence[str]) -> None:
        super().__init__()
        self.presenter = CasePresenter(host, self, case_no, case_nos)
        self.head = CaseHead()
        self.reckoning, self.evidence = ReckoningPage(), EvidencePage()
        self.paper, self.history = PaperPage(), HistoryPage()
        self.stack = QStackedWidget()
        self._stale: set[int] = set()
        self._data: CasePageData | None = None
        self._build()
        self._connect()
        self._add_keys()
        self.presenter.start()

    def _build(self) -> None:
        for page in (self.reckoning, self.evidence, self.paper, self.history):
            self.stack.addWidget(page)
        missing = QWidget()
        self._missing_layout = QVBoxLayout(missing)
        self.stack.addWidget(missing)
        layout = QVBoxLayout(self)
        layout.setSpacing(0)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.head)
        layout.addWidget(self.stack, 1)

    def _connect(self) -> None:
        presenter, head, reckoning = self.presenter, self.head, self.reckoning
        head.assess_asked.connect(presenter.assess)
        head.form_asked.connect(presenter.preview)
        head.enterprise_asked.connect(presenter.open_enterprise)
        head.number_copied.connect(presenter.copy_number)
        head.moved.connect(presenter.go)
        head.tabs.currentChanged.connect(self._show_tab)
        head.timeline.opened.connect(lambda _stage: self.open_tab(HISTORY))
        reckoning.clause_asked.connect(presenter.open_clause)
        reckoning.sheet_asked.connect(lambda: presenter.preview("F16"))
        reckoning.amount_opened.connect(lambda _cell: self.open_tab(HISTORY))
        reckoning.limits.opened.connect(self._open_step)
        reckoning.steps.activated_row.connect(lambda _key: self.open_tab(EVIDENCE))
        reckoning.steps.activated_cell.connect(lambda _key, _column: presenter.open_clause())
        reckoning.findings.opened.connect(self._open_finding)
        reckoning.findings.explained.connect(presenter.explain)
        self.paper.form_asked.connect(presenter.preview)

    def _add_keys(self) -> None:
        for keys, action in (
            ("PgDown", lambda: self.presenter.go(1)),
            ("PgUp", lambda: self.presenter.go(-1)),
            ("F8", self.presenter.next_finding),
            ("Shift+F8", lambda: self.presenter.next_finding(-1)),
            ("F9", self.presenter.assess),
            ("Ctrl+P", lambda: self.presenter.preview("F15")),
            ("Escape", lambda: self.open_tab(RECKONING)),
            ("Ctrl+1", lambda: self.open_tab(RECKONING)),
            ("Ctrl+2", lambda: self.open_tab(EVIDENCE)),
            ("Ctrl+3", lambda: self.open_tab(PAPER)),
            ("Ctrl+4", lambda: self.open_tab(HISTORY)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def open_tab(self, number: int) -> None:
        """Show one of the four tabs."""
        self.head.tabs.setCurrentIndex(number)

    def _open_step(self, number: int) -> None:
        """The step that a limit belongs to: the one that bit, or the list."""
        binding = [row.key for row in self.reckoning.steps.rows() if row.back == "tint"]
        if binding:
            self.reckoning.steps.select_key(binding[min(number, len(binding) - 1)])
        self.reckoning.steps.setFocus()

    def _open_finding(self, item: FindingItem) -> None:
        self.open_tab(EVIDENCE)
        self.evidence.select_record(item.record_key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.presenter.copy_steps()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fold()

    def _fold(self) -> None:
        size = self.window().size()  # 大字 leaves as little room as a smaller window
        compact = is_compact(QSize(round(size.width() / look.factor), round(size.height() / look.factor)))
        self.head.set_compact(compact)
        self.reckoning.set_compact(compact)

    # --- CasePageView ---------------------------------------------------------------------------------------

    def show_case(self, data: CasePageData, this_year: int) -> None:
        view = data.view
        counts = (None, line_count(view.facts), len(view.printed), len(view.history))
        self.head.show_case(data, this_year, counts)
        self.head.setVisible(True)
        self._data, self._this_year = data, this_year
        self._stale = {RECKONING, EVIDENCE, PAPER, HISTORY}
        self._show_tab(self.head.tabs.currentIndex())

    def _show_tab(self, tab: int) -> None:
        """Bring a tab to the front; it is filled when first looked at, for most cases are only glanced over."""
        data = self._data
        if data is not None and tab in self._stale:
            self._stale.discard(tab)
            fill = {
                RECKONING: lambda: self.reckoning.show_case(data, self._this_year),
                EVIDENCE: lambda: self.evidence.show_case(data.view),
                PAPER: lambda: self.paper.show_case(data.view),
                HISTORY: lambda: self.history.show_case(data.view),
            }
            fill[tab]()
        self.stack.setCurrentIndex(tab)

    def show_missing(self, sentence: str) -> None:
        clear(self._missing_layout)
        self._missing_layout.addWidget(empty_state("file-x", "打不开这件申报", sentence))
        self.head.setVisible(False)
        self.stack.setCurrentIndex(MISSING)

    def select_finding(self, number: int) -> None:
        self.open_tab(RECKONING)
        found = self.reckoning.findings.mark(number)
        if found is not None:
            self.reckoning.ensureWidgetVisible(found)

    def show_clause(self, clause: Clause, readings: Sequence[tuple[str, str]]) -> None:
        place = f"附件3 {clause.label}" if not clause.label.startswith("附件") else clause.label
        for present in self.window().findChildren(ClausePopover):
            present.close()
        ClausePopover(self.reckoning.clause_button, place, clause.heading, clause.body, readings)

    def copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)


def build_page(host: ScreenHost, case_no: str, case_nos: Sequence[str] = (), **_arguments: Any) -> CasePage:
    """The page of one case; `case_nos` is the list it was opened from (PgUp/PgDn walk through it)."""
    return CasePage(host, case_no, case_nos)
