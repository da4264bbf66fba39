"""Walks over the widgets of a page: what is dead, nameless, out of reach, foreign, clipped or undressed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from PySide6.QtCore import SIGNAL, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QStackedLayout,
    QTabBar,
    QTableView,
    QTextEdit,
    QTreeView,
    QWidget,
)

from ui.look import style_sheet
from ui.widgets.elided_label import ElidedLabel

FIELDS = (QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit, QAbstractItemView, QAbstractButton)
WORD = re.compile(r"[A-Za-z]{2,}")
TAG = re.compile(r"<[^>]+>|&[a-z]+;")
CODE = re.compile(
    r"(?<![A-Za-z\d])(?=[A-Za-z\d./_-]*\d)[A-Za-z\d]+(?:[./_-][A-Za-z\d]+)*|/[^\s，。]+|(?<!\w)\.(?:xlsx|xlsm|xls|ods|csv)"
    r"|(?:[\w-]+\.)+(?:xlsx?|xlsm|ods|csv|pdf|db|ini)\b"
)
_NAMES = (
    "Excel WPS PDF Enter Ctrl Alt Esc Tab Shift PgUp PgDn Home End Del Delete Space URL GB mm Noto Serif Sans SC LXGW "
    "WenKai Regular Medium SemiBold Bold ttf TTF TTC Microsoft YaHei UI USD"
)
NOT_ENGLISH = frozenset(_NAMES.split(" "))
"""Names of programs, keys, units and fonts; everything else in Latin letters is a code with a digit in it."""


def shown(page: QWidget, kind: type[QWidget] = QWidget) -> Iterator[QWidget]:
    """Widgets of a kind that the clerk can see (or scroll to), Qt's own inner parts left out."""
    for widget in page.findChildren(kind):
        if widget.isVisibleTo(page) and not widget.objectName().startswith("qt_") and not _is_inner(widget):
            yield widget


def _is_inner(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    is_corner = type(widget) is QAbstractButton and isinstance(parent, QTableView)
    return (
        is_corner
        or isinstance(widget, (QScrollBar, QHeaderView))
        or (isinstance(parent, (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar)) and not isinstance(widget, QMenu))
    )


def name_of(widget: QWidget) -> str:
    """What a screen reader says."""
    known = QAccessible.queryAccessibleInterface(widget)
    return known.text(QAccessible.Text.Name).strip() if known is not None else ""


def described(widget: QWidget) -> str:
    """Enough to find it in the source."""
    parents, at = [], widget.parentWidget()
    while at is not None and len(parents) < 3:
        parents.append(type(at).__name__)
        at = at.parentWidget()
    words = widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else ""
    return f"{type(widget).__name__} “{widget.accessibleName() or words}” in {' < '.join(parents)}"


def deaf_buttons(page: QWidget) -> list[str]:
    """Buttons and menu entries that nothing listens to."""
    found = []
    for made in shown(page, QAbstractButton):
        assert isinstance(made, QAbstractButton)
        menu = made.menu() if isinstance(made, QPushButton) else None
        heard = any(made.receivers(SIGNAL(name)) for name in ("clicked(bool)", "toggled(bool)", "pressed()"))
        if menu is None and not heard and made.group() is None:
            found.append(described(made))
        found += [f"{described(made)} → {action.text()}" for action in _entries(menu) if not _is_heard(action)]
    return found


def _entries(menu: QMenu | None) -> list[QAction]:
    return [action for action in menu.actions() if not action.isSeparator()] if menu is not None else []


def _is_heard(action: QAction) -> bool:
    return action.menu() is not None or any(
        action.receivers(SIGNAL(name)) for name in ("triggered(bool)", "toggled(bool)")
    )


def nameless(page: QWidget) -> list[str]:
    """Focusable widgets without an accessible name."""
    return [
        described(widget)
        for widget in shown(page)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isEnabled() and not name_of(widget)
        and widget.focusProxy() is None and not isinstance(widget, QScrollArea)
    ]  # fmt: skip


def out_of_reach(page: QWidget) -> list[str]:
    """Fields that Tab, pressed as often as there are widgets, never comes to."""
    wanted = {
        widget
        for widget in shown(page)
        if isinstance(widget, FIELDS) and widget.isEnabled() and widget.focusProxy() is None
        and not (isinstance(widget, QRadioButton) and not widget.isChecked())  # the arrow keys go to these
        and (widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, (QLineEdit, QComboBox)))
    }  # fmt: skip
    reached: set[QWidget] = set()
    page.window().activateWindow()
    page.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(3 * len(wanted) + 20):
        focused = QApplication.focusWidget()
        if isinstance(focused, QWidget):
            reached.add(focused)
        if focused is not None:
            # In a grid Tab goes on to the next cell; Esc leaves it.
            QTest.keyClick(focused, Qt.Key.Key_Escape if focused.inherits("QAbstractItemView") else Qt.Key.Key_Tab)
            if QApplication.focusWidget() is focused:
                QTest.keyClick(focused, Qt.Key.Key_Tab)
        else:
            page.focusNextChild()
        if wanted <= reached:
            break
    return [described(widget) for widget in wanted - reached]


def texts_of(page: QWidget) -> Iterator[tuple[str, str]]:
    """Every text that can be read on the page, with where it stands."""
    for widget in shown(page):
        where = described(widget)
        yield where, widget.toolTip()
        yield where, widget.accessibleName()
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield where, widget.text()
        if isinstance(widget, QLineEdit):
            yield where, widget.placeholderText()
        if isinstance(widget, QComboBox):
            yield from ((where, widget.itemText(at)) for at in range(widget.count()))
        if isinstance(widget, QTabBar):
            yield from ((where, widget.tabText(at)) for at in range(widget.count()))
        if isinstance(widget, QProgressBar) and widget.isTextVisible():
            yield where, widget.text()
        if isinstance(widget, QPushButton):
            yield from ((where, action.text()) for action in _entries(widget.menu()))
        if isinstance(widget, QTableView | QTreeView) and widget.model() is not None:
            model = widget.model()
            for at in range(model.columnCount()):
                yield where, str(model.headerData(at, Qt.Orientation.Horizontal) or "")


def foreign_words(text: str) -> list[str]:
    """Latin words that are neither a code nor a name everybody uses."""
    rest = CODE.sub(" ", TAG.sub(" ", text))
    return [word for word in WORD.findall(rest) if word not in NOT_ENGLISH]


def english(page: QWidget) -> list[str]:
    return [f"{where}: {text!r}" for where, text in texts_of(page) if foreign_words(text)]


def clipped(page: QWidget) -> list[str]:
    """Labels and buttons whose text wants more room than it has, or that stick out of what holds them."""
    found = []
    for widget in shown(page):
        if isinstance(widget, ElidedLabel) or not isinstance(widget, (QLabel, QPushButton)):
            continue
        if not widget.text() or widget.width() == 0:
            continue
        fault = _room_fault(widget) or _cut_by_holder(widget, page)
        if fault:
            found.append(f"{described(widget)}: {fault}")
    return found


def _room_fault(widget: QLabel | QPushButton) -> str:
    hint = widget.sizeHint()
    if isinstance(widget, QLabel) and widget.wordWrap():
        needed = widget.heightForWidth(widget.width())
        return f"wants {needed} high, has {widget.height()}" if needed > widget.height() + 1 else ""
    if hint.width() > widget.width() + 1:
        return f"wants {hint.width()} wide, has {widget.width()}"
    text_height = widget.fontMetrics().height()
    return f"wants {text_height} high, has {widget.height()}" if text_height > widget.height() + 2 else ""


def _cut_by_holder(widget: QWidget, page: QWidget) -> str:
    """A part that lies outside its parents up to the next thing that scrolls."""
    box, holder = widget.rect(), widget
    while holder is not page and holder.parentWidget() is not None:
        parent = holder.parentWidget()
        assert parent is not None
        box = box.translated(holder.pos())
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            return ""
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(box):
            return f"{box.getRect()} sticks out of {type(parent).__name__} {parent.rect().getRect()}"
        holder = parent
    return ""


def undressed(page: QWidget) -> list[str]:
    """Widgets whose kind, box or role the style sheet does not know, or that have no rule at all."""
    sheet = style_sheet(1.0)
    known = {name: set(re.findall(rf'\[{name}="([^"]+)"\]', sheet)) for name in ("kind", "box", "t")}
    ruled = set(re.findall(r"\bQ[A-Z]\w+", sheet))
    found = []
    for widget in shown(page):
        for name, values in known.items():
            value = widget.property(name)
            if isinstance(value, str) and value and value not in values:
                found.append(f"{described(widget)}: no rule for {name}={value}")
        if isinstance(widget, (*FIELDS, QProgressBar, QTabBar)) and not _has_rule(type(widget), ruled):
            found.append(f"{described(widget)}: no rule")
    return found


def _has_rule(kind: type, ruled: set[str]) -> bool:
    return any(base.__name__ in ruled for base in kind.__mro__ if base.__name__ not in ("QWidget", "QFrame"))


Check = Callable[[QWidget], list[str]]


def overlapping(page: QWidget) -> list[str]:
    """Parts that one layout placed and that lie over each other: it had less room than they take at least."""
    found = []
    for layout in page.findChildren(QLayout):
        if isinstance(layout, QStackedLayout):
            continue
        holder = layout.parentWidget()
        if holder is None or not holder.isVisibleTo(page):
            continue
        parts = [item.widget() for place in range(layout.count()) if (item := layout.itemAt(place)) is not None]
        shown_parts = [part for part in parts if part is not None and part.isVisible() and not part.size().isEmpty()]
        for place, part in enumerate(shown_parts):
            for other in shown_parts[place + 1 :]:
                common = part.geometry().intersected(other.geometry())
                if common.width() > 1 and common.height() > 1:
                    found.append(
                        f"{described(part)} lies over {described(other)}: {common.width()} × {common.height()}"
                    )
    return found
