"""The keys of entry grids, the same in both: what each does stands in the status bar and the handbook."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

CONTROL_KEYS = frozenset(
    {
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_D,
        Qt.Key.Key_Y,
        Qt.Key.Key_Z,
        Qt.Key.Key_C,
        Qt.Key.Key_V,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Minus,
    }
)


class GridActions(Protocol):
    """What a grid can be asked to do by a key."""

    def step(self, where: str) -> None: ...
    def fill_down(self) -> None: ...
    def paste_clipboard(self) -> None: ...
    def copy_selection(self) -> None: ...
    def take_back(self) -> None: ...
    def do_again(self) -> None: ...
    def drop_rows(self) -> None: ...
    def clear_cells(self) -> None: ...
    def explain_column(self) -> None: ...
    def has_clause(self) -> bool: ...


def press(grid: GridActions, event: QKeyEvent) -> bool:
    """Do what the key asks; False when it is none of the grid's keys."""
    for sequence, name in (
        (QKeySequence.StandardKey.Paste, "paste_clipboard"),
        (QKeySequence.StandardKey.Copy, "copy_selection"),
        (QKeySequence.StandardKey.Undo, "take_back"),
        (QKeySequence.StandardKey.Redo, "do_again"),
    ):
        if event.matches(sequence):
            getattr(grid, name)()
            return True
    is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    key = Qt.Key(event.key())
    if is_control:
        return _press_with_control(grid, key)
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        grid.step("next")
    elif key == Qt.Key.Key_Tab:
        grid.step("right")
    elif key == Qt.Key.Key_Backtab:
        grid.step("left")
    elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        grid.clear_cells()
    elif key == Qt.Key.Key_F1:
        grid.explain_column()
    else:
        return False
    return True


def _press_with_control(grid: GridActions, key: Qt.Key) -> bool:
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        grid.step("save")
    elif key == Qt.Key.Key_D:
        grid.fill_down()
    elif key == Qt.Key.Key_Y:
        grid.do_again()
    elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Minus):
        grid.drop_rows()
    else:
        return False
    return True


def is_own(event: QKeyEvent, *, has_clause: bool) -> bool:
    """Whether a key belongs to the grid before it is a shortcut of the page or the window."""
    key = Qt.Key(event.key())
    if key == Qt.Key.Key_F1:
        return has_clause
    is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return is_control and key in CONTROL_KEYS
