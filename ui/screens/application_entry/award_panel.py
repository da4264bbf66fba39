"""The side panel: the live award, its steps with the one that bit, and the list before handing in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from cbec_desktop.services.entry import EntryProblem
from ui.look import ACCENT, INK_3, TONES, look
from ui.screens.application_entry.award_panel_data import AwardPanel, PanelStep, TodoItem
from ui.widgets.icons import pixmap
from ui.widgets.parts import Chip, button, clear, column, hline, label, row

WIDTH = 280


class AwardPanelView(QFrame):
    """`fault_asked` carries the problem that a line of the list speaks of."""

    fault_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.setAccessibleName("实时核算")
        self._award = label("—", "hero")
        self._words = label("", "meta", wraps=True)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(6)
        self._todo_head = label("", "meta")
        self._todo = QVBoxLayout()
        self._todo.setSpacing(6)
        self._body = QWidget()
        self._body.setLayout(
            column(
                row(label("实时核算", "section"), None, Chip("试算", "warn", "hourglass")),
                label("核算额（元）", "meta"),
                self._award,
                self._words,
                hline(),
                self._steps,
                hline(),
                row(label("提交前", "section"), None, self._todo_head),
                self._todo,
                None,
                spacing=6,
                margins=(16, 10, 16, 12),
            )
        )
        self.area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._body)
        self.setLayout(column(area, spacing=0, margins=(1, 1, 1, 1)))
        self._measure()
        look.changed.connect(self._measure)

    def _measure(self) -> None:
        self.setFixedWidth(look.scaled(WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Wrapped lines lose their last one unless the column is told how high it is at this width."""
        layout = self._body.layout()
        if layout is not None:
            layout.activate()
            self._body.setMinimumHeight(max(layout.totalHeightForWidth(self.width() - 16), 0))

    def show_panel(self, panel: AwardPanel, *, is_old: bool) -> None:
        """The trial as it stands; an old one keeps its figure in grey until the new one is there."""
        self._award.setText(panel.award)
        self._award.setAccessibleName(f"核算额 {panel.award} 元")
        self._award.setStyleSheet(f"color: {(INK_3 if is_old else ACCENT).name()};")
        self._words.setText(panel.words)
        if is_old:
            return
        clear(self._steps)
        group = ""
        for step in panel.steps:
            if step.group != group:
                group = step.group
                if group:
                    self._steps.addWidget(label(group, "strong", wraps=True))
            self._steps.addLayout(_step(step))
        clear(self._todo)
        self._todo_head.setText(f"{panel.open_count} 项待办" if panel.open_count else "没有待办")
        for item in panel.todo:
            self._todo.addLayout(self._item(item))
        self._make_room()

    def _item(self, item: TodoItem) -> QHBoxLayout:
        mark = QLabel()
        mark.setPixmap(pixmap(TONES[item.tone].icon, TONES[item.tone].text, 14))
        mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        problem: EntryProblem | None = item.problem
        words = label(item.text, wraps=True, selectable=problem is None)
        line = row(mark, spacing=6)
        line.addWidget(words, 1)
        if problem is not None:
            go = button("去改", "link", lambda: self.fault_asked.emit(problem))
            go.setAccessibleName(f"去改：{item.text}")
            line.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        return line


class AwardStrip(QFrame):
    """The panel of a narrow page: the award and what bit, 40 high."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self._award = label("—", "figure")
        self._bit = label("", "meta")
        self._todo = label("", "meta")
        head = label("核算额（元）", "label")
        chip = Chip("试算", "warn", "hourglass")
        self.setLayout(row(head, self._award, self._bit, None, self._todo, chip, spacing=10, margins=(16, 4, 12, 4)))

    def show_panel(self, panel: AwardPanel, *, is_old: bool) -> None:
        self._award.setText(panel.award)
        self._award.setStyleSheet(f"color: {(INK_3 if is_old else ACCENT).name()};")
        if not is_old:
            self._bit.setText(f"{panel.bit}起作用" if panel.bit else "")
            self._todo.setText(f"{panel.open_count} 项待办" if panel.open_count else "")


def _step(step: PanelStep) -> QVBoxLayout:
    role = "accent" if step.is_binding else ""
    name, amount = label(step.label, role, wraps=True), label(step.amount, role)
    line = row(spacing=8)
    line.addWidget(name, 1)
    line.addWidget(amount, 0, Qt.AlignmentFlag.AlignTop)
    made = column(line, spacing=0)
    if step.note:
        made.addWidget(label(step.note, "meta", wraps=True))
    return made
