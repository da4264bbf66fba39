"""The card of accounts: who may log in, and the fields of a new account."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLineEdit

from cbec_desktop.domain.statuses import ROLE_WORDS
from cbec_desktop.services.accounts import AccountSummary
from ui.screens.settings.presenter import SettingsPresenter
from ui.widgets.cells import ChipText, TableCell, TableColumn, TableRow
from ui.widgets.form_fields import FieldGrid, FormField, field_label, text_field
from ui.widgets.parts import button, column, frame, label, row
from ui.widgets.record_table import RecordTable

COLUMNS = (
    TableColumn("用户名"),
    TableColumn("姓名"),
    TableColumn("角色", stretch=1, minimum=80),
    TableColumn("状态"),
)
FIELDS = (
    ("name", "用户名", True),
    ("full_name", "姓名", False),
    ("password", "口令", True),
    ("again", "再输一次", True),
)


class AccountCard(QFrame):
    """Lists the accounts; 新增 opens the fields below the list."""

    def __init__(self, presenter: SettingsPresenter) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.presenter = presenter
        self.table = RecordTable(COLUMNS, "账户", row_height=30, fitted=True)
        self.table.current_row.connect(self._choose)
        self.toggle_button = button("停用", "", presenter.toggle_account)
        self.add_button = button("新增账户", "", lambda: self.show_form(True), icon_name="plus")
        self.fields: dict[str, FormField] = {}
        self.roles = {role.value: QCheckBox(word) for role, word in ROLE_WORDS.items()}
        self.problem = label("", "error", wraps=True)
        self.problem.hide()
        self.form = self._form()
        self.form.hide()
        self.buttons = row(None, self.toggle_button, self.add_button)
        head = row(label("账户", "section"), label("账户只停用，不删除", "meta"), None)
        self.setLayout(column(head, self.table, self.buttons, self.form, margins=(16, 10, 16, 12)))

    def show_accounts(self, accounts: Sequence[AccountSummary], current: int | None) -> None:
        self.table.show_rows([_row(each) for each in accounts])
        self.table.select_key(current)
        self._show_verb()

    def show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def show_form(self, is_open: bool) -> None:
        """Open the empty fields of a new account, or put them away."""
        for field in self.fields.values():
            field.show_text("")
        for box in self.roles.values():
            box.setChecked(False)
        self.show_problem("")
        self.form.setVisible(is_open)
        self.add_button.setEnabled(not is_open)
        (self.fields["name"] if is_open else self.add_button).setFocus()

    def submit(self) -> None:
        typed = {key: field.text() for key, field in self.fields.items()}
        roles = [role for role, box in self.roles.items() if box.isChecked()]
        self.presenter.add_account(typed["name"], typed["full_name"], roles, typed["password"], typed["again"])

    def _form(self) -> QFrame:
        grid = FieldGrid(1)
        for key, name, is_required in FIELDS:
            field = text_field(longest=128 if key in ("password", "again") else 40)
            if key in ("password", "again"):
                field.setEchoMode(QLineEdit.EchoMode.Password)
            self.fields[key] = FormField(field, f"新账户的{name}")
            grid.add(field_label(name, self.fields[key], is_required=is_required), self.fields[key])
        boxes = QGridLayout()
        for place, box in enumerate(self.roles.values()):
            boxes.addWidget(box, place // 2, place % 2)
        actions = row(None, button("取消", "", lambda: self.show_form(False)), button("建立账户", "", self.submit))
        head = label("新增账户", "strong")
        return frame(
            "well", column(head, grid, label("角色", "label"), boxes, self.problem, actions, margins=(12, 10, 12, 12))
        )

    def _choose(self, key: object) -> None:
        if isinstance(key, int):
            self.presenter.choose_account(key)
            self._show_verb()

    def _show_verb(self) -> None:
        account = self.presenter.account
        word = "启用" if account is not None and not account.is_active else "停用"
        self.toggle_button.setText(word)
        self.toggle_button.setAccessibleName(word)


def _row(account: AccountSummary) -> TableRow:
    state = ChipText("在用", "ok", "circle-check") if account.is_active else ChipText("停用", "neutral", "ban")
    cells = (
        TableCell(account.name, tone="strong"),
        TableCell(account.full_name),
        TableCell(account.role_words),
        TableCell(state.text, chip=state),
    )
    return TableRow(cells, account.account_id, tip=account.role_words)
