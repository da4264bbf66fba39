"""算例: all examples with expected and reckoned awards, the steps, and what alone would make a failing one equal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from cbec_desktop.services.worked_examples import Cause, ExampleResult
from ui.screen import ScreenHost
from ui.screens.worked_examples.display import COLUMNS, STEP_COLUMNS, cause_words, step_rows
from ui.screens.worked_examples.display import row as example_row
from ui.screens.worked_examples.presenter import ExamplesPresenter
from ui.set_choice import SetChoice, state_words
from ui.widgets.ledger import DetailCard, FilterBar, NoticeBar, SetPicker, page_layout
from ui.widgets.parts import Chip, button, column, frame, label, page_header, row
from ui.widgets.record_table import RecordTable

DETAIL = 460


class ExamplesPage(QWidget):
    """`ExamplesView`."""

    def __init__(self, host: ScreenHost, set_name: str) -> None:
        super().__init__()
        self.presenter = presenter = ExamplesPresenter(host, set_name)
        self.picker = SetPicker()
        self.picker.chosen.connect(presenter.choice.choose)
        header = page_header(
            label("算例", "title"),
            self.picker,
            None,
            button("下载算例表", "", presenter.download, icon_name="download"),
            button("导入算例表", "", presenter.import_file, icon_name="upload"),
            button("全部重算", "primary", presenter.run, icon_name="calculator"),
        )
        self.notice = NoticeBar()
        self.notice.link_clicked.connect(presenter.open_parameter)
        self.filters = FilterBar()
        self.filters.chosen.connect(presenter.choose_filter)
        self.table = RecordTable(COLUMNS, "算例", row_height=30)
        self.table.current_row.connect(self._select)
        self.detail = DetailCard("算例说明", DETAIL)
        body = QHBoxLayout()
        body.setSpacing(10)
        body.addWidget(frame("card", column(self.filters, self.table, spacing=0, margins=(1, 1, 1, 1))), 1)
        body.addWidget(self.detail)
        page_layout(self, header, self.notice, body)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F8"), self, presenter.next_failing, context=context)
        QShortcut(QKeySequence("F9"), self, presenter.run, context=context)
        self.setFocusProxy(self.table)
        presenter.attach(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.detail.fit(event.size().width())

    # ---- ExamplesView

    def show_sets(self, choice: SetChoice) -> None:
        summary = choice.summary
        self.picker.show_sets(choice.names, choice.name, state_words(summary) if summary else None)

    def show_notice(self, text: str, tone: str) -> None:
        self.notice.say(text, tone, "去年度参数" if text else "")

    def show_filters(self, filters: Sequence[tuple[str, str]], chosen: str) -> None:
        self.filters.show_filters(filters, chosen)

    def show_results(self, results: Sequence[ExampleResult]) -> None:
        self.table.show_rows([example_row(each) for each in results])
        self.table.select_key(self.presenter.current)

    def show_result(self, result: ExampleResult | None, causes: Sequence[Cause] | None) -> None:
        if result is None:
            self.detail.show_items([label("没有符合条件的算例。", "meta")])
            return
        items: list[QWidget | QLayout | int] = [_title(result), _about(result), _amounts(result)]
        expected = causes[0].assessment if causes else None
        steps = RecordTable(STEP_COLUMNS, "步骤", row_height=40, fitted=True)
        steps.show_rows(step_rows(result.assessment, expected))
        items.append(steps)
        if not result.is_passed:
            items += self._causes(causes)
        self.detail.show_items(items, self._foot(result))

    def select(self, example_no: str) -> None:
        self.table.select_key(example_no)

    # ---- the detail

    def _causes(self, causes: Sequence[Cause] | None) -> list[QWidget | QLayout | int]:
        if causes is None:
            return [label("正在逐个试读法……", "meta")]
        if not causes:
            text = "没有哪一个读法或参数单独改动就能与预期相同：请核对算例的事实，或改预期。"
            return [frame("well", column(label(text, wraps=True), margins=(12, 8, 12, 8)))]
        found: list[QWidget | QLayout | int] = []
        for cause in causes:
            head, sentence = cause_words(cause)
            link = button("去这个参数", "link", partial(self.presenter.open_parameter, cause.parameter.id))
            inner = column(
                row(label(head, "strong", wraps=True), None, link), label(sentence, wraps=True), spacing=4,
                margins=(12, 8, 12, 8),
            )  # fmt: skip
            found.append(frame("well", inner))
        return found

    def _foot(self, result: ExampleResult) -> list[QWidget | None]:
        if not result.case.is_own or not self.presenter.may_edit:
            return []
        actions: list[QWidget | None] = []
        if not result.is_passed:
            actions.append(button(f"改预期为 {result.assessment.award_amount:,.0f}", "", self.presenter.accept_result))
        return [*actions, button("撤下", "quiet", self.presenter.withdraw), None, label("都要写理由", "meta")]

    def _select(self, key: object) -> None:
        if isinstance(key, str) and key != self.presenter.current:
            self.presenter.select(key)


def _title(result: ExampleResult) -> QLayout:
    chip = Chip("通过", "ok") if result.is_passed else Chip("不通过", "err")
    made = row(label(f"{result.case.example_no}　{result.case.title}", "section", wraps=True), chip)
    made.setStretch(0, 1)
    return made


def _about(result: ExampleResult) -> QWidget:
    case = result.case
    text = f"{case.author} 写，{case.source}。" if case.is_own else "随程序发布，与现行口径一致时核算。"
    return label(f"{text}{result.sentence}", "meta", wraps=True)


def _amounts(result: ExampleResult) -> QLayout:
    expected, found = result.case.expected.award, result.assessment.award_amount
    sign = label("＝" if expected == found else "≠", "figure")
    boxes = []
    for title, amount in (("预期（元）", expected), ("核算（元）", found)):
        figure = label(f"{amount:,.2f}".removesuffix(".00"), "figure")
        boxes.append(frame("card", column(label(title, "meta"), figure, spacing=0, margins=(12, 4, 12, 4))))
    made = row(boxes[0], sign, boxes[1], spacing=10)
    made.setStretch(0, 1)
    made.setStretch(2, 1)
    return made


def build_page(host: ScreenHost, set_name: str = "", **_arguments: Any) -> ExamplesPage:
    """The examples under the set in force, or the one named."""
    return ExamplesPage(host, set_name)
