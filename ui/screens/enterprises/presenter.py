"""The register of enterprises: a row opens the enterprise, buttons import and export W1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from cbec_desktop.domain.registers import RegisterRow
from cbec_desktop.jobs import JobContext
from ui.screen import ScreenHost
from ui.widgets.register.presenter import RegisterPresenter


class EnterprisesPresenter(RegisterPresenter):
    def __init__(self, host: ScreenHost, filters: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(host, "enterprises", filters)

    def open_row(self, row: RegisterRow) -> None:
        self.host.open("enterprise", enterprise_id=row.record_id)

    def add_enterprise(self) -> None:
        """Enter an enterprise by hand."""
        self.host.open("enterprise_form")

    def import_files(self) -> None:
        self.host.open("imports")

    def export_all(self) -> None:
        """W1 of the county that is filtered by, else of the whole city; imported again it changes nothing."""
        county = self.query.filter_value("county") or None
        year = self.query.award_year
        out = self.host.messages.choose_target("导出企业名录", f"W1-{county or '211300'}-{year}.xlsx", ("*.xlsx",))
        if out is not None:
            self.host.jobs.run(self._exporter(out, county), self._exported(out), writes=True, title="导出企业名录")

    def _exporter(self, out: Path, county: str | None) -> Callable[[JobContext], int]:
        def export(job: JobContext) -> int:
            from cbec_desktop.services.exports import export_template

            return export_template(self.host.ctx, "W1", out, county, self.query.award_year, False, job)

        return export

    def _exported(self, out: Path) -> Callable[[int], None]:
        return lambda rows: self.host.messages.toast(f"已导出 {rows:,} 行到 {out.name}。")
