"""The other tabs of the case page: facts and evidence, paper, history."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from cbec_desktop.domain.case_events import CASE_EVENTS
from cbec_desktop.domain.masking import mask_account, mask_phone
from cbec_desktop.domain.statuses import COUNTY_SHORT
from cbec_desktop.services.applications import CaseView
from ui.screens.case.display import ABSENT, case_facts, day, money
from ui.screens.case.evidence import EvidenceTable, evidence_tables
from ui.screens.case.head import PRINTED_FORMS
from ui.screens.case.history import HISTORY_COLUMNS, PAPER_COLUMNS, history_rows, paper_rows
from ui.widgets.parts import button, clear, column, frame, label, row
from ui.widgets.record_table import RecordTable


class ScrollPage(QScrollArea):
    """A page that scrolls up and down only."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        self.body = QVBoxLayout(page)
        self.body.setContentsMargins(16, 10, 16, 10)
        self.body.setSpacing(10)
        self.setWidget(page)


class EvidencePage(ScrollPage):
    """Facts of application and applicant, then every line with what became of it."""

    def __init__(self) -> None:
        super().__init__("事实与凭据")
        self.tables: list[RecordTable] = []
        self._kinds: tuple[EvidenceTable, ...] = ()

    def show_case(self, view: CaseView) -> None:
        clear(self.body)
        self.tables = []
        self.body.addWidget(_facts_card("申报", _application_facts(view)))
        self.body.addWidget(_facts_card("申请单位", _enterprise_facts(view)))
        self._kinds = evidence_tables(view.facts, view.assessment)
        for kind in self._kinds:
            table = RecordTable(kind.columns, kind.title, row_height=42, fitted=True)
            table.show_rows(kind.rows)
            self.tables.append(table)
            head = row(label(kind.title, "section"), label(kind.note, "meta"), None)
            head.setContentsMargins(16, 10, 16, 4)
            self.body.addWidget(frame("card", column(head, table, spacing=0, margins=(1, 0, 1, 8))))
        if not self._kinds:
            self.body.addWidget(frame("card", column(label("这件申报没有明细行。", "meta"), margins=(16, 12, 16, 12))))
        self.body.addStretch(1)

    def select_record(self, record_key: str | None) -> bool:
        """Show the line that a finding speaks of; False when it is none of these."""
        name, _, number = (record_key or "").partition(":")
        for table in self.tables:
            for entry in table.rows():
                if isinstance(entry.key, tuple) and entry.key[0] == name and str(entry.key[1]) == number:
                    table.select_key(entry.key)
                    table.setFocus()
                    self.ensureWidgetVisible(table)
                    return True
        return False


class PaperPage(ScrollPage):
    """Printed copies with their verification codes, and the way to print another."""

    form_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__("纸质与打印")
        self.table = RecordTable(PAPER_COLUMNS, "已打印的表单", fitted=True)
        self._empty = label("还没有打印过。先核算，再从这里预览并打印。", "meta")
        head = row(label("已打印的表单", "section"), None, spacing=8)
        for form_id, words in PRINTED_FORMS:
            head.addWidget(button(f"预览 {words}", "", partial(self.form_asked.emit, form_id)))
        head.setContentsMargins(16, 10, 16, 6)
        empty = row(self._empty, margins=(16, 4, 16, 8))
        self.body.addWidget(frame("card", column(head, empty, self.table, spacing=0, margins=(1, 0, 1, 8))))
        note = label("核验码印在表单页脚；重新核算后，此前打印的表单标为“已过时”。", "meta", wraps=True)
        self.body.addWidget(note)
        self.body.addStretch(1)

    def show_case(self, view: CaseView) -> None:
        rows = paper_rows(view.printed)
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)


class HistoryPage(ScrollPage):
    """Everything recorded about the case, newest first."""

    def __init__(self) -> None:
        super().__init__("流转与操作记录")
        self.table = RecordTable(HISTORY_COLUMNS, "流转与操作记录", row_height=42, fitted=True)
        head = row(label("流转与操作记录", "section"), label("只增不改，最新的在前", "meta"), None)
        head.setContentsMargins(16, 10, 16, 4)
        self.body.addWidget(frame("card", column(head, self.table, spacing=0, margins=(1, 0, 1, 8))))
        self.body.addStretch(1)

    def show_case(self, view: CaseView) -> None:
        self.table.show_rows(history_rows(view.history, CASE_EVENTS))


def _application_facts(view: CaseView) -> list[tuple[str, str]]:
    header = view.header
    facts = [(fact.label, fact.value) for fact in case_facts(view.facts)]
    return [
        ("申报编号", header.reporting_no),
        ("上报单位", COUNTY_SHORT.get(header.reporting_unit, header.reporting_unit)),
        ("收件", f"{day(header.taken_in_at)} {header.taken_in_by}"),
        ("申报（元）", money(view.facts.claimed_amount)),
        ("初审（元）", money(view.facts.county_reviewed_amount)),
        ("材料", ABSENT if header.document_count is None else f"{header.document_count} 份"),
        *facts,
        ("备注", header.remark or ABSENT),
    ]


def _enterprise_facts(view: CaseView) -> list[tuple[str, str]]:
    firm = view.enterprise
    registered = "待补登记（只有申报，没有 W1）" if firm.is_pending_registration else "已登记"
    credit = firm.credit_status or ABSENT
    if firm.credit_checked_on:
        credit += f" · 查询于 {day(firm.credit_checked_on)}"
    return [
        ("企业名称", firm.name),
        ("信用代码", firm.credit_code),
        ("所属县区", COUNTY_SHORT.get(firm.county_code, firm.county_code)),
        ("企业角色", "、".join(firm.roles) or ABSENT),
        ("海关编码", "、".join(firm.customs_codes) or ABSENT),
        ("信用状况", credit),
        ("法定代表人", firm.legal_representative or ABSENT),
        ("联系人", " ".join(part for part in (firm.contact_name, mask_phone(firm.contact_mobile)) if part) or ABSENT),
        ("登记", registered),
        ("户名", firm.account_name or ABSENT),
        ("账号", mask_account(firm.account_no) or ABSENT),
        ("开户行", firm.bank_name or ABSENT),
        ("注册地址", firm.registered_address or ABSENT),
    ]


def _facts_card(title: str, facts: list[tuple[str, str]]) -> QWidget:
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    for number, (name, value) in enumerate(facts):
        line, place = divmod(number, 3)
        shown = label(value, wraps=True, selectable=True)
        grid.addWidget(label(name, "label"), line, place * 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, line, place * 2 + 1, Qt.AlignmentFlag.AlignTop)
    for place in range(3):
        grid.setColumnStretch(place * 2 + 1, 1)
    return frame("card", column(label(title, "section"), grid, spacing=6, margins=(16, 10, 16, 12)))
