"""The head of the case page: number, chips, actions, applicant, timeline, tabs. Fixed above what scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QTabBar, QVBoxLayout

from ui.look import look
from ui.screens.case.display import chips, second_line, stages
from ui.screens.case.presenter import CasePageData
from ui.widgets.parts import Chip, button, clear, label, row, tool, vline
from ui.widgets.stage_line import StageLine

PRINTED_FORMS = (("F02", "F02 资金申请表"), ("F15", "F15 审批表"), ("F16", "F16 计算书"))
TABS = ("核算与审核", "事实与凭据", "纸质与打印", "流转与操作记录")


class CaseHead(QFrame):
    """Signals are what the clerk did; the page decides what comes of it."""

    assess_asked = Signal()
    form_asked = Signal(str)
    enterprise_asked = Signal()
    number_copied = Signal()
    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "bar")
        self.number = label("", "title", selectable=True)
        self._chips = row(spacing=8)
        self.assess_button = button("核算", "primary", self.assess_asked.emit, icon_name="calculator")
        self.preview_button = button("预览", "", lambda: self.form_asked.emit("F15"), icon_name="eye")
        self.print_button = button("打印", "", None, icon_name="printer")
        self.assess_button.setToolTip("用现在的资料和参数再算一次（F9）")
        self.preview_button.setToolTip("看审批表 F15（Ctrl+P）")
        self.print_button.setToolTip("选一种表单，预览后打印")
        self._menu = QMenu(self.print_button)
        self._applicant = button("", "link", self.enterprise_asked.emit)
        self._second = row(spacing=10)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fit_second)
        self._parts: list[tuple[QFrame | None, QLabel]] = []
        self.before = button("上一件 PgUp", "link", lambda: self.moved.emit(-1))
        self.after = button("下一件 PgDn", "link", lambda: self.moved.emit(1))
        self.timeline = StageLine()
        self.tabs = QTabBar()
        self._build()

    def _build(self) -> None:
        for form_id, words in PRINTED_FORMS:
            action = QAction(words, self._menu)
            action.triggered.connect(lambda _checked=False, form_id=form_id: self.form_asked.emit(form_id))
            self._menu.addAction(action)
        self.print_button.setMenu(self._menu)
        self._applicant.setFont(look.font(14, 600))
        self._applicant.setToolTip("打开企业")
        self.tabs.setAccessibleName("案卷页签")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for name in TABS:
            self.tabs.addTab(name)
        copy = tool("copy", "复制案号", self.number_copied.emit)
        top = row(self.number, copy, spacing=8)
        top.addLayout(self._chips)
        top.addStretch(1)
        for item in (self.preview_button, self.print_button, self.assess_button):
            top.addWidget(item)
        second = row(self._applicant, spacing=10)
        second.addLayout(self._second)
        second.addStretch(1)
        second.addWidget(self.before)
        second.addWidget(self.after)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 9, 16, 0)
        layout.setSpacing(7)
        layout.addLayout(top)
        layout.addLayout(second)
        layout.addWidget(self.timeline)
        layout.addWidget(self.tabs)

    def show_case(self, data: CasePageData, this_year: int, counts: Sequence[int | None]) -> None:
        """Show the head of another state of the case; `counts` stand behind the tabs' names."""
        view = data.view
        self.number.setText(view.header.case_no)
        self.number.setAccessibleName(f"案号 {view.header.case_no}")
        clear(self._chips)
        for chip in chips(view):
            self._chips.addWidget(Chip(chip.text, chip.status, chip.icon))
        self._applicant.setText(view.enterprise.name)
        self._applicant.setAccessibleName(f"打开企业 {view.enterprise.name}")
        clear(self._second)
        self._parts = []
        for number, words in enumerate(second_line(view)):
            rule = _short_vline() if number else None
            shown = label(words, "label", selectable=number == 0)
            if rule is not None:
                self._second.addWidget(rule)
            self._second.addWidget(shown)
            self._parts.append((rule, shown))
        self._later.start()  # the labels know their size once the style sheet has reached them
        self.timeline.show_stages(stages(view, this_year))
        self.before.setEnabled(data.before is not None)
        self.after.setEnabled(data.after is not None)
        self.assess_button.setText("重新核算" if view.assessment else "核算")
        for number, (name, count) in enumerate(zip(TABS, counts, strict=True)):
            self.tabs.setTabText(number, name if count is None else f"{name} {count}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_second()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._later.start()  # another font, another word: what fits is another question
        return super().event(event)

    def _fit_second(self) -> None:
        """What has no room in the second line is left out from its end; codes are never cut."""
        margins = 2 * 16 + 3 * 10
        used = sum(item.sizeHint().width() for item in (self._applicant, self.before, self.after)) + margins
        for rule, words in self._parts:
            used += words.sizeHint().width() + 10 + (11 if rule is not None else 0)
            for widget in (rule, words):
                if widget is not None and widget.isHidden() == (used <= self.width()):
                    widget.setVisible(used <= self.width())

    def set_compact(self, is_compact: bool) -> None:
        """Fold the timeline; drop what can be read elsewhere."""
        self.timeline.set_compact(is_compact)
        self.before.setText("PgUp" if is_compact else "上一件 PgUp")
        self.after.setText("PgDn" if is_compact else "下一件 PgDn")


def _short_vline() -> QFrame:
    made = vline()
    made.setFixedHeight(12)
    return made
