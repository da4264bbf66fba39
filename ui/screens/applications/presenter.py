"""The register of applications: a row opens the case, buttons reckon the year, print and export."""

from __future__ import annotations

from collections.abc import Sequence

from cbec_desktop.domain.registers import RegisterRow
from cbec_desktop.jobs import JobContext
from ui.screen import ScreenHost
from ui.widgets.register.presenter import RegisterPresenter

NEIGHBOURS = 200
"""Cases on either side that PgUp and PgDn of the case page walk through."""
MOST_PRINTED = 500


class ApplicationsPresenter(RegisterPresenter):
    def __init__(self, host: ScreenHost, filters: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(host, "applications", filters)

    def open_row(self, row: RegisterRow) -> None:
        """Open the case with its neighbours in this list."""
        query = self.query

        def around(_job: JobContext) -> list[str]:
            place = self.source.position(query, row.record_id)
            rows = self.source.rows(query, max(0, place - NEIGHBOURS), 2 * NEIGHBOURS + 1)
            return [neighbour.key for neighbour in rows]

        self.host.jobs.run(around, lambda keys: self.host.open("case", case_no=row.key, case_nos=tuple(keys)))

    def assess(self) -> None:
        """Reckon all cases of the year under its set; decided ones stay as they are."""
        year = self.query.award_year

        def work(job: JobContext) -> int:
            from cbec_desktop.services.assessments import assess_year

            return len(assess_year(self.host.ctx, year=year, case_no=None, parameter_set=None, job=job))

        self.host.jobs.run(work, self._assessed, writes=True, title=f"核算 {year} 年度")

    def print_selected(self) -> None:
        """Preview the approval forms of the checked cases, else of all that the list shows."""
        query, chosen = self.query, self.selected
        if not chosen and self.count > MOST_PRINTED:
            self.host.messages.refuse(
                f"列表有 {self.count:,} 件，请先选中要打印的申报（空格选中），一次最多 {MOST_PRINTED} 件。"
            )
            return
        if len(chosen) > MOST_PRINTED:
            self.host.messages.refuse(f"已选 {len(chosen):,} 件，一次最多打印 {MOST_PRINTED} 件，请分批选中。")
            return

        def keys(_job: JobContext) -> list[str]:
            rows = self.source.rows_of(query, chosen) if chosen else self.source.rows(query, 0, MOST_PRINTED)
            return [row.key for row in rows]

        self.host.jobs.run(keys, lambda found: self.host.open("print_preview", case_nos=tuple(found), form_id="F15"))

    def add_application(self) -> None:
        """Enter an application by hand."""
        self.host.open("application_entry")

    def import_files(self) -> None:
        self.host.open("imports")

    def _assessed(self, cases: int) -> None:
        self.host.messages.toast(f"已核算 {cases:,} 件，结果已保存。")
