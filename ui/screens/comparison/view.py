"""对比测算: two sets, four figures, the cases with both amounts, sums by measure and county."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cbec_desktop.services.assessments import CaseDifference
from cbec_desktop.services.comparisons import ComparisonRun
from ui.look import look
from ui.screen import ScreenHost
from ui.screens.comparison.display import (
    CASE_COLUMNS,
    STEP_COLUMNS,
    SUM_COLUMNS,
    Sums,
    case_row,
    figure_words,
    step_rows,
    sum_rows,
)
from ui.screens.comparison.presenter import ComparisonPresenter
from ui.widgets.cells import LazyRows
from ui.widgets.ledger import COMPACT_PAGE, FilterBar, page_layout
from ui.widgets.parts import button, card, column, frame, label, page_header, row, tool
from ui.widgets.record_table import RecordTable

SIDE_WIDTH, COMPACT_SIDE = 400, 250


class ComparisonPage(QWidget):
    """`ComparisonView`."""

    def __init__(self, host: ScreenHost, left: str, right: str) -> None:
        super().__init__()
        self.presenter = presenter = ComparisonPresenter(host, left, right)
        self.run_button = button("重新测算", "primary", presenter.reckon, icon_name="calculator")
        header = page_header(
            label("对比测算", "title"),
            None,
            button("导出", "", presenter.export, icon_name="download"),
            self.run_button,
        )
        self.left_box, self.right_box = self._box("甲"), self._box("乙")
        self._note = label("", "meta", wraps=True)
        sets = row(
            label("甲", "strong"), self.left_box, tool("arrow-left-right", "甲乙互换", presenter.swap),
            label("乙", "strong"), self.right_box, None, self._note,
        )  # fmt: skip
        self._figures = [_Figure(title) for title in ("甲 合计（元）", "乙 合计（元）", "乙 − 甲（元）", "金额变动")]
        figures = row(*self._figures, spacing=10)
        self.filters = FilterBar(label("双击打开案件，空格看两份算式", "meta"))
        self.filters.chosen.connect(presenter.choose_filter)
        self.cases = RecordTable(CASE_COLUMNS, "案件", row_height=43)
        self.cases.activated_row.connect(lambda key: presenter.open_case(str(key)))
        self.steps = RecordTable(STEP_COLUMNS, "两份算式", row_height=40, fitted=True)
        self._steps_title = label("", "section", wraps=True)
        self._steps_card = frame(
            "card",
            column(
                row(self._steps_title, None, tool("x", "收起", self._hide_steps)),
                self.steps, spacing=4, margins=(12, 8, 8, 8),
            ),
        )  # fmt: skip
        self._steps_card.hide()
        self.measures = RecordTable(SUM_COLUMNS, "按措施", row_height=27, fitted=True)
        self.measures.activated_row.connect(lambda key: presenter.choose_measure(str(key)))
        self.counties = RecordTable(SUM_COLUMNS, "按县区", row_height=27, fitted=True)
        self.counties.activated_row.connect(lambda key: presenter.choose_county(str(key)))
        page_layout(self, header, sets, figures, self._body())
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F9"), self, presenter.reckon, context=context)
        QShortcut(QKeySequence(Qt.Key.Key_Space), self.cases, self._explain, context=Qt.ShortcutContext.WidgetShortcut)
        self.setFocusProxy(self.cases)
        presenter.attach(self)

    def _body(self) -> QHBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(frame("card", column(self.filters, self.cases, spacing=0, margins=(1, 1, 1, 1))), 1)
        left.addWidget(self._steps_card)
        side = column(
            card("按措施（元）", self.measures, note="双击只看这一项"),
            card("按县区（元）", self.counties, note="双击只看这一县区"),
            None,
            spacing=10,
        )
        sheet = QWidget()
        sheet.setLayout(side)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(sheet)
        scroll.setAccessibleName("合计")
        body = QHBoxLayout()
        body.setSpacing(10)
        body.addLayout(left, 1)
        self._side = scroll
        body.addWidget(scroll)
        return body

    def _box(self, name: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(f"{name} 参数集")
        made.setMinimumWidth(look.scaled(150))
        made.activated.connect(
            lambda _place: self.presenter.choose(self.left_box.currentText(), self.right_box.currentText())
        )
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = event.size().width() < look.scaled(COMPACT_PAGE)
        for table in (self.measures, self.counties):
            for place in (1, 2):
                table.setColumnHidden(place, is_narrow)
        self._side.setFixedWidth(look.scaled(COMPACT_SIDE if is_narrow else SIDE_WIDTH))

    # ---- ComparisonView

    def show_sets(self, names: Sequence[str], left: str, right: str) -> None:
        for box, chosen in ((self.left_box, left), (self.right_box, right)):
            box.clear()
            box.addItems(list(names))
            box.setCurrentIndex(box.findText(chosen))

    def show_running(self, is_running: bool) -> None:
        self.run_button.setEnabled(not is_running)
        self.run_button.setText("正在测算" if is_running else "重新测算")

    def show_note(self, text: str) -> None:
        self._note.setText(text)

    def show_figures(self, left: Decimal, right: Decimal, counts: tuple[int, int, int]) -> None:
        more, less, same = counts
        change, share = figure_words(left, right)
        self._figures[0].show_texts(f"{left:,.0f}", self.presenter.left)
        self._figures[1].show_texts(f"{right:,.0f}", self.presenter.right)
        self._figures[2].show_texts(change, share)
        self._figures[3].show_texts(f"{more + less:,} 件", f"变多 {more:,}，变少 {less:,}，不变 {same:,}")

    def show_filters(self, filters: Sequence[tuple[str, str]], chosen: str) -> None:
        self.filters.show_filters(filters, chosen)

    def show_cases(self, cases: Sequence[CaseDifference], notes: Mapping[str, str]) -> None:
        self._shown = cases
        self._hide_steps()
        self.cases.show_rows(
            LazyRows(len(cases), lambda place: case_row(cases[place], notes.get(cases[place].case_no, "")))
            if len(cases) > LAZY_FROM
            else [case_row(case, notes.get(case.case_no, "")) for case in cases]
        )

    def show_sums(self, by_measure: Sequence[Sums], by_county: Sequence[Sums]) -> None:
        self.measures.show_rows(sum_rows(by_measure, has_total=True))
        self.counties.show_rows(sum_rows(by_county, has_total=True))

    def show_steps(self, case: CaseDifference, run: ComparisonRun) -> None:
        self._steps_title.setText(f"{case.enterprise}　{case.case_no}")
        self.steps.show_rows(step_rows(run.left[case.case_no], run.right[case.case_no]))
        self._steps_card.show()

    # ---- keys

    def _explain(self) -> None:
        place = self.cases.currentIndex().row()
        if self._steps_card.isVisible():
            self._hide_steps()
        elif 0 <= place < len(self._shown):
            self.presenter.explain(self._shown[place].case_no)

    def _hide_steps(self) -> None:
        self._steps_card.hide()

    _shown: Sequence[CaseDifference] = ()


LAZY_FROM = 1_000
"""More cases are made into rows when they come into view; their keys are then places."""


class _Figure(QFrame):
    """One figure with its title and what it means."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.figure, self.note = label("—", "figure"), label("", "meta")
        self.setLayout(column(label(title, "meta"), self.figure, self.note, spacing=0, margins=(16, 6, 12, 6)))

    def show_texts(self, figure: str, note: str) -> None:
        self.figure.setText(figure)
        self.note.setText(note)


def build_page(host: ScreenHost, left: str = "", right: str = "", **_arguments: Any) -> ComparisonPage:
    """The year's set in force against another; `left` and `right` name them."""
    return ComparisonPage(host, left, right)
