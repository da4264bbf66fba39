"""Beside the form: the year's trade, applications, what else hangs on the enterprise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cbec_desktop.domain.enterprise_records import ApplicationLine, EnterpriseView
from cbec_desktop.domain.measures import MEASURE_SHORT
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.statuses import APPLICATION_STATUS_WORDS, ApplicationStatus
from cbec_desktop.services.enterprise_entry_records import Tenant
from ui.look import look
from ui.widgets.parts import button, clear, column, hline, label, row

WIDTH = 280
CHANGES_SHOWN = 6
TENANTS_SHOWN = 30
QWIDGETSIZE_MAX = 16_777_215


class BesidePanel(QFrame):
    """Facts that the form does not change, each with its link."""

    def __init__(self, open_case: Callable[[str], None]) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.setAccessibleName("实绩、申报和改动")
        self._open_case = open_case
        self._body = QVBoxLayout()
        self._body.setSpacing(6)
        self._body.setContentsMargins(16, 10, 16, 12)
        holder = QWidget()
        holder.setLayout(column(self._body, None, spacing=0))
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        self.setLayout(column(area, spacing=0, margins=(1, 1, 1, 1)))
        self.go_beside(True)

    def go_beside(self, is_beside: bool) -> None:
        """Beside the form with its own width, or below it as wide as the form."""
        self.setMinimumWidth(look.scaled(WIDTH) if is_beside else 0)
        self.setMaximumWidth(look.scaled(WIDTH) if is_beside else QWIDGETSIZE_MAX)
        self.setMinimumHeight(0 if is_beside else look.scaled(260))

    def show_enterprise(self, found: EnterpriseView | None, tenants: Sequence[Tenant]) -> None:
        """What is known of a stored enterprise; a new one has nothing yet."""
        clear(self._body)
        if found is None:
            self._body.addWidget(label("登记后，这里有本年实绩、申报和改动历史。", "meta", wraps=True))
            return
        total = sum((line.amount for line in found.trade), Decimal(0))
        self._body.addWidget(label("本年海关实绩（元）", "section"))
        self._body.addWidget(label(format_yuan(total) if found.trade else "—", "figure"))
        for line in found.trade:
            self._body.addLayout(row(label(line.mode), None, label(format_yuan(line.amount))))
        self._body.addWidget(label(f"月报 {len(found.trade_periods)} 期", "meta"))
        self._body.addWidget(hline())
        self._body.addWidget(label(f"本年申报 {len(found.applications)} 件", "section"))
        for item in found.applications:
            self._body.addLayout(self._application(item))
        self._body.addWidget(hline())
        if tenants:
            self._body.addWidget(label(f"园区入驻企业 {len(tenants)} 家", "section"))
            for tenant in tenants[:TENANTS_SHOWN]:
                self._body.addWidget(label(tenant.name, wraps=True))
                since = f"，{tenant.moved_in_on} 入驻" if tenant.moved_in_on else ""
                self._body.addWidget(label(f"{tenant.park}{since}", "meta", wraps=True))
            self._body.addWidget(hline())
        self._body.addWidget(label(f"改动 {len(found.history)} 次", "section"))
        for entry in found.history[:CHANGES_SHOWN]:
            self._body.addWidget(label(f"{entry.at[:16].replace('T', ' ')} {entry.actor}", "meta", wraps=True))

    def _application(self, item: ApplicationLine) -> QVBoxLayout:
        link = button(item.case_no.removeprefix("CYKJ-"), "link", partial(self._open_case, item.case_no))
        link.setAccessibleName(f"打开 {item.case_no}")
        award = "—" if item.award is None else f"{item.award:,.0f}"
        word = APPLICATION_STATUS_WORDS.get(ApplicationStatus(item.status), item.status)
        note = label(f"{MEASURE_SHORT[item.measure_id]} · {word}", "meta")
        return column(row(link, None, label(award)), note, spacing=0)
