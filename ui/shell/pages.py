"""The open pages: a tab bar in the top bar over one stack; pages that do not fit go into a menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QStackedWidget, QTabBar, QToolButton, QWidget

from ui.look import INK_2, look
from ui.shell.host import PageFrame
from ui.widgets.icons import icon, icon_size
from ui.widgets.parts import row

HOME_KEY = ("home",)


class OpenPages(QWidget):
    """The tab bar; owns the stack that stands below it in the window."""

    current_changed = Signal(object)
    close_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.stack = QStackedWidget()
        self.bar = QTabBar()
        self.bar.setObjectName("pages")
        self.bar.setAccessibleName("打开的页面")
        self.bar.setExpanding(False)
        self.bar.setMovable(True)
        self.bar.setDrawBase(False)
        self.bar.setUsesScrollButtons(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideRight)
        self._more = QPushButton("更多")
        self._more.setProperty("kind", "quiet")
        self._more.setAccessibleName("更多打开的页面")
        self._menu = QMenu(self._more)
        self._more.setMenu(self._menu)
        self._more.hide()
        self.setLayout(row(self.bar, self._more, None, spacing=4))
        self.bar.currentChanged.connect(self._show)
        self._menu.aboutToShow.connect(self._fill_menu)

    def add(self, frame: PageFrame) -> None:
        """Open a tab for `frame` and show it."""
        self.stack.addWidget(frame)
        index = self.bar.addTab(frame.title)
        self.bar.setTabData(index, frame)
        if frame.key != HOME_KEY:
            self.bar.setTabButton(index, QTabBar.ButtonPosition.RightSide, self._close_button(frame))
        self.bar.setTabToolTip(index, frame.title)
        self.bar.setCurrentIndex(index)
        self._fit()

    def remove(self, frame: PageFrame) -> None:
        index = self._index(frame)
        if index >= 0:
            self.stack.removeWidget(frame)
            self.bar.removeTab(index)
            frame.deleteLater()
            self._fit()

    def raise_frame(self, frame: PageFrame) -> None:
        self.bar.setCurrentIndex(self._index(frame))

    def frames(self) -> list[PageFrame]:
        """Open frames in the order of their tabs."""
        return [self.bar.tabData(index) for index in range(self.bar.count())]

    @property
    def current(self) -> PageFrame | None:
        frame = self.bar.tabData(self.bar.currentIndex())
        return frame if isinstance(frame, PageFrame) else None

    def step(self, offset: int) -> None:
        """Ctrl+Tab and Ctrl+Shift+Tab."""
        if self.bar.count():
            self.bar.setCurrentIndex((self.bar.currentIndex() + offset) % self.bar.count())

    def set_title(self, frame: PageFrame, title: str) -> None:
        frame.title = title
        index = self._index(frame)
        if index >= 0:
            self.bar.setTabText(index, self._short(title))
            self.bar.setTabToolTip(index, title)
            self._fit()

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002 - Qt hands it over
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(look.scaled(120), 40)

    def _short(self, title: str) -> str:
        return title if len(title) <= 24 else title[:23] + "…"

    def _index(self, frame: PageFrame) -> int:
        return next((index for index in range(self.bar.count()) if self.bar.tabData(index) is frame), -1)

    def _show(self, index: int) -> None:
        frame = self.bar.tabData(index)
        if isinstance(frame, PageFrame):
            self.stack.setCurrentWidget(frame)
            self.current_changed.emit(frame)
            self._fit()

    def _fit(self) -> None:
        """Hide tabs from the front until the current one fits; hidden ones stand in the menu."""
        room = self.width() - look.scaled(64)
        widths = [self.bar.tabSizeHint(index).width() + 2 for index in range(self.bar.count())]
        shown = set(range(self.bar.count()))
        for index in list(range(1, self.bar.count())):
            if sum(widths[i] for i in shown) <= room:
                break
            if index != self.bar.currentIndex():
                shown.discard(index)
        for index in range(self.bar.count()):
            self.bar.setTabVisible(index, index in shown)
        self._more.setVisible(len(shown) < self.bar.count())

    def _fill_menu(self) -> None:
        self._menu.clear()
        for frame in self.frames():
            if not self.bar.isTabVisible(self._index(frame)):
                self._menu.addAction(frame.title, lambda frame=frame: self.raise_frame(frame))

    def _close_button(self, frame: PageFrame) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon("x", INK_2, 12))
        made.setIconSize(icon_size(12))
        made.setToolTip("关闭页面（Ctrl+W）")
        made.setAccessibleName(f"关闭 {frame.title}")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(lambda _checked=False: self.close_wanted.emit(frame))
        return made
