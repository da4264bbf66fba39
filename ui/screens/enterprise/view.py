"""企业: the page of one enterprise; facts left, trade and applications right, history below."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from cbec_desktop.domain.enterprise_records import AccountLine, ApplicationLine, ContactLine, Dated, EnterpriseView
from cbec_desktop.domain.measures import MEASURE_SHORT
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.statuses import APPLICATION_STATUS_WORDS, ENTERPRISE_ROLES, ApplicationStatus
from ui.look import CENTER, RIGHT, is_compact, look
from ui.screen import ScreenHost
from ui.screens.enterprise.presenter import FACTS, LONG_FACTS, EnterprisePresenter
from ui.screens.enterprise.support_panel import SupportPanel
from ui.screens.enterprise.support_presenter import SupportPresenter
from ui.screens.enterprise.trade_bar import TradeBar
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.mark import Mark
from ui.widgets.parts import Chip, button, card, clear, column, empty_state, hline, label, page_header, row

LABEL_WIDTH = 116
SIDE_WIDTH = 280
HISTORY_SHOWN = 30


class EnterprisePage(QWidget):
    """`EnterprisePageView`."""

    def __init__(self, host: ScreenHost, enterprise_id: int) -> None:
        super().__init__()
        self.presenter = EnterprisePresenter(host, enterprise_id)
        self._title = ElidedLabel("", "title")
        self._shown: EnterpriseView | None = None
        self._chips = row(spacing=8)
        header = page_header(self._title)
        header.addLayout(self._chips)
        header.addStretch(1)
        header.addWidget(button("复制信用代码", "", self._copy_code, icon_name="copy"))
        header.addWidget(button("本年申报", "", self.presenter.open_cases, icon_name="file-text"))
        header.addWidget(button("新建申报", "", self.presenter.new_application, icon_name="plus"))
        header.addWidget(button("编辑", "primary", self.presenter.edit, icon_name="pencil"))
        self._main, self._side = QVBoxLayout(), QVBoxLayout()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for layout in (self._main, self._side):
            layout.setSpacing(10)
        self._columns.setSpacing(10)
        self._columns.setContentsMargins(0, 0, 4, 8)
        self._columns.addLayout(self._main, 1)
        self.side_panel = QWidget()
        self.supports = SupportPanel(SupportPresenter(host, enterprise_id))
        self.side_panel.setLayout(column(self._side, self.supports, None, spacing=10))
        self._columns.addWidget(self.side_panel)
        sheet = QWidget()
        sheet.setLayout(self._columns)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(sheet)
        self._scroll.setAccessibleName("企业资料")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 4, 12, 0)
        layout.setSpacing(4)
        header.setContentsMargins(0, 4, 4, 4)
        layout.addLayout(header)
        layout.addWidget(self._scroll, 1)
        self.setFocusProxy(self._scroll)
        look.changed.connect(self._enlarge)
        self.presenter.attach(self)

    def show_enterprise(self, found: EnterpriseView) -> None:
        self._shown = found
        self._title.setText(found.name)
        self._title.setToolTip(found.name)
        self._title.setAccessibleName(found.name)
        clear(self._chips)
        for chip in _chips(found):
            self._chips.addWidget(chip)
        clear(self._main)
        clear(self._side)
        self._main.addWidget(self._facts_card(found))
        self._main.addWidget(_grid_card("联系人", [_contact(line) for line in found.contacts], "还没有联系人。"))
        self._main.addWidget(_grid_card("收款账户", [_account(line) for line in found.accounts], "还没有收款账户。"))
        self._main.addWidget(self._history_card(found))
        self._main.addStretch(1)
        self._side.addWidget(self._trade_card(found))
        self._side.addWidget(self._cases_card(found))
        self.supports.show()

    def _enlarge(self) -> None:
        """大字 changed: labels get the room that their words want now."""
        if self._shown is not None:
            self.show_enterprise(self._shown)

    def show_missing(self, sentence: str) -> None:
        clear(self._main)
        clear(self._side)
        self.supports.hide()
        self._main.addWidget(card("", empty_state("building-2", "没有这家企业", sentence)))
        self._main.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = event.size().width() < 560 + look.scaled(SIDE_WIDTH) or is_compact(self.window().size())
        below = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(below)
        self.side_panel.setMinimumWidth(look.scaled(SIDE_WIDTH))
        self.side_panel.setMaximumWidth(16777215 if is_narrow else look.scaled(SIDE_WIDTH))

    def _facts_card(self, found: EnterpriseView) -> QWidget:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        line, side = 0, 0
        for name, title in FACTS:
            is_long = name in LONG_FACTS
            if is_long and side:
                line, side = line + 1, 0
            value = label(
                self.presenter.fact(name) or "—",
                "" if self.presenter.fact(name) else "meta",
                wraps=is_long,
                selectable=True,
            )
            grid.addWidget(_title(title), line, side * 2, RIGHT)
            grid.addWidget(value, line, side * 2 + 1, 1, 3 if is_long else 1)
            line, side = (line + 1, 0) if is_long or side else (line, 1)
        line += 1 if side else 0
        for title, content in (
            ("企业角色", _role_marks(found.roles)),
            ("海关备案编码", _code_marks(found.customs_codes)),
            ("企业规模", _size_line(found)),
        ):
            grid.addWidget(_title(title), line, 0, RIGHT)
            grid.addWidget(content, line, 1, 1, 3)
            line += 1
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        note = "由申报表带出，等待企业名录（W1）补登" if found.is_pending_registration else "企业名录（W1）全部字段"
        return card("企业信息", grid, note=note)

    def _trade_card(self, found: EnterpriseView) -> QWidget:
        year = self.presenter.host.award_year
        total = sum((line.amount for line in found.trade), Decimal(0))
        if not found.trade:
            return card(f"{year} 实绩（元）", label("—", "figure"), label("本年还没有海关口径的实绩。", "meta"))
        source = f"来源 海关 {len(found.trade_periods)} 期"
        return card(
            f"{year} 实绩（元）", label(format_yuan(total), "figure"), TradeBar(found.trade), label(source, "meta")
        )

    def _cases_card(self, found: EnterpriseView) -> QWidget:
        year = self.presenter.host.award_year
        if not found.applications:
            return card(f"{year} 申报", label("本年还没有申报。", "meta"))
        items: list[Any] = []
        for line in found.applications:
            items += [self._case_row(line), _case_note(line)]
        awards = [line.award for line in found.applications if line.award is not None]
        total = f"{sum(awards):,.0f}" if awards else "—"
        items += [hline(), row(label("核算合计", "strong"), None, label(total, "strong"))]
        link = button(f"全部 {len(found.applications)} 件", "link", self.presenter.open_cases)
        return card(f"{year} 申报", *items, link=link)

    def _case_row(self, line: ApplicationLine) -> QBoxLayout:
        link = button(line.case_no, "link", partial(self.presenter.open_case, line.case_no))
        return row(link, None, label("—" if line.award is None else f"{line.award:,.0f}"))

    def _history_card(self, found: EnterpriseView) -> QWidget:
        items: list[Any] = []
        for entry in found.history[:HISTORY_SHOWN]:
            changes = self.presenter.history_lines(entry)
            words = "导入 " + entry.detail if entry.kind == "import" else (entry.reason or "改动")
            items.append(
                row(label(entry.at[:16].replace("T", " "), "label"), label(entry.actor), label(words, "meta"), None)
            )
            if changes:
                items.append(label("；".join(changes), "meta", wraps=True, selectable=True))
        if len(found.history) > HISTORY_SHOWN:
            items.append(label(f"还有更早的 {len(found.history) - HISTORY_SHOWN} 条", "meta"))
        return card("改动历史", *(items or [label("还没有改动。", "meta")]), note=f"{len(found.history)} 条")

    def _copy_code(self) -> None:
        if self.presenter.found is not None:
            QGuiApplication.clipboard().setText(self.presenter.found.credit_code)
            self.presenter.host.messages.toast("已复制统一社会信用代码。")


def _chips(found: EnterpriseView) -> list[Chip]:
    chips = [Chip("存续", "ok") if found.status == "active" else Chip("已作废", "neutral", "ban")]
    tones = {"正常": ("信用正常", "ok"), "失信": ("失信", "err"), "异常": ("信用异常", "warn")}
    chips.append(Chip(*tones.get(found.credit_status or "", ("信用待查询", "warn"))))
    if found.is_pending_registration:
        chips.append(Chip("待补登记", "warn", "hourglass"))
    return chips


def _title(text: str) -> QLabel:
    made = label(text, "label")
    made.setMinimumWidth(max(look.scaled(LABEL_WIDTH), made.sizeHint().width()))
    made.setAlignment(RIGHT)
    return made


def _role_marks(roles: Sequence[Dated]) -> QWidget:
    """All seven roles; those in force have tint and tick."""
    present = {role.value for role in roles if role.valid_to is None}
    box = QWidget()
    box.setLayout(row(*(Mark(role, is_on=role in present) for role in ENTERPRISE_ROLES), None, spacing=6))
    box.setAccessibleName("企业角色：" + ("、".join(sorted(present)) or "没有"))
    return box


def _code_marks(codes: Sequence[Dated]) -> QWidget:
    if not codes:
        return label("—", "meta")
    words = [
        f"{c.value}　{f'{c.valid_from} 起' if c.valid_from else ''}{f' {c.valid_to} 止' if c.valid_to else ''}".rstrip()
        for c in codes
    ]
    return label("　".join(words), wraps=True, selectable=True)


def _size_line(found: EnterpriseView) -> QWidget:
    box = QWidget()
    line = row(Chip(found.size.name, "neutral") if found.size.name else Chip("未算", "warn"), spacing=8)
    line.addWidget(label(found.size.rule, "meta", wraps=True), 1)
    box.setLayout(line)
    return box


def _contact(line: ContactLine) -> tuple[str, ...]:
    numbers = "　".join(number for number in (line.mobile, line.landline, line.email) if number) or "—"
    return line.name or "—", line.kind, numbers, _validity(line.valid_from, line.valid_to)


def _account(line: AccountLine) -> tuple[str, ...]:
    own = "户名一致" if line.is_name_equal else f"户名 {line.account_name or '—'}"
    return (
        line.bank_name or "—",
        own,
        f"{line.account_no or '—'}　行号 {line.bank_code or '—'}",
        _validity(line.valid_from, line.valid_to),
    )


def _validity(valid_from: str | None, valid_to: str | None) -> str:
    if valid_to:
        return f"{valid_to} 止"
    return f"{valid_from} 起" if valid_from else "有效"


def _grid_card(title: str, lines: Sequence[tuple[str, ...]], nothing: str) -> QWidget:
    if not lines:
        return card(title, label(nothing, "meta"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    for number, (first, second, third, validity) in enumerate(lines):
        is_ended = validity.endswith("止")
        role = "meta" if is_ended else ""
        grid.addLayout(column(label(first, role), label(second, "meta"), spacing=0), number, 0)
        grid.addWidget(label(third, role, selectable=True), number, 1)
        grid.addWidget(label(validity, "meta"), number, 2, CENTER)
    grid.setColumnStretch(0, 2)
    grid.setColumnStretch(1, 3)
    grid.setColumnStretch(2, 1)
    valid = sum(1 for line in lines if not line[3].endswith("止"))
    return card(title, grid, note=f"{valid} 个有效")


def _case_note(line: ApplicationLine) -> QBoxLayout:
    word = APPLICATION_STATUS_WORDS[ApplicationStatus(line.status)]
    return row(
        label(f"{MEASURE_SHORT[line.measure_id]} · {word}", "meta"),
        None,
        label(f"申报 {format_yuan(line.claimed)}", "meta"),
    )


def build_page(host: ScreenHost, enterprise_id: int, **_arguments: Any) -> EnterprisePage:
    """The page of one enterprise."""
    return EnterprisePage(host, enterprise_id)
