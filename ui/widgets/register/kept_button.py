"""常用: a menu of the views a user keeps, beside the views of the register."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from ui.look import INK_2, restyle
from ui.widgets.icons import icon, icon_size


class KeptButton(QPushButton):
    """Hidden while nothing is kept; shows the name of the view in force. `choose` and `drop` get its number."""

    def __init__(self, choose: Callable[[int], None], drop: Callable[[int], None]) -> None:
        super().__init__("常用")
        self._choose, self._drop = choose, drop
        self._titles: tuple[str, ...] = ()
        self._current = -1
        self.setProperty("kind", "filter")
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the word
        self.setIcon(icon("chevron-down", INK_2, 13))
        self.setIconSize(icon_size(13))
        self.setAutoDefault(False)
        self.clicked.connect(self._show_menu)
        self.show_titles((), -1)

    def show_titles(self, titles: Sequence[str], current: int) -> None:
        """The names kept, and which of them is in force (-1: none)."""
        self._titles, self._current = tuple(titles), current
        self.setText(titles[current] if current >= 0 else "常用")
        self.setAccessibleName(f"常用 {titles[current]}" if current >= 0 else "常用")
        restyle(self, on="true" if current >= 0 else "false")
        self.setVisible(bool(titles))

    def menu_of(self) -> QMenu:
        """What a click opens: every name; below, the one in force can be deleted."""
        menu = QMenu(self)
        for number, title in enumerate(self._titles):
            action = menu.addAction(title, self._caller(self._choose, number))
            action.setCheckable(True)
            action.setChecked(number == self._current)
        if self._current >= 0:
            menu.addSeparator()
            menu.addAction(f"删除“{self._titles[self._current]}”", self._caller(self._drop, self._current))
        return menu

    def _caller(self, what: Callable[[int], None], number: int) -> Callable[[], None]:
        return lambda: what(number)

    def _show_menu(self) -> None:
        self.menu_of().popup(self.mapToGlobal(QPoint(0, self.height())))
