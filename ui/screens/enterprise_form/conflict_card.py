"""Two versions of one record side by side: what I typed, what somebody else saved; field by field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton

from cbec_desktop.services.enterprise_entry_records import FieldDifference
from ui.widgets.parts import button, clear, column, label, row


class ConflictCard(QFrame):
    """`settled` carries the fields that are to be kept as typed here."""

    settled = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "notice-warn")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._groups: dict[str, QButtonGroup] = {}
        head = label("您打开之后，别人保存过这家企业。逐项选定后再保存，两边的内容都没有丢。", "strong", wraps=True)
        self.save_button = button("按选定的保存", "", self._settle, icon_name="check")
        self.setLayout(column(head, self._grid, row(None, self.save_button), spacing=8, margins=(14, 10, 14, 10)))
        self.hide()

    def show_differences(self, found: Sequence[FieldDifference]) -> None:
        """Show the fields that differ; nothing: the card goes."""
        clear(self._grid)
        self._groups = {}
        for at, word in enumerate(("", "我填的", "库里现在的")):
            self._grid.addWidget(label(word, "meta"), 0, at)
        for line, item in enumerate(found, start=1):
            group = QButtonGroup(self)
            self._grid.addWidget(label(item.label, "label"), line, 0)
            for at, (side, text) in enumerate((("我填的", item.mine), ("库里的", item.theirs)), start=1):
                choice = QRadioButton(text or "（空）")
                choice.setAccessibleName(f"{item.label}，{side}：{text or '空'}")
                choice.setChecked(at == 1)
                group.addButton(choice, at)
                self._grid.addWidget(choice, line, at)
            self._groups[item.field] = group
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self.setVisible(bool(found))

    def _settle(self) -> None:
        self.settled.emit([field for field, group in self._groups.items() if group.checkedId() == 1])
