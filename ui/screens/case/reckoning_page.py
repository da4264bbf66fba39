"""The first tab of the case page: amounts, facts, the reckoning step by step, findings, opinions, readings."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.domain.amount_in_words import rmb_in_words
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.statuses import SET_STATUS_WORDS, AssessmentStatus, SetStatus
from cbec_desktop.services.applications import CaseView
from ui.look import look
from ui.screens.case.display import ABSENT, Fact, amount_chain, case_facts, day, facts_line
from ui.screens.case.finding_list import FindingList
from ui.screens.case.presenter import CasePageData
from ui.screens.case.reckoning import limit_cells, result_note, step_rows
from ui.widgets.amount_chain import AmountChain
from ui.widgets.cells import LimitResult, TableCell, TableColumn, TableRow
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.limit_strip import LimitStrip
from ui.widgets.parts import button, clear, column, frame, hline, label, row
from ui.widgets.record_table import RecordTable

RIGHT_WIDTH = 376
RIGHT_WIDTH_COMPACT = 330
LEAST_LEFT = 560
THREE_COLUMNS = 700
QWIDGETSIZE_MAX = 16_777_215
_STEP_COLUMNS = (
    TableColumn("", "right"), TableColumn("步骤", minimum=96), TableColumn("算式", stretch=1, minimum=160),
    TableColumn("依据"), TableColumn("金额（元）", "right"),
)  # fmt: skip


class ReckoningPage(QScrollArea):
    """Everything that explains the amount, on one page that scrolls."""

    clause_asked = Signal()
    sheet_asked = Signal()
    amount_opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("核算与审核")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chain = AmountChain()
        self.limits = LimitStrip()
        self.steps = RecordTable(_STEP_COLUMNS, "核算步骤", row_height=27, fitted=True)
        self.findings = FindingList()
        self._facts: list[Fact] = []
        self._facts_text = ""
        self._is_compact = False
        self._fact_columns = 3
        self._is_folded = False
        self._build()

    # --- building -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(16, 10, 16, 10)
        outer.setSpacing(10)
        outer.addWidget(frame("card", column(self.chain, margins=(8, 4, 4, 4))))
        self._left, self._right = column(spacing=10), column(spacing=10)
        self._left.addWidget(self._facts_card())
        self._left.addWidget(self._steps_card())
        self._left.addStretch(1)
        self._right.addWidget(self._findings_card())
        self._right.addWidget(self._opinion_card())
        self._right.addWidget(self._readings_card())
        self._right.addStretch(1)
        self._side = QWidget()
        self._side.setLayout(self._right)
        self._body = row(spacing=10)
        self._body.addLayout(self._left, 1)
        self._body.addWidget(self._side)
        outer.addLayout(self._body)
        outer.addStretch(1)
        self.setWidget(page)
        self.chain.opened.connect(self.amount_opened)

    def _facts_card(self) -> QWidget:
        self._fold = button("展开", "link", self._toggle_facts)
        self._folded_text = ElidedLabel("")
        self._grid_host = QWidget()
        self._grid = QGridLayout(self._grid_host)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        head = row(label("事实", "section"), spacing=10)
        head.addWidget(self._folded_text, 1)
        head.addStretch(0)
        head.addWidget(self._fold)
        return frame("card", column(head, self._grid_host, spacing=6, margins=(16, 9, 16, 11)))

    def _steps_card(self) -> QWidget:
        self.clause_button = QToolButton()
        self.clause_button.setProperty("kind", "clause")
        self.clause_button.setText("?")
        self.clause_button.setAccessibleName("政策条款原文")
        self.clause_button.setToolTip("条款原文（F1 手册）")
        self.clause_button.clicked.connect(lambda _checked=False: self.clause_asked.emit())
        self._steps_note = label("", "meta")
        self._sheet = button("计算书 F16", "link", self.sheet_asked.emit, icon_name="file-text")
        head = row(label("核算过程", "section"), self.clause_button, self._steps_note, None, self._sheet, spacing=8)
        self._no_result = label("还没有核算。点右上角“核算”（F9），结果会存档并写明每一步。", "meta", wraps=True)
        inner = column(head, self._no_result, self.limits, self.steps, spacing=8, margins=(16, 10, 16, 12))
        return frame("card", inner)

    def _findings_card(self) -> QWidget:
        self._finding_counts = label("", "meta")
        head = row(label("检查结果", "section"), None, self._finding_counts)
        return frame("card", column(head, self.findings, spacing=6, margins=(16, 10, 16, 12)))

    def _opinion_card(self) -> QWidget:
        self._opinions = column(spacing=4)
        return frame("card", column(label("意见", "section"), self._opinions, spacing=6, margins=(16, 10, 16, 12)))

    def _readings_card(self) -> QWidget:
        self._readings = column(spacing=5)
        self._readings_frame = frame(
            "card", column(label("本件用到的口径", "section"), self._readings, spacing=6, margins=(16, 10, 16, 12))
        )
        return self._readings_frame

    # --- showing --------------------------------------------------------------------------------------------

    def show_case(self, data: CasePageData, this_year: int) -> None:
        """Show another state of the case."""
        view = data.view
        self.chain.show_cells(amount_chain(view, this_year))
        self._facts, self._facts_text = case_facts(view.facts), facts_line(view.facts)
        self._show_facts()
        self._show_reckoning(view, data.clause.label)
        self._finding_counts.setText(self.findings.show_findings(view.assessment, data.hits))
        self._show_opinions(view, this_year)
        self._show_readings(view.assessment)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_side()

    def _place_side(self) -> None:
        """Beside the reckoning while enough is left for it, else below; facts in as many columns as fit."""
        room = self.viewport().width() - 2 * 16
        width = look.scaled(RIGHT_WIDTH_COMPACT if self._is_compact else RIGHT_WIDTH)
        is_beside = room - width >= look.scaled(LEAST_LEFT)
        direction = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        self._body.setDirection(direction)
        self._side.setMinimumWidth(width if is_beside else 0)
        self._side.setMaximumWidth(width if is_beside else QWIDGETSIZE_MAX)
        columns = 3 if (room - width if is_beside else room) >= look.scaled(THREE_COLUMNS) else 2
        if columns != self._fact_columns:
            self._fact_columns = columns
            self._show_facts()

    def set_compact(self, is_compact: bool) -> None:
        """Narrow windows fold the facts to one line and the right column to 330."""
        self._place_side()
        if is_compact != self._is_compact:
            self._is_compact = self._is_folded = is_compact
            self._place_side()
            self._show_facts()

    def _toggle_facts(self) -> None:
        self._is_folded = not self._is_folded
        self._show_facts()

    def _show_facts(self) -> None:
        self._fold.setVisible(self._is_compact)
        self._fold.setText("展开" if self._is_folded else "收起")
        self._folded_text.setVisible(self._is_folded)
        self._folded_text.setText(self._facts_text)
        self._folded_text.setToolTip(self._facts_text)
        self._grid_host.setVisible(not self._is_folded)
        clear(self._grid)
        columns = self._fact_columns
        for number, fact in enumerate(self._facts):
            line, place = divmod(number, columns)
            name = label(fact.label, "label")
            value = ElidedLabel(fact.value) if fact.is_text else label(fact.value, selectable=True)
            self._grid.addWidget(name, line, place * 2)
            self._grid.addWidget(value, line, place * 2 + 1)
        for place in range(3):
            self._grid.setColumnStretch(place * 2 + 1, 1 if place < columns else 0)

    def _show_reckoning(self, view: CaseView, clause: str) -> None:
        assessment = view.assessment
        for item in (self.limits, self.steps, self._sheet):
            item.setVisible(assessment is not None)
        self._no_result.setVisible(assessment is None)
        if assessment is None:
            self._steps_note.setText(clause)
            return
        status = SET_STATUS_WORDS[SetStatus(view.set_status)] if view.set_status else ABSENT
        self._steps_note.setText(f"{clause} · 参数 {assessment.parameter_set}（{status}）")
        self.limits.show_limits(limit_cells(assessment), _result(assessment))
        self.steps.show_rows([
            TableRow(
                (TableCell(step.label),) if step.is_group else (
                    TableCell(step.number, tone="muted"),
                    TableCell(step.label, tone="accent" if step.is_binding else ""),
                    TableCell(step.expression, tone="" if step.is_binding else "muted"),
                    TableCell(step.basis, tone="link"),
                    TableCell(step.amount, tone="strong" if step.is_binding else ""),
                ),
                key=number,
                back="group" if step.is_group else "tint" if step.is_binding else "",
                tip=step.expression,
            )
            for number, step in enumerate(step_rows(assessment))
        ])  # fmt: skip

    def _show_opinions(self, view: CaseView, this_year: int) -> None:
        clear(self._opinions)
        header = view.header
        who = header.county_reviewer or "县区初审"
        self._opinions.addLayout(
            row(label(who, "strong"), None, label(day(header.county_reviewed_on, this_year), "meta"))
        )
        amount = view.facts.county_reviewed_amount
        words = "县区没有填初审金额。" if amount is None else f"初审 {format_yuan(amount)} 元。"
        if header.reduction_reason:
            words += f"核减原因：{header.reduction_reason}"
        self._opinions.addWidget(label(words, wraps=True))
        self._opinions.addWidget(hline())
        self._opinions.addLayout(row(label("市局复核", "strong"), None, label(ABSENT, "meta")))
        self._opinions.addWidget(label("未开始", "meta"))

    def _show_readings(self, assessment: Assessment | None) -> None:
        clear(self._readings)
        used = assessment.readings if assessment else ()
        self._readings_frame.setVisible(bool(used))
        for reading in used:
            self._readings.addLayout(row(label(reading.code, "meta"), label(reading.phrase, "strong"), None))
            words = f"{reading.reading}。{reading.note}" if reading.note else reading.reading
            self._readings.addWidget(label(words, wraps=True))


def _result(assessment: Assessment) -> LimitResult:
    if assessment.status == AssessmentStatus.UNDETERMINED:
        return LimitResult("核算额（元）", "待定", result_note(assessment))
    words = rmb_in_words(assessment.award_amount)
    groups = {step.group for step in assessment.steps if step.group}
    head = f"{len(groups)} 份逐份取小 · 核算额（元）" if len(groups) > 1 else "取最小 · 核算额（元）"
    return LimitResult(head, format_yuan(assessment.award_amount), words)
