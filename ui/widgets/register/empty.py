"""What stands below the heads of a register that shows no row: why, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from cbec_desktop.domain.registers import RegisterQuery
from cbec_desktop.services.registers import Register
from ui.widgets.parts import button, column, label, row

WHERE_FROM = "到“数据交换”导入县区的工作簿，或在登记簿里按“新增”。也看看右上角的年度对不对。"


class EmptyNote(QFrame):
    """Nothing found under conditions offers to clear them; nothing at all says where records come from."""

    def __init__(self, register: Register, reset: Callable[[], None]) -> None:
        super().__init__()
        self._title = register.title
        self.headline, self._note = label("", "strong"), label("", "meta", wraps=True)
        self.clear_button = button("清除条件", "", reset)
        self.setLayout(
            column(self.headline, self._note, row(self.clear_button, None), None, spacing=6, margins=(20, 16, 20, 20))
        )

    def show_for(self, query: RegisterQuery, count: int) -> None:
        """Show or hide for what `query` found."""
        is_narrowed = bool(query.text or query.filters)
        self.headline.setText("没有符合条件的" if is_narrowed else f"{self._title}还是空的")
        self._note.setText("换个条件再查，或清除条件看全部。" if is_narrowed else WHERE_FROM)
        self.clear_button.setVisible(is_narrowed)
        self.setVisible(count == 0)
