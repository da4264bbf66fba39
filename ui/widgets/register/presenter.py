"""What a register page does, without Qt: the query in force, its counts and sums, what opens."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.registers import COLUMN_IS, RegisterQuery, RegisterRow
from cbec_desktop.services.registers import HIDDEN, Register, RegisterSource, SavedView, open_register
from ui.screen import ScreenHost
from ui.widgets.register.cell_text import cell_text
from ui.widgets.register.kept_layout import KeptLayout
from ui.widgets.register.kept_views import KeptViews


class RegisterView(Protocol):
    """What the presenter asks of the widgets."""

    def show_query(self, query: RegisterQuery, conditions: Sequence[tuple[str, str]]) -> None:
        """Fields and marks of the conditions in force: (filter id, text)."""

    def show_rows(self, query: RegisterQuery, count: int, first: Sequence[RegisterRow]) -> None:
        """`count` rows answer `query`; `first` are those of the first window."""

    def show_found(self, text: str) -> None: ...

    def show_views(self, views: Sequence[tuple[SavedView, int | None]], current: int) -> None: ...

    def show_kept(self, titles: Sequence[str], current: int) -> None:
        """The user's own views (常用); -1 when none of them is in force."""


class RegisterPresenter:
    """Subclassed by screens: they add what a row opens and what the buttons do."""

    def __init__(self, host: ScreenHost, register_id: str, filters: Sequence[tuple[str, str]] = ()) -> None:
        self.host = host
        self.source: RegisterSource = open_register(host.ctx, register_id)
        self.query = RegisterQuery(filters=tuple(filters), award_year=host.award_year, **self._kept_order())
        self.count = 0
        self.selected: tuple[int, ...] = ()
        self.kept = KeptViews(host, self.register)
        self.layout = KeptLayout(host, self.register)
        self._view: RegisterView | None = None
        self._view_counts: list[int | None] = [None] * len(self.register.views)
        host.watch({*self.register.kinds}, self.refresh)
        host.watch({"award_year"}, self._change_year)

    @property
    def register(self) -> Register:
        return self.source.register

    def attach(self, view: RegisterView) -> None:
        """The widgets stand: show the first rows."""
        self._view = view
        self.refresh()

    def refresh(self) -> None:
        """Records changed: count and read again, keeping the query."""
        self.source.forget()
        self._view_counts = [None] * len(self.register.views)
        self.run(self.query)
        self._count_views()

    def run(self, query: RegisterQuery) -> None:
        """Put `query` in force."""
        self.query = query
        view = self._view
        if view is None:
            return
        view.show_query(query, self.conditions())
        view.show_views(list(zip(self.register.views, self._view_counts, strict=True)), self._current_view())
        view.show_kept([kept.title for kept in self.kept.views], self.kept.current(query))
        started = time.perf_counter()

        def counted(found: tuple[int, list[RegisterRow]]) -> None:
            if query is self.query:
                self.count = count = found[0]
                view.show_rows(query, count, found[1])
                view.show_found(f"已查到 {count:,} {self.register.unit}，用时 {time.perf_counter() - started:.2f} 秒")
                self._show_status()
                self._read_sums()

        self.host.jobs.run(lambda _job: self.source.first(query), counted)

    def set_text(self, text: str) -> None:
        """Find as typed; one character is not enough and leaves everything shown."""
        text = text.strip()
        if text != self.query.text and len(text) != 1:
            self._replace(text=text)

    def search(self, text: str) -> None:
        """查询: read anew with what stands in the bar, also when nothing was changed there."""
        self.source.forget()
        text = text.strip()
        if text != self.query.text and len(text) != 1:
            self._replace(text=text)
        else:
            self.run(self.query)

    def set_filter(self, filter_id: str, value: str) -> None:
        """Set one condition, or take it away with the empty value."""
        if self.query.filter_value(filter_id) != value:
            self.run(self.query.filtered(filter_id, value))

    def reset(self) -> None:
        """Everything, in the order of registration."""
        self._replace(text="", filters=())

    def choose_view(self, number: int) -> None:
        """A saved view: its conditions instead of those in force."""
        self._replace(text="", filters=self.register.views[number].filters)

    def choose_kept(self, number: int) -> None:
        """One of the user's own views."""
        chosen = self.kept.views[number]
        self._replace(text=chosen.text, filters=chosen.filters)

    def keep_view(self, title: str) -> str:
        """Keep what is in force under a name (存为常用); why not, or nothing when it is kept."""
        refusal = self.kept.keep(title, self.query)
        if not refusal:
            self.run(self.query)
        return refusal

    def drop_kept(self, number: int) -> None:
        """Forget one of the user's own views; what it found stays on the screen."""
        self.kept.drop(number)
        self.run(self.query)

    def sort_by(self, column_id: str) -> None:
        """Ascending, descending, back to the order of registration."""
        if self.query.sort != column_id:
            self._replace(sort=column_id, descending=self._starts_descending(column_id))
        elif self.query.descending != self._starts_descending(column_id):
            self._replace(sort="", descending=False)
        else:
            self._replace(sort=column_id, descending=not self.query.descending)
        self.host.remember(f"{self.register.id}/sort", self.query.sort)
        self.host.remember(f"{self.register.id}/descending", self.query.descending)

    def filter_by_cell(self, column_id: str, record: RegisterRow) -> None:
        """按这个值筛选: the filter that offers this value, else a condition on the column itself."""
        word = cell_text(record.cells[column_id], self.register.column(column_id).kind)
        for known in self.register.filters:
            values = {shown: value for value, shown in known.choices}
            if (known.id == column_id or column_id.startswith(known.id)) and word in values:
                self.set_filter(known.id, values[word])
                return
        year = self.query.award_year

        def found(stored: str) -> None:
            self.set_filter(f"{COLUMN_IS}{column_id}", stored)

        self.host.jobs.run(lambda _job: self.source.stored_cell(record.record_id, column_id, year), found)

    def select(self, ids: Sequence[int]) -> None:
        """Rows were checked: the status bar counts and sums them."""
        self.selected = tuple(ids)
        self._show_status()
        self._read_sums()

    def conditions(self) -> list[tuple[str, str]]:
        """Conditions in force as (filter id, 县区 双塔区); the text has the id `text`."""
        marks = [("text", f"关键词 {self.query.text}")] if self.query.text else []
        titles = {known.id: known for known in self.register.filters}
        for filter_id, value in self.query.filters:
            if filter_id.startswith(COLUMN_IS):
                title = self.title_of(filter_id.removeprefix(COLUMN_IS))
            else:
                title = titles[filter_id].title
            marks.append((filter_id, f"{title} {self.word_of(filter_id, value)}"))
        return marks

    def word_of(self, filter_id: str, value: str) -> str:
        """A filter's value as people read it."""
        if filter_id.startswith(COLUMN_IS):
            column = self.register.column(filter_id.removeprefix(COLUMN_IS))
            stored = json.loads(value)
            return "为空" if stored is None else f"= {cell_text(self.register.shown(column.id, stored), column.kind)}"
        known = next(item for item in self.register.filters if item.id == filter_id)
        if known.is_amount:
            return f"{format_yuan(Decimal(value) / 100)} 元"
        return dict(known.choices).get(value, value)

    def remove_condition(self, filter_id: str) -> None:
        """A mark's cross."""
        if filter_id == "text":
            self._replace(text="")
        else:
            self.set_filter(filter_id, "")

    def open_row(self, row: RegisterRow) -> None:
        """Enter or a double click; screens say what that opens."""

    def title_of(self, column_id: str) -> str:
        """The column's heading with the award year in it."""
        return self.register.column(column_id).title.format(year=self.query.award_year)

    def status_parts(self, sums: Mapping[str, object] | None = None) -> list[str]:
        """`共 186 家`, `已选 4 家`, sums of the selection or of all rows."""
        parts = [f"共 **{self.count:,}** {self.register.unit}"]
        if self.selected:
            parts.append(f"已选 **{len(self.selected):,}** {self.register.unit}")
        for column_id, amount in (sums or {}).items():
            if self.register.column(column_id).priority >= HIDDEN:
                continue
            title = self.title_of(column_id).replace("（元）", "").split(" ")[-1]
            text = format_yuan(Decimal(str(amount))).removesuffix(".00")
            parts.append(f"{title}合计 **{text}** 元")
        return [*parts, "空格 选中   Enter 打开"]

    def _kept_order(self) -> dict[str, Any]:
        """The order of last time, when its column still stands."""
        sort = self.host.recall(f"{self.register.id}/sort", "")
        if sort not in {column.id for column in self.register.columns}:
            return {}
        return {"sort": sort, "descending": bool(self.host.recall(f"{self.register.id}/descending", False))}

    def _replace(
        self,
        *,
        text: str | None = None,
        filters: tuple[tuple[str, str], ...] | None = None,
        sort: str | None = None,
        descending: bool | None = None,
    ) -> None:
        old = self.query
        self.run(
            RegisterQuery(
                text=old.text if text is None else text,
                filters=old.filters if filters is None else filters,
                sort=old.sort if sort is None else sort,
                descending=old.descending if descending is None else descending,
                award_year=old.award_year,
            )
        )

    def _change_year(self) -> None:
        old = self.query
        self.query = RegisterQuery(old.text, old.filters, old.sort, old.descending, self.host.award_year)
        self.refresh()

    def _starts_descending(self, column_id: str) -> bool:
        return self.register.column(column_id).is_summed

    def _current_view(self) -> int:
        if self.query.text:
            return -1
        sets = [set(view.filters) for view in self.register.views]
        return sets.index(set(self.query.filters)) if set(self.query.filters) in sets else -1

    def _count_views(self) -> None:
        year = self.query.award_year

        def count(_job: object) -> list[int] | None:
            if self.source.count(RegisterQuery(award_year=year)) > RegisterSource.GATHERED:
                return None  # the counts of so many would keep the reading thread for seconds
            return [self.source.count(RegisterQuery(filters=v.filters, award_year=year)) for v in self.register.views]

        def counted(counts: list[int] | None) -> None:
            if counts is None:
                return
            self._view_counts = list(counts)
            if self._view is not None:
                self._view.show_views(list(zip(self.register.views, counts, strict=True)), self._current_view())

        self.host.jobs.run(count, counted)

    def _read_sums(self) -> None:
        query, selected = self.query, self.selected

        def summed(sums: Mapping[str, object]) -> None:
            if query is self.query and selected is self.selected:
                self.host.set_status(self.status_parts(sums))

        self.host.jobs.run(lambda _job: self.source.sums(query, selected or None), summed)

    def _show_status(self) -> None:
        self.host.set_status(self.status_parts())
