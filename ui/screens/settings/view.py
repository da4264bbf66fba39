"""系统设置: cards in two columns; what is wrong with a field stands below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QWidget

from cbec_desktop.services.accounts import AccountSummary
from cbec_desktop.services.form_fonts import FACES
from ui.screen import ScreenHost
from ui.screens.settings.account_card import AccountCard
from ui.screens.settings.font_card import FontCard
from ui.screens.settings.presenter import BACKUP_KEYS, FIELDS, SettingsPresenter
from ui.widgets.form_fields import FieldGrid, FormField, fact_field, field_label, text_field
from ui.widgets.ledger import NoticeBar, page_layout
from ui.widgets.parts import button, card, column, label, page_header, row, tool

OFFICE = ("office.name", "office.document_prefix", "office.address", "office.phone")
PRINTING = ("print.right_mm", "print.down_mm")
TITLES = {
    "print.right_mm": "向右偏移",
    "print.down_mm": "向下偏移",
    "lock.idle_minutes": "闲置分钟",
    "office.document_prefix": "文号前缀",
}
"""Shorter than the titles of the sentences: the card's head says the rest."""
BACKUP_NOTE = (
    "备份文件夹空着时，备份在数据文件夹里面；填了两个就各备一份，建议一个选移动硬盘。换数据文件夹的办法见手册（F1）。"
)
LOCKING = ("lock.idle_minutes",)
PASSWORDS = (("old", "原口令"), ("new", "新口令"), ("again", "再输一次"))


class SettingsPage(QWidget):
    """`SettingsView`."""

    def __init__(self, host: ScreenHost) -> None:
        super().__init__()
        self.presenter = presenter = SettingsPresenter(host)
        self.fields = {key: self._setting(key) for key in FIELDS if key not in FACES}
        self.passwords = {key: FormField(_password(), name) for key, name in PASSWORDS}
        self.save_button = button("保存", "primary", presenter.save, icon_name="save")
        self.save_button.setToolTip("保存单位信息、打印和备份文件夹（Ctrl+S）")
        self.save_button.setEnabled(presenter.may_edit)
        QShortcut(QKeySequence("Ctrl+S"), self, presenter.save if presenter.may_edit else _nothing)
        self.notice = NoticeBar()
        self.folder, self.counts, self.last = fact_field("数据文件夹"), fact_field("库里有"), fact_field("上次备份")
        self.account_card = AccountCard(presenter)
        self.font_card = FontCard(presenter)
        left = column(self._office(), self._printing(), self._locking(), self._password_card(), None, spacing=10)
        right = column(self._data(), self.account_card, self.font_card, None, spacing=10)
        if not presenter.may_manage:  # shown before it has a parent, it would be a window of its own
            self.account_card.hide()
        body = row(spacing=10)
        body.addLayout(left, 1)
        body.addLayout(right, 1)
        inner = QWidget()
        inner.setLayout(body)
        page_layout(
            self, page_header(label("系统设置", "title"), None, self.save_button), self.notice, _scrolled(inner)
        )
        if not presenter.may_edit:
            self.notice.say("这里的设置由系统管理员或市级经办人修改；自己的口令可以在这里改。")
        self.setFocusProxy(self.fields[OFFICE[0]].field)
        presenter.attach(self)

    # ---- SettingsView

    def show_values(self, values: Mapping[str, str]) -> None:
        for key, field in self.fields.items():
            field.show_text(values[key])
        self.font_card.show_values({key: values[key] for key in FACES})

    def typed(self) -> dict[str, str]:
        return {key: field.text() for key, field in self.fields.items()} | self.font_card.values

    def show_problem(self, key: str, sentence: str) -> None:
        if key in FACES:
            self.font_card.show_problem(sentence)
        else:
            self.fields[key].say(sentence, "error")

    def focus_field(self, key: str) -> None:
        if key in FACES:
            self.font_card.table.select_key(key)
            self.font_card.table.setFocus()
        else:
            self.fields[key].setFocus()

    def show_data(self, folder: str, counts: str, last_backup: str) -> None:
        for field, text in ((self.folder, folder), (self.counts, counts), (self.last, last_backup)):
            field.setText(text)
            field.setToolTip(text)
            field.setCursorPosition(0)

    def show_accounts(self, accounts: Sequence[AccountSummary], current: int | None) -> None:
        self.account_card.show_accounts(accounts, current)

    def show_password_problem(self, field: str, sentence: str) -> None:
        self.passwords[field].say(sentence, "error")
        if sentence:
            self.passwords[field].setFocus()

    def clear_passwords(self) -> None:
        for field in self.passwords.values():
            field.show_text("")

    def show_account_problem(self, sentence: str) -> None:
        self.account_card.show_problem(sentence)

    def show_account_form(self, is_open: bool) -> None:
        self.account_card.show_form(is_open)

    # ---- cards

    def _setting(self, key: str) -> FormField:
        spec = FIELDS[key]
        field = text_field(longest=spec.longest + 1)  # one more, so that too long is said and not swallowed
        field.setReadOnly(not self.presenter.may_edit)
        return FormField(field, spec.title, lambda text: self.presenter.check(key, text))

    def _grid(self, keys: Sequence[str]) -> FieldGrid:
        grid = FieldGrid(1)
        for key in keys:
            heading = field_label(
                TITLES.get(key, FIELDS[key].title), self.fields[key], is_required=FIELDS[key].is_required
            )
            grid.add(heading, self.fields[key])
        return grid

    def _office(self) -> QWidget:
        return card("单位信息", self._grid(OFFICE))

    def _printing(self) -> QWidget:
        note = label("正数向右、向下，负数向左、向上。打印预览打开时先填这两个数。", "meta", wraps=True)
        return card("打印", self._grid(PRINTING), note, note="毫米")

    def _locking(self) -> QWidget:
        note = label("没人动键盘鼠标，过这些分钟就锁定；填 0 不锁定。随时按 Ctrl+L 也能锁定。", "meta", wraps=True)
        return card("锁定", self._grid(LOCKING), note)

    def _data(self) -> QWidget:
        grid = FieldGrid(1)
        for name, field in (("数据文件夹", self.folder), ("库里有", self.counts), ("上次备份", self.last)):
            grid.add(field_label(name, field), field)
        self.choosers = {}
        for key, title in zip(BACKUP_KEYS, ("备份文件夹", "第二备份"), strict=True):
            chooser = tool("folder-open", f"选择{FIELDS[key].title}", partial(self._choose, key))
            chooser.setEnabled(self.presenter.may_edit)
            self.choosers[key] = chooser
            beside = QWidget()
            line = row(spacing=4, margins=(0, 0, 0, 0))
            line.addWidget(self.fields[key], 1)
            line.addWidget(chooser, 0, Qt.AlignmentFlag.AlignTop)
            beside.setLayout(line)
            grid.add(field_label(title, self.fields[key]), beside)
        self.open_button = button("打开数据文件夹", "", self._open_folder, icon_name="folder")
        self.backup_button = button("立即备份", "", self.presenter.back_up, icon_name="archive")
        self.backup_button.setEnabled(self.presenter.may_back_up)
        note = label(BACKUP_NOTE, "meta", wraps=True)
        buttons = row(self.open_button, None, self.backup_button)
        return card("数据与备份", grid, note, buttons)

    def _password_card(self) -> QWidget:
        grid = FieldGrid(1)
        for key, name in PASSWORDS:
            grid.add(field_label(name, self.passwords[key]), self.passwords[key])
        self.password_button = button("修改口令", "", self._change_password, icon_name="lock")
        return card("口令", grid, row(None, self.password_button), note="改的是自己的口令")

    def _choose(self, key: str) -> None:
        if (folder := self.presenter.choose_folder()) is not None:
            self.fields[key].show_text(folder)
            self.presenter.check(key, folder)

    def _open_folder(self) -> None:
        self.presenter.open_folder(self.folder.text())

    def _change_password(self) -> None:
        self.presenter.change_password(*(self.passwords[key].text() for key, _name in PASSWORDS))


def _nothing() -> None:
    """Ctrl+S of a person who may only look."""


def _password() -> QLineEdit:
    field = text_field(longest=128)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _scrolled(inner: QWidget) -> QScrollArea:
    made = QScrollArea()
    made.setWidget(inner)
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


def build_page(host: ScreenHost, **_arguments: Any) -> SettingsPage:
    return SettingsPage(host)
