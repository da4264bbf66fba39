"""表格导出: blank workbooks for the counties, and the store's own rows in the same workbooks. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cbec_desktop.domain.rights import Right
from cbec_desktop.domain.statuses import COUNTY_SHORT
from cbec_desktop.exchange.template import Template
from cbec_desktop.exchange.templates.catalogue import TEMPLATES
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import accounts, exports
from ui.screen import ScreenHost

CITY = ""


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """One workbook of the list; `is_personal` says that its filled form names persons, phones and accounts."""

    id: str
    title: str
    purpose: str
    sheets: str
    is_personal: bool
    has_blank: bool


class ExportsView(Protocol):
    def show_template(self, item: TemplateItem, *, blank_refusal: str, filled_refusal: str) -> None: ...


class ExportsPresenter:
    """Which workbook is chosen, for which county; rights decide what may go out."""

    def __init__(self, host: ScreenHost, view: ExportsView) -> None:
        self.host = host
        self._view = view
        self.items = tuple(_item(template) for template in TEMPLATES)
        self.current = self.items[0]
        self.county = CITY

    def start(self) -> None:
        self.host.watch({"award_year"}, self._show)
        self._show()

    def choose(self, template_id: str) -> None:
        self.current = next(item for item in self.items if item.id == template_id)
        self._show()

    def choose_county(self, county: str) -> None:
        """A county's code, or nothing for the whole city."""
        self.county = county

    def export_blank(self) -> None:
        """The empty workbook with its guide, for filling in."""
        self._export(is_blank=True)

    def export_filled(self) -> None:
        """The workbook with what the store holds; imported again it changes nothing."""
        self._export(is_blank=False)

    def blank_refusal(self) -> str:
        """Why the blank cannot go out, as a sentence; empty when it can."""
        if not self.current.has_blank:
            return f"{self.current.id} 由程序填好发出，没有空表。"
        return self._lacking(Right.EXPORT_TABLES)

    def filled_refusal(self) -> str:
        """Why the rows cannot go out, as a sentence; empty when they can."""
        return self._lacking(Right.EXPORT_PERSONAL_DATA if self.current.is_personal else Right.EXPORT_TABLES)

    def _lacking(self, right: Right) -> str:
        return "" if accounts.can(self.host.ctx, right) else accounts.lacking_sentence(right)

    def _export(self, *, is_blank: bool) -> None:
        item, county, year, ctx = self.current, self.county, self.host.award_year, self.host.ctx
        kind = "空表" if is_blank else "数据"
        place = COUNTY_SHORT.get(county, "全市")
        name = f"{item.id}-{item.title}-{place}-{year}{'-空表' if is_blank else ''}.xlsx"
        out = self.host.messages.choose_target(f"导出{item.title}{kind}", name, ("*.xlsx",))
        if out is None:
            return

        def work(job: JobContext) -> int:
            return exports.export_template(ctx, item.id, out, county or None, year, is_blank, job)

        self.host.jobs.run(
            work,
            lambda rows: self._exported(out, rows, is_blank=is_blank),
            writes=item.is_personal and not is_blank,
            title=f"导出 {item.id}",
        )

    def _exported(self, out: Path, rows: int, *, is_blank: bool) -> None:
        self.host.messages.toast(f"空表已存为 {out.name}。" if is_blank else f"已导出 {rows:,} 行到 {out.name}。")

    def _show(self) -> None:
        self._view.show_template(self.current, blank_refusal=self.blank_refusal(), filled_refusal=self.filled_refusal())
        self.host.set_status((f"{self.host.award_year} 年度", "Ctrl+N 空表  Ctrl+E 带数据"))


def _item(template: Template) -> TemplateItem:
    return TemplateItem(
        id=template.id,
        title=template.title,
        purpose=template.purpose,
        sheets="、".join(sheet.name for sheet in template.sheets),
        is_personal=template.id in exports.PERSONAL_TEMPLATES,
        has_blank=template.direction != "out",
    )
