"""The findings of a case: what must be changed first, what was not checked apart and last."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.domain.finding_records import Hit
from cbec_desktop.domain.statuses import FINDING_LEVEL_WORDS, FindingLevel
from ui.look import restyle
from ui.screens.case.reckoning import FindingItem, finding_counts, finding_items, place_note
from ui.widgets.parts import Chip, button, clear, column, hline, label, row
from ui.widgets.reason_edit import ReasonEdit

SHOWN_ITEMS = 30


class FindingRow(QFrame):
    """One finding; Enter opens the line it speaks of."""

    opened = Signal(object)
    explained = Signal(object, str)

    def __init__(self, item: FindingItem) -> None:
        super().__init__()
        self.item = item
        self.editor: ReasonEdit | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.link = button("填写说明", "link", self.edit)
        self.link.setVisible(bool(item.open_keys))
        head = row(
            Chip(item.chip.text, item.chip.status, item.chip.icon), label(item.code, "meta"), None,
            self.link if item.open_keys else label(item.clause, "meta"), spacing=8,
        )  # fmt: skip
        lines: list[QWidget] = [label(item.message, wraps=True, selectable=True)]
        note = place_note(item)
        if note:
            lines.append(label(note, "meta", wraps=True))
        if item.reason_note:
            lines.append(label(item.reason_note, "meta" if item.is_explained else "warn", wraps=True))
        self._body = column(head, *lines, spacing=3, margins=(4, 4, 4, 5))
        self.setLayout(self._body)
        self.setToolTip("\n".join(item.sentences) if len(item.sentences) > 1 else "")
        self.setAccessibleName(f"{item.chip.text} {item.code} {item.message} {note}")

    def edit(self) -> None:
        """Open the two-line editor in place: Ctrl+Enter saves, Esc closes."""
        if self.editor is None:
            self.editor = ReasonEdit()
            self.editor.submitted.connect(self.save)
            self.editor.cancelled.connect(self.close_editor)
            self._body.addWidget(self.editor)
            self._actions = QWidget()
            self._actions.setLayout(
                row(label("Ctrl+Enter 存说明，Esc 取消", "meta"), None, button("存说明", "", self.save))
            )
            self._body.addWidget(self._actions)
        self.editor.setFocus()

    def save(self) -> None:
        if self.editor is not None:
            self.explained.emit(self.item.open_keys, self.editor.toPlainText())

    def close_editor(self) -> None:
        if self.editor is not None:
            for gone in (self.editor, self._actions):
                gone.hide()
                gone.deleteLater()
            self.editor = None
            self.setFocus()

    def mark(self, is_current: bool) -> None:
        """The one that F8 stopped at stands on the grey."""
        restyle(self, box="well" if is_current else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.item)
        else:
            super().keyPressEvent(event)


class FindingList(QWidget):
    """Plain item widgets: a case has few findings, and they wrap."""

    opened = Signal(object)
    explained = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(spacing=2)
        self.setLayout(self._layout)
        self.rows: list[FindingRow] = []

    def show_findings(self, assessment: Assessment | None, hits: Sequence[Hit] = ()) -> str:
        """Show the findings; returns the counts for the card's head."""
        clear(self._layout)
        self.rows = []
        if assessment is None:
            self._layout.addWidget(label("核算以后才有检查结果；没有检查不等于通过。", "meta", wraps=True))
            return ""
        items = finding_items(assessment.findings, hits)
        shown = items[:SHOWN_ITEMS]
        for number, item in enumerate(shown):
            if number:
                self._layout.addWidget(hline())
            if item.level == FindingLevel.NOT_CHECKED and (not number or shown[number - 1].level != item.level):
                self._layout.addWidget(_apart())
            made = FindingRow(item)
            made.opened.connect(self.opened)
            made.explained.connect(self.explained)
            self.rows.append(made)
            self._layout.addWidget(made)
        if len(items) > len(shown):
            self._layout.addWidget(label(f"另有 {len(items) - len(shown)} 条，见“事实与凭据”逐行结果。", "meta"))
        if not items:
            self._layout.addWidget(label("检查过的项目都没有发现问题。", "meta"))
        counts = finding_counts(items)
        return "  ".join(f"{FINDING_LEVEL_WORDS[level]} {count}" for level, count in counts.items())

    def mark(self, number: int) -> FindingRow | None:
        """Make one finding current and give it the keyboard."""
        for place, made in enumerate(self.rows):
            made.mark(place == number)
        if 0 <= number < len(self.rows):
            self.rows[number].setFocus(Qt.FocusReason.ShortcutFocusReason)
            return self.rows[number]
        return None


def _apart() -> QLabel:
    return label("未检查（缺数据或要人看的，不算通过）", "meta")
