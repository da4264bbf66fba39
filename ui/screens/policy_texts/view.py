"""政策文本: texts above, clauses left with what changed, the clause with its changes marked at the right."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QPlainTextEdit, QWidget

from cbec_desktop.services.policy_texts import ADDED, CHANGED, DROPPED, ClauseChange, PolicyTextLine
from ui.look import look
from ui.screen import ScreenHost
from ui.screens.policy_texts.presenter import PolicyTextsPresenter
from ui.widgets.cells import ChipText, TableCell, TableColumn, TableRow
from ui.widgets.ledger import DetailCard, FieldSheet, FieldSpec, FilterBar, NoticeBar, page_layout
from ui.widgets.parts import button, column, frame, label, page_header, rich_label, row
from ui.widgets.record_table import RecordTable

TEXT_COLUMNS = (
    TableColumn("政策标题", stretch=1, minimum=200),
    TableColumn("文号"),
    TableColumn("印发"),
    TableColumn("施行"),
    TableColumn("状态"),
    TableColumn("按它建的参数集", stretch=1, minimum=120),
)
CLAUSE_COLUMNS = (
    TableColumn("出处", minimum=90),
    TableColumn("标题", stretch=1, minimum=120),
    TableColumn("改动"),
)
CHIPS = {
    CHANGED: ChipText("修改", "info", "pencil"),
    ADDED: ChipText("新增", "ok", "plus"),
    DROPPED: ChipText("删除", "err", "x"),
}
DETAIL = 520
STYLES = {
    "equal": "{}",
    "insert": '<span style="background:#E2F2EE; color:#0B665A;"><u>{}</u></span>',
    "delete": '<span style="background:#FCECEF; color:#A50E2D;"><s>{}</s></span>',
}


class PolicyTextsPage(QWidget):
    """`PolicyTextsView`."""

    def __init__(self, host: ScreenHost) -> None:
        super().__init__()
        self.presenter = presenter = PolicyTextsPresenter(host)
        self.begin_button = button("登记新文本", "primary", presenter.begin_draft, icon_name="file-plus")
        self.drop_button = button("放弃", "", presenter.drop_draft)
        self.adopt_button = button("改好了，登记", "primary", presenter.begin_adopt, icon_name="file-check")
        header = page_header(label("政策文本", "title"), None, self.drop_button, self.begin_button, self.adopt_button)
        self.notice = NoticeBar()
        self.texts = RecordTable(TEXT_COLUMNS, "政策文本", row_height=30, fitted=True)
        self.texts.current_row.connect(lambda key: presenter.choose_text(int(str(key))))
        self.filters = FilterBar(label("改动按字标出：绿底为加，红底划去为删", "meta"))
        self.filters.chosen.connect(presenter.choose_filter)
        self.clauses = RecordTable(CLAUSE_COLUMNS, "条款", row_height=28)
        self.clauses.current_row.connect(self._select)
        self.detail = DetailCard("条款正文", DETAIL)
        self.form: FieldSheet | None = None
        self.editor: QPlainTextEdit | None = None
        body = QHBoxLayout()
        body.setSpacing(10)
        body.addWidget(frame("card", column(self.filters, self.clauses, spacing=0, margins=(1, 1, 1, 1))), 1)
        body.addWidget(self.detail)
        texts = frame("card", column(self.texts, margins=(1, 1, 1, 1)))
        page_layout(self, header, self.notice, texts, body)
        self.setFocusProxy(self.clauses)
        presenter.attach(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.detail.fit(event.size().width())

    # ---- PolicyTextsView

    def show_texts(self, texts: Sequence[PolicyTextLine], current: int) -> None:
        self.texts.show_rows([_text_row(each) for each in texts])
        self.texts.select_key(current)

    def show_filters(self, filters: Sequence[tuple[str, str]], chosen: str) -> None:
        self.filters.show_filters(filters, chosen)

    def show_clauses(self, changes: Sequence[ClauseChange], *, is_draft: bool) -> None:
        self.clauses.show_rows([_clause_row(each) for each in changes])
        self.clauses.select_key(self.presenter.current)
        self.begin_button.setVisible(not is_draft)
        self.drop_button.setVisible(is_draft)
        self.adopt_button.setVisible(is_draft)
        self.texts.setEnabled(not is_draft)

    def show_draft_state(self, notice: str) -> None:
        self.notice.say(notice)

    def show_clause(self, change: ClauseChange | None, body: str, *, is_editable: bool) -> None:
        self.form, self.editor = None, None
        if change is None:
            self.detail.show_items([label("没有改动的条款。", "meta")])
            return
        head = row(label(change.heading, "section", wraps=True), label(change.label, "accent"))
        head.setStretch(0, 1)
        marked = rich_label(_marked(change), "clause")
        marked.setWordWrap(True)
        marked.setAccessibleName(body)
        items: list[QWidget | QLayout | int] = [head, marked]
        foot: list[QWidget | None] = []
        if is_editable and change.kind == DROPPED:
            foot = [button("恢复", "", self.presenter.restore_clause, icon_name="rotate-ccw"), None]
        elif is_editable:
            self.editor = QPlainTextEdit(body)
            self.editor.setAccessibleName(f"{change.label} 新的正文")
            self.editor.setTabChangesFocus(True)
            self.editor.setMinimumHeight(look.scaled(140))
            items += [label("新的正文", "label"), self.editor]
            foot = [
                button("采用", "", self._take_words),
                None,
                button("新增一条", "", self.presenter.begin_add),
                button("删去", "danger", self.presenter.drop_clause),
            ]
        self.detail.show_items(items, foot)

    def show_adopt_form(self, title: str) -> None:
        specs = (
            FieldSpec("title", "政策标题", "text", title),
            FieldSpec("document_no", "文号"),
            FieldSpec("issued_on", "印发日期", "date"),
            FieldSpec("effective_from", "施行日期", "date"),
        )
        note = "登记后不能再改。试行参数集改指新文本；已确认的参数集和已打印的文书仍按原文本。"
        self.form = FieldSheet("登记新的政策文本", specs, "登记", note)
        self.form.submitted.connect(self.presenter.adopt)
        self.form.cancelled.connect(self.presenter.cancel_adopt)
        self.detail.show_items([self.form])
        self.form.fields["document_no"].setFocus()

    def show_add_form(self, after: str) -> None:
        specs = (
            FieldSpec("label", "出处", example="例：附件3第6条"),
            FieldSpec("heading", "标题"),
            FieldSpec("body", "正文", "long"),
        )
        self.form = FieldSheet("新增一条", specs, "新增", f"排在“{after}”后面。照文件逐字填写。" if after else "")
        self.form.submitted.connect(self.presenter.add_clause)
        self.form.cancelled.connect(self.presenter.cancel_adopt)
        self.detail.show_items([self.form])
        self.form.fields["label"].setFocus()

    def show_adopt_problem(self, sentence: str) -> None:
        if self.form is not None:
            self.form.say(sentence)

    def _take_words(self) -> None:
        if self.editor is not None:
            self.presenter.edit_clause(self.editor.toPlainText())

    def _select(self, key: object) -> None:
        if isinstance(key, str) and key != self.presenter.current:
            self.presenter.select(key)


def _text_row(text: PolicyTextLine) -> TableRow:
    state = ChipText("现行", "ok", "circle-check") if text.is_in_force else ChipText("不在施行", "neutral", "circle")
    cells = (
        TableCell(text.title),
        TableCell(text.document_no),
        TableCell(text.issued_on.isoformat() if text.issued_on else "—"),
        TableCell(text.effective_from.isoformat()),
        TableCell("", chip=state),
        TableCell("、".join(text.sets) or "—"),
    )
    return TableRow(cells, key=text.text_id)


def _clause_row(change: ClauseChange) -> TableRow:
    chip = CHIPS.get(change.kind)
    mark = TableCell("", chip=chip) if chip else TableCell("—", tone="muted")
    return TableRow((TableCell(change.label), TableCell(change.heading), mark), key=change.clause_id)


def _marked(change: ClauseChange) -> str:
    """The clause with added words underlined on green and dropped ones struck through on red."""
    pieces = (STYLES[kind].format(escape(text).replace("\n", "<br>")) for kind, text in change.pieces)
    return "".join(pieces)


def build_page(host: ScreenHost, **_arguments: Any) -> PolicyTextsPage:
    """The text in force."""
    return PolicyTextsPage(host)
