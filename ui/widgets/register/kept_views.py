"""The views a user keeps for a register (常用): named conditions, remembered per account."""

from __future__ import annotations

from cbec_desktop.domain.registers import COLUMN_IS, RegisterQuery
from cbec_desktop.services.registers import Register, SavedView
from ui.screen import ScreenHost

MOST, LONGEST = 20, 16


class KeptViews:
    """`views` in the order of their names' first keeping; damaged or outdated ones are left out when read."""

    def __init__(self, host: ScreenHost, register: Register) -> None:
        self._host, self._register = host, register
        self._key = f"{register.id}/kept"
        self.views: list[SavedView] = [view for view in map(self._read, host.recall(self._key, [])) if view]

    def current(self, query: RegisterQuery) -> int:
        """Which of them is in force, -1 when none is."""
        asked = (query.text, set(query.filters))
        kept = [(view.text, set(view.filters)) for view in self.views]
        return kept.index(asked) if asked in kept else -1

    def keep(self, title: str, query: RegisterQuery) -> str:
        """Keep the conditions of `query` under a name, anew when the name is known; why not, or nothing."""
        title = title.strip()
        others = [view for view in self.views if view.title != title]
        if not title:
            return "请输入名称。"
        if len(title) > LONGEST:
            return f"名称不超过 {LONGEST} 个字。"
        if title in {view.title for view in self._register.views}:
            return f"“{title}”是登记簿自带的，请换个名称。"
        if len(others) >= MOST:
            return f"最多保存 {MOST} 个常用，请先删除不用的。"
        if hidden := self._personal(query):
            return f"“{hidden}”是个人信息，不能存为常用；请先去掉这个条件。"
        made = SavedView(title, query.filters, query.text)
        if len(others) == len(self.views):
            self.views.append(made)
        else:
            self.views = [made if view.title == title else view for view in self.views]
        self._remember()
        return ""

    def drop(self, number: int) -> None:
        del self.views[number]
        self._remember()

    def _personal(self, query: RegisterQuery) -> str:
        """The title of a condition on a personal column: its value must not leave the store."""
        for filter_id, _ in query.filters:
            if filter_id.startswith(COLUMN_IS):
                column = self._register.column(filter_id.removeprefix(COLUMN_IS))
                if column.is_personal:
                    return column.title
        return ""

    def _remember(self) -> None:
        kept = [{"title": view.title, "text": view.text, "filters": view.filters} for view in self.views]
        self._host.remember(self._key, kept)

    def _read(self, kept: object) -> SavedView | None:
        known = {known.id for known in self._register.filters}
        known |= {f"{COLUMN_IS}{column.id}" for column in self._register.columns}
        try:
            filters = tuple((str(name), str(value)) for name, value in kept["filters"])  # type: ignore[index]
            made = SavedView(str(kept["title"]), filters, str(kept["text"]))  # type: ignore[index]
        except (KeyError, TypeError, ValueError):
            return None
        return made if {name for name, _ in filters} <= known else None
