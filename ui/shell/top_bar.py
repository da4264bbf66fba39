"""The top bar: mark and name, open pages, award year, search, handbook, who is logged in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QComboBox, QFrame, QMenu, QPushButton, QWidget

from ui.look import INK_2, LARGE_TEXT, look
from ui.shell.function_tree import RAIL_WIDTH, WIDTH
from ui.shell.mark import Mark
from ui.shell.pages import OpenPages
from ui.shell.search_box import SearchBox
from ui.widgets.icons import icon, icon_size
from ui.widgets.parts import label, row, tool, vline

PROGRAM_NAME = "跨境电商扶持"


class TopBar(QFrame):
    year_changed = Signal(int)
    large_text_wanted = Signal(float)
    lock_wanted = Signal()
    logout_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, pages: OpenPages, search: SearchBox, years: Sequence[int], who: str) -> None:
        super().__init__()
        self.setProperty("box", "topbar")
        self._name = label(PROGRAM_NAME, "strong")
        self._brand = QWidget()
        self._brand.setLayout(row(14, Mark(), 8, self._name, None, spacing=0))
        self.year = QComboBox()
        self.year.setAccessibleName("奖励年度")
        for year in years:
            self.year.addItem(f"{year} 年度", year)
        self.year.currentIndexChanged.connect(lambda _index: self.year_changed.emit(self.year.currentData()))
        self._keys = label("Ctrl+K", "meta")
        self._user = QPushButton(f" {who}")
        self._user.setProperty("kind", "quiet")
        self._user.setIcon(icon("user", INK_2))
        self._user.setIconSize(icon_size(16))
        self._user.setAccessibleName(f"当前用户 {who}")
        self._user.setMenu(self._user_menu())
        layout = row(self._brand, vline(), 8, spacing=0, margins=(0, 0, 8, 0))
        layout.addWidget(pages, 1)
        for item in (self.year, search):
            layout.addSpacing(8)
            layout.addWidget(item)
        layout.addSpacing(4)
        layout.addWidget(self._keys)
        layout.addSpacing(8)
        layout.addWidget(tool("circle-question-mark", "使用手册（F1）", self.help_wanted.emit))
        layout.addWidget(self._user)
        self.setLayout(layout)
        look.changed.connect(self._measure)
        self._measure()

    def set_year(self, year: int) -> None:
        """Choose `year` without telling anybody (the state of last time)."""
        self.year.blockSignals(True)
        self.year.setCurrentIndex(max(0, self.year.findData(year)))
        self.year.blockSignals(False)

    def set_compact(self, is_compact: bool) -> None:
        self._name.setVisible(not is_compact)
        self._keys.setVisible(not is_compact)
        self._brand.setFixedWidth(RAIL_WIDTH if is_compact else look.scaled(WIDTH))

    def show_large_text(self, factor: float) -> None:
        for action in self._sizes:
            action.setChecked(action.data() == factor)

    def _measure(self) -> None:
        self.setFixedHeight(max(44, look.scaled(40)))
        if self._name.isVisibleTo(self):
            self._brand.setFixedWidth(look.scaled(WIDTH))

    def _user_menu(self) -> QMenu:
        menu = QMenu(self)
        sizes = menu.addMenu("大字")
        group = QActionGroup(self)
        self._sizes: list[QAction] = []
        for name, factor in LARGE_TEXT:
            action = sizes.addAction(name, self._size_setter(factor))
            action.setCheckable(True)
            action.setData(factor)
            group.addAction(action)
            self._sizes.append(action)
        menu.addSeparator()
        menu.addAction("锁定\tCtrl+L", self.lock_wanted.emit)
        menu.addAction("退出登录", self.logout_wanted.emit)
        return menu

    def _size_setter(self, factor: float) -> Callable[[], None]:
        return lambda: self.large_text_wanted.emit(factor)
