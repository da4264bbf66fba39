"""首页: what waits, results by measure, last imports."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.overview import CaseToMend, ImportLine, Overview
from ui.look import LEFT, RIGHT, look
from ui.screen import ScreenHost
from ui.screens.home.measure_bar import MeasureBar
from ui.screens.home.presenter import HomePresenter
from ui.widgets.parts import Chip, button, card, clear, empty_state, label, page_header, row
from ui.widgets.two_line import TwoLineButton

RESULTS = (
    ("granted", "有补助", "ok"),
    ("zero", "不予补助", "neutral"),
    ("undetermined", "待定", "warn"),
    ("none", "未核算", "info"),
)


class HomePage(QWidget):
    """`HomeView`: cards in two columns, one below the other when narrow."""

    def __init__(self, host: ScreenHost) -> None:
        super().__init__()
        self.presenter = HomePresenter(host)
        self._note = label(self.presenter.today(), "meta")
        header = page_header(
            label("首页", "title"),
            self._note,
            None,
            button("申报登记", "", self.presenter.open_cases, icon_name="file-text"),
            button("导入文件", "primary", self.presenter.open_imports, icon_name="upload"),
        )
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for side in (self._left, self._right):
            side.setSpacing(10)
        columns = QHBoxLayout()
        columns.setSpacing(10)
        columns.addLayout(self._left, 7)
        columns.addLayout(self._right, 4)
        sheet = QWidget()
        sheet.setLayout(columns)
        columns.setContentsMargins(0, 0, 4, 8)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(sheet)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 4, 12, 0)
        layout.setSpacing(4)
        header.setContentsMargins(0, 4, 4, 4)
        layout.addLayout(header)
        layout.addWidget(scroll, 1)
        self.presenter.attach(self)

    def show_overview(self, overview: Overview) -> None:
        """Draw all cards anew; an empty store gets one card that says what to do."""
        clear(self._left)
        clear(self._right)
        kind = "试行" if overview.is_trial else "已确认"
        self._note.setText(f"{self.presenter.today()}　参数 {overview.parameter_set or '未建'}（{kind}）")
        if overview.cases or overview.enterprises:
            for made in (self._waiting_card(overview), self._measure_card(overview), self._enterprise_card(overview)):
                self._left.addWidget(made)
            self._right.addWidget(self._result_card(overview))
        else:
            action = button("导入县区的工作簿", "", self.presenter.open_imports, icon_name="upload")
            text = "县区报来的企业名录（W1）、申报（W2）和实绩月报（W3）都从这里导入。"
            self._left.addWidget(card("", empty_state("inbox", "还没有数据", text, action)))
        self._right.addWidget(self._import_card(overview))
        self._left.addStretch(1)
        self._right.addStretch(1)

    def _waiting_card(self, overview: Overview) -> QWidget:
        link = button("全部有误的申报", "link", partial(self.presenter.open_cases, "has_error", "1"))
        note = f"{overview.to_mend_count} 件须先改正才能审批"
        if not overview.to_mend:
            return card("待我处理", label("没有须改正的申报。", "meta"), link=link)
        return card("待我处理", *(self._mend_row(case) for case in overview.to_mend), note=note, link=link)

    def _mend_row(self, case: CaseToMend) -> QHBoxLayout:
        chip = Chip("待定", "warn", "hourglass") if case.is_undetermined else Chip("必须改", "err")
        text = TwoLineButton(
            case.enterprise, f"{case.case_no} · {case.reason}", partial(self.presenter.open_case, case.case_no)
        )
        made = row(chip, text, _money(case.claimed), spacing=12)
        made.setStretch(1, 1)
        return made

    def _measure_card(self, overview: Overview) -> QWidget:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for place, title in enumerate(("措施", "件数", "已核算", "申报（元）", "核算（元）")):
            grid.addWidget(label(title, "meta"), 0, place, LEFT if place == 0 else RIGHT)
        for number, line in enumerate(overview.measures, start=1):
            name = f"M{MEASURE_NUMBERS[line.measure_id]} {MEASURE_SHORT[line.measure_id]}"
            opener = button(name, "link", partial(self.presenter.open_cases, "measure", line.measure_id))
            grid.addWidget(opener, number, 0, LEFT)
            texts = (f"{line.cases:,}", f"{line.assessed:,}", format_yuan(line.claimed), f"{line.award:,.0f}")
            for place, text in enumerate(texts, start=1):
                grid.addWidget(label(text), number, place, RIGHT)
        total = len(overview.measures) + 1
        sums = (
            "合计",
            f"{overview.cases:,}",
            f"{sum(m.assessed for m in overview.measures):,}",
            format_yuan(overview.claimed),
            f"{overview.award:,.0f}",
        )
        for place, text in enumerate(sums):
            grid.addWidget(label(text, "strong"), total, place, LEFT if place == 0 else RIGHT)
        grid.setColumnStretch(0, 1)
        title = f"{overview.award_year} 年度各项措施"
        return card(title, grid, note="申报额是企业申请的补助额", link=button("核算结果", "link", self._open_results))

    def _open_results(self) -> None:
        self.presenter.host.open("assessments")

    def _result_card(self, overview: Overview) -> QWidget:
        counts = {group.status: group for group in overview.groups}
        lines: list[Any] = [label(f"{overview.award:,.0f}", "figure")]
        bar = MeasureBar([(line.measure_id, line.award) for line in overview.measures])
        lines.append(bar)
        for status, word, tone in RESULTS:
            group = counts.get(status)
            link = button(
                f"{group.cases if group else 0:,} 件", "link", partial(self.presenter.open_cases, "result", status)
            )
            lines.append(row(Chip(word, tone), None, link))
        return card(f"{overview.award_year} 核算", *lines, note="单位：元", link=None)

    def _enterprise_card(self, overview: Overview) -> QWidget:
        rows = (
            ("在册企业", overview.enterprises, partial(self.presenter.open_enterprises)),
            ("本年有实绩", overview.trading_enterprises, partial(self.presenter.open_enterprises, "has_trade", "1")),
            ("待补登记", overview.pending_enterprises, partial(self.presenter.open_enterprises, "pending", "1")),
        )
        line = row(spacing=24)
        for title, count, opener in rows:
            line.addLayout(row(label(title, "label"), button(f"{count:,} 家", "link", opener), spacing=6))
        line.addStretch(1)
        return card("企业", line, link=button("企业名录", "link", partial(self.presenter.open_enterprises)))

    def _import_card(self, overview: Overview) -> QWidget:
        link = button("导入", "link", self.presenter.open_imports)
        if not overview.imports:
            return card("最近导入", label("还没有导入过文件。", "meta"), link=link)
        return card("最近导入", *(self._import_row(line) for line in overview.imports), link=link)

    def _import_row(self, line: ImportLine) -> QHBoxLayout:
        chip = Chip("已撤销", "neutral", "ban") if line.is_undone else Chip("已写入", "ok")
        name = line.file_name.rsplit(".", 1)[0]
        numbers = (
            f"新 {line.new} 变 {line.changed} 拒 {line.refused}　{line.imported_at[5:10]} {line.imported_at[11:16]}"
        )
        title = label(name)
        title.setToolTip(f"{line.file_name}，{line.imported_by} {line.imported_at[:16]}")
        return row(chip, title, None, label(numbers, "meta"))


def _money(amount: Decimal) -> QWidget:
    made = label(format_yuan(amount))
    made.setAlignment(RIGHT)
    made.setMinimumWidth(look.text_width("800,000.00"))
    return made


def build_page(host: ScreenHost, **_arguments: Any) -> HomePage:
    """The first page."""
    return HomePage(host)
