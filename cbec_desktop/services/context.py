"""What every use case is handed: the store, the folders, the clock and who acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from cbec_desktop.domain.records import Actor
from cbec_desktop.paths import DataPaths
from db.engine import Store


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """What one argon2id hash costs: rounds, memory in KiB, lanes. Tests make it cheap through `open_context`."""

    rounds: int = 3
    memory_kib: int = 65_536
    lanes: int = 2


@dataclass(frozen=True, slots=True)
class Context:
    """Made by `bootstrap`; service functions take it first. `actor` is None until somebody logged in."""

    paths: DataPaths
    store: Store
    clock: Callable[[], datetime]
    actor: Actor | None = None
    password_cost: PasswordCost = PasswordCost()

    def acting(self, actor: Actor) -> Context:
        """The same context with `actor` logged in."""
        return replace(self, actor=actor)
