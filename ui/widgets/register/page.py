"""A register page: title and actions, saved views, condition bar, table. Screens add their buttons and what opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cbec_desktop.domain.registers import RegisterQuery, RegisterRow
from cbec_desktop.services.registers import SavedView
from ui.look import restyle
from ui.widgets.parts import button, clear, column, frame, label, page_header, row
from ui.widgets.register.condition_bar import ConditionBar
from ui.widgets.register.empty import EmptyNote
from ui.widgets.register.kept_button import KeptButton
from ui.widgets.register.model import RegisterModel
from ui.widgets.register.presenter import RegisterPresenter
from ui.widgets.register.table import RegisterTable

MOST_HEIGHT = 16_777_215
"""What Qt calls no limit."""


class RegisterPage(QWidget):
    """`RegisterView` of one presenter; the first action, which adds a record, is also on Ctrl+N."""

    def __init__(self, presenter: RegisterPresenter, actions: Sequence[QPushButton]) -> None:
        super().__init__()
        self.presenter = presenter
        register = presenter.register
        self._count = label("", "meta")
        self._tabs = row(spacing=4)
        self._found = label("", "meta")
        self._kept = KeptButton(presenter.choose_kept, presenter.drop_kept)
        self.bar = ConditionBar(register, presenter.keep_view)
        self.model = RegisterModel(presenter.source, presenter.host.jobs, self)
        self.table = RegisterTable(self.model, register.title)
        self.empty = EmptyNote(register, presenter.reset)
        self.empty.hide()
        header = page_header(label(register.title, "title"), self._count, None, *actions)
        layout = QVBoxLayout(self)
        layout.setSpacing(6)
        layout.setContentsMargins(16, 4, 16, 8)
        layout.addLayout(header)
        layout.addLayout(_tabs_line(self._tabs, self._kept, self._found))
        layout.addWidget(self.bar)
        sheet = column(self.table, self.empty, spacing=0, margins=(1, 1, 1, 1))
        sheet.setStretch(0, 1)
        layout.addWidget(frame("card", sheet), 1)
        self.setFocusProxy(self.table)
        self._connect()
        self._add_keys(actions[:1])
        presenter.attach(self)

    def show_query(self, query: RegisterQuery, conditions: Sequence[tuple[str, str]]) -> None:
        self.bar.show_query(query, conditions)

    def show_rows(self, query: RegisterQuery, count: int, first: Sequence[RegisterRow]) -> None:
        self._count.setText(f"{count:,} {self.presenter.register.unit}")
        self.model.show_rows(query, count, first)
        self.empty.show_for(query, count)
        self.table.setMaximumHeight(MOST_HEIGHT if count else self.table.head.height() + 2)

    def show_found(self, text: str) -> None:
        self._found.setText(text)

    def show_views(self, views: Sequence[tuple[SavedView, int | None]], current: int) -> None:
        clear(self._tabs)
        for number, (saved, count) in enumerate(views):
            made = button(saved.title if count is None else f"{saved.title} {count:,}", "filter", self._chooser(number))
            restyle(made, on="true" if number == current else "false")
            self._tabs.addWidget(made)

    def show_kept(self, titles: Sequence[str], current: int) -> None:
        self._kept.show_titles(titles, current)

    def _connect(self) -> None:
        presenter = self.presenter
        self.bar.text_changed.connect(presenter.set_text)
        self.bar.search_wanted.connect(presenter.search)
        self.bar.filter_changed.connect(presenter.set_filter)
        self.bar.condition_removed.connect(presenter.remove_condition)
        self.bar.reset_wanted.connect(presenter.reset)
        self.table.head.sort_wanted.connect(presenter.sort_by)
        self.table.choose_columns(presenter.layout.columns)
        self.table.restore_layout(presenter.layout.widths, presenter.layout.places)
        self.table.columns_chosen.connect(presenter.layout.keep_columns)
        self.table.layout_dragged.connect(presenter.layout.keep_drags)
        self.table.opened.connect(presenter.open_row)
        self.table.filter_wanted.connect(presenter.filter_by_cell)
        self.model.selection_changed.connect(lambda: presenter.select(sorted(self.model.checked)))

    def _add_keys(self, adding: Sequence[QPushButton]) -> None:
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F3"), self, self.bar.focus_text, context=context)
        for made in adding:
            QShortcut(QKeySequence("Ctrl+N"), self, made.click, context=context)
            made.setToolTip(f"{made.text().strip()}（Ctrl+N）")

    def _chooser(self, number: int) -> Any:
        return lambda: self.presenter.choose_view(number)


def _tabs_line(tabs: QHBoxLayout, kept: QWidget, note: QLabel) -> QHBoxLayout:
    line = row(spacing=8)
    line.addLayout(tabs)
    line.addWidget(kept)
    line.addStretch(1)
    line.addWidget(note)
    return line
