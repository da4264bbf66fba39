"""Small builders for labels, buttons, cards and layouts, so that views read as what they show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.look import ACCENT, ERROR, INK_2, WHITE, look
from ui.widgets.icons import icon, icon_size, pixmap
from ui.widgets.paint import chip_height, chip_width, paint_chip

L = TypeVar("L", bound=QBoxLayout)


def label(text: str = "", role: str = "", *, wraps: bool = False, selectable: bool = False) -> QLabel:
    """Text in a role of the style sheet (`title`, `section`, `meta`, `label`, `strong` …)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("t", role)
    made.setWordWrap(wraps)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        made.setAccessibleName(text)
    return made


def rich_label(html: str, role: str = "meta") -> QLabel:
    made = label("", role)
    made.setTextFormat(Qt.TextFormat.RichText)
    made.setText(html)
    return made


def icon_label(name: str, size: int = 16) -> QLabel:
    made = QLabel()
    made.setPixmap(pixmap(name, INK_2, size))
    return made


def button(
    text: str, kind: str = "", on_click: Callable[[], object] | None = None, *, icon_name: str = ""
) -> QPushButton:
    """A push button; `kind` is primary, danger, quiet, link or empty, one primary a page."""
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    if icon_name:
        color = {"primary": WHITE, "danger": ERROR, "link": ACCENT}.get(kind, INK_2)
        made.setIcon(icon(icon_name, color, 15))
        made.setIconSize(icon_size())
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    made.setAutoDefault(False)
    made.setAccessibleName(text)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def tool(icon_name: str, name: str, on_click: Callable[[], object]) -> QToolButton:
    """An icon without a word (close, copy, zoom, bell, help): carries a tool tip and an accessible name."""
    made = QToolButton()
    made.setIcon(icon(icon_name))
    made.setIconSize(icon_size(16))
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.clicked.connect(lambda _checked=False: on_click())
    return made


class Chip(QWidget):
    """A status: colour, icon and word; never clickable."""

    def __init__(self, word: str, tone: str, icon_name: str = "") -> None:
        super().__init__()
        self._icon = icon_name
        self.word = self.tone = ""
        self.show_status(word, tone)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_status(self, word: str, tone: str, icon_name: str | None = None) -> None:
        self.word, self.tone = word, tone
        self._icon = self._icon if icon_name is None else icon_name
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self.word), chip_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, 0, self.height() / 2, self.word, self.tone, self._icon)
        painter.end()


def row(
    *items: QWidget | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Items side by side; a number is a gap, None the stretch."""
    return _filled(QHBoxLayout(), items, spacing, margins)


def column(
    *items: QWidget | QLayout | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Items below each other; a number is a gap, None the stretch."""
    return _filled(QVBoxLayout(), items, spacing, margins)


def _filled(
    layout: L, items: tuple[QWidget | QLayout | int | None, ...], spacing: int, margins: tuple[int, int, int, int]
) -> L:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


def frame(box: str, layout: QLayout | None = None) -> QFrame:
    """A surface of the style sheet: card, plain, well, bar, side, notice-info …"""
    made = QFrame()
    made.setProperty("box", box)
    if layout is not None:
        made.setLayout(layout)
    return made


def card(
    title: str = "", *items: QWidget | QLayout | int | None, note: str = "", link: QWidget | None = None
) -> QFrame:
    """A white sheet with its section head (title, note, link at the right) and no rule below."""
    layout = column(spacing=8, margins=(16, 10, 16, 12))
    if title:
        head = row(label(title, "section"), label(note, "meta"), None, spacing=8)
        if link is not None:
            head.addWidget(link)
        layout.addLayout(head)
    _filled(layout, items, 8, (16, 10, 16, 12))
    return frame("card", layout)


def hline() -> QFrame:
    return frame("hline")


def vline() -> QFrame:
    return frame("vline")


def page_header(title: QLabel, *items: QWidget | None) -> QHBoxLayout:
    """Title at the left, actions at the right in the house's order, the primary one last."""
    layout = row(title, *items, spacing=8)
    layout.setContentsMargins(0, 4, 0, 4)
    return layout


def clear(layout: QLayout) -> None:
    """Take everything out of a layout; the widgets go when the loop comes round."""
    while layout.count():
        item = layout.takeAt(0)
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        if inner := item.layout():
            clear(inner)


def empty_state(icon_name: str, headline: str, note: str, *actions: QWidget) -> QFrame:
    """What is empty, what to do, one button."""
    mark = icon_label(icon_name, 26)
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    head, hint = label(headline, "strong"), label(note, "meta", wraps=True)
    head.setAlignment(Qt.AlignmentFlag.AlignCenter)
    hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
    buttons = row(None, *actions, None)
    return frame("plain", column(None, mark, head, hint, buttons, None, spacing=6, margins=(24, 24, 24, 24)))
