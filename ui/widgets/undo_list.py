"""A list whose every change is one splice that can be taken back exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
Focus = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Splice(Generic[T]):
    """At `at`, `removed` made way for `inserted`; `focus` is where the cursor was."""

    at: int
    removed: tuple[T, ...]
    inserted: tuple[T, ...]
    focus: Focus


class UndoList(Generic[T]):
    """The items and what was done to them; `on_change` is called after every change, undo and redo."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self.items: list[T] = []
        self._on_change = on_change
        self._done: list[Splice[T]] = []
        self._undone: list[Splice[T]] = []

    def __len__(self) -> int:
        return len(self.items)

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def start(self, items: Sequence[T]) -> None:
        """Begin with these items; there is nothing to take back."""
        self.items = list(items)
        self._done.clear()
        self._undone.clear()
        self._on_change()

    def splice(self, at: int, count: int, items: Sequence[T], focus: Focus) -> bool:
        """Replace `count` items from `at` by `items`; False when that changes nothing."""
        removed = tuple(self.items[at : at + count])
        inserted = tuple(items)
        if removed == inserted:
            return False
        self.items[at : at + count] = inserted
        self._done.append(Splice(at, removed, inserted, focus))
        self._undone.clear()
        self._on_change()
        return True

    def undo(self) -> Focus | None:
        """Take the last change back; returns where the cursor was, None when there is nothing."""
        if not self._done:
            return None
        edit = self._done.pop()
        self.items[edit.at : edit.at + len(edit.inserted)] = edit.removed
        self._undone.append(edit)
        self._on_change()
        return edit.focus

    def redo(self) -> Focus | None:
        """Do again what was taken back last."""
        if not self._undone:
            return None
        edit = self._undone.pop()
        self.items[edit.at : edit.at + len(edit.removed)] = edit.inserted
        self._done.append(edit)
        self._on_change()
        return edit.focus
