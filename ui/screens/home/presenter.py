"""首页: the year at a glance; every number opens its records."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.overview import Overview
from cbec_desktop.services.overview import year_overview
from ui.screen import ScreenHost

WATCHED = ("application", "assessment", "enterprise", "trade_performance", "import_batch", "parameter_set")
WEEKDAYS = "一二三四五六日"


class HomeView(Protocol):
    def show_overview(self, overview: Overview) -> None: ...


class HomePresenter:
    def __init__(self, host: ScreenHost) -> None:
        self.host = host
        self._view: HomeView | None = None
        host.watch({*WATCHED, "award_year"}, self.refresh)

    def attach(self, view: HomeView) -> None:
        self._view = view
        self.refresh()

    def refresh(self) -> None:
        """Read the year anew."""
        year = self.host.award_year
        self.host.jobs.run(lambda _job: year_overview(self.host.ctx, year), self._show)

    def today(self) -> str:
        """2026年11月23日 星期一."""
        day: date = self.host.ctx.clock().date()
        return f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"

    def open_cases(self, filter_id: str = "", value: str = "") -> None:
        self.host.open("applications", filters=((filter_id, value),) if filter_id else ())

    def open_enterprises(self, filter_id: str = "", value: str = "") -> None:
        self.host.open("enterprises", filters=((filter_id, value),) if filter_id else ())

    def open_case(self, case_no: str) -> None:
        self.host.open("case", case_no=case_no)

    def open_imports(self) -> None:
        self.host.open("imports")

    def _show(self, overview: Overview) -> None:
        if overview.award_year != self.host.award_year or self._view is None:
            return
        self._view.show_overview(overview)
        parts = [f"本年 **{overview.cases:,}** 件", f"申报 **{format_yuan(overview.claimed)}** 元"]
        self.host.set_status([*parts, f"核算 **{overview.award:,.0f}** 元"])
