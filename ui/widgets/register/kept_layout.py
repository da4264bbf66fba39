"""How a user arranged a register's columns: which, how wide, in which order; remembered per account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cbec_desktop.services.registers import Register
from ui.screen import ScreenHost


class KeptLayout:
    """What is empty is as the register has it; columns that are no longer there are left out when read."""

    def __init__(self, host: ScreenHost, register: Register) -> None:
        self._host, self._id = host, register.id
        self._known = {column.id for column in register.columns}

    @property
    def columns(self) -> list[str] | None:
        """The columns this user chose; None lets the room decide."""
        return [name for name in self._recall("columns", []) if name in self._known] or None

    def keep_columns(self, names: Sequence[str]) -> None:
        """Remember the chosen columns; none chosen = the default again."""
        self._host.remember(f"{self._id}/columns", list(names))

    @property
    def widths(self) -> dict[str, int]:
        """Widths this user dragged, px at 大字 1 by column id."""
        return {name: int(width) for name, width in self._recall("widths", {}).items() if name in self._known}

    @property
    def places(self) -> list[str]:
        """The order this user dragged."""
        return [name for name in self._recall("places", []) if name in self._known]

    def keep_drags(self, widths: Mapping[str, int], places: Sequence[str]) -> None:
        """Remember dragged widths and order."""
        self._host.remember(f"{self._id}/widths", dict(widths))
        self._host.remember(f"{self._id}/places", list(places))

    def _recall(self, what: str, default: Any) -> Any:
        return self._host.recall(f"{self._id}/{what}", default)
