"""The page on which an enterprise is entered or changed: all fields of W1 and more, what hangs on it beside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cbec_desktop.domain.enterprise_records import EnterpriseView
from cbec_desktop.domain.enterprise_size import SizeClass
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.statuses import COUNTY_SHORT, ENTERPRISE_ROLES
from cbec_desktop.exchange.template import Column, Kind
from cbec_desktop.services.drafts import SavedDraft
from cbec_desktop.services.enterprise_entry_records import (
    ACCOUNT_COLUMNS,
    CONTACT_COLUMNS,
    CUSTOMS_COLUMNS,
    EnterpriseEntry,
    FieldDifference,
    FieldProblem,
    PartEntry,
    Tenant,
)
from cbec_desktop.services.entry_cells import CellText
from ui.look import ACCENT, look, restyle
from ui.screen import ScreenHost
from ui.screens.enterprise_form.beside import BesidePanel
from ui.screens.enterprise_form.conflict_card import ConflictCard
from ui.screens.enterprise_form.parts_grid import CodeMarks, PartsGrid
from ui.screens.enterprise_form.presenter import EnterpriseFormPresenter
from ui.widgets.field_history import FieldHistory
from ui.widgets.form_fields import FieldGrid, FormField, choice_field, field_label, text_field
from ui.widgets.icons import icon
from ui.widgets.parts import Chip, button, clear, column, empty_state, frame, label, page_header, row

DRAFT_EVERY_MS = 30_000
NARROW = 1040
ROLES_A_ROW = 4
WIDE_FIELDS = ("remark",)
NUMERIC = (Kind.INTEGER, Kind.MONEY_WAN)
ROLES_AFTER = "legal_representative"
SIZE_AFTER = "prior_year_revenue"


def build_page(host: ScreenHost, **arguments: Any) -> QWidget:
    """The page as the shell opens it; without `enterprise_id` a new enterprise."""
    try:
        page = EnterpriseFormView(host, **arguments)
        page.presenter.start()
    except UserError as refusal:
        return empty_state("lock", "现在不能录入", refusal.message)
    return page


class EnterpriseFormView(QWidget):
    """Builds the widgets and passes on what the clerk does; the presenter decides."""

    def __init__(self, host: ScreenHost, *, enterprise_id: int | None = None) -> None:
        super().__init__()
        self.presenter = EnterpriseFormPresenter(host, self, enterprise_id)
        self._host = host
        self.title, self.note = label("", "title"), label("", "meta")
        self.state = Chip("新登记", "info")
        self.fields: dict[str, FormField] = {}
        self.repairs: dict[str, QPushButton] = {}
        self.roles: dict[str, QPushButton] = {}
        self.size_chip = Chip("未算", "neutral", "circle")
        self.size_rule = label("", "meta", wraps=True)
        self.role_sentence = label("", "error")
        today = host.ctx.clock().date().isoformat()
        self.codes = CodeMarks(CUSTOMS_COLUMNS[0], today, self._edited)
        self.contacts = PartsGrid("联系人", CONTACT_COLUMNS, {"kind": "联系人"})
        self.accounts = PartsGrid("收款账户", ACCOUNT_COLUMNS, {})
        self.conflict = ConflictCard()
        self.beside = BesidePanel(self.presenter.open_case)
        self.void_button = button("作废", "danger", self.presenter.void, icon_name="ban")
        self.apply_button = button("新建申报", "", self.presenter.open_application, icon_name="plus")
        self.save_button = button("保存", "primary", self.presenter.save, icon_name="check")
        self._is_narrow = False
        self._offers = QVBoxLayout()
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._draft = QTimer(self, interval=DRAFT_EVERY_MS)
        self._build()
        self._connect()

    # ---- building

    def _build(self) -> None:
        header = page_header(
            self.title, self.state, self.note, None, self.void_button, self.apply_button, self.save_button
        )
        self._pair.setSpacing(10)
        for name, grid in (("联系人", self.contacts), ("收款账户", self.accounts)):
            head = row(label(name, "section"), grid.count, None, spacing=8, margins=(16, 8, 16, 0))
            self._pair.addWidget(frame("card", column(head, grid, spacing=4, margins=(1, 1, 1, 6))), 1)
        sheet = QWidget()
        self._sheet = column(self.conflict, self._form(), self._pair, None, spacing=10, margins=(0, 0, 4, 8))
        sheet.setLayout(self._sheet)
        area = QScrollArea()
        area.setAccessibleName("企业信息")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        body = self._body = row(spacing=10)
        body.addWidget(area, 1)
        body.addWidget(self.beside)
        self.setLayout(column(header, self._offers, body, spacing=6, margins=(16, 4, 16, 4)))
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]

    def _form(self) -> QFrame:
        grid = FieldGrid()
        for asked in self.presenter.columns:
            field = self._field(asked)
            heading = field_label(_short(asked), field, is_required=asked.is_required)
            grid.add(heading, field, span=asked.field in WIDE_FIELDS)
            if asked.field == ROLES_AFTER:
                roles = self._role_marks()
                grid.add(field_label("企业角色", roles, is_required=True), roles, span=True)
            if asked.field == SIZE_AFTER:
                size = QWidget()
                size.setLayout(row(self.size_chip, self.size_rule))
                size.layout().setStretch(1, 1)  # type: ignore[union-attr]
                grid.add(field_label("企业规模", size), size, span=True)
                grid.add(field_label("海关备案编码", self.codes.field), self.codes, span=True)
        head = row(label("企业信息", "section"), None, label("* 必填　规模由程序算出", "meta"))
        return frame("card", column(head, grid, spacing=8, margins=(16, 10, 16, 12)))

    def _field(self, asked: Column) -> FormField:
        name = asked.field
        if asked.kind is Kind.COUNTY:
            made = FormField(choice_field(list(COUNTY_SHORT.values())), asked.header, partial(self._left, name))
        elif asked.kind is Kind.CHOICE:
            made = FormField(choice_field(asked.choices), asked.header, partial(self._left, name))
        else:
            edit = text_field(is_numeric=asked.kind in NUMERIC, longest=asked.max_length + 20)
            edit.setToolTip(asked.hint)
            made = FormField(edit, asked.header, partial(self._left, name))
        if asked.identifier == "credit_code":
            repair = button("", "link")
            repair.hide()
            repair.clicked.connect(lambda _checked=False: self._repair(name))
            self.repairs[name] = repair
            made.put_below(repair)
        self.fields[name] = made
        return made

    def _role_marks(self) -> QWidget:
        marks = QGridLayout()
        marks.setSpacing(6)
        marks.setContentsMargins(0, 0, 0, 0)
        for at, role in enumerate(ENTERPRISE_ROLES):
            mark = QPushButton(role)
            mark.setProperty("kind", "filter")
            mark.setCheckable(True)
            mark.setAutoDefault(False)
            mark.setAccessibleName(f"企业角色 {role}")
            mark.toggled.connect(lambda _on, role=role: self._show_role(role))
            mark.clicked.connect(lambda _on=False: self.presenter.set_roles(self._ticked()))
            self.roles[role] = mark
            marks.addWidget(mark, *divmod(at, ROLES_A_ROW if look.factor > 1 else len(ENTERPRISE_ROLES)))
        marks.setColumnStretch(len(ENTERPRISE_ROLES), 1)
        self.role_sentence.hide()
        holder = QWidget()
        holder.setLayout(column(marks, self.role_sentence, spacing=2))
        holder.setFocusProxy(self.roles[ENTERPRISE_ROLES[0]])
        return holder

    def _connect(self) -> None:
        self.contacts.grid.edited.connect(self._edited)
        self.accounts.grid.edited.connect(self._edited)
        for grid in (self.contacts.grid, self.accounts.grid):
            grid.submitted.connect(self.presenter.save)
        self.conflict.settled.connect(self.presenter.settle_conflict)
        self._draft.timeout.connect(self.presenter.save_draft)
        self._draft.start()
        for keys, action in (
            (QKeySequence(QKeySequence.StandardKey.Save), self.save),
            (QKeySequence("Ctrl+Return"), self.save),
            (QKeySequence("F4"), self._history),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
        self._host.before_close(self.presenter.may_close)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW * look.factor
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        self.beside.go_beside(not is_narrow)
        if is_narrow:
            self._sheet.insertWidget(self._sheet.count() - 1, self.beside)
        else:
            self._body.addWidget(self.beside)
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._pair.setDirection(way)

    # ---- what the clerk does

    def save(self) -> None:
        """Take in the field under the cursor, then save."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        self.presenter.save()

    def _left(self, name: str, text: str) -> None:
        self.presenter.set_field(name, text)

    def _edited(self) -> None:
        self.presenter.edited()

    def _repair(self, name: str) -> None:
        text = str(self.repairs[name].property("code") or "")
        self.fields[name].show_text(text)
        self.presenter.set_field(name, text)
        self.fields[name].setFocus()

    def _ticked(self) -> list[str]:
        return [role for role, mark in self.roles.items() if mark.isChecked()]

    def _show_role(self, role: str) -> None:
        mark = self.roles[role]
        mark.setIcon(icon("check", ACCENT) if mark.isChecked() else QIcon())
        restyle(mark, on="true" if mark.isChecked() else "false")

    def _history(self) -> None:
        for name, field in self.fields.items():
            if field.field.hasFocus():
                self.presenter.field_history(name)

    # ---- what the presenter shows

    def show_entry(self, entry: EnterpriseEntry) -> None:
        for name, field in self.fields.items():
            field.show_text(entry.fields.get(name, ""))
            field.say("", "")
        for role, mark in self.roles.items():
            mark.setChecked(role in entry.roles)
            self._show_role(role)
        self.codes.load(entry.customs_codes)
        self.contacts.load(entry.contacts)
        self.accounts.load(entry.accounts)
        self.title.setText(entry.fields.get("name") or "新企业")
        is_new, is_void = entry.enterprise_id is None, entry.status == "void"
        word, tone = ("新登记", "info") if is_new else ("已作废", "neutral") if is_void else ("存续", "ok")
        self.state.show_status(word, tone)
        self.void_button.setVisible(not is_new and not is_void)
        self.apply_button.setVisible(not is_new and not is_void)
        self.save_button.setEnabled(not is_void)

    def show_field(self, field: str, cell: CellText, repair: str | None) -> None:
        self.fields[field].show_text(cell.text)
        self.fields[field].say(cell.message, cell.level)
        if field == "name" and cell.text:
            self.title.setText(cell.text)
        if field in self.repairs:
            self.repairs[field].setVisible(bool(repair))
            self.repairs[field].setText(f"改为 {repair}" if repair else "")
            self.repairs[field].setProperty("code", repair or "")

    def show_size(self, size: SizeClass) -> None:
        self.size_chip.show_status(size.name or "未算", "neutral")
        self.size_rule.setText(size.rule)

    def show_problems(self, problems: Sequence[FieldProblem]) -> None:
        said = {problem.place: problem for problem in problems}
        for name, field in self.fields.items():
            problem = said.get(name)
            field.say(problem.message if problem else "", problem.level if problem else "")
        roles = said.get("roles")
        self.role_sentence.setText(roles.message if roles else "")
        self.role_sentence.setVisible(roles is not None)

    def show_conflict(self, found: Sequence[FieldDifference]) -> None:
        self.conflict.show_differences(found)

    def show_beside(self, found: EnterpriseView | None, tenants: Sequence[Tenant]) -> None:
        self.beside.show_enterprise(found, tenants)

    def show_note(self, text: str) -> None:
        self.note.setText(text)

    def show_history(self, field: str, lines: Sequence[str]) -> None:
        FieldHistory(self.fields[field].field, self.fields[field].field.accessibleName(), lines)

    def offer_drafts(self, saved: Sequence[SavedDraft]) -> None:
        clear(self._offers)
        for draft in saved[:3]:
            said = label(f"有没保存的草稿：{draft.title}（{draft.saved_at[5:16].replace('T', ' ')} 存）")
            bar = frame("notice-info", row(said, None, margins=(12, 4, 12, 4)))
            for word, action in (("继续填写", self._resume), ("放弃草稿", self._drop)):
                link = button(word, "link", partial(action, draft, bar))
                link.setAccessibleName(f"{word}：{draft.title}")
                bar.layout().addWidget(link)  # type: ignore[union-attr]
            self._offers.addWidget(bar)

    def _resume(self, draft: SavedDraft, bar: QWidget) -> None:
        self.presenter.resume(draft)
        bar.hide()

    def _drop(self, draft: SavedDraft, bar: QWidget) -> None:
        if self.presenter.drop_offer(draft):
            bar.hide()

    def focus_place(self, place: str) -> None:
        name, _, rest = place.partition(".")
        if name in self.fields:
            self.fields[name].setFocus()
        elif name == "roles":
            self.roles[ENTERPRISE_ROLES[0]].setFocus()
        elif name == "customs_codes":
            self.codes.field.setFocus()
        else:
            at, _, field = rest.partition(".")
            grid = self.contacts if name == "contacts" else self.accounts
            grid.go_to(int(at), field)

    def parts(self, name: str) -> tuple[PartEntry, ...]:
        if name == "customs_codes":
            return self.codes.parts()
        return self.contacts.parts() if name == "contacts" else self.accounts.parts()


def _short(asked: Column) -> str:
    return {"prior_year_revenue": "上年营收（万元）", "platforms_and_shops": "平台及店铺"}.get(
        asked.field, asked.header
    )
