"""Which parameter set a page looks at: the year's sets, the one chosen, kept when the year's sets are read again.

Free of Qt, for presenters.
"""

from __future__ import annotations

from collections.abc import Callable

from cbec_desktop.services import parameters
from cbec_desktop.services.parameter_views import SetSummary
from ui.screen import ScreenHost


class SetChoice:
    """The sets of the award year; `on_change` is told when another set is to be shown."""

    def __init__(self, host: ScreenHost, on_change: Callable[[], None], wanted: str = "") -> None:
        self._host = host
        self._on_change = on_change
        self.sets: tuple[SetSummary, ...] = ()
        self.name = wanted

    def refresh(self) -> None:
        """Read the sets of the year; the chosen one stays, else the one in force."""
        ctx, year = self._host.ctx, self._host.award_year
        self._host.jobs.run(lambda _job: parameters.list_sets(ctx, year), self._show)

    def choose(self, name: str) -> None:
        """Look at another set."""
        if name != self.name and name in self.names:
            self.name = name
            self._on_change()

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.sets]

    @property
    def summary(self) -> SetSummary | None:
        """The chosen set as the list knows it."""
        return next((each for each in self.sets if each.name == self.name), None)

    def _show(self, sets: tuple[SetSummary, ...]) -> None:
        self.sets = sets
        if self.name not in self.names:
            in_force = [each.name for each in sets if each.is_in_force]
            self.name = (in_force or self.names or [""])[0]
        self._on_change()


def state_words(summary: SetSummary) -> tuple[str, str, str]:
    """(word, tone, icon) of the chip beside a set's name."""
    if summary.is_trial:
        return "试行", "warn", "hourglass"
    return "已确认", "ok", "circle-check"


def signed(amount: object) -> str:
    """A difference in whole yuan with its sign: +358,754, −1,300, ±0."""
    from decimal import Decimal

    value = Decimal(str(amount))
    if not value:
        return "±0"
    return f"{'+' if value > 0 else '−'}{abs(value):,.0f}"
